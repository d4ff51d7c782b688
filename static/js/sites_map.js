// Knows the map of the page of new sites: which proposal it shows, before or after, and the points of one's own.

import { showFallback } from "./map_fallback.js";
import { getJson } from "./request.js";
import { withParameter } from "./state.js";
import { hasWebgl2 } from "./webgl.js";

const say = (text) => (document.getElementById("map-status").textContent = text);
const NO_MAP = "この端末では、動く地図を表示できません。提案は一覧と表をご覧ください。";

/** The page's map. Everything may be called at any time: where no map can be drawn, nothing happens. */
export function sitesMap(page, { click }) {
  let view = null;
  let tiles = null;
  let queue = Promise.resolve();
  let own = [];
  let shown = null;
  let when = "after";

  async function draw(answer) {
    if (tiles !== answer.tiles) {
      const { createCaseMap } = await import("./case_map.js");
      view?.remove();
      view = null;
      tiles = answer.tiles;
      view = await createCaseMap({ container: "map", title: "提案する場所", page, answer, on: { click, trouble: () => say("地図の一部を読み込めませんでした。") } });
      if (answer.tiles === answer.system) await name(answer.system);
    }
    shown = answer;
    paint();
    view.whenDrawn(() => (document.documentElement.dataset.map = "ready"));
  }

  async function name(system) {
    try {
      await view.name((await getJson(withParameter(page.urls.districts, "system", system))).districts);
    } catch (error) {
      say(`${error.message}区域の名前を地図に書けません。`);
    }
  }

  function paint() {
    if (!view || !shown) return;
    view.paint(shown, when);
    view.mark([...own.map((point, at) => ({ ...point, text: `候${at + 1}`, name: `選んだ地点${at + 1}`, kind: "own" })), ...(when === "after" ? shown.marks : [])]);
  }

  return {
    show(answer) {
      if (document.documentElement.dataset.map === "none") return;
      if (!view && !hasWebgl2()) return showFallback(page, NO_MAP);
      queue = queue.then(() => draw(answer)).catch(() => {
        view = null;
        showFallback(page, "動く地図を読み込めませんでした。提案は一覧と表をご覧ください。");
      });
    },
    turn(to) {
      when = to;
      paint();
    },
    own(points) {
      own = points;
      paint();
    },
    go: (lonlat) => view?.flyTo(lonlat),
    picking: (on) => view?.picking(on),
    get drawn() {
      return view !== null;
    },
  };
}

// Knows the map of the answer: which tiles hold its districts, their colours, and the places that were counted.

import { showFallback } from "./map_fallback.js";
import { getJson } from "./request.js";
import { withParameter } from "./state.js";
import { hasWebgl2 } from "./webgl.js";

const say = (text) => (document.getElementById("map-status").textContent = text);

/** The nine colours live in the style sheet, where the legend uses them too: aging, then how far places are. */
function colourOf({ aging_class: aging, service_class: service }) {
  const valid = [aging, service].every((value) => value === 0 || value === 1 || value === 2);
  return valid ? getComputedStyle(document.documentElement).getPropertyValue(`--bi-${aging}${2 - service}`).trim() : null;
}

/** The map of the page. Everything may be called at any time: without WebGL, or before it is there, nothing happens. */
export function gapMap(page, on) {
  let view = null;
  let tiles = null;
  let making = null;
  let wanted = null;
  let drawn = null;
  let places = new Map();
  let chosen = null;

  async function make(answer) {
    const { createMapView } = await import("./map_view.js");
    view?.remove();
    view = null;
    const made = await createMapView({ data: { ...page, layers: layersOf(answer), system: answer.tiles }, view: null, cooperative: true, on: { ...on, trouble: () => say("地図の一部を読み込めませんでした。") } });
    tiles = answer.cells ?? answer.tiles;
    view = made;
  }

  async function draw() {
    const answer = wanted;
    if (tiles !== (answer.cells ?? answer.tiles)) {
      await make(answer);
      places = new Map();
      if (answer.tiles === answer.system) await name(answer);
    }
    const areas = page.layers.filter((layer) => layer.kind === "area").map((layer) => layer.key);
    const lines = areas.filter((key) => key === (answer.tiles === answer.system ? answer.system : "elementary_district"));
    view.setVisible(new Set([...lines, ...(placesShown() ? answer.categories : [])]));
    view.colourByClass(answer.districts.map((row) => ({ id: row.id, colour: colourOf(row), worst: row.worst })));
    view.choose({ place: null, district: chosen });
    view.whenDrawn(() => (document.documentElement.dataset.map = "ready"));
  }

  /** The page's layers; the cells of people are those of the answer's year. */
  function layersOf(answer) {
    if (!answer.cells) return page.layers;
    const others = page.layers.filter((layer) => layer.key !== answer.tiles);
    const like = page.layers.find((layer) => layer.kind === "people");
    return [...others, { ...like, key: answer.tiles, tiles: answer.cells }];
  }

  /** The names on the map; another area system has other ones. */
  async function name(answer) {
    try {
      const told = await getJson(withParameter(page.urls.districts, "system", answer.system));
      places = new Map(told.districts.map((district) => [district.id, district]));
      await view.setDistricts(told.districts);
    } catch (error) {
      say(`${error.message}区域の名前を地図に書けません。`);
    }
  }

  /** Draws an answer when the map is in sight; one after the other, the newest last. */
  function show(answer) {
    wanted = answer;
    if (!wanted || drawn === wanted || document.getElementById("map").offsetParent === null || !hasMap()) return;
    drawn = wanted;
    making = (making ?? Promise.resolve()).then(painted).then(draw).catch(() => {
      view = null;
      tiles = null;
      showFallback(page, "動く地図を読み込めませんでした。数字は表をご覧ください。");
    });
  }

  return {
    show,
    again: () => view && draw(),
    light: (id, lit) => view?.hover(id, lit),
    choose(id, { move }) {
      chosen = id;
      view?.choose({ place: null, district: id });
      const place = places.get(id);
      if (move && place) view?.fit(place.bounds, 60);
    },
    /** The map's place has come into sight, or has another size. */
    resize() {
      view?.resize();
      show(wanted);
    },
  };

  function hasMap() {
    if (document.documentElement.dataset.map === "none") return false;
    if (view || making || hasWebgl2()) return true;
    showFallback(page, "この端末では、動く地図を表示できません。数字は表をご覧ください。");
    return false;
  }
}

/** Words and figures come first: a map may take longer than a reader waits. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
const placesShown = () => document.getElementById("map-places")?.checked ?? false;

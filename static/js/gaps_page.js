// Knows how the gap page joins its table and its map: the same district lights up in both.

import { pageData } from "./dom.js";
import { showFallback } from "./map_fallback.js";
import { getJson } from "./request.js";
import { withParameter } from "./state.js";
import { makeSortable } from "./table_sort.js";
import { hasWebgl2 } from "./webgl.js";

const data = pageData();
const table = document.getElementById("gaps-table");
const rowOf = (id) => table.querySelector(`tr[data-district="${CSS.escape(String(id))}"]`);
let view = null;
let places = new Map();

/** The nine colours live in the style sheet, where the legend uses them too: aging, then how far places are. */
function colourOf({ aging_class: aging, service_class: service }) {
  const valid = [aging, service].every((value) => value === 0 || value === 1 || value === 2);
  return valid ? getComputedStyle(document.documentElement).getPropertyValue(`--bi-${aging}${2 - service}`).trim() : null;
}

/** The area system of the question that was answered: the form as the server sent it, not as it stands now. */
function askedSystem() {
  const choice = document.getElementById("q-system");
  return [...choice.options].find((option) => option.defaultSelected)?.value ?? choice.value;
}

function light(id, on) {
  if (id === null || id === undefined) return;
  rowOf(id)?.classList.toggle("is-lit", on);
}

function zoomTo(id) {
  const place = places.get(id);
  for (const row of table.querySelectorAll("tr.is-chosen")) row.classList.remove("is-chosen");
  rowOf(id)?.classList.add("is-chosen");
  view?.choose({ place: null, district: id });
  if (place) view?.fit(place.bounds, 60);
}

function wireTable() {
  makeSortable(table, (text) => (document.getElementById("sort-status").textContent = text));
  for (const row of table.tBodies[0].rows) {
    const id = Number(row.dataset.district);
    const hover = (on) => () => {
      row.classList.toggle("is-lit", on);
      view?.hover(id, on);
    };
    row.addEventListener("mouseenter", hover(true));
    row.addEventListener("mouseleave", hover(false));
    row.addEventListener("focusin", hover(true));
    row.addEventListener("focusout", hover(false));
    row.addEventListener("click", (event) => {
      if (!view || event.ctrlKey || event.metaKey || event.shiftKey) return; // the name is also a link to the map page
      event.preventDefault();
      zoomTo(id);
    });
  }
}

function mapEvents() {
  let lit = null;
  return {
    hover(id) {
      light(lit, false);
      light(id, true);
      lit = id;
    },
    district(id) {
      zoomTo(id);
      const row = rowOf(id);
      row?.scrollIntoView({ block: "nearest" });
      row?.querySelector("a")?.focus({ preventScroll: true });
    },
    trouble: () => say("地図の一部を読み込めませんでした。"),
  };
}

function say(text) {
  document.getElementById("map-status").textContent = text;
}

async function loadMap() {
  if (!hasWebgl2()) return showFallback(data, "この端末では、動く地図を表示できません。数字は表をご覧ください。");
  try {
    const { createMapView } = await import("./map_view.js");
    const system = askedSystem();
    const areas = data.layers.filter((layer) => layer.kind === "area").map((layer) => layer.key);
    view = await createMapView({ data: { ...data, system: areas.includes(system) ? system : areas[0] }, view: null, cooperative: true, on: mapEvents() });
    view.setVisible(new Set(areas.filter((key) => key === system)));
  } catch {
    view = null;
    return showFallback(data, "動く地図を読み込めませんでした。数字は表をご覧ください。");
  }
  return showResult();
}

async function showResult() {
  try {
    const answer = await getJson(withParameter(data.urls.districts, "system", askedSystem()));
    const asked = new Set(data.result.rows.map((row) => row.id));
    const districts = answer.districts.filter((district) => asked.has(district.id)); // another area system has other names
    places = new Map(districts.map((district) => [district.id, district]));
    await view.setDistricts(districts);
  } catch (error) {
    say(`${error.message}校区の名前を地図に書けません。`);
  }
  view.colourByClass(data.result.rows.map((row) => ({ id: row.id, colour: colourOf(row), worst: Boolean(row.worst) })));
  view.whenDrawn(() => (document.documentElement.dataset.map = "ready"));
}

if (table && data.result) {
  wireTable();
  await loadMap();
}

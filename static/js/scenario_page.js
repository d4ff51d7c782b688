// Knows how the page of a scenario holds together: two maps that move together, the forms that change it.

import { pageData } from "./dom.js";
import { searchKey } from "./format.js";
import { getJson } from "./request.js";
import { withParameter } from "./state.js";
import { makeSortable } from "./table_sort.js";
import { wireTabs } from "./tabs.js";
import { hasWebgl2 } from "./webgl.js";

const PHONE = matchMedia("(max-width: 719px)");
const page = pageData();
const byId = (id) => document.getElementById(id);
const say = (text) => (byId("map-status").textContent = text);
const views = new Map();
let picking = null;

async function drawMaps() {
  if (!hasWebgl2()) return noMaps("この端末では、動く地図を表示できません。数字は表をご覧ください。");
  const { createCaseMap } = await import("./case_map.js");
  const districts = page.answer.tiles === page.answer.system ? getJson(withParameter(page.urls.districts, "system", page.answer.system)) : null;
  for (const [when, title] of [["before", "いま"], ["after", "シナリオ"]]) {
    const on = { click: picked, trouble: () => say("地図の一部を読み込めませんでした。") };
    const view = await createCaseMap({ container: `map-${when}`, title, page, answer: page.answer, on });
    view.paint(page.answer, when);
    view.mark(when === "after" ? page.answer.marks : []);
    views.set(when, view);
  }
  views.get("before").follow(views.get("after"));
  try {
    const named = (await districts)?.districts ?? [];
    for (const view of views.values()) await view.name(named);
  } catch (error) {
    say(`${error.message}区域の名前を地図に書けません。`);
  }
  let left = views.size;
  for (const view of views.values()) view.whenDrawn(() => --left || (document.documentElement.dataset.map = "ready"));
}

function noMaps(reason) {
  document.querySelector(".scenario-maps__two").hidden = true;
  byId("case-tabs").hidden = true;
  say(reason);
  document.documentElement.dataset.map = "none";
}

/** A phone shows one map at a time. */
function wireCaseTabs() {
  const list = byId("case-tabs");
  const fit = () => {
    if (document.documentElement.dataset.map === "none") return;
    list.hidden = !PHONE.matches;
    for (const tab of list.querySelectorAll('[role="tab"]')) {
      const panel = byId(tab.getAttribute("aria-controls"));
      panel.hidden = PHONE.matches && tab.getAttribute("aria-selected") !== "true";
      if (PHONE.matches) panel.setAttribute("role", "tabpanel");
      else panel.removeAttribute("role");
    }
    for (const view of views.values()) view.resize();
  };
  wireTabs(list, fit);
  PHONE.addEventListener("change", fit);
  fit();
}

function setPicking(button) {
  picking?.setAttribute("aria-pressed", "false");
  if (picking) picking.textContent = "地図で選ぶ";
  picking = button === picking ? null : button;
  for (const view of views.values()) view.picking(picking !== null);
  if (!picking) return;
  picking.setAttribute("aria-pressed", "true");
  picking.textContent = "地図の上を押してください";
  document.querySelector(".scenario-maps").scrollIntoView({ block: "center" });
}

function picked([lon, lat]) {
  if (!picking) return;
  const field = byId(picking.dataset.pick);
  field.value = `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
  setPicking(picking);
  field.focus();
}

/** Typing leaves those places in the list whose name has it. */
function wireSearch() {
  const search = byId("asset-search");
  if (!search) return;
  const options = [...byId("asset").options].map((option) => ({ option, group: option.parentElement, key: searchKey(`${option.textContent} ${option.dataset.kana ?? ""}`) }));
  search.addEventListener("input", () => {
    const wanted = searchKey(search.value);
    const found = options.filter(({ key }) => key.includes(wanted));
    for (const group of new Set(options.map((each) => each.group))) group.replaceChildren(...found.filter((each) => each.group === group).map((each) => each.option));
    byId("asset-count").textContent = `${found.length}か所`;
  });
}

document.documentElement.dataset.live = "yes";
wireSearch();
for (const button of document.querySelectorAll("[data-pick]")) {
  button.hidden = !page.answer;
  button.addEventListener("click", () => setPicking(button));
}
byId("c-year")?.addEventListener("change", ({ target }) => target.form.requestSubmit());
if (byId("moved-table")) makeSortable(byId("moved-table"), (sentence) => (byId("sort-status").textContent = sentence));
if (page.answer) {
  wireCaseTabs();
  drawMaps().catch(() => noMaps("動く地図を読み込めませんでした。数字は表をご覧ください。"));
}
if (byId("form-wrong")) byId("form-wrong").scrollIntoView({ block: "center" });

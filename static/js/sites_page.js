// Knows how the page of new sites holds together: a choice asks, the proposal's parts come, list and map follow.

import { el, pageData } from "./dom.js";
import { rememberParts, swapParts } from "./gaps_ask.js";
import { searcher } from "./sites_ask.js";
import { sitesMap } from "./sites_map.js";
import { makeSortable } from "./table_sort.js";

const page = pageData();
const byId = (id) => document.getElementById(id);
const form = byId("sites-form");
const pick = byId("own-pick");
const say = (text) => (byId("answer-status").textContent = text);
let asking = false; // whether the reader pressed the button, and waits for the answer with the focus

/** What is asked for, without what is typed but not yet sent. */
function query() {
  if (!form.reportValidity()) return null;
  return new URLSearchParams([...new FormData(form)].filter(([name, value]) => name !== "place" || value.trim()));
}

function onAnswer(html) {
  const { changed, data } = swapParts(html);
  byId("answer-trouble").replaceChildren();
  byId("sites-view").hidden = false;
  byId("s-place").value = "";
  for (const link of document.querySelectorAll("[data-link]")) link.href = link.getAttribute("href").replace(/^[^#]*/, data.links[link.dataset.link]);
  history.replaceState(null, "", data.links.page);
  map.own(ownPoints());
  map.show(data);
  if (changed.has("below")) freshTable();
  say(data.sentence);
  if (asking) byId("answer-text").focus();
  asking = false;
}

function trouble({ message, remedy }) {
  byId("answer-trouble").replaceChildren(el("div", { class: "notice notice--warn" }, el("strong", { text: "考えられませんでした。" }), message, remedy ?? ""));
  say("");
  asking = false;
}

const ownPoints = () => [...form.elements].filter((field) => field.name === "at").map((field) => {
  const [lon, lat] = field.value.split(",").map(Number);
  return { lon, lat };
});

function freshTable() {
  const table = byId("moved-table");
  if (table) makeSortable(table, (sentence) => (byId("sort-status").textContent = sentence));
}

/** The number of places means nothing where a share or a budget decides, nor a share where a number does. */
function fitForm() {
  const share = form.elements.objective.value === "share";
  const budget = form.elements.objective.value === "cover" && form.elements.budget.value !== "";
  byId("share-field").hidden = !share;
  byId("s-count").disabled = share || budget;
  form.querySelector(".aim__share").textContent = byId("s-share").value;
}

function setPicking(on) {
  if (on && !map.drawn) return say("地図がまだありません。住所か緯度・経度を入れてください。");
  pick.setAttribute("aria-pressed", String(on));
  pick.textContent = on ? "地図の上を押してください" : "地図で選ぶ";
  map.picking(on);
  if (on) byId("map").scrollIntoView({ block: "center" });
}

function addPoint([lon, lat]) {
  if (pick.getAttribute("aria-pressed") !== "true") return;
  setPicking(false);
  byId("s-place").value = `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
  search.now();
}

/** A place that is left out, is left out of the next search. */
function leaveOut(event) {
  const button = event.target.closest("[data-without]");
  if (!button) return;
  event.preventDefault();
  byId("own").open = true;
  const box = el("input", { type: "hidden", name: "without", value: button.dataset.without });
  form.append(box);
  asking = true;
  search.now().finally(() => box.remove());
}

const map = sitesMap(page, { click: addPoint });
const search = searcher({ address: form.dataset.answer, query, onAnswer, onTrouble: trouble, say });

document.documentElement.dataset.live = "yes";
rememberParts();
fitForm();
freshTable();
form.addEventListener("input", ({ target }) => {
  fitForm();
  if (target.name !== "place") search.soon();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  asking = true;
  search.now();
});
pick.addEventListener("click", () => setPicking(pick.getAttribute("aria-pressed") !== "true"));
byId("sites-stop").addEventListener("click", () => {
  search.stop();
  say("やめました。前の提案のままです。");
  byId("sites-answer").focus();
});
byId("map-when").addEventListener("change", ({ target }) => map.turn(target.value));
byId("sites-answer").addEventListener("click", leaveOut);
if (page.answer) {
  map.own(ownPoints());
  map.show(page.answer);
}

// Knows how the planner's page holds together: a control asks, the answer's parts come, map, table and chart follow.

import { el, pageData } from "./dom.js";
import { asker, rememberParts, swapParts } from "./gaps_ask.js";
import { hasNoPlace, questionOf, showControls, wireForm } from "./gaps_form.js";
import { arrived, changed as questionChanged, returningTo, settled, wireHistory } from "./gaps_history.js";
import { light, markChosen, wireLinks } from "./gaps_link.js";
import { gapMap } from "./gaps_map.js";
import { wireShare } from "./gaps_share.js";
import { freshTable } from "./gaps_table.js";
import { isPhone, openTab, wireViewTabs } from "./gaps_tabs.js";

/** A wait shorter than this needs no words. */
const PATIENCE_MS = 300;
const page = pageData();
const byId = (id) => document.getElementById(id);
const form = byId("question");
const rowOf = (id) => document.querySelector(`#gaps-table tr[data-district="${id}"]`);
let chosen = page.answer?.chosen ?? null;
let choosing = false; // whether the question under way is about another district alone
let busyTimer = 0;

function query() {
  const asked = returningTo() ?? questionOf(form);
  asked?.delete("district");
  if (asked && chosen !== null) asked.set("district", chosen);
  if (!asked && hasNoPlace(form)) trouble("数える場所を一つ以上選んでください。");
  return asked;
}

function onAnswer(html) {
  const { changed, data } = swapParts(html);
  byId("answer-trouble").replaceChildren();
  byId("gaps-view").hidden = false;
  showControls(form, data);
  for (const link of document.querySelectorAll("[data-link]")) link.href = data.links[link.dataset.link];
  chosen = data.chosen;
  if (changed.has("table")) freshTable();
  if (changed.size > Number(changed.has("district"))) map.show(data);
  map.choose(chosen, { move: false });
  markChosen(chosen);
  arrived(address(data.links.page));
  tell(data);
}

/** What stands in the address bar and is sent on: the question, and the district that is open. */
function address(path) {
  const url = new URL(path, location.href);
  if (chosen !== null) url.searchParams.set("district", chosen);
  return url.pathname + url.search.replaceAll("%2C", ",").replaceAll("%3A", ":");
}

function tell(data) {
  const title = byId("district-title");
  const status = byId("answer-status");
  if (!choosing) status.textContent = data.sentence;
  else status.textContent = title ? `${title.textContent}のくわしい数字を出しました。` : "くわしい数字を閉じました。";
  if (choosing && title) showChosen();
  choosing = false;
}

/** A phone has the district under its table; a wide screen beside the map, and less of the table is left. */
function showChosen() {
  if (isPhone()) byId("district").scrollIntoView({ block: "start" });
  else rowOf(chosen)?.scrollIntoView({ block: "nearest" });
}

function onBusy(busy) {
  clearTimeout(busyTimer);
  byId("gaps-answer").setAttribute("aria-busy", String(busy));
  byId("answer-busy").hidden = true;
  if (!busy) return;
  busyTimer = setTimeout(() => {
    byId("answer-busy").hidden = false;
    byId("answer-status").textContent = "計算しています。";
  }, PATIENCE_MS);
}

/** `instead`: where the same can be asked in a way that works. */
function trouble(words, instead) {
  const link = instead && [" ", el("a", { href: instead, text: "直線距離で調べる" })];
  const notice = el("div", { class: "notice notice--warn" }, el("strong", { text: "調べられませんでした。" }), words, link || null);
  byId("answer-trouble").replaceChildren(notice);
}

/** Opens a district, or closes it where it is open already. */
function choose(id) {
  chosen = id === chosen ? null : id;
  choosing = true;
  markChosen(chosen);
  map.choose(chosen, { move: true });
  ask();
}

function chooseOnMap(id) {
  choose(id);
  if (chosen === null) return;
  openTab("tab-table");
  rowOf(id)?.querySelector("a").focus({ preventScroll: true });
}

function closeDistrict(event) {
  if (!event.target.closest("[data-close-district]")) return;
  event.preventDefault();
  rowOf(chosen)?.querySelector("a").focus();
  choose(chosen);
}

document.documentElement.dataset.live = "yes";
rememberParts();
const map = gapMap(page, { hover: light, district: chooseOnMap });
const ask = asker({
  address: form.dataset.answer,
  query,
  onBusy,
  onAnswer,
  onTrouble: (error) => trouble(`${error.message}${error.remedy ?? ""}`, error.instead),
});
wireForm(form, {
  changed: () => {
    choosing = false;
    questionChanged();
    ask();
  },
  settled,
});
wireHistory((asked) => {
  choosing = false;
  chosen = Number(asked.get("district")) || null;
  document.activeElement?.blur(); // a control that is held would stay as it is
  ask();
});
wireLinks({ lightOnMap: map.light, choose });
wireViewTabs(map.resize);
wireShare();
byId("gaps-view").addEventListener("click", closeDistrict);
byId("map-places").addEventListener("change", map.again);
freshTable();
markChosen(chosen);
if (page.answer) {
  map.show(page.answer);
  map.choose(chosen, { move: true });
}

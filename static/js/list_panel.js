// Knows the list beside the map: places as the server found them and districts by aging rate; what it says while it waits or fails.

import { el, named, write } from "./dom.js";
import { distanceM, metres, number, people, percent, searchKey } from "./format.js";
import { symbolOf } from "./symbols.js";
import { wireTabs } from "./tabs.js";
import { t } from "./words.js";

/** The list. `on`: {asset(id), district(id), clear(), more(start), spot({lon, lat})}. */
export function createListPanel({ layers, listUrl, on }) {
  const places = document.getElementById("panel-places");
  const districtsBox = document.getElementById("panel-districts");
  const count = document.getElementById("result-count");
  const layerOf = new Map(layers.map((layer) => [layer.key, layer]));
  let districts = null; // nothing is drawn before the first answer is here: a failure stays readable
  let found = null;
  let asked = { query: "", visible: [], narrow: false, from: null, here: false };
  let tab = "tab-places";
  let told = null;

  wireTabs(document.querySelector("#tab-row .tabs"), (id) => {
    tab = id;
    tell();
  });

  const matchingDistricts = () => {
    const words = wordsOf(asked.query);
    return (districts ?? []).filter((district) => words.every((word) => district.key.includes(word)));
  };

  function drawAll() {
    const focused = document.activeElement?.dataset?.pick;
    drawPlaces();
    drawDistricts(matchingDistricts());
    if (focused) document.querySelector(`[data-pick="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    tell();
  }

  function drawPlaces() {
    const ways = found.spots.length ? [spotList(found.spots, on)] : [];
    if (!found.assets.length) return places.replaceChildren(...ways, nothing(asked, on.clear));
    const items = found.assets.map((asset) => placeItem(asset, asked.from, layerOf.get(asset.layer), on.asset));
    const left = found.total - found.assets.length;
    const alike = found.alike ? [el("p", { class: "list-note", text: t("「{words}」そのままの場所はありません。名前の似ている場所を出しています。", { words: asked.query }) })] : [];
    return places.replaceChildren(...ways, ...alike, el("ol", { class: "items", id: "place-list" }, ...items), ...(left > 0 ? [moreButton(left)] : []));
  }

  function moreButton(left) {
    const first = found.assets.length;
    const click = async () => {
      await on.more(first);
      places.querySelectorAll(".item")[first]?.focus();
    };
    return el("button", { class: "button button--plain more", type: "button", text: t("もっと見る（残り{n}件）", { n: number(left) }), on: { click } });
  }

  function drawDistricts(matching) {
    if (!matching.length) return districtsBox.replaceChildren(nothing({ ...asked, visible: [""] }, on.clear));
    const sorted = [...matching].sort((a, b) => (b.aging_rate ?? -1) - (a.aging_rate ?? -1) || a.id - b.id);
    return districtsBox.replaceChildren(el("ol", { class: "items", id: "district-list" }, ...sorted.map((row) => districtItem(row, on.district))));
  }

  function tell() {
    if (!found) return;
    const text = tab === "tab-places" ? t(asked.here ? "{n}件・今いる場所から近い順" : "{n}件・地図の中心から近い順", { n: number(found.total) }) : t("{n}校区・高齢化率の高い順", { n: number(matchingDistricts().length) });
    say(text);
  }

  /** For screen readers: only what is new. */
  function say(text) {
    if (told !== text) write(count, text);
    told = text;
  }

  return {
    /** Draws an answer of the server; with `more`, behind what stands there. `question`: {query, visible, narrow, from, here}. */
    show(answer, question, { more = false } = {}) {
      asked = question;
      nearestFirst(answer.assets, question.from);
      found = more ? { ...answer, assets: [...found.assets, ...answer.assets] } : answer;
      places.removeAttribute("aria-busy");
      document.getElementById("tab-row").hidden = false;
      drawAll();
    },
    setDistricts(rows) {
      districts = rows.map((district) => ({ ...district, key: searchKey(district.name) }));
      if (found) drawAll();
    },
    loading() {
      places.setAttribute("aria-busy", "true");
      say(t("読み込んでいます…"));
      places.replaceChildren(el("div", { class: "skeleton", "aria-hidden": "true" }, ...Array.from({ length: 5 }, () => el("div", { class: "skeleton__row" }))));
    },
    failed(error, retry) {
      places.removeAttribute("aria-busy");
      say("");
      places.replaceChildren(el("div", { class: "empty", role: "alert" },
        el("p", { class: "empty__title", text: error.message }), el("p", { text: error.remedy ?? "" }),
        el("button", { class: "button", type: "button", text: t("もう一度読み込む"), on: { click: retry } }),
        el("p", {}, el("a", { href: listUrl, text: t("一覧のページで見る") }))));
    },
  };
}

/** The server knows the point only roughly. Those without a place stay at the end. */
function nearestFirst(assets, from) {
  if (!from) return;
  const away = ({ lon, lat }) => (lat === null ? Infinity : distanceM(from, [lon, lat]));
  assets.sort((a, b) => away(a) - away(b) || 0);
}

const wordsOf = (query) => (query ?? "").split(/[\s\u3000]+/).map(searchKey).filter(Boolean);

/** Districts and towns of the words that were typed: one tap goes there. */
function spotList(spots, on) {
  const go = (spot) => (spot.kind === "district" ? on.district(spot.id) : on.spot(spot));
  return el("ul", { class: "spots", "aria-label": t("地名") }, ...spots.map((spot) => el("li", {}, el("button", { class: "spot", type: "button", on: { click: () => go(spot) } },
    el("span", { class: "spot__name", lang: "ja", text: spot.name }), el("span", { class: "spot__hint", text: spot.kind === "district" ? t("この校区を見る") : t("このあたりを見る") })))));
}

function placeItem(asset, from, layer, pick) {
  const placed = asset.lat !== null;
  const away = placed && from ? distanceM(from, [asset.lon, asset.lat]) : null;
  const near = placed ? (away === null ? "" : asset.precision === "exact" ? metres(away) : t("約{distance}", { distance: metres(away) })) : t("要位置確認");
  const where = [asset.address, asset.district].filter(Boolean).join("・") || (asset.precision === "exact" ? t("住所は未確認") : t("住所は示していません"));
  return el("li", {}, el("button", { class: "item", type: "button", "data-pick": `a${asset.id}`, on: { click: () => pick(asset.id) } },
    symbolOf(layer?.style, 30),
    el("span", { class: "item__body" },
      el("span", { class: "item__name", lang: "ja" }, named(asset)),
      el("span", { class: "item__sub item__sub--short" }, `${layer?.title ?? ""}・`, ...openWords(asset)),
      el("span", { class: "item__sub", lang: "ja", text: where })),
    near ? el("span", { class: placed ? "item__side" : "item__side tag tag--warn", text: near }) : null));
}

/** Whether it is open, in the fewest words: what a reader looks for first. */
function openWords({ open_now: open, today, hours }) {
  if (today === null) return [hours ? el("span", { lang: "ja", text: hours }) : t("時間は未確認")];
  if (open) return [el("strong", { class: "item__open", text: t("今開いています") }), t("（今日 {hours}）", { hours: t(today) })];
  return [today ? t("今日 {hours}", { hours: t(today) }) : t("今日は休み")];
}

function districtItem(row, pick) {
  return el("li", {}, el("button", { class: "item", type: "button", "data-pick": `d${row.id}`, on: { click: () => pick(row.id) } },
    el("span", { class: "item__body" },
      el("span", { class: "item__name", lang: "ja", text: row.name }),
      el("span", { class: "item__sub", text: t("人口 {people}・場所 {n}か所", { people: people(row.people), n: number(row.asset_total) }) })),
    el("span", { class: "item__side item__side--figure" }, el("span", { class: "item__figure", text: percent(row.aging_rate) }), el("span", { class: "item__sub", text: t("高齢化率") }))));
}

function nothing({ query, visible, narrow }, clear) {
  const title = query ? t("「{words}」に合うものは見つかりませんでした。", { words: query }) : visible.length ? (narrow ? t("この条件に合う場所は見つかりませんでした。") : t("この条件の場所は、まだ登録されていません。")) : t("出す場所の種類が選ばれていません。");
  const hint = query || narrow ? t("言葉を短くする、条件を減らすなどして、もう一度お試しください。") : visible.length ? "" : t("「しぼりこむ」か「地図に出すもの」から、見たい種類を選んでください。");
  return el("div", { class: "empty" },
    el("p", { class: "empty__title", text: title }), hint ? el("p", { text: hint }) : null,
    query || narrow ? el("button", { class: "button button--plain", type: "button", text: query ? t("さがす言葉を消す") : t("条件を消す"), on: { click: clear } }) : null);
}

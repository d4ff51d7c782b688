// Knows the list beside the map: places by distance and districts by aging rate, searching, and drawing a hundred at a time.

import { el } from "./dom.js";
import { distanceM, metres, number, people, percent, searchKey } from "./format.js";
import { symbolOf } from "./symbols.js";
import { wireTabs } from "./tabs.js";

const AT_A_TIME = 100;

/** The list. `on`: {asset(id), district(id), clear()}. Data come later by `setData`; `update` draws. */
export function createListPanel({ layers, listUrl, on }) {
  const places = document.getElementById("panel-places");
  const districtsBox = document.getElementById("panel-districts");
  const count = document.getElementById("result-count");
  const layerOf = new Map(layers.map((layer) => [layer.key, layer]));
  let data = null; // nothing is drawn before the figures are here: a failure stays readable
  let asked = { visible: new Set(), query: "", centre: null };
  let shown = AT_A_TIME;
  let tab = "tab-places";

  wireTabs(document.querySelector("#tab-row .tabs"), (id) => {
    tab = id;
    tell();
  });

  function update(next) {
    if (next.query !== undefined && next.query !== asked.query) shown = AT_A_TIME;
    asked = { ...asked, ...next };
    drawAll();
  }

  const matchingAssets = () => {
    const words = wordsOf(asked.query);
    return (data?.assets ?? []).filter((asset) => asked.visible.has(asset.layer) && words.every((word) => asset.key.includes(word)));
  };
  const matchingDistricts = () => {
    const words = wordsOf(asked.query);
    return (data?.districts ?? []).filter((district) => words.every((word) => district.key.includes(word)));
  };

  function drawAll() {
    if (!data) return;
    const focused = document.activeElement?.dataset?.pick;
    drawPlaces(nearestFirst(matchingAssets(), asked.centre));
    drawDistricts(matchingDistricts());
    if (focused) document.querySelector(`[data-pick="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    tell();
  }

  function drawPlaces(found) {
    if (!found.length) return places.replaceChildren(nothing({ ...asked, visible: new Set(layers.filter((layer) => layer.kind === "asset" && asked.visible.has(layer.key))) }, on.clear));
    const items = found.slice(0, shown).map((entry) => placeItem(entry, layerOf.get(entry.asset.layer), on.asset));
    const more = found.length > shown ? moreButton(found.length - shown) : null;
    return places.replaceChildren(el("ol", { class: "items", id: "place-list" }, ...items), ...(more ? [more] : []));
  }

  function moreButton(left) {
    const click = () => {
      const first = shown;
      shown += AT_A_TIME;
      drawAll();
      places.querySelectorAll(".item")[first]?.focus();
    };
    return el("button", { class: "button button--plain more", type: "button", text: `もっと見る（残り${number(left)}件）`, on: { click } });
  }

  function drawDistricts(found) {
    if (!found.length) return districtsBox.replaceChildren(nothing(asked, on.clear));
    const sorted = [...found].sort((a, b) => (b.aging_rate ?? -1) - (a.aging_rate ?? -1) || a.id - b.id);
    return districtsBox.replaceChildren(el("ol", { class: "items", id: "district-list" }, ...sorted.map((row) => districtItem(row, on.district))));
  }

  function tell() {
    if (!data) return;
    const found = tab === "tab-places" ? matchingAssets().length : matchingDistricts().length;
    const order = tab === "tab-places" ? "地図の中心から近い順" : "高齢化率の高い順";
    const text = `${number(found)}${tab === "tab-places" ? "件" : "校区"}・${order}`;
    if (count.textContent !== text) count.textContent = text;
  }

  return {
    update,
    matchingIds: () => matchingAssets().map((asset) => asset.id),
    setData({ assets, districts }) {
      data = {
        assets: assets.map((asset) => ({ ...asset, key: searchKey([asset.name, asset.kana, asset.address, asset.district].join(" ")) })),
        districts: districts.map((district) => ({ ...district, key: searchKey(district.name) })),
      };
      document.getElementById("tab-row").hidden = false;
      places.removeAttribute("aria-busy");
      drawAll();
    },
    loading() {
      places.setAttribute("aria-busy", "true");
      count.textContent = "読み込んでいます…";
      places.replaceChildren(el("div", { class: "skeleton", "aria-hidden": "true" }, ...Array.from({ length: 5 }, () => el("div", { class: "skeleton__row" }))));
    },
    failed(error, retry) {
      places.removeAttribute("aria-busy");
      count.textContent = "";
      places.replaceChildren(el("div", { class: "empty", role: "alert" },
        el("p", { class: "empty__title", text: error.message }), el("p", { text: error.remedy ?? "" }),
        el("button", { class: "button", type: "button", text: "もう一度読み込む", on: { click: retry } }),
        el("p", {}, el("a", { href: listUrl, text: "一覧のページで見る" }))));
    },
  };
}

const wordsOf = (query) => (query ?? "").split(/[\s\u3000]+/).map(searchKey).filter(Boolean);

/** Nearest first; places without a position come last, by name. */
function nearestFirst(assets, centre) {
  const entry = (asset) => ({ asset, away: centre && asset.lat !== null ? distanceM(centre, [asset.lon, asset.lat]) : Infinity });
  return assets.map(entry).sort((a, b) => (a.away === b.away ? a.asset.name.localeCompare(b.asset.name, "ja") : a.away - b.away));
}

function placeItem({ asset, away }, layer, pick) {
  const where = [asset.address, asset.district].filter(Boolean).join("・") || (asset.precision === "exact" ? "住所は未確認" : "住所は示していません");
  const placed = Number.isFinite(away);
  const near = placed ? (asset.precision === "exact" ? metres(away) : `約${metres(away)}`) : "要位置確認";
  return el("li", {}, el("button", { class: "item", type: "button", "data-pick": `a${asset.id}`, on: { click: () => pick(asset.id) } },
    symbolOf(layer?.style, 30),
    el("span", { class: "item__body" },
      el("span", { class: "item__name", text: asset.name }),
      el("span", { class: "item__sub item__sub--short", text: `${layer?.title ?? ""}・${asset.hours ?? "時間は未確認"}` }),
      el("span", { class: "item__sub", text: where })),
    el("span", { class: placed ? "item__side" : "item__side tag tag--warn", text: near })));
}

function districtItem(row, pick) {
  return el("li", {}, el("button", { class: "item", type: "button", "data-pick": `d${row.id}`, on: { click: () => pick(row.id) } },
    el("span", { class: "item__body" },
      el("span", { class: "item__name", text: row.name }),
      el("span", { class: "item__sub", text: `人口 ${people(row.people)}・場所 ${number(row.asset_total)}か所` })),
    el("span", { class: "item__side item__side--figure" }, el("span", { class: "item__figure", text: percent(row.aging_rate) }), el("span", { class: "item__sub", text: "高齢化率" }))));
}

function nothing({ query, visible }, clear) {
  const title = query ? `「${query}」に合うものは見つかりませんでした。` : visible.size ? "この条件の場所は、まだ登録されていません。" : "出す場所の種類が選ばれていません。";
  const hint = query ? "短い言葉やひらがなでもさがせます。上の種類が消えていないかもお確かめください。" : "上の種類のボタンを押すと、場所が出ます。";
  return el("div", { class: "empty" },
    el("p", { class: "empty__title", text: title }), el("p", { text: hint }),
    query ? el("button", { class: "button button--plain", type: "button", text: "さがす言葉を消す", on: { click: clear } }) : null);
}

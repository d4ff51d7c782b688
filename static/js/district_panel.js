// Knows how one school district is told: four figures beside the city's, its places by kind, and where the figures come from.

import { el } from "./dom.js";
import { date, number, people, percent, sourceLine } from "./format.js";
import { withParameter } from "./state.js";
import { symbolOf } from "./symbols.js";

/** Kind and content of the detail panel for a district. `context`: {figures, inside (its places), layers, urls, cityName, onAsset}. */
export function districtPanel(district, context) {
  const { inside } = context;
  const content = [
    el("h2", { class: "detail__title", id: "detail-title", tabindex: "-1", text: district.name }),
    figures(district, context),
    note(context.figures),
    el("h3", { class: "detail__sub", text: `この校区にある場所（${number(inside.length)}）` }),
    inside.length ? placesByKind(inside, context) : el("p", { class: "detail__empty", text: "この地図に載っている場所は、まだありません。" }),
    el("p", { class: "actions actions--stack" },
      el("a", { class: "button button--plain", href: withParameter(context.urls.list, "district", district.id), text: "この校区を一覧で見る" }),
      el("a", { class: "button button--plain", href: context.urls.gaps, text: "足りないところを調べる" })),
  ];
  return { kind: "小学校区", content };
}

function figures(district, { figures: { city, districts }, cityName }) {
  const places = districts.reduce((sum, row) => sum + (row.asset_total ?? 0), 0);
  const perDistrict = districts.length ? (places / districts.length).toFixed(1) : "―";
  const older = typeof district.late_rate === "number" ? `全体の${percent(district.late_rate)}` : "";
  return el("dl", { class: "figures" },
    figure("人口", people(district.people), `${cityName} ${people(city.people)}`),
    figure("高齢化率", percent(district.aging_rate), `${cityName} ${percent(city.aging_rate)}`, compare(district.aging_rate, city.aging_rate, cityName.at(-1))),
    figure("75歳以上", people(district.people_75), `${cityName} ${percent(city.late_rate)}`, older),
    figure("場所の数", `${number(district.asset_total)}か所`, `1校区の平均 ${perDistrict}か所`));
}

function figure(title, value, beside, remark = "") {
  return el("div", { class: "figure" },
    el("dt", { text: title }),
    el("dd", { class: "figure__value", text: value }),
    remark ? el("dd", { class: "figure__remark", text: remark }) : null,
    el("dd", { class: "figure__city", text: beside }));
}

/** `unit` is the last letter of the municipality's name: 市, 町, 村 or 区. */
function compare(value, average, unit) {
  if (typeof value !== "number" || typeof average !== "number") return "";
  const points = value - average;
  if (Math.abs(points) < 0.05) return `${unit}と同じ`;
  return `${unit}より${Math.abs(points).toFixed(1)}ポイント${points > 0 ? "高い" : "低い"}`;
}

function note({ as_of: asOf, edition, sources }) {
  return el("p", { class: "figures-note", text: `${date(asOf)}現在の推計。${areas(edition)}出典: ${(sources ?? []).map(sourceLine).join("、")}をもとに加工。` });
}

/** The edition of the districts: a year, or the day they are as of. */
function areas(edition) {
  if (!edition) return "";
  return `区域は${edition.length === 10 ? `${date(edition)}のもの` : `${edition}年版`}。`;
}

function placesByKind(inside, { layers, onAsset }) {
  return layers.filter((layer) => layer.kind === "asset").map((layer) => {
    const places = inside.filter((asset) => asset.layer === layer.key);
    if (!places.length) return null;
    return el("details", { class: "kind", open: places.length <= 5 },
      el("summary", {}, symbolOf(layer.style, 22), el("span", { text: layer.title }), el("span", { class: "kind__count", text: number(places.length) })),
      el("ul", { class: "kind__list" }, ...places.map((asset) => el("li", {}, el("button", { class: "link-button", type: "button", text: asset.name, on: { click: () => onAsset(asset.id) } })))));
  });
}

// Knows how one school district is told: four figures beside the city's, its places by kind, and where the figures come from.

import { el } from "./dom.js";
import { date, number, people, percent, sourceLine } from "./format.js";
import { withParameter } from "./state.js";
import { symbolOf } from "./symbols.js";
import { t } from "./words.js";

/** Kind and content of the detail panel for a district. `context`: {figures, inside (its places), layers, urls, cityName, onAsset}. */
export function districtPanel(district, context) {
  const { inside } = context;
  const content = [
    el("h2", { class: "detail__title", id: "detail-title", tabindex: "-1", lang: "ja", text: district.name }),
    figures(district, context),
    note(context.figures),
    el("h3", { class: "detail__sub", text: t("この校区にある場所（{n}）", { n: number(inside.length) }) }),
    inside.length ? placesByKind(inside, context) : el("p", { class: "detail__empty", text: t("この地図に載っている場所は、まだありません。") }),
    el("p", { class: "actions actions--stack" },
      el("a", { class: "button button--plain", href: withParameter(context.urls.list, "district", district.id), text: t("この校区を一覧で見る") }),
      el("a", { class: "button button--plain", href: context.urls.gaps, text: t("足りないところを調べる") })),
  ];
  return { kind: t("小学校区"), content };
}

function figures(district, { figures: { city, districts }, cityName }) {
  const places = districts.reduce((sum, row) => sum + (row.asset_total ?? 0), 0);
  const perDistrict = districts.length ? (places / districts.length).toFixed(1) : "―";
  const older = typeof district.late_rate === "number" ? t("全体の{rate}", { rate: percent(district.late_rate) }) : "";
  return el("dl", { class: "figures" },
    figure(t("人口"), people(district.people), `${cityName} ${people(city.people)}`),
    figure(t("高齢化率"), percent(district.aging_rate), `${cityName} ${percent(city.aging_rate)}`, compare(district.aging_rate, city.aging_rate, cityName)),
    figure(t("75歳以上"), people(district.people_75), `${cityName} ${percent(city.late_rate)}`, older),
    figure(t("場所の数"), t("{n}か所", { n: number(district.asset_total) }), t("1校区の平均 {n}か所", { n: perDistrict })));
}

function figure(title, value, beside, remark = "") {
  return el("div", { class: "figure" },
    el("dt", { text: title }),
    el("dd", { class: "figure__value", text: value }),
    remark ? el("dd", { class: "figure__remark", text: remark }) : null,
    el("dd", { class: "figure__city", text: beside }));
}

function compare(value, average, city) {
  if (typeof value !== "number" || typeof average !== "number") return "";
  const points = value - average;
  if (Math.abs(points) < 0.05) return t("{city}と同じ", { city });
  return t(points > 0 ? "{city}より{n}ポイント高い" : "{city}より{n}ポイント低い", { city, n: Math.abs(points).toFixed(1) });
}

function note({ as_of: asOf, edition, sources }) {
  return el("p", { class: "figures-note" }, `${t("{day}現在の推計。", { day: date(asOf) })}${areas(edition)}${t("出典:")} `, el("span", { lang: "ja", text: (sources ?? []).map(sourceLine).join("、") }), t("をもとに加工。"));
}

/** The edition of the districts: a year, or the day they are as of. */
function areas(edition) {
  if (!edition) return "";
  return edition.length === 10 ? t("区域は{day}のものです。", { day: date(edition) }) : t("区域は{year}年版です。", { year: edition });
}

function placesByKind(inside, { layers, onAsset }) {
  return layers.filter((layer) => layer.kind === "asset").map((layer) => {
    const places = inside.filter((asset) => asset.layer === layer.key);
    if (!places.length) return null;
    return el("details", { class: "kind", open: places.length <= 5 },
      el("summary", {}, symbolOf(layer.style, 22), el("span", { text: layer.title }), el("span", { class: "kind__count", text: number(places.length) })),
      el("ul", { class: "kind__list" }, ...places.map((asset) => el("li", {}, el("button", { class: "link-button", type: "button", lang: "ja", text: asset.name, on: { click: () => onAsset(asset.id) } })))));
  });
}

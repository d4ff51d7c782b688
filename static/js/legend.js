// Knows how colours and pins on the map are told in words, and who made the data that is shown.

import { el, outsideLink } from "./dom.js";
import { date } from "./format.js";
import { AGES } from "./shapes.js";
import { ageSymbol } from "./symbols.js";
import { t } from "./words.js";

/** One entry a class: colour and words, and the hatch for "not known". */
export function legendItems(layer) {
  const { colours, words } = layer.style;
  const swatch = (colour) => {
    const box = el("span", { class: "swatch", "aria-hidden": "true" });
    box.style.backgroundColor = colour; // set through the style object: allowed by our CSP, an attribute isn't
    return box;
  };
  const classes = colours.map((colour, index) => el("li", {}, swatch(colour), el("span", { text: t(words[index]) })));
  return [...classes, el("li", {}, el("span", { class: "swatch swatch--hatch", "aria-hidden": "true" }), el("span", { text: t("不明") }))];
}

/** How pins fade as what is known of them ages. */
function agesLegend({ due_months: due, stale_months: stale }) {
  const words = [t("{n}か月以内に確かめた", { n: due }), t("{n}か月より前（うすい印）", { n: due }), t("{n}か月より前（点線の印。おおよその位置は「？」）", { n: stale })];
  return el("div", { class: "legend__ages" },
    el("p", { class: "legend__title", text: t("場所の印: 確かめた時期") }),
    ...AGES.map((age) => el("p", { class: "legend__age" }, ageSymbol(age), el("span", { text: words[age] }))));
}

/** Draws legend and credits for the layers that are shown. */
export function drawLegend({ layers, basemap, freshness }, visible) {
  const ramp = layers.find((layer) => layer.style?.type === "ramp" && visible.has(layer.key));
  const legend = document.getElementById("legend");
  const places = layers.some((layer) => layer.kind === "asset" && visible.has(layer.key));
  legend.hidden = !ramp && !places;
  document.getElementById("legend-body").replaceChildren(...(ramp ? rampLegend(ramp) : []), ...(places ? [agesLegend(freshness)] : []));
  drawCredits(layers.filter((layer) => visible.has(layer.key) && layer.source), basemap);
}

function rampLegend(ramp) {
  return [
    el("p", { class: "legend__title", text: ramp.title }),
    ramp.kind === "people" && ramp.description ? el("p", { class: "legend__about", lang: "ja", text: ramp.description }) : null,
    el("ul", { class: "legend-list" }, ...legendItems(ramp)),
    el("p", { class: "figures-note", lang: "ja", text: ramp.source ? `${date(ramp.source.as_of)}・${ramp.source.publisher}` : "" }),
  ].filter(Boolean);
}

function drawCredits(layers, basemap) {
  const publishers = byPublisher(layers);
  const lines = [...publishers].map(([publisher, sources]) => el("li", { lang: "ja" }, `${publisher}: `, ...sources.map((source, index) => [index ? "、" : "", outsideLink(source.url, source.title)]), `（${[...new Set(sources.map((source) => source.licence))].join("、")}）`));
  if (basemap) lines.push(el("li", {}, `${t("背景地図:")} `, outsideLink(basemap.attribution_url, basemap.attribution)));
  const credits = document.getElementById("credits");
  credits.hidden = !lines.length;
  document.getElementById("credits-publishers").textContent = `: ${[...publishers.keys(), ...(basemap ? [basemap.attribution] : [])].join("・")}`;
  document.getElementById("credits-body").replaceChildren(el("ul", { class: "credits__list" }, ...lines));
}

/** Sources under their publisher, each title once. */
function byPublisher(layers) {
  const found = new Map();
  for (const { source } of layers) {
    const known = found.get(source.publisher) ?? [];
    if (!known.some((other) => other.title === source.title)) found.set(source.publisher, [...known, source]);
  }
  return found;
}

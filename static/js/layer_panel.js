// Knows the switches for what the map shows: chips for kinds of places above the list, and the panel with every layer.

import { el, outsideLink } from "./dom.js";
import { date, number } from "./format.js";
import { legendItems } from "./legend.js";
import { wireDialog } from "./side_dialog.js";
import { symbolOf } from "./symbols.js";
import { t } from "./words.js";

const RAMPS = ["rate", "people"];
const isRamp = (layer) => RAMPS.includes(layer.kind);

/** Chips and panel over one set of visible keys. `onChange(keys)` is called with the new set. */
export function createLayerPanel({ layers, onChange }) {
  const dialog = document.getElementById("layers-dialog");
  const button = document.getElementById("layers-button");
  let visible = new Set();

  const change = (key, on) => {
    const next = new Set(visible);
    // Two colourings on top of each other can't be read, so one takes the other's place.
    if (on && layers.some((layer) => layer.key === key && isRamp(layer))) for (const layer of layers.filter(isRamp)) next.delete(layer.key);
    if (on) next.add(key);
    else next.delete(key);
    onChange(next);
  };
  const chips = drawChips(layers.filter((layer) => layer.kind === "asset"), (key) => change(key, !visible.has(key)));
  drawPanel(dialog, layers, change, () => dialog.close());
  wireDialog(dialog, button, dialog.querySelector("#layers-title"));

  return {
    set(keys) {
      visible = new Set(keys);
      for (const [key, chip] of chips) chip.setAttribute("aria-pressed", String(visible.has(key)));
      for (const input of dialog.querySelectorAll("input")) input.checked = input.value ? visible.has(input.value) : !layers.some((layer) => isRamp(layer) && visible.has(layer.key));
    },
  };
}

/** Kinds that are usually shown come first: on a phone only the first chips are in sight. */
function drawChips(layers, toggle) {
  const sorted = [...layers].sort((a, b) => b.shown - a.shown || a.order - b.order);
  const chips = new Map(sorted.map((layer) => [layer.key, el("button", { class: "chip", type: "button", "aria-pressed": "false", "data-layer": layer.key, on: { click: () => toggle(layer.key) } },
    symbolOf(layer.style, 22), el("span", { class: "chip__title", text: layer.title.replace(/（[^）]*）$/u, "") }), el("span", { class: "chip__count", text: number(layer.count) }))]));
  document.getElementById("chips").replaceChildren(...chips.values());
  return chips;
}

function drawPanel(dialog, layers, change, close) {
  const ramps = layers.filter(isRamp);
  dialog.replaceChildren(
    el("div", { class: "layers-dialog__bar" },
      el("h2", { id: "layers-title", tabindex: "-1", text: t("地図に出すもの") }),
      el("button", { class: "icon-button", type: "button", id: "layers-close", "aria-label": t("閉じる"), on: { click: close } }, el("span", { class: "cross", "aria-hidden": "true" }))),
    el("div", { class: "layers-dialog__body" },
      group(t("場所"), layers.filter((layer) => layer.kind === "asset").map((layer) => row(layer, checkbox(layer, change)))),
      group(t("区域"), layers.filter((layer) => layer.kind === "area").map((layer) => row(layer, checkbox(layer, change)))),
      ramps.length ? group(t("色分け（どれか一つ）"), [noColouring(ramps, change), ...ramps.map((layer) => row(layer, radio(layer, change)))]) : null));
}

function group(title, rows) {
  return rows.length ? el("fieldset", { class: "layer-group" }, el("legend", { text: title }), ...rows) : null;
}

const checkbox = (layer, change) => el("input", { type: "checkbox", name: "layer", value: layer.key, on: { change: (event) => change(layer.key, event.target.checked) } });
const radio = (layer, change) => el("input", { type: "radio", name: "ramp", value: layer.key, on: { change: () => change(layer.key, true) } });

function noColouring(ramps, change) {
  const none = () => ramps.forEach((layer) => change(layer.key, false));
  return el("div", { class: "layer-row" }, el("label", { class: "layer-row__label" }, el("input", { type: "radio", name: "ramp", value: "", on: { change: none } }), el("span", { class: "layer-row__title", text: t("色分けしない") })));
}

function row(layer, input) {
  return el("div", { class: "layer-row" },
    el("label", { class: "layer-row__label" }, input, symbolOf(layer.style, 26), el("span", { class: "layer-row__title", text: layer.title }), isRamp(layer) ? null : el("span", { class: "layer-row__count", text: number(layer.count) })),
    el("details", { class: "layer-row__more" },
      el("summary", {}, t("説明"), el("span", { class: "visually-hidden", text: `（${layer.title}）` })),
      layer.description ? el("p", { lang: "ja", text: layer.description }) : null,
      layer.style?.type === "ramp" ? el("ul", { class: "legend-list" }, ...legendItems(layer)) : null,
      layer.source ? sourceNote(layer.source) : null));
}

function sourceNote(source) {
  return el("p", { class: "figures-note" }, `${t("出典:")} `, el("span", { lang: "ja" }, outsideLink(source.url, source.title), `（${source.publisher}、${source.licence}）`), el("br"), `${t("時点:")} ${date(source.as_of)}`);
}

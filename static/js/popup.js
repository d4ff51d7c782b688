// Knows what a pop-up on the map says about a place: a few lines built as text, the rest is in the panel.

import { assuredWords } from "./assured.js";
import { el } from "./dom.js";
import { symbolOf } from "./symbols.js";

/** Content for one place and its layer. */
export function popupContent(asset, layer) {
  return el("div", { class: "popup" },
    el("p", { class: "popup__kind" }, symbolOf(layer.style, 18), el("span", { text: layer.title })),
    el("p", { class: "popup__name", text: asset.name }),
    el("p", { class: "popup__line" }, asset.hours ?? "時間は未確認"),
    el("p", { class: "popup__line", text: assuredWords(asset) }),
    asset.precision === "exact" ? null : el("p", { class: "popup__line", text: `おおよその位置です（${asset.precision}まで）` }));
}

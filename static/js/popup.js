// Knows what a pop-up on the map says about a place: a few lines built as text, the rest is in the panel.

import { assuredWords } from "./assured.js";
import { el } from "./dom.js";
import { symbolOf } from "./symbols.js";
import { t } from "./words.js";

/** Content for one place and its layer. */
export function popupContent(asset, layer) {
  return el("div", { class: "popup" },
    el("p", { class: "popup__kind" }, symbolOf(layer.style, 18), el("span", { text: layer.title })),
    el("p", { class: "popup__name", lang: "ja", text: asset.name }),
    asset.hours ? el("p", { class: "popup__line", lang: "ja", text: asset.hours }) : el("p", { class: "popup__line", text: t("時間は未確認") }),
    el("p", { class: "popup__line", text: assuredWords(asset) }),
    asset.precision === "exact" ? null : el("p", { class: "popup__line", text: t("おおよその位置です（{area}まで）", { area: t(asset.precision) }) }));
}

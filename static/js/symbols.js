// Knows how a layer's symbol looks in a list, legend or button, as inline SVG; knows no map.

import { svg } from "./dom.js";
import { BOX, agedFill, glyphMiddle, inkOn, pathOf } from "./shapes.js";

const PLAIN = "#0a5c63";

/** Swatch of a layer: its pin with the glyph, its border line, or its first colours. Decorative: the title stands beside it. */
export function symbolOf(style, size = 24) {
  const root = svg("svg", { class: "symbol", viewBox: `0 0 ${BOX} ${BOX}`, width: size, height: size, "aria-hidden": "true", focusable: "false" });
  if (style?.type === "pin") root.append(...pin(style));
  else if (style?.type === "outline") root.append(outline(style));
  else if (style?.type === "ramp") root.append(...ramp(style));
  return root;
}

function pin({ shape, colour, glyph }) {
  const text = svg("text", {
    x: BOX / 2, y: glyphMiddle(shape), fill: inkOn(colour), "font-size": 11.5, "font-weight": 700,
    "text-anchor": "middle", "dominant-baseline": "central", text: glyph ?? "",
  });
  return [svg("path", { d: pathOf(shape), fill: colour }), text];
}

/** How pins of some age look, whatever their kind. */
export function ageSymbol(age, size = 18) {
  const { fill, dashed } = agedFill(PLAIN, age);
  const path = svg("path", { d: pathOf("circle"), fill, stroke: PLAIN, "stroke-width": age ? 2 : null, "stroke-dasharray": dashed ? "4 3" : null });
  return svg("svg", { class: "symbol", viewBox: `0 0 ${BOX} ${BOX}`, width: size, height: size, "aria-hidden": "true", focusable: "false" }, path);
}

function outline({ colour, width_px: width, dashes }) {
  return svg("path", {
    d: "M3 6L14 3L21 11L17 21L5 18Z", fill: "none", stroke: colour, "stroke-width": Math.max(2, width ?? 2),
    "stroke-dasharray": dashes?.length ? dashes.join(" ") : null, "stroke-linejoin": "round",
  });
}

function ramp({ colours }) {
  const width = BOX / colours.length;
  return colours.map((fill, index) => svg("rect", { x: index * width, y: 4, width: width + 0.2, height: 16, fill }));
}

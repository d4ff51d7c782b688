// Knows how pins and patterns are drawn as pictures for the map, on a canvas; knows neither the map nor its data.

import { BOX, agedFill, glyphMiddle, inkOn, pathOf } from "./shapes.js";

/** Pictures are drawn at this many dots per CSS pixel. */
export const PIN_RATIO = 2;

/** One pin, `size` CSS pixels: white outline, thin dark edge so that it stands out on any colour, glyph if wanted. It fades with its `age`. */
export function pinImage({ shape, colour, glyph }, { size, withGlyph, age }) {
  const { fill, dashed } = agedFill(colour, age);
  const edge = 3;
  const context = canvas((size + edge * 2) * PIN_RATIO);
  const scale = (size * PIN_RATIO) / BOX;
  context.translate(edge * PIN_RATIO, edge * PIN_RATIO);
  context.scale(scale, scale);
  const path = new Path2D(pathOf(shape));
  context.lineJoin = "round";
  stroke(context, path, "rgb(27 31 35 / 55%)", (5.4 * PIN_RATIO) / scale);
  stroke(context, path, "#ffffff", (3.6 * PIN_RATIO) / scale);
  context.fillStyle = fill;
  context.fill(path);
  if (age) edgeOf(context, path, colour, { width: (2 * PIN_RATIO) / scale, dashed });
  if (withGlyph && glyph) drawGlyph(context, glyph, inkOn(fill), glyphMiddle(shape));
  return picture(context);
}

/** Diagonal lines: "no data". */
export function hatchImage(colour) {
  const size = 8 * PIN_RATIO;
  const context = canvas(size);
  context.strokeStyle = colour;
  context.lineWidth = 1.2 * PIN_RATIO;
  for (const shift of [-size, 0, size]) {
    context.beginPath();
    context.moveTo(shift - 2, size + 2);
    context.lineTo(shift + size + 2, -2);
    context.stroke();
  }
  return picture(context);
}

function canvas(size) {
  const element = document.createElement("canvas");
  element.width = size;
  element.height = size;
  return element.getContext("2d", { willReadFrequently: true });
}

function stroke(context, path, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
}

function edgeOf(context, path, colour, { width, dashed }) {
  context.setLineDash(dashed ? [width * 2, width * 1.4] : []);
  stroke(context, path, colour, width);
  context.setLineDash([]);
}

function drawGlyph(context, glyph, colour, middle) {
  context.fillStyle = colour;
  context.font = '700 11.5px "BIZ UDPGothic", sans-serif';
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(glyph, BOX / 2, middle + 0.6);
}

function picture(context) {
  return context.getImageData(0, 0, context.canvas.width, context.canvas.height);
}

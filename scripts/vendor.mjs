// Knows which third-party files the pages serve and where they lie in node_modules; knows nothing about the pages.
// Run after `npm ci --ignore-scripts`: copies a short list into static/vendor/, which is not committed.

import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const FROM = join(ROOT, "node_modules");
const INTO = join(ROOT, "static", "vendor");

/** Files copied as they are: [file in node_modules, file in static/vendor]. */
const COPIES = [
  // The library finds its worker beside itself, so the two must share a folder.
  ["maplibre-gl/dist/maplibre-gl.mjs", "maplibre-gl/maplibre-gl.mjs"],
  ["maplibre-gl/dist/maplibre-gl-worker.mjs", "maplibre-gl/maplibre-gl-worker.mjs"],
  ["maplibre-gl/dist/maplibre-gl.css", "maplibre-gl/maplibre-gl.css"],
  ["maplibre-gl/LICENSE.txt", "maplibre-gl/LICENSE.txt"],
  ["leaflet/dist/leaflet.js", "leaflet/leaflet.js"],
  ["leaflet/dist/leaflet.css", "leaflet/leaflet.css"],
  ["leaflet/dist/images/layers.png", "leaflet/images/layers.png"],
  ["leaflet/dist/images/layers-2x.png", "leaflet/images/layers-2x.png"],
  ["leaflet/dist/images/marker-icon.png", "leaflet/images/marker-icon.png"],
  ["leaflet/dist/images/marker-icon-2x.png", "leaflet/images/marker-icon-2x.png"],
  ["leaflet/dist/images/marker-shadow.png", "leaflet/images/marker-shadow.png"],
  ["leaflet/LICENSE", "leaflet/LICENSE"],
  ["@fontsource/biz-udpgothic/LICENSE", "biz-udpgothic/LICENSE"],
];

const FONT = "@fontsource/biz-udpgothic";
const FONT_WEIGHTS = ["400", "700"];
/** Kept slices of the font: Latin and the numbered Japanese ones. */
const FONT_SLICE = /^\/\* biz-udpgothic-(?:\[\d+\]|latin)-\d+-normal \*\/$/;

async function copy(from, into) {
  const target = join(INTO, into);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(join(FROM, from), target);
}

/** One style sheet of the kept slices of a weight, woff2 only, and the names of its files. */
async function fontSlices(weight) {
  const css = await readFile(join(FROM, FONT, `${weight}.css`), "utf8");
  const blocks = css.split(/(?=\/\* biz-udpgothic-)/).filter((block) => FONT_SLICE.test(block.split("\n", 1)[0]));
  const text = blocks.map((block) => block.replace(/, url\([^)]+\.woff\) format\('woff'\)/, "").trim()).join("\n");
  const files = [...text.matchAll(/url\(\.\/files\/([^)]+\.woff2)\)/g)].map((match) => match[1]);
  if (files.length !== blocks.length || !files.length) throw new Error(`${FONT} ${weight}: not one woff2 a slice`);
  return { text, files };
}

async function font() {
  const slices = await Promise.all(FONT_WEIGHTS.map(fontSlices));
  const files = slices.flatMap((slice) => slice.files);
  await Promise.all(files.map((file) => copy(`${FONT}/files/${file}`, `biz-udpgothic/files/${file}`)));
  await writeFile(join(INTO, "biz-udpgothic", "biz-udpgothic.css"), `${slices.map((s) => s.text).join("\n")}\n`);
  return files.length;
}

await rm(INTO, { recursive: true, force: true });
await Promise.all(COPIES.map(([from, into]) => copy(from, into)));
const fontFiles = await font();
console.log(`static/vendor: ${COPIES.length} files and ${fontFiles} font slices`);

// Knows how each kind of layer is drawn, as style entries for the map; pure: takes page data, returns plain objects.

const FONT = ["BIZ UDPGothic", "Noto Sans CJK JP", "sans-serif"];
/** Tiles exist up to this zoom; nearer views stretch them. */
const TILE_MAX_ZOOM = 14;
/** Names of places are in the tiles from this zoom on, glyphs are readable from it on. */
export const GLYPH_ZOOM = 13;

export const DISTRICT_KEY = "elementary_district";
export const tileSource = (key) => `tiles-${key}`;
export const pinName = (key, large, age) => `pin-${key}-${large ? "large" : "small"}-${age}`;

/** Colours of the map's own ink, from the page's style sheet, so that dark and high contrast follow. */
export function readTheme() {
  const css = getComputedStyle(document.documentElement);
  const token = (name) => css.getPropertyValue(`--${name}`).trim();
  return { paper: token("map-paper"), ink: token("map-ink"), halo: token("map-halo"), line: token("map-line"), brand: token("brand"), lift: Number(token("map-lift")) };
}

/** The empty sheet. No glyphs and no sprite: all text is drawn by the browser, nothing is fetched. */
export function emptyStyle(theme, basemap) {
  const style = { version: 8, sources: {}, layers: [{ id: "paper", type: "background", paint: { "background-color": theme.paper } }] };
  if (!basemap) return style;
  style.sources.basemap = { type: "raster", tiles: basemap.tiles, tileSize: 256, maxzoom: basemap.maxzoom ?? 18 };
  style.layers.push({ id: "basemap", type: "raster", source: "basemap", paint: { "raster-saturation": -0.7, "raster-opacity": 0.7 } });
  return style;
}

/** On plain paper colours are drawn as the legend shows them; over a base map it has to shine through. */
export const faceOpacity = (basemap) => (basemap ? 0.72 : 1);

/** Source of a layer's tiles. Addresses have to be absolute: the worker can't resolve them. */
export function vectorSource(layer, bounds) {
  const [west, south, east, north] = bounds;
  return { type: "vector", tiles: [location.origin + layer.tiles], maxzoom: TILE_MAX_ZOOM, bounds: [west - 0.1, south - 0.1, east + 0.1, north + 0.1] };
}

function stepColour(value, { breaks, colours }) {
  return ["step", value, colours[0], ...breaks.flatMap((limit, index) => [limit, colours[index + 1]])];
}

/** Colour of a district from its feature state: by class of a ramp, or a colour that was set ready-made. */
export function rateFill(style) {
  const value = ["feature-state", "rate"];
  return ["case", ["==", ["typeof", value], "number"], stepColour(["number", value, 0], style), "rgba(0,0,0,0)"];
}

export const readyFill = ["to-color", ["feature-state", "colour"], "rgba(0,0,0,0)"];

/** Cells of the population mesh. */
export function cellLayers(layer, theme, opacity) {
  const { style, key } = layer;
  const property = style.property ?? (Math.max(...style.breaks) > 100 ? "people" : "aging_rate");
  const common = { source: tileSource(key), "source-layer": key };
  return [
    { id: `fill-${key}`, type: "fill", ...common, paint: { "fill-color": ["case", ["==", ["typeof", ["get", property]], "number"], stepColour(["number", ["get", property], 0], style), "rgba(0,0,0,0)"], "fill-opacity": opacity } },
    { id: `line-${key}`, type: "line", ...common, minzoom: 12, paint: { "line-color": theme.line, "line-width": 0.4, "line-opacity": 0.6 } },
  ];
}

/** A colour moved towards white: border colours are chosen for light paper and would drown on dark. */
function lifted(colour, share) {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `rgb(${channels.map((value) => Math.round(value + (255 - value) * share)).join(" ")})`;
}

/** Border of an area system. */
export function outlineLayer(layer, theme) {
  const { colour, width_px: width, dashes } = layer.style;
  const paint = { "line-color": theme.lift ? lifted(colour, theme.lift) : colour, "line-width": ["interpolate", ["linear"], ["zoom"], 9, width * 0.6, 14, width * 1.3] };
  if (dashes?.length) paint["line-dasharray"] = dashes;
  return { id: `line-${layer.key}`, type: "line", source: tileSource(layer.key), "source-layer": layer.key, layout: { "line-join": "round" }, paint };
}

/** Everything a district needs: a face to click on, its colour, the hatch for "no data", and its highlights. */
export function districtLayers(key, theme, opacity) {
  const common = { source: tileSource(key), "source-layer": key };
  const shown = (flag) => ["case", ["boolean", ["feature-state", flag], false], 1, 0];
  const line = (id, flag, colour, width) => ({ id, type: "line", ...common, layout: { "line-join": "round" }, paint: { "line-color": colour, "line-width": width, "line-opacity": shown(flag) } });
  return {
    below: [
      { id: "district-face", type: "fill", ...common, paint: { "fill-color": "rgba(0,0,0,0)" } },
      { id: "district-rate", type: "fill", ...common, paint: { "fill-color": "rgba(0,0,0,0)", "fill-opacity": opacity } },
      { id: "district-missing", type: "fill", ...common, filter: ["in", ["id"], ["literal", []]], paint: { "fill-pattern": "hatch" } },
    ],
    above: [
      line("district-worst-halo", "worst", theme.halo, 6),
      line("district-worst", "worst", "#b3261e", 3),
      line("district-hover", "hover", theme.ink, 2.5),
      line("district-chosen-halo", "chosen", theme.halo, 8),
      line("district-chosen", "chosen", theme.brand, 4.5),
    ],
  };
}

/** Names of districts, with the rate under them where `rate` is set. From points: a polygon's label would repeat on every tile. */
export function labelLayer(theme) {
  return {
    id: "district-label", type: "symbol", source: "district-label", minzoom: 10,
    layout: {
      "text-field": ["case", ["!=", ["get", "rate"], ""], ["format", ["get", "name"], {}, "\n", {}, ["get", "rate"], { "font-scale": 1.1 }], ["get", "name"]],
      "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 10, 10.5, 14, 15], "text-max-width": 9, "text-line-height": 1.25,
      "text-padding": 3, "symbol-sort-key": ["get", "order"],
    },
    paint: { "text-color": theme.ink, "text-halo-color": theme.halo, "text-halo-width": 1.8 },
  };
}

const CLUSTER = ["has", "count"];
const SOFT = ["all", ["!", CLUSTER], ["!=", ["coalesce", ["get", "precision"], "exact"], "exact"]];
const EXACT = ["all", ["!", CLUSTER], ["==", ["coalesce", ["get", "precision"], "exact"], "exact"]];

/** How old what is known of a place is; tiles leave it out where it is current. */
const AGE = ["coalesce", ["get", "age"], 0];
const agedPin = (key, large) => ["match", AGE, 1, pinName(key, large, 1), 2, pinName(key, large, 2), pinName(key, large, 0)];

/** The map's layers that hold single places of a layer, each with its own filter. */
export const pinFilters = (key) => [{ id: `soft-${key}`, filter: SOFT }, { id: `softname-${key}`, filter: SOFT }, { id: `pin-${key}`, filter: EXACT }];

/** Places: exact ones as pins, clusters as numbers, approximate ones as soft areas that never look like a point. */
export function assetLayers(layer, theme, latitude) {
  const { key, style } = layer;
  const common = { source: tileSource(key), "source-layer": key };
  return [
    { id: `soft-${key}`, type: "circle", ...common, filter: SOFT, paint: { "circle-color": style.colour, "circle-opacity": ["match", AGE, 1, 0.28, 2, 0.16, 0.42], "circle-blur": 0.75, "circle-radius": softRadius(latitude) } },
    { id: `softname-${key}`, type: "symbol", ...common, filter: SOFT, minzoom: 11.5, layout: { "text-field": ["match", AGE, 2, `${style.glyph ?? ""}？`, style.glyph ?? ""], "text-font": FONT, "text-size": 13, "text-allow-overlap": true, "text-ignore-placement": true }, paint: { "text-color": theme.ink, "text-halo-color": theme.halo, "text-halo-width": 1.5 } },
    { id: `cluster-${key}`, type: "circle", ...common, filter: CLUSTER, paint: { "circle-color": style.colour, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2, "circle-radius": ["step", ["get", "count"], 12, 20, 16, 100, 21] } },
    { id: `clustername-${key}`, type: "symbol", ...common, filter: CLUSTER, layout: { "text-field": ["to-string", ["get", "count"]], "text-font": FONT, "text-size": 12, "text-allow-overlap": true }, paint: { "text-color": "#ffffff" } },
    {
      id: `pin-${key}`, type: "symbol", ...common, filter: EXACT,
      layout: {
        "icon-image": ["step", ["zoom"], agedPin(key, false), GLYPH_ZOOM, agedPin(key, true)],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.42, 11, 0.6, 12.5, 0.95, GLYPH_ZOOM - 0.01, 1, GLYPH_ZOOM, 0.8, 16, 1.05],
        "icon-allow-overlap": true, "icon-ignore-placement": true,
        "text-field": ["step", ["zoom"], "", 14.5, ["coalesce", ["get", "name"], ""]],
        "text-font": FONT, "text-size": 12, "text-anchor": "top", "text-offset": [0, 1.55], "text-optional": true, "text-max-width": 9,
      },
      paint: { "text-color": theme.ink, "text-halo-color": theme.halo, "text-halo-width": 1.6 },
    },
  ];
}

/** As large on the ground as the town or district that a place is shown by, and never as small as a point. */
function softRadius(latitude) {
  const pixelsPerMetre = (zoom) => (512 * 2 ** zoom) / (40075016.686 * Math.cos((latitude * Math.PI) / 180));
  const at = (zoom, least) => ["max", least, ["*", ["get", "radius_m"], pixelsPerMetre(zoom)]];
  return ["interpolate", ["exponential", 2], ["zoom"], 9, at(9, 8), 12, at(12, 12), 18, at(18, 12)];
}

/** Ring round the chosen place. */
export function chosenLayers(theme) {
  const ring = (id, colour, width) => ({ id, type: "circle", source: "chosen", paint: { "circle-radius": ["case", ["get", "soft"], 30, 19], "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": colour, "circle-stroke-width": width } });
  return [ring("chosen-halo", theme.halo, 7), ring("chosen-ring", theme.brand, 4)];
}

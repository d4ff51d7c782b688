// Knows the order in which layers lie on the map and puts them there; gets the map as an object and knows no library.

import * as draw from "./map_style.js";
import { PIN_RATIO, hatchImage, pinImage } from "./pins.js";
import { AGES } from "./shapes.js";

/** Adds every layer, hidden, from bottom to top; returns the map's layer ids by our layer key. */
export function addLayers(map, data, theme) {
  const byKind = (...kinds) => data.layers.filter((layer) => kinds.includes(layer.kind)).sort((a, b) => a.order - b.order);
  const ids = new Map();
  const opacity = draw.faceOpacity(data.basemap);
  const add = (key, entries) => {
    for (const entry of entries) map.addLayer({ ...entry, layout: { ...entry.layout, visibility: "none" } });
    ids.set(key, [...(ids.get(key) ?? []), ...entries.map((entry) => entry.id)]);
  };
  for (const layer of data.layers) if (layer.tiles) map.addSource(draw.tileSource(layer.key), draw.vectorSource(layer, data.city.bounds));
  map.addSource("district-label", { type: "geojson", data: collection([]) });
  map.addSource("chosen", { type: "geojson", data: collection([]) });
  map.addImage("hatch", hatchImage(theme.line), { pixelRatio: PIN_RATIO });

  const districtKey = data.layers.find((layer) => layer.key === (data.system ?? draw.DISTRICT_KEY) && layer.tiles)?.key;
  const districts = districtKey ? draw.districtLayers(districtKey, theme, opacity) : { below: [], above: [] };
  for (const entry of districts.below) map.addLayer(entry);
  for (const layer of byKind("people")) if (layer.tiles) add(layer.key, draw.cellLayers(layer, theme, opacity));
  for (const layer of byKind("area")) if (layer.tiles) add(layer.key, [draw.outlineLayer(layer, theme)]);
  for (const entry of districts.above) map.addLayer(entry);
  for (const layer of byKind("asset")) if (layer.tiles) addPins(map, add, layer, theme, data.city);
  map.addLayer(draw.labelLayer(theme)); // above the pins: a pin half covered is still seen, a name half covered can't be read
  for (const entry of draw.chosenLayers(theme)) map.addLayer(entry);
  return { ids, districtKey, pins: byKind("asset").filter((layer) => layer.tiles).map((layer) => layer.key) };
}

function addPins(map, add, layer, theme, city) {
  for (const age of AGES) {
    map.addImage(draw.pinName(layer.key, false, age), pinImage(layer.style, { size: 17, withGlyph: false, age }), { pixelRatio: PIN_RATIO });
    map.addImage(draw.pinName(layer.key, true, age), pinImage(layer.style, { size: 30, withGlyph: true, age }), { pixelRatio: PIN_RATIO });
  }
  add(layer.key, draw.assetLayers(layer, theme, (city.bounds[1] + city.bounds[3]) / 2));
}

export const collection = (features) => ({ type: "FeatureCollection", features });
export const point = ([lon, lat], properties) => ({ type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties });

// Knows the map library, and is the only module that loads it: opens a map of a municipality, and does what every map of ours can do.

import { Map as GlMap, NavigationControl, ScaleControl } from "../vendor/maplibre-gl/maplibre-gl.mjs";
import { addLayers, collection, point } from "./map_layers.js";
import * as draw from "./map_style.js";
import { loadFont, shortName } from "./map_text.js";
import { plain, t } from "./words.js";

export { Marker, Popup } from "../vendor/maplibre-gl/maplibre-gl.mjs";

/** The library sets attributes by itself. */
const say = (text, values) => plain(t(text, values));

const LOCALE = {
  "NavigationControl.ZoomIn": say("地図を拡大する"),
  "NavigationControl.ZoomOut": say("地図を縮小する"),
  "NavigationControl.ResetBearing": say("北を上にする"),
  "Popup.Close": say("閉じる"),
  "Marker.Title": say("目印"),
  "ScaleControl.Meters": "m",
  "ScaleControl.Kilometers": "km",
  "CooperativeGesturesHandler.WindowsHelpText": say("Ctrl キーを押しながら回すと、地図を拡大・縮小できます"),
  "CooperativeGesturesHandler.MacHelpText": say("⌘ キーを押しながら回すと、地図を拡大・縮小できます"),
  "CooperativeGesturesHandler.MobileHelpText": say("2本の指で地図を動かせます"),
};

/** A map with all layers of the page `data`, hidden, in the element `container` (id). Resolves when layers can be switched. */
export async function openMap({ container = "map", title = "", data, view, cooperative, padding = 24, trouble }) {
  const theme = draw.readTheme();
  const map = new GlMap(options({ container, title, data, view, cooperative, padding, theme }));
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  addControls(map, cooperative);
  map.on("error", () => trouble?.());
  await Promise.all([new Promise((resolve) => map.once("load", resolve)), loadFont(data.layers.map((layer) => layer.style?.glyph ?? "").join(""))]);
  return { map, theme, layers: addLayers(map, data, theme) };
}

function options({ container, title, data, view, cooperative, padding, theme }) {
  const [west, south, east, north] = data.city.bounds;
  const room = Math.max(east - west, north - south);
  return {
    container,
    style: draw.emptyStyle(theme, data.basemap),
    ...(view ? { center: [view.lon, view.lat], zoom: view.zoom } : { bounds: data.city.bounds, fitBoundsOptions: { padding } }),
    maxBounds: [west - room, south - room, east + room, north + room],
    minZoom: 7, maxZoom: 18, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0,
    attributionControl: false, cooperativeGestures: cooperative, fadeDuration: 100,
    locale: { ...LOCALE, "Map.Title": say(title ? "{city}の地図（{title}）。矢印キーで動かし、プラスとマイナスのキーで拡大・縮小できます。" : "{city}の地図。矢印キーで動かし、プラスとマイナスのキーで拡大・縮小できます。", { city: data.city.name, title }) },
  };
}

function addControls(map, cooperative) {
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 100, unit: "metric" }), "bottom-right");
}

/** Writes names of districts (rows as in the API, each with a `label`), and under each what `told` says of it. */
export const write = (map, rows, told = () => "") =>
  map.getSource("district-label").setData(collection(rows.map((row) => point(row.label, { name: shortName(row.name), rate: told(row), order: -(row.people ?? 0) }))));

/** As `write`, once the letters have come; `others` may be written later. */
export async function writeNames(map, rows, others = "") {
  await loadFont([...new Set(rows.map((row) => row.name).join("") + others)].join(""));
  write(map, rows);
}

/** Tells the map something of a district. */
export const setState = (map, { districtKey: key }, id, values) => key && map.setFeatureState({ source: draw.tileSource(key), sourceLayer: key, id }, values);

/** Fills the districts, and hatches the `missing` (ids); without a colour the fill is taken away. */
export function fillDistricts(map, colour, missing) {
  map.setLayoutProperty("district-rate", "visibility", colour ? "visible" : "none");
  map.setFilter("district-missing", ["in", ["id"], ["literal", missing]]);
  if (colour) map.setPaintProperty("district-rate", "fill-color", colour);
}

/** What can be done with every map. */
export const everyMap = (map, layers) => ({
  /** Colours districts ready-made: `entries` of {id, colour or null, worst}. Null is hatched. */
  colourByClass(entries) {
    if (!layers.districtKey) return;
    for (const { id, colour, worst } of entries) setState(map, layers, id, { colour: colour ?? "rgba(0,0,0,0)", worst });
    fillDistricts(map, draw.readyFill, entries.filter((entry) => !entry.colour).map((entry) => entry.id));
  },
  /** Shows exactly these layers of the page data. */
  setVisible(keys) {
    for (const [key, ids] of layers.ids) {
      for (const id of ids) map.setLayoutProperty(id, "visibility", keys.has(key) ? "visible" : "none");
    }
  },
  resize: () => map.resize(),
  /** Gives the map's memory back; nothing else may be called after it. */
  remove: () => map.remove(),
  /** Calls back once everything asked for so far is drawn. */
  whenDrawn(callback) {
    map.once("idle", callback);
    map.triggerRepaint(); // a map that is idle already would never say so again
  },
});

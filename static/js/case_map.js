// Knows the maps of a plan: districts by how far places are, now or then, and numbered marks; several may stand on one page.

import { Map as GlMap, Marker, NavigationControl, ScaleControl } from "../vendor/maplibre-gl/maplibre-gl.mjs";
import { el } from "./dom.js";
import { addLayers, collection, point } from "./map_layers.js";
import * as draw from "./map_style.js";
import { loadFont, shortName } from "./map_text.js";

const LOCALE = {
  "NavigationControl.ZoomIn": "地図を拡大する",
  "NavigationControl.ZoomOut": "地図を縮小する",
  "Marker.Title": "目印",
  "ScaleControl.Meters": "m",
  "ScaleControl.Kilometers": "km",
  "CooperativeGesturesHandler.WindowsHelpText": "Ctrl キーを押しながら回すと、地図を拡大・縮小できます",
  "CooperativeGesturesHandler.MacHelpText": "⌘ キーを押しながら回すと、地図を拡大・縮小できます",
  "CooperativeGesturesHandler.MobileHelpText": "2本の指で地図を動かせます",
};

/** A map in `container` (id), for the plan `answer`. Resolves when it can be coloured. */
export async function createCaseMap({ container, title, page, answer, on }) {
  const theme = draw.readTheme();
  const data = { ...page, system: answer.tiles };
  const map = new GlMap(options(container, title, data, theme));
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 100, unit: "metric" }), "bottom-right");
  map.on("error", () => on.trouble());
  await Promise.all([new Promise((resolve) => map.once("load", resolve)), loadFont(page.layers.map((layer) => layer.style?.glyph ?? "").join(""))]);
  const layers = addLayers(map, data, theme);
  if (layers.districtKey) map.setPaintProperty("district-worst", "line-color", theme.brand);
  map.on("click", ({ lngLat }) => on.click?.([lngLat.lng, lngLat.lat]));
  return controller(map, data, layers);
}

function options(container, title, data, theme) {
  const [west, south, east, north] = data.city.bounds;
  const room = Math.max(east - west, north - south);
  return {
    container,
    style: draw.emptyStyle(theme, data.basemap),
    bounds: data.city.bounds, fitBoundsOptions: { padding: 24 },
    maxBounds: [west - room, south - room, east + room, north + room],
    minZoom: 7, maxZoom: 18, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0,
    attributionControl: false, cooperativeGestures: true, fadeDuration: 100,
    locale: { ...LOCALE, "Map.Title": `${data.city.name}の地図（${title}）。矢印キーで動かし、プラスとマイナスのキーで拡大・縮小できます。` },
  };
}

/** The three colours live in the style sheet, where the legend uses them too. */
const colourOf = (level) => (level === null ? "rgba(0,0,0,0)" : getComputedStyle(document.documentElement).getPropertyValue(`--far-${level}`).trim());

function controller(map, data, layers) {
  const key = layers.districtKey;
  let markers = [];
  return {
    /** Names of districts, as in the API. */
    async name(districts) {
      const rows = districts.filter((row) => row.label);
      await loadFont([...new Set(rows.map((row) => row.name).join(""))].join(""));
      map.getSource("district-label").setData(collection(rows.map((row) => point(row.label, { name: shortName(row.name), rate: "", order: -(row.people ?? 0) }))));
    },
    /** Colours districts by their class `when` ("before" or "after"), and shows the pins of these kinds of places. */
    paint(answer, when) {
      if (key) {
        map.setLayoutProperty("district-rate", "visibility", "visible");
        map.setPaintProperty("district-rate", "fill-color", draw.readyFill);
        map.setFilter("district-missing", ["in", ["id"], ["literal", answer.districts.filter((row) => row[when] === null).map((row) => row.id)]]);
        for (const row of answer.districts) map.setFeatureState({ source: draw.tileSource(key), sourceLayer: key, id: row.id }, { colour: colourOf(row[when]), worst: row.changed });
      }
      const shown = new Set([...answer.categories, ...(answer.tiles === answer.system ? [answer.system] : [])]);
      for (const [layer, ids] of layers.ids) for (const id of ids) map.setLayoutProperty(id, "visibility", shown.has(layer) ? "visible" : "none");
    },
    /** Puts these marks ({text, name, lon, lat}) on the map, and takes those before away. */
    mark(marks) {
      for (const marker of markers) marker.remove();
      markers = marks.map(({ text, name, lon, lat, kind }) => {
        const element = el("span", { class: `case-mark${kind ? ` case-mark--${kind}` : ""}`, role: "img", "aria-label": `${text} ${name}`, title: name, text });
        return new Marker({ element }).setLngLat([lon, lat]).addTo(map);
      });
    },
    flyTo: (lonlat) => map.flyTo({ center: lonlat, zoom: Math.max(map.getZoom(), 13.5), speed: 2 }),
    picking: (on) => (map.getCanvas().style.cursor = on ? "crosshair" : ""),
    /** Moves along with another map, and moves that one along. */
    follow(other) {
      const sync = (from, to) => from.on("move", (event) => {
        if (event.followed) return;
        to.jumpTo({ center: from.getCenter(), zoom: from.getZoom() }, { followed: true });
      });
      sync(map, other.map);
      sync(other.map, map);
    },
    map,
    resize: () => map.resize(),
    remove: () => map.remove(),
    /** Calls back once everything asked for so far is drawn. */
    whenDrawn(callback) {
      map.once("idle", callback);
      map.triggerRepaint(); // a map that is idle already would never say so again
    },
  };
}

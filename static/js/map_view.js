// Knows the map library, and is the only module that does: others hand it page data and get plain calls and events back.

import { GeolocateControl, Map as GlMap, NavigationControl, Popup, ScaleControl } from "../vendor/maplibre-gl/maplibre-gl.mjs";
import { listen } from "./map_events.js";
import { addLayers, collection, point } from "./map_layers.js";
import * as draw from "./map_style.js";
import { loadFont, shortName } from "./map_text.js";

const LOCALE = {
  "NavigationControl.ZoomIn": "地図を拡大する",
  "NavigationControl.ZoomOut": "地図を縮小する",
  "NavigationControl.ResetBearing": "北を上にする",
  "GeolocateControl.FindMyLocation": "いまいる場所を地図に出す",
  "GeolocateControl.LocationNotAvailable": "いまいる場所は使えません",
  "Popup.Close": "閉じる",
  "Marker.Title": "目印",
  "ScaleControl.Meters": "m",
  "ScaleControl.Kilometers": "km",
  "CooperativeGesturesHandler.WindowsHelpText": "Ctrl キーを押しながら回すと、地図を拡大・縮小できます",
  "CooperativeGesturesHandler.MacHelpText": "⌘ キーを押しながら回すと、地図を拡大・縮小できます",
  "CooperativeGesturesHandler.MobileHelpText": "2本の指で地図を動かせます",
};
/** A map of one municipality. Resolves when layers can be switched; district figures come later by `setDistricts`. */
export async function createMapView({ data, view, cooperative = false, padding = 24, on }) {
  const theme = draw.readTheme();
  const map = new GlMap(options({ data, view, cooperative, padding, theme }));
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  addControls(map, cooperative);
  map.on("error", () => on.trouble?.());
  await Promise.all([new Promise((resolve) => map.once("load", resolve)), loadFont(data.layers.map((layer) => layer.style?.glyph ?? "").join(""))]);
  const layers = addLayers(map, data, theme);
  listen(map, layers, on);
  followTheme(map);
  return controller(map, data, layers);
}

function options({ data, view, cooperative, padding, theme }) {
  const [west, south, east, north] = data.city.bounds;
  const room = Math.max(east - west, north - south);
  return {
    container: "map",
    style: draw.emptyStyle(theme, data.basemap),
    ...(view ? { center: [view.lon, view.lat], zoom: view.zoom } : { bounds: data.city.bounds, fitBoundsOptions: { padding } }),
    maxBounds: [west - room, south - room, east + room, north + room],
    minZoom: 7, maxZoom: 18, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0,
    attributionControl: false, cooperativeGestures: cooperative, fadeDuration: 100,
    locale: { ...LOCALE, "Map.Title": `${data.city.name}の地図。矢印キーで動かし、プラスとマイナスのキーで拡大・縮小できます。` },
  };
}

function addControls(map, cooperative) {
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  if (!cooperative && window.isSecureContext && "geolocation" in navigator) {
    map.addControl(new GeolocateControl({ positionOptions: { enableHighAccuracy: true, timeout: 10_000 }, trackUserLocation: false }), "top-right");
  }
  map.addControl(new ScaleControl({ maxWidth: 100, unit: "metric" }), "bottom-right");
}

/** Repaints paper and letters when the reader switches between light and dark. */
function followTheme(map) {
  const repaint = () => {
    const theme = draw.readTheme();
    map.setPaintProperty("paper", "background-color", theme.paper);
    for (const { id, type } of map.getStyle().layers) {
      if (type !== "symbol" || id.startsWith("clustername-")) continue;
      map.setPaintProperty(id, "text-color", theme.ink);
      map.setPaintProperty(id, "text-halo-color", theme.halo);
    }
  };
  for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]) matchMedia(query).addEventListener("change", repaint);
}

function controller(map, data, layers) {
  const district = (id) => ({ source: draw.tileSource(layers.districtKey), sourceLayer: layers.districtKey, id });
  const state = (id, values) => layers.districtKey && map.setFeatureState(district(id), values);
  let chosen = null;
  let popup = null;
  let rows = [];

  const label = (rateOf) => map.getSource("district-label").setData(collection(rows.map((row) => point(row.label, { name: shortName(row.name), rate: rateOf(row), order: -(row.people ?? 0) }))));
  const missing = (ids) => map.setFilter("district-missing", ["in", ["id"], ["literal", ids]]);
  const showRate = (shown) => layers.districtKey && map.setLayoutProperty("district-rate", "visibility", shown ? "visible" : "none");

  return {
    /** Districts as in the API: names to write and figures to colour by. */
    async setDistricts(districts) {
      rows = districts.filter((row) => row.label);
      await loadFont([...new Set(rows.map((row) => row.name).join("") + "0123456789.％")].join(""));
      label(() => "");
    },
    /** Colours districts by classes of `property`; `text` writes its value. Null takes the colour away. */
    colourByRate(style, property, text) {
      if (!layers.districtKey) return;
      showRate(Boolean(style));
      missing(style ? rows.filter((row) => typeof row[property] !== "number").map((row) => row.id) : []);
      label(style ? (row) => text(row[property]) : () => "");
      if (!style) return;
      for (const row of rows) state(row.id, { rate: row[property] ?? null });
      map.setPaintProperty("district-rate", "fill-color", draw.rateFill(style));
    },
    /** Colours districts ready-made: `entries` of {id, colour or null, worst}. Null is hatched. */
    colourByClass(entries) {
      if (!layers.districtKey) return;
      showRate(true);
      missing(entries.filter((entry) => !entry.colour).map((entry) => entry.id));
      for (const { id, colour, worst } of entries) state(id, { colour: colour ?? "rgba(0,0,0,0)", worst });
      map.setPaintProperty("district-rate", "fill-color", draw.readyFill);
    },
    /** Shows exactly these layers of the page data. */
    setVisible(keys) {
      for (const [key, ids] of layers.ids) {
        for (const id of ids) map.setLayoutProperty(id, "visibility", keys.has(key) ? "visible" : "none");
      }
    },
    /** Leaves only the pins of these places (ids), or all of them (null). */
    filterPins(wanted) {
      for (const key of layers.pins) {
        for (const { id, filter } of draw.pinFilters(key)) map.setFilter(id, wanted ? ["all", filter, ["in", ["id"], ["literal", wanted]]] : filter);
      }
    },
    /** Rings the chosen place (`{lonlat, soft}` or null) and outlines the chosen district (id or null). */
    choose({ place, district: id }) {
      map.getSource("chosen").setData(collection(place ? [point(place.lonlat, { soft: place.soft })] : []));
      if (chosen !== null) state(chosen, { chosen: false });
      if (id !== null) state(id, { chosen: true });
      chosen = id;
    },
    hover: (id, on) => state(id, { hover: on }),
    openPopup(lonlat, node, onClose) {
      popup?.remove();
      const opened = new Popup({ maxWidth: "300px", offset: 18, focusAfterOpen: false, closeOnClick: false }).setLngLat(lonlat).setDOMContent(node).addTo(map);
      opened.on("close", () => {
        if (popup === opened) {
          popup = null;
          onClose?.();
        }
      });
      popup = opened;
    },
    /** Closes without telling `onClose`: the caller knows. */
    closePopup() {
      const closing = popup;
      popup = null;
      closing?.remove();
    },
    /** Goes to a place; a little below the middle, so that its pop-up has room above it. */
    flyTo: (lonlat, zoom = 15) => map.flyTo({ center: lonlat, zoom: Math.max(map.getZoom(), zoom), speed: 2, offset: [0, 56] }),
    fit: (bounds, padding = 48) => map.fitBounds(bounds, { padding, maxZoom: 15, speed: 2 }),
    jumpTo: ({ lon, lat, zoom }) => map.jumpTo({ center: [lon, lat], zoom }),
    centre: () => map.getCenter().toArray(),
    position() {
      const { lng, lat } = map.getCenter();
      return { zoom: map.getZoom(), lat, lon: lng };
    },
    resize: () => map.resize(),
    /** Gives the map's memory back; nothing else may be called after it. */
    remove: () => map.remove(),
    focus: () => map.getCanvas().focus(),
    /** Calls back once everything asked for so far is drawn. */
    whenDrawn(callback) {
      map.once("idle", callback);
      map.triggerRepaint(); // a map that is idle already would never say so again
    },
  };
}

// Knows the map that is explored: colours by figures or classes, pins, a place or district that is chosen; pages get plain calls and events back.

import { el } from "./dom.js";
import { listen } from "./map_events.js";
import { Marker, Popup, everyMap, fillDistricts, openMap, setState, write, writeNames } from "./map_library.js";
import { collection, point } from "./map_layers.js";
import * as draw from "./map_style.js";
import { t } from "./words.js";

/** A map of one municipality. Resolves when layers can be switched; district figures come later by `setDistricts`. */
export async function createMapView({ data, view, cooperative = false, padding, on }) {
  const { map, layers } = await openMap({ data, view, cooperative, padding, trouble: on.trouble });
  listen(map, layers, on);
  followTheme(map);
  return controller(map, layers);
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

function controller(map, layers) {
  const state = (id, values) => setState(map, layers, id, values);
  let chosen = null;
  let popup = null;
  let here = null;
  let rows = [];

  return {
    ...everyMap(map, layers),
    /** Districts as in the API: names to write and figures to colour by. */
    setDistricts(districts) {
      rows = districts.filter((row) => row.label);
      return writeNames(map, rows, "0123456789.％");
    },
    /** Colours districts by classes of `property`; `text` writes its value. Null takes the colour away. */
    colourByRate(style, property, text) {
      if (!layers.districtKey) return;
      if (style) for (const row of rows) state(row.id, { rate: row[property] ?? null });
      fillDistricts(map, style && draw.rateFill(style), style ? rows.filter((row) => typeof row[property] !== "number").map((row) => row.id) : []);
      write(map, rows, style ? (row) => text(row[property]) : undefined);
    },
    /** Leaves only the pins of these places (ids), or all of them (null). */
    filterPins(wanted) {
      // `match` looks a number up; `in` would go through thousands of them for every pin.
      const stays = wanted && (wanted.length ? ["match", ["id"], wanted, true, false] : false);
      for (const key of layers.pins) {
        for (const { id, filter } of draw.pinFilters(key)) map.setFilter(id, wanted ? ["all", filter, stays] : filter);
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
    /** Marks where the reader is ([lon, lat]). */
    showHere(lonlat) {
      if (here) here.setLngLat(lonlat);
      else here = new Marker({ element: el("div", { class: "here-dot", role: "img", "aria-label": t("いまいる場所") }) }).setLngLat(lonlat).addTo(map);
    },
    /** Goes to a place; a little below the middle, so that its pop-up has room above it. */
    flyTo: (lonlat, zoom = 15) => map.flyTo({ center: lonlat, zoom: Math.max(map.getZoom(), zoom), speed: 2, offset: [0, 56] }),
    fit: (bounds, padding = 48) => map.fitBounds(bounds, { padding, maxZoom: 15, speed: 2 }),
    jumpTo: ({ lon, lat, zoom }) => map.jumpTo({ center: [lon, lat], zoom }),
    position() {
      const { lng, lat } = map.getCenter();
      return { zoom: map.getZoom(), lat, lon: lng };
    },
    focus: () => map.getCanvas().focus(),
  };
}

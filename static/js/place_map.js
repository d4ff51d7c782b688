// Knows the small map on which a place gets its pin: one mark, set by a tap or from outside.

import { el } from "./dom.js";
import { Marker, everyMap, openMap } from "./map_library.js";

const NEAR_ZOOM = 16;

/** A map in `container` (id) of the page `data`; `on.tap` gets [lon, lat]. Resolves when a pin can be set. */
export async function createPlaceMap({ container, data, on }) {
  const { map, layers } = await openMap({ container, title: "場所に印を付ける", data, cooperative: true, trouble: on.trouble });
  if (layers.districtKey) everyMap(map, layers).setVisible(new Set([layers.districtKey]));
  map.on("click", ({ lngLat }) => on.tap([lngLat.lng, lngLat.lat]));
  let marker = null;
  return {
    /** Puts the pin at [lon, lat], or takes it away (null); `near` goes there. */
    pin(lonlat, near = false) {
      marker?.remove();
      marker = lonlat && new Marker({ element: el("span", { class: "place-pin", role: "img", "aria-label": "登録する場所" }), anchor: "bottom" }).setLngLat(lonlat).addTo(map);
      if (lonlat && near) map.jumpTo({ center: lonlat, zoom: Math.max(map.getZoom(), NEAR_ZOOM) });
    },
    middle: () => map.getCenter().toArray(),
    whenDrawn: everyMap(map, layers).whenDrawn,
  };
}

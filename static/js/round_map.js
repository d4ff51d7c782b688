// Knows the map of a walk: a numbered mark for each place, in the order in which one goes.

import { el } from "./dom.js";
import { Marker, everyMap, openMap } from "./map_library.js";

/** A map with a mark a stop; `pick(id)` is called for the one that is pressed. */
export async function createRoundMap({ data, pick, trouble }) {
  const { map, layers } = await openMap({ container: "round-map", title: "今月の確認", data, cooperative: true, trouble });
  const every = everyMap(map, layers);
  every.setVisible(new Set(layers.districtKey ? [layers.districtKey] : []));
  const placed = data.stops.filter((stop) => stop.lat !== null);
  for (const stop of placed) {
    const element = el("button", { class: "round-mark", type: "button", id: `mark-${stop.id}`, "aria-label": `${stop.stop}番 ${stop.name}へ`, text: String(stop.stop), on: { click: () => pick(stop.id) } });
    new Marker({ element }).setLngLat([stop.lon, stop.lat]).addTo(map);
  }
  if (placed.length) map.fitBounds(boundsOf(placed), { padding: 40, maxZoom: 15, animate: false });
  return every;
}

function boundsOf(stops) {
  const [lons, lats] = [stops.map((stop) => stop.lon), stops.map((stop) => stop.lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

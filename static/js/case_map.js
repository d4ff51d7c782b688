// Knows the maps of a plan: districts by how far places are, now or then, and numbered marks; several may stand on one page.

import { el } from "./dom.js";
import { Marker, everyMap, openMap, writeNames } from "./map_library.js";

/** A map in `container` (id), for the plan `answer`. Resolves when it can be coloured. */
export async function createCaseMap({ container, title, page, answer, on }) {
  const data = { ...page, system: answer.tiles };
  const { map, theme, layers } = await openMap({ container, title, data, cooperative: true, trouble: on.trouble });
  if (layers.districtKey) map.setPaintProperty("district-worst", "line-color", theme.brand);
  map.on("click", ({ lngLat }) => on.click?.([lngLat.lng, lngLat.lat]));
  return controller(map, layers);
}

/** The three colours live in the style sheet, where the legend uses them too. */
const colourOf = (level) => (level === null ? null : getComputedStyle(document.documentElement).getPropertyValue(`--far-${level}`).trim());

function controller(map, layers) {
  const every = everyMap(map, layers);
  let markers = [];
  return {
    ...every,
    /** Names of districts, as in the API. */
    name: (districts) => writeNames(map, districts.filter((row) => row.label)),
    /** Colours districts by their class `when` ("before" or "after"), and shows the pins of these kinds of places. */
    paint(answer, when) {
      every.colourByClass(answer.districts.map((row) => ({ id: row.id, colour: colourOf(row[when]), worst: row.changed })));
      every.setVisible(new Set([...answer.categories, ...(answer.tiles === answer.system ? [answer.system] : [])]));
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
  };
}

// Knows the page on which an approver decides: where the place is and where it would be, on a map. The page says it in words, too.

import { el, pageData } from "./dom.js";
import { hasWebgl2 } from "./webgl.js";

const data = pageData();
const container = document.getElementById("review-map");

if (hasWebgl2()) {
  container.hidden = false;
  const { Marker, everyMap, openMap } = await import("./map_library.js");
  const { map, layers } = await openMap({ container: "review-map", title: "位置の見くらべ", data, cooperative: true });
  everyMap(map, layers).setVisible(new Set(data.layers.filter(({ kind }) => kind === "area" || kind === "asset").map(({ key }) => key)));
  for (const { text, name, lon, lat } of data.points) {
    const element = el("span", { class: "review-mark", role: "img", "aria-label": `${text}: ${name}`, text });
    new Marker({ element }).setLngLat([lon, lat]).addTo(map);
  }
  const lons = data.points.map(({ lon }) => lon);
  const lats = data.points.map(({ lat }) => lat);
  map.fitBounds([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], { padding: 64, maxZoom: 15, animate: false });
}

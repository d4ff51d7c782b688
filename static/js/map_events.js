// Knows what the reader does on the map: which pin or district is meant by a click, what lies under the mouse.

import { tileSource } from "./map_style.js";

/** How far from a pin's middle a click still counts, in CSS pixels. */
const REACH_PX = 8;

/** Calls `on.asset`, `on.district`, `on.nothing`, `on.hover`, `on.move` as the reader clicks, points and moves. */
export function listen(map, layers, on) {
  const pinLayers = layers.pins.flatMap((key) => [`pin-${key}`, `cluster-${key}`, `soft-${key}`]);
  const drawn = (wanted) => wanted.filter((id) => map.getLayer(id) && map.getLayoutProperty(id, "visibility") !== "none");
  const hit = ({ x, y }, wanted, reach) => map.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers: drawn(wanted) });
  const pinAt = (at) => hit(at, pinLayers, REACH_PX)[0];
  const districtAt = (at) => (layers.districtKey ? hit(at, ["district-face"], 0)[0] : undefined);

  map.on("click", ({ point: at, lngLat }) => {
    const pin = pinAt(at);
    if (pin?.properties.count) return map.easeTo({ center: lngLat, zoom: map.getZoom() + 2 });
    if (pin) return on.asset?.(pin.id);
    const district = districtAt(at);
    return district ? on.district?.(district.id) : on.nothing?.();
  });
  let hovered = null;
  const hover = (id) => {
    if (id === hovered || !layers.districtKey) return;
    const source = { source: tileSource(layers.districtKey), sourceLayer: layers.districtKey };
    if (hovered !== null) map.setFeatureState({ ...source, id: hovered }, { hover: false });
    if (id !== null) map.setFeatureState({ ...source, id }, { hover: true });
    hovered = id;
    on.hover?.(id);
  };
  map.on("mousemove", ({ point: at }) => {
    const pin = pinAt(at);
    const district = pin ? null : districtAt(at);
    map.getCanvas().style.cursor = pin || district ? "pointer" : "";
    hover(district?.id ?? null);
  });
  map.on("mouseout", () => hover(null));
  map.on("moveend", () => on.move?.());
}

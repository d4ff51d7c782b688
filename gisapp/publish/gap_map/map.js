// Knows how the map's features are told in words, labelled and found from the table. Every value is set as text:
// nothing that comes from the data is ever read as HTML.
const gapMap = (() => {
  "use strict";

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function told(properties) {
    const box = element("div", "", properties.label ? "popup" : "popup place");
    box.append(element("strong", properties.heading));
    const list = element("dl");
    for (const [title, text] of properties.told) list.append(element("dt", title), element("dd", text));
    box.append(list);
    if (properties.note) box.append(element("p", properties.note, "note"));
    return box;
  }

  function describe(feature, layer) {
    layer.bindPopup(() => told(feature.properties), { maxWidth: 360, minWidth: 220 });
    layer.on("mouseover", () => layer.setStyle({ weight: feature.properties.style.weight + 2 }));
    layer.on("mouseout", () => layer.setStyle({ weight: feature.properties.style.weight }));
  }

  function label(map, { properties }) {
    const options = { permanent: true, direction: "center", className: "label", interactive: false, opacity: 1 };
    return L.tooltip(options).setLatLng(properties.labelAt).setContent(element("span", properties.label)).addTo(map);
  }

  /** Shows as many labels as have room, in the order given. */
  function thin(labels) {
    const taken = [];
    for (const each of labels) {
      const node = each.getElement();
      node.style.visibility = "";
      const box = node.getBoundingClientRect();
      const free = taken.every((t) => box.right < t.left || t.right < box.left || box.bottom < t.top || t.bottom < box.top);
      if (free) taken.push(box);
      else node.style.visibility = "hidden";
    }
  }

  function labelled(map, districts) {
    const layers = districts.getLayers();
    const size = (layer) => { const b = layer.getBounds(); return (b.getEast() - b.getWest()) * (b.getNorth() - b.getSouth()); };
    const largestFirst = layers.slice().sort((a, b) => size(b) - size(a));
    const labels = largestFirst.map((layer) => label(map, layer.feature));
    const redraw = () => thin(labels);
    map.on("zoomend resize", redraw);
    map.whenReady(redraw);
    return redraw;
  }

  function controls(map) {
    map.attributionControl.setPrefix("Leaflet");
    L.control.zoom({ zoomInTitle: "拡大", zoomOutTitle: "縮小" }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.getContainer().setAttribute("aria-label", "区域の地図。同じ内容が下の表にあります。");
    map.getContainer().setAttribute("role", "region");
    // the wheel scrolls the page until the map has been chosen
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
  }

  function fromTable(map, districts) {
    const layers = districts.getLayers();
    document.querySelectorAll("button[data-row]").forEach((button) => button.addEventListener("click", () => {
      const layer = layers[Number(button.dataset.row)];
      map.getContainer().scrollIntoView({ block: "center" });
      map.fitBounds(layer.getBounds(), { maxZoom: 15, padding: [40, 40], animate: false });
      layer.openPopup(L.latLng(layer.feature.properties.labelAt));
      map.getContainer().focus({ preventScroll: true });
    }));
  }

  function fromLegend(map, groups) {
    document.querySelectorAll("input[data-layer]").forEach((box) => box.addEventListener("change", () => {
      const group = groups[Number(box.dataset.layer)];
      if (box.checked) group.addTo(map);
      else group.remove();
    }));
  }

  /** On paper the map has another size; it is fitted to the whole again, before and after. */
  function printed(map, districts, relabel) {
    const bounds = districts.getLayers().length ? districts.getBounds() : null;
    window.matchMedia("print").addEventListener("change", () => {
      map.invalidateSize({ animate: false, pan: false });
      if (bounds) map.fitBounds(bounds, { animate: false, padding: [8, 8] });
      relabel();
    });
  }

  /** Dots grow with the zoom, so that they never hide a whole city or vanish in a street. */
  function sized(map, groups) {
    const resize = () => {
      const dot = Math.min(9, Math.max(3, map.getZoom() - 7));
      groups.forEach((group) => group.eachLayer((each) => {
        if (each.setRadius) each.setRadius(each.feature.properties.soft ? dot * 2.5 : dot);
      }));
    };
    map.on("zoomend", resize);
    map.whenReady(resize);
  }

  function filled(layer, features) {
    layer.addData({ type: "FeatureCollection", features });
    layer.setStyle((feature) => feature.properties.style);
  }

  function start(map, districts, groups, data) {
    filled(districts, data.districts);
    groups.forEach((group, number) => filled(group, data.assets[number]));
    controls(map);
    const relabel = labelled(map, districts);
    fromTable(map, districts);
    fromLegend(map, groups);
    sized(map, groups);
    printed(map, districts, relabel);
  }

  return { describe, start };
})();

// Knows how the map page is put together: one state, and which part redraws when it changes.

import { createDetail } from "./detail.js";
import { districtPanel } from "./district_panel.js";
import { pageData } from "./dom.js";
import { percent } from "./format.js";
import { createLayerPanel } from "./layer_panel.js";
import { drawLegend } from "./legend.js";
import { createListPanel } from "./list_panel.js";
import { showFallback } from "./map_fallback.js";
import { placePanel } from "./place_panel.js";
import { popupContent } from "./popup.js";
import { getJson } from "./request.js";
import { createSheet } from "./sheet.js";
import { onPopState, pushState, readState, replaceState } from "./state.js";
import { hasWebgl2 } from "./webgl.js";

const data = pageData();
const layerOf = new Map(data.layers.map((layer) => [layer.key, layer]));
const narrow = matchMedia("(max-width: 719px)");
const start = readState();
const usual = data.layers.filter((layer) => layer.shown).map((layer) => layer.key);
const state = { ...start, layers: wantedLayers(start.layers), query: "" };
let figures = null;
let assets = new Map();
let view = null;

/** What search box, buttons and legend cover at the edges of the map, in CSS pixels. */
const room = () => (narrow.matches ? { top: 64, bottom: 28, left: 10, right: 62 } : { top: 72, bottom: 172, left: 40, right: 80 });
const visible = () => new Set(state.layers);
const centre = () => view?.centre() ?? [(data.city.bounds[0] + data.city.bounds[2]) / 2, (data.city.bounds[1] + data.city.bounds[3]) / 2];

const sheet = createSheet({ onResize: () => view?.resize() });
const detail = createDetail({ onClose: () => choose({ district: null, asset: null }) });
const list = createListPanel({
  layers: data.layers,
  listUrl: data.urls.list,
  on: { asset: (id) => choose({ asset: id, district: null }, { fly: true }), district: (id) => choose({ district: id, asset: null }, { fly: true }), clear: () => search("") },
});
const panel = createLayerPanel({ layers: data.layers, onChange: (keys) => setLayers([...keys]) });

/** Layers of an address; the usual ones where it names none that exist (an old or mistyped address). */
function wantedLayers(keys) {
  const known = (keys ?? usual).filter((key) => layerOf.has(key));
  return keys?.length && !known.length ? usual : known;
}

/** The state for the address, which names the layers only where they aren't the usual ones. */
function forAddress() {
  return { ...state, layers: state.layers.join() === usual.join() ? null : state.layers };
}

/** Chooses a place or a district, as a step the reader can go back from. */
function choose({ district, asset }, { fly = false } = {}) {
  if (state.district === district && state.asset === asset) return;
  Object.assign(state, { district, asset });
  pushState(forAddress());
  showChoice({ fly });
}

function setLayers(keys) {
  state.layers = data.layers.map((layer) => layer.key).filter((key) => keys.includes(key));
  replaceState(forAddress());
  showLayers();
}

function showLayers() {
  panel.set(state.layers);
  list.update({ visible: visible(), centre: centre() });
  drawLegend(data, visible());
  if (!view) return;
  view.setVisible(visible());
  const ramp = data.layers.find((layer) => layer.kind === "rate" && state.layers.includes(layer.key));
  if (figures) view.colourByRate(ramp?.style, ramp?.key, percent);
}

function search(text) {
  state.query = text;
  const input = document.getElementById("search");
  if (input.value !== text) input.value = text;
  list.update({ query: text, centre: centre() });
  view?.filterPins(text ? list.matchingIds() : null);
  if (!text && document.activeElement === document.body) input.focus();
}

/** Shows what is chosen in panel and map. Needs the figures; without them it waits for the next call. */
function showChoice({ fly = false, focus = true } = {}) {
  if (!figures) return;
  const asset = assets.get(state.asset);
  const district = figures.districts.find((row) => row.id === state.district);
  view?.closePopup();
  view?.choose({ place: asset?.lat != null ? { lonlat: [asset.lon, asset.lat], soft: asset.precision !== "exact" } : null, district: district?.id ?? null });
  if (asset) showPlace(asset, { fly, focus });
  else if (district) showDistrict(district, { fly, focus });
  else detail.hide({ focus });
}

function showPlace(asset, { fly, focus }) {
  const layer = layerOf.get(asset.layer);
  detail.show(placePanel(asset, layer, { onDistrict: (id) => choose({ district: id, asset: null }, { fly: true }) }), { focus });
  if (!view || asset.lat == null) return;
  if (narrow.matches) sheet.half();
  if (!state.layers.includes(asset.layer)) setLayers([...state.layers, asset.layer]);
  if (fly) view.flyTo([asset.lon, asset.lat], asset.precision === "exact" ? 15 : 13);
  view.openPopup([asset.lon, asset.lat], popupContent(asset, layer), () => choose({ district: null, asset: null }));
}

function showDistrict(district, { fly, focus }) {
  const context = { figures, assets: [...assets.values()], layers: data.layers, urls: data.urls, cityName: data.city.name, onAsset: (id) => choose({ asset: id, district: null }, { fly: true }) };
  detail.show(districtPanel(district, context), { focus });
  if (narrow.matches) sheet.half();
  if (fly) view?.fit(district.bounds, room());
}

async function loadData() {
  list.loading();
  try {
    const [assetAnswer, districtAnswer] = await Promise.all([getJson(data.urls.assets), getJson(data.urls.districts).catch(withoutFigures)]);
    figures = districtAnswer;
    assets = new Map(assetAnswer.assets.map((asset) => [asset.id, asset]));
    list.setData({ assets: assetAnswer.assets, districts: districtAnswer.districts });
    return true;
  } catch (error) {
    list.failed(error, startOver);
    return false;
  }
}

/** Places are worth showing even where districts have no figures (yet). */
function withoutFigures(error) {
  say(`${error.message}校区の数字は出せません。`);
  return { districts: [], city: {}, sources: [], as_of: null, edition: "" };
}

async function startOver() {
  if (!(await loadData())) return;
  await giveFigures();
}

async function giveFigures() {
  if (view) await view.setDistricts(figures.districts);
  showLayers();
  showChoice({ fly: !state.view, focus: false });
  if (state.asset !== null && !assets.has(state.asset)) say("お探しの場所は、いまは公開されていません。");
}

async function loadMap() {
  if (!hasWebgl2()) return showFallback(data, "この端末では、動く地図を表示できません。図と一覧をご覧ください。");
  try {
    const { createMapView } = await import("./map_view.js");
    view = await createMapView({ data, view: state.view, padding: room(), on: mapEvents() });
  } catch {
    return showFallback(data, "動く地図を読み込めませんでした。図と一覧をご覧ください。");
  }
  return view;
}

function mapEvents() {
  return {
    asset: (id) => choose({ asset: id, district: null }),
    district: (id) => choose({ district: id, asset: null }),
    nothing: () => choose({ district: null, asset: null }),
    move() {
      if (!view) return;
      state.view = view.position();
      replaceState(forAddress());
      list.update({ centre: view.centre() });
    },
    trouble: () => say("地図の一部を読み込めませんでした。通信の状態をお確かめください。"),
  };
}

function say(text) {
  document.getElementById("map-status").textContent = text;
}

function wirePage() {
  const input = document.getElementById("search");
  input.addEventListener("input", () => search(input.value.trim()));
  document.getElementById("finder").addEventListener("submit", (event) => {
    event.preventDefault(); // the list below already follows each letter
    document.querySelector("#list-panel [role=tabpanel]:not([hidden]) .item")?.focus();
  });
  document.getElementById("legend").open = matchMedia("(min-width: 1100px)").matches;
  addEventListener("offline", () => say("通信が切れています。見えている範囲だけ使えます。"));
  addEventListener("online", () => say(""));
  onPopState((past) => {
    Object.assign(state, { district: past.district, asset: past.asset });
    showChoice({ fly: true });
  });
}

wirePage();
showLayers();
const [loaded] = await Promise.all([loadData(), loadMap()]);
if (loaded) await giveFigures();
else showLayers();
view?.whenDrawn(() => (document.documentElement.dataset.map = "ready"));

// Knows how the map page is put together: one state, and which part redraws when it changes.

import { createDetail } from "./detail.js";
import { districtPanel } from "./district_panel.js";
import { pageData, write } from "./dom.js";
import { percent } from "./format.js";
import { createFilters } from "./filters.js";
import { keepPages } from "./keep_pages.js";
import { createLayerPanel } from "./layer_panel.js";
import { drawLegend } from "./legend.js";
import { createListPanel } from "./list_panel.js";
import { showFallback } from "./map_fallback.js";
import { showListLinks } from "./picked.js";
import { placePanel } from "./place_panel.js";
import { popupContent } from "./popup.js";
import { getJson } from "./request.js";
import { choicesMade, createSearch, nothingAsked } from "./search.js";
import { createSheet } from "./sheet.js";
import { onPopState, pushState, readState, replaceState, withParameter } from "./state.js";
import { hasWebgl2 } from "./webgl.js";
import { wherePeopleAre } from "./where.js";
import { t } from "./words.js";

/** How long a reader pauses between letters, or lets the map rest, before the server is asked. */
const PAUSE_MS = 150;

const data = pageData();
const layerOf = new Map(data.layers.map((layer) => [layer.key, layer]));
const phone = matchMedia("(max-width: 719px)");
const start = readState();
const usual = data.layers.filter((layer) => layer.shown).map((layer) => layer.key);
const state = { ...start, layers: wantedLayers(start.layers) };
const find = createSearch(data.urls.find);
/** Every place that an answer told of, by its number. */
const assets = new Map();
let figures = null;
let view = null;
let here = null; // where the reader is, if they asked for it; never in an address
let pause = null;
/** What the server found for the address that was opened; told once. */
let first = data.first ?? null;
/** The pins that the last answer leaves on the map; null for all. */
let pins = null;

/** What search box, buttons and legend cover at the edges of the map, in CSS pixels. */
const room = () => (phone.matches ? { top: 64, bottom: 28, left: 10, right: 62 } : { top: 72, bottom: 172, left: 40, right: 80 });
const visible = () => new Set(state.layers);
/** The kinds of places that are shown. */
const kinds = () => state.layers.filter((key) => layerOf.get(key).kind === "asset");
/** What is searched from: the map's middle once the reader has moved it, until then the middle of what the page opened with. */
const centre = () => (state.view ? [state.view.lon, state.view.lat] : [(data.city.bounds[0] + data.city.bounds[2]) / 2, (data.city.bounds[1] + data.city.bounds[3]) / 2]);

const sheet = createSheet({ onResize: () => view?.resize() });
const detail = createDetail({ onClose: () => choose({ district: null, asset: null }) });
const list = createListPanel({
  layers: data.layers,
  listUrl: data.urls.list,
  on: {
    asset: (id) => choose({ asset: id, district: null }, { fly: true }),
    district: (id) => choose({ district: id, asset: null }, { fly: true }),
    clear: clearSearch,
    more: (from) => ask({ from }),
    spot: goToSpot,
  },
});
const filters = createFilters({ layers: data.layers, on: { change: narrow, layers: showOnly } });
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
  ask();
}

/** Of the places only these kinds, or the usual ones (null); colours and borders stay. */
function showOnly(keys) {
  const others = state.layers.filter((key) => layerOf.get(key).kind !== "asset");
  setLayers([...others, ...(keys ?? usual)]);
}

function showLayers() {
  panel.set(state.layers);
  filters.set(state, kinds());
  drawLegend(data, visible());
  if (!view) return;
  view.setVisible(visible());
  const ramp = data.layers.find((layer) => layer.kind === "rate" && state.layers.includes(layer.key));
  if (figures) view.colourByRate(ramp?.style, ramp?.key, percent);
}

function narrow(choices) {
  Object.assign(state, choices);
  replaceState(forAddress());
  filters.set(state, kinds());
  ask();
}

function search(text) {
  state.query = text;
  const input = document.getElementById("search");
  if (input.value.trim() !== text) input.value = text;
  replaceState(forAddress());
  return ask();
}

/** The words first: choices stay until the reader clears them, too. */
async function clearSearch() {
  if (state.query) await search("");
  else narrow({ ...nothingAsked(), query: "" });
  if (document.activeElement === document.body) document.getElementById("search").focus();
}

function goToSpot({ lon, lat }) {
  const input = document.getElementById("search");
  search("");
  here = null;
  if (view) view.flyTo([lon, lat], 15);
  else ask({ at: [lon, lat] });
  input.focus();
}

/** Asks the server for what the reader wants and shows it; from the middle of the map, or from where the reader is. */
async function ask({ from = 0, at = here ?? centre() } = {}) {
  clearTimeout(pause);
  const layers = kinds();
  const question = { query: state.query, visible: layers, narrow: choicesMade(state) > 0, from: at, here: at === here };
  let answer;
  try {
    answer = first ?? (await find({ ...state, layers, at }, from));
    first = null;
  } catch (error) {
    list.failed(error, startOver);
    return;
  }
  if (answer === null) return; // a newer question is under way
  for (const asset of answer.assets) assets.set(asset.id, asset);
  list.show(answer, question, { more: from > 0 });
  filters.count(answer);
  pins = answer.ids;
  view?.filterPins(pins);
  if (answer.narrow && !answer.ids) say(t("合う場所が多いため、地図にはすべての場所を出しています。"));
}

function askSoon() {
  clearTimeout(pause);
  pause = setTimeout(ask, PAUSE_MS);
}

async function findMe() {
  const button = document.getElementById("here-button");
  button.disabled = true;
  try {
    here = await wherePeopleAre();
    view?.showHere(here);
    view?.flyTo(here, 15);
    await ask();
    say("");
  } catch (error) {
    say(error.message);
  } finally {
    button.disabled = false;
  }
}

/** Shows what is chosen in panel and map. Needs the figures; without them it waits for the next call. */
async function showChoice({ fly = false, focus = true } = {}) {
  if (!figures) return;
  const asset = await known(state.asset);
  const district = figures.districts.find((row) => row.id === state.district);
  view?.closePopup();
  view?.choose({ place: asset?.lat != null ? { lonlat: [asset.lon, asset.lat], soft: asset.precision !== "exact" } : null, district: district?.id ?? null });
  if (asset) showPlace(asset, { fly, focus });
  else if (district) showDistrict(district, { fly, focus });
  else detail.hide({ focus });
}

/** A place by its number: one that no list has told of yet is asked for; undefined where it isn't public. */
async function known(id) {
  if (id === null || assets.has(id)) return assets.get(id);
  try {
    const told = await getJson(withParameter(data.urls.assets, "ids", id));
    for (const asset of told.assets) assets.set(asset.id, asset);
    if (!told.assets.length) say(t("お探しの場所は、いまは公開されていません。"));
  } catch (error) {
    say(error.message);
  }
  return state.asset === id ? assets.get(id) : undefined;
}

function showPlace(asset, { fly, focus }) {
  const layer = layerOf.get(asset.layer);
  detail.show(placePanel(asset, layer, { onDistrict: (id) => choose({ district: id, asset: null }, { fly: true }) }), { focus });
  if (!view || asset.lat == null) return;
  if (phone.matches) sheet.half();
  if (!state.layers.includes(asset.layer)) setLayers([...state.layers, asset.layer]);
  if (fly) view.flyTo([asset.lon, asset.lat], asset.precision === "exact" ? 15 : 13);
  view.openPopup([asset.lon, asset.lat], popupContent(asset, layer), () => choose({ district: null, asset: null }));
}

async function showDistrict(district, { fly, focus }) {
  if (fly) view?.fit(district.bounds, room());
  let inside;
  try {
    inside = (await getJson(withParameter(data.urls.assets, "district", district.id))).assets;
  } catch (error) {
    return say(error.message);
  }
  if (state.district !== district.id) return; // the reader has gone on meanwhile
  for (const asset of inside) assets.set(asset.id, asset);
  const context = { figures, inside, layers: data.layers, urls: data.urls, cityName: data.city.name, onAsset: (id) => choose({ asset: id, district: null }, { fly: true }) };
  detail.show(districtPanel(district, context), { focus });
  if (phone.matches) sheet.half();
}

async function loadData() {
  list.loading();
  const asked = ask();
  figures = await getJson(data.urls.districts).catch(withoutFigures);
  await asked;
  list.setDistricts(figures.districts);
}

/** Places are worth showing even where districts have no figures (yet). */
function withoutFigures(error) {
  say(t("{reason}校区の数字は出せません。", { reason: error.message }));
  return { districts: [], city: {}, sources: [], as_of: null, edition: "" };
}

async function startOver() {
  await loadData();
  await giveFigures();
}

async function giveFigures() {
  if (view) await view.setDistricts(figures.districts);
  showLayers();
  showChoice({ fly: !state.view, focus: false });
}

async function loadMap() {
  if (!hasWebgl2()) return showFallback(data, t("この端末では、動く地図を表示できません。図と一覧をご覧ください。"));
  try {
    const { createMapView } = await import("./map_view.js");
    view = await createMapView({ data, view: state.view, padding: room(), on: mapEvents() });
  } catch {
    return showFallback(data, t("動く地図を読み込めませんでした。図と一覧をご覧ください。"));
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
      askSoon();
    },
    trouble: () => say(t("地図の一部を読み込めませんでした。通信の状態をお確かめください。")),
  };
}

function say(text) {
  write(document.getElementById("map-status"), text);
}

/** To the first thing that was found, once the server has answered what was typed. */
async function goToFirst() {
  await ask();
  document.querySelector("#list-panel [role=tabpanel]:not([hidden]) :is(.spot, .item)")?.focus();
}

function wirePage() {
  const input = document.getElementById("search");
  input.value = state.query;
  input.addEventListener("input", () => {
    state.query = input.value.trim();
    replaceState(forAddress());
    askSoon();
  });
  document.getElementById("finder").addEventListener("submit", (event) => {
    event.preventDefault(); // the list below already follows each letter
    goToFirst();
  });
  const nearby = document.getElementById("here-button");
  nearby.hidden = !navigator.geolocation || window !== window.top; // a frame of another site may not ask
  nearby.addEventListener("click", findMe);
  document.getElementById("legend").open = matchMedia("(min-width: 1100px)").matches;
  addEventListener("offline", () => say(t("通信が切れています。見えている範囲だけ使えます。")));
  addEventListener("online", () => say(""));
  onPopState((past) => {
    const { view: _, layers: __, ...said } = past;
    Object.assign(state, said);
    input.value = state.query;
    filters.set(state, kinds());
    ask();
    showChoice({ fly: true });
  });
}

wirePage();
showListLinks();
showLayers();
await Promise.all([loadData(), loadMap()]);
view?.filterPins(pins);
await giveFigures();
view?.whenDrawn(() => (document.documentElement.dataset.map = "ready"));
if (window === window.top) keepPages();

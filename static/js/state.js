// Knows which part of the map page's state lives in its address (view, layers, search, chosen district or place); knows no map.

import { LISTS, SINGLES } from "./search.js";

const VIEW = /^(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/;

/** State from the address: `m=zoom/lat/lon`, `l=layer,layer`, `d=district id`, `a=asset id`; null where it says nothing. The search as the list's page has it: `q`, `for`, `has`, `when`, `part`. */
export function readState(search = location.search) {
  const query = new URLSearchParams(search);
  const layers = query.get("l");
  return {
    view: readView(query.get("m")),
    layers: layers === null ? null : layers.split(",").filter(Boolean),
    district: readId(query.get("d")),
    asset: readId(query.get("a")),
    query: query.get("q") ?? "",
    ...Object.fromEntries(LISTS.map((name) => [name, (query.get(name) ?? "").split(",").filter(Boolean)])),
    ...Object.fromEntries(SINGLES.map((name) => [name, query.get(name) ?? ""])),
  };
}

function readView(text) {
  const match = VIEW.exec(text ?? "");
  if (!match) return null;
  const [zoom, lat, lon] = match.slice(1).map(Number);
  return zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { zoom, lat, lon } : null;
}

function readId(text) {
  return /^\d{1,15}$/.test(text ?? "") ? Number(text) : null;
}

/** The address for a state; other parameters (the municipality) stay as they are. */
export function addressOf(state) {
  const url = new URL(location.href);
  const put = (key, value) => (value === null || value === undefined ? url.searchParams.delete(key) : url.searchParams.set(key, value));
  put("m", state.view && `${state.view.zoom.toFixed(2)}/${state.view.lat.toFixed(5)}/${state.view.lon.toFixed(5)}`);
  put("l", state.layers && state.layers.join(","));
  put("d", state.district);
  put("a", state.asset);
  put("q", state.query || null);
  for (const name of LISTS) put(name, state[name].join(",") || null);
  for (const name of SINGLES) put(name, state[name] || null);
  // Slashes and commas are legal in a query; left readable, an address can be checked and mailed.
  return url.pathname + url.search.replaceAll("%2F", "/").replaceAll("%2C", ",") + url.hash;
}

/** Moves of the map and layer switches: no new entry in the browser's history. */
export function replaceState(state) {
  history.replaceState(null, "", addressOf(state));
}

/** A choice the reader may want to undo with 「戻る」. */
export function pushState(state) {
  history.pushState(null, "", addressOf(state));
}

/** Calls back with the state when the reader goes back or forward. */
export function onPopState(callback) {
  addEventListener("popstate", () => callback(readState()));
}

/** An address of ours with one more parameter. */
export function withParameter(address, key, value) {
  const url = new URL(address, location.href);
  url.searchParams.set(key, value);
  return url.pathname + url.search;
}

// Knows how the form of a place holds together: the map, the typed position, where one is, rows that are added.

import { pageData } from "./dom.js";
import { positionText, readPosition } from "./position_text.js";
import { fieldForm } from "./field_form.js";
import { keepPages } from "./keep_pages.js";
import { watchLikely } from "./likely.js";
import { wireRowAdders } from "./row_adder.js";
import { hasWebgl2 } from "./webgl.js";

const byId = (id) => document.getElementById(id);
const position = byId("position");
const say = (text) => (byId("map-status").textContent = text);
let view = null;

function setPosition(lonlat, near) {
  position.value = positionText(lonlat);
  position.dispatchEvent(new Event("change", { bubbles: true }));
  view?.pin(lonlat, near);
}

async function drawMap() {
  if (!hasWebgl2()) return noMap("この端末では、動く地図を表示できません。位置か住所を入れてください。");
  byId("where-map").hidden = false;
  try {
    const { createPlaceMap } = await import("./place_map.js");
    view = await createPlaceMap({ container: "map", data: pageData(), on: { tap: tapped, trouble: () => say("地図の一部を読み込めませんでした。位置は決められます。") } });
  } catch {
    return noMap("地図を読み込めませんでした。位置か住所を入れてください。");
  }
  view.pin(readPosition(position.value), true);
  byId("where-middle").hidden = false;
  byId("where-middle").addEventListener("click", () => tapped(view.middle()));
  view.whenDrawn(() => (document.documentElement.dataset.map = "ready"));
}

function tapped(lonlat) {
  setPosition(lonlat, false);
  say("印を付けました。違うときは、もう一度触ってください。");
}

function noMap(reason) {
  byId("where-map").hidden = false;
  byId("map").hidden = true;
  say(reason);
  document.documentElement.dataset.map = "none";
}

function wireHere() {
  const button = byId("where-here");
  button.hidden = !(window.isSecureContext && "geolocation" in navigator);
  byId("where-buttons").hidden = false;
  button.addEventListener("click", () => {
    say("いまいる場所を調べています。");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setPosition([coords.longitude, coords.latitude], true);
        say(`いまいる場所に印を付けました（誤差 約${Math.round(coords.accuracy)}m）。違うときは、地図を触って直してください。`);
      },
      () => say("いまいる場所が分かりませんでした。地図を触るか、位置か住所を入れてください。"),
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  });
}

const form = byId("place-form");
wireRowAdders(form);
form.addEventListener("restored", () => view?.pin(readPosition(position.value), true));
fieldForm(form);
keepPages();
if (byId("likely")) watchLikely(form, byId("likely"));
if (position) {
  wireHere();
  position.addEventListener("input", () => view?.pin(readPosition(position.value), true));
  drawMap();
}

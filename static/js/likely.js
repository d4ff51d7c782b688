// Knows how the form warns of a place that may be there already, while its name and position are typed.

import { el } from "./dom.js";
import { getJson, RequestError } from "./request.js";

const PAUSE_MS = 400;
const WATCHED = ["name", "kana", "position"];

/** Shows likely duplicates in `place` (a live region) whenever name, reading or position change. */
export function watchLikely(form, place) {
  let timer = 0;
  let asked = "";
  const ask = async () => {
    const said = WATCHED.map((name) => [name, form.elements.namedItem(name)?.value.trim() ?? ""]);
    const address = `${place.dataset.url}${place.dataset.url.includes("?") ? "&" : "?"}${new URLSearchParams(said)}`;
    if (address === asked) return;
    asked = address;
    if (!said[0][1]) return show(place, []);
    try {
      const { places } = await getJson(address);
      if (address === asked) show(place, places);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error; // without a network nobody is warned; approvers still look
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  };
  for (const name of WATCHED) {
    for (const event of ["input", "change"]) form.elements.namedItem(name)?.addEventListener(event, soon);
  }
}

function show(place, places) {
  place.replaceChildren(...(places.length === 0 ? [] : [
    el("p", {}, el("strong", { text: "似た場所が、もう登録されています。" }), "同じ場所なら、新しく作らずに、そちらを直してください。"),
    el("ul", {}, places.map((each) => el("li", {}, el("a", { href: each.url, text: each.name }), ` ${words(each)}`))),
  ]));
  place.hidden = places.length === 0;
}

const words = ({ category, address, distance_m: metres }) => [category, address, metres === null ? null : `約${metres}m`].filter(Boolean).join("・");

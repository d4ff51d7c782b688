// Knows how a search is asked of the server: its parameters, and that only the newest one counts.

import { getJson } from "./request.js";

/** Choices that an address can hold, as lists or as one. */
export const LISTS = ["for", "has"];
export const SINGLES = ["when", "part"];
export const nothingAsked = () => ({ query: "", for: [], has: [], when: "", part: "" });
/** Whether the reader has narrowed anything, words aside. */
export const choicesMade = (asked) => LISTS.reduce((sum, name) => sum + asked[name].length, 0) + SINGLES.filter((name) => asked[name]).length;

/** `find(asked, start)` answers as /api/find does, or null where a newer search took its place. */
export function createSearch(url) {
  let running = null;
  return async function find({ query, layers, at, ...asked }, start = 0) {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const address = new URL(url, location.href);
    const put = (name, value) => value && address.searchParams.set(name, value);
    put("q", query);
    address.searchParams.set("l", layers.join(","));
    for (const name of LISTS) put(name, asked[name].join(","));
    for (const name of SINGLES) put(name, asked[name]);
    // About a hundred metres: near enough to sort by, and nobody's door.
    put("at", at && `${at[1].toFixed(3)},${at[0].toFixed(3)}`);
    put("start", start);
    return getJson(address.pathname + address.search, mine.signal);
  };
}

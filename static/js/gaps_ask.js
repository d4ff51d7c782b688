// Knows how the question in the form is asked of the server: the newest one alone counts, and parts of the page come back.

import { getHtml } from "./request.js";

/** A control that moves on within this time is being dragged: its question waits until it rests as long. */
const REST_MS = 40;
const lastHtml = new Map();

/** A function that asks: at once, or as soon as the control rests. `query` gives the parameters, or null where there is nothing to ask yet. */
export function asker({ address, query, onBusy, onAnswer, onTrouble }) {
  let timer = 0;
  let last = -Infinity;
  let under = null;
  const send = async () => {
    const asked = query();
    const mine = new AbortController();
    under = mine;
    onBusy(Boolean(asked));
    if (!asked) return;
    const told = await getHtml(`${address}?${asked}`, mine.signal).catch((error) => ({ error }));
    if (told === null || under !== mine) return;
    onBusy(false);
    if (told.error) onTrouble(told.error);
    else onAnswer(told);
  };
  return () => {
    const now = performance.now();
    under?.abort(); // an older answer would put the control that has just moved back
    under = null;
    clearTimeout(timer);
    timer = setTimeout(send, now - last < REST_MS ? REST_MS : 0);
    last = now;
  };
}

/** Remembers what the server put into each part of the page, before scripts touch it. */
export function rememberParts() {
  for (const part of document.querySelectorAll("[data-part]")) lastHtml.set(part.dataset.part, part.innerHTML);
}

/** Puts the parts that changed into the page. Returns the names of those and the data that came along. */
export function swapParts(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const changed = new Set();
  for (const fresh of answer.querySelectorAll("[data-part]")) {
    const name = fresh.dataset.part;
    if (lastHtml.get(name) === fresh.innerHTML) continue;
    lastHtml.set(name, fresh.innerHTML);
    document.querySelector(`[data-part="${name}"]`).replaceChildren(...fresh.childNodes);
    changed.add(name);
  }
  return { changed, data: JSON.parse(answer.getElementById("answer-data").textContent) };
}

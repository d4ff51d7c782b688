// Knows the page of an import that is under way: tells how far it is, and shows the result when it is there.

import { getJson } from "./request.js";
import { number } from "./format.js";

const EVERY_MS = 700;
const MOST_MS = 5_000;
/** An import that is nobody's turn but its own begins within seconds. */
const STUCK_MS = 20_000;
const section = document.getElementById("progress");
const words = document.getElementById("progress-words");
const said = document.getElementById("progress-said");
const state = document.getElementById("state");
const stuck = document.getElementById("progress-stuck");
const opened = Date.now();

/** What is going on, in words; the part before the count. */
function stepOf(told) {
  return told.step || told.words;
}

function countOf(told) {
  if (told.done) return ` … ${number(told.done)}件`;
  return told.ahead ? ` … ほかの取り込み ${number(told.ahead)}件のあとで始まります` : "";
}

function show(told) {
  const step = stepOf(told);
  words.textContent = step + countOf(told);
  // Read out once a step: a count that runs on would never let a listener alone.
  if (said.textContent !== step) said.textContent = step;
  if (state.textContent !== told.words) {
    state.textContent = told.words;
    state.className = `tag state state--${told.status}`;
  }
  stuck.hidden = !(told.status === "waiting" && !told.ahead && Date.now() - opened > STUCK_MS);
}

/** Asks again and again, more slowly while the server doesn't answer. */
async function follow(wait = EVERY_MS) {
  let next = EVERY_MS;
  try {
    const told = await getJson(section.dataset.stateUrl);
    if (told.ended) {
      location.reload();
      return;
    }
    show(told);
  } catch (error) {
    const sentence = `${error.message}${error.remedy ?? ""}`;
    words.textContent = sentence;
    if (said.textContent !== sentence) said.textContent = sentence;
    next = Math.min(wait * 2, MOST_MS);
  }
  setTimeout(() => follow(next), next);
}

follow();

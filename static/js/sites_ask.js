// Knows how a search for sites is asked for: one at a time, announced, and given up when the reader wants to.

import { getHtml } from "./request.js";

/** A choice rests this long before a search starts: it costs more than a look. */
const REST_MS = 350;
/** A wait shorter than this needs no words. */
const SHORT_MS = 300;
/** After this long the reader is told that it goes on. */
const LONG_MS = 6000;
/** The largest searches take as long as this. */
const PATIENCE_MS = 120_000;
const HOW_LONG = "20秒ほど、候補がとても多いときはもっとかかることがあります。";

/** A searcher with `soon()` and `stop()`. `query` gives the parameters, or null where a field can't be used yet. */
export function searcher({ address, query, onAnswer, onTrouble, say }) {
  const busy = document.getElementById("sites-busy");
  const words = document.getElementById("sites-busy-words");
  const region = document.getElementById("sites-answer");
  let timers = [];
  let under = null;

  function rest() {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    busy.hidden = true;
    region.setAttribute("aria-busy", "false");
  }

  function tellBusy() {
    region.setAttribute("aria-busy", "true");
    const tell = (text) => {
      busy.hidden = false;
      words.textContent = text;
      say(text);
    };
    timers = [
      setTimeout(tell, SHORT_MS, `組み合わせを比べています。${HOW_LONG}`),
      setTimeout(tell, LONG_MS, `まだ比べています。${HOW_LONG}`),
    ];
  }

  async function send() {
    under?.abort();
    rest();
    const asked = query();
    if (!asked) return;
    const mine = new AbortController();
    under = mine;
    tellBusy();
    const told = await getHtml(`${address}?${asked}`, mine.signal, PATIENCE_MS).catch((error) => ({ error }));
    if (told === null || under !== mine) return;
    under = null;
    rest();
    if (told.error) onTrouble(told.error);
    else onAnswer(told);
  }

  let waiting = 0;
  return {
    soon() {
      clearTimeout(waiting);
      waiting = setTimeout(send, REST_MS);
    },
    now() {
      clearTimeout(waiting);
      return send();
    },
    stop() {
      clearTimeout(waiting);
      under?.abort();
      under = null;
      rest();
    },
  };
}

// Knows how what is typed survives a closed tab: kept on the device while typing, put back when the page is opened again.
// Pictures are not kept here: they would fill the device; they are kept once a form is sent.

import { get, put, remove } from "./outbox.js";

const PAUSE_MS = 400;
const OUTBOX = "outbox";
/** What belongs to the page and not to whoever types. */
const OF_THE_PAGE = new Set(["base_version", "version"]);

/** Keeps a form while it is typed in; `addRow(name)` makes room for one more row of a field. */
export async function keepTyped(form, addRow) {
  const page = `${form.dataset.person} ${location.pathname}`;
  const waiting = new URLSearchParams(location.search).get(OUTBOX);
  // Whoever types while the device still looks has the last word.
  const touched = new Set();
  const touch = ({ target }) => touched.add(target.name);
  for (const event of ["input", "change"]) form.addEventListener(event, touch);
  const kept = waiting ? await get(OUTBOX, waiting) : await get("typed", page);
  for (const event of ["input", "change"]) form.removeEventListener(event, touch);
  if (kept) restore(form, kept.entries, addRow, touched);
  let timer = 0;
  const keep = async () => {
    const entries = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    await put("typed", { key: page, entries, at: Date.now() });
    form.dataset.kept = "";
  };
  const soon = () => {
    delete form.dataset.kept;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE_MS);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  addEventListener("pagehide", () => timer && keep());
  return {
    restored: Boolean(kept),
    forget: () => {
      clearTimeout(timer);
      timer = 0;
      return remove("typed", page);
    },
  };
}

function restore(form, entries, addRow, touched) {
  const said = Map.groupBy(entries.filter(([name]) => !OF_THE_PAGE.has(name)), ([name]) => name);
  for (const name of said.keys()) if (!form.elements.namedItem(name)) addRow(name);
  for (const control of form.elements) {
    if (!control.name || OF_THE_PAGE.has(control.name) || touched.has(control.name) || control.type === "file") continue;
    const values = (said.get(control.name) ?? []).map(([, value]) => value);
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else if (control.tagName !== "BUTTON" && values.length) control.value = values[0];
    else if (control.tagName !== "BUTTON" && control.type !== "hidden") control.value = "";
  }
  for (const folded of form.querySelectorAll("details")) {
    const filled = [...folded.querySelectorAll("input, textarea, select")].some((each) => said.get(each.name)?.some(([, value]) => value));
    if (filled) folded.open = true;
  }
  form.dispatchEvent(new Event("restored", { bubbles: true }));
}

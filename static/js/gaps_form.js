// Knows the controls of the question: which follow each other, what they say beside themselves, what they send.

import { metres } from "./format.js";

const byId = (id) => document.getElementById(id);
const METRES_A_MINUTE = 1000 / 60;

/** Wires the form; `changed` is called whenever the question is another one, `settled` when a control is let go. */
export function wireForm(form, { changed, settled }) {
  const within = byId("q-within");
  const slide = byId("q-within-slide");
  const tell = () => {
    tellValues(form);
    changed();
  };
  slide.addEventListener("input", () => {
    within.value = slide.value;
    tell();
  });
  const onInput = ({ target }) => {
    if (!target.form || target.form !== form || target === slide) return;
    if (target === within) slide.value = within.value;
    if (target.dataset.chooses) byId(target.dataset.chooses).value = "ages";
    if (target.id === "q-target" && target.value === "ages") form.querySelector(".question__more").open = true;
    tell();
  };
  document.addEventListener("input", onInput); // the expert's controls stand outside the form
  document.addEventListener("change", ({ target }) => {
    if (target === form || target.form === form) settled();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.reportValidity()) changed();
  });
  byId("expert-reset").addEventListener("click", (event) => {
    event.preventDefault();
    for (const control of usualControls(form)) control.value = control.dataset.usual;
    for (const radio of form.elements.distance?.length ? form.elements.distance : []) radio.checked = radio.value === "straight";
    tell();
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
  tellValues(form);
}

const usualControls = (form) => [...form.elements].filter((control) => control.dataset.usual !== undefined);

/** The question as parameters; null where a field can't be used yet. */
export function questionOf(form) {
  if (!form.checkValidity()) return null;
  const query = new URLSearchParams(new FormData(form));
  return query.has("categories") ? query : null;
}

/** Whether no place is chosen, so that there is nothing to look for. */
export const hasNoPlace = (form) => !form.querySelector("input[name=categories]:checked");

/** The form as the server understood the question; a control that the reader holds stays as it is. */
export function showControls(form, { controls, usual, categories }) {
  for (const [name, value] of Object.entries(usual)) {
    const control = form.elements[name];
    if (!control?.dataset) continue;
    control.dataset.usual = value;
    const told = document.querySelector(`[data-usual-of="${control.id}"]`);
    if (told) told.textContent = value;
  }
  for (const [name, value] of Object.entries(controls)) {
    const control = form.elements[name];
    if (!control || control === document.activeElement) continue;
    if (control.value !== value) control.value = value; // a group of radio buttons takes its value likewise
  }
  for (const box of form.querySelectorAll("input[name=categories]")) {
    if (box !== document.activeElement) box.checked = categories.includes(box.value);
  }
  byId("q-within-slide").value = controls.within_m;
  tellValues(form);
}

/** What stands beside the sliders: their values, the minutes, and how many of the expert's are changed. */
function tellValues(form) {
  for (const range of form.querySelectorAll("input[type=range][name]")) tellRange(range);
  for (const range of document.querySelectorAll(".expert input[type=range]")) tellRange(range);
  const within = Number(byId("q-within").value);
  const speed = Number(byId("q-speed").value);
  byId("q-within-time").textContent = within > 0 ? `${metres(within)}は、歩いて約${Math.max(1, Math.round(within / (speed * METRES_A_MINUTE)))}分` : "";
  byId("q-within-slide").setAttribute("aria-valuetext", `${within}メートル`);
  const walks = form.elements.distance?.value === "walk" ? 1 : 0;
  const changed = usualControls(form).filter((control) => control.value !== control.dataset.usual).length + walks;
  byId("expert-state").textContent = changed ? `${changed}つ変えています` : "初めの値のまま";
  byId("expert").classList.toggle("is-changed", changed > 0);
}

function tellRange(range) {
  const output = range.parentElement.querySelector("output");
  const words = range.name.startsWith("w_") && range.value === "0" ? "0（使わない）" : `${range.value}${range.dataset.unit}`;
  if (output) output.textContent = words;
  range.setAttribute("aria-valuetext", words);
}

// Knows the list as a sheet on a phone: half or full height, by button, key or drag. On wide screens it does nothing.

import { write } from "./dom.js";
import { t } from "./words.js";

const DRAG_PX = 24;

/** Wires the handle; `onResize` is called when the map's room has changed. */
export function createSheet({ onResize }) {
  const page = document.getElementById("main");
  const handle = document.getElementById("sheet-handle");
  const text = handle.querySelector(".sheet-handle__text");

  function set(size) {
    const full = size === "full";
    page.dataset.sheet = size;
    handle.setAttribute("aria-expanded", String(full));
    write(text, full ? t("地図に戻る") : t("一覧を広げる"));
    onResize();
  }

  let startY = null;
  let dragged = false;
  handle.addEventListener("pointerdown", (event) => {
    startY = event.clientY;
    dragged = false;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (startY === null || dragged || Math.abs(event.clientY - startY) < DRAG_PX) return;
    dragged = true;
    set(event.clientY < startY ? "full" : "half");
  });
  for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => (startY = null));
  handle.addEventListener("click", () => {
    if (!dragged) set(page.dataset.sheet === "full" ? "half" : "full");
    dragged = false;
  });
  return { half: () => page.dataset.sheet !== "half" && set("half") };
}

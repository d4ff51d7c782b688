// Knows the panel that slides over the list: opening, closing, and where the keyboard goes; not what it says.

import { el } from "./dom.js";
import { t } from "./words.js";

/** The detail panel. `onClose` is called when the reader closes it by button or Escape. */
export function createDetail({ onClose }) {
  const panel = document.getElementById("detail");
  const list = document.getElementById("list-panel");
  let opener = null;

  function show({ kind, content }, { focus = true } = {}) {
    if (panel.hidden) opener = remember();
    const bar = el("div", { class: "detail__bar" }, el("p", { class: "detail__kind" }, kind),
      el("button", { class: "icon-button", id: "detail-close", type: "button", "aria-label": t("閉じて一覧に戻る"), on: { click: onClose } }, cross()));
    panel.replaceChildren(bar, el("div", { class: "detail__body" }, content));
    panel.hidden = false;
    list.inert = true; // it lies under the panel
    panel.scrollTop = 0;
    if (focus) panel.querySelector("#detail-title")?.focus({ preventScroll: true });
  }

  function hide({ focus = true } = {}) {
    if (panel.hidden) return;
    panel.hidden = true;
    list.inert = false;
    panel.replaceChildren();
    if (focus) giveBack(opener);
    opener = null;
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden && !document.querySelector("dialog[open]")) onClose();
  });
  return { show, hide, isOpen: () => !panel.hidden };
}

/** The list may be drawn anew meanwhile, so its entries are remembered by what they stand for. */
function remember() {
  const active = document.activeElement;
  const key = active?.dataset?.pick;
  return key ? { selector: `[data-pick="${CSS.escape(key)}"]` } : { element: active };
}

function giveBack(opener) {
  const target = opener?.selector ? document.querySelector(opener.selector) : opener?.element;
  const usable = target && target !== document.body && target.isConnected;
  (usable ? target : document.getElementById("list-panel")).focus({ preventScroll: !usable });
}

function cross() {
  return el("span", { class: "cross", "aria-hidden": "true" });
}

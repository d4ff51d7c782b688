// Knows the places that a reader has picked: their numbers, kept on this device alone, a list for each municipality.

import { el, write } from "./dom.js";
import { t } from "./words.js";

const KEY = `picked-${document.documentElement.dataset.city ?? ""}`;

/** Numbers of the picked places, in the order in which they were picked. */
export function picked() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]").filter(Number.isInteger);
  } catch {
    return []; // forbidden by policy, or written by something else
  }
}

function toggle(id) {
  const ids = picked();
  const next = ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id];
  localStorage.setItem(KEY, JSON.stringify(next));
}

/** A button that puts the place on the list or takes it off; null where nothing can be kept on this device. */
export function pickButton(id) {
  if (!canKeep()) return null;
  const star = el("span", { class: "pick__star", "aria-hidden": "true" });
  const words = el("span");
  const button = el("button", { class: "button button--plain pick", type: "button", "data-pick-place": id }, star, words);
  const show = () => {
    const on = picked().includes(id);
    star.textContent = on ? "★" : "☆";
    write(words, on ? t("リストから外す") : t("リストに入れる"));
  };
  button.addEventListener("click", () => {
    toggle(id);
    show();
    showListLinks();
    document.dispatchEvent(new Event("picked"));
  });
  show();
  return button;
}

function canKeep() {
  try {
    localStorage.setItem(`${KEY}-try`, "1");
    localStorage.removeItem(`${KEY}-try`);
    return true;
  } catch {
    return false;
  }
}

/** The links to the list name its places and how many they are. */
export function showListLinks() {
  const ids = picked();
  for (const link of document.querySelectorAll("[data-my-list]")) {
    const url = new URL(link.href);
    if (ids.length) url.searchParams.set("ids", ids.join(","));
    else url.searchParams.delete("ids");
    link.href = url.pathname + url.search.replaceAll("%2C", ",");
    link.dataset.count = ids.length || "";
  }
}

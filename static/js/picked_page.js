// Knows that each place of a page gets its button for the reader's own list.

import { pickButton, showListLinks } from "./picked.js";

for (const place of document.querySelectorAll("[data-star]")) {
  const button = pickButton(Number(place.dataset.star));
  if (button) place.replaceChildren(button);
}
showListLinks();

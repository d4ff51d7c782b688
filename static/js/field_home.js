// Knows the start page of the field: what waits on this device, and that the device keeps the pages for entering.

import { showWaiting } from "./waiting_list.js";
import { keepPages } from "./keep_pages.js";

const place = document.getElementById("waiting-list");
if (place) {
  place.addEventListener("sent", () => location.reload());
  await showWaiting(place, document.getElementById("waiting-told"));
}
await keepPages();

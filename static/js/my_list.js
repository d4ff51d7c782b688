// Knows the page of the reader's own list: opened without numbers it goes to those that this device keeps.

import { picked } from "./picked.js";
import "./picked_page.js";

const url = new URL(location.href);
const ids = picked();
if (!url.searchParams.has("ids") && ids.length) {
  url.searchParams.set("ids", ids.join(","));
  location.replace(url.pathname + url.search.replaceAll("%2C", ","));
}
document.addEventListener("picked", () => (document.getElementById("list-changed").hidden = false));

// Knows how the page 「わたしの校区は？」 asks the device where it is: when its button is pressed, and never before.

import { write } from "./dom.js";
import { wherePeopleAre } from "./where.js";

const form = document.getElementById("my-position");
const status = document.getElementById("my-status");

form.hidden = !(window.isSecureContext && "geolocation" in navigator);
form.addEventListener("submit", async (event) => {
  if (form.elements.lat.value) return;
  event.preventDefault();
  try {
    const [lon, lat] = await wherePeopleAre();
    form.elements.lat.value = lat.toFixed(5);
    form.elements.lon.value = lon.toFixed(5);
    form.submit();
  } catch (error) {
    write(status, error.message);
  }
});

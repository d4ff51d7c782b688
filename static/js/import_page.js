// Knows the form that files are chosen on: which ones, how large, and whether they are too many bytes for one form.

import { el } from "./dom.js";
import { fileSize } from "./file_size.js";

const input = document.getElementById("files");
const list = document.getElementById("chosen-files");
const tooLarge = document.getElementById("files-too-large");
const again = document.getElementById("files-again");
const most = Number(input.dataset.mostBytes);

/** A name without marks that turn the reading direction or can't be seen. */
function shownName(name) {
  return name.replace(/\p{C}/gu, " ");
}

function row(file) {
  return el("li", {}, el("bdi", { text: shownName(file.name) }), el("span", { class: "chosen-files__size", text: fileSize(file.size) }));
}

/** Each chosen file with its size; said at once what the server would only say after minutes of sending. */
function show() {
  const files = [...input.files];
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const words = total > most ? `合わせて${fileSize(total)}あります。${fileSize(most)}までに分けて選んでください。` : "";
  list.replaceChildren(...files.map(row));
  list.hidden = files.length === 0;
  tooLarge.textContent = words;
  tooLarge.hidden = !words;
  input.setCustomValidity(words);
  if (again) again.hidden = files.length > 0;
}

input.addEventListener("change", show);
// A browser may fill the form again when its reader comes back to the page.
show();

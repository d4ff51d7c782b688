// Knows how a table is sorted by its headings; rows without a value always come last.

import { t } from "./words.js";

const collator = new Intl.Collator("ja");

/** Makes every table with `data-sortable` sortable by headings with `data-sort`. `announce` gets a sentence. */
export function makeSortable(table, announce = () => {}) {
  for (const heading of table.querySelectorAll("thead th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort-button";
    const words = document.createElement("span");
    words.append(...heading.childNodes);
    button.append(words);
    heading.append(button);
    button.addEventListener("click", () => {
      const down = nextIsDown(heading);
      sortBy(table, heading, down);
      announce(sentence(words.textContent.trim().replace(/\s+/g, ""), heading.dataset.sort, down));
    });
  }
}

function sentence(title, kind, down) {
  if (kind === "number") return t(down ? "{title}の大きい順に並べました" : "{title}の小さい順に並べました", { title });
  return t(down ? "{title}を文字の逆の順に並べました" : "{title}を文字の順に並べました", { title });
}

function nextIsDown(heading) {
  const now = heading.getAttribute("aria-sort");
  if (now) return now === "ascending";
  return heading.dataset.sort === "number"; // figures are mostly asked for from the top
}

/** Puts the rows in the order of a heading's column. */
export function sortBy(table, heading, down) {
  for (const other of table.querySelectorAll("thead th[aria-sort]")) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  const compare = heading.dataset.sort === "number" ? (a, b) => a - b : collator.compare;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, value: valueOf(row.cells[heading.cellIndex], heading.dataset.sort) }));
  rows.sort((a, b) => {
    if (a.value === null || b.value === null) return (a.value === null) - (b.value === null);
    return compare(a.value, b.value) * (down ? -1 : 1);
  });
  body.append(...rows.map(({ row }) => row));
}

function valueOf(cell, kind) {
  const text = cell.dataset.value ?? cell.textContent.trim();
  if (text === "") return null;
  return kind === "number" ? Number(text) : text;
}

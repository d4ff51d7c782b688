// Knows how the table keeps its order when an answer comes, and nothing of what its columns mean.

import { makeSortable, sortBy } from "./table_sort.js";

const announce = (text) => (document.getElementById("sort-status").textContent = text);
let order = null;

/** Makes the table that stands on the page sortable, in the order that the one before it had. */
export function freshTable() {
  const table = document.getElementById("gaps-table");
  if (!table) return;
  makeSortable(table, announce);
  const heading = order && [...table.tHead.rows[0].cells].find((cell) => (cell.dataset.column ?? "") === order.column);
  if (heading) sortBy(table, heading, order.down);
  table.tHead.addEventListener("click", () => {
    const sorted = table.querySelector("thead th[aria-sort]");
    order = sorted && { column: sorted.dataset.column ?? "", down: sorted.getAttribute("aria-sort") === "descending" };
  });
}

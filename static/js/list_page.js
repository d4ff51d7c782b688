// Knows the list page: its tables can be sorted. Everything else on it works without a script.

import { makeSortable } from "./table_sort.js";

for (const table of document.querySelectorAll("table[data-sortable]")) makeSortable(table);

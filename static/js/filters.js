// Knows the choices that narrow the search: the dialog with all of them, the large ones above the list, and their counts.

import { write } from "./dom.js";
import { number } from "./format.js";
import { LISTS, SINGLES, choicesMade } from "./search.js";
import { wireDialog } from "./side_dialog.js";
import { t } from "./words.js";

/** Wires dialog and large choices. `on.change({for, has, when, part})`, `on.layers(keys or null)` where a large choice is a kind of place. */
export function createFilters({ layers, on }) {
  const dialog = document.getElementById("filter-dialog");
  const button = document.getElementById("filter-button");
  const form = dialog.querySelector("form");
  const quick = [...document.querySelectorAll("#quick [data-choice], #quick [data-for]")];
  const keysOf = (choice) => layers.filter((layer) => layer.choice === choice).map((layer) => layer.key);
  wireDialog(dialog, button, dialog.querySelector("h2"));
  document.getElementById("filter-close").addEventListener("click", () => dialog.close());
  for (const each of quick) if (each.dataset.choice && !keysOf(each.dataset.choice).length) each.hidden = true;

  const read = () => {
    const values = new FormData(form);
    return Object.fromEntries([...LISTS.map((name) => [name, values.getAll(name)]), ...SINGLES.map((name) => [name, values.get(name) ?? ""])]);
  };
  form.addEventListener("change", (event) => event.target.name !== "layer" && on.change(read()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
  });
  document.getElementById("filter-clear").addEventListener("click", () => on.change({ for: [], has: [], when: "", part: "" }));
  for (const each of quick) {
    each.addEventListener("click", () => {
      const pressed = each.getAttribute("aria-pressed") === "true";
      if (each.dataset.for) on.change({ ...read(), for: pressed ? [] : [each.dataset.for] });
      else on.layers(pressed ? null : keysOf(each.dataset.choice));
    });
  }

  return {
    /** Shows what is chosen, without telling anybody. `visible`: keys of the kinds of places on the map. */
    set(asked, visible) {
      for (const input of form.elements) {
        if (LISTS.includes(input.name)) input.checked = asked[input.name].includes(input.value);
        if (SINGLES.includes(input.name)) input.checked = asked[input.name] === input.value;
      }
      const same = (keys) => keys.length > 0 && keys.length === visible.length && keys.every((key) => visible.includes(key));
      for (const each of quick) {
        const on = each.dataset.for ? asked.for.length === 1 && asked.for[0] === each.dataset.for : same(keysOf(each.dataset.choice));
        each.setAttribute("aria-pressed", String(on));
      }
      const made = choicesMade(asked);
      document.getElementById("filter-made").textContent = made ? number(made) : "";
    },
    /** How many there would be with each choice, and in all. */
    count({ counts, total }) {
      for (const place of form.querySelectorAll("[data-count]")) {
        const [name, key] = place.dataset.count.split(":");
        place.textContent = number(counts[name][key]);
      }
      write(document.getElementById("filter-show"), t("{n}件を見る", { n: number(total) }));
    },
  };
}

// Knows how map, table and chart point at the same district: what is under the mouse or the focus lights up in all three.

const view = () => document.getElementById("gaps-view");
const marked = (id) => view().querySelectorAll(`tr[data-district="${id}"], g[data-district="${id}"]`);

/** The district that an element stands for; null for none. */
function idOf(target) {
  const node = target.closest?.("[data-district]");
  return node ? Number(node.dataset.district) : null;
}


let lit = null;

/** Lights up a district in table and chart, and no other. */
export function light(id) {
  if (lit === id) return;
  if (lit !== null) markAll(lit, "is-lit", false);
  if (id !== null) markAll(id, "is-lit", true);
  lit = id;
}

/** Wires table and chart. `lightOnMap` gets a district and whether it is lit; `choose` the one that is clicked. */
export function wireLinks({ lightOnMap, choose }) {
  const both = (id) => {
    if (id === lit) return;
    if (lit !== null) lightOnMap(lit, false);
    if (id !== null) lightOnMap(id, true);
    light(id);
  };
  const box = view();
  box.addEventListener("mouseover", ({ target }) => both(idOf(target)));
  box.addEventListener("mouseleave", () => both(null));
  box.addEventListener("focusin", ({ target }) => both(idOf(target)));
  box.addEventListener("click", (event) => {
    const id = idOf(event.target);
    if (id === null || event.ctrlKey || event.metaKey || event.shiftKey) return; // the name is a link as well
    event.preventDefault();
    choose(id);
  });
}

/** Marks the chosen district alone. */
export function markChosen(id) {
  for (const node of view().querySelectorAll(".is-chosen")) node.classList.remove("is-chosen");
  if (id !== null) markAll(id, "is-chosen", true);
}

function markAll(id, name, on) {
  for (const node of marked(id)) {
    node.classList.toggle(name, on);
    if (on && node.tagName === "g") node.parentNode.append(node); // above the other points
  }
}

// Knows how a form gets one more row of inputs (telephones, hours): a copy of the last one, empty, with the next number.

/** Wires every button with data-add to the rows of that name. */
export function wireRowAdders(form) {
  for (const button of form.querySelectorAll("[data-add]")) {
    const rows = form.querySelector(`[data-rows="${button.dataset.add}"]`);
    const full = () => rows.children.length >= Number(rows.dataset.most);
    button.hidden = full();
    button.addEventListener("click", () => {
      const row = nextRow(rows.lastElementChild, button.dataset.add, rows.children.length + 1);
      rows.append(row);
      row.querySelector("input").focus();
      button.hidden = full();
    });
  }
}

function nextRow(last, key, count) {
  const row = last.cloneNode(true);
  const renumber = (text) => text.replace(new RegExp(`^(${key}-)(\\d+)`), (_, name, at) => name + (Number(at) + 1));
  row.setAttribute("aria-label", row.getAttribute("aria-label").replace(/\d+$/, count));
  for (const node of row.querySelectorAll("[name], [for]")) {
    for (const attribute of ["name", "id", "for"]) {
      if (node.hasAttribute(attribute)) node.setAttribute(attribute, renumber(node.getAttribute(attribute)));
    }
    if (node.type === "checkbox") node.checked = false;
    else if (node.name) node.value = "";
  }
  return row;
}

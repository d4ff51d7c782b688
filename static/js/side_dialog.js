// Knows how a panel of choices opens and closes: over the whole screen of a phone, beside list and map on a wide one.

/** Wires a dialog to its button; `head` takes the keyboard when it opens. */
export function wireDialog(dialog, button, head) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (dialog.open) return dialog.close();
    if (matchMedia("(max-width: 719px)").matches) dialog.showModal();
    else dialog.show();
    button.setAttribute("aria-expanded", "true");
    return head.focus();
  });
  dialog.addEventListener("close", () => {
    button.setAttribute("aria-expanded", "false");
    button.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    dialog.close();
  });
}

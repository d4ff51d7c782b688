// Knows the one thing that a printed page can't do by itself: to open the browser's print window.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

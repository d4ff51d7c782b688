// Knows the reader's choice of letter size and keeps it in this browser; a classic script, so that it runs before the first paint.
(() => {
  const KEY = "text-size";
  const read = () => {
    try {
      return localStorage.getItem(KEY) || "normal";
    } catch {
      return "normal"; // storage can be forbidden by policy on office machines
    }
  };
  const root = document.documentElement;
  const apply = (size) => {
    root.dataset.textSize = size;
    for (const button of document.querySelectorAll("button[data-text-size]")) {
      button.setAttribute("aria-pressed", String(button.dataset.textSize === size));
    }
  };

  root.classList.add("has-js");
  apply(read());
  document.addEventListener("DOMContentLoaded", () => {
    apply(read());
    for (const control of document.querySelectorAll("[data-text-size-control]")) {
      control.hidden = false;
      control.addEventListener("click", (event) => {
        const size = event.target.dataset.textSize;
        if (!size) return;
        apply(size);
        try {
          localStorage.setItem(KEY, size);
        } catch {
          // the choice then lasts for this page only
        }
      });
    }
  });
})();

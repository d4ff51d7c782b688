// Knows how letters look: their size as the reader chose it, and when their font comes; a classic script, so that it runs before the first paint.
(() => {
  const KEY = "text-size";
  /** What one of our files takes in the middle, where the network is slow. */
  const SLOW_MS = 100;
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

  // A Japanese font is larger than all the rest: what can be read and used comes first, in the device's own letters,
  // and on a slow network those stay. How slow it is shows in what has come by then.
  const font = document.currentScript.dataset.font;
  window.lettersReady = new Promise((resolve) => {
    addEventListener("load", () => {
      const waits = performance.getEntriesByType("resource").map((each) => each.responseEnd - each.requestStart).sort((a, b) => a - b);
      if (navigator.connection?.saveData || waits[waits.length >> 1] > SLOW_MS) return resolve();
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = font;
      sheet.onload = sheet.onerror = () => resolve();
      return document.head.append(sheet);
    });
  });
})();

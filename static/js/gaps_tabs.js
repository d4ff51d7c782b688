// Knows that a phone shows table, map or chart as tabs, and a wide screen all three. Knows nothing of what they hold.

import { wireTabs } from "./tabs.js";

const PHONE = "(max-width: 719px)";

/** Wires the tabs; `shown` is called when a panel comes into sight. */
export function wireViewTabs(shown) {
  const list = document.getElementById("gaps-tabs");
  const phone = matchMedia(PHONE);
  const fit = () => {
    list.hidden = !phone.matches;
    for (const tab of list.querySelectorAll('[role="tab"]')) {
      const panel = document.getElementById(tab.getAttribute("aria-controls"));
      panel.hidden = phone.matches && tab.getAttribute("aria-selected") !== "true";
      if (phone.matches) panel.setAttribute("role", "tabpanel");
      else panel.removeAttribute("role");
    }
    shown();
  };
  wireTabs(list, shown);
  phone.addEventListener("change", fit);
  fit();
}

/** Brings the tab of a panel to the front, where there are tabs. */
export function openTab(id) {
  if (matchMedia(PHONE).matches) document.getElementById(id).click();
}

export const isPhone = () => matchMedia(PHONE).matches;

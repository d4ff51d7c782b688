// Knows how settled questions become steps of the browser's history: a slider's way there is one step. Knows no control.

let here = location.pathname + location.search;
let isSettled = true; // whether the control that was last moved has been let go
let isNewStep = false;
let returning = null;

/** The question has been changed by hand. */
export function changed() {
  isNewStep ||= isSettled;
  isSettled = false;
  returning = null;
}

/** The control that was moved has been let go: what is moved next is another step. */
export const settled = () => (isSettled = true);

/** The question of a step that the reader went back to and that isn't on the page yet; else null. */
export const returningTo = () => returning;

/** Puts the address of the answer that is shown where the browser finds it again. */
export function arrived(address) {
  if (isNewStep) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  here = location.pathname + location.search;
  isNewStep = false;
  returning = null;
}

/** Calls `back` with the parameters of a step that the reader goes back (or forward) to. */
export function wireHistory(back) {
  addEventListener("popstate", () => {
    if (location.pathname + location.search === here) return; // only the place on the page is another one
    here = location.pathname + location.search;
    isNewStep = false;
    isSettled = true;
    returning = new URLSearchParams(location.search);
    back(returning);
  });
}

// Knows how the device is asked to keep pages for when there is no network: the map that was last seen, and the field. Where that isn't
// possible (an old browser, no https) everything works as long as there is a network.

/** Registers the service worker; where it can't be, nothing is lost but the pages without a network. */
export async function keepPages() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/service-worker.js", { scope: "/" });
  } catch (error) {
    console.info("pages aren't kept on this device", error);
  }
}

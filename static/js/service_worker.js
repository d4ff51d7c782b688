// Knows what is shown without a network: the page on which places are entered, the page that lists what waits, and the
// scripts and styles that they need, as they were last seen. Nothing else is kept; leaving (logout) forgets the pages.

const KEPT = "gisapp-field";
const PAGES = new Set(["/field", "/places/new"]);
const LOGOUT = "/account/logout";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname === LOGOUT) event.waitUntil(forgetPages());
  if (event.request.method !== "GET") return;
  if (PAGES.has(url.pathname)) event.respondWith(fresh(event.request, url.pathname));
  else if (url.pathname.startsWith("/static/")) event.respondWith(fresh(event.request, url.pathname));
});

/** From the server where it answers; else as it was last seen. A page that led elsewhere (to the login) isn't kept. */
async function fresh(request, key) {
  const kept = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    if (response.ok && !response.redirected) await kept.put(key, response.clone());
    return response;
  } catch (error) {
    const found = await kept.match(key, { ignoreVary: true });
    if (found) return found;
    throw error;
  }
}

async function forgetPages() {
  const kept = await caches.open(KEPT);
  await Promise.all([...PAGES].map((page) => kept.delete(page)));
}

// Knows what is shown without a network: the map, lists and places that were last seen with what they need, and the pages
// of the field on which places are entered. Nothing else is kept; leaving (logout) forgets every page.

const FIELD = "gisapp-field";
const SEEN = "gisapp-seen";
const FIELD_PAGES = new Set(["/field", "/places/new"]);
const LOGOUT = "/account/logout";
/** What residents see: pages, and what the map asks for. An address stands for itself, with all that is asked in it. */
const SEEN_PATHS = /^\/(?:list|guide|help|places\/\d+|api\/(?:districts|assets|find)|tiles\/.*|map\.svg)?$/;
/** More than a walk through a city needs, and a few megabytes at most. */
const MOST_SEEN = 600;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname === LOGOUT) event.waitUntil(forgetPages());
  if (event.request.method !== "GET") return;
  if (FIELD_PAGES.has(url.pathname) || url.pathname.startsWith("/static/")) event.respondWith(fresh(event, FIELD, url.pathname));
  else if (SEEN_PATHS.test(url.pathname)) event.respondWith(fresh(event, SEEN, url.href));
});

/** From the server where it answers; else as it was last seen. A page that led elsewhere (to the login) isn't kept. */
async function fresh(event, name, key) {
  const kept = await caches.open(name);
  try {
    const response = await fetch(event.request);
    if (response.ok && !response.redirected) event.waitUntil(keep(kept, key, response.clone(), name === SEEN));
    return response;
  } catch (error) {
    const found = await kept.match(key, { ignoreVary: true });
    if (found) return found;
    throw error;
  }
}

async function keep(kept, key, response, few) {
  await kept.delete(key); // what was seen last stands last
  await kept.put(key, response);
  if (!few) return;
  const keys = await kept.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_SEEN)).map((old) => kept.delete(old)));
}

async function forgetPages() {
  await caches.delete(SEEN);
  const kept = await caches.open(FIELD);
  await Promise.all([...FIELD_PAGES].map((page) => kept.delete(page)));
}

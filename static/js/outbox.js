// Knows what this device keeps until it has reached the server: forms that wait, and what is being typed. Knows no page.

const NAME = "gisapp-field";
const STORES = ["outbox", "typed"];

/** Everything in a store, the oldest first: [{key, …, at}]. */
export async function all(store) {
  const found = await ask(store, "readonly", (each) => each.getAll());
  return found.sort((a, b) => a.at - b.at);
}

/** What is kept under a key; undefined where nothing is. */
export const get = (store, key) => ask(store, "readonly", (each) => each.get(key));

/** Keeps a value under its `key`, in the place of an older one. */
export const put = (store, value) => ask(store, "readwrite", (each) => each.put(value));

/** Forgets what is kept under a key. */
export const remove = (store, key) => ask(store, "readwrite", (each) => each.delete(key));

async function ask(store, mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => STORES.forEach((store) => request.result.createObjectStore(store, { keyPath: "key" }));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// Knows how a form reaches the server sooner or later: kept on the device first, sent now or when the network is back.
// The server takes a form once for each `key`, so sending twice does no harm.

import { all, put, remove } from "./outbox.js";
import { RequestError, sendForm } from "./request.js";

/** How a kept form stands. */
export const WAITING = "waiting";
export const LOGGED_OUT = "login";
export const WRONG = "wrong";

/** Keeps a form and tries to send it: {sent, url} or {sent: false, item}. `page` is where it can be opened again. */
export async function keepAndSend(form, submitter) {
  const data = new FormData(form, submitter);
  const item = {
    key: data.get("key"),
    person: form.dataset.person,
    url: new URL(submitter?.getAttribute("formaction") ?? form.action, location.href).pathname,
    page: location.pathname + location.search,
    title: form.dataset.title || data.get("name") || document.title,
    multipart: form.enctype === "multipart/form-data",
    entries: [...data].filter(([, value]) => typeof value === "string" || value.size),
    at: Date.now(),
    state: WAITING,
  };
  await put("outbox", item);
  return send(item);
}

/** What waits on this device for a person: others who use it see and send only their own. */
export const waitingOf = async (person) => (await all("outbox")).filter((item) => item.person === person);

/** Sends everything of a person that waits, one after the other; `told` hears of each. */
export async function sendAll(person, told) {
  for (const item of await waitingOf(person)) {
    if (item.state === WRONG) continue;
    told(await send(item), item);
  }
}

async function send(item) {
  try {
    const url = await sendForm(item.url, item.entries, item.multipart);
    await remove("outbox", item.key);
    return { sent: true, url };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    item.state = stateOf(error);
    item.told = error.message;
    await put("outbox", item);
    return { sent: false, item };
  }
}

/** No answer, or a server that can't: later. A session that ended: after the login. Anything else needs a look. */
function stateOf({ code }) {
  if (!code || code === "ACC-002" || /^WEB-(5..|429)$/.test(code)) return WAITING;
  return code === "ADM-002" ? LOGGED_OUT : WRONG;
}

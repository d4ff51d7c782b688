// Knows how a form of the field behaves on a phone with a bad network: nothing typed is lost, and it is told what became of it.

import { el } from "./dom.js";
import { keepTyped } from "./keep_typed.js";
import { remove } from "./outbox.js";
import { keepAndSend, LOGGED_OUT, WRONG } from "./send_later.js";

const LATER = "いまは送れません。この端末に残しました。つながったら「現場のページ」から自動で送ります。";
const LOGIN = "ログインの時間が終わりました。入力はこの端末に残っています。ログインし直すと送ります。";

/** Keeps what is typed, and sends the form now or later. */
export async function fieldForm(form) {
  const told = el("div", { class: "notice field-told", role: "status", tabindex: "-1", hidden: true });
  form.querySelector("[data-told]")?.replaceWith(told) ?? form.prepend(told);
  freshKey(form);
  const kept = await keepTyped(form, (name) => makeRoom(form, name));
  if (kept.restored) tellRestored(told, kept);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    busy(form, true);
    const result = await keepAndSend(form, event.submitter);
    if (!result.sent && result.item.state === WRONG) return showAsPage(form, event.submitter);
    busy(form, false);
    if (!result.sent) return tell(told, result.item.state === LOGGED_OUT ? LOGIN : LATER);
    await kept.forget();
    location.assign(result.url);
  });
}

/** Adds rows until there is an input of that name, such as phones-2-number. */
function makeRoom(form, name) {
  const button = form.querySelector(`[data-add="${name.split("-")[0]}"]`);
  const most = Number(name.split("-")[1]) + 1;
  for (let added = 0; button && added < most && !form.elements.namedItem(name); added += 1) button.click();
}

/** A page that comes from the device's own store was drawn once: its number belongs to the first place entered there. */
function freshKey(form) {
  const key = form.elements.namedItem("key");
  if (key && !form.elements.namedItem("version")?.value && crypto.randomUUID) key.value = crypto.randomUUID();
}

/** The server says what is wrong on a page of its own; the form goes there as it would without any of this. */
async function showAsPage(form, submitter) {
  await remove("outbox", form.elements.namedItem("key").value);
  if (submitter?.name) form.append(el("input", { type: "hidden", name: submitter.name, value: submitter.value }));
  HTMLFormElement.prototype.submit.call(form);
}

function tellRestored(told, kept) {
  const again = async () => {
    await kept.forget();
    location.replace(location.pathname);
  };
  tell(told, "前に入力した内容を戻しました。", el("button", { class: "button button--plain button--small", type: "button", text: "はじめから入力する", on: { click: again } }));
}

function tell(told, text, ...more) {
  told.replaceChildren(el("p", { text }), ...more, ...(more.length ? [] : [el("p", {}, el("a", { href: "/field", text: "現場のページ" }))]));
  told.hidden = false;
  told.focus();
}

function busy(form, on) {
  form.setAttribute("aria-busy", String(on));
  for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = on;
}

// Knows the list of what waits on this device to be sent, and what can be done with it.

import { el } from "./dom.js";
import { remove } from "./outbox.js";
import { LOGGED_OUT, sendAll, waitingOf, WRONG } from "./send_later.js";

const WORDS = {
  waiting: "つながったら、自動で送ります。",
  [LOGGED_OUT]: "ログインの時間が終わりました。ログインし直すと送ります。",
  [WRONG]: "このままでは受け付けられません。開いて確かめてください。",
};

/** Fills `place` (hidden while nothing waits), and sends when the network is back. */
export async function showWaiting(place, live) {
  const { person } = place.dataset;
  const draw = async () => {
    const items = await waitingOf(person);
    place.hidden = items.length === 0;
    place.replaceChildren(
      el("h2", { text: `送信待ち（${items.length}件）` }),
      el("p", { class: "note", text: "この端末だけにあります。送り終わるまで、この端末の履歴やデータを消さないでください。" }),
      el("ul", { class: "waiting" }, items.map((item) => row(item, draw))),
      el("button", { class: "button", type: "button", text: "いま送る", on: { click: flush } }),
    );
  };
  const flush = async () => {
    let sent = 0;
    await sendAll(person, (result) => (sent += result.sent ? 1 : 0));
    await draw();
    live.textContent = sent ? `${sent}件を送りました。` : "いまは送れませんでした。";
    if (sent) place.dispatchEvent(new CustomEvent("sent", { bubbles: true }));
  };
  addEventListener("online", flush);
  await draw();
  if (!place.hidden && navigator.onLine) await flush();
}

function row(item, draw) {
  const when = new Date(item.at).toLocaleString("ja-JP", { month: "numeric", day: "numeric", hour: "numeric", minute: "2-digit" });
  const open = new URL(item.page, location.href);
  open.searchParams.set("outbox", item.key);
  const drop = async () => {
    if (!confirm(`「${item.title}」を送らずに消します。よろしいですか。`)) return;
    await remove("outbox", item.key);
    await draw();
  };
  return el("li", { class: "waiting__item" },
    el("strong", { text: item.title }),
    el("span", { class: "note", text: `${when}に入力` }),
    el("span", { text: item.state === WRONG ? `${item.told ?? ""} ${WORDS[WRONG]}` : WORDS[item.state] }),
    el("span", { class: "actions" },
      item.state === LOGGED_OUT && el("a", { class: "button button--small", href: `/account/login?next=${encodeURIComponent("/field")}`, text: "ログインする" }),
      el("a", { class: "button button--plain button--small", href: open.pathname + open.search, text: "開く" }),
      el("button", { class: "button button--plain button--small", type: "button", text: "消す", on: { click: drop } })));
}

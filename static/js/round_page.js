// Knows how 今月の確認 answers to a tap: sent without leaving the page, kept where the network is gone, sorted from where one stands.

import { el, pageData } from "./dom.js";
import { RequestError, postForm } from "./request.js";
import { keep, sendWaiting, staysWaiting, waiting } from "./round_waiting.js";
import { hasWebgl2 } from "./webgl.js";

const data = pageData();
const byId = (id) => document.getElementById(id);
const JAPANESE_DAY = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Tokyo" });
/** The answer that needs a form: it leaves the page. */
const CHANGED = "変わった";

const say = (text) => (byId("round-status").textContent = text);
const stopOf = (id) => data.stops.find((stop) => String(stop.id) === String(id));

async function answer(event) {
  const form = event.target.closest("form[data-answers]");
  if (!form || event.submitter?.value === CHANGED) return;
  event.preventDefault();
  const values = { ...Object.fromEntries(new FormData(form)), result: event.submitter.value };
  values.on ||= JAPANESE_DAY.format(new Date());
  const card = form.closest(".round-stop");
  const given = { person: data.person, url: form.getAttribute("action"), values, name: card.querySelector("h2").textContent.trim(), card: card.id };
  busy(form, true);
  rememberHow(values.how);
  try {
    settle(given, await postForm(given.url, values));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (staysWaiting(error)) wait(given, error);
    else refuse(given, error);
  }
  busy(form, false);
}

function busy(form, on) {
  for (const button of form.querySelectorAll("button")) button.disabled = on;
}

/** Whoever telephones goes on telephoning. */
function rememberHow(how) {
  for (const select of document.querySelectorAll("select[name=how]")) select.value = how;
}

function settle({ card, values, name }, { outcome }) {
  finish(card, `${values.result}（${values.how}）: ${outcome}`);
  say(`${name}: ${outcome}`);
}

function wait(given, error) {
  keep(given);
  finish(given.card, `${given.values.result}（${given.values.how}）: この端末に控えました`);
  say(`${given.name}: ${error.code ? error.message : "つながらないので、この端末に控えました。つながったときに送ります。"}`);
  drawWaiting();
}

function refuse({ card, name }, error) {
  const words = `${error.message}${error.remedy ?? ""}`;
  const place = byId(card)?.querySelector(".round-stop__told");
  place?.replaceChildren(el("span", { class: "notice notice--warn", text: words }));
  say(`${name}: ${words}`);
}

function finish(id, words) {
  const card = byId(id);
  if (!card) return;
  card.classList.add("round-stop--done");
  card.querySelector(".round-stop__told").replaceChildren(el("span", { text: words }));
  byId(`mark-${id.replace("stop-", "")}`)?.classList.add("round-mark--done");
}

function drawWaiting() {
  const left = waiting(data.person);
  byId("round-waiting").hidden = !left.length;
  byId("round-waiting-list").replaceChildren(...left.map(({ name, values }) => el("li", { text: `${name}: ${values.result}（${values.how}、${values.on}）` })));
}

async function sendAll() {
  await sendWaiting(data.person, postForm, { onSent: settle, onRefused: refuse });
  drawWaiting();
}

function sortFromHere() {
  say("いまいる場所を調べています。");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const address = new URL(location.href);
      // About a hundred metres: enough to sort by, and no more than that goes into the address.
      address.searchParams.set("lat", coords.latitude.toFixed(3));
      address.searchParams.set("lon", coords.longitude.toFixed(3));
      address.searchParams.delete("page");
      location.assign(address);
    },
    () => say("いまいる場所が分かりませんでした。位置情報の使用を許可するか、このままの順でお使いください。"),
    { timeout: 10_000 },
  );
}

function goTo(id) {
  const card = byId(`stop-${id}`);
  card.scrollIntoView({ block: "start" });
  card.querySelector("h2").focus();
  say(`${stopOf(id).stop}番 ${stopOf(id).name}`);
}

async function showMap() {
  const box = byId("round-map-box");
  if (!hasWebgl2() || !data.stops.some((stop) => stop.lat !== null)) return;
  box.hidden = false;
  try {
    const { createRoundMap } = await import("./round_map.js");
    await createRoundMap({ data, pick: goTo, trouble: () => {} });
  } catch {
    box.hidden = true; // the network went while it came: the list says the same
  }
}

document.addEventListener("submit", answer);
addEventListener("online", sendAll);
byId("round-send").addEventListener("click", sendAll);
if ("geolocation" in navigator && isSecureContext) {
  byId("round-here").hidden = false;
  byId("round-here").addEventListener("click", sortFromHere);
}
drawWaiting();
sendAll();
showMap();

// Knows how to ask our own server and how to say in Japanese what went wrong; the only module that calls fetch.

import { t } from "./words.js";

const TIMEOUT_MS = 20_000;
const PATIENCE_FOR_FORMS_MS = 60_000;

/** What a reader should be told: `message` says what happened, `remedy` what to do; `instead` is an address that works, `code` ours of a refusal (none: no answer came). */
export class RequestError extends Error {
  constructor(message, remedy, instead, code) {
    super(message);
    this.name = "RequestError";
    this.remedy = remedy;
    this.instead = instead;
    this.code = code;
  }
}

/** The JSON at one of our addresses; null where `signal` gave it up meanwhile. Throws RequestError. */
export async function getJson(url, signal) {
  try {
    return await read(await ask(url, "application/json", signal), "json");
  } catch (error) {
    if (signal?.aborted) return null;
    throw error;
  }
}

/** What our server answers in JSON to a form (plain values by name). Throws RequestError. */
export async function postForm(url, values) {
  return read(await ask(url, "application/json", undefined, TIMEOUT_MS, { method: "POST", body: new URLSearchParams(values) }), "json");
}

/** Sends a form ([name, value] pairs, pictures too where `multipart`); the address that the server leads to. Throws RequestError. */
export async function sendForm(url, entries, multipart) {
  const body = multipart ? new FormData() : new URLSearchParams();
  for (const [name, value] of entries) body.append(name, value);
  return (await ask(url, "application/json", undefined, PATIENCE_FOR_FORMS_MS, { method: "POST", body })).url;
}

/** The HTML at one of our addresses; null where `signal` gave it up meanwhile. Throws RequestError after `patience_ms`. */
export async function getHtml(url, signal, patience_ms = TIMEOUT_MS) {
  try {
    return await read(await ask(url, "text/html", signal, patience_ms), "text");
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

async function ask(url, accept, signal, patience_ms = TIMEOUT_MS, more = {}) {
  const limit = AbortSignal.timeout(patience_ms);
  let response;
  try {
    response = await fetch(url, { ...more, headers: { Accept: accept }, signal: signal ? AbortSignal.any([limit, signal]) : limit });
  } catch (error) {
    throw noAnswer(error);
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function read(response, how) {
  try {
    return await response[how]();
  } catch {
    throw new RequestError(t("データを正しく受け取れませんでした。"), t("少し待ってから、もう一度読み込んでください。"));
  }
}

function noAnswer(error) {
  if (error.name === "TimeoutError") {
    return new RequestError(t("データの読み込みに時間がかかっています。"), t("通信の状態を確かめて、もう一度読み込んでください。"));
  }
  if (!navigator.onLine) return new RequestError(t("通信が切れています。"), t("つながってから、もう一度読み込んでください。"));
  return new RequestError(t("データを読み込めませんでした。"), t("通信の状態を確かめて、もう一度読み込んでください。"));
}

/** Our server says in its JSON what happened and what to do; anything else gets a general sentence. */
async function refusal(response) {
  const told = await response.json().then((body) => body?.error, () => null);
  return new RequestError(
    told?.message ?? t("データを読み込めませんでした。"),
    told?.remedy ?? t("少し待ってから、もう一度読み込んでください。"),
    told?.instead,
    told?.code ?? `WEB-${response.status}`,
  );
}

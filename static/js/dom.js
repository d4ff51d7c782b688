// Knows how to build elements from text; never from markup, so nothing a file says can become a script.

import { pieces, plain } from "./words.js";

/** Attributes that are read to people: they have no room for readings. */
const SPOKEN = new Set(["aria-label", "alt", "title", "placeholder"]);
const KANJI = /[\u3400-\u9fff々]/u;
const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes; `text` sets its text, `on` its listeners, null and false are left out. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") write(node, value);
    else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else node.setAttribute(name, value === true ? "" : SPOKEN.has(name) ? plain(value) : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false).flatMap((child) => (child instanceof Node ? child : nodes(child))));
  return node;
}

/** Sets the text of a node, with the readings that stand in it. */
export function write(node, text) {
  node.replaceChildren(...nodes(text));
}

function nodes(text) {
  const found = pieces(String(text));
  if (!found.some(([, reading]) => reading)) return found.map(([letters]) => letters);
  const whole = document.createElement("span"); // a button lays out the pieces of its text one by one
  whole.append(...found.map(([letters, reading]) => (reading ? ruby(letters, reading) : letters)));
  return [whole];
}

/** Letters with their reading above. */
function ruby(letters, reading) {
  const above = document.createElement("ruby");
  const small = document.createElement("rt");
  small.textContent = reading;
  above.append(letters, small);
  return above;
}

/** The name of a place, with its reading above where the page shows readings and the place has one. */
export const named = ({ name, kana }) => (kana && KANJI.test(name) && "readings" in document.documentElement.dataset ? ruby(name, hiragana(kana)) : name);

const hiragana = (kana) => kana.replace(/[ァ-ヶ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60));

/** A link to a page of another site; plain text unless the address is http(s), so `javascript:` never becomes a link. */
export function outsideLink(url, text) {
  if (!/^https?:\/\//i.test(url ?? "")) return el("span", { text });
  return el("a", { href: url, rel: "noopener noreferrer", text });
}

/** The JSON the server put into the page. */
export function pageData() {
  return JSON.parse(document.getElementById("page-data").textContent);
}

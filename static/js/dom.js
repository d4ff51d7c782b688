// Knows how to build elements from text; never from markup, so nothing a file says can become a script.

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
    if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A link to a page of another site; plain text unless the address is http(s), so `javascript:` never becomes a link. */
export function outsideLink(url, text) {
  if (!/^https?:\/\//i.test(url ?? "")) return el("span", { text });
  return el("a", { href: url, rel: "noopener noreferrer", text });
}

/** The JSON the server put into the page. */
export function pageData() {
  return JSON.parse(document.getElementById("page-data").textContent);
}

// Knows how a text of a script is told in the language of the page; the texts themselves stand in translations/.

const texts = JSON.parse(document.getElementById("texts")?.textContent ?? "{}");

/** The Japanese text in the page's language, with {name} replaced by `values.name`; Japanese where it isn't translated. */
export function t(japanese, values = {}) {
  return (texts[japanese] ?? japanese).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

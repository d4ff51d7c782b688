// Knows how a text of a script is told in the language of the page; the texts themselves stand in translations/.

const READING = /(?:｜([^｜《》]+)|([\u3400-\u9fff々〇]+))《([^《》]+)》/gu;
const texts = JSON.parse(document.getElementById("texts")?.textContent ?? "{}");

/** The Japanese text in the page's language, with {name} replaced by `values.name`; Japanese where it isn't translated. */
export function t(japanese, values = {}) {
  return (texts[japanese] ?? japanese).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The letters of a text without the readings of its kanji, which stand as 漢字《かんじ》; for where no reading can be shown. */
export const plain = (text) => text.replace(READING, (_, marked, kanji) => marked ?? kanji);

/** A text in pieces: [letters, reading or null]. */
export function pieces(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(READING)) {
    if (match.index > end) found.push([text.slice(end, match.index), null]);
    found.push([match[1] ?? match[2], match[3]]);
    end = match.index + match[0].length;
  }
  return end < text.length ? [...found, [text.slice(end), null]] : found;
}

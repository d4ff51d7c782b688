// Knows how a position is written and read in a form: latitude, then longitude, in degrees.

const WIDE = /[０-９．，－]/g;
const narrow = (text) => text.replace(WIDE, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0));

/** "35.655123, 139.338123" of [lon, lat]: six decimals are a hand's breadth. */
export const positionText = ([lon, lat]) => `${lat.toFixed(6)}, ${lon.toFixed(6)}`;

/** [lon, lat] of a text, or null where it is no position (yet). */
export function readPosition(text) {
  const numbers = narrow(text).match(/-?\d{1,3}(?:\.\d{1,12})?/g) ?? [];
  if (numbers.length !== 2) return null;
  const [lat, lon] = numbers.map(Number);
  return lat >= 20 && lat <= 46 && lon >= 122 && lon <= 154 ? [lon, lat] : null;
}

// Knows the outlines of the pin families as paths in a 24 × 24 box, where their glyph sits, how they fade, and which ink is readable on a colour.

export const BOX = 24;

const PATHS = {
  square: "M3 3H21V21H3Z",
  circle: "M12 2A10 10 0 1 1 12 22A10 10 0 1 1 12 2Z",
  drop: "M12 1C15 6.500 20 9.500 20 14.800A8 8 0 0 1 4 14.800C4 9.500 9 6.500 12 1Z",
  rounded: "M8.500 3H15.500A5.500 5.500 0 0 1 21 8.500V15.500A5.500 5.500 0 0 1 15.500 21H8.500A5.500 5.500 0 0 1 3 15.500V8.500A5.500 5.500 0 0 1 8.500 3Z",
  diamond: "M12 0.800L23.200 12L12 23.200L0.800 12Z",
  hexagon: "M12 1.200L21.500 6.600V17.400L12 22.800L2.500 17.400V6.600Z",
};

/** Path of a family; a circle for a family this page doesn't know yet. */
export const pathOf = (shape) => PATHS[shape] ?? PATHS.circle;

/** Height of the glyph's middle in the box. */
export const glyphMiddle = (shape) => (shape === "drop" ? 14.4 : 12);

/** What is known of a place ages: current, due, stale, as in the tiles. */
export const AGES = [0, 1, 2];

/** A colour (#rrggbb) moved towards white. */
export function paler(colour, share) {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `#${channels.map((value) => Math.round(value + (255 - value) * share).toString(16).padStart(2, "0")).join("")}`;
}

/** How a pin of some age is filled, and whether its edge is dashed: never by colour alone. */
export function agedFill(colour, age) {
  if (age === 2) return { fill: "#ffffff", dashed: true };
  return { fill: age === 1 ? paler(colour, 0.6) : colour, dashed: false };
}

/** Black or white, whichever stands out more on `colour` (#rrggbb). */
export function inkOn(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.3 ? "#1b1f23" : "#ffffff";
}

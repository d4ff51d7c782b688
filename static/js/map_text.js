// Knows the letters on the map: which have to be loaded before it draws, and how a district is called in short.

/** The map draws text with the page's font, where the page loads one; it has to be there first, in the slices these letters need. */
export async function loadFont(text) {
  if (!text) return;
  try {
    await Promise.race([
      lettersReady.then(() => Promise.all([document.fonts.load('400 16px "BIZ UDPGothic"', text), document.fonts.load('700 16px "BIZ UDPGothic"', text)])),
      new Promise((resolve) => setTimeout(resolve, 3000)),
    ]);
  } catch {
    // the system's font will do
  }
}

/** 元木小学校区 → 元木小: as people say it, and short enough for a map. */
export const shortName = (name) => name.replace(/小学校区?$/u, "小");

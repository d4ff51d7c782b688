// Knows whether this browser can draw a moving map at all; asked before the map library is loaded.

/** True if WebGL2 works here. Virtual desktops in offices often lack it. */
export function hasWebgl2() {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    if (!context) return false;
    context.getExtension("WEBGL_lose_context")?.loseContext(); // browsers allow few contexts at a time
    return true;
  } catch {
    return false;
  }
}

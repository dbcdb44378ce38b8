// Light, dark, or as the system. boot.js does the same before the first paint.

import { value } from "./presets.js";

const root = document.documentElement;

export function showScheme() {
  const scheme = value("appearance.scheme");
  if (scheme === "system") delete root.dataset.scheme;
  else root.dataset.scheme = scheme;
  paintFrame();
}

// The browser's own bars take the color of the page.
function paintFrame() {
  const surface = getComputedStyle(root).getPropertyValue("--surface").trim();
  for (const meta of document.querySelectorAll("meta[name=theme-color]")) meta.content = surface;
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paintFrame);

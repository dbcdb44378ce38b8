// What lies over the last good picture while a theme is broken, in the terminal's very words; and the quiet line when
// the server has ended.

import { glyph, h, iconButton, redraw } from "./dom.js";
import { place } from "./places.js";
import { get } from "./state.js";
import { store } from "./store.js";
import { count, t } from "./words.js";

// What was closed stays closed until something else is wrong.
let closed = "";
const print = () => JSON.stringify([store.detail?.id, store.detail?.diagnostics.map(({ rendered }) => rendered)]);

export function drawBroken() {
  const layer = document.getElementById("broken");
  const errors = store.detail?.diagnostics.filter(({ level }) => level === "error") ?? [];
  const isBroken = Boolean(store.detail?.stale && store.detail.palette);
  if (!isBroken) closed = "";
  // The list of findings says the same, and all of it.
  layer.hidden = !isBroken || closed === print() || get().surface === "findings";
  if (layer.hidden) return redraw(layer);
  const one = (diagnostic) => h("article", { class: "broken-one" },
    h("pre", { class: "rendered", dir: "ltr", tabindex: "0" }, diagnostic.rendered), place(diagnostic));
  redraw(layer,
    h("div", { class: "broken-head" }, glyph("error"), h("strong", {}, t("broken")), h("span", {}, count("error", errors.length)),
      h("span", { class: "quiet" }, t("brokenText")), iconButton("close", t("close"), closeBroken, { "data-key": "broken-close" })),
    h("div", { class: "broken-list" }, errors.map(one)));
}

// Closes the layer; says whether it was open.
export function closeBroken() {
  if (document.getElementById("broken").hidden) return false;
  closed = print();
  drawBroken();
  return true;
}

export function drawLost() {
  const line = document.getElementById("lost");
  line.hidden = store.connected;
  line.textContent = store.connected ? "" : t("lost");
}

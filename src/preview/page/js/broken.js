// What lies over the last good picture while a theme is broken, in the terminal's very words; and the quiet line when
// the server has ended.

import { glyph, h, redraw } from "./dom.js";
import { place } from "./places.js";
import { store } from "./store.js";
import { count, t } from "./words.js";

export function drawBroken() {
  const layer = document.getElementById("broken");
  const errors = store.detail?.diagnostics.filter(({ level }) => level === "error") ?? [];
  layer.hidden = !store.detail?.stale || !store.detail.palette;
  if (layer.hidden) return redraw(layer);
  const one = (diagnostic) => h("article", { class: "broken-one" },
    h("pre", { class: "rendered", dir: "ltr", tabindex: "0" }, diagnostic.rendered), place(diagnostic));
  redraw(layer,
    h("div", { class: "broken-head" }, glyph("error"), h("strong", {}, t("broken")), h("span", {}, count("error", errors.length)),
      h("span", { class: "quiet" }, t("brokenText"))),
    h("div", { class: "broken-list" }, errors.map(one)));
}

export function drawLost() {
  const line = document.getElementById("lost");
  line.hidden = store.connected;
  line.textContent = store.connected ? "" : t("lost");
}

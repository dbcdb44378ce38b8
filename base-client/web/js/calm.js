// One action clears all red dots; a bar offers them back for a moment, also after
// a reload and in another tab.

import { clearAll, offer, restoreAll, total } from "./counters.js";
import { features } from "../config.js";
import { announce, h, iconButton } from "./dom.js";
import { t } from "./i18n.js";

let bar = null;
let redraw = () => {};

// `refresh` draws the view anew.
export function watchCalm(refresh) {
  redraw = refresh;
  addEventListener("keydown", (event) => {
    if (!bar || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.target.closest?.("input, textarea")) return;
    event.preventDefault();
    bar.querySelector("button").click();
  });
  showOffer();
}

export function calmAction() {
  return features.calm && total() > 0 && iconButton("calm", t("calm.action"), clear, { "data-key": "calm" });
}

function clear(event) {
  clearAll();
  redraw();
  showOffer();
  // Who works by keyboard finds the way back where the focus is.
  if (event.detail === 0) bar?.querySelector("button").focus();
  announce(t("calm.done"), "quiet");
}

// Shows what can be put back, or takes the bar away. While somebody is on it, it stays.
export function showOffer() {
  const offered = offer();
  bar?.remove();
  bar = null;
  if (!offered) return;
  const shown = h("aside", { class: "toast undo", "aria-label": t("calm.undo") },
    h("span", {}, t("calm.done")),
    h("button", { type: "button", "data-key": "undo", onclick: () => undo(offered.cleared) }, t("calm.undo")));
  bar = shown;
  document.body.append(shown);
  setTimeout(() => end(shown), offered.left);
}

function end(shown) {
  if (shown !== bar) return;
  if (shown.matches(":hover, :focus-within")) setTimeout(() => end(shown), 1_000);
  else showOffer();
}

function undo(cleared) {
  restoreAll(cleared);
  redraw();
  showOffer();
  document.querySelector("h1")?.focus({ preventScroll: true });
  announce(t("calm.undone"), "quiet");
}

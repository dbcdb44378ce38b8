// The second line: what can be chosen for the surface that is shown.

import { glyph, h, iconButton, redraw, segmented, select, toggle } from "./dom.js";
import { asPicker } from "./as.js";
import { devicePicker, pagePicker } from "./pickers.js";
import { compareControls } from "./surfaces/compare.js";
import { galleryControls } from "./surfaces/gallery.js";
import { get, set } from "./state.js";
import { store } from "./store.js";
import { discardTry, isColor, toggleTry } from "./try.js";
import { visions } from "./vision.js";
import { count, t } from "./words.js";

export function drawStrip(surface) {
  const strip = document.getElementById("strip");
  const controls = { client: clientControls, options: clientControls, icons: iconControls, palette: paletteLegend, compare: compareControls, gallery: galleryControls }[surface];
  // A field that is being typed in stays as it is.
  if (strip.dataset.surface === surface && strip.contains(document.activeElement) && document.activeElement.matches("input")) return;
  strip.dataset.surface = surface;
  strip.setAttribute("aria-label", t("controls"));
  redraw(strip, controls?.(), surface !== "gallery" && h("div", { class: "strip-end" }, unsaved(), visionChoice(), tryButton()));
}

function clientControls() {
  const { step, zoom } = get();
  return [
    pagePicker(),
    devicePicker(),
    asPicker(),
    select(t("zoom"), [["fit", t("fit")], ["0.5", "50 %"], ["0.75", "75 %"], ["1", "100 %"]], zoom, (value) => set({ zoom: value }), { "data-key": "zoom" }),
    toggle([glyph("link"), t("step")], step === "on", (on) => set({ step: on ? "on" : "off" }), { title: t("stepHint"), "data-key": "step" }),
  ];
}

function iconControls() {
  const { mask, themed, safe, ground } = get();
  const masks = ["circle", "squircle", "rounded", "teardrop"].map((name) => [name, t(name)]);
  const grounds = ["auto", "light", "dark", "checker"].map((name) => [name, t(name)]);
  return [
    segmented(t("mask"), masks, mask, (name) => set({ mask: name })),
    toggle(t("themed"), themed === "on", (on) => set({ themed: on ? "on" : "off" }), { "data-key": "themed" }),
    h("span", { class: "strip-label" }, t("sets")),
    select(t("ground"), grounds, ground, (name) => set({ ground: name }), { "data-key": "ground" }),
    toggle(t("safeZone"), safe === "on", (on) => set({ safe: on ? "on" : "off" }), { "data-key": "safe" }),
  ];
}

function paletteLegend() {
  return h("p", { class: "legend quiet" }, h("span", {}, h("i"), t("legendContrast")), h("span", {}, h("b", {}, "ΔE"), t("distance")));
}

function visionChoice() {
  const options = visions.map((name) => [name, name === "none" ? t("visionNone") : t(name)]);
  return select(t("vision"), options, get().vision, (vision) => set({ vision }), { "data-key": "vision" });
}

function tryButton() {
  const open = !document.getElementById("drawer").hidden;
  return toggle([glyph("drop"), t("tryColor")], open, toggleTry, { "data-key": "try", class: "toggle try-toggle" });
}

// While the drawer is closed, what is shown and not written is said here.
function unsaved() {
  if (!store.trying.length || !document.getElementById("drawer").hidden) return null;
  const colors = store.trying.filter(({ key }) => isColor(key));
  const chips = colors.map(({ value }) => h("i", { class: "chip", style: { "background-color": value } }));
  const isAllColor = colors.length === store.trying.length;
  return h("span", { class: "unsaved", role: "status" },
    h("button", { type: "button", class: "unsaved-open", "data-key": "unsaved", onclick: isAllColor ? toggleTry : () => set({ surface: "options" }, "step") }, chips, count(isAllColor ? "unsavedColor" : "unsavedValue", store.trying.length)),
    iconButton("close", t("discard"), discardTry, { "data-key": "unsaved-discard" }));
}

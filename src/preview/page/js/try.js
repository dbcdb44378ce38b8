// Tries a color: sliders in OKLCH for the brand color, the accent or any role. What is tried is shown everywhere through the
// server, which holds it in memory; the theme's file is written on a click only.

import * as api from "./api.js";
import { announce, glyph, h, iconButton, redraw } from "./dom.js";
import { finding } from "./findings.js";
import { css, fits, fitted, oklch, parse } from "./oklch.js";
import { get } from "./state.js";
import { store } from "./store.js";
import { drawStrip } from "./strip.js";
import { contrast } from "./surfaces/palette.js";
import { t } from "./words.js";

// `[name, largest, step, digits]`
const AXES = [["lightness", 1, 0.001], ["chroma", 0.37, 0.001], ["hue", 360, 0.1]];

const drawer = document.getElementById("drawer");
let key = "brand.color";
let color = [0.6, 0.1, 250]; // as on the sliders, perhaps beyond sRGB
let isWaiting = false;
let isStale = false;
let isMoving = false; // a slider is held: its whole way is one step back

export function openTry(wanted = key) {
  if (!store.detail?.palette || isProtected(wanted)) return;
  key = wanted;
  color = oklch(current());
  drawer.hidden = false;
  drawDrawer();
  drawStrip(get().surface);
  drawer.querySelector("[role=slider], input")?.focus();
}

export function closeTry() {
  if (drawer.hidden) return;
  drawer.hidden = true;
  drawStrip(get().surface);
}

// The row of a role in the palette; none for the colors of the brand.
function row(name = key) {
  const [, scheme, role] = name.split(".");
  return name.startsWith("colors.") ? store.detail.palette[scheme].find((one) => one.role === role) : null;
}

// What people trust in every client, no theme sets.
const isProtected = (name) => Boolean(row(name)?.protected);

export function toggleTry() {
  if (drawer.hidden) openTry();
  else closeTry();
}

// What the key has now: tried, or of the theme.
function current() {
  return store.trying.find((change) => change.key === key)?.value ?? written() ?? store.detail.brand.color;
}

function written() {
  const { brand } = store.detail;
  if (key === "brand.color") return brand.color;
  if (key === "brand.accent") return brand.accent;
  return row()?.value ?? null;
}

export function drawDrawer() {
  if (drawer.hidden) return;
  if (!store.detail?.palette) return closeTry();
  // While a slider is held, only what depends on it is drawn.
  if (drawer.contains(document.activeElement) && drawer.dataset.key === key) return paint();
  drawer.dataset.key = key;
  drawer.setAttribute("aria-label", t("tryColor"));
  redraw(drawer,
    h("div", { class: "sheet-head" }, h("h2", {}, t("tryColor")), iconButton("close", t("close"), closeTry)),
    h("div", { class: "try-key" }, keyChoice()),
    h("div", { class: "try-swatches" }, h("span", { class: "try-swatch", id: "try-before" }, h("span", {}, t("before"))), h("span", { class: "try-swatch", id: "try-now" }, h("span", {}, t("after")))),
    AXES.map(axis),
    h("label", { class: "try-field" }, h("span", {}, t("hex")), h("input", { id: "try-hex", type: "text", spellcheck: "false", autocomplete: "off", maxlength: 7, "data-key": "try-hex", onchange: typed })),
    h("p", { class: "try-oklch", id: "try-oklch", dir: "ltr" }), h("p", { class: "try-gamut quiet", id: "try-gamut" }),
    h("div", { class: "try-actions" },
      h("button", { type: "button", class: "button is-main", id: "try-write", "data-key": "try-write", onclick: writeAll }, t("write")),
      h("button", { type: "button", class: "button", id: "try-undo", "data-key": "try-undo", onclick: undoTry }, t("undo")),
      h("button", { type: "button", class: "button", id: "try-discard", "data-key": "try-discard", onclick: discardTry }, t("discard"))),
    h("p", { class: "quiet", id: "try-note" }),
    // Last, so that the buttons stay where they are while checks come and go.
    h("div", { class: "try-checks", id: "try-checks" }));
  paint();
}

function keyChoice() {
  const roles = (scheme) => h("optgroup", { label: t(scheme) }, store.detail.palette[scheme].filter((one) => !one.protected).map(({ role }) => option(`colors.${scheme}.${role}`, role)));
  const option = (name, text) => h("option", { value: name, selected: name === key }, text);
  return h("span", { class: "select" },
    h("select", { "aria-label": t("role"), "data-key": "try-key", onchange: ({ target }) => openTry(target.value) },
      option("brand.color", t("brandColor")), option("brand.accent", t("accent")), roles("light"), roles("dark")), glyph("down"));
}

function axis([name, most, step], i) {
  const input = h("input", { type: "range", min: 0, max: most, step, "data-key": `try-${name}`, "aria-label": t(name), oninput: ({ target }) => moved(i, Number(target.value)), onchange: () => (isMoving = false) });
  return h("label", { class: "try-axis" }, h("span", { class: "try-axis-head" }, h("span", {}, t(name)), h("output", { id: `try-${name}` })),
    h("span", { class: "try-track" }, h("canvas", { width: 160, height: 12, "aria-hidden": "true" }), input));
}

function moved(i, value) {
  if (!isMoving) remember();
  isMoving = true;
  color = color.with(i, value);
  paint();
  send();
}

function typed({ target }) {
  const hex = parse(target.value);
  if (hex) {
    remember();
    color = oklch(hex);
    send();
  }
  paint();
}

// Shows where the color is, and on each track what there would be elsewhere.
function paint() {
  const hex = fitted(color);
  const by = (id) => document.getElementById(id);
  by("try-now").style.backgroundColor = hex;
  by("try-now").style.color = color[0] > 0.65 ? "#000" : "#fff";
  const before = store.before?.[key]?.value ?? written();
  by("try-before").style.backgroundColor = before ?? "transparent";
  by("try-before").style.color = !before ? "" : oklch(before)[0] > 0.65 ? "#000" : "#fff";
  if (document.activeElement !== by("try-hex")) by("try-hex").value = hex;
  by("try-oklch").textContent = css(oklch(hex));
  by("try-gamut").textContent = fits(color) ? t("inGamut") : t("outOfGamut");
  const texts = [`${(color[0] * 100).toFixed(1)} %`, color[1].toFixed(3), `${color[2].toFixed(1)}°`];
  for (const [i, [name, most]] of AXES.entries()) {
    const track = by(`try-${name}`).closest(".try-axis");
    by(`try-${name}`).textContent = texts[i];
    track.querySelector("input").value = color[i];
    paintTrack(track.querySelector("canvas"), i, most);
  }
  paintChecks();
  const [isTrying, errors] = [store.trying.length > 0, failing()];
  by("try-write").disabled = !isTrying || errors.length > 0;
  by("try-discard").disabled = !isTrying;
  by("try-undo").disabled = !store.past.length;
  by("try-note").textContent = errors.length && isTrying ? t("notWritten") : isTrying ? t("tried") : t("tryHint");
}

const failing = () => store.detail.diagnostics.filter(({ level }) => level === "error");

// The contrasts of what is tried, and what fails for it.
function paintChecks() {
  const roles = row() ? [[key.split(".")[1], row()]] : ["light", "dark"].map((scheme) => [scheme, row(`colors.${scheme}.${key === "brand.accent" ? "secondary" : "primary"}`)]);
  const line = ([scheme, one]) => {
    const rows = new Map(store.detail.palette[scheme].map((other) => [other.role, other]));
    return one && h("div", { class: "try-contrast" }, h("span", { class: "quiet" }, `${one.role}, ${t(scheme)}`), h("ul", { class: "contrasts", "aria-label": t("contrast") }, one.partners.map((partner) => contrast(partner, rows))));
  };
  document.getElementById("try-checks").replaceChildren(...[...roles.map(line), ...failing().map((one) => finding(one))].filter(Boolean));
}

// Where sRGB ends, the track is a thin line of the nearest colors.
function paintTrack(canvas, i, most) {
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (let x = 0; x < canvas.width; x += 1) {
    const at = color.with(i, (x / (canvas.width - 1)) * most);
    const [top, height] = fits(at) ? [0, 12] : [5, 2];
    context.fillStyle = fitted(at);
    context.fillRect(x, top, 1, height);
  }
}

// One request at a time; what was moved meanwhile goes with the next.
async function send() {
  store.before ??= {};
  store.before[key] ??= { value: written(), isOwn: isOwn() };
  store.trying = [...store.trying.filter((change) => change.key !== key), { key, value: fitted(color) }];
  if (isWaiting) {
    isStale = true;
    return;
  }
  isWaiting = true;
  do {
    isStale = false;
    await api.attempt(get().tenant, store.trying).catch((error) => announce(error.message));
  } while (isStale);
  isWaiting = false;
}

// Whether the theme's own file sets the key; if not, it is undone by removing it.
function isOwn() {
  const place = store.detail.values.find((one) => one.key === key)?.place;
  return Boolean(place?.startsWith(`${store.detail.file}:`));
}

// Keeps what is shown now, to come back to it.
function remember() {
  store.past.push({ trying: store.trying });
}

export async function undoTry() {
  const last = store.past.pop();
  if (!last) return;
  if (last.written) await api.write(get().tenant, last.written).catch((error) => announce(error.message));
  else {
    store.trying = last.trying;
    await api.attempt(get().tenant, store.trying).catch((error) => announce(error.message));
  }
  recall();
}

// Puts the sliders where the color is.
function recall() {
  const before = store.before?.[key]?.value;
  const tried = store.trying.find((change) => change.key === key)?.value;
  if (tried ?? before) color = oklch(tried ?? before);
  if (!store.trying.length) store.before = null;
  if (drawer.hidden) drawStrip(get().surface);
  else paint();
}

async function writeAll() {
  try {
    await api.write(get().tenant, store.trying);
    announce(t("written", { file: store.detail.file }));
    const known = store.trying.filter((change) => store.before?.[change.key]);
    const old = known.map((change) => ({ key: change.key, value: store.before[change.key].isOwn ? store.before[change.key].value : null }));
    store.past = old.length ? [{ written: old }] : [];
    store.trying = [];
    store.before = null;
    paint();
  } catch (error) {
    announce(error.message);
  }
}

export async function discardTry() {
  remember();
  store.trying = [];
  await api.attempt(get().tenant, []).catch((error) => announce(error.message));
  recall();
}

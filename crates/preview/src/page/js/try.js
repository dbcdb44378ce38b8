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
let isMoving = false; // a slider is held: its whole way is one step back
let next = null; // what the server is asked to show as soon as it has answered
let sending = null; // the requests until nothing is to be shown any more
let turn = Promise.resolve(); // steps back, writing and discarding: one after another, however fast they are asked for
let seen = null; // the detail of the tenant that the sliders show

export function openTry(wanted = key) {
  if (!store.detail?.palette || isProtected(wanted)) return;
  key = wanted;
  [seen, color] = [store.detail, oklch(current())];
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
function row(name = key, detail = store.detail) {
  const [, scheme, role] = name.split(".");
  return name.startsWith("colors.") ? (detail.palette?.[scheme].find((one) => one.role === role) ?? null) : null;
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

// The newest detail in which nothing is tried: an answer may be of what was tried a moment ago.
const original = () => (store.untried?.id === store.detail.id ? store.untried : store.detail);

function written(detail = store.detail, name = key) {
  const { brand } = detail;
  if (name === "brand.color") return brand.color;
  if (name === "brand.accent") return brand.accent;
  return isColor(name) ? (row(name, detail)?.value ?? null) : (option(name, detail)?.value ?? null);
}

// Whether a key has a color, which the sliders can set.
export const isColor = (name) => /^(brand|colors)\./.test(name);

const option = (name, detail) => detail.options?.flatMap(({ options }) => options).find((one) => one.key === name);

// What an option has now: tried, or of the theme.
export const chosenValue = (name, own) => store.trying.find((change) => change.key === name)?.value ?? own;

// Tries another value of an option.
export function tryValue(name, value) {
  remember();
  hold(name);
  store.trying = [...store.trying.filter((change) => change.key !== name), { key: name, value }];
  return show();
}

export function drawDrawer() {
  if (drawer.hidden) return;
  if (!store.detail?.palette) return closeTry();
  follow();
  // While a slider is held, only what depends on it is drawn.
  if (drawer.contains(document.activeElement) && drawer.dataset.key === key) return paint();
  drawer.dataset.key = key;
  drawer.setAttribute("aria-label", t("tryColor"));
  redraw(drawer,
    h("div", { class: "sheet-head" }, h("h2", {}, t("tryColor")), iconButton("close", t("close"), closeTry)),
    h("div", { class: "try-key" }, keyChoice()),
    h("div", { class: "try-swatches" }, h("span", { class: "try-swatch", id: "try-before" }, h("span", {}, t("before"))), h("span", { class: "try-swatch", id: "try-now" }, h("span", {}, t("after")))),
    AXES.map(axis),
    h("div", { class: "try-exact" },
      h("input", { id: "try-hex", type: "text", spellcheck: "false", autocomplete: "off", maxlength: 7, "aria-label": t("hex"), "data-key": "try-hex", onchange: typed }),
      h("p", {}, h("span", { class: "try-oklch", id: "try-oklch", dir: "ltr" }), h("span", { class: "quiet", id: "try-gamut" }))),
    h("div", { class: "try-actions" },
      h("button", { type: "button", class: "button is-main", id: "try-write", "data-key": "try-write", onclick: writeAll }, t("write")),
      h("button", { type: "button", class: "button", id: "try-undo", "data-key": "try-undo", onclick: undoTry }, t("undo")),
      h("button", { type: "button", class: "button", id: "try-discard", "data-key": "try-discard", onclick: discardTry }, t("discard"))),
    h("p", { class: "try-note quiet", id: "try-note" }),
    // Last, so that the buttons stay where they are while checks come and go.
    h("div", { class: "try-checks", id: "try-checks" }));
  paint();
}

// The theme's own color may be another one by now: written, undone, or changed in an editor.
function follow() {
  if (seen === store.detail) return;
  seen = store.detail;
  if (!isMoving && !sending && !store.trying.some((change) => change.key === key)) color = oklch(current());
}

function keyChoice() {
  const roles = (scheme) => h("optgroup", { label: t(scheme) }, store.detail.palette[scheme].filter((one) => !one.protected).map(({ role }) => entry(`colors.${scheme}.${role}`, role)));
  const entry = (name, text) => h("option", { value: name, selected: name === key }, text);
  return h("span", { class: "select" },
    h("select", { "aria-label": t("role"), "data-key": "try-key", onchange: ({ target }) => openTry(target.value) },
      entry("brand.color", t("brandColor")), entry("brand.accent", t("accent")), roles("light"), roles("dark")), glyph("down"));
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

export const failing = () => store.detail.diagnostics.filter(({ level }) => level === "error");

// The contrasts of what is tried, and what fails for it.
function paintChecks() {
  const roles = row() ? [[key.split(".")[1], row()]] : ["light", "dark"].map((scheme) => [scheme, row(`colors.${scheme}.${key === "brand.accent" ? "secondary" : "primary"}`)]);
  const line = ([scheme, one]) => {
    const rows = new Map(store.detail.palette[scheme].map((other) => [other.role, other]));
    return one && h("div", { class: "try-contrast" }, h("span", { class: "quiet" }, `${t(scheme)} · ${one.role}`), h("ul", { class: "contrasts", "aria-label": t("contrast") }, one.partners.map((partner) => contrast(partner, rows))));
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

// Keeps what a key had before anything was tried.
function hold(name) {
  store.before ??= {};
  store.before[name] ??= { value: written(original(), name), isOwn: isOwn(name) };
}

function send() {
  hold(key);
  store.trying = [...store.trying.filter((change) => change.key !== key), { key, value: fitted(color) }];
  return show();
}

// Shows what is tried. One request at a time; what changed meanwhile goes with the next.
function show() {
  next = [get().tenant, store.trying];
  sending ??= sendAll().finally(() => (sending = null));
  return sending;
}

async function sendAll() {
  while (next) {
    const [tenant, changes] = next;
    next = null;
    await api.attempt(tenant, changes).catch((error) => announce(error.message));
  }
}

// Whether the theme's own file sets the key; if not, it is undone by removing it.
function isOwn(name) {
  const { values, file } = original();
  return Boolean(values.find((one) => one.key === name)?.place?.startsWith(`${file}:`));
}

// Keeps what is shown now, to come back to it.
function remember() {
  store.past.push({ trying: store.trying });
}

function inTurn(step) {
  turn = turn.then(() => sending).then(step).catch((error) => announce(error.message));
  return turn;
}

export const undoTry = () => inTurn(async () => {
  const last = store.past.pop();
  if (!last) return;
  if (last.written) await rewrite(last);
  else {
    store.trying = last.trying;
    await show();
  }
  recall();
});

// Writes what the file had. If that is refused, it can be asked for again.
async function rewrite(last) {
  const { tenant } = get();
  try {
    await api.write(tenant, last.written);
  } catch (error) {
    if (get().tenant === tenant) store.past.push(last);
    throw error;
  }
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

// Writes what is shown when it is asked for, whatever is tried until its turn comes.
export function writeAll() {
  const [{ tenant }, { trying, before, detail }] = [get(), store];
  return inTurn(() => writeThese(tenant, trying, before, detail));
}

async function writeThese(tenant, trying, before, detail) {
  await api.write(tenant, trying);
  announce(t("written", { file: detail.file }));
  if (get().tenant !== tenant) return;
  const known = trying.filter((change) => before?.[change.key]);
  const old = known.map((change) => ({ key: change.key, value: before[change.key].isOwn ? before[change.key].value : null }));
  store.past = old.length ? [{ written: old }] : [];
  // A slider that was moved meanwhile is tried on top of what is written now.
  store.trying = store.trying.filter((change) => !trying.includes(change));
  const now = Object.fromEntries(trying.map((change) => [change.key, { value: change.value, isOwn: true }]));
  store.before = store.trying.length ? { ...before, ...now } : null;
  if (store.trying.length) {
    store.past.push({ trying: [] });
    await show();
  }
  if (!drawer.hidden) paint();
}

export const discardTry = () => inTurn(async () => {
  if (!store.trying.length) return;
  remember();
  store.trying = [];
  await show();
  recall();
});

// Elements from values. Text only ever becomes a text node, never markup; styles are set as properties, which the
// page's policy (`style-src 'self'`) allows where attributes are not.

import { glyphs } from "./glyphs.js";

const SVG = "http://www.w3.org/2000/svg";

// `on…` is a listener, `style` a table of properties, `true` an empty attribute; `false`, `null`, `undefined` are none.
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") restyle(element, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(3).filter((child) => child != null && child !== false));
  return element;
}

export function restyle(element, styles) {
  for (const [name, value] of Object.entries(styles)) {
    if (value == null) element.style.removeProperty(name);
    else element.style.setProperty(name, value);
  }
  return element;
}

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function glyph(name) {
  return svg("svg", { viewBox: "0 0 20 20", class: "glyph", "aria-hidden": "true" }, svg("path", { d: glyphs[name] }));
}

export function iconButton(name, label, onclick, attributes = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...attributes }, glyph(name));
}

// One of several: a row of buttons of which one is pressed. `options` are `[value, label, glyph]`.
export function segmented(label, options, value, choose) {
  const button = ([option, text, picture]) => h("button", {
    type: "button", class: "segment", "aria-pressed": String(option === value), "data-value": option,
    "aria-label": picture ? text : null, title: picture ? text : null, onclick: () => choose(option),
  }, picture ? glyph(picture) : text);
  return h("div", { class: "segmented", role: "group", "aria-label": label }, options.map(button));
}

export function toggle(label, value, choose, attributes = {}) {
  return h("button", {
    type: "button", class: "toggle", "aria-pressed": String(value), onclick: () => choose(!value), ...attributes,
  }, label);
}

// A choice from a list that the system draws.
export function select(label, options, value, choose, attributes = {}) {
  const option = ([name, text]) => h("option", { value: name, selected: name === value }, text);
  return h("span", { class: "select" },
    h("select", { "aria-label": label, onchange: ({ target }) => choose(target.value), ...attributes }, options.map(option)),
    glyph("down"));
}

export function hidden(text) {
  return h("span", { class: "visually-hidden" }, text);
}

// Said to everybody: shown for a moment, and read aloud.
export function announce(text) {
  document.getElementById("live").textContent = text;
  document.querySelector(".toast")?.remove();
  const toast = h("div", { class: "toast", "aria-hidden": "true" }, text);
  document.body.append(toast);
  setTimeout(() => toast.remove(), 2600);
}

// What is pressed, and what is to be redrawn when it is let go: an element that is replaced between press and release
// gets no click.
let pressed = null;
const waiting = new Map();
addEventListener("pointerdown", ({ target }) => { pressed = target; }, true);
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(release), true);

function release() {
  pressed = null;
  const all = [...waiting];
  waiting.clear();
  for (const [element, children] of all) redraw(element, ...children);
}

// Puts new children in place of the old ones, and the focus back on what has the same `data-key`.
export function redraw(element, ...children) {
  if (pressed?.isConnected && element.contains(pressed)) return waiting.set(element, children);
  waiting.delete(element);
  const key = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  element.replaceChildren(...children.flat(3).filter(Boolean));
  if (key) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

// Elements from values. Text only ever becomes a text node, never markup.

import { sections } from "../config.js";
import { glyphs } from "./glyphs.js";

const SVG = "http://www.w3.org/2000/svg";

// `on…` is a listener, `true` an empty attribute, `false`, `null` and `undefined` none.
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(2).filter((child) => child != null && child !== false));
  return element;
}

export function glyph(name, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `glyph ${className}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", glyphs[name]);
  svg.append(path);
  return svg;
}

// A menu icon, painted in the text color of the place where it stands.
export function mask(path) {
  const element = h("span", { class: "mask", "aria-hidden": "true" });
  const url = `url("${encodeURI(path).replace(/["\\\n]/g, "")}")`;
  element.style.webkitMaskImage = url;
  element.style.maskImage = url;
  return element;
}

export function hidden(text) {
  return h("span", { class: "visually-hidden" }, text);
}

// An illustration as the tenant wants them; nothing where none is wanted.
export function art(name) {
  const kind = sections.appearance.illustrations;
  return kind !== "none" && h("img", { class: "art", src: `art/${kind}/${name}.svg`, alt: "", width: 240, height: 160 });
}

export function empty(picture, title, text = "", action = null) {
  return h("div", { class: "empty" },
    art(picture), title && h("p", { class: "empty-title" }, title), text && h("p", {}, text), action);
}

export function iconButton(name, label, onclick, attributes = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...attributes }, glyph(name));
}

// Says something to everybody: shown for a moment, and read aloud. A `quiet` one
// is only read aloud; of a `problem` no tick says that it went well.
export function announce(text, look = "toast") {
  document.getElementById("live").textContent = text;
  if (look === "quiet") return;
  document.querySelector(".toast")?.remove();
  const toast = h("div", { class: "toast", "aria-hidden": "true" }, glyph(look === "problem" ? "alert" : "check"), text);
  document.body.append(toast);
  setTimeout(() => toast.remove(), 3200);
}

// A question with two answers; resolves to whether the first one was chosen.
export function ask(text, yes, no) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "ask" },
      h("form", { method: "dialog" },
        h("p", { id: "ask" }, text),
        h("div", { class: "dialog-actions" },
          h("button", { class: "button quiet", value: "no" }, no),
          h("button", { class: "button danger", value: "yes" }, yes))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

// Gives somebody a file to save.
export function saveFile(name, parts, type) {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

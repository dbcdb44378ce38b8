// Pieces that several views are made of.

import { h, hidden } from "./dom.js";
import { number, t } from "./i18n.js";

// Faces have no color that means something.
const TONES = ["primary", "secondary", "plain"];

function initials(name) {
  const letters = [...name.trim()];
  if (/\p{Script=Han}/u.test(name)) return letters.slice(-2).join("");
  const words = name.trim().split(/\s+/);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => [...word][0]).join("").toLocaleUpperCase();
}

export function avatar({ id, name }, content, size = "") {
  const sum = [...id].reduce((sum, letter) => sum * 7 + letter.codePointAt(0), 0);
  return h("span", { class: `avatar ${TONES[sum % TONES.length]} ${size}`, "aria-hidden": "true" }, content ?? initials(name));
}

export function dot(count) {
  if (!count) return null;
  return h("span", { class: "badge" },
    h("span", { "aria-hidden": "true" }, count > 99 ? "99+" : number(count)), hidden(t("app.unread", { count: number(count) })));
}

export function card(title, ...children) {
  return h("section", { class: "card" }, title && h("h2", { class: "card-title" }, title), ...children);
}

// What a rule keeps from this person: how long it is stays hidden too.
export function masked() {
  return h("span", { class: "masked" }, h("span", { "aria-hidden": "true" }, "••••••"), hidden(t("policy.masked")));
}

// Names and values; a value that is empty is left out.
export function facts(rows) {
  return h("dl", { class: "facts" }, rows.filter(([, value]) => value)
    .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

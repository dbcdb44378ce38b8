// Every role in both schemes: how it looks with real text, its value, its contrast against what it stands with, how far it is
// from the brand color, and where it comes from.

import { h, redraw } from "../dom.js";
import { concerned, prose } from "../findings.js";
import { css } from "../oklch.js";
import { phrase } from "../phrases.js";
import { copy } from "../places.js";
import { schemes } from "../state.js";
import { store } from "../store.js";
import { openTry } from "../try.js";
import { t } from "../words.js";

const GROUPS = [
  ["groupBrand", /^(on-)?(primary|secondary)/],
  ["groupSurfaces", /^(inverse-)?surface/],
  ["groupText", /^(on-surface|link|outline|inverse-on)/],
  ["groupSignals", /./],
];

export function palette(stage) {
  const root = h("div", { class: "palette" });
  stage.append(root);
  return {
    update() {
      const colors = Object.fromEntries(schemes().map((scheme) => [scheme, new Map(store.detail.palette[scheme].map((row) => [row.role, row]))]));
      redraw(root, concerned("palette"),
        h("div", { class: "samples" }, schemes().map((scheme) => sample(scheme, colors[scheme]))),
        groups(store.detail.palette.light).map(([name, roles]) => h("section", { class: "roles" },
          h("h2", { class: "section-title" }, t(name)), roles.map((role) => line(role, colors)))));
    },
  };
}

function groups(rows) {
  const group = (role) => GROUPS.find(([, pattern]) => pattern.test(role))[0];
  return GROUPS.map(([name]) => [name, rows.map(({ role }) => role).filter((role) => group(role) === name)]);
}

function line(role, colors) {
  return h("div", { class: "role-line" }, Object.entries(colors).map(([scheme, rows]) => cell(rows.get(role), rows, scheme)));
}

function cell(row, rows, scheme) {
  const { role, value, oklch, distance, partners } = row;
  const inOklch = css(oklch);
  return h("div", { class: "role" },
    swatch(row, rows, scheme),
    h("div", { class: "role-words" },
      h("h3", {}, role),
      h("p", { class: "role-values" }, copyable(value, `${scheme}-${role}-hex`), copyable(inOklch, `${scheme}-${role}-oklch`)),
      from(row)),
    h("div", { class: "role-measures" },
      h("ul", { class: "contrasts", "aria-label": t("contrast") }, partners.map((partner) => contrast(partner, rows))),
      h("span", { class: "distance", title: t("distance") }, `ΔE ${distance.toFixed(2)}`)));
}

// Where the value comes from: a line of a file, or the rule by which it is derived.
function from({ written, place, rule }) {
  if (written && place) return h("p", { class: "role-from" }, copyable(place.replace(/:\d+$/, "")));
  const text = phrase(rule) || t("derived");
  return h("p", { class: "role-from", title: text }, prose(text));
}

// The color with real text: of its partner on it, or of itself on what it stands on.
function swatch({ role, value, partners, protected: isProtected }, rows, scheme) {
  const isText = /^(on-|inverse-on|link|outline)/.test(role);
  const partner = rows.get(partners[0]?.role)?.value ?? rows.get("on-surface").value;
  const [on, text] = isText ? [partner, value] : [value, partner];
  const key = `colors.${scheme}.${role}`;
  const look = { "background-color": on, color: text, "border-color": role.startsWith("outline") ? value : null };
  if (isProtected) return h("span", { class: "swatch is-protected", title: t("protectedRole"), style: look }, "Aa");
  return h("button", {
    type: "button", class: `swatch ${role.startsWith("outline") ? "is-line" : ""}`, "aria-label": `${t("tryColor")}: ${role}, ${t(scheme)}`, title: t("tryColor"), "data-key": key,
    style: look, onclick: () => openTry(key),
  }, "Aa");
}

function copyable(text, key) {
  return h("button", { type: "button", class: "copyable", dir: "ltr", "data-key": key ?? null, title: t("copyValue", { value: text }), onclick: () => copy(text) }, text);
}

export function contrast({ role, ratio, needed, passes }, rows) {
  // Rounded down, so that what fails never reads as if it passed.
  const shown = (Math.floor(ratio * 10) / 10).toFixed(1);
  return h("li", { class: passes ? "passes" : "fails", title: `${role}: ${shown}:1, ${passes ? t("passes") : t("fails", { needed: `${needed}:1` })}` },
    h("i", { style: { "background-color": rows.get(role)?.value } }), h("span", {}, shown), h("span", { class: "visually-hidden" }, `${role}, ${passes ? t("passes") : t("fails", { needed })}`), !passes && h("b", { "aria-hidden": "true" }, `< ${needed}`));
}

// A small screen in the theme's own colors.
function sample(scheme, rows) {
  const c = (role) => rows.get(role).value;
  const chip = (role, text) => h("span", { class: "sample-chip", style: { "background-color": c(`${role}-container`), color: c(`on-${role}-container`) } }, t(text));
  return h("div", { class: "sample", "aria-label": `${t("sample")}, ${t(scheme)}`, role: "group", lang: null, style: { "background-color": c("surface"), color: c("on-surface"), "border-color": c("outline-variant") } },
    h("div", { class: "sample-main" },
      h("p", { class: "sample-title" }, t("sampleTitle")), h("p", { style: { color: c("on-surface-variant") } }, t("sampleText")),
      h("p", { class: "sample-link", style: { color: c("link") } }, t("sampleLink")),
      h("p", { class: "sample-buttons" },
        h("span", { class: "sample-button", style: { "background-color": c("primary"), color: c("on-primary") } }, t("sampleButton")),
        h("span", { class: "sample-button", style: { "background-color": c("secondary"), color: c("on-secondary") } }, t("sampleSecond")))),
    h("div", { class: "sample-side", style: { "background-color": c("surface-container") } },
      h("span", { class: "sample-field", style: { "background-color": c("surface-container-high"), "border-color": c("outline"), color: c("on-surface-variant") } }, t("sampleField")),
      h("p", { class: "sample-chips" }, chip("primary", "sampleChip"), chip("success", "sampleSuccess"), chip("warning", "sampleWarning"), chip("error", "sampleError"), chip("recording", "sampleRecording")),
      h("span", { class: "sample-toast", style: { "background-color": c("inverse-surface"), color: c("inverse-on-surface") } }, t("sampleToast"))));
}

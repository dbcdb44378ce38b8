// What scenes are made of: the panel with its caption, and neutral apps that stand around the tenant's.

import { glyph, h } from "../dom.js";
import { schemes } from "../state.js";
import { store, value } from "../store.js";
import { t } from "../words.js";

export function scene(name, className, ...children) {
  return h("section", { class: `scene ${className}`, "aria-label": name }, h("h2", {}, name), h("div", { class: "scene-body" }, children));
}

// One for each scheme that is shown.
export function perScheme(draw) {
  return schemes().map(draw);
}

export const shortName = () => store.detail.short_name ?? store.detail.name;

export const domain = () => value("tenant.domain") || `${store.detail.id}.example`;

// What stands below the name, where it says more than the name.
export function description() {
  const text = value("tenant.description");
  return text === store.detail.name ? null : text;
}

// An app that is nobody's.
export function neighbor(name, className = "") {
  return h("span", { class: `app-icon neighbor ${className}` }, glyph(name));
}

export function app(icon, label = null) {
  return h("span", { class: "app" }, icon, label !== null && h("span", { class: "app-label", dir: "auto" }, label));
}

export const blank = () => h("i", { class: "app-blank" });

export function statusBar(...extra) {
  return h("div", { class: "status-bar", "aria-hidden": "true" }, h("span", {}, "9:41"), extra, h("span", { class: "status-end" }, glyph("wifi"), glyph("bars")));
}

export const dated = () => h("div", { class: "dated", "aria-hidden": "true" }, h("b", {}, "9:41"), h("span", {}, t("weather")));

// The bar at the top: who, which view, which scheme and language, and how the theme stands.

import * as api from "./api.js";
import { glyph, h, iconButton, redraw, segmented, select } from "./dom.js";
import { openHelp, openMore } from "./keys.js";
import { get, set } from "./state.js";
import { entry, store } from "./store.js";
import { openSwitcher } from "./switcher.js";
import { count, languageName, t } from "./words.js";

const TABS = ["client", "icons", "palette", "options", "compare"];

export function drawBar(surface) {
  const bar = document.getElementById("bar");
  const tenant = entry();
  redraw(bar,
    h("a", { class: "skip", href: "#stage", onclick: skip }, t("lead")),
    h("div", { class: "bar-start" },
      iconButton("grid", t("gallery"), () => set({ surface: "gallery" }, "step"), { "data-key": "gallery", "aria-current": surface === "gallery" ? "page" : null }),
      surface === "gallery" ? h("h1", { class: "bar-title" }, t("gallery")) : h("h1", { class: "bar-tenant" }, tenantButton(tenant))),
    surface !== "gallery" && h("nav", { class: "tabs", "aria-label": t("surface") }, TABS.map((name) => tab(name, surface))),
    h("div", { class: "bar-end" },
      surface !== "gallery" && schemeChoice(),
      surface !== "gallery" && languageChoice(tenant),
      surface !== "gallery" && state(surface),
      iconButton("help", t("keys"), openHelp, { "data-key": "help", class: "icon-button help" }),
      iconButton("more", t("more"), openMore, { "data-key": "more" })));
}

function skip(event) {
  event.preventDefault();
  document.getElementById("stage").focus();
}

function tenantButton(tenant) {
  const name = tenant?.name ?? store.detail?.name ?? get().tenant;
  return h("button", { type: "button", class: "tenant", "data-key": "tenant", "aria-haspopup": "dialog", title: t("switchTenant"), onclick: openSwitcher },
    tenant?.colors && h("img", { class: "tenant-icon", src: api.picture(get().tenant, "web", "favicon.svg", { revision: store.revision }), alt: "", width: 24, height: 24 }),
    h("span", { class: "tenant-name", dir: "auto" }, name), glyph("down"));
}

function tab(name, surface) {
  return h("button", {
    type: "button", class: "tab", "data-key": `tab-${name}`, "aria-current": name === surface ? "page" : null, onclick: () => set({ surface: name }, "step"),
  }, t(name));
}

function schemeChoice() {
  const options = [["light", t("light"), "sun"], ["dark", t("dark"), "moon"], ["both", t("both"), "both"]];
  const group = segmented(t("scheme"), options, get().scheme, (scheme) => set({ scheme }));
  for (const button of group.children) button.dataset.key = `scheme-${button.dataset.value}`;
  return group;
}

function languageChoice(tenant) {
  const languages = tenant?.languages ?? [];
  if (languages.length < 2) return null;
  const options = languages.map((tag) => [tag, languageName(tag)]);
  const value = languages.includes(get().language) ? get().language : languages[0];
  return select(t("language"), options, value, (language) => set({ language: language === languages[0] ? "" : language }), { "data-key": "language" });
}

function state(surface) {
  const found = store.detail?.diagnostics ?? [];
  const errors = found.filter(({ level }) => level === "error").length;
  const warnings = found.length - errors;
  const look = errors ? "is-error" : warnings ? "is-warning" : "is-clean";
  const text = errors ? count("error", errors) : warnings ? count("warning", warnings) : t("clean");
  return h("button", {
    type: "button", class: `state ${look}`, "data-key": "state", "aria-current": surface === "findings" ? "page" : null, onclick: () => set({ surface: "findings" }, "step"),
  }, glyph(errors ? "error" : warnings ? "warn" : "check"), h("span", {}, text));
}

// The language in which frames are asked for: none is the theme's own.
export function shownLanguage() {
  const languages = entry()?.languages ?? [];
  return languages.indexOf(get().language) > 0 ? get().language : null;
}


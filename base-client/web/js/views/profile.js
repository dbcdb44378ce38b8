// The person's own page: tools, settings, help.

import { features, tenant } from "../../config.js";
import { ME, badge, person } from "../data.js";
import { announce, ask, glyph, h, hidden, mask } from "../dom.js";
import { has, language, languageName, pick, t } from "../i18n.js";
import { install, installable, installed } from "../install.js";
import { link, place, role, roles, rolesMatter } from "../menu.js";
import { avatar, card, dot } from "../parts.js";
import { refresh } from "../router.js";
import { reset, saveSettings, settings } from "../store.js";
import { legalCard } from "./about.js";

export function profile() {
  const me = person(ME);
  const tools = place("profile");
  return {
    title: t("profile.title"),
    width: "narrow",
    body: [
      h("section", { class: "card me" }, avatar(me, undefined, "large"),
        h("div", { class: "row-text" }, h("h2", { class: "me-name" }, me.name), h("p", { class: "quiet" }, `${me.job} · ${me.department}`), h("p", { class: "me-tenant", dir: "auto" }, tenant.name))),
      tools.length > 0 && card(t("profile.tools"), h("ul", { class: "rows inset" }, tools.map(tool))),
      card(t("profile.settings"), h("div", { class: "settings" }, languages(), schemes(), viewAs(), installer(), remover())),
      legalCard(),
      h("p", { class: "foot-note" }, h("span", { dir: "auto" }, tenant.name), ` · ${t("about.version", { version: tenant.version })}`),
    ],
  };
}

function tool(entry) {
  return h("li", {}, h("a", { class: "row", "data-key": `profile-${entry.id}`, ...link(entry) },
    h("span", { class: "row-icon" }, mask(entry.icon)),
    h("span", { class: "row-text" }, h("span", { class: "row-title" }, pick(entry.label))),
    dot(badge(entry.badge)),
    entry.target.kind === "url" ? [glyph("external", "quiet"), hidden(t("app.new-tab"))] : glyph("next", "quiet flip")));
}

function setting(label, note, control) {
  return h("div", { class: "setting" }, h("div", { class: "row-text" }, label, note && h("span", { class: "row-sub wrap" }, note)), control);
}

function select(id, label, note, options, current, onchange) {
  return setting(h("label", { class: "row-title", for: id }, label), note,
    h("select", { id, class: "field", "data-key": id, onchange: (event) => onchange(event.target.value) },
      options.map(([value, text]) => h("option", { value, selected: value === current, lang: id === "language" ? value : null }, text))));
}

function languages() {
  if (tenant.languages.length < 2) return null;
  return select("language", t("profile.language"), "", tenant.languages.map((code) => [code, languageName(code)]), language(), (value) => change({ language: value }));
}

function schemes() {
  if (!features.appearance) return null;
  const choice = (value) => h("label", { class: "segment" },
    h("input", { type: "radio", name: "scheme", value, checked: settings.scheme === value, "data-key": `scheme-${value}`, onchange: () => { showScheme(value); change({ scheme: value }); } }),
    h("span", {}, t(`profile.scheme-${value}`)));
  return setting(h("span", { class: "row-title", id: "scheme" }, t("profile.scheme")), "",
    h("div", { class: "segments", role: "radiogroup", "aria-labelledby": "scheme" }, ["system", "light", "dark"].map(choice)));
}

export function showScheme(scheme) {
  const root = document.documentElement;
  if (features.appearance && ["light", "dark"].includes(scheme)) root.dataset.scheme = scheme;
  else delete root.dataset.scheme;
}

function viewAs() {
  if (!features["role-preview"] || !rolesMatter) return null;
  return select("role", t("profile.role"), t("profile.role-text"), roles.map((id) => [id, has(`role.${id}`) ? t(`role.${id}`) : id]), role(), (value) => change({ role: value }));
}

function change(values) {
  Object.assign(settings, values);
  saveSettings();
  refresh();
}

function installer() {
  if (!features.install) return null;
  if (installed()) return setting(h("span", { class: "row-title" }, t("profile.installed")), "", glyph("check", "good"));
  if (!installable()) return null;
  return setting(h("span", { class: "row-title" }, t("profile.install")), t("profile.install-text"),
    h("button", { type: "button", class: "button small", "data-key": "install", onclick: install }, t("profile.install-action")));
}

function remover() {
  return setting(h("span", { class: "row-title" }, t("profile.reset")), t("profile.reset-text"),
    h("button", { type: "button", class: "button quiet small", "data-key": "reset", onclick: remove }, t("profile.reset-action")));
}

async function remove() {
  if (!(await ask(t("profile.reset-ask"), t("profile.reset-action"), t("profile.cancel")))) return;
  reset();
  refresh();
  announce(t("profile.reset-done"));
}

// What the person may change on this device, and what the tenant has fixed.

import { apps, features, tenant } from "../../config.js";
import { forgetVoices, wouldForget } from "../data.js";
import { announce, ask, glyph, h } from "../dom.js";
import { amount, language, languageName, t } from "../i18n.js";
import { install, installable, installed } from "../install.js";
import { offered, role, roleName, roles, rolesMatter } from "../menu.js";
import { card } from "../parts.js";
import { canViewAs, forgetDecisions, previews, signsIn } from "../person.js";
import { choose, differs, isFixed, options, preset, restorePresets, value } from "../presets.js";
import { refresh } from "../router.js";
import { reset, saveSettings, settings as stored } from "../store.js";

export function settings() {
  return {
    title: t("settings.title"),
    width: "narrow",
    up: offered("profile") ? "#/profile" : undefined,
    body: [
      group("general", [languages(), scheme(), viewAs()]),
      group("features", ["calls", "voice-notes"].map((name) => toggle(`features.${name}`, name))),
      group("device", [idle(), keep(), toggle("features.offline", "offline"), installer(), presets(), remover()]),
    ],
  };
}

function group(name, rows) {
  return card(t(`settings.${name}`), h("div", { class: "settings" }, rows));
}

function row(label, note, control) {
  return h("div", { class: "setting" }, h("div", { class: "row-text" }, label, note && h("span", { class: "row-sub wrap" }, note)), control);
}

function title(text) {
  return h("span", { class: "row-title" }, text);
}

// What the tenant has fixed: its value, and who set it.
function fixed(label, text) {
  return h("div", { class: "setting" },
    h("div", { class: "row-text" }, title(label),
      h("span", { class: "row-sub wrap with-glyph" }, glyph("lock"), h("span", { dir: "auto" }, t("settings.set-by", { vendor: tenant.vendor })))),
    h("span", { class: "setting-value" }, text));
}

function select(id, label, note, choices, current, onchange) {
  return row(h("label", { class: "row-title", for: id }, label), note,
    h("select", { id, class: "field", "data-key": id, onchange: (event) => onchange(event.target.value) },
      choices.map(([value, text]) => h("option", { value, selected: value === current, lang: id === "language" ? value : null }, text))));
}

// A select holds texts only.
function choices(key, id, name, onchange = (chosen) => choose(key, chosen)) {
  if (isFixed(key)) return fixed(t(`settings.${id}`), name(value(key)));
  return select(id, t(`settings.${id}`), t(`settings.${id}-text`), options(key).map((option) => [String(option), name(option)]),
    String(value(key)), (text) => onchange(options(key).find((option) => String(option) === text)));
}

function toggle(key, id) {
  if (isFixed(key)) return fixed(t(`settings.${id}`), t(value(key) ? "about.on" : "about.off"));
  return row(h("label", { class: "row-title", for: id }, t(`settings.${id}`)), t(`settings.${id}-text`),
    h("input", { id, type: "checkbox", role: "switch", class: "switch", checked: value(key), "data-key": id, onchange: (event) => choose(key, event.target.checked) }));
}

function languages() {
  if (tenant.languages.length < 2) return fixed(t("settings.language"), languageName(language()));
  return select("language", t("settings.language"), "", tenant.languages.map((code) => [code, languageName(code)]), language(), (value) => change({ language: value }));
}

function scheme() {
  const key = "appearance.scheme";
  if (isFixed(key)) return fixed(t("settings.scheme"), t(`settings.scheme-${value(key)}`));
  const choice = (option) => h("label", { class: "segment" },
    h("input", { type: "radio", name: "scheme", value: option, checked: value(key) === option, "data-key": `scheme-${option}`, onchange: () => choose(key, option) }),
    h("span", {}, t(`settings.scheme-${option}`)));
  return row(h("span", { class: "row-title", id: "scheme" }, t("settings.scheme")), "",
    h("div", { class: "segments", role: "radiogroup", "aria-labelledby": "scheme" }, options(key).map(choice)));
}

function viewAs() {
  if (!canViewAs() || !rolesMatter || previews()) return null;
  return select("role", t("settings.role"), t("settings.role-text"), roles.map((id) => [id, roleName(id)]), role(), (value) => change({ role: value }));
}

function change(values) {
  Object.assign(stored, values);
  saveSettings();
  forgetDecisions();
  refresh();
}

function idle() {
  return choices("security.idle-lock-minutes", signsIn() ? "lock" : "idle", (minutes) => (minutes ? amount(minutes, "minute") : t("about.idle-never")));
}

function keep() {
  const key = "storage.keep-days";
  return choices(key, "keep", (days) => (days ? amount(days, "day") : t("about.keep-all")), async (days) => {
    if (await mayForget(days)) choose(key, days);
    else refresh();
  });
}

async function mayForget(days) {
  return !wouldForget(days) || ask(t("settings.keep-ask"), t("settings.reset-action"), t("settings.cancel"));
}

function installer() {
  if (!features.install) return null;
  if (installed()) return row(title(t("settings.installed")), "", glyph("check", "good"));
  if (!installable()) return null;
  return row(title(t("settings.install")), t("settings.install-text"),
    h("button", { type: "button", class: "button small", "data-key": "install", onclick: install }, t("settings.install-action")));
}

function presets() {
  if (!differs()) return null;
  return row(title(t("settings.restore")), t("settings.restore-text", { vendor: tenant.vendor }),
    h("button", { type: "button", class: "button quiet small", "data-key": "restore", onclick: restore }, t("settings.restore-action")));
}

async function restore() {
  if (!(await mayForget(preset("storage.keep-days")))) return;
  restorePresets();
  announce(t("settings.restore-done"));
}

function remover() {
  return row(title(t("settings.reset")), t(apps.length ? "apps.reset-text" : "settings.reset-text"),
    h("button", { type: "button", class: "button quiet small", "data-key": "reset", onclick: remove }, t("settings.reset-action")));
}

async function remove() {
  const records = apps.length ? await import("../apps/records.js") : null;
  const text = records ? await records.removal() : t("settings.reset-ask");
  if (!(await ask(text, t("settings.reset-action"), t("settings.cancel")))) return;
  const isDone = reset();
  forgetVoices();
  await records?.forgetRecords().catch(() => {});
  refresh();
  if (isDone) announce(t("settings.reset-done"));
}

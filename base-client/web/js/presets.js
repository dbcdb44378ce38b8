// What the tenant presets and the person may change: the tenant's value holds
// until the person chooses another, and always where the tenant fixes it.

import { adjustable, features, sections } from "../config.js";
import { saveSettings, settings } from "./store.js";

// What there is to choose from. A preset that is not in the list joins it.
const OPTIONS = {
  "appearance.scheme": ["system", "light", "dark"],
  "security.idle-lock-minutes": [1, 5, 15, 30, 60, 0],
  "storage.keep-days": [7, 30, 90, 365, 0],
  "features.calls": [true, false],
  "features.voice-notes": [true, false],
  "features.offline": [true, false],
};

const watching = [];

export function preset(key) {
  const [table, name] = key.split(".");
  return table === "features" ? features[name] : sections[table][name];
}

export function isFixed(key) {
  return adjustable[key] !== true;
}

// Numbers rise; 0, which stands for no end, comes last.
export function options(key) {
  const all = [...new Set([...OPTIONS[key], preset(key)])];
  return typeof preset(key) === "number" ? all.sort((a, b) => (a || Infinity) - (b || Infinity)) : all;
}

// What is stored counts only if it is one of the options: a device's storage can
// be edited by hand.
export function value(key) {
  const chosen = settings.chosen?.[key];
  return !isFixed(key) && options(key).includes(chosen) ? chosen : preset(key);
}

export function choose(key, chosen) {
  settings.chosen = { ...settings.chosen, [key]: chosen };
  if (chosen === preset(key)) delete settings.chosen[key];
  changed();
}

// Whether the person chose something that the tenant did not preset.
export function differs() {
  return Object.keys(OPTIONS).some((key) => value(key) !== preset(key));
}

export function restorePresets() {
  settings.chosen = {};
  changed();
}

function changed() {
  saveSettings();
  for (const then of watching) then();
}

export function onChoice(then) {
  watching.push(then);
}

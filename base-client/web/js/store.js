// What the device keeps. Every key holds the tenant's id: two tenants on one
// host never see each other's data.

import { tenant } from "../config.js";

const NAMES = ["settings", "work"];

function key(name) {
  return `${tenant.id}:${name}`;
}

function load(name) {
  try {
    const value = JSON.parse(localStorage.getItem(key(name)));
    return value && typeof value === "object" ? value : {};
  } catch {
    return {};
  }
}

function save(name, value) {
  try {
    localStorage.setItem(key(name), JSON.stringify(value));
  } catch {
    // Storage is blocked or full: the value lasts as long as the page.
  }
}

function fresh() {
  return {
    start: Date.now(), // the demo's times count from the first start
    read: {},          // conversation → time up to which it is read
    sent: {},          // conversation → messages written here
    seen: {},          // "tasks/plan" → true
    tasks: { added: [], done: {}, removed: {} },
    decisions: {},     // approval → "approved" or "declined"
    events: [],        // appointments added here
  };
}

// `chosen` holds what was chosen instead of the tenant's presets, by key.
export const settings = { language: "", role: "", chosen: {}, ...load("settings") };
export const work = { ...fresh(), ...load("work") };
saveWork();

export function saveSettings() {
  save("settings", settings);
}

export function saveWork() {
  save("work", work);
}

export function reset() {
  for (const name of Object.keys(work)) delete work[name];
  Object.assign(work, fresh());
  saveWork();
}

// Another tab of the same tenant has written: take its state over.
export function onForeignChange(then) {
  addEventListener("storage", (event) => {
    const name = NAMES.find((name) => event.key === key(name));
    if (!name) return;
    Object.assign(name === "work" ? work : settings, load(name));
    then();
  });
}

// What a person has chosen, and what they have seen, on each of their devices:
// changes of one record of the log, which goes where the tenant routes settings.

import { apps, tenant } from "../../config.js";
import { recount } from "../apps/counters.js";
import { digestOf } from "../records/event.js";
import { settings } from "../store.js";

const KIND = "Settings"; // the ids of apps begin with a small letter
const CHOSEN = "chosen.";
const SEEN = ["seen", "due"]; // up to when, and how many: what counters were cleared by

let own = "";      // the record of whoever has signed in
let applied = {};  // what it says, as far as this page knows

// Whether an event is about settings, and whether it is for this device: everybody's lie in the same folder.
export function isSettings({ kind }) {
  return kind === KIND;
}

export function isMine({ kind, record }) {
  return kind !== KIND || record === own;
}

// Follows the settings of somebody who has signed in, for as long as the page is open.
export async function followSettings(log, owner) {
  own = `s${(await digestOf(new Blob([`${tenant.id} ${owner}`]))).slice(0, 40)}`;
  await take(log);
  // What was chosen before there was anything to follow.
  await give(log);
  log.onChange(({ kinds }) => kinds.includes(KIND) && take(log));
  for (const name of ["settings", "cleared"]) addEventListener(name, () => give(log));
}

// What is chosen and seen on this device, by name.
async function here(log) {
  const values = { language: settings.language || null };
  for (const [key, value] of Object.entries(settings.chosen ?? {})) values[`${CHOSEN}${key}`] = value;
  for (const { id } of apps) for (const name of SEEN) values[`${name}.${id}`] = (await log.note(`${name} ${id}`)) ?? null;
  return values;
}

async function give(log) {
  const now = await here(log);
  const names = new Set([...Object.keys(now), ...Object.keys(applied)]);
  const change = {};
  for (const name of names) if ((now[name] ?? null) !== (applied[name] ?? null)) change[name] = now[name] ?? null;
  if (Object.keys(change).length === 0) return;
  applied = { ...applied, ...change };
  await log.append({ kind: KIND, record: own, version: 1, change });
}

async function take(log) {
  const there = (await log.get(own))?.fields;
  if (!there) return;
  const names = [...new Set([...Object.keys(there), ...Object.keys(applied)])].filter((name) => (there[name] ?? null) !== (applied[name] ?? null));
  if (names.length === 0) return;
  for (const name of names) applied[name] = there[name] ?? null;
  await see(log, names);
  choose(names);
}

// As if another tab had chosen it: views and other tabs follow.
function choose(names) {
  const chosen = { ...settings.chosen };
  for (const name of names.filter((name) => name.startsWith(CHOSEN))) {
    const key = name.slice(CHOSEN.length);
    if (applied[name] === null) delete chosen[key];
    else chosen[key] = applied[name];
  }
  const language = names.includes("language") ? applied.language ?? "" : settings.language;
  const key = `${tenant.id}:settings`;
  try {
    localStorage.setItem(key, JSON.stringify({ ...settings, language, chosen }));
  } catch {
    // A device that keeps nothing keeps its own, too.
  }
  dispatchEvent(new StorageEvent("storage", { key }));
}

async function see(log, names) {
  for (const { id } of apps) {
    for (const name of SEEN) if (names.includes(`${name}.${id}`)) await log.setNote(`${name} ${id}`, applied[`${name}.${id}`] ?? 0);
  }
  await recount();
}

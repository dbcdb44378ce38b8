// What the device keeps. Every key holds the tenant's id, and that of the person
// where people sign in: nobody sees another's data, on one host or one device.

import { tenant } from "../config.js";

let owner = "";        // who has signed in; nobody where the client is open
let kept = "";         // `work` as the device has it
let onLoss = () => {}; // told "full" or "blocked"
const lost = new Map(); // what the device did not take of what lies beside

function key(name) {
  return name !== "settings" && owner ? `${tenant.id}:${name}:${owner}` : `${tenant.id}:${name}`;
}

function load(name) {
  try {
    const value = JSON.parse(localStorage.getItem(key(name)));
    return value && typeof value === "object" ? value : {};
  } catch {
    return {};
  }
}

// Resolves to what went wrong: "full", "blocked", or nothing.
function write(name, text) {
  try {
    localStorage.setItem(key(name), text);
    return "";
  } catch (error) {
    return /quota/i.test(`${error?.name} ${error?.message}`) || error?.code === 22 || error?.code === 1014 ? "full" : "blocked";
  }
}

function fresh() {
  return {
    start: Date.now(), // times of sample data count from the first start
    read: {},          // conversation → time up to which it is read
    sent: {},          // conversation → messages written here
    seen: {},          // "tasks/plan" → true
    tasks: { added: [], done: {}, removed: {} },
    decisions: {},     // approval → "approved" or "declined"
    events: [],        // appointments added here
  };
}

// What was stored in another shape, such as by hand, does not count.
function shaped(stored) {
  const whole = fresh();
  for (const [name, value] of Object.entries(whole)) {
    if (alike(value, stored[name])) whole[name] = stored[name];
  }
  whole.tasks = { ...fresh().tasks, ...whole.tasks };
  if (!Object.entries(fresh().tasks).every(([name, value]) => alike(value, whole.tasks[name]))) whole.tasks = fresh().tasks;
  for (const [id, messages] of Object.entries(whole.sent)) {
    whole.sent[id] = Array.isArray(messages) ? messages.filter((message) => Number.isFinite(message?.at)) : [];
  }
  whole.tasks.added = whole.tasks.added.filter((task) => typeof task?.title === "string" && Number.isFinite(task.due));
  whole.events = whole.events.filter((event) => typeof event?.title === "string" && Number.isFinite(event.start) && Number.isFinite(event.end));
  return whole;
}

function alike(a, b) {
  return typeof a === typeof b && b !== null && Array.isArray(a) === Array.isArray(b);
}

// `chosen` holds what was chosen instead of the tenant's presets, by key.
export const settings = { language: "", role: "", chosen: {}, ...load("settings") };
export const work = fresh();

// Takes what this person did on this device; `id` is empty where nobody signs in. Returns why the device keeps nothing, if so.
export function openWork(id) {
  owner = id;
  take(shaped(load("work")));
  kept = JSON.stringify(work);
  return write("work", kept);
}

function take(state) {
  for (const name of Object.keys(work)) delete work[name];
  Object.assign(work, state);
}

export function saveSettings() {
  const problem = write("settings", JSON.stringify(settings));
  if (problem) onLoss(problem);
  dispatchEvent(new Event("settings"));
}

// Changes what is kept, whole or not at all: where the device does not take it,
// all is as before, and the person is told. Returns whether it was taken.
export function change(edit) {
  edit(work);
  const text = JSON.stringify(work);
  const problem = write("work", text);
  if (!problem) {
    kept = text;
    return true;
  }
  take(JSON.parse(kept));
  onLoss(problem);
  return false;
}

// Marks of what was read. If the device does not take them, they last as long as the page.
export function mark(edit) {
  edit(work);
  const text = JSON.stringify(work);
  if (!write("work", text)) kept = text;
}

// Something small beside the work, such as what an undo needs; null removes it.
export function keepAside(name, value) {
  lost.delete(name);
  if (value === null) forget(key(name));
  else if (write(name, JSON.stringify(value))) lost.set(name, value);
}

export function aside(name) {
  return lost.get(name) ?? load(name);
}

function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Then there is none.
  }
}

export function reset() {
  try {
    sessionStorage.removeItem(key("draft"));
  } catch {
    // Then there is none.
  }
  keepAside("cleared", null);
  return change(() => take(fresh()));
}

// What somebody has begun to write in a conversation. It outlives another view, a lock and a new sign-in, in the same tab.
export function draft(id) {
  return drafts()[id] ?? "";
}

export function keepDraft(id, text) {
  try {
    sessionStorage.setItem(key("draft"), JSON.stringify({ ...drafts(), [id]: text || undefined }));
  } catch {
    // It is in the field all the same.
  }
}

function drafts() {
  try {
    const all = JSON.parse(sessionStorage.getItem(key("draft")));
    return Object.fromEntries(Object.entries(all ?? {}).filter(([, text]) => typeof text === "string"));
  } catch {
    return {};
  }
}

export function whenLost(then) {
  onLoss = then;
}

// Another tab of the same tenant has written: take its state over.
export function onForeignChange(then) {
  addEventListener("storage", (event) => {
    if (event.key === key("settings")) Object.assign(settings, load("settings"));
    else if (event.key === key("work")) {
      take(shaped(load("work")));
      kept = JSON.stringify(work);
    } else if (event.key !== key("cleared")) return;
    then();
  });
}

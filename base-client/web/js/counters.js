// The counters behind badges. Whoever has something that waits says how it is
// counted, how all of it is marked as seen, and how exactly that is put back.

import { aside, keepAside } from "./store.js";

// So long, in milliseconds, what was cleared is offered back.
const OFFERED = 12_000;

const counters = new Map();

// `count()` gives a number, `clear()` what `restore` needs, as JSON: it outlives the page.
export function counter(name, { count, clear, restore }) {
  counters.set(name, { count, clear, restore });
}

export function count(name) {
  return counters.get(name)?.count() ?? 0;
}

export function total() {
  return [...counters.keys()].reduce((sum, name) => sum + count(name), 0);
}

export function clearAll() {
  const waiting = [...counters].filter(([, { count }]) => count() > 0);
  const cleared = Object.fromEntries(waiting.map(([name, { clear }]) => [name, clear()]));
  keepAside("cleared", { at: Date.now(), cleared });
}

// What was cleared here or in another tab a moment ago, and for how long it is still offered; nothing later.
export function offer() {
  const { at, cleared } = aside("cleared");
  const left = at + OFFERED - Date.now();
  return left > 0 && left <= OFFERED && cleared && typeof cleared === "object" ? { left, cleared } : null;
}

export function restoreAll(cleared) {
  for (const [name, kept] of Object.entries(cleared)) counters.get(name)?.restore(kept);
  keepAside("cleared", null);
}

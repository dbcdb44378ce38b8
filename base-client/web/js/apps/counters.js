// What waits in an app: records that are due, out of their limits, or changed by others and not yet seen.

import { counter } from "../counters.js";
import { range } from "../records/shape.js";
import { refresh } from "../router.js";
import { today } from "./format.js";
import { app as appOf } from "./app.js";
import { scope } from "./list.js";
import { log } from "./records.js";
import { apps } from "../../config.js";

const END = 9_999_999_999_999;

const SOON = 500;     // milliseconds until what has changed is counted,
const LATER = 5_000;  // and where more follows, such as of a file
const FEW = 20;       // records

const known = new Map();   // app → its counters
const changed = new Set(); // apps that are to be counted again
let listening = false;
let counting = 0;

// { due, out, unread } as far as it is known; the view is drawn again when it is another.
export function counters(id) {
  if (!listening) listen();
  return known.get(id) ?? { due: 0, out: 0, unread: 0 };
}

async function listen() {
  listening = true;
  try {
    const all = await log();
    all.onChange(({ records, kinds }) => {
      for (const kind of kinds) changed.add(kind);
      counting ||= setTimeout(countChanged, records.length > FEW ? LATER : SOON);
    });
    await count(apps.map(({ id }) => id));
  } catch {
    // Where nothing is kept, nothing waits.
  }
}

// Counts all anew, when what was seen has come from another device.
export function recount() {
  return count(apps.map(({ id }) => id));
}

// Many changes in a row, such as of a file, are counted as one.
async function countChanged() {
  const kinds = [...changed];
  changed.clear();
  await count(kinds).catch(() => {});
  counting = changed.size ? setTimeout(countChanged, LATER) : 0;
}

async function count(kinds) {
  let isOther = false;
  for (const { id } of apps.filter(({ id }) => kinds.includes(id))) {
    const now = await countOf(id);
    isOther ||= JSON.stringify(now) !== JSON.stringify(counters(id));
    known.set(id, now);
  }
  // What somebody is filling in stays as it is; the next view has the new numbers.
  if (isOther && !document.querySelector(".form")) refresh();
}

async function countOf(id) {
  const all = await log();
  const since = (await all.note(`seen ${id}`)) ?? 0;
  const out = range(id, "out");
  // Tags count time backwards: what is newer than `since` comes before it.
  const newer = since ? IDBKeyRange.bound(out.lower, `${out.lower}${String(END - since).padStart(13, "0")}`, false, true) : out;
  return {
    due: await dueOf(all, id),
    out: await counted(all, id, newer),
    unread: await counted(all, id, range(id, "unread")),
  };
}

// How many records there are in a range, of those that this person may see.
async function counted(all, id, range) {
  const app = appOf(id);
  const seen = app ? scope(app) : [];
  if (!seen) return all.count(range);
  return seen.length ? (await all.among([range, seen])).length : 0;
}

// What is due beyond what somebody has cleared. What was done since then counts for none of it.
async function dueOf(all, id) {
  const due = await allDue(all, id);
  const cleared = (await all.note(`due ${id}`)) ?? 0;
  if (due < cleared) await all.setNote(`due ${id}`, due);
  return Math.max(0, due - cleared);
}

function allDue(all, id) {
  return counted(all, id, IDBKeyRange.bound(`${id}\tdue\t`, `${id}\tdue\t${today(false)}t99`));
}

// Makes what waits in each app a counter, `app:ID`.
export function register() {
  for (const { id } of apps) {
    counter(`app:${id}`, {
      count() {
        const { due, out, unread } = counters(id);
        return due + out + unread;
      },
      clear: () => clear(id),
      restore: (before) => restore(id, before),
    });
  }
}

// Says that somebody has seen what waits. Resolves to what `restore` takes it back by.
export async function clear(id) {
  const all = await log();
  const before = { seen: (await all.note(`seen ${id}`)) ?? 0, due: (await all.note(`due ${id}`)) ?? 0, unread: await all.among([range(id, "unread")]) };
  await all.setNote(`seen ${id}`, Date.now());
  await all.setNote(`due ${id}`, await allDue(all, id));
  await all.setUnread(before.unread, false);
  await noted(id);
  return before;
}

export async function restore(id, { seen, due, unread }) {
  const all = await log();
  await all.setNote(`seen ${id}`, seen);
  await all.setNote(`due ${id}`, due);
  await all.setUnread(unread, true);
  await noted(id);
}

// Other devices of the person are told, where settings have a way to them.
async function noted(id) {
  dispatchEvent(new Event("cleared"));
  await count([id]);
}

// Says that somebody has seen these records.
export async function seen(id, records) {
  try {
    await (await log()).setUnread(records, false);
    await count([id]);
  } catch {
    // On a device that takes nothing they stay unread.
  }
}

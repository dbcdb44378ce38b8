// People, messages and papers: what was written on this device and, in a demo,
// the sample data.

import { demo } from "../config.js";
import { count, counter } from "./counters.js";
import { t } from "./i18n.js";
import { can, me, myId } from "./person.js";
import { value } from "./presets.js";
import { change, mark, work } from "./store.js";
import { keepOnly, length } from "./voice.js";

export const ME = "me";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let sample = null;
const known = new Map(); // what was worked out since the last change

// Loads the sample data of a demo; another package does not hold it.
export async function openData() {
  if (demo) sample = await import("./demo.js");
}

// What was worked out before may no longer hold.
export function changedData() {
  known.clear();
}

function once(key, work) {
  if (!known.has(key)) known.set(key, work());
  return known.get(key);
}

// Changes what is kept; whether the device took it.
function alter(edit) {
  changedData();
  return change(edit);
}

const BLANK = { name: "", job: "", department: "", place: "", phone: "", mail: "" };

// A person; of one who is no longer known, the id. `place` is the department as rules name it.
export function person(id) {
  if (id === ME) return { ...BLANK, ...(me() ?? sample?.person(ME)), id: ME };
  return sample?.person(id) ?? { ...BLANK, id, name: id };
}

// Those whom this person may see; always the person, where it is known who that is.
export function people() {
  return once("people", () => {
    const all = sample ? sample.people().map(({ id }) => person(id)) : me()?.name ? [person(ME)] : [];
    return all.filter(({ id, place }) => id === ME || can("see", `people:${place || "none"}`));
  });
}

// A person as rules and records know them.
export function recorded(id) {
  return { id: id === ME ? myId() : id, name: person(id).name };
}

export function isPerson(id) {
  return people().some((person) => person.id === id);
}

// Conversations, the newest first. The person's own notes are one of them.
export function chats() {
  return once("chats", () => {
    const ids = new Set([...(sample?.chatIds() ?? []), ...Object.keys(work.sent), ME]);
    return [...ids].map(chat).filter(Boolean).sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0));
  });
}

export function chat(id) {
  return once(`chat/${id}`, () => open(id));
}

// `messages` are sorted by time.
function open(id) {
  const found = sample?.chat(id, work.start);
  // Who may not see a person has no conversation with them either.
  if (id !== ME && !found?.group && !isPerson(id)) return null;
  const limit = oldest(value("storage.keep-days"));
  const own = (work.sent[id] ?? []).map((message) => ({ ...message, text: textOf(message), from: ME, own: true }));
  const messages = [...(found?.messages ?? []), ...own].filter(({ at }) => at >= limit);
  const read = work.read[id] ?? found?.readUntil ?? Infinity;
  return {
    id,
    group: found?.group ?? false,
    notes: id === ME,
    people: found?.people ?? [ME, id],
    title: found?.title || (id === ME ? t("messages.notes") : person(id).name),
    messages,
    last: messages.at(-1),
    unread: messages.filter((message) => message.from !== ME && message.at > read).length,
  };
}

// A voice note is a message without a text of its own.
function textOf({ text, voice, seconds }) {
  return voice ? t("voice.note", { time: length(seconds) }) : String(text);
}

// Messages before this moment are not kept.
function oldest(days) {
  return days ? Date.now() - days * DAY : 0;
}

export function readChat(id) {
  changedData();
  mark((work) => { work.read[id] = Date.now(); });
}

// `content` is a text, or a voice note. Returns whether the device has kept it.
export function send(id, content) {
  const at = Date.now();
  return alter((work) => {
    (work.sent[id] ??= []).push({ at, ...content });
    work.read[id] = at;
  });
}

// What the device may no longer keep is really removed.
export function forgetOld() {
  const days = value("storage.keep-days");
  if (!wouldForget(days)) return;
  alter((work) => {
    for (const id of Object.keys(work.sent)) work.sent[id] = work.sent[id].filter((message) => message.at >= oldest(days));
  });
  forgetVoices();
}

// Whether something that the person wrote here is older than so many days.
export function wouldForget(days) {
  const limit = oldest(days);
  return Object.values(work.sent).some((messages) => messages.some((message) => message.at < limit));
}

// Removes the voice notes that no message holds any more.
export function forgetVoices() {
  const kept = Object.values(work.sent).flat().map((message) => message.voice);
  keepOnly(new Set(kept)).catch(() => {});
}

export function tasks() {
  return [...work.tasks.added.map((task) => ({ ...task, own: true })), ...(sample?.tasks(work.start) ?? [])]
    .map((task) => ({ ...task, done: Boolean(work.tasks.done[task.id]), isNew: isNew(`tasks/${task.id}`) }));
}

export function addTask(title) {
  return alter((work) => work.tasks.added.push({ id: `own-${Date.now()}-${work.tasks.added.length}`, title, due: Date.now() }));
}

export function tickTask(id, done) {
  return alter((work) => {
    if (done) work.tasks.done[id] = true;
    else delete work.tasks.done[id];
  });
}

export function removeTask(id) {
  return alter((work) => {
    work.tasks.added = work.tasks.added.filter((task) => task.id !== id);
    delete work.tasks.done[id];
  });
}

export function approvals() {
  return (sample?.approvals(work.start) ?? []).map((approval) => ({
    ...approval, decision: work.decisions[approval.id] ?? approval.decision,
    decidedHere: Boolean(work.decisions[approval.id]), isNew: isNew(`approvals/${approval.id}`),
  }));
}

// `decision` is "approved", "declined", or nothing.
export function decideApproval(id, decision) {
  return alter((work) => {
    if (decision) work.decisions[id] = decision;
    else delete work.decisions[id];
  });
}

export function files() {
  return sample?.files(work.start) ?? [];
}

export function news() {
  return (sample?.news(work.start) ?? []).map((article) => ({ ...article, isNew: isNew(`announcements/${article.id}`) }));
}

// The appointments of the day that is so many days from today.
export function events(day) {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  midnight.setDate(midnight.getDate() + day);
  const at = (hours) => midnight.getTime() + hours * HOUR;
  const own = work.events.filter((event) => event.start >= at(0) && event.start < at(24))
    .map((event) => ({ ...event, own: true }));
  return [...(sample?.events(day, at) ?? []), ...own].sort((a, b) => a.start - b.start);
}

export function addEvent(event) {
  return alter((work) => work.events.push(event));
}

export function removeEvent(event) {
  return alter((work) => {
    work.events = work.events.filter((own) => own.start !== event.start || own.title !== event.title);
  });
}

function isNew(key) {
  return Boolean(sample?.NEW.includes(key)) && !work.seen[key];
}

export function see(keys) {
  const unseen = keys.filter((key) => !work.seen[key] && isNew(key));
  if (unseen.length) mark((work) => { for (const key of unseen) work.seen[key] = true; });
}

// What is there and not yet seen.
counter("messages", {
  count: () => once("count/messages", () => chats().reduce((sum, chat) => sum + chat.unread, 0)),
  clear() {
    const before = chats().filter((chat) => chat.unread).map(({ id }) => [id, work.read[id] ?? null]);
    const at = Date.now();
    note((work) => { for (const [id] of before) work.read[id] = at; });
    return { at, before };
  },
  // What was read since then stays read.
  restore({ at, before }) {
    note((work) => {
      for (const [id, read] of before.filter(([id]) => work.read[id] === at)) {
        if (read === null) delete work.read[id];
        else work.read[id] = read;
      }
    });
  },
});

function countNew(name, waiting) {
  const keys = () => once(`count/${name}`, () => waiting().map(({ id }) => `${name}/${id}`));
  counter(name, {
    count: () => keys().length,
    clear() {
      const unseen = keys();
      see(unseen);
      changedData();
      return unseen;
    },
    restore: (unseen) => note((work) => { for (const key of unseen) delete work.seen[key]; }),
  });
}

countNew("tasks", () => tasks().filter((task) => task.isNew && !task.done));
countNew("approvals", () => approvals().filter((approval) => approval.isNew && !approval.decision));
countNew("announcements", () => news().filter((article) => article.isNew));

function note(edit) {
  changedData();
  mark(edit);
}

// The counter of a menu entry. What waits in another system is not known here, so an entry that leads there has none.
// An entry without one of its own has that of what it opens, such as `app:trace`.
export function badge({ badge: name, target }) {
  return target.kind === "url" ? 0 : count(name || `${target.kind}:${target.value}`);
}

// The demo's people, messages and papers, together with what was done to them on
// this device. The texts are strings, so that a tenant can put its own.

import { t } from "./i18n.js";
import { value } from "./presets.js";
import { saveWork, work } from "./store.js";
import { keepOnly, length } from "./voice.js";

export const ME = "alex";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DEPARTMENTS = {
  alex: "product", jamie: "product", taylor: "product", sam: "operations", jordan: "operations",
  robin: "finance", casey: "finance", priya: "people", riley: "it", kim: "it",
};

// Each message: who, how long before the first start, which text.
const CHATS = [
  { id: "team", group: true, unread: 1, people: ["alex", "taylor", "jamie", "sam", "kim"], messages: [
    ["taylor", 95 * MINUTE, "m1"], ["jamie", 80 * MINUTE, "m2"], ["taylor", 62 * MINUTE, "m3"],
    ["alex", 60 * MINUTE, "m4"], ["jamie", 18 * MINUTE, "m5"]] },
  { id: "taylor", unread: 1, messages: [["taylor", 28 * HOUR, "m1"], ["alex", 27.8 * HOUR, "m2"], ["taylor", 32 * MINUTE, "m3"]] },
  { id: "operations", group: true, unread: 2, people: ["alex", "sam", "jordan"], messages: [
    ["jordan", 5 * HOUR, "m1"], ["sam", 4.8 * HOUR, "m2"], ["sam", 50 * MINUTE, "m3"]] },
  { id: "jamie", messages: [["jamie", 26 * HOUR, "m1"], ["alex", 25.5 * HOUR, "m2"], ["jamie", 25 * HOUR, "m3"]] },
  { id: "riley", messages: [["riley", 29 * HOUR, "m1"], ["alex", 28 * HOUR, "m2"]] },
  { id: "priya", messages: [["priya", 3 * DAY, "m1"], ["alex", 3 * DAY - HOUR, "m2"]] },
  { id: "casey", messages: [["casey", 4 * DAY, "m1"], ["alex", 4 * DAY - HOUR, "m2"]] },
];

// Days from the first start until the task is due.
const TASKS = { plan: 0, budget: 0, laptop: 0, minutes: 1, course: 2, slides: 3, visit: 6 };
const NEW = new Set(["tasks/budget", "tasks/laptop", "approvals/leave", "approvals/travel", "announcements/canteen", "announcements/safety"]);

// Days from today, start and end in hours.
const EVENTS = [
  ["standup", 0, 10, 10.5, "room3"], ["review", 0, 13.5, 14.5, "online"], ["talk", 0, 16, 16.5, "cafe"],
  ["planning", 1, 9.5, 10.5, "online"], ["lunch", 1, 12, 13, "cafe"], ["course", 2, 14, 16, "hall"],
  ["standup", 3, 10, 10.5, "room3"], ["week", 4, 15.5, 16, "online"], ["visit", 7, 9, 12, "hall"],
  ["standup", -2, 10, 10.5, "room3"], ["lunch", -1, 12, 13, "cafe"],
];

const APPROVALS = { leave: "jordan", budget: "taylor", travel: "kim", device: "casey" };
const FILES = [
  ["plan", "docx", 84, 1], ["handover", "xlsx", 46, 1], ["report", "pdf", 1240, 3],
  ["budget", "xlsx", 132, 5], ["minutes", "docx", 38, 6], ["welcome", "pdf", 2380, 24],
];
const NEWS = { canteen: 0.1, safety: 1, office: 4, results: 9 };

export function person(id) {
  return { id, name: t(`demo.person.${id}`), job: t(`demo.job.${id}`), department: t(`demo.department.${DEPARTMENTS[id]}`) };
}

export function people() {
  return Object.keys(DEPARTMENTS).map(person);
}

export function isPerson(id) {
  return Object.hasOwn(DEPARTMENTS, id);
}

// A number that nobody has: 555 01xx is kept free for examples.
export function phoneOf(id) {
  return `+1 202 555 01${String(10 + Object.keys(DEPARTMENTS).indexOf(id)).padStart(2, "0")}`;
}

// Conversations, the newest first. `messages` are sorted by time.
export function chats() {
  const started = Object.keys(work.sent).filter((id) => isPerson(id) && !CHATS.some((chat) => chat.id === id));
  return [...CHATS.map((demo) => chat(demo.id)), ...started.map(chat)]
    .sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0));
}

export function chat(id) {
  const demo = CHATS.find((demo) => demo.id === id);
  if (!demo && !isPerson(id)) return null;
  const limit = oldest(value("storage.keep-days"));
  const messages = [
    ...(demo?.messages ?? []).map(([from, ago, text]) => ({ from, at: work.start - ago, text: t(`demo.chat.${id}.${text}`) })),
    ...(work.sent[id] ?? []).map((message) => ({ ...message, text: textOf(message), from: ME, own: true })),
  ].filter((message) => message.at >= limit);
  const read = work.read[id] ?? initialRead(demo);
  return {
    id,
    group: Boolean(demo?.group),
    people: demo?.people ?? [ME, id],
    title: demo?.group ? t(`demo.chat.${id}.title`) : person(id).name,
    messages,
    last: messages.at(-1),
    unread: messages.filter((message) => message.from !== ME && message.at > read).length,
  };
}

// A voice note is a message without a text of its own.
function textOf({ text, voice, seconds }) {
  return voice ? t("voice.note", { time: length(seconds) }) : text;
}

// Messages before this moment are not kept.
function oldest(days) {
  return days ? Date.now() - days * DAY : 0;
}

function initialRead(demo) {
  if (!demo) return Date.now();
  const others = demo.messages.filter(([from]) => from !== ME);
  const lastRead = others[others.length - 1 - (demo.unread ?? 0)];
  return lastRead ? work.start - lastRead[1] : 0;
}

export function readChat(id) {
  work.read[id] = Date.now();
  saveWork();
}

// `content` is a text, or a voice note.
export function send(id, content) {
  (work.sent[id] ??= []).push({ at: Date.now(), ...content });
  readChat(id);
}

// What the device may no longer keep is really removed.
export function forgetOld() {
  const days = value("storage.keep-days");
  if (!wouldForget(days)) return;
  for (const id of Object.keys(work.sent)) {
    work.sent[id] = work.sent[id].filter((message) => message.at >= oldest(days));
  }
  saveWork();
  forgetVoices();
}

// Whether something that the person wrote here is older than so many days.
export function wouldForget(days) {
  return Object.values(work.sent).flat().some((message) => message.at < oldest(days));
}

// Removes the voice notes that no message holds any more.
export function forgetVoices() {
  const kept = Object.values(work.sent).flat().map((message) => message.voice);
  keepOnly(new Set(kept)).catch(() => {});
}

export function tasks() {
  const demo = Object.entries(TASKS).map(([id, days]) => ({ id, title: t(`demo.task.${id}`), due: work.start + days * DAY }));
  return [...work.tasks.added.map((task) => ({ ...task, own: true })), ...demo]
    .map((task) => ({ ...task, done: Boolean(work.tasks.done[task.id]), isNew: isNew(`tasks/${task.id}`) }));
}

export function approvals() {
  return Object.entries(APPROVALS).map(([id, from]) => ({
    id, from: person(from), title: t(`demo.approval.${id}`), text: t(`demo.approval.${id}-text`),
    at: work.start - (Object.keys(APPROVALS).indexOf(id) + 0.5) * 5 * HOUR,
    decision: work.decisions[id] ?? (id === "device" ? "approved" : ""), isNew: isNew(`approvals/${id}`),
  }));
}

export function files() {
  return FILES.map(([id, kind, kilobytes, days]) => ({ id, kind, kilobytes, name: t(`demo.file.${id}`), at: work.start - days * DAY }));
}

export function news() {
  return Object.entries(NEWS).map(([id, days]) => ({
    id, title: t(`demo.news.${id}.title`), lead: t(`demo.news.${id}.lead`), body: t(`demo.news.${id}.body`),
    at: work.start - days * DAY, isNew: isNew(`announcements/${id}`),
  }));
}

// The appointments of the day that is so many days from today.
export function events(day) {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  midnight.setDate(midnight.getDate() + day);
  const at = (hours) => midnight.getTime() + hours * HOUR;
  const demo = EVENTS.filter(([, away]) => away === day)
    .map(([id, , from, to, place]) => ({ title: t(`demo.event.${id}`), start: at(from), end: at(to), place: t(`demo.place.${place}`) }));
  const own = work.events.filter((event) => event.start >= at(0) && event.start < at(24))
    .map((event) => ({ ...event, own: true }));
  return [...demo, ...own].sort((a, b) => a.start - b.start);
}

function isNew(key) {
  return NEW.has(key) && !work.seen[key];
}

export function see(key) {
  if (work.seen[key]) return;
  work.seen[key] = true;
  saveWork();
}

// The counters that menu entries may show.
const COUNTERS = {
  messages: () => chats().reduce((sum, chat) => sum + chat.unread, 0),
  tasks: () => tasks().filter((task) => task.isNew && !task.done).length,
  approvals: () => approvals().filter((approval) => approval.isNew && !approval.decision).length,
  announcements: () => news().filter((article) => article.isNew).length,
};

export function badge(name) {
  return COUNTERS[name]?.() ?? 0;
}

export function badges() {
  return Object.keys(COUNTERS).reduce((sum, name) => sum + badge(name), 0);
}

export function clearBadges() {
  for (const { id } of chats()) work.read[id] = Date.now();
  for (const key of NEW) work.seen[key] = true;
  saveWork();
}

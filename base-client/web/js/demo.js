// Sample people, messages and papers: only in packages that say they are a demo,
// which the client then says on every view. The texts are strings, so that a
// tenant can put its own.

import { mailOf } from "./menu.js";
import { t } from "./i18n.js";
import { SAMPLE as SELF } from "./person.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// The one who looks at the demo is `me` everywhere but here and in records.

const DEPARTMENTS = {
  alex: "product", jamie: "product", taylor: "product", sam: "operations", jordan: "operations",
  robin: "finance", casey: "finance", priya: "people", riley: "it", kim: "it",
};

// Each message: who, how long before the first start, which text.
const CHATS = [
  { id: "team", group: true, unread: 1, people: ["me", "taylor", "jamie", "sam", "kim"], messages: [
    ["taylor", 95 * MINUTE, "m1"], ["jamie", 80 * MINUTE, "m2"], ["taylor", 62 * MINUTE, "m3"],
    ["me", 60 * MINUTE, "m4"], ["jamie", 18 * MINUTE, "m5"]] },
  { id: "taylor", unread: 1, messages: [["taylor", 28 * HOUR, "m1"], ["me", 27.8 * HOUR, "m2"], ["taylor", 32 * MINUTE, "m3"]] },
  { id: "operations", group: true, unread: 2, people: ["me", "sam", "jordan"], messages: [
    ["jordan", 5 * HOUR, "m1"], ["sam", 4.8 * HOUR, "m2"], ["sam", 50 * MINUTE, "m3"]] },
  { id: "jamie", messages: [["jamie", 26 * HOUR, "m1"], ["me", 25.5 * HOUR, "m2"], ["jamie", 25 * HOUR, "m3"]] },
  { id: "riley", messages: [["riley", 29 * HOUR, "m1"], ["me", 28 * HOUR, "m2"]] },
  { id: "priya", messages: [["priya", 3 * DAY, "m1"], ["me", 3 * DAY - HOUR, "m2"]] },
  { id: "casey", messages: [["casey", 4 * DAY, "m1"], ["me", 4 * DAY - HOUR, "m2"]] },
];

// Days from the first start until the task is due.
const TASKS = { plan: 0, budget: 0, laptop: 0, minutes: 1, course: 2, slides: 3, visit: 6 };

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

// What is new until it was seen.
export const NEW = ["tasks/budget", "tasks/laptop", "approvals/leave", "approvals/travel", "announcements/canteen", "announcements/safety"];

export function person(id) {
  const own = id === "me" ? SELF : id;
  const index = Object.keys(DEPARTMENTS).indexOf(own);
  if (index < 0) return null;
  return {
    id, name: t(`demo.person.${own}`), job: t(`demo.job.${own}`), department: t(`demo.department.${DEPARTMENTS[own]}`), place: DEPARTMENTS[own],
    // A number that nobody has: 555 01xx is kept free for examples.
    phone: `+1 202 555 01${10 + index}`, mail: mailOf(own),
  };
}

export function people() {
  return Object.keys(DEPARTMENTS).map((id) => person(id === SELF ? "me" : id));
}

// A conversation; `start` is the moment from which times are counted.
export function chat(id, start) {
  const found = CHATS.find((chat) => chat.id === id);
  if (!found) return null;
  const { group = false, unread = 0, people = [], messages } = found;
  const others = messages.filter(([from]) => from !== "me");
  const lastRead = others[others.length - 1 - unread];
  return {
    id, group, people, title: group ? t(`demo.chat.${id}.title`) : "",
    readUntil: lastRead ? start - lastRead[1] : 0,
    messages: messages.map(([from, ago, text]) => ({ from, at: start - ago, text: t(`demo.chat.${id}.${text}`) })),
  };
}

export function chatIds() {
  return CHATS.map(({ id }) => id);
}

export function tasks(start) {
  return Object.entries(TASKS).map(([id, days]) => ({ id, title: t(`demo.task.${id}`), due: start + days * DAY }));
}

export function approvals(start) {
  return Object.entries(APPROVALS).map(([id, from], index) => ({
    id, from: person(from), title: t(`demo.approval.${id}`), text: t(`demo.approval.${id}-text`),
    at: start - (index + 0.5) * 5 * HOUR, decision: id === "device" ? "approved" : "",
  }));
}

export function files(start) {
  return FILES.map(([id, kind, kilobytes, days]) => ({
    id, kind, kilobytes, name: t(`demo.file.${id}`), at: start - days * DAY, text: t("demo.file.body"),
  }));
}

export function news(start) {
  return Object.entries(NEWS).map(([id, days]) => ({
    id, title: t(`demo.news.${id}.title`), lead: t(`demo.news.${id}.lead`), body: t(`demo.news.${id}.body`), at: start - days * DAY,
  }));
}

// The appointments of a day; `at` gives the moment of an hour of it.
export function events(day, at) {
  return EVENTS.filter(([, away]) => away === day)
    .map(([id, , from, to, place]) => ({ title: t(`demo.event.${id}`), start: at(from), end: at(to), place: t(`demo.place.${place}`) }));
}

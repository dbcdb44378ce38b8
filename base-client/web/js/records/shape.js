// By what records are found: one index of tags, each a text that begins with the
// kind and ends with the time, the newest first.

import { apps } from "../../config.js";
import { idOf, nameIn } from "./people.js";

const END = 9_999_999_999_999; // milliseconds; times are counted back from here
const LONGEST = 100;           // characters of a value that count

// What is found by: changes when an app changes it, and then all tags are made anew.
export const SHAPE = JSON.stringify(["own", ...apps.map((app) => [app.id, app.search, app.done ?? "", app["done-if"], app.due ?? "", app.list.filters,
  app.fields.map(({ id, low, high, holder }) => [id, low, high, holder])])]);

// A text as it is searched by: small letters, one form of each character.
export function plain(value) {
  return String(value).normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim().slice(0, LONGEST);
}

// The range of all tags that begin so; with `whole`, that are so but for the time.
export function range(kind, name, value = "", whole = "whole") {
  const start = `${kind}\t${name}\t${plain(value)}`;
  return whole ? IDBKeyRange.bound(`${start}\t`, `${start}\t\uffff`) : IDBKeyRange.bound(start, `${start}\uffff`);
}

// The range of all records of a step that belong to somebody; the step of an app without steps is empty.
export function ownRange(kind, step, id) {
  const start = ownStart(kind, step, id);
  return IDBKeyRange.bound(start, `${start}\uffff`);
}

function ownStart(kind, step, id) {
  return `${kind}\town ${step ?? ""}\t${encodeURIComponent(id)}\t`;
}

// The ids of the persons that a record belongs to: who made it, and whom it is assigned to.
export function ownersOf(app, { by, fields }) {
  const holder = app?.fields.find((field) => field.holder);
  return [...new Set([idOf(by), holder ? idOf(fields[holder.id]) : ""])].filter(Boolean);
}

// The tags by which a record is found.
export function tags(record) {
  const { kind, at, fields } = record;
  const app = apps.find(({ id }) => id === kind);
  const end = String(END - at).padStart(13, "0");
  const tag = (name, value = "") => `${kind}\t${name}\t${plain(value)}\t${end}`;
  if (fields.$gone) return [tag("gone")];
  const all = [tag("all")];
  if (record.unread) all.push(tag("unread"));
  if (fields.$step) all.push(tag("step", fields.$step));
  for (const id of ownersOf(app, record)) all.push(`${ownStart(kind, fields.$step, id)}${end}`);
  if (!app) return all;
  for (const field of app.fields.filter(({ id }) => app.search.includes(id) && fields[id] != null)) all.push(tag(`key ${field.id}`, keyOf(field, fields[field.id])));
  for (const id of app.list.filters) if (fields[id] != null) all.push(tag(`is ${id}`, fields[id]));
  if (app.fields.some((field) => isOut(field, fields[field.id]))) all.push(tag("out"));
  if (Object.keys(record.conflicts).length) all.push(tag("conflict"));
  if (!isOpen(app, record)) return all;
  all.push(tag("open"));
  if (app.due && fields[app.due] != null) all.push(`${kind}\tdue\t${plain(fields[app.due])}\t`);
  const holder = app.fields.find((field) => field.holder);
  if (holder && fields[holder.id] != null) all.push(tag("holder", whoIs(fields[holder.id])));
  return all;
}

// What a value is searched by: a person by the name.
export function keyOf({ kind }, value) {
  return kind === "person" ? nameIn(value) : String(value);
}

// Who a person in a record is, for what goes by persons: the id, or the name where nothing else is known.
export function whoIs(value) {
  return idOf(value) || String(value);
}

// Whether a number is outside of its limits.
export function isOut({ low, high }, value) {
  return typeof value === "number" && (value < (low ?? -Infinity) || value > (high ?? Infinity));
}

// Whether somebody still has to deal with the record.
export function isOpen(app, { fields }) {
  if (!app.done || fields.$gone) return false;
  const value = fields[app.done];
  return value == null || (app["done-if"].length > 0 && !app["done-if"].includes(String(value)));
}

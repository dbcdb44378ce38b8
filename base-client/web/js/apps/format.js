// Values of records as people read them.

import { date, language, pick, t } from "../i18n.js";
import { apps } from "../../config.js";
import { field as fieldOf, mayField, recordName, steps } from "./app.js";
import { nameOf } from "./records.js";

const numbers = new Map();

function decimal(value) {
  if (!numbers.has(language())) numbers.set(language(), new Intl.NumberFormat(language(), { maximumFractionDigits: 6 }));
  return numbers.get(language()).format(value);
}

// A value as text. What does not fit its field is shown as it is.
export function show(field, value) {
  if (value == null) return "";
  if (field?.kind === "number" && typeof value === "number") return [decimal(value), field.unit].filter(Boolean).join(" ");
  if (field?.kind === "choice") {
    const chosen = field.choices.find(({ id }) => id === value);
    return chosen ? pick(chosen.label) : String(value);
  }
  if (field?.kind === "date") return day(String(value));
  if (field?.kind === "person") return nameOf(value);
  if (field?.kind === "photo") return t("apps.photo");
  return String(value);
}

// `2026-11-30` and `2026-11-30T06:30` are times here, wherever here is.
function day(value) {
  const [all, ...parts] = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?$/.exec(value) ?? [];
  if (!all) return value;
  const [year, month, on, hour = 0, minute = 0] = parts.map((part) => (part === undefined ? undefined : Number(part)));
  const hasTime = value.includes("T");
  return date(new Date(year, month - 1, on, hour, minute), hasTime ? { dateStyle: "medium", timeStyle: "short" } : { dateStyle: "medium" });
}

// Now, or another moment, as a date field holds it.
export function today(withTime, now = new Date()) {
  const two = (number) => String(number).padStart(2, "0");
  const on = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return withTime ? `${on}T${two(now.getHours())}:${two(now.getMinutes())}` : on;
}

// How a number is out of its limits, in words; nothing where it is within.
export function outText({ low, high, unit }, value) {
  if (typeof value !== "number") return "";
  const limit = (number) => [decimal(number), unit].filter(Boolean).join(" ");
  if (low !== undefined && value < low) return t("apps.below", { limit: limit(low) });
  return high !== undefined && value > high ? t("apps.above", { limit: limit(high) }) : "";
}

// The limits of a field, for the line below it.
export function limitText({ kind, low, high, min, max, unit }) {
  if (kind !== "number") return "";
  const limit = (number) => [decimal(number), unit].filter(Boolean).join(" ");
  const [from, to] = [low ?? min, high ?? max];
  if (from !== undefined && to !== undefined) return `${decimal(from)} – ${limit(to)}`;
  if (from !== undefined) return t("apps.at-least", { limit: limit(from) });
  return to !== undefined ? t("apps.at-most", { limit: limit(to) }) : "";
}

// What a record is known by: the first of its app's key that this person may see, else what records are called.
export function titleOf(app, record) {
  const ids = [...app.search, ...app.key, ...app.list.columns];
  const id = ids.find((id) => record.fields[id] != null && mayField(app, "see", id, record) && !["photo", "reference"].includes(fieldOf(app, id).kind));
  return id ? show(fieldOf(app, id), record.fields[id]) : recordName(app);
}

// The title of the step that made a record.
export function stepTitle(app, record) {
  const found = steps(app).find(({ id }) => id === (record.fields.$step ?? ""));
  return found && app.steps.length ? pick(found.title) : "";
}

export function appOf(record) {
  return apps.find(({ id }) => id === record.kind);
}

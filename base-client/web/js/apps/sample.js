// Sample records of a demo, made of what the apps give as examples. They come from
// a device of their own, so that no place is ever given them.

import { apps, sections, tenant } from "../../config.js";
import { people, recorded } from "../data.js";
import { t } from "../i18n.js";
import { nameOf } from "../records/event.js";
import { written } from "../records/people.js";
import { isOut } from "../records/shape.js";
import { work } from "../store.js";
import { today } from "./format.js";
import { reasonOf } from "./schema.js";

const HOUR = 3_600_000;
const MANY = 9;          // records of an app that has no steps
const RARELY = 17;       // of so many numbers one is out of its limits

const DEVICE = "sample";

// Puts them on the device once for each version of an app.
export async function addSamples(log) {
  for (const [index, app] of apps.entries()) {
    if ((await log.note(`sample ${app.id}`)) === app.version) continue;
    for (const [from, events] of bySender(app, eventsOf(app, index))) {
      const { refused } = await log.take(events, from ? { from, sender: from } : {});
      if (refused.length) throw new TypeError(`${refused[0].name}: ${refused[0].why}`);
    }
    await log.setNote(`sample ${app.id}`, app.version);
  }
}

// Where other tenants write into a place of this one, two records of three are theirs.
function bySender(app, events) {
  const { places, routes } = sections.storage;
  const route = routes.find(({ what, apps }) => what.includes("records") && (apps.length === 0 || apps.includes(app.id)));
  if (!places.some(({ id, of }) => id === route?.to && of === tenant.id)) return [[null, events]];
  const senders = [null, ...["one", "two"].map((id) => ({ id, name: t(`demo.partner.${id}`) }))];
  return senders.map((from, index) => [from, events.filter((_, n) => n % senders.length === index)]);
}

function eventsOf(app, index) {
  const all = app.steps.length ? ofSteps(app) : Array.from({ length: countOf(app) }, (_, k) => ({ k, step: null, hours: 5 + 21 * k }));
  return all.map(({ k, step, hours }, n) => {
    const fields = step ? [...new Set([...app.key, ...step.fields])] : app.fields.map(({ id }) => id);
    const event = { name: "", device: DEVICE, n: index * 10_000 + n + 1, at: Math.round(work.start - hours * HOUR) - n - index, by: nameAt(n), kind: app.id,
      record: `sample-${app.id}-${n}`, version: app.version, base: [], change: { ...(step ? { $step: step.id } : {}), ...valuesOf(app, fields, k, n) }, blobs: {} };
    return { ...event, name: nameOf(event) };
  });
}

// What is not dealt with but only listed, such as parts, is there once for each example.
function countOf(app) {
  const first = app.fields.find(({ id }) => id === app.search[0]);
  return app.done || !first?.examples.length ? MANY : first.examples.length;
}

// The batches that the first key gives as examples: the newest has come half the way.
function ofSteps(app) {
  const first = app.fields.find(({ id }) => id === app.key[0]);
  const batches = Math.max(1, first?.examples.length ?? 0);
  return Array.from({ length: batches }, (_, k) => app.steps.slice(0, k === 0 ? Math.ceil(app.steps.length * 0.7) : undefined)
    .map((step, index) => ({ k, step, hours: 3 + 26 * k + (app.steps.length - index) * 0.7 }))).flat();
}

function valuesOf(app, ids, k, n) {
  const values = {};
  for (const id of ids) {
    const field = app.fields.find((field) => field.id === id);
    const value = valueOf(app, field, k, n);
    if (value === undefined) continue;
    values[id] = value;
    if (isOut(field, value)) values[reasonOf(id)] = t("demo.reason");
  }
  return values;
}

function valueOf(app, field, k, n) {
  const chance = mixed(`${app.id} ${field.id} ${n}`);
  switch (field.kind) {
    case "number": return numberAt(field, chance);
    case "choice": return choiceAt(app, field, k, chance);
    case "date": return dateAt(app, field, k);
    case "person": return app.done === field.id && k < 4 ? undefined : nameAt(field.holder ? k % 3 : n);
    case "photo": return undefined;
    case "reference": return `sample-${field.of}-${k % countOf(apps.find(({ id }) => id === field.of))}`;
    default: return field.examples.length ? field.examples[(app.key.includes(field.id) ? k : n) % field.examples.length] : undefined;
  }
}

function numberAt({ low, high, min, max, examples }, chance) {
  if (examples.length) return Number(examples[chance % examples.length]);
  const from = low ?? min ?? (high ?? max ?? 100) / 2;
  const to = high ?? max ?? from * 1.2;
  const width = to - from;
  const digits = width < 2 ? 2 : width < 60 ? 1 : 0;
  const isRare = chance % RARELY === 0 && (low ?? high) !== undefined;
  const value = isRare ? (high !== undefined ? Math.min(max ?? Infinity, high + width * 0.15) : Math.max(min ?? -Infinity, low - width * 0.1)) : from + width * (0.25 + (chance % 50) / 100);
  return Number(value.toFixed(digits));
}

// What closes a record is chosen in the older ones.
function choiceAt(app, field, k, chance) {
  const ids = field.choices.map(({ id }) => id);
  if (field.id !== app.done) return ids[chance % 5 ? 0 : chance % ids.length];
  const closing = app["done-if"].length ? ids.filter((id) => app["done-if"].includes(id)) : ids;
  const open = ids.filter((id) => !closing.includes(id));
  return k < 4 ? open[k % Math.max(1, open.length)] : closing[0];
}

function dateAt(app, field, k) {
  if (field.id === app.done && k < 4) return undefined;
  const days = field.id === app.due ? 1 - k : -k;
  return today(field.time, new Date(work.start + days * 24 * HOUR));
}

function nameAt(n) {
  const all = people();
  return all.length ? written(recorded(all[n % all.length].id)) : "";
}

// A number that is the same for the same text: FNV-1a.
function mixed(text) {
  let hash = 2_166_136_261;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) >>> 0;
  return hash >>> 8;
}

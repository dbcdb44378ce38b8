// The apps that the tenant has, as this person may use them.

import { apps } from "../../config.js";
import { pick } from "../i18n.js";
import { can, own } from "../person.js";
import { ownersOf } from "../records/shape.js";

// An app, or nothing where there is none or it is not for this person.
export function app(id) {
  const found = apps.find((app) => app.id === id);
  return found && can("see", `app:${id}`) ? found : null;
}

export function mine() {
  return apps.filter(({ id }) => app(id));
}

// The step of an app; an app without steps is one step itself, whose id is empty.
export function step(app, id) {
  return steps(app).find((step) => step.id === (id ?? "")) ?? null;
}

// The steps that this person may see.
export function steps(app) {
  const all = app.steps.length ? app.steps : [{ id: "", title: app.title, icon: app.icon, fields: app.fields.map(({ id }) => id) }];
  return all.filter(({ id }) => may(app, "see", id));
}

// Stands for a record that this person is about to make.
export const FRESH = {};

// Whether something may be done with a record of a step; without a record: with any of them.
export function may(app, action, step, record) {
  return can(action, step ? `record:${app.id}.${step}` : `app:${app.id}`, facts(app, record));
}

// The same with a field of it.
export function mayField(app, action, id, record) {
  return can(action, `app-field:${app.id}.${id}`, facts(app, record));
}

function facts(app, record) {
  if (record === FRESH) return own();
  return record ? { people: ownersOf(app, record) } : {};
}

// Whether a field can be seen of each record that can be, so that records may be found and told apart by it.
export function isSeenOfAll(app, id) {
  const all = app.steps.length ? app.steps.map((step) => step.id) : [""];
  return [own(), { people: [] }].every((whose) => can("see", `app-field:${app.id}.${id}`, whose)
    || !all.some((step) => can("see", step ? `record:${app.id}.${step}` : `app:${app.id}`, whose)));
}

// All that a record of this step has, the app's key first, as far as this person may see it; without a record: of any.
export function fieldsOf(app, step, record) {
  const ids = [...new Set([...app.key, ...step.fields])];
  return ids.map((id) => field(app, id)).filter((field) => field && mayField(app, "see", field.id, record));
}

export function field(app, id) {
  return app.fields.find((field) => field.id === id);
}

// What one record is called.
export function recordName(app) {
  return pick(app.record ?? app.title);
}

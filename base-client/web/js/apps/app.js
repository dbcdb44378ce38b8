// The apps that the tenant has, as this person may use them.

import { apps } from "../../config.js";
import { pick } from "../i18n.js";
import { can } from "../person.js";

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

// Whether something may be done with the records of a step.
export function may(app, action, step) {
  return step ? can(action, `record:${app.id}.${step}`) : can(action, `app:${app.id}`);
}

export function mayField(app, action, id) {
  return can(action, `app-field:${app.id}.${id}`);
}

// All that a record of this step has, the app's key first, as far as this person may see it.
export function fieldsOf(app, step) {
  const ids = [...new Set([...app.key, ...step.fields])];
  return ids.map((id) => field(app, id)).filter((field) => field && mayField(app, "see", field.id));
}

export function field(app, id) {
  return app.fields.find((field) => field.id === id);
}

// What one record is called.
export function recordName(app) {
  return pick(app.record ?? app.title);
}

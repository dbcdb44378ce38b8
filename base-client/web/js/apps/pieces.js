// Pieces that several views of apps are made of.

import { empty, glyph, h } from "../dom.js";
import { moment, pick, t } from "../i18n.js";
import { isOpen } from "../records/shape.js";
import { field as fieldOf, may, mayField } from "./app.js";
import { outText, show, stepTitle, titleOf } from "./format.js";
import { problem } from "./records.js";

// Says why nothing can be kept, if so.
export function trouble() {
  return problem() ? h("p", { class: "hint" }, glyph("alert"), t(`store.${problem()}-note`)) : null;
}

export function waiting() {
  return h("p", { class: "quiet app-wait", role: "status" }, t("apps.wait"));
}

export function missing(app) {
  return { title: pick(app.title), up: `#/app/${app.id}`, width: "app", body: empty("search", t("apps.no-record"), t("apps.no-record-text")) };
}

// The fields of a record that are out of their limits, as far as this person may see them.
export function outOf(app, record) {
  return app.fields.filter((field) => mayField(app, "see", field.id, record) && outText(field, record.fields[field.id]));
}

// What a tenant is called that wrote something here.
export function tenantOf({ id, name }) {
  return name || id;
}

// What is to be known of a record at a glance.
export function marks(app, record) {
  const out = outOf(app, record);
  return [
    record.from && mark("from", "house", tenantOf(record.from)),
    Object.keys(record.conflicts).length > 0 && mark("late", "swap", t("apps.two-versions")),
    out.length > 0 && mark("out", "alert", out.length === 1 ? `${pick(out[0].label)} ${show(out[0], record.fields[out[0].id])}` : t("apps.out-count", { count: out.length })),
    app.done && (isOpen(app, record) ? mark("open", "ring", t("apps.open")) : mark("done", "check", t("apps.done"))),
  ].filter(Boolean);
}

function mark(look, symbol, text) {
  return h("span", { class: `mark ${look}` }, glyph(symbol), h("span", { dir: "auto" }, text));
}

// A record in a list.
export function recordRow(app, record) {
  const columns = app.list.columns.map((id) => fieldOf(app, id)).filter((field) => mayField(app, "see", field.id, record) && record.fields[field.id] != null);
  const title = titleOf(app, record);
  const values = columns.map((field) => show(field, record.fields[field.id])).filter((text) => text !== title);
  const sub = [stepTitle(app, record), ...values].filter(Boolean);
  return h("li", {}, h("a", { class: "row record-row", href: `#/app/${app.id}/record/${record.id}`, "data-key": `record-${record.id}` },
    h("span", { class: "row-text" },
      h("span", { class: "row-line" }, h("span", { class: "row-title", dir: "auto" }, title), h("span", { class: "row-time" }, moment(record.at))),
      h("span", { class: "row-line record-line" }, sub.length > 0 && h("span", { class: "row-sub", dir: "auto" }, sub.join(" · ")), marks(app, record)))));
}

// Whether a record is for this person: one of a step that they may see, or of none that there is.
export function isSeen(app, record) {
  const step = app.steps.find(({ id }) => id === record.fields.$step);
  return may(app, "see", step?.id, record);
}

const opened = new Set(); // what was unfolded, for when it is drawn again

// A part that is unfolded; `name` tells it apart.
export function folded(name, look, title, ...children) {
  const element = h("details", { class: `card ${look}`, open: opened.has(name) }, h("summary", { class: "card-title", "data-key": `fold-${look}` }, title), ...children);
  element.addEventListener("toggle", () => (element.open ? opened.add(name) : opened.delete(name)));
  return element;
}

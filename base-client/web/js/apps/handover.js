// Who deals with what: when somebody leaves, all their open records go to another,
// in one action that can be undone.

import { announce, empty, glyph, h } from "../dom.js";
import { number, pick, t } from "../i18n.js";
import { card } from "../parts.js";
import { closed, refresh } from "../router.js";
import { range, whoIs } from "../records/shape.js";
import { may, mayField } from "./app.js";
import { peopleByName } from "./people.js";
import { isSeen, trouble, waiting } from "./pieces.js";
import { ask, log, nameOf, write } from "./records.js";

let done = null; // what was handed over last: { app, from, to, records }

// The field that says who deals with a record.
export function holderOf(app) {
  return app.done ? app.fields.find(({ holder }) => holder) : undefined;
}

export function handOver(app) {
  const field = holderOf(app);
  if (!field || !may(app, "edit", "") || !mayField(app, "edit", field.id)) return closed(field ? "role" : "missing");
  const holders = ask(`holders ${app.id}`, (log) => held(log, app, field));
  return {
    title: t("apps.hand-over"),
    width: "app",
    up: `#/app/${app.id}`,
    body: [trouble(), done?.app === app.id && undoBar(app, field), holders === undefined ? waiting() : holders.length === 0 ? empty("people", t("apps.nobody-holds"), t("apps.nobody-holds-text")) : form(app, field, holders)],
  };
}

// Each person with how many open records they hold that may be handed over, those with the most first.
async function held(log, app, field) {
  const all = new Map();
  for await (const records of log.each(range(app.id, "holder", "", ""))) {
    for (const { fields } of records.filter((record) => mayGive(app, field, record))) {
      const who = whoIs(fields[field.id]);
      all.set(who, { who, name: nameOf(fields[field.id]), count: (all.get(who)?.count ?? 0) + 1 });
    }
  }
  return [...all.values()].sort((a, b) => b.count - a.count);
}

function mayGive(app, field, record) {
  return isSeen(app, record) && may(app, "edit", record.fields.$step, record) && mayField(app, "edit", field.id, record);
}

function form(app, field, holders) {
  const names = [...new Set([...peopleByName(app).keys(), ...holders.map(({ name }) => name)])];
  return card("", h("form", { class: "form", onsubmit: (event) => submit(event, app, field) },
    h("div", { class: "form-fields" },
      h("p", { class: "quiet" }, t("apps.hand-over-text", { field: pick(field.label) })),
      h("div", { class: "form-field" }, h("label", { class: "form-label", for: "from" }, t("apps.from")),
        h("select", { id: "from", class: "field", "data-key": "from", required: true }, holders.map(({ who, name, count }) => h("option", { value: who }, `${name} · ${number(count)}`)))),
      h("div", { class: "form-field" }, h("label", { class: "form-label", for: "to" }, t("apps.to")),
        h("input", { id: "to", class: "field", list: "to-list", required: true, maxlength: field.max ?? 200, autocomplete: "off", dir: "auto", "data-key": "to" }),
        h("datalist", { id: "to-list" }, names.map((name) => h("option", { value: name }))))),
    h("div", { class: "form-foot" }, h("button", { class: "button", "data-key": "hand-over" }, glyph("swap"), t("apps.hand-over-action")))));
}

async function submit(event, app, field) {
  event.preventDefault();
  const from = event.target.elements.from.value;
  const name = event.target.elements.to.value.trim();
  const to = peopleByName(app).get(name) ?? name;
  if (!to || whoIs(to) === from) return;
  const records = await recordsOf(app, field, from);
  const isKept = await give(app, field, records, to);
  if (!isKept) return;
  event.target.elements.to.value = "";
  done = { app: app.id, from: records[0]?.fields[field.id] ?? from, to, records: records.map(({ id }) => id) };
  refresh();
  announce(t("apps.handed-over", { count: number(records.length), name: nameOf(to) }));
  document.querySelector("[data-key=undo-hand-over]")?.focus();
}

async function recordsOf(app, field, who) {
  const found = [];
  for await (const records of (await log()).each(range(app.id, "holder", who))) found.push(...records.filter((record) => whoIs(record.fields[field.id]) === who && mayGive(app, field, record)));
  return found;
}

function give(app, field, records, to) {
  return write(records.map((record) => ({ kind: app.id, record: record.id, version: app.version, change: { [field.id]: to }, base: record.heads })));
}

function undoBar(app, field) {
  return h("p", { class: "hint undo-bar" }, h("span", {}, t("apps.handed-over", { count: number(done.records.length), name: nameOf(done.to) })),
    h("button", { type: "button", class: "button quiet small", "data-key": "undo-hand-over", onclick: () => undo(app, field) }, t("calm.undo")));
}

// Gives back what the other still holds: what was passed on since stays where it is.
async function undo(app, field) {
  const { from, to, records } = done;
  const now = await (await log()).several(records);
  const back = now.filter((record) => record?.fields[field.id] === to && !record.fields.$gone);
  if (!(await give(app, field, back, from))) return;
  done = null;
  refresh();
  announce(t("apps.handed-back", { count: number(back.length), name: nameOf(from) }));
}

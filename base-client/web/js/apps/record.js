// One record: its values, what two people wrote at once, and how it came to be.

import { announce, ask as question, glyph, h } from "../dom.js";
import { date, number, pick, t } from "../i18n.js";
import { card, masked } from "../parts.js";
import { closed } from "../router.js";
import { scenarios, sections } from "../../config.js";
import { can } from "../person.js";
import { keyOf } from "../records/shape.js";
import { FRESH, app as appOf, field as fieldOf, fieldsOf, may, mayField, recordName, step as stepOf, steps } from "./app.js";
import { seen } from "./counters.js";
import { carry } from "./form.js";
import { outText, show, stepTitle, titleOf } from "./format.js";
import { printLabel } from "./label.js";
import { photo } from "./photos.js";
import { folded, isSeen, marks, missing, tenantOf, trouble, waiting } from "./pieces.js";
import { ask, nameOf, write } from "./records.js";
import { faults, reasonOf } from "./schema.js";

export function recordView(app, id) {
  const found = ask(`record ${id}`, async (log) => (await log.get(id)) ?? null);
  if (found === undefined) return { title: pick(app.title), up: `#/app/${app.id}`, width: "app", body: trouble() ?? waiting() };
  if (!found || found.kind !== app.id || found.fields.$gone) return missing(app);
  if (!isSeen(app, found)) return closed("role");
  const step = stepOf(app, found.fields.$step);
  const events = ask(`history ${id}`, (log) => log.history(id)) ?? [];
  if (found.unread) seen(app.id, [id]);
  return {
    title: titleOf(app, found),
    width: "app",
    up: `#/app/${app.id}`,
    actions: step && may(app, "edit", step.id, found) ? [h("a", { class: "icon-button", href: `#/app/${app.id}/edit/${id}`, "aria-label": t("apps.edit"), title: t("apps.edit"), "data-key": "edit" }, glyph("edit"))] : [],
    body: [trouble(), misfit(app, step, found), conflicts(app, step, found), values(app, step, found), ways(app, step, found), history(app, found, events)],
  };
}

function values(app, step, record) {
  const fields = step ? fieldsOf(app, step, record) : [];
  const known = new Set(fields.flatMap(({ id }) => [id, reasonOf(id)]));
  const hidden = (id) => !maySee(app, id, record);
  const others = Object.keys(record.fields).filter((id) => !id.startsWith("$") && !known.has(id) && !hidden(id));
  const all = marks(app, record);
  return h("section", { class: "card record" },
    h("div", { class: "record-head" },
      h("h2", {}, stepTitle(app, record) || recordName(app)),
      all.length > 0 && h("p", { class: "marks" }, all)),
    h("dl", { class: "facts" },
      fields.filter(({ id }) => record.fields[id] != null).map((field) => fact(app, field, record)),
      others.map((id) => h("div", {}, h("dt", {}, fieldOf(app, id) ? pick(fieldOf(app, id).label) : id), h("dd", { dir: "auto" }, show(fieldOf(app, id), record.fields[id]))))),
    h("p", { class: "quiet card-text record-made" }, t("apps.made", { name: nameOf(record.by), time: date(record.created, { dateStyle: "medium", timeStyle: "short" }) })));
}

// Whether this person may see a value of the record: that of a field, or why one is out of its limits.
function maySee(app, id, record) {
  return mayField(app, "see", id.replace(/\.reason$/, ""), record);
}

function fact(app, field, record) {
  const value = record.fields[field.id];
  const out = outText(field, value);
  const reason = record.fields[reasonOf(field.id)];
  return h("div", { class: out ? "is-out" : "" }, h("dt", {}, pick(field.label)),
    h("dd", { dir: "auto" }, shown(field, value),
      out && h("p", { class: "out-text" }, glyph("alert"), out),
      reason != null && h("p", { class: "reason", dir: "auto" }, `${t("apps.reason")}: ${reason}`)));
}

function shown(field, value) {
  if (field.kind === "photo") return /^[0-9a-f]{64}$/.test(value) ? photo(value, pick(field.label)) : String(value);
  if (field.kind === "reference") return referred(field, value);
  return show(field, value);
}

function referred(field, id) {
  const other = appOf(field.of);
  const record = other && ask(`record ${id}`, async (log) => (await log.get(id)) ?? null);
  if (record && !isSeen(other, record)) return masked();
  return record ? h("a", { class: "text-link", href: `#/app/${other.id}/record/${id}` }, titleOf(other, record)) : String(id);
}

// A record that another version of the app made, or that does not fit this one: it is kept as it is, and said.
function misfit(app, step, record) {
  const own = step ? Object.fromEntries(Object.entries(record.fields).filter(([id]) => !id.startsWith("$") && maySee(app, id, record))) : {};
  const isUnfit = !step || Object.keys(faults(app, step, own, record)).length > 0;
  if (record.version === app.version && !isUnfit) return null;
  const values = { version: number(record.version), now: number(app.version) };
  const text = record.version === app.version ? t("apps.unfit") : t(isUnfit ? "apps.other-version-unfit" : "apps.other-version", values);
  return h("p", { class: "hint" }, glyph("info"), text);
}

// What was written by two who had not seen each other: both are there, and somebody chooses.
function conflicts(app, step, record) {
  const all = Object.entries(record.conflicts).filter(([id]) => !id.startsWith("$") && maySee(app, id, record));
  if (all.length === 0) return null;
  return h("section", { class: "card conflict" },
    h("h2", { class: "card-title" }, t("apps.two-versions")),
    h("p", { class: "quiet card-text" }, t("apps.two-versions-text")),
    all.map(([id, versions]) => {
      const field = fieldOf(app, id);
      const name = field ? pick(field.label) : id;
      return h("div", { class: "conflict-field", role: "group", "aria-label": name }, h("h3", {}, name),
        versions.map((version, index) => h("div", { class: "conflict-row" },
          h("span", { class: "row-text" }, h("span", { class: "row-title wrap", dir: "auto" }, version.value === null ? t("apps.empty") : show(field, version.value)),
            h("span", { class: "row-sub" }, `${nameOf(version.by)} · ${date(version.at, { dateStyle: "medium", timeStyle: "short" })}`)),
          step && may(app, "edit", step.id, record) && mayField(app, "edit", id.replace(/\.reason$/, ""), record) && h("button", { type: "button", class: "button quiet small", "data-key": `keep-${id}-${index}`, onclick: () => keep(app, record, id, version.value) }, t("apps.keep-this")))));
    }));
}

async function keep(app, record, id, value) {
  const isKept = await write([{ kind: app.id, record: record.id, version: app.version, change: { [id]: value }, base: record.heads }]);
  if (isKept) announce(t("apps.kept"));
}

// What can be done next.
function ways(app, step, record) {
  const key = app.search.find((id) => record.fields[id] != null && mayField(app, "see", id, record));
  const all = steps(app);
  const next = step && app.steps.length > 0 && all[all.findIndex(({ id }) => id === step.id) + 1];
  const canPrint = sections.security["allow-print"] && may(app, "print", step?.id, record) && app.label.length > 0;
  const rows = [
    next && may(app, "edit", next.id, FRESH) && way("next", "flip", t("apps.next-step", { step: pick(next.title) }), { href: `#/app/${app.id}/step/${next.id}`, "data-key": "next-step", onclick: () => carry(app, record.fields) }),
    key && app.steps.length > 0 && way("search", "", t("apps.all-of", { what: show(fieldOf(app, key), record.fields[key]) }), { href: `#/app/${app.id}/find/${encodeURIComponent(keyOf(fieldOf(app, key), record.fields[key]))}` }),
    ...offered(app).map((one) => way("play", "", pick(one.title), { "data-key": `start-${one.id}`, onclick: () => start(app, one, record) })),
    canPrint && way("print", "", t("apps.label"), { "data-key": "label", onclick: () => printLabel(app, record) }),
    step && may(app, "edit", step.id, record) && way("trash", "", t("apps.remove"), { "data-key": "remove", onclick: () => remove(app, record) }),
  ].filter(Boolean);
  return rows.length > 0 && card("", h("ul", { class: "rows inset" }, rows.map((row) => h("li", {}, row))));
}

// Scenarios that may be started with what the record has, as far as this person may see it.
function offered(app) {
  return scenarios.filter(({ id }) => app.scenarios.includes(id) && can("start", `scenario:${id}`));
}

async function start(app, one, record) {
  const { startScenario } = await import("../scenarios/view.js");
  startScenario(one.id, Object.fromEntries(Object.entries(record.fields).filter(([id]) => !id.startsWith("$") && mayField(app, "see", id, record))));
}

function way(symbol, look, text, attributes) {
  const content = [h("span", { class: "row-icon" }, glyph(symbol, `large ${look}`)), h("span", { class: "row-text" }, h("span", { class: "row-title wrap" }, text))];
  return attributes.href ? h("a", { class: "row", ...attributes }, content) : h("button", { type: "button", class: "row", ...attributes }, content);
}

async function remove(app, record) {
  if (!(await question(t("apps.remove-ask"), t("apps.remove"), t("settings.cancel")))) return;
  const isKept = await write([{ kind: app.id, record: record.id, version: app.version, change: { $gone: true }, base: record.heads }]);
  if (!isKept) return;
  location.hash = `#/app/${app.id}`;
  announce(t("apps.removed"));
}

// Who changed what, the newest first.
function history(app, record, events) {
  const before = new Map();
  const all = events.map((event) => {
    const lines = Object.entries(event.change).filter(([id]) => maySee(app, id, record)).map(([id, value]) => line(app, id, before.get(id), value));
    for (const [id, value] of Object.entries(event.change)) before.set(id, value);
    return { event, lines: lines.filter(Boolean) };
  });
  return all.length > 0 && folded(`history ${record.id}`, "history", `${t("apps.history")} · ${number(all.length)}`,
    h("ol", { class: "history-list" }, all.reverse().map(({ event, lines }) => h("li", {},
      h("p", { class: "history-head" }, h("span", { dir: "auto" }, [nameOf(event.by), event.sender && tenantOf(event.sender)].filter(Boolean).join(" · ")), h("span", { class: "quiet" }, date(event.at, { dateStyle: "medium", timeStyle: "short" }))),
      h("ul", {}, lines.map((text) => h("li", { dir: "auto" }, text)))))));
}

function line(app, id, from, to) {
  if (id === "$step") return null;
  if (id === "$gone") return t(to ? "apps.removed" : "apps.brought-back");
  const field = fieldOf(app, id.replace(/\.reason$/, ""));
  const name = id.endsWith(".reason") ? t("apps.reason") : field ? pick(field.label) : id;
  const own = id.endsWith(".reason") ? null : field;
  const text = (value) => (value == null ? t("apps.empty") : show(own, value));
  return from === undefined ? `${name}: ${text(to)}` : `${name}: ${text(from)} → ${text(to)}`;
}

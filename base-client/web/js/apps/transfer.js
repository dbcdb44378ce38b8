// Records out of the client and into it: as a table for spreadsheets, or as JSON.

import { sections, tenant } from "../../config.js";
import { announce, glyph, h, saveFile } from "../dom.js";
import { number, pick, t } from "../i18n.js";
import { can } from "../person.js";
import { newId } from "../records/event.js";
import { reason } from "../records/database.js";
import { range } from "../records/shape.js";
import { FRESH, fieldsOf, may, mayField, step as stepOf, steps } from "./app.js";
import { line, objects, rows, unguarded } from "./csv.js";
import { valuesOf } from "./form.js";
import { folded, isSeen } from "./pieces.js";
import { add as addRecords, inBulk, log } from "./records.js";
import { faults, reasonOf } from "./schema.js";

const AT_ONCE = 100;  // records that are written in one transaction
const TOLD = 20;      // faults that are told one by one

const told = new Map(); // app → { lines, isBusy }: what was said last

// What can be done with all records of an app.
export function tools(app) {
  const canSave = sections.security["allow-download"] && may(app, "download", "");
  const canTake = steps(app).some(({ id }) => may(app, "edit", id, FRESH));
  if (!canSave && !canTake) return null;
  return folded(`transfer ${app.id}`, "transfer", t("apps.transfer"),
    h("div", { class: "transfer-ways" },
      canSave && [["csv", t("apps.save-csv")], ["json", t("apps.save-json")]].map(([kind, text]) =>
        h("button", { type: "button", class: "button quiet small", "data-key": `save-${kind}`, onclick: () => save(app, kind) }, glyph("download"), text)),
      canTake && h("label", { class: "button quiet small" }, glyph("upload"), t("apps.take"),
        h("input", { type: "file", accept: ".csv,.json,text/csv,application/json", class: "visually-hidden", "data-key": "take", onchange: (event) => take(app, event.target) }))),
    canSave && h("p", { class: "quiet card-text" }, t("apps.save-note")),
    stateOf(app));
}

function stateOf({ id }) {
  const { lines, isBusy } = told.get(id) ?? { lines: [], isBusy: false };
  return h("div", { class: "quiet card-text transfer-state", role: "status", "aria-busy": isBusy ? "true" : null }, lines.map((line) => h("p", {}, line)));
}

// Says how far it is, or what came of it, also when the view is drawn again.
function tell(app, lines, how = "") {
  told.set(app.id, { lines, isBusy: how === "busy" });
  document.querySelector(".transfer-state")?.replaceWith(stateOf(app));
}

// All fields that this person may see, each once.
function columnsOf(app) {
  const all = new Map(steps(app).flatMap((step) => fieldsOf(app, step).map((field) => [field.id, field])));
  return app.fields.filter(({ id }) => all.has(id));
}

// What records hold of fields that the app had once, as far as this person may see it.
async function formerOf(app) {
  const known = new Set(app.fields.flatMap((field) => [field.id, ...(hasReason(field) ? [reasonOf(field.id)] : [])]));
  const former = new Set();
  for await (const records of (await log()).each(range(app.id, "all"))) {
    for (const record of records.filter((record) => isSeen(app, record))) {
      for (const id of Object.keys(record.fields)) if (!id.startsWith("$") && !known.has(id) && mayFormer(app, id, record)) former.add(id);
    }
  }
  return former;
}

function mayFormer(app, id, record) {
  return mayField(app, "see", id.replace(/\.reason$/, ""), record);
}

async function save(app, kind) {
  const columns = columnsOf(app);
  const former = [...await formerOf(app)];
  const parts = [kind === "csv" ? `\ufeff${line([...heads(app, columns), ...former])}` : "[\n"];
  let count = 0;
  for await (const records of (await log()).each(range(app.id, "all"))) {
    const seen = records.filter((record) => isSeen(app, record) && may(app, "download", record.fields.$step, record));
    const texts = seen.map((record) => (kind === "csv" ? line(cells(app, columns, former, record)) : JSON.stringify(plainOf(app, columns, former, record))));
    if (texts.length) parts.push(kind === "csv" ? texts.join("") : `${count ? ",\n" : ""}${texts.join(",\n")}`);
    count += seen.length;
    tell(app, [t("apps.saved", { count: number(count) })], "busy");
  }
  tell(app, [t("apps.saved", { count: number(count) })]);
  if (kind === "json") parts.push("\n]\n");
  saveFile(`${tenant.id}-${app.id}.${kind}`, parts, kind === "csv" ? "text/csv" : "application/json");
}

// The names of columns, as `take` knows them again.
function heads(app, columns) {
  const own = columns.flatMap((field) => [pick(field.label), ...(hasReason(field) ? [reasonHead(field)] : [])]);
  return ["record", ...(app.steps.length ? ["step"] : []), "at", "by", ...own];
}

function hasReason({ kind, low, high }) {
  return kind === "number" && (low ?? high) !== undefined;
}

function reasonHead(field) {
  return `${pick(field.label)}: ${t("apps.reason")}`;
}

function cells(app, columns, former, record) {
  const { id, created, by, fields } = record;
  const isSeen = (field) => mayField(app, "see", field.id, record);
  const own = columns.flatMap((field) => [isSeen(field) ? chosen(field, fields[field.id]) : "", ...(hasReason(field) ? [isSeen(field) ? fields[reasonOf(field.id)] : ""] : [])]);
  return [id, ...(app.steps.length ? [fields.$step] : []), new Date(created).toISOString(), by, ...own, ...former.map((id) => (mayFormer(app, id, record) ? fields[id] : ""))];
}

function chosen(field, value) {
  const choice = field.kind === "choice" && field.choices.find(({ id }) => id === value);
  return choice ? pick(choice.label) : value;
}

function plainOf(app, columns, former, record) {
  const { id, created, by, version, fields } = record;
  const ids = columns.filter((field) => mayField(app, "see", field.id, record)).flatMap((field) => [field.id, reasonOf(field.id)]);
  ids.push(...former.filter((id) => mayFormer(app, id, record)));
  const own = Object.fromEntries(ids.filter((id) => fields[id] != null).map((id) => [id, fields[id]]));
  return { record: id, ...(fields.$step ? { step: fields.$step } : {}), at: new Date(created).toISOString(), by, version, fields: own };
}

// Takes the records of a file in. What does not fit is not taken, and each is told at its line.
async function take(app, input) {
  const [file] = input.files;
  input.value = "";
  if (!file) return;
  if (!can("upload", `file:${/\.json$/i.test(file.name) ? "json" : "csv"}`, { size: file.size })) {
    tell(app, [t("apps.no-upload")]);
    return;
  }
  const run = { app, count: 0, there: 0, wrong: [], waiting: [], former: null };
  tell(app, [said(run)], "busy");
  try {
    await inBulk(async () => {
      await (/\.json$/i.test(file.name) ? takeObjects(run, file) : takeTable(run, file));
      await flush(run);
    });
  } catch (error) {
    tell(app, [said(run), why(error)]);
    return;
  }
  const more = run.wrong.length - TOLD;
  tell(app, [said(run), ...run.wrong.slice(0, TOLD), ...(more > 0 ? [`… ${number(more)}`] : [])]);
  announce(said(run), run.wrong.length ? "problem" : "toast");
}

class Refused extends Error {}

function why(error) {
  if (error instanceof Refused) return error.message;
  return error instanceof SyntaxError || error instanceof TypeError ? t("apps.not-file") : t(`store.${reason(error)}`);
}

function said({ count, there, wrong }) {
  return t("apps.taken", { count: number(count), there: number(there), wrong: number(wrong.length) });
}

async function takeTable(run, file) {
  let heads = null;
  let at = 0;
  for await (const row of rows(file)) {
    at += 1;
    if (!heads) heads = await headsOf(run, row);
    else await add(run, at, pairs(run.app, heads, row));
  }
  if (!heads) throw new Refused(t("apps.not-file"));
}

// What records on this device hold of fields that the app had once.
function former(run) {
  return (run.former ??= formerOf(run.app));
}

// The column of a table → what it is. One that nobody knows, or may not write, would be lost: so nothing is taken.
async function headsOf(run, row) {
  const { app } = run;
  const known = new Map([["record", "$record"], ["step", "$step"], ["at", null], ["by", null]]);
  for (const field of columnsOf(app)) {
    for (const name of [field.id, ...Object.values(field.label)]) known.set(name.toLowerCase(), field.id);
    known.set(reasonOf(field.id), reasonOf(field.id));
    known.set(reasonHead(field).toLowerCase(), reasonOf(field.id));
  }
  const bare = (name) => name.replace(/^\ufeff/, "").trim().toLowerCase();
  if (row.some((name) => !known.has(bare(name)))) for (const id of await former(run)) known.set(id.toLowerCase(), id);
  return row.map((name) => {
    const plain = bare(name);
    if (!known.has(plain)) throw new Refused(t(isField(app, plain) ? "apps.not-column" : "apps.no-column", { name }));
    const id = known.get(plain);
    if (id && !id.startsWith("$") && !mayField(app, "edit", id.replace(/\.reason$/, ""), FRESH)) throw new Refused(t("apps.not-column", { name }));
    return id;
  });
}

// A field of the app by its id or one of its names, also where this person may not see it.
function isField(app, name) {
  return app.fields.some(({ id, label }) => [id, reasonOf(id), ...Object.values(label)].some((known) => known.toLowerCase() === name.toLowerCase()));
}

function pairs(app, heads, row) {
  const texts = Object.fromEntries(heads.map((id, index) => [id, unguarded(row[index] ?? "")]).filter(([id]) => id));
  for (const field of app.fields.filter(({ kind }) => kind === "choice")) {
    const text = texts[field.id]?.trim().toLowerCase();
    const choice = text && field.choices.find(({ label }) => Object.values(label).some((name) => name.toLowerCase() === text));
    if (choice) texts[field.id] = choice.id;
  }
  return { record: texts.$record ?? "", step: texts.$step ?? "", texts, isLong: row.length > heads.length };
}

async function takeObjects(run, file) {
  let at = 0;
  for await (const object of objects(file)) {
    at += 1;
    const { record = "", step = "", fields } = object;
    const isTable = typeof fields === "object" && fields !== null && !Array.isArray(fields);
    const entries = isTable ? Object.entries(fields) : [];
    const isPlain = isTable && entries.every(([, value]) => ["string", "number"].includes(typeof value));
    const texts = Object.fromEntries(entries.map(([id, value]) => [id, String(value)]));
    await add(run, at, { record: String(record), step: String(step), texts, isLong: !isPlain });
  }
}

async function add(run, at, { record, step: id, texts, isLong }) {
  const { app } = run;
  const wrong = (why) => run.wrong.push(t("apps.wrong-line", { line: number(at), why }));
  const step = stepOf(app, id);
  if (!step || !may(app, "edit", step.id, FRESH)) return wrong(t("apps.no-step", { step: id }));
  const fields = fieldsOf(app, step, FRESH);
  const known = new Set(fields.flatMap(({ id }) => [id, reasonOf(id)]));
  if (isLong) return wrong(t("apps.not-row"));
  const extra = Object.keys(texts).filter((name) => !name.startsWith("$") && texts[name].trim() && (!known.has(name) || !mayField(app, "edit", name.replace(/\.reason$/, ""), FRESH)));
  for (const name of extra) {
    if (isField(app, name)) return wrong(t("apps.not-column", { name }));
    // What a record of this device holds of a former field is there already.
    if (!(record && (await former(run)).has(name) && (await (await log()).get(record)))) return wrong(t("apps.no-column", { name }));
  }
  if (record && !/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(record)) return wrong(t("apps.no-record"));
  const values = valuesOf(fields, texts);
  const found = Object.keys(faults(app, step, values, FRESH));
  const fault = found.find((id) => !id.endsWith(".reason")) ?? found[0];
  if (fault) return wrong(t("apps.wrong-field", { field: nameOf(fields, fault) }));
  run.waiting.push({ kind: app.id, record: record || newId(), version: app.version, change: step.id ? { ...values, $step: step.id } : values, base: [] });
  if (run.waiting.length >= AT_ONCE) await flush(run);
}

function nameOf(fields, id) {
  const field = fields.find((field) => field.id === id.replace(/\.reason$/, ""));
  if (!field) return id;
  return id.endsWith(".reason") ? reasonHead(field) : pick(field.label);
}

// Writes what waits. A record that is there already is left as it is: a file can be taken in twice.
async function flush(run) {
  const part = [...new Map(run.waiting.map((change) => [change.record, change])).values()];
  run.waiting = [];
  if (part.length === 0) return;
  const fresh = await addRecords(part);
  run.there += part.length - fresh;
  run.count += fresh;
  tell(run.app, [said(run)], "busy");
}

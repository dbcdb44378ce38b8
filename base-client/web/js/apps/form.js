// The form of a record: drawn from the fields of its step, kept as a draft while
// somebody writes, checked by the schema before anything is kept.

import { announce, glyph, h } from "../dom.js";
import { pick, t } from "../i18n.js";
import { apps } from "../../config.js";
import { control, isGroup } from "../forms/fields.js";
import { isOut, range } from "../records/shape.js";
import { newId } from "../records/event.js";
import { refresh } from "../router.js";
import { draft as kept, keepDraft } from "../store.js";
import { FRESH, fieldsOf, mayField } from "./app.js";
import { dayOf, partsOf } from "./gs1.js";
import { limitText, outText, titleOf, today } from "./format.js";
import { forgetPhotos, photoFault, photoField, photos } from "./photos.js";
import { peopleByName } from "./people.js";
import { isSeen } from "./pieces.js";
import { ask, log, nameOf, problem, write, writer } from "./records.js";
import { faults, reasonOf } from "./schema.js";
import { scanButton } from "./scanning.js";

const tried = new Set(); // the drafts that somebody has tried to save: what is wrong in them is shown
const carried = new Map(); // app → { values, isNew }: what the last record's key was, for the next step

// A form for a new record of a step, or for changing one. `onSaved` is given the record's id.
export function recordForm(app, step, record, onSaved) {
  const form = begin(app, step, record);
  const element = h("form", { class: "card form", novalidate: true, onsubmit: (event) => submit(event, form, onSaved) },
    h("div", { class: "form-fields" }, form.fields.map((field) => part(form, field))),
    h("div", { class: "form-foot" },
      problem() && h("p", { class: "form-error" }, glyph("alert"), t(`store.${problem()}-note`)),
      h("button", { class: "button", "data-key": "save" }, glyph("check"), t(record ? "apps.save-changes" : "apps.save"))));
  form.element = element;
  if (tried.has(form.name)) mark(form);
  return element;
}

function begin(app, step, record) {
  const name = record ? `app/${app.id}/${record.id}` : `app/${app.id}/new/${step.id}`;
  const about = record ?? FRESH;
  const fields = fieldsOf(app, step, about).filter(({ id }) => mayField(app, "edit", id, about) || record);
  const form = { app, step, record, about, name, fields, bad: new Set() };
  form.draft = read(name) ?? fresh(form);
  if (!record) continueDraft(form);
  return form;
}

function read(name) {
  try {
    const draft = JSON.parse(kept(name));
    return draft?.values && draft.from && Array.isArray(draft.base) ? draft : null;
  } catch {
    return null;
  }
}

// Who goes on from one step to the next goes on with the same batch, whatever was begun there before.
function continueDraft({ app, name, draft }) {
  const last = carried.get(app.id);
  if (!last?.isNew) return;
  Object.assign(draft.values, last.values);
  keepDraft(name, JSON.stringify(draft));
  last.isNew = false;
}

// What a form begins with. `from` is what the record had then, `base` is what its writer has seen of the record.
function fresh({ app, fields, record }) {
  const values = {};
  if (record) {
    for (const [id, value] of Object.entries(record.fields)) if (!id.startsWith("$")) values[id] = String(value);
    return { values, from: { ...values }, base: record.heads };
  }
  for (const field of fields) {
    if (field.kind === "date" && field.now) values[field.id] = today(field.time);
    if (field.holder) values[field.id] = writer();
  }
  return { values: { ...values, ...carried.get(app.id)?.values }, from: {}, base: [] };
}

// Puts values into the form that is drawn next, such as the batch that was scanned.
export function carry(app, values) {
  const own = Object.fromEntries(Object.entries(values).filter(([id, value]) => app.key.includes(id) && value != null).map(([id, value]) => [id, String(value)]));
  carried.set(app.id, { values: own, isNew: true });
}

// One field with its label, limits, help, error, and the reason that is asked for where it is out of its limits.
function part(form, field) {
  const { draft } = form;
  const id = `f-${field.id}`;
  const isOwn = mayField(form.app, "edit", field.id, form.about);
  const attributes = { id, "data-key": id, required: field.required, disabled: !isOwn, "aria-describedby": `${id}-help ${id}-error`, placeholder: field.examples[0] ? t("apps.example", { text: field.examples[0] }) : null };
  const put = (text, isBad = false) => {
    draft.values[field.id] = text;
    if (isBad) form.bad.add(field.id);
    else form.bad.delete(field.id);
    keepDraft(form.name, JSON.stringify(draft));
    showReason(form, field);
    if (tried.has(form.name)) mark(form);
  };
  const value = draft.values[field.id] ?? "";
  const fault = photoFault(form, field);
  const box = isGroup(field) ? "fieldset" : "div";
  const label = [pick(field.label), field.required && h("span", { class: "needed", "aria-hidden": "true" }, "*")];
  return h(box, { class: "form-field", "data-field": field.id },
    isGroup(field) ? h("legend", { class: "form-label" }, label) : h("label", { class: "form-label", for: id }, label),
    drawn(form, field, value, attributes, put),
    h("p", { id: `${id}-help`, class: "form-help" }, [limitText(field), field.help && pick(field.help)].filter(Boolean).join(" · ")),
    h("p", { id: `${id}-error`, class: "form-error", hidden: !fault }, fault),
    reason(form, field));
}

function drawn(form, field, value, attributes, put) {
  const { kind } = field;
  if (kind === "photo") return photoField(form, field, attributes, put);
  if (kind === "reference") return reference(form, field, value, attributes, put);
  if (kind === "person") return somebody(form, field, value, attributes, put);
  if (kind !== "scan") return control(field, value, attributes, put);
  const input = control(field, value, { ...attributes, onchange: (event) => takeCode(form, field, event.target.value) }, put);
  return h("span", { class: "with-button" }, input, !attributes.disabled && scanButton(t("apps.scan-for", { field: pick(field.label) }), (text) => takeCode(form, field, text)));
}

// What a bar code holds goes to each field that takes a part of it.
function takeCode(form, field, text) {
  const parts = partsOf(text);
  const taken = parts ? form.fields.filter(({ gs1 }) => gs1 && parts[gs1] !== undefined) : [];
  const values = taken.length ? taken.map((own) => [own, own.kind === "date" ? dayOf(parts[own.gs1]) : parts[own.gs1]]) : [[field, text.trim()]];
  for (const [own, value] of values) {
    const input = form.element.querySelector(`[id="f-${own.id}"]`);
    if (input.value === value && form.draft.values[own.id] === value) continue;
    input.value = value;
    input.dispatchEvent(new Event("input"));
  }
  // The form was drawn again meanwhile, behind the picture of the camera: the draft has what was read.
  if (!form.element.isConnected) refresh();
}

function listed(form, field, value, attributes, put, names) {
  const list = `${attributes.id}-list`;
  return [control(field, value, { ...attributes, list }, put), h("datalist", { id: list }, names.map((name) => h("option", { value: name })))];
}

// A person is chosen by the name among those who are known; any other name may be typed.
function somebody(form, field, value, attributes, put) {
  const known = peopleByName(form.app, value);
  const shown = [...known].find(([, text]) => text === value)?.[0] ?? (value && nameOf(value));
  return listed(form, field, shown, attributes, (text) => put(known.get(text.trim()) ?? text), [...known.keys()]);
}

// A record of another app is chosen by what it is known by.
function reference(form, field, value, attributes, put) {
  const other = apps.find(({ id }) => id === field.of);
  const records = (other && ask(`choices ${other.id}`, (log) => log.find(range(other.id, "all"), 300))) ?? [];
  const seen = records.filter((record) => isSeen(other, record));
  const byTitle = new Map(seen.map((record) => [titleOf(other, record), record.id]));
  const title = [...byTitle].find(([, id]) => id === value)?.[0] ?? value;
  return listed(form, { ...field, kind: "scan" }, title, attributes, (text) => put(byTitle.get(text.trim()) ?? text.trim()), [...byTitle.keys()]);
}

function reason(form, field) {
  const id = `f-${field.id}-reason`;
  const key = reasonOf(field.id);
  const put = (event) => {
    form.draft.values[key] = event.target.value;
    keepDraft(form.name, JSON.stringify(form.draft));
    if (tried.has(form.name)) mark(form);
  };
  if (field.kind !== "number" || (field.low ?? field.high) === undefined) return null;
  const out = isOut(field, numberOf(form.draft.values[field.id]));
  return h("div", { class: "form-reason", hidden: !out },
    h("p", { class: "out-text", role: "status" }, glyph("alert"), h("span", {}, out ? outText(field, numberOf(form.draft.values[field.id])) : "")),
    h("label", { class: "form-label", for: id }, t("apps.reason"), h("span", { class: "needed", "aria-hidden": "true" }, "*")),
    h("input", { id, class: "field", value: form.draft.values[key] ?? "", maxlength: 2000, autocomplete: "off", dir: "auto", "data-key": id, "aria-describedby": `${id}-error`, disabled: !mayField(form.app, "edit", field.id, form.about), oninput: put }),
    h("p", { id: `${id}-error`, class: "form-error", hidden: true }));
}

function showReason(form, field) {
  const box = form.element.querySelector(`[data-field="${field.id}"] .form-reason`);
  if (!box) return;
  const value = numberOf(form.draft.values[field.id]);
  box.hidden = !isOut(field, value);
  box.querySelector(".out-text span").textContent = outText(field, value);
}

function numberOf(text) {
  return text === undefined || text.trim() === "" ? undefined : Number(text);
}

// The draft's values as a record holds them. A reason without anything that is out of its limits is not kept.
export function valuesOf(fields, texts) {
  const values = {};
  for (const field of fields) {
    const text = (texts[field.id] ?? "").trim();
    if (text === "") continue;
    values[field.id] = field.kind === "number" && Number.isFinite(Number(text)) ? Number(text) : text;
    const reason = (texts[reasonOf(field.id)] ?? "").trim();
    if (reason && isOut(field, values[field.id])) values[reasonOf(field.id)] = reason;
  }
  return values;
}

// What is wrong in the form: id of a control → words.
function wrong(form) {
  const values = valuesOf(form.fields, form.draft.values);
  const found = Object.entries(faults(form.app, form.step, values, form.about)).map(([id, keyword]) => [id, message(form, id, keyword)]);
  const unread = [...form.bad].map((id) => [id, t("apps.not-number")]);
  return new Map([...found, ...unread]);
}

function message(form, id, keyword) {
  const field = form.fields.find((field) => field.id === id);
  if (!field) return t("apps.reason-needed");
  const limit = (value) => [value, field.unit].filter((part) => part !== "").join(" ");
  switch (keyword) {
    case "required": return t("apps.needed");
    case "minimum": return t("apps.at-least", { limit: limit(field.min) });
    case "maximum": return t("apps.at-most", { limit: limit(field.max) });
    case "minLength": return t("apps.too-short", { count: field.min });
    case "maxLength": return t("apps.too-long", { count: field.max ?? 200 });
    default: return t(field.kind === "number" ? "apps.not-number" : field.kind === "reference" ? "apps.not-record" : "apps.not-fit");
  }
}

// Shows what is wrong beside each control. Returns the first of them.
function mark(form) {
  const found = wrong(form);
  let first = null;
  for (const error of form.element.querySelectorAll(".form-error[id]")) {
    const id = error.id.slice(2, -6);
    const key = id.endsWith("-reason") && !form.fields.some((field) => field.id === id) ? reasonOf(id.slice(0, -7)) : id;
    const text = found.get(key) ?? "";
    error.textContent = text;
    error.hidden = !text;
    for (const input of form.element.querySelectorAll(`[id="f-${id}"], [name="f-${id}"]`)) {
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      if (text) first ??= input;
    }
  }
  return first;
}

async function submit(event, form, onSaved) {
  event.preventDefault();
  tried.add(form.name);
  const first = mark(form);
  if (first) {
    first.focus();
    announce(t("apps.look-again"), "quiet");
    return;
  }
  const { app, step, record, draft } = form;
  const values = valuesOf(form.fields, draft.values);
  const blobs = await keepPhotos(form, values);
  if (!blobs) return;
  const change = difference(form, values);
  if (Object.keys(change).length === 0) {
    leave(form);
    onSaved(record.id, "same");
    return;
  }
  if (!record && step.id) change.$step = step.id;
  const id = record?.id ?? newId();
  const isKept = await write([{ kind: app.id, record: id, version: app.version, change, base: draft.base, blobs }]);
  if (!isKept) return;
  leave(form);
  carry(app, values);
  onSaved(id);
}

function leave(form) {
  tried.delete(form.name);
  keepDraft(form.name, "");
  forgetPhotos(form);
}

// What this person has changed, in fields that they may write: what others changed meanwhile is not put back.
function difference({ app, about, fields, draft }, values) {
  const before = valuesOf(fields, draft.from);
  const ids = fields.filter(({ id }) => mayField(app, "edit", id, about)).flatMap(({ id }) => [id, reasonOf(id)]);
  const changed = ids.filter((id) => (values[id] ?? null) !== (before[id] ?? null));
  return Object.fromEntries(changed.map((id) => [id, values[id] ?? null]));
}

// Puts the photos that were taken into the log; nothing where the device does not take them.
async function keepPhotos(form, values) {
  const blobs = {};
  for (const field of form.fields.filter(({ kind }) => kind === "photo")) {
    const taken = photos.get(form.name)?.get(values[field.id]);
    if (!taken) continue;
    try {
      blobs[field.id] = await (await log()).putBlob(taken);
    } catch {
      announce(t("store.full"), "problem");
      return null;
    }
  }
  return blobs;
}


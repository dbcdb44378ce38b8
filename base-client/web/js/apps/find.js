// Finding records by what is typed or scanned: all steps of a batch at a glance,
// or the batches of a model.

import { announce, empty, glyph, h } from "../dom.js";
import { moment, number, pick, t } from "../i18n.js";
import { keyOf, plain, range } from "../records/shape.js";
import { refresh } from "../router.js";
import { settle, windowed } from "../windowed.js";
import { FRESH, field as fieldOf, isSeenOfAll, may, mayField, steps } from "./app.js";
import { carry } from "./form.js";
import { show } from "./format.js";
import { partsOf } from "./gs1.js";
import { newest, scope } from "./list.js";
import { isSeen, marks, outOf, recordRow } from "./pieces.js";
import { log, problem } from "./records.js";
import { scanButton } from "./scanning.js";

const MOST = 200; // records that are looked at for one answer
const FIRST = 12; // values that begin with what was typed
const EACH = 40;  // records of one of them

let last = null; // what was found last: { app, text, found }

// The field for it, with what is found below. While nothing is looked for, `rest` is shown.
export function finder(app, query, rest) {
  const keys = app.search.map((id) => fieldOf(app, id)).filter(({ id }) => mayField(app, "see", id) && isSeenOfAll(app, id));
  if (keys.length === 0) return rest;
  const hint = t("apps.find", { fields: keys.map(({ label }) => pick(label)).join(t("apps.or")) });
  const known = query && last?.app === app.id && last.text === query ? answer(app, keys, last.found, query) : [rest];
  const below = h("div", { class: "stack", "data-found": "" }, known);
  const input = h("input", { id: "find", type: "search", class: "field", value: query, autocomplete: "off", enterkeyhint: "search", "aria-label": hint, placeholder: hint, "data-key": "find", oninput: () => look(input.value) });
  let asked = 0;
  const look = async (text, how) => {
    const ask = (asked += 1);
    const word = wordOf(keys, text);
    // The address follows, so that what is found is there again after a reload, and when a record was looked at.
    history.replaceState(null, "", place(app, word));
    const found = word ? await find(app, keys, text) : null;
    if (ask !== asked) return;
    last = { app: app.id, text: word, found };
    // The view was drawn again meanwhile, such as behind the picture of the camera.
    if (!input.isConnected) return how === "again" ? undefined : refresh();
    below.replaceChildren(...(found ? answer(app, keys, found, word) : [rest]));
    settle();
    if (how === "entered") below.querySelector("h2")?.focus();
    if (found && how !== "again") announce(found.records.length ? t("search.results", { count: number(found.records.length) }) : t("search.none", { query: word }), "quiet");
  };
  if (query) look(query, "again");
  return [
    h("form", { class: "finder", role: "search", onsubmit: (event) => { event.preventDefault(); look(input.value, "entered"); } },
      h("label", { class: "search-field large" }, glyph("search"), input),
      scanButton(t("apps.scan"), (text) => { input.value = wordOf(keys, text); look(text, "entered"); })),
    below,
  ];
}

function place(app, text) {
  return text ? `#/app/${app.id}/find/${encodeURIComponent(text)}` : `#/app/${app.id}`;
}

// What of a scanned text stands in the field.
function wordOf(keys, text) {
  const parts = partsOf(text);
  const key = parts && keys.find(({ gs1 }) => gs1 && parts[gs1] !== undefined);
  return key ? parts[key.gs1] : text.trim();
}

// What is found for a text: by the first key that has it, whole; else what begins so.
async function find(app, keys, text) {
  const parts = partsOf(text);
  let all;
  try {
    all = await log();
  } catch {
    return { records: [], key: keys[0], isWhole: false };
  }
  for (const key of keys) {
    const value = parts ? (key.gs1 ? parts[key.gs1] : undefined) : text;
    if (value === undefined) continue;
    const { records } = await newest(all, app, [range(app.id, `key ${key.id}`, value)], MOST);
    if (records.length) return { records: await whole(all, app, keys, key, records), key, isWhole: true };
  }
  return { records: await beginningWith(all, app, keys, wordOf(keys, text)), key: keys[0], isWhole: false };
}

// The records whose keys begin with a text: those of each of the first values.
export async function beginningWith(log, app, keys, text) {
  const lists = await Promise.all(keys.map(async ({ id }) => {
    const values = await log.values(range(app.id, `key ${id}`, text, ""), scope(app) ? MOST : FIRST);
    const lists = await Promise.all(values.map((value) => newest(log, app, [range(app.id, `key ${id}`, value)], EACH)));
    return lists.map(({ records }) => records);
  }));
  const records = [...new Map(lists.flat(2).map((record) => [record.id, record])).values()].filter((record) => isSeen(app, record));
  return records.sort((a, b) => b.at - a.at);
}

// Of what another key leads to, the newest batch with all its records.
async function whole(all, app, keys, key, records) {
  const seen = records.filter((record) => isSeen(app, record));
  const first = keys[0];
  const batch = seen[0]?.fields[first.id];
  if (key === first || batch == null) return seen;
  const { records: own } = await newest(all, app, [range(app.id, `key ${first.id}`, keyOf(first, batch))], MOST);
  const known = new Set(own.map(({ id }) => id));
  return [...own, ...seen.filter(({ id }) => !known.has(id))];
}

function answer(app, keys, { records, isWhole }, text) {
  if (problem()) return [h("p", { class: "hint" }, glyph("alert"), t(`store.${problem()}-note`))];
  if (records.length === 0) return [empty("search", t("search.none", { query: wordOf(keys, text) }))];
  const batches = byFirst(keys[0], records);
  if (!isWhole || app.steps.length === 0) return [listed(app, keys, records, batches, isWhole)];
  const [[name, own], ...others] = batches;
  return [traced(app, keys[0], name, own), others.length > 0 && batchList(app, t("apps.others", { field: pick(keys[0].label) }), others)].filter(Boolean);
}

export function byFirst(key, records) {
  const batches = new Map();
  for (const record of records) {
    const name = plain(keyOf(key, record.fields[key.id] ?? ""));
    batches.set(name, [...(batches.get(name) ?? []), record]);
  }
  return [...batches].map(([, own]) => [keyOf(key, own[0].fields[key.id] ?? ""), own]);
}

function listed(app, keys, records, batches, isWhole) {
  if (app.steps.length > 0 && !isWhole) return batchList(app, pick(keys[0].label), batches);
  return h("section", { class: "card" }, windowed({ name: `found ${app.id}`, class: "rows inset", count: records.length, draw: (index) => recordRow(app, records[index]) }));
}

// Every step with what was filled in for it; what is missing is seen at once.
function traced(app, key, name, records) {
  const all = steps(app);
  const done = all.filter((step) => records.some(({ fields }) => fields.$step === step.id)).length;
  const out = records.filter((record) => outOf(app, record).length).length;
  const rest = app.key.map((id) => fieldOf(app, id)).filter((field) => field.id !== key.id && mayField(app, "see", field.id, records[0]) && records[0].fields[field.id] != null);
  return h("section", { class: "card traced" },
    h("div", { class: "traced-head" },
      h("h2", { class: "traced-name", tabindex: "-1", dir: "auto" }, name || pick(key.label)),
      h("p", { class: "quiet" }, [pick(key.label), ...rest.map((field) => `${pick(field.label)} ${show(field, records[0].fields[field.id])}`)].join(" · ")),
      h("p", { class: "traced-sum" },
        h("span", { class: `mark ${done === all.length ? "done" : "open"}` }, glyph(done === all.length ? "check" : "ring"), t("apps.steps-done", { done: number(done), all: number(all.length) })),
        out > 0 && h("span", { class: "mark out" }, glyph("alert"), t("apps.out-count", { count: number(out) })))),
    h("ol", { class: "rows inset points" }, all.map((step, index) => point(app, step, index, records)), strays(app, records)));
}

// What was filled in for a step that the app no longer has.
function strays(app, records) {
  return records.filter(({ fields }) => !app.steps.some(({ id }) => id === fields.$step)).map((record) => recordRow(app, record));
}

function point(app, step, index, all) {
  const records = all.filter(({ fields }) => fields.$step === step.id);
  const number = h("span", { class: `row-mark step-number ${records.length ? "" : "blank"}`, "aria-hidden": "true" }, index + 1);
  if (records.length === 0) {
    const text = h("span", { class: "row-text" }, h("span", { class: "row-title" }, pick(step.title)), h("span", { class: "row-sub" }, t("apps.point-missing")));
    return h("li", {}, may(app, "edit", step.id, FRESH) ? h("a", { class: "row point", href: `#/app/${app.id}/step/${step.id}`, "data-key": `point-${step.id}`, onclick: () => carry(app, all[0].fields) }, number, text, glyph("plus", "quiet")) : h("div", { class: "row point" }, number, text));
  }
  return records.map((record) => h("li", {}, h("a", { class: "row point", href: `#/app/${app.id}/record/${record.id}`, "data-key": `record-${record.id}` }, number,
    h("span", { class: "row-text" },
      h("span", { class: "row-line" }, h("span", { class: "row-title" }, pick(step.title)), h("span", { class: "row-time" }, moment(record.at))),
      h("span", { class: "row-sub wrap", dir: "auto" }, summary(app, step, record)),
      marks(app, record).length > 0 && h("span", { class: "marks" }, marks(app, record))))));
}

// A record in a line: what its step alone has.
function summary(app, step, record) {
  const own = step.fields.filter((id) => !app.key.includes(id) && mayField(app, "see", id, record) && record.fields[id] != null).map((id) => fieldOf(app, id));
  return own.filter(({ kind }) => !["photo", "reference"].includes(kind)).slice(0, 5).map((field) => `${pick(field.label)} ${show(field, record.fields[field.id])}`).join(" · ");
}

function batchList(app, title, batches) {
  return h("section", { class: "card" },
    h("h2", { class: "card-title" }, title),
    windowed({ name: `batches ${app.id}`, class: "rows inset", count: batches.length, draw: (index) => batchRow(app, ...batches[index]) }));
}

export function batchRow(app, name, records) {
  const out = records.filter((record) => outOf(app, record).length).length;
  return h("li", {}, h("a", { class: "row", href: place(app, name) },
    h("span", { class: "row-text" },
      h("span", { class: "row-line" }, h("span", { class: "row-title", dir: "auto" }, name), h("span", { class: "row-time" }, moment(records[0].at))),
      out > 0 && h("span", { class: "marks" }, h("span", { class: "mark out" }, glyph("alert"), t("apps.out-count", { count: number(out) })))),
    glyph("next", "quiet flip")));
}

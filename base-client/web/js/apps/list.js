// Records in a list: the newest, all or those that somebody has to look at.

import { empty, h } from "../dom.js";
import { number, pick, t } from "../i18n.js";
import { ownRange, range } from "../records/shape.js";
import { refresh } from "../router.js";
import { windowed } from "../windowed.js";
import { can, myId, own } from "../person.js";
import { field as fieldOf, isSeenOfAll, mayField } from "./app.js";
import { isSeen, recordRow, waiting } from "./pieces.js";
import { ask } from "./records.js";

const MOST = 300; // records that a list shows

const chosen = new Map(); // app and step → what the list is narrowed to

// The list of an app's records, or of one step's.
export function recordList(app, step) {
  const name = `${app.id}/${step?.id ?? ""}`;
  if (!chosen.has(name)) chosen.set(name, { state: "all", values: {} });
  const choice = chosen.get(name);
  const found = ask(`list ${name} ${JSON.stringify(choice)}`, (log) => newest(log, app, rangesOf(app, step, choice)));
  return h("section", { class: "card", "aria-labelledby": "records" },
    h("h2", { id: "records", class: "card-title" }, `${t("apps.records")}${found ? ` · ${number(found.count)}` : ""}`),
    filters(app, choice),
    found === undefined ? waiting() : found.records.length === 0 ? nothing(choice) : [
      windowed({ name: `records ${name}`, class: "rows inset", count: found.records.length, draw: (index) => recordRow(app, found.records[index]) }),
      found.count > found.records.length && h("p", { class: "quiet card-text list-rest" }, t("apps.newest", { count: number(found.records.length), all: number(found.count) })),
    ]);
}

function nothing({ state, values }) {
  const isNarrow = state !== "all" || Object.values(values).some(Boolean);
  return isNarrow ? empty("search", t("apps.none-fit"), t("apps.none-fit-text")) : empty("tasks", t("apps.none"), t("apps.none-text"));
}

// The states by which records of this app are narrowed.
function states(app) {
  return ["all", app.done && "open", app.fields.some(({ low, high }) => (low ?? high) !== undefined) && "out"].filter(Boolean);
}

function filters(app, choice) {
  const all = states(app);
  const fields = app.list.filters.map((id) => fieldOf(app, id)).filter(({ id, kind }) => kind === "choice" && mayField(app, "see", id) && isSeenOfAll(app, id));
  if (all.length < 2 && fields.length === 0) return null;
  return h("div", { class: "filters" },
    all.length > 1 && h("div", { class: "segments", role: "radiogroup", "aria-label": t("apps.show") }, all.map((state) => h("label", { class: "segment" },
      h("input", { type: "radio", name: "state", value: state, checked: choice.state === state, "data-key": `state-${state}`, onchange: () => { choice.state = state; refresh(); } }),
      h("span", {}, t(`apps.state-${state}`))))),
    fields.map((field) => h("select", { class: "field", "aria-label": pick(field.label), "data-key": `filter-${field.id}`, onchange: (event) => { choice.values[field.id] = event.target.value; refresh(); } },
      h("option", { value: "" }, `${pick(field.label)}: ${t("apps.any")}`),
      field.choices.map(({ id, label }) => h("option", { value: id, selected: choice.values[field.id] === id }, pick(label))))));
}

// What has to hold of a record for it to be listed: one range of tags for each.
function rangesOf(app, step, { state, values }) {
  const ranges = Object.entries(values).filter(([, value]) => value).map(([id, value]) => range(app.id, `is ${id}`, value));
  if (state !== "all") ranges.unshift(range(app.id, state));
  if (step?.id) ranges.push(range(app.id, "step", step.id));
  return ranges.length ? ranges : [range(app.id, "all")];
}

// The newest records in all of these ranges that this person may see, and how many there are.
export async function newest(log, app, ranges, most = MOST) {
  const seen = scope(app);
  if (!seen) {
    if (ranges.length === 1) return { records: await log.find(ranges[0], most), count: await log.count(ranges[0]) };
    return page(log, await log.among(ranges), most);
  }
  if (seen.length === 0) return { records: [], count: 0 };
  const { records, count } = await page(log, await log.among([...ranges, seen]), most);
  return { records: records.filter((record) => isSeen(app, record)), count };
}

async function page(log, ids, most) {
  return { records: await log.several(ids.slice(0, most)), count: ids.length };
}

// The ranges of records that this person may see; null where that is all of them.
export function scope(app) {
  const all = app.steps.length ? app.steps.map(({ id }) => id) : [""];
  const whole = (step) => (step ? range(app.id, "step", step) : range(app.id, "all"));
  const parts = all.map((step) => {
    const sees = (whose) => can("see", step ? `record:${app.id}.${step}` : `app:${app.id}`, whose);
    if (sees({ people: [] })) return { range: whole(step), isWhole: sees(own()) };
    return { range: sees(own()) ? ownRange(app.id, step, myId()) : null, isWhole: false };
  });
  return parts.every(({ isWhole }) => isWhole) ? null : parts.map(({ range }) => range).filter(Boolean);
}

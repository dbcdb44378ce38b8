// The log of records, and what was asked of it: views are drawn at once from what
// is known, and again when the answer is there.

import { demo, sections } from "../../config.js";
import { ME, person, recorded } from "../data.js";
import { announce } from "../dom.js";
import { number, t } from "../i18n.js";
import { me, myId } from "../person.js";
import { reason } from "../records/database.js";
import { openLog } from "../records/log.js";
import { idOf, nameIn, written } from "../records/people.js";
import { refresh } from "../router.js";

const SOON = 100;  // milliseconds in which changes are drawn as one
const FEW = 20;    // records; more at once are of a file or a place, and more follow:
const PAUSE = 1000;     // then a view is drawn when nothing has followed for so long,
const AT_MOST = 10_000; // and at the latest after this

const MOST = 60;   // answers that are kept

const known = new Map(); // question → { value, at, isOld, isAsked }; `at` is when it was answered
let opening = null;
let refused = "";
let redraw = 0; // timer of what was changed
let since = 0; // when the first of many changes came that are not drawn yet
let bulks = 0; // what writes many records at present, and says itself how far it is

// The log, or a rejection where the device keeps nothing.
export function log() {
  opening ??= start().then((log) => {
    refused = "";
    return log;
  }, (error) => {
    refused = reason(error);
    opening = null;
    throw error;
  });
  return opening;
}

async function start() {
  const log = await openLog(me()?.owner ?? "");
  // Sample records are there in a demo, and do not outlive it.
  if (demo) await (await import("./sample.js")).addSamples(log);
  else await log.dropSamples();
  log.onChange(changed);
  return log;
}

// Why the device keeps no records: "full", "blocked", or nothing.
export function problem() {
  return refused;
}

// What `load` gives, if it is known; the view is drawn again when it is. `key` names the question.
export function ask(key, load) {
  const entry = known.get(key) ?? { value: undefined, at: 0, isOld: true, isAsked: false };
  known.delete(key);
  known.set(key, entry);
  if (isDue(entry)) find(entry, load);
  return entry.value;
}

// While many changes come, each answer is old at once: to ask again for it would draw the view without end.
function isDue({ at, isOld, isAsked }) {
  return isOld && !isAsked && !(since && at > since);
}

async function find(entry, load) {
  entry.isAsked = true;
  entry.isOld = false;
  try {
    entry.value = await load(await log());
  } catch (error) {
    if (!refused) throw error;
  } finally {
    entry.isAsked = false;
    entry.at = Date.now();
  }
  show();
}

// What was asked may have another answer now.
function changed({ records }) {
  const isFew = records.length <= FEW;
  for (const entry of known.values()) Object.assign(entry, { isOld: true }, isFew && { at: 0 });
  if (isFew) {
    redraw ||= setTimeout(draw, SOON);
    return;
  }
  since ||= Date.now();
  if (bulks > 0) return;
  if (redraw && Date.now() - since > AT_MOST) return;
  clearTimeout(redraw);
  redraw = setTimeout(draw, PAUSE);
}

function draw() {
  redraw = 0;
  since = 0;
  show();
}

function show() {
  forgetAnswers();
  refresh();
}

// Runs what writes many records and says itself how far it is: the view is drawn when it is done.
export async function inBulk(work) {
  bulks += 1;
  try {
    return await work();
  } finally {
    bulks -= 1;
    // Few changes are drawn as always; of none the view stays as it is.
    if (since) draw();
  }
}

// Of what no view has asked for lately, nothing is kept.
function forgetAnswers() {
  for (const [key, { isAsked }] of [...known].slice(0, -MOST)) if (!isAsked) known.delete(key);
}

// The question before all is removed, with what is in no other place.
export async function removal() {
  const lost = await unsaved().catch(() => "");
  return [t("apps.reset-ask"), lost].filter(Boolean).join(" ");
}

async function unsaved() {
  if (demo) return "";
  if (!sections.storage.places.some(({ kind }) => kind !== "device")) return t("apps.reset-only");
  const [{ used }, { count, fresh }] = await Promise.all([import("../storage/routes.js"), import("../storage/exchange.js")]);
  const waits = await Promise.all(used().map(async (place) => {
    const state = fresh();
    await count(place, await log(), state);
    return state.waits.records + state.waits.photos;
  }));
  const most = Math.max(0, ...waits);
  return most ? t("apps.reset-waits", { count: number(most) }) : "";
}

// Removes all records from this device.
export async function forgetRecords() {
  await (await log()).clear();
}

// Writes new records, and leaves those that are there as they are. Resolves to how many were new.
export async function add(changes) {
  const by = writer();
  return (await log()).addAll(changes.map((change) => ({ ...change, by })));
}

// Writes changes, all or none; tells where the device does not take them. Resolves to whether it did.
export async function write(changes) {
  try {
    const by = writer();
    await (await log()).appendAll(changes.map((change) => ({ ...change, by })), "strict");
    return true;
  } catch (error) {
    if (error instanceof TypeError) throw error;
    announce(t(`store.${reason(error)}`), "problem");
    return false;
  }
}

// Whoever uses the client, as records hold persons; empty where nobody knows who it is.
export function writer() {
  return myId() ? written(recorded(ME)) : "";
}

// The name of somebody in a record.
export function nameOf(value) {
  if (!value) return t("apps.somebody");
  const id = idOf(value);
  if (id && id === me()?.id) return me().name || id;
  const known = id && person(id).name;
  return known && known !== id ? known : nameIn(value);
}

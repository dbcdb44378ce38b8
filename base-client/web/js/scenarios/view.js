// A scenario: what it asks for, its steps while it runs, and what came of it.

import { tenant } from "../../config.js";
import { empty, announce, glyph, h, mask } from "../dom.js";
import { number, pick, t } from "../i18n.js";
import { facts } from "../parts.js";
import { can } from "../person.js";
import { refresh } from "../router.js";
import { plain } from "./expression.js";
import { faults, form, typedAs } from "./form.js";
import { open, run, scenario } from "./run.js";

// Scenario → what is shown of it: `values` of the form, `flow`, the `run` and how to stop it.
const shown = new Map();

function state(id) {
  if (!shown.has(id)) shown.set(id, { values: {}, flow: null, problem: "", run: null, stop: null });
  return shown.get(id);
}

function address(id) {
  return `#/scenario/${encodeURIComponent(id)}`;
}

// The route `#/scenario/ID`.
export function scenarioView({ id }) {
  const one = scenario(id);
  if (!one || !can("see", `scenario:${id}`)) {
    return { title: t("error.missing-title"), body: empty("missing", "", t(one ? "error.role-text" : "error.missing-text")) };
  }
  const now = state(id);
  if (!now.flow && !now.problem) prepare(one, now);
  return {
    title: pick(one.title),
    width: "narrow",
    body: [
      h("section", { class: "card scenario-head" }, h("span", { class: "row-mark" }, mask(one.icon)),
        h("p", { class: "scenario-text", dir: "auto" }, one.summary ? pick(one.summary) : pick(one.title))),
      interrupted(one),
      now.problem ? unread(now) : body(one, now),
    ],
  };
}

function unread(now) {
  const again = () => {
    now.problem = "";
    refresh();
  };
  return h("div", { class: "hint", role: "alert" }, glyph("alert"), h("span", {}, t("scenarios.unread")),
    h("button", { type: "button", class: "button quiet small", "data-key": "read", onclick: again }, t("error.offline-retry")));
}

async function prepare(one, now) {
  try {
    now.flow = await open(one);
  } catch (error) {
    now.problem = String(error);
  }
  refresh();
}

function body(one, now) {
  if (!now.flow) return h("p", { class: "quiet", role: "status" }, t("scenarios.reading"));
  if (now.run) return h("div", { class: "stack", id: "run" }, progress(one, now));
  if (!can("start", `scenario:${one.id}`)) return h("p", { class: "hint" }, glyph("lock"), t("scenarios.denied"));
  const { inputs } = now.flow.workflow;
  return h("section", { class: "card" }, form(one, inputs, now.values, (values) => begin(one, now, values)));
}

// Starts a scenario with what is given, such as by a card or a record: at once if nothing is missing, and else with a form
// in which that stands. What the scenario does not ask for is left aside.
export async function startScenario(id, given = {}) {
  const one = scenario(id);
  if (!one || !can("start", `scenario:${id}`)) return announce(t("scenarios.denied"), "problem");
  const now = state(id);
  location.hash = address(id);
  if (now.stop) return announce(t("scenarios.busy"), "problem");
  try {
    now.flow ??= await open(one);
  } catch (error) {
    now.problem = String(error);
    return refresh();
  }
  const { inputs } = now.flow.workflow;
  const asked = Object.entries(inputs?.properties ?? {}).filter(([name]) => given[name] !== undefined && given[name] !== null);
  Object.assign(now, { run: null, values: Object.fromEntries(asked.map(([name]) => [name, plain(given[name])])) });
  const typed = Object.fromEntries(asked.map(([name, of]) => [name, typedAs(of, now.values[name])]));
  if (faults(inputs, typed).length === 0) await begin(one, now, { ...defaults(inputs), ...typed });
  else refresh();
}

// What the schema says where nothing is given.
function defaults(inputs) {
  const all = Object.entries(inputs?.properties ?? {}).filter(([, of]) => of.default !== undefined);
  return Object.fromEntries(all.map(([name, of]) => [name, of.default]));
}

async function begin(one, now, values) {
  const stop = new AbortController();
  now.stop = stop;
  mark(one.id);
  try {
    await run(one, values, { signal: stop.signal, told: (change) => show(one, now, change) });
  } finally {
    now.stop = null;
    mark("");
  }
  show(one, now, now.run);
  announce(t(now.run.state === "done" ? "scenarios.done" : "scenarios.failed"), now.run.state === "done" ? "toast" : "problem");
}

// Draws what has changed; a view that is drawn anew would take the focus away.
function show(one, now, change) {
  now.run = change;
  if (location.hash !== address(one.id)) return;
  const place = document.getElementById("run");
  if (!place) {
    refresh();
    return;
  }
  const key = document.activeElement?.dataset?.key;
  place.replaceChildren(...progress(one, now).filter(Boolean));
  if (place.contains(document.activeElement) || !key) return;
  (place.querySelector(`[data-key="${key}"]`) ?? place.querySelector("h2"))?.focus({ preventScroll: true });
}

function progress(one, now) {
  const { steps, state: how, outputs, stopped } = now.run;
  const isOver = how !== "running" && !now.stop;
  return [
    h("section", { class: `card run run-${isOver ? how : "running"}` },
      h("h2", { class: "card-title", tabindex: "-1" }, isOver ? t(`scenarios.title-${stopped && how === "failed" ? "stopped" : how}`) : t("scenarios.running")),
      isOver && how === "failed" && h("p", { class: "card-text" }, undone(steps)),
      h("ol", { class: "run-steps" }, steps.map((step) => row(one, now, step))),
      // What was undone is no result.
      isOver && how === "done" && results(one, outputs)),
    h("div", { class: "scenario-actions" }, isOver
      ? h("button", { type: "button", class: "button quiet", "data-key": "again", onclick: () => again(now) }, t("scenarios.again"))
      : h("button", { type: "button", class: "button quiet", "data-key": "stop", onclick: () => now.stop?.abort() }, t("scenarios.stop"))),
  ];
}

// What was begun and did not come to its end.
function undone(steps) {
  const undo = steps.filter(({ isUndo }) => isUndo);
  if (undo.length === 0) return t(steps.some(({ state }) => state === "done") ? "scenarios.left" : "scenarios.nothing");
  return t(undo.every(({ state }) => state === "done") ? "scenarios.undone" : "scenarios.not-undone");
}

const SIGNS = { running: "next", waiting: "next", done: "check", failed: "alert" };

function row(one, now, { id, state: how, tries, why, isUndo, isExample }) {
  const label = one.steps.find((step) => step.id === id)?.label;
  const written = now.flow?.workflow.steps.find(({ stepId }) => stepId === id)?.description;
  const said = how === "failed" || how === "waiting" ? reason(why) : t(isUndo && how === "done" ? "scenarios.step-undo" : `scenarios.step-${how}`);
  return h("li", { class: `run-step ${how} ${isUndo ? "undo" : ""}` },
    h("span", { class: "run-sign" }, glyph(isUndo && how === "done" ? "back" : SIGNS[how])),
    h("span", { class: "row-text" },
      h("span", { class: "row-title wrap", dir: "auto" }, label ? pick(label) : written ?? id),
      h("span", { class: "row-sub wrap" }, said, tries > 1 && ` · ${t("scenarios.tries", { count: number(tries) })}`, isExample && ` · ${t("scenarios.example")}`)));
}

function reason(why) {
  return t(`scenarios.why-${why?.kind ?? "network"}`, { status: why?.status ?? "" });
}

function results(one, outputs) {
  const rows = one.outputs.map(({ id, label }) => [pick(label), h("span", { dir: "auto" }, plain(outputs[id]))]).filter(([, value]) => value.textContent);
  return rows.length > 0 && facts(rows);
}

function again(now) {
  Object.assign(now, { run: null });
  refresh();
}

// A page that is closed in the middle of a run cannot undo it: the next one says so.
const KEY = `${tenant.id}:scenario`;

function mark(id) {
  try {
    if (id) sessionStorage.setItem(KEY, id);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Then nothing can be said.
  }
}

function interrupted(one) {
  let id = null;
  try {
    id = sessionStorage.getItem(KEY);
  } catch {
    // Then nothing is known.
  }
  return id === one.id && !state(id).stop && h("div", { class: "hint", role: "alert" }, glyph("alert"), h("span", {}, t("scenarios.interrupted")),
    h("button", { type: "button", class: "button quiet small", "data-key": "seen", onclick: () => { mark(""); refresh(); } }, t("scenarios.seen")));
}

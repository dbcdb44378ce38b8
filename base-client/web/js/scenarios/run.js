// Runs scenarios: Arazzo documents, of the subset that docs/connectors.md writes
// down. The client is packaged only with documents that are of it.

import { connectors, scenarios } from "../../config.js";
import { fill, holds, read } from "./expression.js";
import { CallError, call, find } from "./operation.js";

const documents = new Map();

// A JSON document of the package, read once.
export function load(path) {
  if (!documents.has(path)) {
    const reading = fetch(new URL(path, document.baseURI)).then((answer) => {
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return answer.json();
    });
    reading.catch(() => documents.delete(path));
    documents.set(path, reading);
  }
  return documents.get(path);
}

export function scenario(id) {
  return scenarios.find((one) => one.id === id) ?? null;
}

// The workflow of a scenario, and what each of its sources is.
export async function open(one) {
  const { sourceDescriptions, workflows } = await load(one.file);
  const sources = new Map();
  for (const { name } of sourceDescriptions) {
    const connector = connectors.find(({ id }) => id === name);
    sources.set(name, { connector, root: await load(connector.api) });
  }
  return { workflow: workflows[0], sources };
}

// One run. `told` is called with the run whenever something in it changes: `{ steps, state, outputs }`, where each
// step has `id`, `state` ("running", "waiting", "done", "failed"), `tries`, `why`, `isUndo` and `isExample`; the run's
// `state` is "running", "done" or "failed". It is done if the output that the scenario names says so, and not because it ended.
export async function run(one, inputs, { told = () => {}, signal } = {}) {
  const { workflow, sources } = await open(one);
  const scope = { inputs, steps: {} };
  const now = { steps: [], state: "running", outputs: {}, stopped: false };
  let index = 0;
  let isUndo = false;
  while (index >= 0 && index < workflow.steps.length) {
    const step = workflow.steps[index];
    const taken = { id: step.stepId, state: "running", tries: 0, why: null, isUndo };
    now.steps.push(taken);
    told(now);
    const way = await take(step, taken, { scope, sources, signal, told: () => told(now) });
    told(now);
    isUndo ||= taken.state === "failed";
    if (way === "next") index += 1;
    else index = way === "end" ? -1 : workflow.steps.findIndex(({ stepId }) => stepId === way);
  }
  for (const [name, expression] of Object.entries(workflow.outputs)) now.outputs[name] = read(expression, scope);
  const outcome = now.outputs[one.outcome];
  now.state = outcome === null || outcome === false || outcome === "" ? "failed" : "done";
  now.stopped = Boolean(signal?.aborted);
  told(now);
  return now;
}

// Takes a step, again where it is to be retried. Resolves to "next", "end", or the id of the step to go to.
async function take(step, taken, { scope, sources, signal, told }) {
  const retries = new Map();
  for (;;) {
    taken.tries += 1;
    Object.assign(taken, { state: "running", why: null });
    told();
    const after = { ...scope, answer: await ask(step, taken, scope, sources, signal) };
    taken.isExample = Boolean(after.answer.isExample);
    if (!taken.why && !succeeds(step, after)) taken.why = refused(after.answer.status);
    if (!taken.why) {
      const outputs = Object.entries(step.outputs ?? {});
      scope.steps[step.stepId] = Object.fromEntries(outputs.map(([name, expression]) => [name, read(expression, after)]));
      taken.state = "done";
      const action = (step.onSuccess ?? []).find((action) => fits(action, after));
      return action ? action.stepId ?? "end" : "next";
    }
    // What somebody has stopped is undone as far as the document says, and not tried again.
    const isOpen = (action) => action.type !== "retry" || (!signal?.aborted && (retries.get(action) ?? 0) < (action.retryLimit ?? 1));
    const action = (step.onFailure ?? []).find((action) => isOpen(action) && fits(action, after));
    if (action?.type !== "retry") {
      taken.state = "failed";
      return action?.stepId ?? "end";
    }
    retries.set(action, (retries.get(action) ?? 0) + 1);
    taken.state = "waiting";
    told();
    await wait((action.retryAfter ?? 0) * 1000, signal);
  }
}

// The answer to a step's call. What went wrong is in `taken.why`.
async function ask(step, taken, scope, sources, signal) {
  try {
    const { connector, operation } = target(step.operationId, sources);
    const parameters = (step.parameters ?? []).map((one) => ({ ...one, value: fill(one.value, scope) }));
    const body = step.requestBody ? fill(step.requestBody.payload, scope) : undefined;
    // What is undone is undone to its end, also where somebody has stopped the run.
    return await call(connector, operation, { parameters, body }, taken.isUndo ? null : signal);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    taken.why = error;
    return { status: error.status, headers: new Headers(), body: null };
  }
}

// `operation`, or `$sourceDescriptions.source.operation`.
function target(id, sources) {
  const parts = /^\$sourceDescriptions\.([^.]+)\.(.+)$/.exec(id);
  for (const [name, { connector, root }] of sources) {
    if (parts && parts[1] !== name) continue;
    const operation = find(root, parts ? parts[2] : id);
    if (operation) return { connector, operation };
  }
  throw new Error(`no operation: ${id}`);
}

function succeeds(step, after) {
  const { status } = after.answer;
  if (!step.successCriteria) return status >= 200 && status < 300;
  return step.successCriteria.every(({ condition }) => holds(condition, after));
}

// An answer that was described, and is not what was hoped for.
function refused(status) {
  return new CallError(status >= 400 ? "status" : "criteria", status);
}

function fits(action, after) {
  return (action.criteria ?? []).every(({ condition }) => holds(condition, after));
}

function wait(time, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, time);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      done();
    }, { once: true });
  });
}

// What comes of a connected system's probe: "reached", "unreached", or in a demo "example".
export async function reached(connector) {
  const operation = find(await load(connector.api), connector.probe);
  try {
    const { status, isExample } = await call(connector, operation, { parameters: [] });
    if (isExample) return "example";
    return status >= 200 && status < 300 ? "reached" : "unreached";
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return "unreached";
  }
}

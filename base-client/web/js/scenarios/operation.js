// Calls of operations that an OpenAPI document describes, through the gateway on
// this client's own origin.

import { demo } from "../../config.js";
import { plain } from "./expression.js";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
// The longest answer that is read, in characters.
const LONGEST = 2_000_000;

// An operation of a document: `{ method, path, parameters, responses, root }`.
export function find(root, id) {
  for (const [path, written] of Object.entries(root.paths ?? {})) {
    const item = resolve(root, written);
    for (const method of METHODS.filter((method) => item[method]?.operationId === id)) {
      const { parameters = [], responses = {} } = item[method];
      return { root, method, path, parameters: [...parameters, ...(item.parameters ?? [])].map((one) => resolve(root, one)), responses };
    }
  }
  return null;
}

function resolve(root, value) {
  for (let n = 0; n < 16 && typeof value?.$ref === "string"; n += 1) {
    const parts = value.$ref.split("/").slice(1).map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
    value = parts.reduce((inner, part) => inner?.[part], root);
  }
  return value ?? {};
}

// What goes wrong with a call; `kind` is "network", "timeout", "type", "status" or "stopped".
export class CallError extends Error {
  constructor(kind, status = null) {
    super(kind);
    this.kind = kind;
    this.status = status;
  }
}

// Makes a call and resolves to its answer, `{ status, headers, body }`; an answer that the document does
// not describe is an error. `sent` has `parameters` and `body`. In a demo an answer may be an example: `isExample`.
export async function call(connector, operation, sent, signal) {
  const url = address(connector, operation, sent.parameters);
  const example = demo && (await import("../answers.js")).example(operation, resolve);
  if (example) return { ...example, headers: new Headers(), isExample: true };
  const headers = new Headers({ Accept: "application/json" });
  for (const { name, in: place, value } of sent.parameters) if (place === "header") headers.set(name, plain(value));
  const body = sent.body === undefined ? undefined : JSON.stringify(sent.body);
  if (body !== undefined) headers.set("Content-Type", "application/json");
  const late = AbortSignal.timeout(connector.timeout * 1000);
  let answer;
  let text;
  try {
    answer = await fetch(url, {
      method: operation.method.toUpperCase(), headers, body, redirect: "error", cache: "no-store", credentials: "same-origin",
      signal: AbortSignal.any(signal ? [late, signal] : [late]),
    });
    text = await answer.text();
  } catch {
    throw new CallError(signal?.aborted ? "stopped" : late.aborted ? "timeout" : "network");
  }
  return { status: answer.status, headers: answer.headers, body: content(operation, answer, text) };
}

// The address below the path of the gateway: what a value holds never leads out of it.
function address(connector, operation, parameters) {
  const values = new Map(parameters.filter((one) => one.in === "path").map(({ name, value }) => [name, value]));
  const path = operation.path.replace(/\{([^}]*)\}/g, (all, name) => {
    const value = plain(values.get(name));
    // A part that is empty or only dots would name another place.
    if (/^\.{0,2}$/.test(value)) throw new CallError("input");
    return encodeURIComponent(value);
  });
  const url = new URL(connector.path + path.replace(/^\//, ""), location.origin);
  for (const { name, in: place, value } of parameters) {
    if (place === "query" && value !== null && value !== undefined) url.searchParams.append(name, plain(value));
  }
  if (url.origin !== location.origin || !url.pathname.startsWith(connector.path)) throw new CallError("input");
  return url;
}

// What the document says of answers with this status.
function described({ root, responses }, status) {
  const found = responses[status] ?? responses[`${String(status)[0]}XX`] ?? responses.default;
  return found ? resolve(root, found) : null;
}

// The JSON of an answer, which is of the type that the document says.
function content(operation, answer, text) {
  const known = described(operation, answer.status);
  // A status that is not described is no success, whatever comes with it.
  if (!known) throw new CallError(answer.ok ? "type" : "status", answer.status);
  const types = Object.keys(known.content ?? {});
  if (types.length === 0) return null;
  const type = (answer.headers.get("Content-Type") ?? "").split(";")[0].trim().toLowerCase();
  const isJson = (name) => /^application\/(json|.+\+json)$/.test(name);
  const wanted = types.find((name) => name.split(";")[0].trim().toLowerCase() === type || (isJson(name) && isJson(type)));
  if (!wanted || text.length > LONGEST) throw new CallError("type", answer.status);
  if (!isJson(type)) return text;
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CallError("type", answer.status);
  }
  const schema = resolve(operation.root, known.content[wanted].schema);
  const is = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  const fits = [schema.type ?? is].flat().some((name) => name === is || (name === "integer" && Number.isInteger(value)));
  if (!fits) throw new CallError("type", answer.status);
  return value;
}

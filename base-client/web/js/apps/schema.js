// The JSON Schema of a step's records: forms are drawn for it, and whatever is
// kept or taken in is checked by it.

import { Validator } from "../forms/json-schema.js";
import { fieldsOf } from "./app.js";

const LONG = 2000; // characters of a text
const SHORT = 200; // characters of what is scanned
const NAMED = 1200; // characters of a person

const made = new Map(); // app, step and fields → what checks their records

// Values as a record holds them: numbers are numbers, all else is text, and what is empty is not there.
function schemaOf(fields) {
  const properties = Object.fromEntries(fields.flatMap((field) => [[field.id, schemaOfField(field)], [reasonOf(field.id), { type: "string", minLength: 1, maxLength: LONG }]]));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    additionalProperties: false,
    required: fields.filter(({ required }) => required).map(({ id }) => id),
    properties,
    allOf: fields.filter(hasLimits).map(reasonWhereOut),
  };
}

export function reasonOf(id) {
  return `${id}.reason`;
}

function schemaOfField({ kind, min, max, choices, time }) {
  const text = (most) => ({ type: "string", minLength: Math.max(1, min ?? 1), maxLength: max ?? most });
  switch (kind) {
    case "number": return { type: "number", minimum: min, maximum: max };
    case "choice": return { enum: choices.map(({ id }) => id) };
    case "date": return { type: "string", pattern: time ? "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d$" : "^\\d{4}-\\d\\d-\\d\\d$" };
    case "photo": return { type: "string", pattern: "^[0-9a-f]{64}$" };
    case "reference": return { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$" };
    case "text": return text(LONG);
    case "person": return { type: "string", minLength: 1, maxLength: NAMED };
    default: return text(SHORT);
  }
}

function hasLimits({ kind, low, high }) {
  return kind === "number" && (low ?? high) !== undefined;
}

// What is not taken at all needs no reason.
function reasonWhereOut({ id, min, max, low, high }) {
  const within = { minimum: low, maximum: high };
  return { if: { required: [id], properties: { [id]: { type: "number", minimum: min, maximum: max, not: plain(within) } } }, then: { required: [reasonOf(id)] } };
}

// The validator compares with whatever is there: a bound that is not set must not be.
function plain(schema) {
  return JSON.parse(JSON.stringify(schema));
}

// What is wrong with a record's values: field → the keyword of the schema that it does not meet.
export function faults(app, step, values, record) {
  const fields = fieldsOf(app, step, record);
  // Who may see other fields has another schema.
  const key = JSON.stringify([app.id, step.id, fields.map(({ id }) => id)]);
  if (!made.has(key)) made.set(key, new Validator(plain(schemaOf(fields)), "2020-12", false));
  const found = {};
  const { errors } = made.get(key).validate(values);
  for (const { instanceLocation, keyword, error } of errors) {
    const [, place] = instanceLocation.split("/");
    const missing = keyword === "required" && /"([^"]+)"\.?$/.exec(error)?.[1];
    const field = missing || (place && unescape(place));
    if (field && !["properties", "if", "allOf"].includes(keyword)) found[field] ??= keyword;
  }
  return found;
}

// JSON Pointer (RFC 6901), in a fragment of a URL.
function unescape(part) {
  return decodeURI(part).replace(/~1/g, "/").replace(/~0/g, "~");
}

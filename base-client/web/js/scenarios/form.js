// A form for what a scenario asks for: native controls from its JSON Schema, and
// the same schema decides what is taken.

import { h } from "../dom.js";
import { Validator } from "../forms/json-schema.js";
import { pick, t } from "../i18n.js";

const TYPES = { date: "date", time: "time", "date-time": "datetime-local", email: "email", uri: "url" };

// `values` are what was given or typed before, as text by name; they are kept up to date. Calls `done` with what fits.
export function form(one, schema, values, done) {
  const fields = Object.entries(schema?.properties ?? {});
  const needed = new Set(schema?.required ?? []);
  const rows = fields.map(([name, of]) => row(one, name, of, needed.has(name), values));
  return h("form", { class: "scenario-form", novalidate: true, onsubmit: submit }, rows.map(({ element }) => element),
    h("div", { class: "scenario-actions" }, h("button", { class: "button", "data-key": "start" }, t("scenarios.start"))));

  function submit(event) {
    event.preventDefault();
    const typed = Object.fromEntries(fields.map(([name, of]) => [name, typedAs(of, values[name])]).filter(([, value]) => value !== undefined));
    const wrong = new Set(faults(schema, typed));
    rows.forEach(({ name, say }) => say(wrong.has(name) ? t(name in typed ? "scenarios.unfit" : "scenarios.needed") : ""));
    if (wrong.size) rows.find(({ name }) => wrong.has(name))?.control.focus();
    else done(typed);
  }
}

function row(one, name, of, isNeeded, values) {
  const id = `input-${name}`;
  const label = one.inputs.find((known) => known.id === name)?.label;
  const error = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
  const shared = { id, "data-key": id, class: "field", "aria-describedby": `${id}-error`, "aria-required": isNeeded ? "true" : null };
  const control = make(of, shared, isNeeded);
  if (values[name] === undefined && of.default !== undefined) values[name] = String(of.default);
  if (control.type === "checkbox") control.checked = values[name] === "true";
  else control.value = values[name] ?? "";
  control.addEventListener("input", () => { values[name] = control.type === "checkbox" ? String(control.checked) : control.value; });
  const text = h("span", { class: "field-label" }, label ? pick(label) : of.title ?? name, isNeeded && h("span", { class: "quiet" }, ` · ${t("scenarios.must")}`));
  const element = control.type === "checkbox"
    ? h("div", { class: "scenario-field" }, h("label", { class: "scenario-check", for: id }, text, control), error)
    : h("div", { class: "scenario-field" }, h("label", { for: id }, text), control, error);
  const say = (what) => {
    error.textContent = what;
    error.hidden = !what;
    control.setAttribute("aria-invalid", String(Boolean(what)));
  };
  return { name, control, element, say };
}

function make(of, shared, isNeeded) {
  if (of.enum) {
    const none = isNeeded && of.default !== undefined ? [] : [h("option", { value: "" }, "")];
    return h("select", shared, [...none, ...of.enum.map((value) => h("option", { value: String(value) }, String(value)))]);
  }
  if (of.type === "boolean") return h("input", { ...shared, class: "switch", type: "checkbox" });
  if (of.type === "number" || of.type === "integer") return h("input", { ...shared, inputmode: of.type === "integer" ? "numeric" : "decimal", autocomplete: "off" });
  return h("input", { ...shared, type: TYPES[of.format] ?? "text", maxlength: of.maxLength ?? 2000, autocomplete: "off", dir: "auto" });
}

// What was typed, in the type of the schema; nothing where nothing was.
export function typedAs(of, text) {
  if (of.type === "boolean") return text === "true";
  const written = (text ?? "").trim();
  if (written === "") return undefined;
  if (of.type === "string") return of.format === "date-time" && Date.parse(written) ? new Date(written).toISOString() : written;
  const number = Number(written.replace(",", "."));
  return Number.isFinite(number) ? number : written;
}

// The names of inputs that are missing or do not fit.
export function faults(schema, values) {
  if (!schema) return [];
  const wrong = (schema.required ?? []).filter((name) => values[name] === undefined);
  for (const [name, value] of Object.entries(values)) {
    const of = schema.properties?.[name];
    if (!of || !new Validator(of, "2020-12").validate(value).valid) wrong.push(name);
  }
  return [...new Set(wrong)];
}

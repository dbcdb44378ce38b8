// Fields of forms, drawn with the browser's own controls.

import { h } from "../dom.js";
import { pick, t } from "../i18n.js";

const FEW = 4; // choices up to this number are all shown

// The control of a field. `value` is what is in it, as text; `attributes` go to what takes the focus; `oninput` is told the
// text, and whether the browser could read it.
export function control(field, value, attributes, oninput) {
  const told = (event) => oninput(event.target.value, event.target.validity.badInput);
  switch (field.kind) {
    case "number": return withUnit(field, h("input", { class: "field", type: "number", step: "any", inputmode: (field.min ?? -1) >= 0 ? "decimal" : null, value, oninput: told, ...attributes }));
    case "choice": return choice(field, value, attributes, oninput);
    case "date": return h("input", { class: "field", type: field.time ? "datetime-local" : "date", value, oninput: told, ...attributes });
    case "text": return text(field, value, attributes, told);
    default: return h("input", { class: "field", value, maxlength: field.max ?? 200, autocomplete: "off", dir: "auto", oninput: told, ...attributes });
  }
}

// Whether the field is several controls with one name, and so a group of its own.
export function isGroup({ kind, choices }) {
  return kind === "choice" && choices.length <= FEW;
}

function withUnit({ unit }, input) {
  return unit ? h("span", { class: "with-unit" }, input, h("span", { class: "unit", "aria-hidden": "true" }, unit)) : input;
}

function text({ max }, value, attributes, told) {
  if ((max ?? 0) <= 200) return h("input", { class: "field", value, maxlength: max ?? 2000, autocomplete: "off", dir: "auto", oninput: told, ...attributes });
  return h("textarea", { class: "field", rows: 3, maxlength: max, dir: "auto", oninput: told, ...attributes }, value);
}

function choice(field, value, attributes, oninput) {
  const { choices } = field;
  if (!isGroup(field)) {
    return h("select", { class: "field", oninput: (event) => oninput(event.target.value), ...attributes },
      h("option", { value: "" }, t("apps.choose")), choices.map(({ id, label }) => h("option", { value: id, selected: id === value }, pick(label))));
  }
  const { id: base, ...rest } = attributes;
  return h("div", { class: "segments" }, choices.map(({ id, label }, index) => h("label", { class: "segment" },
    h("input", { type: "radio", name: base, id: index === 0 ? base : null, value: id, checked: id === value, oninput: () => oninput(id), ...rest, "data-key": `${base}-${id}` }),
    h("span", {}, pick(label)))));
}

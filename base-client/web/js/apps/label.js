// A printed label of a record: what it is known by, as text and as a bar code.

import { h } from "../dom.js";
import { pick, t } from "../i18n.js";
import { tenant } from "../../config.js";
import { field as fieldOf, mayField, recordName } from "./app.js";
import { bars } from "./code128.js";
import { show, stepTitle } from "./format.js";

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 10; // units of room on both sides of a bar code

// Prints the label alone: while it is in the page, nothing else is printed.
export function printLabel(app, record) {
  const label = labelOf(app, record);
  document.body.append(label);
  document.documentElement.classList.add("prints-label");
  const end = () => {
    label.remove();
    document.documentElement.classList.remove("prints-label");
  };
  addEventListener("afterprint", end, { once: true });
  print();
}

function labelOf(app, record) {
  const fields = app.label.map((id) => fieldOf(app, id)).filter(({ id, kind }) => kind !== "photo" && mayField(app, "see", id) && record.fields[id] != null);
  const code = fields[0] && barCode(String(record.fields[fields[0].id]));
  return h("section", { class: "print-label", "aria-label": t("apps.label") },
    h("p", { class: "print-label-head" }, `${tenant.name} · ${stepTitle(app, record) || recordName(app)}`),
    code,
    h("dl", {}, fields.map((field) => h("div", {}, h("dt", {}, pick(field.label)), h("dd", {}, show(field, record.fields[field.id]))))));
}

// A bar code as a drawing; nothing where the text has letters that the code does not know.
function barCode(text) {
  const widths = bars(text);
  if (!widths) return null;
  const total = widths.reduce((sum, width) => sum + width, 2 * QUIET);
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ class: "bar-code", viewBox: `0 0 ${total} 40`, preserveAspectRatio: "none", role: "img", "aria-label": text, "shape-rendering": "crispEdges" })) svg.setAttribute(name, value);
  let at = QUIET;
  widths.forEach((width, index) => {
    if (index % 2 === 0) svg.append(bar(at, width));
    at += width;
  });
  return svg;
}

function bar(x, width) {
  const rect = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x, y: 0, width, height: 40 })) rect.setAttribute(name, value);
  return rect;
}

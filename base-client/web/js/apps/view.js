// The views of apps: an address names the app, and what of it is shown.
//
//   #/app/trace                   all of it        #/app/trace/record/ID    a record
//   #/app/trace/step/p01          one step         #/app/trace/edit/ID      a record's form
//   #/app/trace/find/L2026        what is found    #/app/trace/hand-over    who deals with what

import { apps } from "../../config.js";
import { glyph, h } from "../dom.js";
import { pick, t } from "../i18n.js";
import { closed } from "../router.js";
import { FRESH, app as appOf, may, recordName, step as stepOf, steps } from "./app.js";
import "./glyphs.js";
import { finder } from "./find.js";
import { recordForm } from "./form.js";
import { handOver, holderOf } from "./handover.js";
import { recordList } from "./list.js";
import { isSeen, missing, trouble, waiting } from "./pieces.js";
import { ask } from "./records.js";
import { recordView } from "./record.js";
import { tools } from "./transfer.js";

// What an app shows at this address.
export function view(route) {
  const [id, what = "", arg = ""] = route.parts;
  const app = appOf(id);
  if (!app) return closed(apps.some((app) => app.id === id) ? "role" : "missing");
  switch (what) {
    case "": return home(app, "");
    case "find": return home(app, arg);
    case "step": return stepView(app, arg);
    case "record": return recordView(app, arg);
    case "edit": return editView(app, arg);
    case "hand-over": return handOver(app);
    default: return closed("missing");
  }
}

function home(app, query) {
  const all = steps(app);
  const rest = h("div", { class: "stack" },
    app.steps.length > 0 && h("section", { class: "card" },
      h("h2", { class: "card-title" }, t("apps.steps")),
      h("ul", { class: "rows inset steps" }, all.map((step, index) => stepRow(app, step, index)))),
    recordList(app, null),
    tools(app));
  return {
    title: pick(app.title),
    width: "app",
    actions: [app.steps.length === 0 && may(app, "edit", "", FRESH) && add(app), holderOf(app) && may(app, "edit", "") && link(`#/app/${app.id}/hand-over`, "swap", t("apps.hand-over"))],
    body: [trouble(), app.summary && h("p", { class: "quiet app-summary" }, pick(app.summary)), app.search.length > 0 ? finder(app, query, rest) : rest],
  };
}

function add(app) {
  return h("a", { class: "button small", href: `#/app/${app.id}/step/`, "data-key": "new" }, glyph("plus"), t("apps.new"));
}

function link(href, symbol, label) {
  return h("a", { class: "icon-button", href, "aria-label": label, title: label }, glyph(symbol));
}

function stepRow(app, step, index) {
  return h("li", {}, h("a", { class: "row", href: `#/app/${app.id}/step/${step.id}`, "data-key": `step-${step.id}` },
    h("span", { class: "row-mark step-number", "aria-hidden": "true" }, index + 1),
    h("span", { class: "row-text" }, h("span", { class: "row-title" }, pick(step.title))),
    glyph("next", "quiet flip")));
}

function stepView(app, id) {
  const step = stepOf(app, id);
  if (!step) return closed(app.steps.some((step) => step.id === id) ? "role" : "missing");
  return {
    title: step.id ? pick(step.title) : recordName(app),
    width: "app",
    up: `#/app/${app.id}`,
    body: [
      trouble(),
      may(app, "edit", step.id, FRESH) ? recordForm(app, step, null, (record) => { location.hash = `#/app/${app.id}/record/${record}`; })
        : h("p", { class: "hint" }, glyph("lock"), t("apps.read-only")),
      recordList(app, step),
    ],
  };
}

function editView(app, id) {
  const record = ask(`record ${id}`, async (log) => (await log.get(id)) ?? null);
  const there = `#/app/${app.id}/record/${encodeURIComponent(id)}`;
  if (record === undefined) return { title: pick(app.title), up: there, width: "app", body: trouble() ?? waiting() };
  const step = record?.kind === app.id && !record.fields.$gone && stepOf(app, record.fields.$step);
  if (!step) return missing(app);
  if (!isSeen(app, record) || !may(app, "edit", step.id, record)) return closed("role");
  return { title: t("apps.edit"), width: "app", up: there, body: recordForm(app, step, record, () => { location.hash = there; }) };
}

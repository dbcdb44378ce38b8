// The grid of tools, with a look at the day above and beside it.

import { connectors, sections } from "../../config.js";
import { count } from "../counters.js";
import { ME, approvals, badge, events, person, tasks } from "../data.js";
import { empty, glyph, h, hidden, mask } from "../dom.js";
import { date, number, pick, t, time } from "../i18n.js";
import { groups, link, offered, outside, place } from "../menu.js";
import { card, dot } from "../parts.js";
import { homeCards } from "../shelf.js";

// What may stand here, each a function that gives an element, several, or nothing.
const BLOCKS = {
  greeting: hero,
  cards: homeCards,
  tools: allTools,
  systems,
  day: () => offered("calendar") && today(),
  tasks: () => offered("tasks") && nextTasks(),
};

// What goes into the narrow one of two columns, and what is as wide as both.
const NARROW = ["day", "tasks"];
const WIDE = ["greeting"];

export function workbench() {
  const { blocks, layout } = sections.appearance;
  return { title: t("workbench.title"), width: "wide", body: layout === "columns" ? columns(blocks) : h("div", { class: "board" }, blocks.map(draw)) };
}

function draw(name) {
  return BLOCKS[name]();
}

// Blocks in two columns; one that is as wide as both begins them anew.
function columns(blocks) {
  const runs = [];
  for (const name of blocks) {
    const last = runs.at(-1);
    if (!last || WIDE.includes(name) || WIDE.includes(last[0])) runs.push([name]);
    else last.push(name);
  }
  return runs.map((run) => (WIDE.includes(run[0]) ? draw(run[0]) : pair(run)));
}

// The column of the first block comes first.
function pair(run) {
  const isNarrow = (name) => NARROW.includes(name);
  const order = isNarrow(run[0]) ? [true, false] : [false, true];
  const filled = order.map((narrow) => [narrow, run.filter((name) => isNarrow(name) === narrow).map(draw).flat().filter(Boolean)])
    .filter(([, drawn]) => drawn.length > 0);
  return filled.length > 0 && h("div", { class: "columns" }, filled.map(([narrow, drawn]) => h("div", { class: narrow ? "column-side" : "column-main" }, drawn)));
}

function allTools() {
  const tools = groups(place("workbench"));
  if (tools.length === 0) return empty("tasks", t("workbench.empty-title"), t("workbench.empty-text"));
  return tools.map((group) => toolGroup(group.title || (tools.length > 1 ? t("workbench.other") : ""), group.entries));
}

function hero() {
  const hour = new Date().getHours();
  const part = hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening";
  const stats = [
    ["tasks", t("workbench.open-tasks"), tasks().filter((task) => !task.done).length],
    ["approvals", t("workbench.open-approvals"), approvals().filter((approval) => !approval.decision).length],
    ["messages", t("workbench.unread"), count("messages")],
  ].filter(([view]) => offered(view));
  return h("section", { class: "hero", "aria-labelledby": "greeting" },
    h("div", { class: "hero-text" },
      h("p", { class: "hero-date" }, date(Date.now(), { weekday: "long", month: "long", day: "numeric" })),
      h("h2", { id: "greeting", class: "hero-title" }, greeting(part, firstName(person(ME).name)))),
    h("ul", { class: "stats" }, stats.map(([view, label, count]) =>
      h("li", {}, h("a", { class: "stat", href: `#/${view}` }, h("span", { class: "stat-count" }, number(count)), h("span", {}, label))))));
}

// Where nobody signs in there is no name.
function greeting(part, name) {
  return name ? t(`workbench.${part}`, { name }) : t(`workbench.${part}-alone`);
}

// A Chinese name is not taken apart.
function firstName(name) {
  return name.split(" ")[0];
}

function toolGroup(title, entries) {
  return h("section", { class: "card tool-group" },
    title && h("h2", { class: "card-title" }, title),
    h("ul", { class: "tiles" }, entries.map(tile)));
}

function tile(entry) {
  return h("li", {},
    h("a", { class: "tile", "data-key": `tile-${entry.id}`, ...link(entry) },
      h("span", { class: "tile-icon" }, mask(entry.icon), dot(badge(entry))),
      h("span", { class: "tile-label" }, pick(entry.label)),
      entry.target.kind === "url" && hidden(t("app.new-tab"))));
}

function systems() {
  return connectors.length > 0 && card(t("workbench.systems"), systemRows(connectors));
}

export function systemRows(list) {
  return h("ul", { class: "rows inset" }, list.map((one) =>
    h("li", {}, one.url ? h("a", { class: "row", ...outside(one.url) }, system(one), glyph("external", "quiet"), hidden(t("app.new-tab")))
      : h("div", { class: "row" }, system(one)))));
}

function system({ name, summary, state }) {
  return [
    h("span", { class: "row-mark" }, glyph("link")),
    h("span", { class: "row-text" }, h("span", { class: "row-title", dir: "auto" }, name), summary && h("span", { class: "row-sub", dir: "auto" }, summary)),
    state,
  ];
}

function today() {
  const next = events(0).filter((event) => event.end > Date.now());
  return card(t("workbench.next"),
    next.length ? h("ul", { class: "agenda" }, next.slice(0, 3).map((event) =>
      h("li", {}, h("a", { class: "agenda-item", href: "#/calendar" },
        h("span", { class: "agenda-time" }, time(event.start)),
        h("span", { class: "row-text" }, h("span", { class: "row-title" }, event.title), event.place && h("span", { class: "row-sub" }, event.place))))))
      : h("p", { class: "quiet card-text" }, t("workbench.nothing-next")));
}

function nextTasks() {
  const open = tasks().filter((task) => !task.done).sort((a, b) => a.due - b.due).slice(0, 3);
  return open.length > 0 && card(t("tasks.title"),
    h("ul", { class: "agenda" }, open.map((task) =>
      h("li", {}, h("a", { class: "agenda-item", href: "#/tasks" }, h("span", { class: "ring" }), h("span", { class: "row-title" }, task.title))))));
}

// The grid of tools, with a look at the day above and beside it.

import { connectors } from "../../config.js";
import { ME, approvals, badge, count, events, person, tasks } from "../data.js";
import { empty, glyph, h, hidden, mask } from "../dom.js";
import { date, number, pick, t, time } from "../i18n.js";
import { groups, link, offered, outside, place } from "../menu.js";
import { card, dot } from "../parts.js";
import { homeCards } from "../shelf.js";

export function workbench() {
  const tools = groups(place("workbench"));
  return {
    title: t("workbench.title"),
    width: "wide",
    body: [
      hero(),
      h("div", { class: "columns" },
        h("div", { class: "column-main" },
          tools.length === 0 && empty("tasks", t("workbench.empty-title"), t("workbench.empty-text")),
          homeCards(),
          tools.map((group) => toolGroup(group.title || (tools.length > 1 ? t("workbench.other") : ""), group.entries)),
          systems()),
        aside()),
    ],
  };
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
  return h("section", { class: "card" },
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

function aside() {
  const parts = [offered("calendar") && today(), offered("tasks") && nextTasks()].filter(Boolean);
  return parts.length > 0 && h("div", { class: "column-side" }, parts);
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

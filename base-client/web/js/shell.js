// The frame around every view: side bar, tabs, title bar.

import { demo, features, images, tenant } from "../config.js";
import { calmAction } from "./calm.js";
import { badge } from "./data.js";
import { glyph, h, hidden, mask } from "./dom.js";
import { direction, language, pick, t } from "./i18n.js";
import { leadsTo, link, place } from "./menu.js";
import { dot } from "./parts.js";
import { refresh } from "./router.js";

const told = new Map(); // what the person has to know on every view, by its name

export function frame(route, main) {
  const root = document.documentElement;
  root.lang = language();
  root.dir = direction();
  return [
    h("a", { class: "skip", href: "#main", onclick: skip }, t("app.skip")),
    notes(),
    sidebar(route),
    main,
    h("nav", { class: "tabs", "aria-label": t("app.menu") }, h("ul", {}, place("tabs").map((entry) => item(entry, route)))),
  ].filter(Boolean);
}

// Says something on every view from now on, in the language that is chosen then; where `say` gives no text it ends.
export function tell(name, say) {
  const text = say();
  if ((told.get(name)?.text ?? "") === text) return;
  if (text) told.set(name, { say, text });
  else told.delete(name);
  refresh();
}

function notes() {
  const all = [...(demo ? [["demo", t("demo.note")]] : []), ...[...told].map(([name, { say }]) => [name, say()])];
  return all.length > 0 && h("aside", { class: "notes", "aria-label": t("app.notes") }, all.map(([name, text]) => h("p", { class: `note note-${name}` }, text)));
}

// The address holds the route, so the link must not change it.
function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

function sidebar(route) {
  return h("div", { class: "sidebar" },
    h("header", {},
      h("div", { class: "brand" },
        h("img", { src: images.appIcon, alt: "", width: 36, height: 36 }),
        h("span", { class: "brand-name", dir: "auto" }, tenant.name)),
      features.search && h("a", { class: "sidebar-search", href: "#/search" }, glyph("search"), t("search.title"))),
    h("nav", { "aria-label": t("app.menu") }, h("ul", { class: "sidebar-list" }, place("sidebar").map((entry) => item(entry, route)))));
}

function item(entry, route) {
  const current = leadsTo(entry.target, route);
  return h("li", {},
    h("a", { class: "item", "data-key": `item-${entry.id}`, "aria-current": current ? "page" : null, ...link(entry) },
      h("span", { class: "item-icon" }, mask(entry.icon), dot(badge(entry))),
      h("span", { class: "item-label" }, pick(entry.label)),
      entry.target.kind === "url" && hidden(t("app.new-tab"))));
}

// The heading of the page or of one of its panes.
export function bar({ title, level = "h1", sub, lead, back, sidebar, brand, actions = [] }) {
  return h("div", { class: "bar" },
    back && h("a", { class: `icon-button back ${sidebar ? "narrow-only" : ""}`, href: back, "aria-label": t("app.back"), title: t("app.back") }, glyph("back", "flip")),
    brand && h("img", { class: "bar-mark", src: images.appIcon, alt: "", width: 32, height: 32 }),
    lead,
    h("div", { class: "bar-text" }, h(level, { tabindex: level === "h1" ? "-1" : null, dir: "auto" }, title), sub && h("p", { class: "bar-sub" }, sub)),
    h("div", { class: "bar-actions" }, actions));
}

export function shellActions() {
  return [
    calmAction(),
    features.search && h("a", { class: "icon-button narrow-only", href: "#/search", "aria-label": t("search.title"), title: t("search.title") }, glyph("search")),
  ];
}

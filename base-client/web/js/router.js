// Which view is shown: the part of the address behind `#/`. A view is a function
// from the route to a description; this draws it.

import { tenant } from "../config.js";
import { total } from "./counters.js";
import { changedData } from "./data.js";
import { announce, empty, h } from "./dom.js";
import { t } from "./i18n.js";
import { restrict } from "./guard.js";
import { allowed, offered, path, place, startView } from "./menu.js";
import { session, signsIn } from "./person.js";
import { bar, frame, shellActions } from "./shell.js";
import { settle } from "./windowed.js";

let views = {};
let shown = "";
let isClosed = false; // what is covered until somebody signs in is not drawn
let isPressed = false; // a button, or a key that presses one
let isLate = false; // something changed meanwhile

export function start(all) {
  views = all;
  addEventListener("hashchange", () => draw("moved"));
  draw("first");
}

// Draws the same route again, because something in it has changed. While a button is pressed it stays where it is: a
// click on what was drawn anew meanwhile would go nowhere.
export function refresh() {
  isLate = isPressed;
  if (!isPressed) draw("same");
}

function press() {
  isPressed = true;
}

// After the click that follows.
function release() {
  isPressed = false;
  if (isLate) setTimeout(refresh);
}

addEventListener("pointerdown", press, true);
addEventListener("keydown", ({ key }) => key === " " && press(), true);
for (const kind of ["pointerup", "pointercancel", "keyup"]) addEventListener(kind, release, true);
addEventListener("blur", release);

// From here on nothing is drawn: somebody has to sign in first.
export function close() {
  isClosed = true;
}

export function go(path) {
  if (location.hash === path) draw("moved");
  else location.hash = path;
}

function read() {
  const parts = location.hash.replace(/^#\/?/, "").split("/").map(decode);
  return { view: parts[0] || startView(), id: parts[1] ?? "", at: parts[2] ?? "", parts: parts.slice(1), path: location.hash };
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function describe(route) {
  if (!Object.hasOwn(views, route.view)) return closed("missing");
  return allowed(route) ? views[route.view](route) : closed("role");
}

export function closed(why) {
  const home = [
    h("a", { class: "button", href: `#/${startView()}` }, t("error.missing-home")),
    why === "role" && signsIn() && h("button", { type: "button", class: "button quiet", "data-key": "logout", onclick: () => session.leave() }, t("login.leave")),
  ];
  return { title: t(`error.${why}-title`), body: empty("missing", "", t(`error.${why}-text`), home) };
}

function draw(why) {
  if (isClosed) return;
  changedData();
  const app = document.getElementById("app");
  // Before the page is made: what it takes over as it is, such as a card, leaves the document for a moment.
  const kept = why === "same" ? keep(app) : null;
  const route = read();
  const page = describe(route);
  restrict(route, page.about);
  app.replaceChildren(...frame(route, layout(route, page)));
  app.classList.toggle("in-detail", Boolean(page.detail));
  document.title = `${page.detail?.title ?? page.title} · ${tenant.name}`;
  settle();
  page.ready?.(app);
  if (kept) restore(app, kept);
  if (why === "moved" && shown !== route.path) arrive(app, page);
  shown = route.path;
  reachable(app);
  navigator.setAppBadge?.(total()).catch(() => {});
}

function layout(route, page) {
  const top = shownIn("tabs", route);
  const head = { title: page.title, brand: top, back: top ? null : page.up ?? up(route), sidebar: shownIn("sidebar", route), actions: [...(page.actions ?? []), ...shellActions()] };
  if (!page.list) {
    return h("main", { id: "main", tabindex: "-1" }, bar(head),
      h("div", { class: "scroll", "data-scroll": route.view }, h("div", { class: `page ${page.width ?? ""}` }, page.body)));
  }
  const level = page.detail ? "h2" : "h1";
  return h("main", { id: "main", tabindex: "-1", class: `split ${page.detail ? "has-detail" : ""}` },
    h("div", { class: "pane list-pane" }, bar({ ...head, level }), page.tools,
      h("div", { class: "scroll", "data-scroll": "list" }, page.list)),
    page.detail ? detail(route, page.detail) : h("div", { class: "pane detail-pane is-empty" }, page.choose));
}

function detail(route, { title, sub, lead, actions, top, body, foot, scroll }) {
  return h("div", { class: "pane detail-pane" },
    bar({ title, sub, lead, actions, back: `#/${route.view}` }),
    top, h("div", { class: "scroll", "data-scroll": "detail", ...scroll }, body), foot);
}

function shownIn(name, route) {
  return place(name).some(({ target }) => [route.path, `#/${route.view}`].includes(path(target)));
}

// Where "back" leads from a view that is not a tab.
function up(route) {
  const home = ["workbench", "profile"].find((view) => view !== route.view && offered(view));
  return `#/${home ?? startView()}`;
}

function keep(app) {
  const scrolls = [...app.querySelectorAll("[data-scroll]")].map((pane) => [pane.dataset.scroll, pane.scrollTop]);
  const { activeElement: active } = document;
  return { active, isInside: app.contains(active), key: active?.dataset?.key, scrolls: new Map(scrolls), fields: fields(app).map(({ dataset, value }) => [dataset.key, value]), caret: active?.selectionStart };
}

function restore(app, kept) {
  for (const pane of app.querySelectorAll("[data-scroll]")) {
    if (!("stick" in pane.dataset)) pane.scrollTop = kept.scrolls.get(pane.dataset.scroll) ?? 0;
  }
  const values = new Map(kept.fields);
  for (const field of fields(app)) field.value = values.get(field.dataset.key) ?? field.value;
  if (app.contains(kept.active)) return kept.active.focus({ preventScroll: true });
  if (!kept.isInside) return;
  const again = [...app.querySelectorAll("[data-key]")].filter((element) => element.dataset.key === kept.key && element.offsetParent);
  (again[0] ?? app.querySelector("h1")).focus({ preventScroll: true });
  if (fields(app).includes(again[0]) && kept.caret != null) again[0].setSelectionRange(kept.caret, kept.caret);
}

// Where somebody may be writing while the view is drawn again.
function fields(app) {
  return [...app.querySelectorAll("textarea[data-key], input[data-key]:is([type=search], :not([type]))")];
}

function arrive(app, page) {
  const target = page.focus ? app.querySelector(page.focus) : app.querySelector("h1");
  target?.focus({ preventScroll: true });
  announce(t("app.opened", { title: page.detail?.title ?? page.title }), "quiet");
}

// A pane that scrolls but holds nothing to focus could not be read by keyboard.
function reachable(app) {
  for (const pane of app.querySelectorAll(".scroll")) {
    if (!pane.querySelector("a[href], button, input, select, textarea, [tabindex]")) pane.tabIndex = 0;
  }
}

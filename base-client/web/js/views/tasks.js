// A list of things to do: add, tick off, remove.

import { see, tasks as all } from "../data.js";
import { empty, glyph, h, hidden, iconButton } from "../dom.js";
import { date, daysAway, number, t } from "../i18n.js";
import { card } from "../parts.js";
import { refresh } from "../router.js";
import { saveWork, work } from "../store.js";

export function tasks() {
  const list = all();
  for (const task of list) see(`tasks/${task.id}`);
  const open = list.filter((task) => !task.done).sort((a, b) => a.due - b.due);
  const done = list.filter((task) => task.done);
  return {
    title: t("tasks.title"),
    width: "narrow",
    body: [
      adder(),
      open.length ? group(t("tasks.open"), open) : empty("tasks", t("tasks.none"), t("tasks.none-text")),
      done.length > 0 && group(t("tasks.done"), done),
    ],
  };
}

function group(title, list) {
  return card(`${title} · ${number(list.length)}`, h("ul", { class: "rows inset" }, list.map(row)));
}

function row(task) {
  const away = daysAway(task.due);
  return h("li", { class: "check-row" },
    h("label", { class: "row" },
      h("input", { type: "checkbox", class: "check", checked: task.done, "data-key": `task-${task.id}`, onchange: (event) => tick(task.id, event.target.checked) }),
      h("span", { class: "row-text" },
        h("span", { class: `row-title ${task.done ? "struck" : ""}`, dir: "auto" }, task.title),
        !task.done && h("span", { class: `row-sub ${away < 0 ? "late" : ""}` }, due(task.due, away))),
      task.isNew && h("span", { class: "new-dot" }, hidden(t("app.unread", { count: number(1) })))),
    task.own && iconButton("trash", t("tasks.remove", { title: task.title }), () => remove(task.id)));
}

function due(at, away) {
  if (away < 0) return t("tasks.over");
  if (away === 0) return t("tasks.due-today");
  return away === 1 ? t("tasks.due-tomorrow") : t("tasks.due-on", { date: date(at, { weekday: "long", month: "short", day: "numeric" }) });
}

function adder() {
  return h("form", { class: "add-row", onsubmit: add },
    h("input", { class: "field", name: "title", required: true, maxlength: 200, autocomplete: "off", "aria-label": t("tasks.add"), placeholder: t("tasks.add"), "data-key": "add-task", dir: "auto" }),
    h("button", { class: "button" }, glyph("plus"), t("tasks.add-action")));
}

function add(event) {
  event.preventDefault();
  const field = event.target.elements.title;
  const title = field.value.trim();
  if (!title) return;
  work.tasks.added.push({ id: `own-${Date.now()}`, title, due: Date.now() });
  saveWork();
  field.focus();
  refresh();
}

function tick(id, done) {
  if (done) work.tasks.done[id] = true;
  else delete work.tasks.done[id];
  saveWork();
  refresh();
}

function remove(id) {
  work.tasks.added = work.tasks.added.filter((task) => task.id !== id);
  delete work.tasks.done[id];
  saveWork();
  refresh();
}

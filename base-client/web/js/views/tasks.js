// A list of things to do: add, tick off, remove.

import { addTask, removeTask, see, tasks as all, tickTask } from "../data.js";
import { empty, glyph, h, hidden, iconButton } from "../dom.js";
import { date, daysAway, number, t } from "../i18n.js";
import { card } from "../parts.js";
import { can } from "../person.js";
import { refresh } from "../router.js";
import { windowed } from "../windowed.js";

export function tasks() {
  const list = all();
  see(list.map(({ id }) => `tasks/${id}`));
  const open = list.filter((task) => !task.done).sort((a, b) => a.due - b.due);
  const done = list.filter((task) => task.done);
  return {
    title: t("tasks.title"),
    width: "narrow",
    body: [
      can("edit", "view:tasks") && adder(),
      open.length ? group("open", open) : empty("tasks", t("tasks.none"), t("tasks.none-text")),
      done.length > 0 && group("done", done),
    ],
  };
}

function group(name, list) {
  return card(`${t(`tasks.${name}`)} · ${number(list.length)}`,
    windowed({ name: `tasks-${name}`, class: "rows inset", count: list.length, draw: (index) => row(list[index]) }));
}

function row(task) {
  const away = daysAway(task.due);
  return h("li", { class: "check-row" },
    h("label", { class: "row" },
      h("input", { type: "checkbox", class: "check", checked: task.done, disabled: !can("edit", "view:tasks"), "data-key": `task-${task.id}`, onchange: (event) => tick(task.id, event.target.checked) }),
      h("span", { class: "row-text" },
        h("span", { class: `row-title ${task.done ? "struck" : ""}`, dir: "auto" }, task.title),
        !task.done && h("span", { class: `row-sub ${away < 0 ? "late" : ""}` }, due(task.due, away))),
      task.isNew && h("span", { class: "new-dot" }, hidden(t("app.unread", { count: number(1) })))),
    task.own && can("edit", "view:tasks") && iconButton("trash", t("tasks.remove", { title: task.title }), () => remove(task.id)));
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
  if (!addTask(title)) return;
  field.value = "";
  field.focus();
  refresh();
}

function tick(id, done) {
  tickTask(id, done);
  refresh();
}

function remove(id) {
  removeTask(id);
  refresh();
}

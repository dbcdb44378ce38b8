// One week at a time, and the appointments of the chosen day.

import { addEvent, events, removeEvent } from "../data.js";
import { empty, glyph, h, hidden, iconButton } from "../dom.js";
import { date, direction, number, t, time } from "../i18n.js";
import { card } from "../parts.js";
import { can } from "../person.js";
import { refresh } from "../router.js";

const DAY = 86_400_000;
let chosen = 0; // days from today

export function calendar() {
  const list = events(chosen);
  return {
    title: t("calendar.title"),
    width: "narrow",
    actions: [chosen !== 0 && h("button", { type: "button", class: "button quiet small", "data-key": "today", onclick: () => choose(0) }, t("calendar.today"))],
    body: [
      week(),
      h("section", { class: "card" },
        h("h2", { class: "card-title" }, date(dayAt(chosen), { weekday: "long", month: "long", day: "numeric" })),
        list.length ? h("ul", { class: "agenda large" }, list.map(row)) : empty("calendar", t("calendar.free"), t("calendar.free-text"))),
      can("edit", "view:calendar") && card(t("calendar.add"), adder()),
    ],
  };
}

function dayAt(away) {
  const day = new Date();
  day.setHours(12, 0, 0, 0);
  return day.getTime() + away * DAY;
}

function choose(away) {
  chosen = away;
  refresh();
}

function week() {
  // Weeks begin on Monday.
  const monday = chosen - ((new Date(dayAt(chosen)).getDay() + 6) % 7);
  const days = [0, 1, 2, 3, 4, 5, 6].map((index) => monday + index);
  return h("div", { class: "week card" },
    h("div", { class: "week-head" },
      iconButton("back", t("calendar.previous"), () => choose(chosen - 7), { "data-key": "previous", class: "icon-button flip" }),
      h("p", { class: "week-name" }, date(dayAt(monday), { month: "long", year: "numeric" })),
      iconButton("next", t("calendar.next"), () => choose(chosen + 7), { "data-key": "next", class: "icon-button flip" })),
    h("ul", { class: "week-days", onkeydown: arrows }, days.map((away) => h("li", {}, dayButton(away)))));
}

function dayButton(away) {
  const at = dayAt(away);
  const busy = events(away).length > 0;
  return h("button", { type: "button", class: `day ${away === 0 ? "today" : ""}`, "data-key": `day-${away}`, "aria-pressed": String(away === chosen), onclick: () => choose(away) },
    hidden(date(at, { weekday: "long", month: "long", day: "numeric" })),
    h("span", { class: "day-name", "aria-hidden": "true" }, date(at, { weekday: "narrow" })),
    h("span", { class: "day-number", "aria-hidden": "true" }, number(new Date(at).getDate())),
    h("span", { class: `day-dot ${busy ? "busy" : ""}` }));
}

function arrows(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const away = chosen + (direction() === "rtl" ? -step : step);
  choose(away);
  document.querySelector(`[data-key="day-${away}"]`)?.focus();
}

function row(event) {
  return h("li", { class: "agenda-item" },
    h("span", { class: "agenda-time" }, time(event.start), h("span", { class: "quiet" }, time(event.end))),
    h("span", { class: "agenda-bar" }),
    h("span", { class: "row-text" }, h("span", { class: "row-title", dir: "auto" }, event.title),
      event.place && h("span", { class: "row-sub with-glyph" }, glyph("pin"), event.place)),
    event.own && can("edit", "view:calendar") && iconButton("trash", t("tasks.remove", { title: event.title }), () => remove(event)));
}

function adder() {
  return h("form", { class: "add-row", onsubmit: add },
    h("input", { class: "field", name: "title", required: true, maxlength: 200, autocomplete: "off", "aria-label": t("calendar.what"), placeholder: t("calendar.what"), "data-key": "add-event", dir: "auto" }),
    h("input", { class: "field time", type: "time", name: "time", required: true, value: "09:00", "aria-label": t("calendar.when") }),
    h("button", { class: "button" }, glyph("plus"), t("calendar.save")));
}

function add(submit) {
  submit.preventDefault();
  const { title, time: at } = submit.target.elements;
  if (!title.value.trim() || !at.value) return;
  const [hours, minutes] = at.value.split(":").map(Number);
  const start = new Date(dayAt(chosen)).setHours(hours, minutes, 0, 0);
  if (!addEvent({ title: title.value.trim(), start, end: start + DAY / 24, place: "" })) return;
  title.value = "";
  title.focus();
  refresh();
}

function remove(event) {
  removeEvent(event);
  refresh();
}

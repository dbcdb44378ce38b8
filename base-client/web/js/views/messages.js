// Conversations, and the one that is open.

import { features } from "../../config.js";
import { ME, chat, chats, person, phoneOf, readChat, send } from "../data.js";
import { empty, glyph, h, iconButton } from "../dom.js";
import { date, daysAway, moment, number, t, time } from "../i18n.js";
import { avatar, dot } from "../parts.js";
import { refresh } from "../router.js";

export function messages(route) {
  const open = route.id ? chat(route.id) : null;
  if (open?.unread) readChat(open.id);
  const all = chats();
  return {
    title: t("messages.title"),
    list: all.length ? h("ul", { class: "rows" }, all.map((chat) => row(chat, route.id))) : empty("messages", t("messages.empty")),
    choose: empty("messages", t("messages.choose-title"), t("messages.choose-text")),
    detail: open && conversation(open),
    ready: open ? toEnd : undefined,
    focus: open && matchMedia("(min-width: 900px)").matches ? "#write" : undefined,
  };
}

function row(chat, current) {
  const { last } = chat;
  const from = last && (last.from === ME ? `${t("messages.you")}: ` : chat.group ? `${person(last.from).name}: ` : "");
  return h("li", {},
    h("a", { class: "row", href: `#/messages/${chat.id}`, "data-key": `chat-${chat.id}`, "aria-current": chat.id === current ? "true" : null },
      face(chat),
      h("span", { class: "row-text" },
        h("span", { class: "row-line" }, h("span", { class: "row-title" }, chat.title), last && h("span", { class: "row-time" }, moment(last.at))),
        h("span", { class: "row-line" }, h("span", { class: "row-sub" }, last ? from + last.text : t("messages.none")), dot(chat.unread)))));
}

function face(chat, size) {
  return avatar({ id: chat.id, name: chat.title }, chat.group ? glyph("people") : undefined, `${size ?? ""} ${chat.group ? "group" : ""}`);
}

function conversation(chat) {
  const call = features.calls && !chat.group;
  return {
    title: chat.title,
    sub: chat.group ? t("messages.members", { count: number(chat.people.length) }) : person(chat.id).job,
    lead: face(chat, "small"),
    actions: call ? [h("a", { class: "icon-button", href: `tel:${phoneOf(chat.id).replaceAll(" ", "")}`, "aria-label": t("contacts.call"), title: t("contacts.call") }, glyph("phone"))] : [],
    scroll: { "data-stick": "", role: "log", tabindex: "0", "aria-label": t("messages.log", { name: chat.title }) },
    body: chat.messages.length ? h("ol", { class: "talk" }, chat.messages.flatMap((message, index) => bubble(chat, message, chat.messages[index - 1]))) : h("p", { class: "talk-none" }, t("messages.none")),
    foot: composer(chat),
  };
}

function bubble(chat, message, before) {
  const mine = message.from === ME;
  const newDay = !before || daysAway(before.at) !== daysAway(message.at);
  const follows = !newDay && before.from === message.from && message.at - before.at < 600_000;
  return [
    newDay && h("li", { class: "talk-day" }, h("span", {}, dayName(message.at))),
    h("li", { class: `talk-item ${mine ? "mine" : ""} ${follows ? "follows" : ""}` },
      !mine && chat.group && (follows ? h("span", { class: "avatar small blank" }) : avatar(person(message.from), undefined, "small")),
      h("div", { class: "talk-body" },
        !mine && chat.group && !follows && h("p", { class: "talk-from" }, person(message.from).name),
        h("p", { class: "bubble", dir: "auto" }, message.text),
        h("p", { class: "talk-time" }, time(message.at), message.own && ` · ${t("messages.kept")}`))),
  ];
}

function dayName(at) {
  const days = daysAway(at);
  if (days === 0) return t("messages.today");
  return days === -1 ? t("messages.yesterday") : date(at, { weekday: "long", month: "long", day: "numeric" });
}

function composer(chat) {
  const text = h("textarea", { id: "write", class: "field", rows: 1, "aria-label": t("messages.write"), placeholder: t("messages.write"), "data-key": "write", oninput: grow, onkeydown: enter, maxlength: 4000, dir: "auto" });
  return h("form", { class: "composer", onsubmit: submit }, text,
    iconButton("send", t("messages.send"), null, { type: "submit", class: "icon-button filled" }));

  function submit(event) {
    event.preventDefault();
    const written = text.value.trim();
    if (written) send(chat.id, written);
    text.focus();
    if (written) refresh();
  }
  // While an input method composes a character, Enter belongs to it.
  function enter(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  }
}

function grow(event) {
  event.target.style.height = "auto";
  event.target.style.height = `${Math.min(event.target.scrollHeight + 2, 160)}px`;
}

function toEnd(app) {
  const log = app.querySelector("[role=log]");
  log.scrollTop = log.scrollHeight;
}

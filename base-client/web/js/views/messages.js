// Conversations, and the one that is open.

import { ME, chat, chats, forgetVoices, person, readChat, send } from "../data.js";
import { announce, empty, glyph, h, iconButton } from "../dom.js";
import { date, daysAway, moment, number, t, time } from "../i18n.js";
import { avatar, dot } from "../parts.js";
import { can } from "../person.js";
import { value } from "../presets.js";
import { go, refresh } from "../router.js";
import { pinnedCards } from "../shelf.js";
import { draft, keepDraft } from "../store.js";
import { canRecord, cancel, finish, length, record, recorded, toggle } from "../voice.js";
import { windowed } from "../windowed.js";

export function messages(route) {
  const open = route.id ? chat(route.id) : null;
  if (open?.unread) readChat(open.id);
  const all = chats();
  return {
    title: t("messages.title"),
    list: [
      windowed({ name: "chats", class: "rows", count: all.length, draw: (index) => row(all[index], route.id) }),
      all.every(({ notes }) => notes) && empty("messages", t("messages.empty"), t("messages.empty-text")),
    ],
    choose: empty("messages", t("messages.choose-title"), t("messages.choose-text")),
    detail: open && conversation(open, route.at),
    ready: open && !route.at ? toEnd : undefined,
    focus: open && matchMedia("(min-width: 900px)").matches ? "#write" : undefined,
  };
}

function row(chat, current) {
  const { last } = chat;
  const from = last && (last.from === ME ? `${t("messages.you")}: ` : chat.group ? `${person(last.from).name}: ` : "");
  return h("li", {},
    h("a", { class: "row", href: `#/messages/${encodeURIComponent(chat.id)}`, "data-key": `chat-${chat.id}`, "aria-current": chat.id === current ? "true" : null },
      face(chat),
      h("span", { class: "row-text" },
        h("span", { class: "row-line" }, h("span", { class: "row-title" }, chat.title), last && h("span", { class: "row-time" }, moment(last.at))),
        h("span", { class: "row-line" }, h("span", { class: "row-sub" }, last ? from + last.text : t(chat.notes ? "messages.notes-text" : "messages.none")), dot(chat.unread)))));
}

function face(chat, size) {
  return avatar({ id: chat.id, name: chat.title }, chat.group ? glyph("people") : chat.notes ? glyph("file") : undefined, `${size ?? ""} ${chat.group ? "group" : ""}`);
}

// `at` is the message that is shown first, in place of the last.
function conversation(chat, at) {
  const { phone, job } = person(chat.id);
  const call = value("features.calls") && !chat.group && !chat.notes && phone && can("see", "field:people.phone");
  const { messages } = chat;
  const first = /^\d+$/.test(at) && Number(at) < messages.length ? Number(at) : messages.length - 1;
  return {
    title: chat.title,
    sub: chat.group ? t("messages.members", { count: number(chat.people.length) }) : chat.notes ? t("messages.notes-text") : can("see", "field:people.title") && job,
    lead: face(chat, "small"),
    actions: call ? [h("a", { class: "icon-button", href: `tel:${phone.replaceAll(" ", "")}`, "aria-label": t("contacts.call"), title: t("contacts.call") }, glyph("phone"))] : [],
    scroll: { "data-stick": "", role: "log", tabindex: "0", "aria-label": t("messages.log", { name: chat.title }) },
    top: pinned(chat.id),
    body: messages.length ? windowed({
      tag: "ol", class: "talk", name: `chat-${chat.id}`, count: messages.length, at: first,
      draw: (index) => bubble(chat, messages[index], messages[index - 1], Boolean(at) && index === first),
    }) : h("p", { class: "talk-none" }, t("messages.none")),
    foot: can("edit", "view:messages") && (recorded(chat.id) === null ? composer(chat, at) : recorder(chat)),
  };
}

function pinned(id) {
  const cards = pinnedCards(id);
  return cards.length > 0 && h("div", { class: "pinned" }, cards);
}

function bubble(chat, message, before, isWanted) {
  const mine = message.from === ME;
  const newDay = !before || daysAway(before.at) !== daysAway(message.at);
  const follows = !newDay && before.from === message.from && message.at - before.at < 600_000;
  return [
    newDay && h("li", { class: "talk-day" }, h("span", {}, dayName(message.at))),
    h("li", { class: `talk-item ${mine ? "mine" : ""} ${follows ? "follows" : ""} ${isWanted ? "wanted" : ""}` },
      !mine && chat.group && (follows ? h("span", { class: "avatar small blank" }) : avatar(person(message.from), undefined, "small")),
      h("div", { class: "talk-body" },
        !mine && chat.group && !follows && h("p", { class: "talk-from" }, person(message.from).name),
        message.voice ? voice(message) : h("p", { class: "bubble", dir: "auto" }, message.text),
        h("p", { class: "talk-time" }, time(message.at), message.own && ` · ${t("messages.kept")}`))),
  ];
}

function dayName(at) {
  const days = daysAway(at);
  if (days === 0) return t("messages.today");
  return days === -1 ? t("messages.yesterday") : date(at, { weekday: "long", month: "long", day: "numeric" });
}

function composer(chat, at) {
  const text = h("textarea", { id: "write", class: "field", rows: 1, "aria-label": t("messages.write"), placeholder: t("messages.write"), "data-key": "write", oninput: write, onkeydown: enter, maxlength: 4000, dir: "auto" }, draft(chat.id));
  return h("form", { class: "composer", onsubmit: submit }, text,
    canRecord() && iconButton("mic", t("voice.record"), () => begin(chat), { "data-key": "record" }),
    iconButton("send", t("messages.send"), null, { type: "submit", class: "icon-button filled" }));

  function submit(event) {
    event.preventDefault();
    const written = text.value.trim();
    text.focus();
    // What the device did not keep stays in the field.
    if (!written || !send(chat.id, { text: written })) return;
    text.value = "";
    keepDraft(chat.id, "");
    if (at) go(`#/messages/${encodeURIComponent(chat.id)}`);
    else refresh();
  }
  function write(event) {
    grow(event);
    keepDraft(chat.id, text.value);
  }
  // While an input method composes a character, Enter belongs to it.
  function enter(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  }
}

// In the place of the composer while a voice note is recorded: nobody shall
// wonder whether the microphone listens.
function recorder(chat) {
  const clock = h("span", { class: "recording-time", role: "timer" }, length(recorded(chat.id)));
  const ticking = setInterval(() => {
    const seconds = recorded(chat.id);
    if (seconds === null || !clock.isConnected) clearInterval(ticking);
    else clock.textContent = length(seconds);
  }, 250);
  return h("div", { class: "composer", role: "group", "aria-label": t("voice.recording") },
    iconButton("trash", t("voice.discard"), cancel, { "data-key": "discard" }),
    h("p", { class: "recording" }, h("span", { class: "recording-light" }), t("voice.recording"), clock),
    iconButton("send", t("voice.send"), finish, { class: "icon-button filled", "data-key": "finish" }));
}

async function begin(chat) {
  try {
    await record(chat.id, (note) => end(chat, note));
  } catch {
    announce(t("voice.denied"), "problem");
    return;
  }
  refresh();
  announce(t("voice.recording"), "quiet");
  document.querySelector("[data-key=finish]")?.focus();
}

function end(chat, note) {
  const isSent = note && !note.lost && send(chat.id, { voice: note.id, seconds: note.seconds });
  if (note && !isSent) forgetVoices();
  refresh();
  if (note?.lost) announce(t("store.full"), "problem");
  else if (isSent || !note) announce(t(note ? "voice.sent" : "voice.discarded"), "quiet");
  document.querySelector("[data-key=record]")?.focus();
}

function voice({ voice: id, seconds }) {
  const symbol = h("span", { class: "voice-symbol" }, glyph("play"));
  const button = h("button", { type: "button", class: "bubble voice", "data-key": id, onclick: () => play() }, symbol);
  const show = (state) => {
    symbol.replaceChildren(glyph(state === "playing" ? "stop" : "play"));
    button.setAttribute("aria-label", t(state === "playing" ? "voice.stop" : "voice.play", { time: length(seconds) }));
  };
  const play = () => toggle(id, show).catch(() => announce(t("voice.lost"), "problem"));
  show("stopped");
  button.append(h("span", { class: "voice-line" }), h("span", { class: "voice-time" }, length(seconds)));
  return button;
}

function grow(event) {
  event.target.style.height = "auto";
  event.target.style.height = `${Math.min(event.target.scrollHeight + 2, 160)}px`;
}

function toEnd(app) {
  const log = app.querySelector("[role=log]");
  log.scrollTop = log.scrollHeight;
}

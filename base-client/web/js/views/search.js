// One search over people, conversations and tools.

import { apps } from "../../config.js";
import { chats, people } from "../data.js";
import { announce, empty, glyph, h, mask } from "../dom.js";
import { language, moment, number, pick, t } from "../i18n.js";
import { link, offered, places } from "../menu.js";
import { avatar, card } from "../parts.js";
import { can } from "../person.js";
import { settle, windowed } from "../windowed.js";

let query = "";

export function search() {
  const results = h("div", { class: "stack" });
  show(results);
  const field = h("input", { id: "query", type: "search", class: "field", value: query, autocomplete: "off", "aria-label": t("search.label"), placeholder: t("search.hint"), "data-key": "query",
    oninput: (event) => { query = event.target.value; show(results, "aloud"); } });
  return { title: t("search.title"), width: "narrow", focus: "#query", body: [h("label", { class: "search-field large" }, glyph("search"), field), results] };
}

// Records are asked of the device, and join what was found at once.
async function show(results, how) {
  const wanted = query.trim();
  const groups = wanted ? found(wanted.toLocaleLowerCase(language())) : [];
  const none = wanted ? t("search.none", { query: wanted }) : t("search.start");
  results.replaceChildren(...(groups.length ? groups.map(group) : [empty("search", none)]));
  if (results.isConnected) settle();
  const cards = wanted && apps.length ? await import("../apps/search.js").then(({ recordCards }) => recordCards(wanted)).catch(() => []) : [];
  if (query.trim() !== wanted) return;
  if (cards.length) results.querySelector(".empty")?.remove();
  results.append(...cards);
  const count = groups.reduce((sum, { rows }) => sum + rows.length, 0) + cards.reduce((sum, card) => sum + card.querySelectorAll("li").length, 0);
  if (how === "aloud" && wanted) announce(count ? t("search.results", { count: number(count) }) : none, "quiet");
}

function group({ name, rows }) {
  return card(t(`search.${name}`),
    windowed({ name: `found-${name}-${query.trim()}`, class: "rows inset", count: rows.length, draw: (index) => rows[index]() }));
}

// What has these words, by kind: how to draw each row.
function found(wanted) {
  const has = (...texts) => texts.some((text) => text.toLocaleLowerCase(language()).includes(wanted));
  const tools = new Map(places().map((entry) => [entry.id, entry]));
  return [
    ["people", offered("contacts") ? people().filter(({ name, job, department }) => has(name, can("see", "field:people.title") ? job : "", department)).map((person) => () => personRow(person)) : []],
    ["chats", offered("messages") ? chats().filter(({ title }) => has(title)).map((chat) => () => chatRow(chat)) : []],
    ["messages", offered("messages") ? messages(has).map(([chat, index]) => () => messageRow(chat, index)) : []],
    ["tools", [...tools.values()].filter((entry) => has(pick(entry.label))).map((entry) => () => toolRow(entry))],
  ].map(([name, rows]) => ({ name, rows })).filter(({ rows }) => rows.length > 0);
}

// Every message that matches, the newest first.
function messages(has) {
  const all = chats().flatMap((chat) => chat.messages.flatMap((message, index) => (has(message.text) ? [[chat, index]] : [])));
  return all.sort(([a, x], [b, y]) => b.messages[y].at - a.messages[x].at);
}

function row(attributes, mark, title, sub) {
  return h("li", {}, h("a", { class: "row", ...attributes }, mark,
    h("span", { class: "row-text" }, h("span", { class: "row-title" }, title), sub && h("span", { class: "row-sub" }, sub))));
}

function personRow(person) {
  return row({ href: `#/contacts/${person.id}` }, avatar(person), person.name, [can("see", "field:people.title") ? person.job : "", person.department].filter(Boolean).join(" · "));
}

function chatRow(chat) {
  return row({ href: `#/messages/${encodeURIComponent(chat.id)}` }, face(chat), chat.title, chat.last?.text);
}

// Leads to the message itself: a long conversation has no other way to it.
function messageRow(chat, index) {
  const { text, at } = chat.messages[index];
  return row({ href: `#/messages/${encodeURIComponent(chat.id)}/${index}` }, face(chat), text, `${chat.title} · ${moment(at)}`);
}

function face(chat) {
  return avatar({ id: chat.id, name: chat.title }, chat.group ? glyph("people") : undefined, chat.group ? "group" : "");
}

function toolRow(entry) {
  return row(link(entry), h("span", { class: "row-mark" }, mask(entry.icon)), pick(entry.label));
}

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
  const results = h("div", { class: "stack" }, found());
  const field = h("input", { id: "query", type: "search", class: "field", value: query, autocomplete: "off", "aria-label": t("search.label"), placeholder: t("search.hint"), "data-key": "query",
    oninput: (event) => { query = event.target.value; results.replaceChildren(...found("aloud")); settle(); addRecords(results); } });
  addRecords(results);
  return { title: t("search.title"), width: "narrow", focus: "#query", body: [h("label", { class: "search-field large" }, glyph("search"), field), results] };
}

// Records are asked of the device, and join what was found at once.
async function addRecords(results) {
  const wanted = query.trim();
  if (!wanted || !apps.length) return;
  const cards = await import("../apps/search.js").then(({ recordCards }) => recordCards(wanted)).catch(() => []);
  if (!cards.length || query.trim() !== wanted) return;
  results.querySelector(".empty")?.remove();
  results.append(...cards);
}

function found(how) {
  const wanted = query.trim().toLocaleLowerCase(language());
  if (!wanted) return [empty("search", t("search.start"))];
  const has = (...texts) => texts.some((text) => text.toLocaleLowerCase(language()).includes(wanted));
  const tools = new Map(places().map((entry) => [entry.id, entry]));
  const groups = [
    ["people", offered("contacts") ? people().filter(({ name, job, department }) => has(name, can("see", "field:people.title") ? job : "", department)).map((person) => () => personRow(person)) : []],
    ["chats", offered("messages") ? chats().filter(({ title }) => has(title)).map((chat) => () => chatRow(chat)) : []],
    ["messages", offered("messages") ? messages(has).map(([chat, index]) => () => messageRow(chat, index)) : []],
    ["tools", [...tools.values()].filter((entry) => has(pick(entry.label))).map((entry) => () => toolRow(entry))],
  ].filter(([, rows]) => rows.length > 0);
  const count = groups.reduce((sum, [, rows]) => sum + rows.length, 0);
  const none = t("search.none", { query: query.trim() });
  if (how === "aloud") announce(count ? t("search.results", { count: number(count) }) : none, "quiet");
  return count ? groups.map(([name, rows]) => card(t(`search.${name}`),
    windowed({ name: `found-${name}-${wanted}`, class: "rows inset", count: rows.length, draw: (index) => rows[index]() }))) : [empty("search", none)];
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

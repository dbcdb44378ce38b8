// One search over people, conversations and tools.

import { chats, people } from "../data.js";
import { announce, empty, glyph, h, mask } from "../dom.js";
import { language, number, pick, t } from "../i18n.js";
import { link, offered, places } from "../menu.js";
import { avatar, card } from "../parts.js";

let query = "";

export function search() {
  const results = h("div", { class: "stack" }, found());
  const field = h("input", { id: "query", type: "search", class: "field", value: query, autocomplete: "off", "aria-label": t("search.label"), placeholder: t("search.hint"), "data-key": "query",
    oninput: (event) => { query = event.target.value; results.replaceChildren(...found("aloud")); } });
  return { title: t("search.title"), width: "narrow", focus: "#query", body: [h("label", { class: "search-field large" }, glyph("search"), field), results] };
}

function found(how) {
  const wanted = query.trim().toLocaleLowerCase(language());
  if (!wanted) return [empty("search", t("search.start"))];
  const has = (...texts) => texts.join("\n").toLocaleLowerCase(language()).includes(wanted);
  const tools = new Map(places().map((entry) => [entry.id, entry]));
  const groups = [
    ["people", offered("contacts") ? people().filter(({ name, job, department }) => has(name, job, department)).map(personRow) : []],
    ["chats", offered("messages") ? chats().filter(({ title, messages }) => has(title, ...messages.map(({ text }) => text))).map(chatRow) : []],
    ["tools", [...tools.values()].filter((entry) => has(pick(entry.label))).map(toolRow)],
  ].filter(([, rows]) => rows.length > 0);
  const count = groups.reduce((sum, [, rows]) => sum + rows.length, 0);
  const none = t("search.none", { query: query.trim() });
  if (how === "aloud") announce(count ? t("search.results", { count: number(count) }) : none, "quiet");
  return count ? groups.map(([name, rows]) => card(t(`search.${name}`), h("ul", { class: "rows inset" }, rows))) : [empty("search", none)];
}

function row(attributes, mark, title, sub) {
  return h("li", {}, h("a", { class: "row", ...attributes }, mark,
    h("span", { class: "row-text" }, h("span", { class: "row-title" }, title), sub && h("span", { class: "row-sub" }, sub))));
}

function personRow(person) {
  return row({ href: `#/contacts/${person.id}` }, avatar(person), person.name, `${person.job} · ${person.department}`);
}

function chatRow(chat) {
  return row({ href: `#/messages/${chat.id}` }, avatar({ id: chat.id, name: chat.title }, chat.group ? glyph("people") : undefined, chat.group ? "group" : ""), chat.title, chat.last?.text);
}

function toolRow(entry) {
  return row(link(entry), h("span", { class: "row-mark" }, mask(entry.icon)), pick(entry.label));
}

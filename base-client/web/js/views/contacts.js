// Colleagues by department, and the one that is chosen.

import { ME, isPerson, people, person, phoneOf } from "../data.js";
import { empty, glyph, h } from "../dom.js";
import { language, t } from "../i18n.js";
import { mailOf, offered } from "../menu.js";
import { avatar, card, facts } from "../parts.js";
import { value } from "../presets.js";

let query = "";

export function contacts(route) {
  const list = h("div", {}, matching(route.id));
  return {
    title: t("contacts.title"),
    tools: h("div", { class: "tools" }, filter((text) => { query = text; list.replaceChildren(...matching(route.id)); })),
    list,
    choose: empty("people", t("contacts.choose-title"), t("contacts.choose-text")),
    detail: isPerson(route.id) ? details(person(route.id)) : null,
  };
}

function filter(oninput) {
  return h("label", { class: "search-field" }, glyph("search"),
    h("input", { type: "search", class: "field", value: query, "data-key": "filter", "aria-label": t("contacts.filter"), placeholder: t("contacts.filter"), oninput: (event) => oninput(event.target.value) }));
}

function matching(current) {
  const wanted = query.trim().toLocaleLowerCase(language());
  const found = people().filter(({ name, department }) => `${name} ${department}`.toLocaleLowerCase(language()).includes(wanted));
  if (!found.length) return [empty("search", t("contacts.none", { query: query.trim() }))];
  const order = new Intl.Collator(language()).compare;
  return byDepartment(found).map(([department, members]) =>
    h("section", {},
      h("h2", { class: "rows-title" }, department),
      h("ul", { class: "rows" }, members.sort((a, b) => order(a.name, b.name)).map((member) => row(member, current)))));
}

function row(member, current) {
  return h("li", {},
    h("a", { class: "row", href: `#/contacts/${member.id}`, "data-key": `person-${member.id}`, "aria-current": member.id === current ? "true" : null },
      avatar(member),
      h("span", { class: "row-text" },
        h("span", { class: "row-line" }, h("span", { class: "row-title" }, member.name), member.id === ME && h("span", { class: "chip" }, t("messages.you"))),
        h("span", { class: "row-sub" }, member.job))));
}

function details(member) {
  const phone = phoneOf(member.id);
  const mail = mailOf(member.id);
  const write = member.id !== ME && offered("messages");
  return {
    title: member.name,
    body: h("div", { class: "page narrow" },
      h("div", { class: "person-head" }, avatar(member, undefined, "large"), h("p", { class: "person-name", "aria-hidden": "true" }, member.name), h("p", { class: "quiet" }, member.job)),
      h("div", { class: "person-actions" },
        write && action(`#/messages/${member.id}`, "chat", t("contacts.message")),
        value("features.calls") && action(`tel:${phone.replaceAll(" ", "")}`, "phone", t("contacts.call")),
        action(`mailto:${mail}`, "mail", t("contacts.mail"))),
      card(t("contacts.about"), facts([
        [t("contacts.department"), member.department],
        [t("contacts.phone"), h("span", { dir: "ltr" }, phone)],
        [t("contacts.mail"), h("span", { dir: "ltr" }, mail)]]))),
  };
}

function action(href, symbol, label) {
  return h("a", { class: "action", href }, glyph(symbol), label);
}

function byDepartment(members) {
  const groups = new Map();
  for (const member of members) groups.set(member.department, [...(groups.get(member.department) ?? []), member]);
  return [...groups];
}

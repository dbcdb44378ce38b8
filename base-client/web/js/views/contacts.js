// Colleagues by department, and the one that is chosen.

import { ME, isPerson, people, person } from "../data.js";
import { empty, glyph, h } from "../dom.js";
import { language, t } from "../i18n.js";
import { offered } from "../menu.js";
import { avatar, card, facts, masked } from "../parts.js";
import { can } from "../person.js";
import { value } from "../presets.js";
import { settle, windowed } from "../windowed.js";

let query = "";

export function contacts(route) {
  const list = h("div", {}, matching(route.id));
  return {
    title: t("contacts.title"),
    tools: people().length > 0 && h("div", { class: "tools" }, filter((text) => {
      query = text;
      list.replaceChildren(...matching(route.id));
      settle();
    })),
    list,
    choose: people().length > 0 && empty("people", t("contacts.choose-title"), t("contacts.choose-text")),
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
  if (!people().length) return [empty("people", t("contacts.empty-title"), t("contacts.empty-text"))];
  if (!found.length) return [empty("search", t("contacts.none", { query: query.trim() }))];
  const order = new Intl.Collator(language()).compare;
  return byDepartment(found).map(([department, members]) => {
    const sorted = members.sort((a, b) => order(a.name, b.name));
    return h("section", {},
      department && h("h2", { class: "rows-title" }, department),
      windowed({ name: `people-${department}-${wanted}`, class: "rows", count: sorted.length, draw: (index) => row(sorted[index], current) }));
  });
}

function row(member, current) {
  return h("li", {},
    h("a", { class: "row", href: `#/contacts/${member.id}`, "data-key": `person-${member.id}`, "aria-current": member.id === current ? "true" : null },
      avatar(member),
      h("span", { class: "row-text" },
        h("span", { class: "row-line" }, h("span", { class: "row-title" }, member.name), member.id === ME && h("span", { class: "chip" }, t("messages.you"))),
        h("span", { class: "row-sub" }, jobOf(member)))));
}

function jobOf({ job }) {
  return job && !can("see", "field:people.title") ? masked() : job;
}

function details(member) {
  const { phone, mail } = member;
  const write = offered("messages") && can("edit", "view:messages");
  const seesPhone = can("see", "field:people.phone");
  const seesMail = can("see", "field:people.mail");
  return {
    title: member.name,
    body: h("div", { class: "page narrow" },
      h("div", { class: "person-head" }, avatar(member, undefined, "large"), h("p", { class: "person-name", "aria-hidden": "true" }, member.name), h("p", { class: "quiet" }, jobOf(member))),
      h("div", { class: "person-actions" },
        write && action(`#/messages/${member.id}`, "chat", member.id === ME ? t("messages.notes") : t("contacts.message")),
        value("features.calls") && phone && seesPhone && action(`tel:${phone.replaceAll(" ", "")}`, "phone", t("contacts.call")),
        mail && seesMail && action(`mailto:${mail}`, "mail", t("contacts.mail"))),
      card(t("contacts.about"), facts([
        [t("contacts.department"), member.department],
        [t("contacts.phone"), phone && (seesPhone ? h("span", { dir: "ltr" }, phone) : masked())],
        [t("contacts.mail"), mail && (seesMail ? h("span", { dir: "ltr" }, mail) : masked())]]))),
  };
}

function action(href, symbol, label) {
  return h("a", { class: "action", href }, glyph(symbol), label);
}

function byDepartment(members) {
  const groups = new Map();
  for (const member of members) {
    if (!groups.has(member.department)) groups.set(member.department, []);
    groups.get(member.department).push(member);
  }
  return [...groups];
}

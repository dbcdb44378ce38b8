// The person's own page: tools, the way to the settings, help.

import { tenant } from "../../config.js";
import { ME, badge, person } from "../data.js";
import { glyph, h, hidden, mask } from "../dom.js";
import { pick, t } from "../i18n.js";
import { link, place } from "../menu.js";
import { avatar, card, dot } from "../parts.js";
import { session, signsIn } from "../person.js";
import { legalCard } from "./about.js";

export function profile() {
  const me = person(ME);
  const tools = place("profile");
  return {
    title: t("profile.title"),
    width: "narrow",
    body: [
      h("section", { class: "card me" }, avatar(me, me.name ? undefined : glyph("people"), "large"),
        h("div", { class: "row-text" },
          h("h2", { class: "me-name", dir: "auto" }, me.name || t("profile.nobody")),
          h("p", { class: "quiet", dir: "auto" }, me.name ? [me.job, me.department].filter(Boolean).join(" · ") : t("profile.nobody-text")),
          h("p", { class: "me-tenant", dir: "auto" }, tenant.name))),
      openHint(),
      tools.length > 0 && card(t("profile.tools"), h("ul", { class: "rows inset" }, tools.map(tool))),
      card("", h("ul", { class: "rows inset" }, settings(), signsIn() && logout())),
      legalCard(),
      h("p", { class: "foot-note" }, h("span", { dir: "auto" }, tenant.name), ` · ${t("about.version", { version: tenant.version })}`),
    ],
  };
}

// Where nobody signs in, no rule can hold, and the person shall know it.
export function openHint() {
  return !signsIn() && h("p", { class: "hint" }, glyph("info"), t("about.open"));
}

function logout() {
  return h("li", {}, h("button", { type: "button", class: "row", "data-key": "logout", onclick: () => session.leave() },
    h("span", { class: "row-icon" }, glyph("leave", "large")),
    h("span", { class: "row-text" }, h("span", { class: "row-title" }, t("login.leave")))));
}

function tool(entry) {
  return h("li", {}, h("a", { class: "row", "data-key": `profile-${entry.id}`, ...link(entry) },
    h("span", { class: "row-icon" }, mask(entry.icon)),
    h("span", { class: "row-text" }, h("span", { class: "row-title" }, pick(entry.label))),
    dot(badge(entry)),
    entry.target.kind === "url" ? [glyph("external", "quiet"), hidden(t("app.new-tab"))] : glyph("next", "quiet flip")));
}

function settings() {
  return h("li", {}, h("a", { class: "row", href: "#/settings", "data-key": "profile-settings" },
    h("span", { class: "row-icon" }, glyph("settings", "large")),
    h("span", { class: "row-text" }, h("span", { class: "row-title" }, t("settings.title"))),
    glyph("next", "quiet flip")));
}

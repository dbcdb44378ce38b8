// The person's own page: tools, the way to the settings, help.

import { tenant } from "../../config.js";
import { ME, badge, person } from "../data.js";
import { glyph, h, hidden, mask } from "../dom.js";
import { pick, t } from "../i18n.js";
import { link, place } from "../menu.js";
import { avatar, card, dot } from "../parts.js";
import { legalCard } from "./about.js";

export function profile() {
  const me = person(ME);
  const tools = place("profile");
  return {
    title: t("profile.title"),
    width: "narrow",
    body: [
      h("section", { class: "card me" }, avatar(me, undefined, "large"),
        h("div", { class: "row-text" }, h("h2", { class: "me-name" }, me.name), h("p", { class: "quiet" }, `${me.job} · ${me.department}`), h("p", { class: "me-tenant", dir: "auto" }, tenant.name))),
      tools.length > 0 && card(t("profile.tools"), h("ul", { class: "rows inset" }, tools.map(tool))),
      card("", h("ul", { class: "rows inset" }, settings())),
      legalCard(),
      h("p", { class: "foot-note" }, h("span", { dir: "auto" }, tenant.name), ` · ${t("about.version", { version: tenant.version })}`),
    ],
  };
}

function tool(entry) {
  return h("li", {}, h("a", { class: "row", "data-key": `profile-${entry.id}`, ...link(entry) },
    h("span", { class: "row-icon" }, mask(entry.icon)),
    h("span", { class: "row-text" }, h("span", { class: "row-title" }, pick(entry.label))),
    dot(badge(entry.badge)),
    entry.target.kind === "url" ? [glyph("external", "quiet"), hidden(t("app.new-tab"))] : glyph("next", "quiet flip")));
}

function settings() {
  return h("li", {}, h("a", { class: "row", href: "#/settings", "data-key": "profile-settings" },
    h("span", { class: "row-icon" }, glyph("settings", "large")),
    h("span", { class: "row-text" }, h("span", { class: "row-title" }, t("settings.title"))),
    glyph("next", "quiet flip")));
}

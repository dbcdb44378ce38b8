// Who provides the client, where data lives, what protects it.

import { connectors, demo, fonts, images, legal, sections, tenant } from "../../config.js";
import { glyph, h, hidden } from "../dom.js";
import { amount, t } from "../i18n.js";
import { outside } from "../menu.js";
import { offlineReady } from "../offline.js";
import { card, facts } from "../parts.js";
import { issuer, signsIn } from "../person.js";
import { value } from "../presets.js";
import { systemRows } from "./workbench.js";

let kept = () => null; // shows where records are kept, where there are apps

export function showKept(show) {
  if (show) kept = show;
}

export function about() {
  return {
    title: t("about.title"),
    width: "narrow",
    body: [identity(), storage(), kept(), security(), systems(), fontCard(), legalCard()],
  };
}

function identity() {
  return h("section", { class: "card identity" },
    h("img", { class: "logo when-light", src: images.logo.light, alt: tenant.name }),
    h("img", { class: "logo when-dark", src: images.logo.dark, alt: tenant.name }),
    h("h2", { class: "me-name", dir: "auto" }, tenant.name),
    tenant.description !== tenant.name && h("p", { class: "quiet", dir: "auto" }, tenant.description),
    h("p", { class: "quiet" }, t("about.version", { version: tenant.version })),
    facts([
      [t("about.vendor"), h("span", { dir: "auto" }, tenant.vendor)],
      [t("about.address"), tenant.domain && h("span", { dir: "ltr" }, tenant.domain)]]));
}

function storage() {
  const { model, region, provider, encrypted } = sections.storage;
  const days = value("storage.keep-days");
  return card(t("about.storage"), facts([
    [t("about.model"), model && t(`about.model-${model}`)],
    [t("about.region"), region],
    [t("about.provider"), provider],
    [t("about.encrypted"), encrypted && t("about.yes")],
    [t("about.here"), t(sections.storage.routes.length && !demo ? "about.here-places" : "about.here-text")],
    [t("about.keep"), days ? amount(days, "day") : t("about.keep-all")],
    [t("about.offline"), value("features.offline") ? offlineState() : t("about.off")]]));
}

function offlineState() {
  const text = h("span", {}, t("about.offline-wait"));
  offlineReady().then(() => { text.textContent = t("about.offline-ready"); });
  return text;
}

function security() {
  const rules = sections.security;
  const allowed = (value) => (value ? t("about.allowed") : t("about.blocked"));
  const minutes = value("security.idle-lock-minutes");
  return card(t("about.security"), facts([
    [t("about.sign-in"), signsIn() ? issuer.host : t("about.sign-in-none")],
    [t(signsIn() ? "about.idle-lock" : "about.idle"), minutes ? t("about.idle-after", { time: amount(minutes, "minute") }) : t("about.idle-never")],
    [t("about.copy"), allowed(rules["allow-copy"])],
    [t("about.download"), allowed(rules["allow-download"])],
    [t("about.print"), allowed(rules["allow-print"])],
    [t("about.share"), allowed(rules["allow-share"])],
    [t("about.watermark"), rules.watermark ? t("about.on") : t("about.off")]]),
    h("p", { class: "quiet card-text" }, t(signsIn() ? "about.limits" : "about.open")));
}

function systems() {
  return connectors.length > 0 && card(t("about.systems"), systemRows(connectors.map((one) => ({ ...one, state: one.probe && reachedState(one) }))));
}

// Whether a system answers just now.
function reachedState(one) {
  const text = h("span", { class: "row-time" }, t("scenarios.asking"));
  import("../scenarios/run.js").then(({ reached }) => reached(one)).then((how) => { text.textContent = t(`scenarios.${how}`); });
  return text;
}

function fontCard() {
  const families = new Map(fonts.map(({ family, license }) => [family, license]));
  return families.size > 0 && card(t("about.fonts"), facts([...families]));
}

export function legalCard() {
  const links = Object.entries(legal).filter(([, url]) => url);
  return links.length > 0 && card(t("about.legal"), h("ul", { class: "rows inset" }, links.map(([name, url]) =>
    h("li", {}, h("a", { class: "row", ...outside(url) },
      h("span", { class: "row-text" }, h("span", { class: "row-title" }, t(`legal.${name}`))),
      glyph("external", "quiet"), /^http/i.test(url) && hidden(t("app.new-tab")))))));
}

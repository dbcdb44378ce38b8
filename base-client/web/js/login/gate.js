// The page before the client: who signs in, and why somebody is not in.

import { images, legal, tenant } from "../../config.js";
import { announce, glyph, h } from "../dom.js";
import { direction, language, t } from "../i18n.js";
import { issuer } from "../person.js";
import { outside } from "../menu.js";
import { appear } from "../launch.js";
import { close } from "../router.js";

// `problem` has a kind, which is "" for somebody who is just not in yet; `sign` leads to the issuer. Never resolves.
export function gate(problem, sign) {
  close();
  for (const open of document.querySelectorAll("dialog, .toast, .watermark")) open.remove();
  show(problem, sign);
  appear();
  return new Promise(() => {});
}

const GOOD = ["", "left", "left-here", "idle", "over", "ended", "clock-back"];

function show(problem, sign) {
  document.documentElement.lang = language();
  document.documentElement.dir = direction();
  document.title = `${t("login.title")} · ${tenant.name}`;
  const isBad = !GOOD.includes(problem.kind);
  const button = sign && h("button", { type: "button", class: "button", "data-key": "sign-in", onclick: () => go(button, sign) },
    t(isBad ? "login.again" : "login.action"));
  const page = h("main", { class: "gate", id: "main", tabindex: "-1" },
    h("div", { class: "gate-card" },
      h("img", { class: "logo when-light", src: images.logo.light, alt: tenant.name }),
      h("img", { class: "logo when-dark", src: images.logo.dark, alt: tenant.name }),
      h("h1", { tabindex: "-1", dir: "auto" }, t(problem.kind && !isBad ? `login.${problem.kind}-title` : "login.title")),
      isBad ? trouble(problem) : h("p", { class: "quiet" }, t(problem.kind ? `login.${problem.kind}` : "login.text", { host: issuer.host })),
      button,
      links()));
  document.getElementById("app").replaceChildren(page);
  page.querySelector("h1").focus({ preventScroll: true });
}

function trouble({ kind, values, message: detail }) {
  return h("div", { class: "gate-trouble", role: "alert" },
    h("p", { class: "gate-why" }, glyph("alert"), t(`login.not-${kind}`, { host: issuer.host, ...values })),
    h("p", { class: "quiet" }, t(["network", "clock", "denied", "stray"].includes(kind) ? `login.not-${kind}-help` : "login.not-help")),
    detail && h("p", { class: "gate-detail", dir: "ltr" }, detail));
}

async function go(button, sign) {
  button.disabled = true;
  announce(t("login.leads"), "quiet");
  const problem = await sign();
  if (problem) show(problem, sign);
}

function links() {
  const all = Object.entries(legal).filter(([, url]) => url);
  return all.length > 0 && h("p", { class: "gate-links" }, all.map(([name, url]) => h("a", outside(url), t(`legal.${name}`))));
}

// What is shown beside other things: the install prompt, a link in a chat, a notification.

import { glyph, h } from "../dom.js";
import { find, picture, stencil } from "../pictures.js";
import { store } from "../store.js";
import { t } from "../words.js";
import { description, domain, perScheme, scene, shortName, statusBar } from "./parts.js";

const color = (scheme, name) => store.detail.palette[scheme].find(({ role }) => role === name)?.value;

export function install() {
  const one = (scheme) => h("div", { class: `prompt is-${scheme}` },
    h("b", {}, t("installText")),
    h("div", { class: "prompt-app" }, picture("web", "icon-192.png", { width: 40, height: 40 }),
      h("span", {}, h("span", { dir: "auto" }, store.detail.name), h("small", {}, domain()))),
    h("div", { class: "prompt-actions", "aria-hidden": "true" }, h("span", {}, t("cancel")), h("span", { class: "is-main" }, t("installButton"))));
  return scene(t("install"), "scene-prompt", perScheme(one));
}

export function chat() {
  const one = (scheme) => h("div", { class: `chat is-${scheme}` },
    h("p", { class: "bubble" }, t("chatText")),
    h("div", { class: "bubble link-card" }, picture("web", "link-preview.png", { width: 300, height: 158, loading: "lazy" }),
      h("b", { dir: "auto" }, store.detail.name),
      description() && h("span", { dir: "auto" }, description()), h("small", {}, domain())));
  return scene(t("chat"), "scene-chat", perScheme(one));
}

export function notification() {
  const file = find("android", /drawable-xxxhdpi\/ic_notification\.png$/);
  if (!file) return null;
  const one = (scheme) => h("div", { class: `shade is-${scheme}` },
    statusBar(stencil("android", file.path, "status-icon")),
    h("div", { class: "notice" },
      h("span", { class: "notice-icon", style: { "background-color": color(scheme, "primary"), color: color(scheme, "on-primary") } }, stencil("android", file.path)),
      h("div", {}, h("p", { class: "notice-head" }, h("span", { dir: "auto" }, shortName()), " · ", t("now")), h("b", { dir: "auto" }, store.detail.name), h("p", {}, t("notificationText"))), glyph("down")));
  return scene(t("notification"), "scene-notice", perScheme(one));
}

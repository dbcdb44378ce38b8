// Docks and task bars, and browser tabs.

import { glyph, h } from "../dom.js";
import { find, picture } from "../pictures.js";
import { store } from "../store.js";
import { t } from "../words.js";
import { domain, neighbor, perScheme, scene } from "./parts.js";

const shown = (set, pattern, attributes) => {
  const file = find(set, pattern);
  return file && picture(set, file.path, attributes);
};

export function docks() {
  const windows = { light: /targetsize-24_altform-lightunplated\.png$/, dark: /targetsize-24_altform-unplated\.png$/ };
  const one = (scheme) => h("div", { class: `desks is-${scheme}` },
    h("div", { class: "desk macos" }, h("div", { class: "dock" },
      neighbor("globe"), neighbor("mail"), shown("macos", /AppIcon-128@1x\.png$/, { class: "dock-icon", width: 56, height: 56 }), neighbor("note"), neighbor("map"))),
    h("div", { class: "desk windows" }, h("div", { class: "taskbar" },
      neighbor("grid"), neighbor("search"), h("span", { class: "task is-running" }, shown("windows", windows[scheme], { width: 24, height: 24 })), h("span", { class: "task" }, neighbor("globe")), h("span", { class: "task" }, neighbor("mail")))),
    h("div", { class: "desk gnome" }, h("div", { class: "dash" },
      neighbor("globe"), shown("linux", /\/64x64\/apps\/.*\.png$/, { class: "dock-icon", width: 48, height: 48 }), neighbor("file"), neighbor("grid"))));
  return scene(t("dock"), "scene-desks", perScheme(one));
}

export function tabs() {
  const one = (scheme) => h("div", { class: `browser is-${scheme}` },
    h("div", { class: "browser-tabs" },
      h("span", { class: "browser-tab is-pinned" }, favicon(16)),
      h("span", { class: "browser-tab is-open" }, favicon(16), h("span", { class: "cut", dir: "auto" }, store.detail.name), glyph("close")),
      h("span", { class: "browser-tab" }, glyph("globe"), h("span", { class: "cut" }, t("newTab")))),
    h("div", { class: "browser-bar" }, h("span", { class: "browser-field" }, glyph("search"), h("span", { class: "cut" }, domain()))),
    h("div", { class: "browser-true" },
      shown("web-legacy", /favicon-16x16\.png$/, { width: 16, height: 16, class: "crisp" }), shown("web-legacy", /favicon-32x32\.png$/, { width: 32, height: 32, class: "crisp" }),
      h("span", { class: "quiet" }, t("truePixels"))));
  return scene(t("tabs"), "scene-tabs", perScheme(one));
}

function favicon(side) {
  return picture("web", "favicon.svg", { width: side, height: side });
}

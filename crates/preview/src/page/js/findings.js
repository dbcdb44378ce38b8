// Findings of `check`, as rows: beside the surface that they concern, and as a list of all.

import { glyph, h } from "./dom.js";
import { place } from "./places.js";
import { store } from "./store.js";
import { t } from "./words.js";

const NAMES = { client: "surfaceClient", icons: "surfaceIcons", palette: "surfacePalette", launch: "surfaceLaunch", theme: "surfaceTheme" };

// Text in back-ticks is code.
export function prose(text) {
  return text.split("`").map((part, i) => (i % 2 ? h("code", {}, part) : part));
}

export function finding(diagnostic, where = "beside") {
  const { level, message, help, code, surface } = diagnostic;
  return h("article", { class: `finding is-${level}` },
    glyph(level === "error" ? "error" : "warn"),
    h("div", { class: "finding-body" },
      h("p", { class: "finding-text" }, prose(message)),
      help && h("p", { class: "finding-help" }, prose(help)),
      h("div", { class: "finding-foot" }, place(diagnostic), h("span", { class: "quiet" }, code), where === "list" && h("span", { class: "quiet" }, t(NAMES[surface] ?? "surfaceTheme")))));
}

// Those that concern a surface, under a heading; nothing when there are none.
export function concerned(...surfaces) {
  const found = (store.detail?.diagnostics ?? []).filter(({ surface }) => surfaces.includes(surface));
  if (!found.length || store.detail.stale) return [];
  return [h("section", { class: "concerned", "aria-label": t("concerns") }, h("h2", {}, t("concerns")), found.map((one) => finding(one)))];
}

// All findings of the tenant, errors first.

import { h } from "../dom.js";
import { finding } from "../findings.js";
import { store } from "../store.js";
import { t } from "../words.js";

export function findings(stage) {
  return {
    update() {
      const found = [...store.detail.diagnostics, ...(store.base?.diagnostics ?? [])];
      const rank = ({ level }) => (level === "error" ? 0 : 1);
      const sorted = found.toSorted((a, b) => rank(a) - rank(b));
      stage.replaceChildren(h("div", { class: "column" }, sorted.length ? sorted.map((one) => finding(one, "list")) : nothing()));
    },
  };
}

function nothing() {
  return h("div", { class: "empty" }, h("p", { class: "empty-title" }, t("noFindings")), h("p", {}, t("noFindingsText")));
}

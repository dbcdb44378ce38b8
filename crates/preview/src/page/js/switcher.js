// Switches the tenant: type, and the list narrows; arrows choose, Enter takes. A combobox after the ARIA pattern.

import * as api from "./api.js";
import { glyph, h } from "./dom.js";
import { chosen, get, set } from "./state.js";
import { store } from "./store.js";
import { t } from "./words.js";

const MOST = 60;

export function matching(list, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ id, name, theme }) => words.every((word) => `${id} ${name ?? ""} ${theme}`.toLowerCase().includes(word));
  return list.filter(fits);
}

export function openSwitcher() {
  if (document.querySelector(".switcher")) return;
  let found = [];
  let at = 0;
  const list = h("ul", { class: "switcher-list", role: "listbox", id: "switcher-list", "aria-label": t("tenant") });
  const input = h("input", {
    type: "text", class: "switcher-input", placeholder: t("searchTenants"), "aria-label": t("switchTenant"), role: "combobox",
    "aria-expanded": "true", "aria-controls": "switcher-list", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false",
  });
  const dialog = h("dialog", { class: "switcher", "aria-label": t("switchTenant") },
    h("div", { class: "switcher-head" }, glyph("search"), input), list);

  function mark(next) {
    at = Math.max(0, Math.min(found.length - 1, next));
    for (const [i, row] of [...list.children].entries()) row.setAttribute("aria-selected", String(i === at));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (found.length) input.setAttribute("aria-activedescendant", `switch-${at}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function narrow() {
    found = matching(store.list ?? [], input.value).slice(0, MOST);
    list.replaceChildren(...found.map((tenant, i) => row(tenant, i, take)));
    if (!found.length) list.append(h("li", { class: "switcher-none", role: "option", "aria-selected": "false" }, t("noneFound")));
    mark(input.value ? 0 : found.findIndex(({ id }) => id === get().tenant));
  }

  function take(tenant) {
    dialog.close();
    set({ ...chosen(), tenant: tenant.id }, "step");
  }

  const keys = { ArrowDown: () => mark(at + 1), ArrowUp: () => mark(at - 1), PageDown: () => mark(at + 8), PageUp: () => mark(at - 8), Enter: () => found[at] && take(found[at]) };
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  narrow();
  input.focus();
}

function row(tenant, i, take) {
  const trouble = tenant.errors ? "is-error" : tenant.warnings ? "is-warning" : null;
  return h("li", { role: "option", id: `switch-${i}`, class: "switcher-row", "aria-selected": "false", onclick: () => take(tenant) },
    tenant.colors ? h("img", { src: api.picture(tenant.id, "web", "favicon.svg", { revision: store.revision }), alt: "", width: 28, height: 28, loading: "lazy" }) : h("span", { class: "no-icon" }),
    h("span", { class: "switcher-name", dir: "auto" }, tenant.name ?? tenant.id), h("span", { class: "switcher-id" }, tenant.theme),
    trouble && h("span", { class: `dot ${trouble}` }));
}

// All tenants. The cards are there once each; what a search leaves out is hidden, and the browser draws only what is near the
// window (`content-visibility`).

import * as api from "../api.js";
import { glyph, h, segmented, select } from "../dom.js";
import { chosen, get, set } from "../state.js";
import { store } from "../store.js";
import { matching } from "../switcher.js";
import { thumbs } from "../thumbs.js";
import { count, t, title } from "../words.js";

export function gallery(stage) {
  const grid = h("ul", { class: "gallery" });
  const none = h("p", { class: "empty", hidden: true }, t("noneFound"));
  const cards = new Map();
  const views = thumbs(stage, scheme);
  stage.append(grid, none);
  return {
    update() {
      if (!store.list) return;
      const shown = filtered();
      const parts = [];
      for (const tenant of shown) {
        const print = JSON.stringify([tenant, t("clean"), scheme()]);
        let known = cards.get(tenant.id);
        if (known?.print !== print) {
          cards.set(tenant.id, (known = { print, element: card(tenant) }));
          const view = known.element.querySelector(".card-client");
          if (view) views.watch(view, tenant.id);
        }
        parts.push(known.element);
      }
      if (parts.length !== grid.childElementCount || parts.some((element, i) => grid.children[i] !== element)) grid.replaceChildren(...parts);
      none.hidden = shown.length > 0;
    },
    leave: () => views.end(),
    changed({ tenants, pictures }) {
      for (const id of tenants) {
        const view = cards.get(id)?.element.querySelector(".card-client");
        if (view) views.renew(view);
        if (pictures) for (const image of cards.get(id)?.element.querySelectorAll("img") ?? []) image.src = icon(id);
      }
    },
  };
}

// Cards are in the scheme of the page.
const scheme = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
const icon = (id) => api.picture(id, "web", "icon-192.png", { revision: store.revision });

function filtered() {
  const { find, only, parent } = get();
  const fits = { all: () => true, errors: ({ errors }) => errors > 0, warnings: ({ errors, warnings }) => !errors && warnings > 0, clean: ({ errors, warnings }) => !errors && !warnings };
  // Templates build nothing: they come last.
  const list = (store.list ?? []).toSorted((a, b) => Number(a.abstract) - Number(b.abstract));
  return matching(list, find).filter(fits[only] ?? fits.all).filter((tenant) => !parent || tenant.extends?.includes(parent));
}

function card({ id, name, short_name: short, theme, colors, errors, warnings, loaded, abstract: isTemplate }) {
  const look = errors ? "is-error" : warnings ? "is-warning" : "is-clean";
  return h("li", { class: "card-place" },
    h("button", { type: "button", class: "card", "data-id": id, onclick: () => set({ ...chosen(), tenant: id }, "step") },
      h("span", { class: "card-homes", "aria-hidden": "true" }, colors ? faces(id, short ?? name ?? id, colors, isTemplate) : h("span", { class: "card-none" }, isTemplate && t("templates"))),
      h("span", { class: "card-words" },
        h("span", { class: "card-name", dir: "auto" }, name ?? title(id.split("/").pop())),
        h("span", { class: "card-theme", dir: "ltr" }, theme),
        h("span", { class: "card-foot" },
          h("span", { class: "card-colors", "aria-hidden": "true" }, colors && ["light", "dark"].flatMap((scheme) => [colors[scheme].primary, colors[scheme].surface]).map((color) => h("i", { style: { "background-color": color } }))),
          loaded !== false && h("span", { class: `state ${look}` }, glyph(errors ? "error" : warnings ? "warn" : "check"),
            h("span", {}, errors ? count("error", errors) : warnings ? count("warning", warnings) : t("clean")))))));
}

// The icon, and the client beside it; a template has none.
function faces(id, label, colors, isTemplate) {
  const client = h("span", { class: "card-client", inert: true, style: { "background-color": colors[scheme()].surface } });
  return [home(id, label, colors[scheme()]), isTemplate ? h("span", { class: "card-none" }, t("templates")) : client];
}

// The tenant's icon on a home screen of its own colors.
function home(id, label, colors) {
  return h("span", { class: "card-home", style: { "background-color": colors.surface, color: colors["on-surface"] } },
    h("img", { src: icon(id), alt: "", width: 56, height: 56, loading: "lazy", decoding: "async" }), h("span", { class: "card-label", dir: "auto" }, label));
}

export function galleryControls() {
  const { find, only, parent } = get();
  const parents = [...new Set((store.list ?? []).flatMap((tenant) => tenant.extends ?? []))].sort();
  const filters = [["all", t("all")], ["errors", t("withErrors")], ["warnings", t("withWarnings")], ["clean", t("cleanOnly")]];
  return [
    h("label", { class: "search" }, glyph("search"), h("input", {
      type: "search", value: find, placeholder: t("searchTenants"), "aria-label": t("search"), "data-key": "find", autocomplete: "off", spellcheck: "false", oninput: ({ target }) => searched(target.value),
    })),
    segmented(t("filter"), filters, only, (value) => set({ only: value })),
    parents.length > 0 && select(t("parent"), [["", t("anyParent")], ...parents.map((name) => [name, name])], parent, (value) => set({ parent: value }), { "data-key": "parent" }),
    h("span", { class: "quiet strip-count", role: "status" }, shownText()),
  ];
}

function searched(text) {
  set({ find: text });
  document.querySelector(".strip-count").textContent = shownText();
}

// "6 tenants, 5 templates": a template is nobody's client.
function shownText() {
  const shown = filtered();
  const templates = shown.filter(({ abstract }) => abstract).length;
  const tenants = count("tenantShown", shown.length - templates);
  return templates ? t("andTemplates", { tenants, templates: count("templateShown", templates) }) : tenants;
}

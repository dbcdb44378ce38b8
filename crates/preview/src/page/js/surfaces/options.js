// The choices of the base client's sections as pictures, beside the real client: what is chosen is shown at once, and
// written into the theme on a click.

import * as api from "../api.js";
import { h, redraw } from "../dom.js";
import { get, schemes } from "../state.js";
import { store } from "../store.js";
import { chosenValue, discardTry, failing, tryValue, undoTry, writeAll } from "../try.js";
import { languageText, t, title } from "../words.js";
import { client } from "./client.js";

export function options(stage) {
  const panel = h("div", { class: "options", tabindex: "0", role: "region", "aria-label": t("options") });
  const screens = h("div", { class: "options-client stage-client" });
  stage.append(panel, screens);
  const shown = client(screens);
  return {
    update() {
      redraw(panel, actions(), (store.detail.options ?? []).map(section), !store.detail.options?.length && h("p", { class: "quiet" }, t("noOptions")));
      shown.update();
    },
    changed: shown.changed,
    leave: shown.leave,
  };
}

function actions() {
  const isTrying = store.trying.length > 0;
  const button = (key, action, disabled, look = "") => h("button", { type: "button", class: `button ${look}`, "data-key": `options-${key}`, disabled, onclick: action }, t(key));
  return h("div", { class: "options-actions" },
    button("write", writeAll, !isTrying || failing().length > 0, "is-main"),
    button("undo", undoTry, !store.past.length),
    button("discard", discardTry, !isTrying),
    h("p", { class: "quiet" }, failing().length && isTrying ? t("notWritten") : t(isTrying ? "tried" : "optionsHint")));
}

function section({ name, title: titles, options: rows }) {
  return h("section", { class: "options-section" }, h("h2", {}, languageText(titles, title(name))), rows.map((row) => choice(row, name)));
}

function choice(row, section) {
  const id = `option-${row.key}`;
  const now = chosenValue(row.key, row.value);
  return h("fieldset", { class: "option-row", "aria-describedby": `${id}-text` },
    h("legend", {}, languageText(row.title)),
    h("p", { class: "quiet", id: `${id}-text` }, languageText(row.description)),
    h("div", { class: "option-values" }, row.values.map((one) => value(row, one, now, section))));
}

function value({ key }, { value, label, picture }, now, section) {
  const [scheme] = schemes();
  const plate = store.detail.palette[scheme].find(({ role }) => role === "surface")?.value;
  return h("label", { class: "option" },
    h("input", { type: "radio", name: key, checked: value === now, "data-key": `${key}=${value}`, onchange: () => tryValue(key, value) }),
    picture && h("img", { src: api.option(get().tenant, scheme, section, picture, store.revision), alt: "", width: 96, height: 64, style: { "background-color": plate } }),
    h("span", { class: "option-label" }, typeof value === "boolean" && label.en === String(value) ? t(value ? "yes" : "no") : languageText(label)));
}

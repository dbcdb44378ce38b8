// All keys, as one table that both the listener and the list of keys read; and the menu of what is seldom needed.

import { closeBroken } from "./broken.js";
import { h, iconButton, select } from "./dom.js";
import { editorChoice } from "./places.js";
import { chosen, get, set } from "./state.js";
import { entry, store } from "./store.js";
import { openSwitcher } from "./switcher.js";
import { closeTry, toggleTry, undoTry } from "./try.js";
import { visions } from "./vision.js";
import { languageName, languages, speak, spoken, t } from "./words.js";

const ZOOMS = ["fit", "0.5", "0.75", "1"];
const after = (list, value, by = 1) => list[(list.indexOf(value) + by + list.length) % list.length];

function page(by) {
  const pages = ["", ...(store.detail?.targets[0]?.pages ?? []).map(({ name }) => name)];
  set({ page: after(pages, get().page, by) });
}

function tenant(by) {
  const ids = (store.list ?? []).map(({ id }) => id);
  if (ids.length) set({ ...chosen(), tenant: after(ids, get().tenant, by) }, "step");
}

function device(name) {
  const shown = get().devices.split(",").filter(Boolean);
  const next = shown.includes(name) ? shown.filter((other) => other !== name) : [...shown, name];
  if (next.length) set({ devices: next.join(",") });
}

function language() {
  const all = entry()?.languages ?? [];
  const next = after(all, get().language || all[0]);
  set({ language: next === all[0] ? "" : next });
}

const surface = (name) => () => set({ surface: name }, "step");

// What is done, by key; and the words for a row of the list.
const ROWS = [
  [["1", "2", "3", "4", "5", "o"], "keySurface", { o: surface("options"), 1: surface("client"), 2: surface("icons"), 3: surface("palette"), 4: surface("compare"), 5: surface("findings") }],
  [["l", "d", "b"], "keyScheme", { l: () => set({ scheme: "light" }), d: () => set({ scheme: "dark" }), b: () => set({ scheme: "both" }) }],
  [["/"], "keyTenant", { "/": openSwitcher, k: openSwitcher }],
  [["[", "]"], "keyTenants", { "[": () => tenant(-1), "]": () => tenant(1) }],
  [["g"], "keyGallery", { g: () => set({ surface: "gallery" }, "step") }],
  [["p", "n"], "keyPage", { p: () => page(-1), n: () => page(1) }],
  [["i"], "keyLanguage", { i: language }],
  [["6", "7", "8"], "keyDevices", { 6: () => device("phone"), 7: () => device("tablet"), 8: () => device("desktop") }],
  [["z"], "keyZoom", { z: () => set({ zoom: after(ZOOMS, get().zoom) }) }],
  [["s"], "keyStep", { s: () => set({ step: get().step === "on" ? "off" : "on" }) }],
  [["t"], "keyTry", { t: toggleTry }],
  [["v"], "keyVision", { v: () => set({ vision: after(visions, get().vision) }) }],
  [["?"], "keyHelp", { "?": openHelp }],
  [["Ctrl Z"], "keyUndo", {}],
  [["Esc"], "keyClose", { Escape: () => closeBroken() || closeTry() }],
];

const ACTIONS = Object.assign({}, ...ROWS.map(([, , actions]) => actions));

export function startKeys() {
  addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey, isComposing } = event;
    const isText = target.closest("input:not([type=range]), select, textarea");
    if ((ctrlKey || metaKey) && key === "z" && !isText) {
      event.preventDefault();
      undoTry();
    }
    if (ctrlKey || metaKey || altKey || isComposing || document.querySelector("dialog[open]")) return;
    const typing = target.closest("input, select, textarea, [role=slider]");
    if (!Object.hasOwn(ACTIONS, key) || (typing && key !== "Escape")) return;
    event.preventDefault();
    ACTIONS[key]();
  });
}

function sheet(label, ...children) {
  if (document.querySelector("dialog[open]")) return;
  const dialog = h("dialog", { class: "sheet", "aria-label": label },
    h("div", { class: "sheet-head" }, h("h2", {}, label), iconButton("close", t("close"), () => dialog.close())), children);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export function openHelp() {
  const row = ([keys, label]) => h("div", { class: "key-row" }, h("dt", {}, t(label)), h("dd", {}, keys.map((key) => h("kbd", {}, key))));
  sheet(t("keys"), h("dl", { class: "key-list" }, ROWS.map(row)));
}

export function openMore() {
  const base = store.base;
  const field = (label, control) => h("div", { class: "field-row" }, h("span", {}, label), control);
  const all = entry()?.languages ?? [];
  sheet(t("more"),
    all.length > 1 && field(t("language"), select(t("language"), all.map((tag) => [tag, languageName(tag)]), get().language || all[0], (tag) => set({ language: tag === all[0] ? "" : tag }))),
    field(t("pageLanguage"), select(t("pageLanguage"), languages, spoken(), (tag) => {
      speak(tag);
      document.querySelector("dialog[open]")?.close();
      set({});
      dispatchEvent(new Event("spoken"));
    })),
    field(t("editor"), editorChoice(() => set({}))),
    base && field(t("base"), h("span", { class: "quiet" }, `${base.name} ${base.version}`)));
}

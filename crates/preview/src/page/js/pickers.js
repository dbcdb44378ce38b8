// What is chosen for every surface with frames: the page of the client, and the devices.

import { glyph, h, select, toggle } from "./dom.js";
import { get, set } from "./state.js";
import { store } from "./store.js";
import { t, title } from "./words.js";

const DEVICES = ["phone", "tablet", "desktop"];

export function pagePicker() {
  const pages = store.detail?.targets[0]?.pages ?? [];
  if (!pages.length) return null;
  return select(t("page"), [["", t("start")], ...pages.map(({ name }) => [name, title(name)])], get().page, (name) => set({ page: name }), { "data-key": "page" });
}

export function devicePicker() {
  const shown = get().devices.split(",");
  const choose = (name) => (on) => {
    const next = DEVICES.filter((device) => (device === name ? on : shown.includes(device)));
    if (next.length) set({ devices: next.join(",") });
  };
  const device = (name) => toggle(glyph(name), shown.includes(name), choose(name), { "aria-label": t(name), title: t(name), "data-key": `device-${name}` });
  return h("div", { class: "group", role: "group", "aria-label": t("devices") }, DEVICES.map(device));
}

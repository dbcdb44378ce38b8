// Records on this device: what room there is, and whether the browser may remove
// them when it has none.

import { sections } from "../../config.js";
import { h } from "../dom.js";
import { fileSize, t } from "../i18n.js";
import { card } from "../parts.js";
import { openLog } from "./log.js";

// Starts, where records go to no other place, as in a demo; gives what shows how they are kept, or nothing where the device keeps none.
export async function keep(owner) {
  const log = await openLog(owner).catch(() => null);
  if (!log) return null;
  holdOn(log);
  const hasPlaces = sections.storage.places.some(({ kind }) => kind !== "device");
  const planned = hasPlaces ? (await import("../storage/card.js")).planned : () => [];
  return () => card(t("apps.kept-in"), h("div", { class: "settings" }, device(), planned()));
}

// Asks the browser to keep what is here, once there is something: some of them ask the person.
export function holdOn(log) {
  const stop = log.onChange(({ records }) => {
    if (records.length === 0) return;
    stop();
    navigator.storage?.persist?.().catch(() => {});
  });
}

// What the about page says of the device.
export function device() {
  const room = line("");
  const loose = line("");
  loose.hidden = true;
  navigator.storage?.estimate?.().then(({ usage = 0, quota = 0 }) => {
    room.textContent = t("apps.device-room", { used: fileSize(Math.ceil(usage / 1000)), all: fileSize(Math.round(quota / 1000)) });
  }).catch(() => {});
  navigator.storage?.persisted?.().then((kept) => {
    loose.hidden = kept;
    loose.textContent = t("apps.device-loose");
  }).catch(() => {});
  return h("div", { class: "setting" },
    h("div", { class: "row-text" }, h("span", { class: "row-title" }, t("apps.device")), line(t("apps.device-text")), room, loose));
}

function line(text) {
  return h("span", { class: "row-sub wrap" }, text);
}

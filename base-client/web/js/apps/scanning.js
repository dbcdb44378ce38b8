// Reading a bar code with the camera, where the package has what reads them.

import { apps } from "../../config.js";
import { glyph, h } from "../dom.js";
import { t } from "../i18n.js";

const CAN = apps.some(({ fields }) => fields.some(({ kind }) => kind === "scan"));

// A button that opens the camera; `then` is given what was read.
export function scanButton(label, then) {
  if (!CAN || !navigator.mediaDevices?.getUserMedia) return null;
  return h("button", { type: "button", class: "icon-button scan-button", "aria-label": label, title: label, "data-key": "scan", onclick: () => scan(then) }, glyph("scan"));
}

async function scan(then) {
  const stop = new AbortController();
  const video = h("video", { class: "scan-picture", muted: true, playsinline: true, "aria-hidden": "true" });
  const words = h("p", { role: "status" }, t("apps.scan-wait"));
  const dialog = h("dialog", { class: "dialog scan-dialog", "aria-labelledby": "scan-title" },
    h("h2", { id: "scan-title" }, t("apps.scan")),
    h("div", { class: "scan-frame" }, video), words,
    h("form", { method: "dialog", class: "dialog-actions" }, h("button", { class: "button quiet" }, t("apps.scan-end"))));
  dialog.addEventListener("close", () => { stop.abort(); dialog.remove(); });
  document.body.append(dialog);
  dialog.showModal();
  try {
    const { read } = await import("../scan/reader.js");
    const text = await read(video, stop.signal, () => { words.textContent = t("apps.scan-hold"); });
    if (text === null) return;
    dialog.close();
    then(text);
  } catch (error) {
    words.textContent = t(error?.name === "NotAllowedError" ? "apps.scan-denied" : "apps.scan-none");
    dialog.classList.add("scan-failed");
  }
}

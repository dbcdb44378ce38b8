// Shared files. Saving one writes a small sample text to the device.

import { sections, tenant } from "../../config.js";
import { files as all } from "../data.js";
import { empty, glyph, h, iconButton } from "../dom.js";
import { date, fileSize, t } from "../i18n.js";
import { card } from "../parts.js";

export function files() {
  const list = all();
  const allowed = sections.security["allow-download"];
  return {
    title: t("files.title"),
    width: "narrow",
    body: [
      !allowed && h("p", { class: "hint" }, glyph("lock"), t("files.blocked")),
      list.length ? card("", h("ul", { class: "rows inset" }, list.map((file) => row(file, allowed)))) : empty("search", t("files.none")),
    ],
  };
}

function row(file, allowed) {
  return h("li", { class: "check-row" },
    h("div", { class: "row" },
      h("span", { class: `file-kind ${file.kind}`, "aria-hidden": "true" }, glyph("file")),
      h("span", { class: "row-text" },
        h("span", { class: "row-title" }, `${file.name}.${file.kind}`),
        h("span", { class: "row-sub" }, `${fileSize(file.kilobytes)} · ${t("files.changed", { date: date(file.at) })}`))),
    allowed && iconButton("download", t("files.download", { name: file.name }), () => save(file)));
}

function save(file) {
  const url = URL.createObjectURL(new Blob([`${file.name}\n${tenant.name}\n\n${t("demo.file.body")}\n`], { type: "text/plain" }));
  const link = h("a", { href: url, download: `${file.name}.txt` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

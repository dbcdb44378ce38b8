// Shared files, as far as the person may see them.

import { sections, tenant } from "../../config.js";
import { files as all } from "../data.js";
import { empty, glyph, h, iconButton } from "../dom.js";
import { date, fileSize, t } from "../i18n.js";
import { card } from "../parts.js";
import { can } from "../person.js";
import { windowed } from "../windowed.js";

export function files() {
  const list = all().filter(({ kind }) => can("see", `file:${kind}`));
  const allowed = ({ kind }) => sections.security["allow-download"] && can("download", `file:${kind}`);
  return {
    title: t("files.title"),
    width: "narrow",
    body: [
      list.length > 0 && !list.some(allowed) && h("p", { class: "hint" }, glyph("lock"), t("files.blocked")),
      list.length ? card("", windowed({ name: "files", class: "rows inset", count: list.length, draw: (index) => row(list[index], allowed(list[index])) })) : empty("search", t("files.none"), t("files.none-text")),
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
  const url = URL.createObjectURL(new Blob([`${file.name}\n${tenant.name}\n\n${file.text}\n`], { type: "text/plain" }));
  const link = h("a", { href: url, download: `${file.name}.txt` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// Shared files, as far as the person may see them, and the one that is open with what may be done with it.

import { sections, tenant } from "../../config.js";
import { files as all } from "../data.js";
import { announce, empty, glyph, h, saveFile } from "../dom.js";
import { date, fileSize, t } from "../i18n.js";
import { card, facts } from "../parts.js";
import { can, signsIn } from "../person.js";
import { windowed } from "../windowed.js";

// What may be done with a file: the tenant's switch for everybody, and the rules for this person.
const SWITCHES = { download: "allow-download", print: "allow-print", share: "allow-share" };

export function files(route) {
  const list = all().filter((file) => can("see", ...asked(file)));
  const open = list.find(({ id }) => id === route.id);
  return {
    title: t("files.title"),
    tools: list.length > 0 && !list.some((file) => may("download", file)) && h("div", { class: "tools" }, h("p", { class: "hint" }, glyph("lock"), t("files.blocked"))),
    list: list.length
      ? windowed({ name: "files", class: "rows", count: list.length, draw: (index) => row(list[index], route.id) })
      : empty("search", t("files.none"), t("files.none-text")),
    choose: list.length > 0 && empty("search", t("files.choose-title"), t("files.choose-text")),
    about: open && asked(open),
    detail: open && details(open),
  };
}

// A file as rules know it: the ending of its name, and its size.
function asked({ kind, kilobytes }) {
  return [`file:${kind}`, { size: kilobytes * 1000 }];
}

function may(action, file) {
  if (!sections.security[SWITCHES[action]] || !can(action, ...asked(file))) return false;
  return action !== "print" || can("print", "view:files");
}

function row(file, current) {
  return h("li", {},
    h("a", { class: "row", href: `#/files/${encodeURIComponent(file.id)}`, "data-key": `file-${file.id}`, "aria-current": file.id === current ? "true" : null },
      kind(file),
      h("span", { class: "row-text" },
        h("span", { class: "row-title" }, nameOf(file)),
        h("span", { class: "row-sub" }, `${fileSize(file.kilobytes)} · ${t("files.changed", { date: date(file.at) })}`))));
}

function kind({ kind }) {
  return h("span", { class: `file-kind ${kind}`, "aria-hidden": "true" }, glyph("file"));
}

const nameOf = ({ name, kind }) => `${name}.${kind}`;

function details(file) {
  const refused = Object.keys(SWITCHES).filter((action) => !may(action, file));
  return {
    title: nameOf(file),
    body: h("article", { class: "page narrow file" },
      h("div", { class: "file-head" }, kind(file), h("p", { class: "person-name", "aria-hidden": "true" }, nameOf(file))),
      h("div", { class: "file-actions" },
        may("download", file) && button("download", t("files.download", { name: file.name }), () => saveFile(`${file.name}.txt`, [`${file.name}\n${tenant.name}\n\n${file.text}\n`], "text/plain")),
        may("print", file) && button("print", t("files.print"), () => print()),
        may("share", file) && button("share", t("files.share"), () => share(file))),
      refused.length > 0 && h("p", { class: "hint" }, glyph("lock"), h("span", {},
        t("files.refused", { what: refused.map((action) => t(`files.${action}-name`)).join(t("files.joint")) }), " ", t(signsIn() ? "about.limits" : "files.limits"))),
      card(t("files.about"), facts([
        [t("files.kind"), file.kind.toUpperCase()],
        [t("files.size"), fileSize(file.kilobytes)],
        [t("files.changed-name"), date(file.at, { dateStyle: "long" })]])),
      card(t("files.content"), h("p", { class: "card-text" }, file.text))),
  };
}

function button(action, label, onclick) {
  return h("button", { type: "button", class: `action ${action}`, "data-key": action, "aria-label": label, onclick }, glyph(action), t(`files.${action}-name`));
}

// The address of the file's page: who opens it sees what their own rules let them.
async function share(file) {
  const link = { title: nameOf(file), url: location.href };
  try {
    if (navigator.share) await navigator.share(link);
    else {
      await navigator.clipboard.writeText(link.url);
      announce(t("files.shared"));
    }
  } catch (error) {
    // Who thinks better of it has not failed.
    if (error?.name !== "AbortError") announce(t("files.unshared"), "problem");
  }
}

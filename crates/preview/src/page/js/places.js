// Places in files: copied by a click, or opened in the editor that the person has chosen, through a link that the editor
// has registered with the system.

import { announce, glyph, h, select } from "./dom.js";
import { remember, remembered } from "./state.js";
import { t } from "./words.js";

// How each editor wants to be called. Paths are absolute; columns count from 1.
const EDITORS = {
  vscode: ["VS Code", (file, line, column) => `vscode://file/${file}:${line}:${column}`],
  vscodium: ["VSCodium", (file, line, column) => `vscodium://file/${file}:${line}:${column}`],
  cursor: ["Cursor", (file, line, column) => `cursor://file/${file}:${line}:${column}`],
  zed: ["Zed", (file, line, column) => `zed://file/${file}:${line}:${column}`],
  idea: ["IntelliJ IDEA", (file, line, column) => `idea://open?file=/${file}&line=${line}&column=${column}`],
  sublime: ["Sublime Text", (file, line, column) => `subl://open?url=file:///${file}&line=${line}&column=${column}`],
  textmate: ["TextMate", (file, line, column) => `txmt://open?url=file:///${file}&line=${line}&column=${column}`],
};

const chosen = () => (Object.hasOwn(EDITORS, remembered("editor", "")) ? remembered("editor", "") : "vscode");

export function editorChoice(changed) {
  const options = Object.entries(EDITORS).map(([name, [label]]) => [name, label]);
  return select(t("editor"), options, chosen(), (name) => {
    remember("editor", name);
    changed?.();
  });
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    announce(t("copied", { text }));
  } catch {
    // Without the right to the clipboard, the text can still be marked and copied by hand.
    announce(text);
  }
}

function link({ absolute, line, column }) {
  const file = absolute.replaceAll("\\", "/").replace(/^\/+/, "").split("/").map(encodeURIComponent).join("/");
  return EDITORS[chosen()][1](file, line ?? 1, column ?? 1);
}

// A path that breaks after its slashes.
const broken = (path) => path.split(/(?<=[/\\])/).flatMap((part, i) => (i ? [h("wbr"), part] : [part]));

// The place of a diagnostic: a button that copies `file:line`, a link that opens it.
export function place(diagnostic) {
  if (!diagnostic.file) return null;
  const text = diagnostic.line ? `${diagnostic.file}:${diagnostic.line}` : diagnostic.file;
  return h("span", { class: "place" },
    h("button", { type: "button", class: "place-copy", title: t("copyPlace"), onclick: () => copy(text) }, h("span", { dir: "ltr" }, broken(text)), glyph("copy")),
    diagnostic.absolute && h("a", { class: "place-open", href: link(diagnostic) }, t("openEditor")));
}

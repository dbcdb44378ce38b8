// Records in the search over everything.

import { h } from "../dom.js";
import { number, pick, t } from "../i18n.js";
import { card } from "../parts.js";
import { field as fieldOf, isSeenOfAll, mayField, mine } from "./app.js";
import { batchRow, beginningWith, byFirst } from "./find.js";
import { recordRow } from "./pieces.js";
import { log } from "./records.js";

const MOST = 6; // rows of one app

// For each app what begins with this text: its records, or the batches of those that have steps.
export async function recordCards(text) {
  const all = await log();
  const found = await Promise.all(mine().map((app) => ofApp(all, app, text)));
  return found.filter(Boolean);
}

async function ofApp(log, app, text) {
  const keys = app.search.map((id) => fieldOf(app, id)).filter(({ id }) => mayField(app, "see", id) && isSeenOfAll(app, id));
  const records = keys.length ? await beginningWith(log, app, keys, text) : [];
  if (records.length === 0) return null;
  const rows = app.steps.length ? byFirst(keys[0], records).map(([name, own]) => () => batchRow(app, name, own)) : records.map((record) => () => recordRow(app, record));
  return card(pick(app.title),
    h("ul", { class: "rows inset" }, rows.slice(0, MOST).map((row) => row())),
    rows.length > MOST && h("p", { class: "card-text" }, h("a", { class: "text-link", href: `#/app/${app.id}/find/${encodeURIComponent(text)}` }, t("search.results", { count: number(rows.length) }))));
}

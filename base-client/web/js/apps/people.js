// Persons whom the client knows: who may be seen, and who made or holds records.

import { people, recorded } from "../data.js";
import { idOf, written } from "../records/people.js";
import { range } from "../records/shape.js";
import { mayField } from "./app.js";
import { isSeen } from "./pieces.js";
import { ask, nameOf } from "./records.js";

const MOST = 300; // records in which persons are looked for

// Name → the person as records hold one. Of two with one name, the second is named with the id.
export function peopleByName(app, value = "") {
  const byName = new Map();
  for (const [id, text] of known(app, value)) {
    const name = nameOf(text);
    byName.set(byName.has(name) ? `${name} (${id})` : name, text);
  }
  return byName;
}

// Id → the person as records hold one; `value` is what a field has already.
function known(app, value) {
  const fields = app.fields.filter(({ kind }) => kind === "person");
  const records = (ask(`people ${app.id}`, (log) => log.find(range(app.id, "all"), MOST)) ?? []).filter((record) => isSeen(app, record));
  const inRecords = records.flatMap((record) => [record.by, ...fields.filter(({ id }) => mayField(app, "see", id, record)).map(({ id }) => record.fields[id])]);
  const byId = new Map();
  for (const text of [value, ...people().map(({ id }) => written(recorded(id))), ...inRecords]) {
    const id = idOf(text);
    if (id && !byId.has(id)) byId.set(id, text);
  }
  return byId;
}

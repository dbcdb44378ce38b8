// A record as its events make it. An event says which others its writer had
// seen; what two people changed without seeing each other is kept twice, and the
// record says so.

// `events` are all of one record, in any order. Fields whose names begin with `$` are about the record itself.
export function merge(events) {
  const all = [...events].sort((a, b) => (a.name < b.name ? -1 : 1));
  const ends = heads(all);
  const last = ends.at(-1) ?? all.at(-1);
  const first = all.find(({ base }) => base.length === 0) ?? all[0];
  const record = { id: last.record, kind: last.kind, version: last.version, created: first.at, by: first.by, at: last.at, last: last.by, heads: ends.map(({ name }) => name), fields: {}, conflicts: {} };
  const isBefore = order(all);
  for (const [field, writers] of written(all)) {
    const held = writers.filter((writer) => !writers.some((other) => other !== writer && isBefore(writer, other)));
    const values = new Map(held.map(({ change, name, at, by }) => [JSON.stringify(change[field]), { value: change[field], name, at, by }]));
    const winner = held.at(-1).change[field];
    if (winner !== null) record.fields[field] = winner;
    if (values.size > 1) record.conflicts[field] = [...values.values()];
  }
  return record;
}

// The events that no other has seen.
function heads(all) {
  const seen = new Set(all.flatMap(({ base }) => base));
  return all.filter(({ name }) => !seen.has(name));
}

// Field → the events that change it, by their names.
function written(all) {
  const fields = new Map();
  for (const event of all) {
    for (const field of Object.keys(event.change)) {
      if (!fields.has(field)) fields.set(field, []);
      fields.get(field).push(event);
    }
  }
  return fields;
}

// Whether the writer of `b` had seen `a`. Most records are written by one after the other: then names tell.
function order(all) {
  const isChain = all.every(({ base }, index) => index === 0 || base.includes(all[index - 1].name));
  if (isChain) return (a, b) => a.name < b.name;
  const known = new Map(all.map((event) => [event.name, event]));
  const seen = new Map();
  return (a, b) => {
    if (!seen.has(b.name)) seen.set(b.name, seenBy(b, known));
    return seen.get(b.name).has(a.name);
  };
}

function seenBy(event, known) {
  const all = new Set();
  const next = [...event.base];
  while (next.length) {
    const name = next.pop();
    if (all.has(name)) continue;
    all.add(name);
    next.push(...(known.get(name)?.base ?? []));
  }
  return all;
}

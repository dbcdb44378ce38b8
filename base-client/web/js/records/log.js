// The records of a person on this device: a log of events, and the records that
// they make. An event and its record are written together, or not at all.

import { tenant } from "../../config.js";
import { digestOf, nameOf, newId, problem } from "./event.js";
import { got, open, run } from "./database.js";
import { merge } from "./merge.js";
import { SHAPE, tags } from "./shape.js";

const AT_ONCE = 500; // records that are rewritten in one transaction

let opened = null;

// The log of whoever has signed in; `owner` is empty where nobody does. One for all of the page. Rejects where the
// device keeps nothing.
export function openLog(owner) {
  opened ??= start(owner).catch((error) => {
    opened = null;
    throw error;
  });
  return opened;
}

async function start(owner) {
  const name = `${tenant.id}:records${owner ? `:${owner}` : ""}`;
  const database = await open(name, make);
  const device = await run(database, ["meta"], "readwrite", async (store) => {
    const known = await got(store("meta").get("device"));
    if (known) return known;
    const fresh = newId();
    store("meta").put(fresh, "device");
    store("meta").put(Date.now(), "start");
    return fresh;
  });
  const log = logOf({ database, device, channel: new BroadcastChannel(name), listeners: new Set() });
  log.shaped = reshape(database);
  // What is not done now, such as on a device that is full, is done at the next start.
  log.shaped.catch(() => {});
  return log;
}

function make(database) {
  database.createObjectStore("meta");
  const events = database.createObjectStore("events", { keyPath: "name" });
  events.createIndex("record", "event.record");
  events.createIndex("own", "own");
  const records = database.createObjectStore("records", { keyPath: "id" });
  records.createIndex("tags", "tags", { multiEntry: true });
  const blobs = database.createObjectStore("blobs", { keyPath: "digest" });
  blobs.createIndex("own", "own");
  database.createObjectStore("stored"); // [place, number of an own event or digest] → true
}

function logOf(self) {
  const { database, device, channel, listeners } = self;
  const tell = (records) => {
    const change = { records: records.map(({ id }) => id), kinds: [...new Set(records.map(({ kind }) => kind))] };
    channel.postMessage(change);
    hear(change);
  };
  const hear = (change) => { for (const listener of listeners) listener(change); };
  channel.addEventListener("message", ({ data }) => hear(data));
  return {
    device,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    // Writes one change. `base` are the events that its writer had seen: the record's `heads` when they began.
    async append(change) {
      const [event] = await this.appendAll([change], "strict");
      return event;
    },
    // Writes changes, all or none.
    async appendAll(changes, durability = "relaxed") {
      const { events, records } = await run(database, ["meta", "events", "records"], "readwrite", (store) => write(store, device, changes), durability);
      tell(records);
      return events;
    },
    // Writes new records; one that is there already is left as it is. Resolves to how many were new.
    async addAll(changes) {
      const { records } = await run(database, ["meta", "events", "records"], "readwrite", (store) => write(store, device, changes, "new"), "strict");
      if (records.length) tell(records);
      return records.length;
    },
    // Takes events that other devices made. Those that are there already count for nothing; what is no event is refused. `from` is the tenant
    // whose records these are, and `sender` the one that wrote the events, each as `{ id, name }`, or nothing for this tenant.
    async take(events, { from, sender } = {}) {
      const refused = [];
      const good = events.filter((event) => {
        const why = problem(event);
        if (why) refused.push({ name: String(event?.name ?? "").slice(0, 80), why });
        return !why;
      });
      const { taken, records } = await run(database, ["meta", "events", "records"], "readwrite", (store) => receive(store, good, refused, { from, sender }));
      if (records.length) tell(records);
      return { taken, refused };
    },
    // Events of this device that this place does not have yet, the oldest first; of those that `wants` takes.
    pending(place, limit = 100, wants = () => true) {
      return run(database, ["meta", "events", "stored"], "readonly", (store) => pending(store, place, limit, wants));
    },
    // Says that a place has these: names of events, or digests of blobs.
    stored(place, names) {
      return run(database, ["meta", "stored"], "readwrite", (store) => keepStored(store, device, place, names));
    },
    async putBlob(blob) {
      const digest = await digestOf(blob);
      await run(database, ["blobs"], "readwrite", (store) => got(store("blobs").put({ digest, blob, own: 1 })), "strict");
      return digest;
    },
    // Takes a blob of another device, if it is what the digest says. Resolves to whether it is.
    async takeBlob(digest, blob) {
      if ((await digestOf(blob)) !== digest) return false;
      await run(database, ["blobs"], "readwrite", async (store) => {
        if (!(await got(store("blobs").getKey(digest)))) store("blobs").put({ digest, blob });
      });
      return true;
    },
    // A blob, or nothing where this device does not have it and cannot get it.
    async blob(digest) {
      const own = await run(database, ["blobs"], "readonly", (store) => got(store("blobs").get(digest)));
      return own?.blob ?? (await self.find?.(digest)) ?? undefined;
    },
    // Tells who looks elsewhere for a blob that is not on this device; resolves to it or to nothing.
    onMissingBlob(find) {
      self.find = find;
    },
    // Digests of this device's blobs that this place does not have yet.
    pendingBlobs(place) {
      return run(database, ["blobs", "stored"], "readonly", async (store) => {
        const own = await got(store("blobs").index("own").getAllKeys());
        const there = await got(store("stored").getAllKeys(IDBKeyRange.bound([place, ""], [place, []])));
        const known = new Set(there.map(([, digest]) => digest));
        return own.filter((digest) => !known.has(digest));
      });
    },
    get(id) {
      return run(database, ["records"], "readonly", (store) => got(store("records").get(id)));
    },
    // The records that have a tag in this range, the newest first where it is the range of one tag.
    find(range, limit) {
      return run(database, ["records"], "readonly", (store) => got(store("records").index("tags").getAll(range, limit)));
    },
    // The ids of the records that are in each of these ranges, in the order of the first; a list of ranges is any of them.
    among(ranges) {
      return run(database, ["records"], "readonly", async (store) => {
        const index = store("records").index("tags");
        const parts = await Promise.all(ranges.map(async (range) => (await Promise.all([range].flat().map((one) => got(index.getAllKeys(one))))).flat()));
        const others = parts.slice(1).map((keys) => new Set(keys));
        return parts[0].filter((id) => others.every((keys) => keys.has(id)));
      });
    },
    // The records with these ids, in their order.
    several(ids) {
      return run(database, ["records"], "readonly", (store) => Promise.all(ids.map((id) => got(store("records").get(id)))));
    },
    // The values of tags in a range, each once, up to so many.
    values(range, limit) {
      return run(database, ["records"], "readonly", (store) => values(store, range, limit));
    },
    // How many there are.
    count(range) {
      return run(database, ["records"], "readonly", (store) => got(store("records").index("tags").count(range)));
    },
    // All records in this range, some at a time, for what goes through them all.
    async *each(range, limit = AT_ONCE) {
      let after = null;
      for (;;) {
        const part = await run(database, ["records"], "readonly", (store) => page(store, range, after, limit));
        if (part.records.length) yield part.records;
        if (!part.last) return;
        after = part.last;
      }
    },
    // The events of a record, the oldest first; with `sender`, where another tenant wrote one.
    async history(id) {
      const rows = await run(database, ["events"], "readonly", (store) => got(store("events").index("record").getAll(id)));
      return rows.map(({ event, sender }) => (sender ? { ...event, sender } : event));
    },
    // Says of records whether somebody still has to see that another changed them.
    async setUnread(ids, isUnread) {
      const records = await run(database, ["records"], "readwrite", async (store) => {
        const found = (await Promise.all(ids.map((id) => got(store("records").get(id))))).filter(Boolean);
        for (const record of found) put(store, record, isUnread);
        return found;
      });
      tell(records);
    },
    // A value that is kept beside the records, such as what somebody has seen.
    note(key) {
      return run(database, ["meta"], "readonly", (store) => got(store("meta").get(`note ${key}`)));
    },
    async setNote(key, value) {
      await run(database, ["meta"], "readwrite", (store) => got(store("meta").put(value, `note ${key}`)));
    },
    // Removes the sample records of a demo; what somebody wrote of them goes with them.
    async dropSamples() {
      const all = IDBKeyRange.bound("sample-", "sample-\uffff");
      await run(database, ["meta", "events", "records"], "readwrite", async (store) => {
        for (const id of await got(store("records").getAllKeys(all))) {
          for (const name of await got(store("events").index("record").getAllKeys(id))) store("events").delete(name);
          store("records").delete(id);
        }
        store("meta").delete(IDBKeyRange.bound("note sample ", "note sample \uffff"));
      });
    },
    // Removes everything, also what no other place has yet.
    async clear() {
      await run(database, ["meta", "events", "records", "blobs", "stored"], "readwrite", async (store) => {
        for (const name of ["events", "records", "blobs", "stored"]) await got(store(name).clear());
        store("meta").put((await got(store("meta").get("clock")))?.n ?? 0, "floor");
      });
      tell([]);
    },
  };
}

// Time does not go back on a device, and no two of its events have the same number. Of `which` "new", records that are there stay as they are.
async function write(store, device, changes, which = "all") {
  const clock = (await got(store("meta").get("clock"))) ?? { at: 0, n: 0 };
  const events = [];
  const records = new Map();
  for (const { kind, record, version, change, base, blobs = {}, by = "" } of changes) {
    const before = records.get(record) ?? await got(store("records").get(record));
    if (before && which === "new") continue;
    clock.at = Math.max(clock.at + 1, Date.now());
    clock.n += 1;
    const event = { name: "", device, n: clock.n, at: clock.at, by, kind, record, version, base: base ?? before?.heads ?? [], change, blobs };
    event.name = nameOf(event);
    const why = problem(event);
    if (why) throw new TypeError(`${event.name}: ${why}`);
    store("events").put({ name: event.name, own: event.n, event });
    events.push(event);
    records.set(record, await materialize(store, record, before ? null : [event], { isUnread: false, from: before?.from }));
  }
  store("meta").put(clock, "clock");
  return { events, records: [...records.values()] };
}

async function receive(store, events, refused, { from, sender }) {
  const fresh = new Map();
  const known = new Map();
  const start = await got(store("meta").get("start"));
  for (const event of events) {
    const there = await got(store("events").get(event.name));
    if (there && JSON.stringify(sorted(there.event)) !== JSON.stringify(sorted(event))) refused.push({ name: event.name, why: "another event has its name" });
    if (there) continue;
    if (!known.has(event.record)) known.set(event.record, await got(store("records").get(event.record)));
    const before = known.get(event.record);
    if (before && before.from?.id !== from?.id) {
      refused.push({ name: event.name, why: "its record is another tenant's" });
      continue;
    }
    store("events").put(sender ? { name: event.name, event, sender } : { name: event.name, event });
    fresh.set(event.record, [...(fresh.get(event.record) ?? []), event]);
  }
  const records = [];
  let taken = 0;
  for (const [record, own] of fresh) {
    taken += own.length;
    const before = known.get(record);
    // What was there before this device was, nobody waits for.
    const isUnread = Boolean(before?.unread) || own.some(({ at }) => at > start);
    records.push(await materialize(store, record, before ? null : own, { isUnread, from: from && { ...before?.from, ...from } }));
  }
  return { taken, records };
}

function sorted(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

// Writes a record as its events make it; `events` are all of them, if they are known. `from` is the tenant whose record it is, if it is another.
async function materialize(store, id, events, { isUnread, from }) {
  const all = events ?? (await got(store("events").index("record").getAll(id))).map(({ event }) => event);
  return put(store, from ? { ...merge(all), from } : merge(all), isUnread);
}

function put(store, record, isUnread) {
  record.unread = isUnread;
  record.tags = tags(record);
  store("records").put(record);
  return record;
}

async function pending(store, place, limit, wants) {
  const found = [];
  let mark = await markOf(store, place);
  const there = new Set((await got(store("stored").getAllKeys(IDBKeyRange.bound([place, mark], [place, Infinity])))).map(([, n]) => n));
  while (found.length < limit) {
    const rows = await got(store("events").index("own").getAll(IDBKeyRange.lowerBound(mark, true), AT_ONCE));
    for (const { own, event } of rows) {
      mark = own;
      if (!there.has(own) && wants(event)) found.push(event);
      if (found.length === limit) break;
    }
    if (rows.length < AT_ONCE) break;
  }
  return found;
}

// Up to its mark a place has all events of this device; beyond that they are kept one by one.
async function keepStored(store, device, place, names) {
  for (const name of names) {
    const [, maker, n] = name.split("-");
    if (maker === device) store("stored").put(true, [place, Number(n)]);
    else if (!maker) store("stored").put(true, [place, name]);
  }
  let mark = await markOf(store, place);
  while (await got(store("stored").getKey([place, mark + 1]))) {
    mark += 1;
    store("stored").delete([place, mark]);
  }
  store("meta").put(mark, `mark ${place}`);
}

// Up to here there is nothing that the place still has to get. What was removed from the device counts as done.
async function markOf(store, place) {
  const mark = (await got(store("meta").get(`mark ${place}`))) ?? 0;
  return Math.max(mark, (await got(store("meta").get("floor"))) ?? 0);
}

// So many records of a range from behind `after`, which is the tag and the id of the last one before.
async function page(store, range, after, limit) {
  const from = after ? IDBKeyRange.bound(after.tag, range.upper) : range;
  const found = await got(store("records").index("tags").getAll(from, limit));
  const tagOf = (record) => record.tags.find((tag) => range.includes(tag));
  const records = found.filter((record) => !after || tagOf(record) > after.tag || record.id > after.id);
  const last = records.at(-1);
  return { records, last: found.length === limit && last ? { tag: tagOf(last), id: last.id } : null };
}

// From each value the next is looked for, whatever lies between.
function values(store, range, limit) {
  const found = [];
  return new Promise((resolve, reject) => {
    const request = store("records").index("tags").openKeyCursor(range);
    request.addEventListener("error", () => reject(request.error));
    request.addEventListener("success", () => {
      const cursor = request.result;
      if (!cursor || found.length === limit) return resolve(found);
      const [kind, name, value] = cursor.key.split("\t");
      found.push(value);
      cursor.continue(`${kind}\t${name}\t${value}\t\uffff`);
    });
  });
}

// Makes all tags anew where the apps have changed what is found by.
async function reshape(database) {
  const before = await run(database, ["meta"], "readonly", (store) => got(store("meta").get("shape")));
  if (before === SHAPE) return;
  let after = "";
  for (;;) {
    const last = await run(database, ["records"], "readwrite", async (store) => {
      const part = await got(store("records").getAll(IDBKeyRange.lowerBound(after, true), AT_ONCE));
      for (const record of part) store("records").put({ ...record, tags: tags(record) });
      return part.at(-1)?.id;
    });
    if (!last) break;
    after = last;
  }
  await run(database, ["meta"], "readwrite", (store) => got(store("meta").put(SHAPE, "shape")));
}

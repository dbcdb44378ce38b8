// One exchange with one place: what it does not have yet goes there, what others
// have put there comes here. Interrupted anywhere, the next one goes on.

import { tenant } from "../../config.js";
import { answers, hour, isNamed, LARGEST, maker, packs, photo, Refused, unpack } from "./files.js";
import { Failure } from "./request.js";
import { goes, signature } from "./routes.js";
import { isMine, isSettings } from "./settings.js";

const AT_ONCE = 200; // events
const LANES = 6;     // requests at a time
const OVERLAP = 3_600_000; // an hour: what was on its way while the last listing was read
const OFTEN = LANES * 20;   // files after which what was read is remembered
const SHORTLY = 20_000;    // until a refused file is looked at again, which may still have been on its way,
const AGAIN = 600_000;     // and later
const MOST_REFUSED = 200;  // that are remembered

// What is known of a place that was never reached.
export function fresh() {
  return { since: {}, known: {}, refused: {}, cleared: 0, last: 0, tries: 0, waits: { records: 0, photos: 0 }, failed: null };
}

// Exchanges all with a place. `state` is changed as far as it came, and saved on a long way; rejects with the first failure, when all else
// is done.
export async function exchange(place, transport, log, state, save) {
  await transport.open(tenant.id);
  const failures = [];
  // Photos are large: where they do not go, records still do.
  for (const step of [sendRecords, sendPhotos, receive]) {
    await step(place, transport, log, state, save).catch((error) => failures.push(error));
  }
  await count(place, log, state);
  if (failures.length) throw failures[0];
}

// How much waits for a place; of many, how many at least.
export async function count({ id }, log, state) {
  for (const what of ["records", "photos"]) state.waits[what] = (await log.pending(signature(what, id), 1000, wanted(what, id))).length;
}

function wanted(what, place) {
  if (what === "photos") return (event) => goes(what, event.kind, place) && Object.keys(event.blobs).length > 0;
  return (event) => goes(isSettings(event) ? "settings" : what, event.kind, place);
}

async function sendRecords(place, transport, log, state) {
  const track = signature("records", place.id);
  const wants = wanted("records", place.id);
  for (;;) {
    const next = await log.pending(track, AT_ONCE);
    if (next.length === 0) return;
    const time = hour(transport.now());
    const files = await packed(next.filter(wants), log);
    // One after the other: whoever reads meanwhile has what came before.
    for (const { name, blob, to } of files) for (const root of rootsOf(place, to)) await transport.put(`${root}/events/${time}/${name}`, blob);
    if (files.length) await confirm(place, time, files, transport, state);
    await log.stored(track, next.map(({ name }) => name));
    if (next.length < AT_ONCE) return;
  }
}

// Events as files, in their order: those in the records of another tenant in files of their own.
async function packed(events, log) {
  const records = await log.several(events.map(({ record }) => record));
  const files = [];
  for (let at = 0, end; at < events.length; at = end) {
    const to = records[at]?.from?.id;
    for (end = at + 1; end < events.length && records[end]?.from?.id === to;) end += 1;
    files.push(...await packs(events.slice(at, end), to));
  }
  return files;
}

// The folders into which goes what this tenant wrote: its own, and where the record is another's, the one that this reads.
function rootsOf({ readsAll }, to) {
  return to && readsAll ? [tenant.id, answers(tenant.id, to)] : [tenant.id];
}

// What a place says it took counts once the place itself lists it, whole.
async function confirm(place, time, files, transport, state) {
  const folders = new Set(files.flatMap(({ to }) => rootsOf(place, to)).map((root) => `${root}/events/${time}`));
  const there = new Map();
  for (const folder of folders) for (const { path, size } of await transport.files(folder)) there.set(path, size);
  for (const { name, blob, to } of files) {
    for (const root of rootsOf(place, to)) if (there.get(`${root}/events/${time}/${name}`) !== blob.size) throw new Failure("lost", name);
  }
  state.known[tenant.id] = [...(state.known[tenant.id] ?? []), ...files.map(({ name }) => `${tenant.id}/events/${time}/${name}`)];
}

async function sendPhotos(place, transport, log) {
  const track = signature("photos", place.id);
  const wants = wanted("photos", place.id);
  for (;;) {
    const next = await log.pending(track, AT_ONCE);
    if (next.length === 0) return;
    const done = [];
    try {
      for (const event of next) {
        if (wants(event)) await sendPhotosOf(event, place, transport, log);
        done.push(event.name);
      }
    } finally {
      await log.stored(track, done);
    }
    if (next.length < AT_ONCE) return;
  }
}

async function sendPhotosOf({ record, blobs }, place, transport, log) {
  const to = (await log.get(record))?.from?.id;
  for (const digest of Object.values(blobs)) for (const root of rootsOf(place, to)) await sendPhoto(`${root}/${photo(digest)}`, digest, transport, log);
}

async function sendPhoto(path, digest, transport, log) {
  const blob = await log.blob(digest);
  // It was removed from this device before it could go; its record still says that there was one.
  if (!blob) return;
  await transport.put(path, blob);
  if ((await transport.size(path)) !== blob.size) throw new Failure("lost", digest);
}

// Whose place it is reads what all write; every other tenant its own folder, and what that one has changed in its records.
async function receive(place, transport, log, state, save) {
  const { of, readsAll } = place;
  for (const id of readsAll ? await transport.folders() : [tenant.id]) await receiveFrom(id, id, transport, log, state, save);
  if (!of || readsAll) return;
  await receiveFrom(answers(of, tenant.id), of, transport, log, state, save).catch((error) => {
    // It has never changed any.
    if (error.why !== "missing") throw error;
  });
}

// `root` is a folder, `id` the tenant that writes into it.
async function receiveFrom(root, id, transport, log, state, save) {
  const began = transport.now();
  const since = state.since[root] ?? "";
  const listed = (await transport.files(`${root}/events`, since && `${root}/events/${since}`)).map(({ path }) => path);
  const known = new Set(state.known[root] ?? []);
  const isDue = (path) => !(state.refused[path]?.until > Date.now());
  const next = [...new Set([...listed, ...refusedOf(root, state)])].filter((path) => !known.has(path) && isDue(path));
  for (let at = 0; at < next.length; at += LANES) {
    const part = next.slice(at, at + LANES);
    const got = await Promise.all(part.map((path) => read(path, transport)));
    for (const [index, path] of part.entries()) {
      if (await take(path, got[index], { root, id }, log, state)) known.add(path);
    }
    state.known[root] = [...known];
    if (at % OFTEN === 0 && at > 0) await save();
  }
  const from = hour(began - OVERLAP);
  state.since[root] = from;
  // What no later listing names is not asked for again.
  state.known[root] = [...known].filter((path) => path >= `${root}/events/${from}`);
}

const nameOf = (path) => path.slice(path.lastIndexOf("/") + 1);
const refusedOf = (root, state) => Object.keys(state.refused).filter((path) => path.startsWith(`${root}/events/`));

// What is in a file; or why it is refused.
async function read(path, transport) {
  const name = nameOf(path);
  if (!isNamed(name)) return new Refused("name");
  try {
    return await unpack(name, await transport.get(path, LARGEST));
  } catch (error) {
    if (error instanceof Refused) return error;
    if (error instanceof Failure && ["large", "missing"].includes(error.why)) return new Refused(error.why);
    throw error;
  }
}

// Whether the events of a file are here now.
async function take(path, file, where, log, state) {
  const why = file instanceof Refused ? file : await problem(path, file, where, log, state);
  // What was refused before, and is gone by now, is nobody's concern any more.
  if (why?.why === "missing" && path in state.refused) {
    delete state.refused[path];
    return false;
  }
  const refused = why ? [why] : (await log.take(file.events.filter(isMine), origin(file, where))).refused;
  if (refused.length === 0) {
    delete state.refused[path];
    return true;
  }
  if (path in state.refused || Object.keys(state.refused).length < MOST_REFUSED) {
    const said = { why: why?.why ?? "shape", detail: why?.message ?? refused[0].why };
    state.refused[path] = { ...said, until: Date.now() + (path in state.refused ? AGAIN : SHORTLY) };
  }
  return false;
}

// Whose records a file is about, and who wrote it, where either is another tenant: whoever writes into a folder writes of its own records,
// but the tenant whose place it is.
function origin({ to, by }, { root, id }) {
  if (root !== id) return { sender: { id, name: by } };
  if (id !== tenant.id) return { from: { id, name: by }, sender: { id, name: by } };
  return to ? { from: { id: to } } : {};
}

// What is wrong with a file here, or nothing. What this device has made it knows, unless it was removed here: under its name nobody else can write.
async function problem(path, { events, to }, { root, id }, log, { cleared }) {
  if (root !== id && to !== tenant.id) return new Refused("shape", "it is to another tenant");
  if (maker(nameOf(path)) !== log.device) return null;
  for (const { name, record, at } of events) {
    const own = await log.history(record);
    if (at > cleared && !own.some((event) => event.name === name)) return new Refused("stranger");
  }
  return null;
}

// Looks for a photo that this device does not have; resolves to nothing where the place does not have it either.
export async function findPhoto(digest, place, transport, log, state) {
  const roots = new Set([tenant.id, ...(place.readsAll || place.of ? Object.keys(state.since) : [])]);
  for (const root of roots) {
    const blob = await transport.get(`${root}/${photo(digest)}`, LARGEST * 8).catch((error) => {
      if (error.why === "missing") return null;
      throw error;
    });
    if (blob && (await log.takeBlob(digest, blob))) return blob;
  }
  return null;
}

// One exchange with one place: what it does not have yet goes there, what others
// have put there comes here. Interrupted anywhere, the next one goes on.

import { tenant } from "../../config.js";
import { hour, isNamed, LARGEST, maker, packs, photo, Refused, unpack } from "./files.js";
import { Failure } from "./request.js";
import { goes, signature } from "./routes.js";

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
  return (event) => goes(what, event.kind, place) && (what === "records" || Object.keys(event.blobs).length > 0);
}

async function sendRecords({ id }, transport, log, state) {
  const track = signature("records", id);
  const wants = wanted("records", id);
  for (;;) {
    const next = await log.pending(track, AT_ONCE);
    if (next.length === 0) return;
    const folder = `${tenant.id}/events/${hour(transport.now())}`;
    const files = await packs(next.filter(wants));
    // One after the other: whoever reads meanwhile has what came before.
    for (const { name, blob } of files) await transport.put(`${folder}/${name}`, blob);
    if (files.length) await confirm(folder, files, transport, state);
    await log.stored(track, next.map(({ name }) => name));
    if (next.length < AT_ONCE) return;
  }
}

// What a place says it took counts once the place itself lists it, whole.
async function confirm(folder, files, transport, state) {
  const there = new Map((await transport.files(folder)).map(({ path, size }) => [path, size]));
  const lost = files.find(({ name, blob }) => there.get(`${folder}/${name}`) !== blob.size);
  if (lost) throw new Failure("lost", lost.name);
  state.known[tenant.id] = [...(state.known[tenant.id] ?? []), ...files.map(({ name }) => `${folder}/${name}`)];
}

async function sendPhotos({ id }, transport, log) {
  const track = signature("photos", id);
  const wants = wanted("photos", id);
  for (;;) {
    const next = await log.pending(track, AT_ONCE);
    if (next.length === 0) return;
    const done = [];
    try {
      for (const event of next) {
        if (wants(event)) for (const digest of Object.values(event.blobs)) await sendPhoto(digest, transport, log);
        done.push(event.name);
      }
    } finally {
      await log.stored(track, done);
    }
    if (next.length < AT_ONCE) return;
  }
}

async function sendPhoto(digest, transport, log) {
  const blob = await log.blob(digest);
  // It was removed from this device before it could go; its record still says that there was one.
  if (!blob) return;
  const path = `${tenant.id}/${photo(digest)}`;
  await transport.put(path, blob);
  if ((await transport.size(path)) !== blob.size) throw new Failure("lost", digest);
}

async function receive({ readsAll }, transport, log, state, save) {
  const tenants = readsAll ? await transport.folders() : [tenant.id];
  for (const id of tenants) await receiveFrom(id, transport, log, state, save);
}

async function receiveFrom(id, transport, log, state, save) {
  const began = transport.now();
  const since = state.since[id] ?? "";
  const listed = (await transport.files(`${id}/events`, since && `${id}/events/${since}`)).map(({ path }) => path);
  const known = new Set(state.known[id] ?? []);
  const isDue = (path) => !(state.refused[path]?.until > Date.now());
  const next = [...new Set([...listed, ...refusedOf(id, state)])].filter((path) => !known.has(path) && isDue(path));
  for (let at = 0; at < next.length; at += LANES) {
    const part = next.slice(at, at + LANES);
    const got = await Promise.all(part.map((path) => read(path, transport)));
    for (const [index, path] of part.entries()) {
      if (await take(path, got[index], log, state)) known.add(path);
    }
    state.known[id] = [...known];
    if (at % OFTEN === 0 && at > 0) await save();
  }
  const from = hour(began - OVERLAP);
  state.since[id] = from;
  // What no later listing names is not asked for again.
  state.known[id] = [...known].filter((path) => path >= `${id}/events/${from}`);
}

const nameOf = (path) => path.slice(path.lastIndexOf("/") + 1);
const refusedOf = (id, state) => Object.keys(state.refused).filter((path) => path.startsWith(`${id}/events/`));

// The events of a file; or why it is refused.
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
async function take(path, events, log, state) {
  const why = events instanceof Refused ? events : await problem(path, events, log, state);
  // What was refused before, and is gone by now, is nobody's concern any more.
  if (why?.why === "missing" && path in state.refused) {
    delete state.refused[path];
    return false;
  }
  const refused = why ? [why] : (await log.take(events)).refused;
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

// What this device has made it knows, unless it was removed here: under its name nobody else can write.
async function problem(path, events, log, { cleared }) {
  if (maker(nameOf(path)) !== log.device) return null;
  for (const { name, record, at } of events) {
    const own = await log.history(record);
    if (at > cleared && !own.some((event) => event.name === name)) return new Refused("stranger");
  }
  return null;
}

// Looks for a photo that this device does not have; resolves to nothing where the place does not have it either.
export async function findPhoto(digest, place, transport, log, state) {
  const tenants = new Set([tenant.id, ...(place.readsAll ? Object.keys(state.since) : [])]);
  for (const id of tenants) {
    const blob = await transport.get(`${id}/${photo(digest)}`, LARGEST * 8).catch((error) => {
      if (error.why === "missing") return null;
      throw error;
    });
    if (blob && (await log.takeBlob(digest, blob))) return blob;
  }
  return null;
}

// How events and photos lie in a place. Files are never changed: their names say
// what is in them, down to the digest, so that what is damaged or made up is seen.
//
//   <tenant>/events/2026-11-30/02/<name of the first event>-<count>-<digest>.json
//   <tenant>/photos/3f/<digest>
//   <tenant>/to/<other tenant>/…    the same once more: what the tenant whose place it is changed in that one's records
//
// Day and hour are those of the place's clock when they came, so that what is new is found by a short listing.

import { tenant } from "../../config.js";
import { digestOf, problem } from "../records/event.js";

const NAME = /^(\d{13}-[a-z0-9]{4,32}-\d{8})-(\d{1,3})-([0-9a-f]{32})\.json$/;
const FORMAT = 1;
const MOST = 100;               // events of a file
export const LARGEST = 4_000_000; // bytes of a file that is read
const FULL = 256_000;           // bytes after which another file begins
const LONGEST_NAME = 100;       // letters of a tenant's name
const TENANT = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

// A file that is not what its name says: "name", "damaged", "newer", "shape", and what is wrong.
export class Refused extends Error {
  constructor(why, detail = "") {
    super(detail || why);
    this.why = why;
  }
}

// Events, which are in order, as files: `names`, `name`, and the bytes. `to` is the tenant whose records these are, if it is another.
export async function packs(events, to = "") {
  const files = [];
  let own = [];
  let size = 0;
  const close = async () => {
    if (own.length) files.push(await pack(own, to));
    own = [];
    size = 0;
  };
  for (const event of events) {
    const length = JSON.stringify(event).length;
    if (own.length === MOST || size + length > FULL) await close();
    own.push(event);
    size += length;
  }
  await close();
  return files;
}

async function pack(events, to) {
  const content = { format: FORMAT, by: tenant.name, ...(to ? { to } : {}), events };
  const blob = new Blob([JSON.stringify(content)], { type: "application/json" });
  return { names: events.map(({ name }) => name), name: `${events[0].name}-${events.length}-${await short(blob)}.json`, blob, to };
}

async function short(blob) {
  return (await digestOf(blob)).slice(0, 32);
}

// The device that made a file, or nothing where it has another name than files of events.
export function maker(name) {
  return NAME.exec(name)?.[1].split("-")[1] ?? "";
}

// Whether a file is called as files of events are.
export function isNamed(name) {
  return NAME.test(name);
}

// What is in a file that is called so: its events, the name of the tenant that wrote them, and `to`, the id of the one whose records
// these are, if that is another.
export async function unpack(name, blob) {
  const [, first, count, digest] = NAME.exec(name);
  if ((await short(blob)) !== digest) throw new Refused("damaged");
  const { format, by, to = "", events } = parsed(await blob.text());
  if (format > FORMAT) throw new Refused("newer");
  if (format !== FORMAT || !Array.isArray(events) || events.length !== Number(count)) throw new Refused("shape", "it has another number of events than it says");
  if (to !== "" && !TENANT.test(to)) throw new Refused("shape", "it is to no tenant");
  events.forEach(check);
  if (events[0].name !== first) throw new Refused("shape", "it begins with another event than it says");
  if (events.some(({ device, n }, at) => device !== events[0].device || (at > 0 && n <= events[at - 1].n))) throw new Refused("shape", "its events are not in order");
  return { events, to, by: typeof by === "string" ? by.slice(0, LONGEST_NAME) : "" };
}

function parsed(text) {
  try {
    const value = JSON.parse(text);
    if (value && typeof value === "object") return value;
  } catch {
    // Said below.
  }
  throw new Refused("shape", "it is no JSON");
}

function check(event) {
  const why = problem(event);
  if (why) throw new Refused("shape", why);
}

// "2026-11-30/02"
export function hour(time) {
  return new Date(time).toISOString().slice(0, 13).replace("T", "/");
}

// Where what `maker` changed in the records of `id` lies for it.
export function answers(maker, id) {
  return `${maker}/to/${id}`;
}

export function photo(digest) {
  return `photos/${digest.slice(0, 2)}/${digest}`;
}

// One change of one record, made on one device. Events are never changed: their
// names say when, where, and which of that device, so that two places that hold
// the same names hold the same records.

const NAME = /^(\d{13})-([a-z0-9]{4,32})-(\d{8})$/;
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const FIELD = /^\$?[a-z0-9][a-z0-9.-]{0,80}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const MOST_FIELDS = 400;
const MOST_SEEN = 1000;
const LONGEST = 20_000; // characters of one value

export function nameOf({ at, device, n }) {
  return `${String(at).padStart(13, "0")}-${device}-${String(n).padStart(8, "0")}`;
}

// A name for a record or a device: 80 random bits in small letters and digits.
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => (byte % 32).toString(32)).join("");
}

// The digest of a blob: SHA-256, in hexadecimal.
export async function digestOf(blob) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What is wrong with an event that came from elsewhere, or nothing.
export function problem(event) {
  if (!isTable(event)) return "no event";
  const { name, device, n, at, by, kind, record, version, base, change, blobs } = event;
  const [, time, maker, count] = NAME.exec(name) ?? [];
  if (!time || Number(time) !== at || maker !== device || Number(count) !== n) return "its name is not that of its content";
  if (typeof by !== "string" || by.length > 1200) return "it does not say by whom";
  if (!isId(kind) || !isId(record)) return "it is of no record";
  if (!Number.isInteger(version) || version < 1) return "it has no version";
  if (!Array.isArray(base) || base.length > MOST_SEEN || !base.every((seen) => NAME.test(seen) && seen !== name)) return "what it has seen is no list of names";
  if (!isTable(change) || Object.keys(change).length > MOST_FIELDS || !Object.entries(change).every(isChange)) return "its change is none";
  if (!isTable(blobs) || !Object.entries(blobs).every(([field, digest]) => FIELD.test(field) && DIGEST.test(digest))) return "its pictures are none";
  const extra = Object.keys(event).find((key) => !["name", "device", "n", "at", "by", "kind", "record", "version", "base", "change", "blobs"].includes(key));
  return extra ? "it says more than an event does" : "";
}

function isChange([field, value]) {
  if (!FIELD.test(field)) return false;
  return value === null || typeof value === "boolean" || Number.isFinite(value) || (typeof value === "string" && value.length <= LONGEST);
}

function isId(text) {
  return typeof text === "string" && ID.test(text);
}

function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

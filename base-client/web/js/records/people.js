// Persons in records: `Name <id>`, as in the header of a mail, where it is known
// who somebody is; else a name alone, as somebody typed it.

const FORM = /^([\s\S]*?)\s*<([^<>]*)>$/;
const LONGEST = 100; // characters of a name

// A person as records hold them. The signs of the form within an id are written as in URLs.
export function written({ id, name }) {
  const short = name && name !== id ? `${[...name].slice(0, LONGEST).join("")} ` : "";
  return `${short}<${id.replace(/[%<>]/g, encodeURIComponent)}>`;
}

// The id of a person in a record; empty where only a name is known.
export function idOf(value) {
  const [, , id = ""] = FORM.exec(value ?? "") ?? [];
  return id.replace(/%(25|3C|3E)/g, decodeURIComponent);
}

// The name of a person in a record, as it was written.
export function nameIn(value) {
  const [, name] = FORM.exec(value) ?? [];
  return name === undefined ? String(value) : name || idOf(value);
}

// Who uses the client, and what they may do. Who it is comes from the ID token
// alone; nothing that is stored in the clear counts.

import { demo, features, sections, security } from "../config.js";
import { decide, tags } from "./policy.js";
import { settings } from "./store.js";

// The id of the sample person who looks at a demo.
export const SAMPLE = "alex";

let known = null;           // the person who has signed in
const decided = new Map();

// Where people sign in; nothing where the client is open.
export const login = sections.security.login?.issuer ? sections.security.login : null;
export const issuer = login && new URL(/^https:/i.test(login.issuer) ? login.issuer : `https://${login.issuer}`);

// What the session does, once somebody has signed in: `leave` ends it, `lock` asks for a new log-in,
// `seen` is told of every input here, and calls `elsewhere` for one in another tab.
export const session = { leave() {}, lock: null, seen() {}, elsewhere() {} };

// In a frame on the machine itself, as in a preview, nobody can sign in: there the sample person stands in, where there is
// one, or whom the preview names: `{ roles, departments, person }`.
const isHere = /^(127(\.\d+){3}|\[::1\]|(.+\.)?localhost)$/.test(location.hostname);
const rehearsed = demo && isHere && window !== window.top;
let previewed = rehearsed ? globalThis.previewAs ?? null : null;

export function signsIn() {
  return Boolean(login) && !rehearsed;
}

// Shows the client as somebody else; null is nobody in particular.
export function lookAs(somebody) {
  if (rehearsed) previewed = somebody;
  forgetDecisions();
}

export function setPerson(person) {
  known = person;
  forgetDecisions();
}

export function forgetDecisions() {
  decided.clear();
}

// What is known of the person, or nothing.
export function me() {
  return known;
}

// Whether the menu can be looked at as another role: in a demo only, where it hides nothing that is real.
export function canViewAs() {
  return previewed !== null || (demo && features["role-preview"] && !signsIn());
}

// Whether a preview says who it is.
export function previews() {
  return previewed !== null;
}

// Whether rules hold. They do not where nobody can know who somebody is.
export function rulesHold() {
  return Boolean(security.table) && !security.open && (signsIn() || rehearsed);
}

// The id by which rules and records know this person; empty where nobody says who it is.
export function myId() {
  return known?.id || previewed?.person || (demo && !signsIn() ? SAMPLE : "");
}

// What a question says of a thing that belongs to this person.
export function own() {
  return { people: [myId()] };
}

const asksOwn = security.table?.rules.some((rule) => rule.own !== undefined) ?? false;

// Whether this person may do something with a resource. `people` are the ids of the persons that it belongs to;
// without them the question is whether they may with any, their own or another's. `size` is in bytes.
export function can(action, resource, { people, size } = {}) {
  if (!rulesHold()) return true;
  if (!people && asksOwn) return can(action, resource, { ...own(), size }) || can(action, resource, { people: [], size });
  const isOwn = people?.includes(myId()) ?? false;
  const key = `${action} ${resource} ${isOwn} ${size ?? ""}`;
  if (!decided.has(key)) decided.set(key, decide(security.table, mine(), action, resource, { people: isOwn ? [myId()] : [], size }).allowed);
  return decided.get(key);
}

function mine() {
  const { roles = [viewedRole()], departments = [] } = (signsIn() ? known ?? { roles: [] } : previewed) ?? {};
  return tags(security.table, { person: myId(), roles, departments });
}

// The roles that rules speak of, those of the base client first.
export const ROLES = [...new Set(["member", "manager", "admin", ...Object.keys(security.table?.roles ?? {})])];

// The role as which a demo is looked at.
export function viewedRole() {
  if (previewed) return previewed.roles[0] ?? "";
  return typeof settings.role === "string" && settings.role ? settings.role : ROLES[0];
}

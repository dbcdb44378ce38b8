// What a person may do: denied unless a rule permits it, and a rule that forbids
// wins. The table is made when the client is packaged.

// All that rules may say of a person: who they are, each role with those that it includes, each department with those above it.
export function tags(table, { person, roles = [], departments = [] }) {
  const has = new Set(person ? [`person:${person}`] : []);
  for (const role of roles) {
    const included = Object.hasOwn(table.roles, role) ? table.roles[role] : [];
    for (const one of included) has.add(`role:${one}`);
  }
  for (const name of departments) {
    const parts = name.split("/");
    parts.forEach((_, at) => has.add(`department:${parts.slice(0, at + 1).join("/")}`));
  }
  return has;
}

// What a question is about, with all that it is in.
function chain(table, resource) {
  const all = ["*"];
  const cut = resource.indexOf(":");
  let [kind, id] = [resource.slice(0, cut), resource.slice(cut + 1)];
  while (kind) {
    all.push(`${kind}:${id}`, `${kind}:*`);
    kind = Object.hasOwn(table.kinds, kind) ? table.kinds[kind] : null;
    id = id.slice(0, Math.max(0, id.lastIndexOf(".")));
  }
  return all;
}

// Whether somebody with these tags may do this, and the rule that says so. `people` are the ids of the persons
// that the resource belongs to, `size` is in bytes.
export function decide(table, has, action, resource, { people = [], size = Infinity } = {}) {
  const about = chain(table, resource);
  const matches = (groups) => groups.some((group) => group.every((tag) => has.has(tag)));
  const isOwn = people.some((id) => has.has(`person:${id}`));
  const holds = (rule) => (rule.own ?? isOwn) === isOwn && size > (rule["larger-than"] ?? -1) && size <= (rule["at-most"] ?? Infinity);
  const applies = (rule) =>
    (rule.do[0] === "*" || rule.do.includes(action)) && rule.on.some((on) => about.includes(on)) &&
    (rule.who.length === 0 || matches(rule.who)) && !matches(rule.except) && holds(rule);
  const rules = table.rules.filter(applies);
  const by = rules.find(({ effect }) => effect === "forbid") ?? rules.find(({ effect }) => effect === "permit");
  return { allowed: by?.effect === "permit", by };
}

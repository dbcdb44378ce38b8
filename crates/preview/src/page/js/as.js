// As whom the client is looked at: a role, a department and a person, of those that the contract and the theme name.

import { h, select } from "./dom.js";
import { get, set } from "./state.js";
import { store } from "./store.js";
import { languageText, t } from "./words.js";

const ANY = { role: "roleAny", department: "departmentAny", person: "personAny" }; // what stands for no choice

const KINDS = ["role", "department", "person"];

// As the command line writes it: `role=inspector,department=dairy`.
function chosen() {
  const pairs = get().as.split(",").map((pair) => pair.split(/=(.*)/s)).filter(([kind, id]) => KINDS.includes(kind) && id);
  return Object.fromEntries(pairs);
}

// What a frame is told; nothing where the client shows itself.
export function shownAs() {
  const { role, department, person } = chosen();
  if (!role && !department && !person) return null;
  return { roles: role ? [role] : [], departments: department ? [department] : [], person: person ?? "" };
}

export function asPicker() {
  const people = store.detail?.people;
  if (!people) return null;
  const now = chosen();
  const choose = (kind) => (id) => {
    const next = { ...chosen(), [kind]: id };
    set({ as: KINDS.filter((name) => next[name]).map((name) => `${name}=${next[name]}`).join(",") });
  };
  const list = (kind, options) => options.length > 0 && select(t(kind), [["", t(ANY[kind])], ...options], now[kind] ?? "", choose(kind), { "data-key": `as-${kind}` });
  const plain = (ids) => ids.map((id) => [id, id]);
  return h("div", { class: "group as", role: "group", "aria-label": t("viewAs") },
    h("span", { class: "strip-label" }, t("viewAs")),
    list("role", people.roles.map(({ id, label }) => [id, typeof label === "string" ? label : label ? languageText(label, id) : id])),
    list("department", plain(people.departments)),
    list("person", plain(people.persons)));
}

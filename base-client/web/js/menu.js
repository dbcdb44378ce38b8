// The tenant's menu as the person sees it.

import { menu, sections, tenant } from "../config.js";
import { has, pick, t } from "./i18n.js";
import { ROLES, can, canViewAs, previews, rulesHold, viewedRole } from "./person.js";

const EVERY = Object.values(menu.places).flat();

// A role that some entry asks for, or that has a name.
export const roles = [...new Set([...ROLES, ...EVERY.flatMap((entry) => entry.roles)])]
  .filter((role) => roleName(role) !== role || EVERY.some((entry) => entry.roles.includes(role)));

export const rolesMatter = EVERY.some((entry) => entry.roles.length > 0) || rulesHold();

// The role as which a demo is looked at.
export function role() {
  return roles.includes(viewedRole()) || previews() ? viewedRole() : roles[0] ?? "";
}

// As the theme calls it, or the base client.
export function roleName(id) {
  const own = sections.security.roles?.find((role) => role.id === id);
  return own ? pick(own.label) : has(`role.${id}`) ? t(`role.${id}`) : id;
}

function mine(entry) {
  if (rulesHold()) return can("see", `entry:${entry.id}`);
  return !canViewAs() || entry.roles.length === 0 || entry.roles.includes(role());
}

export function place(name) {
  return (menu.places[name] ?? []).filter(mine);
}

export function places() {
  return EVERY.filter(mine);
}

// Whether the menu leads to this view somewhere.
export function offered(view) {
  return places().some((entry) => entry.target.kind === "view" && entry.target.value === view);
}

// What only entries for others lead to is not for this person.
export function allowed(route) {
  const { view } = route;
  if (!["search", "app", "scenario"].includes(view) && !can("see", `view:${view}`)) return false;
  const leading = EVERY.filter(({ target }) => leadsTo(target, route));
  return leading.length === 0 || leading.some(mine);
}

// Where a target leads within the client; nothing where it leads out of it.
export function path({ kind, value }) {
  if (kind === "view") return `#/${value}`;
  if (kind === "app" || kind === "scenario") return `#/${kind}/${value}`;
  return kind === "step" ? `#/app/${value.replace(".", "/step/")}` : "";
}

// Whether the route is what a target opens, or something in it.
export function leadsTo(target, { path: at, view }) {
  const to = path(target);
  return to !== "" && (`${at}/`.startsWith(`${to}/`) || to === `#/${view}`);
}

// In the order in which the place first names them; what has no group comes last.
export function groups(entries) {
  const ids = [...new Set(entries.map(({ group }) => group))].filter((id) => Object.hasOwn(menu.groups, id));
  const named = ids.map((id) => ({ title: pick(menu.groups[id]), entries: entries.filter(({ group }) => group === id) }));
  const rest = entries.filter(({ group }) => !ids.includes(group));
  return rest.length ? [...named, { title: "", entries: rest }] : named;
}

// The attributes of a link to the entry's target.
export function link(entry) {
  const to = path(entry.target);
  return to ? { href: to } : outside(entry.target.value);
}

export function outside(url) {
  if (!/^(https?|mailto|tel):/i.test(url)) return { "aria-disabled": "true", role: "link" };
  return /^http/i.test(url) ? { href: url, target: "_blank", rel: "noopener" } : { href: url };
}

export function startView() {
  const first = [...place("tabs"), ...place("sidebar")].find(({ target }) => target.kind === "view" && allowed({ view: target.value, path: path(target) }));
  return first?.target.value ?? "profile";
}

export function mailOf(id) {
  return `${id}@${tenant.domain || "example.com"}`;
}

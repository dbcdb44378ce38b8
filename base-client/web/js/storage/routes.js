// Which place gets what, as the tenant's routes say. All is on the device first;
// what no route names stays there alone.

import { sections, tenant } from "../../config.js";

const { places, routes } = sections.storage;

// The route of this kind of thing of an app: the first that fits. Settings are of no app.
function route(what, app) {
  return routes.find((route) => route.what.includes(what) && (what === "settings" || route.apps.length === 0 || route.apps.includes(app)));
}

// Whether settings go anywhere.
export function hasSettings() {
  return Boolean(route("settings"));
}

// Whether a place gets an event, or the photos of it.
export function goes(what, app, place) {
  const found = route(what, app);
  return Boolean(found) && [found.to, ...found.copies].includes(place);
}

// What a place gets, as a text that changes when the routes do: what it has by other routes does not count as sent.
export function signature(what, place) {
  const own = routes.filter((route) => route.what.includes(what));
  const text = `${place} ${what} ${own.map(({ apps, to, copies }) => `${apps.join("+") || "*"}${[to, ...copies].includes(place) ? "" : "!"}`).join(",")}`;
  return what === "records" && hasSettings() ? `${text} ${goes("settings", "", place) ? "settings" : "settings!"}` : text;
}

// The places outside of the device that a route leads to, those of first copies before those of second ones.
export function used() {
  const first = new Set(routes.map(({ to }) => to));
  const second = new Set(routes.flatMap(({ copies }) => copies));
  return places.filter(({ id, kind }) => kind !== "device" && (first.has(id) || second.has(id)))
    .map((place) => ({ ...place, copy: !first.has(place.id), readsAll: place.of === tenant.id }));
}

// Which place gets what, as the tenant's routes say. All is on the device first;
// what no route names stays there alone.

import { sections, tenant } from "../../config.js";

const { places, routes } = sections.storage;

// The route of this kind of thing of an app: the first that fits.
function route(what, app) {
  return routes.find((route) => route.what.includes(what) && (route.apps.length === 0 || route.apps.includes(app)));
}

// Whether a place gets an event, or the photos of it.
export function goes(what, app, place) {
  const found = route(what, app);
  return Boolean(found) && [found.to, ...found.copies].includes(place);
}

// What a place gets, as a text that changes when the routes do: what it has by other routes does not count as sent.
export function signature(what, place) {
  const own = routes.filter((route) => route.what.includes(what));
  return `${place} ${what} ${own.map(({ apps, to, copies }) => `${apps.join("+") || "*"}${[to, ...copies].includes(place) ? "" : "!"}`).join(",")}`;
}

// The places outside of the device that a route leads to, those of first copies before those of second ones.
export function used() {
  const first = new Set(routes.map(({ to }) => to));
  const second = new Set(routes.flatMap(({ copies }) => copies));
  return places.filter(({ id, kind }) => kind !== "device" && (first.has(id) || second.has(id)))
    .map((place) => ({ ...place, copy: !first.has(place.id), readsAll: place.of === tenant.id }));
}

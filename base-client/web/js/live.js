// In a preview files change while the client runs. What the tenant chose is taken
// anew in place: every view reads it when it is drawn.

import * as config from "../config.js";
import { lookAs } from "./person.js";

// `redraw` shows what is new.
export function followFiles(redraw) {
  addEventListener("preview:changed", ({ detail }) => {
    if (detail.paths.every((path) => path === "config.js")) detail.take(take(detail.revision, redraw));
  });
}

// A preview says as whom the client is looked at.
export function followPerson(redraw) {
  addEventListener("preview:as", ({ detail }) => {
    lookAs(detail);
    redraw();
  });
}

// Whether it could be taken: which views there are, and for whom, is decided at the start.
async function take(revision, redraw) {
  const next = await import(`../config.js?rev=${revision}`);
  const decided = ({ apps, cards, demo, features, scenarios, security }) =>
    JSON.stringify([[apps, cards, scenarios].map(({ length }) => length > 0), demo, features, security]);
  if (decided(next) !== decided(config)) return false;
  for (const [name, value] of Object.entries(next)) if (name !== "demo") replace(config[name], value);
  redraw();
  return true;
}

// Modules hold on to the object itself.
function replace(old, now) {
  if (Array.isArray(old)) old.length = 0;
  else for (const key of Object.keys(old)) delete old[key];
  Object.assign(old, now);
}

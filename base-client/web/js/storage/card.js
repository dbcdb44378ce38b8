// What is where, how much waits, and what went wrong: in plain words, for the
// person who fills in records.

import { sections } from "../../config.js";
import { glyph, h } from "../dom.js";
import { date, language, number, pick, t } from "../i18n.js";
import { card as frame } from "../parts.js";
import { signsIn } from "../person.js";
import { device } from "../records/device.js";
import { used } from "./routes.js";

// Failures that somebody has to deal with; the others pass.
const LASTING = new Set(["denied", "full", "large", "answer", "refuses", "missing", "lost", "here", "insecure"]);
const PATIENCE = 4; // failures of the other kinds before every view says so

// The places, on the about page.
export function card(kept) {
  return frame(t("apps.kept-in"), h("div", { class: "settings places" }, device(), kept.map(row)));
}

// What a demo says of the places that it sends nothing to.
export function planned() {
  return used().map((place) => h("div", { class: "setting", "data-place": place.id },
    h("div", { class: "row-text" }, h("span", { class: "row-title", dir: "auto" }, nameOf(place)), line(holds(place)), line(t("places.demo")))));
}

// What every view says of a place; nothing where all is well or will be.
export function noteOf({ place, state }) {
  const { failed, tries } = state;
  const waits = waiting(state);
  if (!failed || (!LASTING.has(failed.why) && (tries < PATIENCE || waits === 0))) return "";
  return [`${nameOf(place)}: ${t(`places.why-${failed.why}`)}`, waits > 0 && t("places.safe", { count: amountOf(waits) })].filter(Boolean).join(" ");
}

function nameOf({ id, title }) {
  return title ? pick(title) : id;
}

const waiting = ({ waits }) => waits.records + waits.photos;
const amountOf = (count) => (count >= 1000 ? `${number(1000)}+` : number(count));

function line(text, look = "", symbol = "") {
  return h("span", { class: `row-sub wrap ${symbol ? "with-glyph" : ""} ${look}` }, symbol && glyph(symbol), symbol ? h("span", {}, text) : text);
}

function row(self) {
  const { place, state, busy, now } = self;
  const { failed, last } = state;
  const waits = waiting(state);
  const refused = Object.keys(state.refused).length;
  return h("div", { class: "setting", "data-place": place.id, "data-state": failed ? failed.why : waits ? "waits" : last ? "done" : "new" },
    h("div", { class: "row-text" },
      h("span", { class: "row-title", dir: "auto" }, nameOf(place)),
      line(holds(place)),
      failed && line(t(`places.why-${failed.why}`), "problem", "alert"),
      waits > 0 && line(t(failed ? "places.safe" : "places.waits", { count: amountOf(waits) })),
      !failed && waits === 0 && last > 0 && line(t("places.done"), "good", "check"),
      line(last ? t("places.last", { time: date(last, { dateStyle: "medium", timeStyle: "short" }) }) : t("places.never"))),
    h("button", { type: "button", class: "button quiet small", "data-key": `place-${place.id}`, disabled: busy, onclick: now }, t(busy ? "places.busy" : "places.now")),
    refused > 0 && refusals(state));
}

// Where nobody signs in, no settings go anywhere.
function holds({ id, copy }) {
  const routes = sections.storage.routes.filter(({ to, copies }) => [to, ...copies].includes(id));
  const what = ["records", "photos", ...(signsIn() ? ["settings"] : [])].filter((name) => routes.some((route) => route.what.includes(name))).map((name) => t(`places.what-${name}`));
  return t(copy ? "places.copy" : "places.holds", { what: new Intl.ListFormat(language(), { type: "conjunction" }).format(what) });
}

function refusals({ refused }) {
  return h("details", { class: "row-sub wrap refused" },
    h("summary", {}, t("places.refused", { count: number(Object.keys(refused).length) })),
    h("ul", {}, Object.entries(refused).slice(0, 20).map(([path, { why }]) =>
      h("li", {}, t(`places.refused-${why}`), " ", h("span", { dir: "ltr" }, path.slice(path.lastIndexOf("/") + 1, 200))))));
}

// Cards: Adaptive Cards in the tenant's colors, whose actions start scenarios.

import { cards } from "../../config.js";
import { announce, glyph, h } from "../dom.js";
import { language, pick, t } from "../i18n.js";
import { can } from "../person.js";
import { refresh } from "../router.js";
import { load, run, scenario } from "../scenarios/run.js";
import { startScenario } from "../scenarios/view.js";
import { AdaptiveCard, ExecuteAction, HostConfig, OpenUrlAction, SubmitAction } from "./adaptivecards.js";
import { HOST } from "./host.js";

// How long data of a card counts as fresh, in milliseconds.
const FRESH = 60_000;

// Card → its document, its data, and when it was asked for.
const known = new Map();

const seen = (one) => can("see", `card:${one.id}`);

// The cards of the workbench.
export function homeCards() {
  return cards.filter((one) => one.home && seen(one)).map(section);
}

// The cards that are pinned in a conversation.
export function pinnedCards(chat) {
  return cards.filter((one) => one.pinned.includes(chat) && seen(one)).map((one) => folded(one, `${chat}/${one.id}`));
}

const unfolded = new Set();

// A card below its title, made when it is opened.
function folded(one, key) {
  const element = h("details", { class: "pinned-card", open: unfolded.has(key) },
    h("summary", { "data-key": `pinned-${one.id}` }, glyph("pin"), h("span", { class: "row-title", dir: "auto" }, pick(one.title))));
  element.addEventListener("toggle", () => {
    if (element.open) unfolded.add(key);
    else unfolded.delete(key);
    if (element.open && !element.querySelector(".ac-place")) element.append(body(one, key));
  });
  return element;
}

function section(one) {
  return h("section", { class: "card ac-card", "data-card": one.id }, h("h2", { class: "card-title", dir: "auto" }, pick(one.title)), body(one, "home"));
}

// Where, card and language → what is shown. It is taken again while it is fresh, and while somebody uses it.
const places = new Map();

// The places where somebody typed or chose something.
const written = new WeakSet();

function body(one, where) {
  const key = `${where} ${one.id} ${language()}`;
  const before = places.get(key);
  const isUsed = before && (written.has(before.place) || before.place.contains(document.activeElement));
  if (isUsed || (before && Date.now() - before.at < FRESH)) return before.place;
  const place = h("div", { class: "ac-place" }, h("p", { class: "quiet card-text" }, t("cards.reading")));
  for (const kind of ["input", "change"]) place.addEventListener(kind, () => written.add(place));
  places.set(key, { place, at: Date.now() });
  show(one, place).catch((error) => {
    places.delete(key);
    place.replaceChildren(h("p", { class: "quiet card-text card-problem" }, glyph("alert"), t("cards.unread"),
      h("button", { type: "button", class: "button quiet small", "data-key": `card-${where}-${one.id}`, onclick: refresh }, t("cards.again"))));
    if (!(error instanceof Unavailable)) throw error;
  });
  return place;
}

class Unavailable extends Error {}

async function show(one, place) {
  const [document, { outputs, isExample }] = await Promise.all([load(one.file), data(one)]);
  const texts = Object.fromEntries(one.texts.map(({ id, text }) => [id, pick(text)]));
  place.replaceChildren(render(one, fill(document, { ...outputs, ...texts })), ...(isExample ? [h("p", { class: "quiet card-text" }, t("scenarios.example"))] : []));
}

// What the card's scenario gives: `outputs`, and whether they are of example answers.
async function data(one) {
  if (!one.data) return { outputs: {} };
  const before = known.get(one.id);
  if (before && Date.now() - before.at < FRESH) return before.asking;
  const from = scenario(one.data);
  const asking = can("start", `scenario:${from.id}`) ? run(from, {}) : Promise.resolve({ state: "failed" });
  const made = asking.then(({ state, outputs, steps }) => {
    if (state === "done") return { outputs, isExample: steps.some(({ isExample }) => isExample) };
    known.delete(one.id);
    throw new Unavailable(one.data);
  });
  known.set(one.id, { at: Date.now(), asking: made });
  return made;
}

// A document with its blanks filled in, `${name}` or `${name.inner}`. A value only ever becomes a part of a text.
export function fill(value, data) {
  if (typeof value === "string") return value.replace(/\$\{([A-Za-z0-9_.-]+)\}/g, (all, path) => text(path.split(".").reduce(own, data)));
  if (Array.isArray(value)) return value.map((item) => fill(item, data));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, data)]));
}

function own(object, key) {
  return object !== null && typeof object === "object" && Object.hasOwn(object, key) ? object[key] : null;
}

function text(value) {
  return value === null ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

// A text is a text: no marks in it make links or markup.
AdaptiveCard.onProcessMarkdown = () => {};

function render(one, document) {
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(HOST);
  card.onExecuteAction = (action) => act(one, action);
  card.onAnchorClicked = () => true;
  card.parse(document);
  return card.render() ?? h("p", { class: "quiet card-text" }, t("cards.unread"));
}

function act(one, action) {
  if (action instanceof OpenUrlAction) return leave(one, action.url);
  if (!(action instanceof ExecuteAction || action instanceof SubmitAction)) return;
  const { verb, ...given } = action.data ?? {};
  // What the scenario changes is to be seen.
  places.clear();
  known.clear();
  startScenario(action instanceof ExecuteAction ? action.verb : verb, given);
}

// Only where the theme says, whatever was filled in.
function leave(one, url) {
  if (allowed(one.hosts, url)) window.open(url, "_blank", "noopener,noreferrer");
  else announce(t("cards.refused"), "problem");
}

export function allowed(hosts, url) {
  const origin = (text) => (URL.canParse(text) ? new URL(text) : null);
  const wanted = origin(url);
  if (wanted?.protocol !== "https:" || wanted.username || wanted.password) return false;
  return hosts.some((host) => origin(/^https:/i.test(host) ? host : `https://${host}`)?.origin === wanted.origin);
}

// Long lists: only the items near what is seen are in the page. The rest is
// room of about their height, so that the scroll bar tells the truth.

import { h } from "./dom.js";

const WHOLE = 60;   // lists up to this length are drawn whole
const AROUND = 24;  // items that are drawn before and after what is seen
const GUESS = 64;   // the height of an item before one was measured, in pixels

const places = new Map(); // name of a list → where it stood, for when it is drawn again
let waiting = [];         // lists that are not in the page yet

// A list with this tag and class. `draw(index)` gives an item's elements. `name`
// tells lists apart; `at` is the index of the item that is shown first.
export function windowed({ tag = "ul", name, count, draw, at = null, ...attributes }) {
  const list = h(tag, attributes);
  if (count <= WHOLE) {
    for (let index = 0; index < count; index += 1) list.append(...elements(draw(index)));
    if (at !== null) waiting.push(() => list.children[at]?.scrollIntoView({ block: "center" }));
    return list;
  }
  const before = h("li", { "aria-hidden": "true", class: "room" });
  const after = h("li", { "aria-hidden": "true", class: "room" });
  const view = { list, before, after, name, count, draw, items: new Map(), height: places.get(name)?.height ?? GUESS };
  list.append(before, after);
  show(view, at ?? Math.min(places.get(name)?.first ?? 0, count - 1));
  waiting.push(() => begin(view, at));
  return list;
}

// Called when what was drawn is in the page.
export function settle() {
  const all = waiting;
  waiting = [];
  for (const then of all) then();
}

function elements(drawn) {
  return [drawn].flat(2).filter(Boolean);
}

function begin(view, at) {
  const scroller = view.list.closest(".scroll");
  if (!scroller) return;
  measure(view);
  if (at !== null) center(view, scroller, at);
  let asked = false;
  scroller.addEventListener("scroll", () => {
    if (asked || !view.list.isConnected) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; follow(view, scroller); });
  }, { passive: true });
}

function center(view, scroller, index) {
  const { top } = box(view.items.get(index));
  scroller.scrollTop += top - scroller.getBoundingClientRect().top - scroller.clientHeight / 2;
}

// Draws the items around `first`, and keeps those that are there already.
function show(view, first) {
  const from = Math.max(0, Math.min(first - AROUND, view.count - 2 * AROUND));
  const to = Math.min(view.count, first + 2 * AROUND);
  for (const [index, nodes] of view.items) {
    if (index >= from && index < to) continue;
    for (const node of nodes) node.remove();
    view.items.delete(index);
  }
  let next = view.after;
  for (let index = to - 1; index >= from; index -= 1) {
    if (!view.items.has(index)) {
      const nodes = elements(view.draw(index));
      nodes[0]?.setAttribute("aria-posinset", index + 1);
      nodes[0]?.setAttribute("aria-setsize", view.count);
      next.before(...nodes);
      view.items.set(index, nodes);
    }
    next = view.items.get(index)[0] ?? next;
  }
  view.from = from;
  view.to = to;
  room(view);
}

function room(view) {
  view.before.style.height = `${view.from * view.height}px`;
  view.after.style.height = `${(view.count - view.to) * view.height}px`;
}

// The mean height of the items that are drawn.
function measure(view) {
  const top = view.before.getBoundingClientRect().bottom;
  const bottom = view.after.getBoundingClientRect().top;
  if (bottom > top) view.height = (bottom - top) / (view.to - view.from);
  room(view);
}

function box(nodes) {
  return { top: nodes[0].getBoundingClientRect().top, bottom: nodes.at(-1).getBoundingClientRect().bottom };
}

// The first item that is seen stays where it is while those around it change.
function follow(view, scroller) {
  const edge = scroller.getBoundingClientRect().top;
  const seen = [...view.items.keys()].sort((a, b) => a - b).find((index) => box(view.items.get(index)).bottom > edge);
  const isNear = seen !== undefined && box(view.items.get(seen)).top < edge + scroller.clientHeight;
  const jumped = Math.floor((edge - view.before.getBoundingClientRect().top) / view.height);
  const first = isNear ? seen : Math.max(0, Math.min(view.count - 1, jumped));
  places.set(view.name, { first, height: view.height });
  if (isNear && enough(view, first)) return;
  const was = isNear ? box(view.items.get(first)).top : edge;
  show(view, first);
  // At the very ends the room is nothing, and there is nothing to hold.
  if (first > 0) scroller.scrollTop += box(view.items.get(first)).top - was;
}

function enough(view, first) {
  const isBefore = view.from === 0 || first - view.from > AROUND / 2;
  return isBefore && (view.to === view.count || view.to - first > AROUND);
}

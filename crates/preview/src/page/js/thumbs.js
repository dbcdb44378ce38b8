// Small views of clients. Only those near the window are there, a few of them begin at once, and what is scrolled away makes
// room: a frame is a whole client.

import * as api from "./api.js";
import { h } from "./dom.js";
import { store } from "./store.js";

const MOST = 24;
const AT_ONCE = 2;
const PATIENCE = 6000; // milliseconds until the next may begin
const [WIDTH, HEIGHT] = [390, 700];

// `watch(element, id)`: shows the client of a tenant within the element, while it is near the window.
export function thumbs(stage, scheme) {
  const wanted = new Map(); // element → id
  const shown = new Map(); // element → { frame, slot }
  const near = new Set();
  const free = Array.from({ length: MOST }, (_, i) => `card-${i}`);
  let busy = 0;

  function drop(element) {
    const one = shown.get(element);
    if (!one) return;
    one.frame?.remove();
    shown.delete(element);
    free.push(one.slot);
  }

  function next() {
    for (const element of near) {
      if (busy >= AT_ONCE || !free.length) return;
      if (!shown.has(element) && element.isConnected) begin(element);
    }
  }

  async function begin(element) {
    const one = { slot: free.pop(), frame: null };
    shown.set(element, one);
    busy += 1;
    // A tenant that cannot be shown makes room for the next.
    await show(element, one).catch(() => (near.delete(element), drop(element)));
    busy -= 1;
    next();
  }

  async function show(element, one) {
    const order = { tenant: wanted.get(element), target: store.base?.target ?? "web", language: null, source: "now", slot: one.slot };
    const stageOf = await api.stage(order);
    if (shown.get(element) !== one) return;
    const name = JSON.stringify({ page: location.origin, nonce: stageOf.nonce, scheme: scheme() });
    one.frame = h("iframe", { class: "thumb-frame", title: "", name, src: `${stageOf.origin}/index.html`, style: { "color-scheme": scheme(), width: `${WIDTH}px`, height: `${HEIGHT}px` }, "data-waiting": true });
    const { width } = element.getBoundingClientRect();
    one.frame.style.transform = `scale(${width / WIDTH})`;
    element.append(one.frame);
    await new Promise((resolve) => {
      one.frame.addEventListener("load", resolve, { once: true });
      setTimeout(resolve, PATIENCE);
    });
    // The client fills its views a moment after it is loaded.
    setTimeout(() => one.frame.removeAttribute("data-waiting"), 250);
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) near.add(target);
      else {
        near.delete(target);
        drop(target);
      }
    }
    next();
  }, { root: stage, rootMargin: "80px" });

  return {
    watch(element, id) {
      wanted.set(element, id);
      watcher.observe(element);
    },
    // Shows a tenant anew.
    renew(element) {
      drop(element);
      next();
    },
    end() {
      watcher.disconnect();
      for (const element of [...shown.keys()]) drop(element);
    },
  };
}

// One device with a client in it: the frame in CSS, the iframe, and the talk with the script inside. A new content is
// laid over the old one and takes its place when it is ready, so that nothing flashes.

import * as api from "./api.js";
import { h, restyle } from "./dom.js";
import { shownAs } from "./as.js";
import { matrix } from "./vision.js";
import { t } from "./words.js";

// CSS pixels of the screen, and of the frame around it: `[sides, top, bottom]`.
export const DEVICES = {
  phone: { width: 390, height: 844, edge: [11, 11, 11], radius: 44 },
  tablet: { width: 820, height: 1180, edge: [22, 22, 22], radius: 18 },
  desktop: { width: 1440, height: 900, edge: [0, 40, 0], radius: 0 },
};

export function outer(kind) {
  const { width, height, edge: [sides, top, bottom] } = DEVICES[kind];
  return [width + 2 * sides, height + top + bottom];
}

// How long a content may take before it is shown unready: a client that says nothing must still be seen.
const PATIENCE = 4000;

// `order`: `{ tenant, target, language, source }`; `hears(device, message)` is told what the frame says.
export function device(kind, scheme, source, hears) {
  const screen = h("div", { class: "screen" });
  const body = h("div", { class: `device device-${kind} is-${scheme}` },
    kind === "desktop" && h("div", { class: "chrome", "aria-hidden": "true" }, h("i"), h("i"), h("i"), h("span", { class: "chrome-address" })), screen);
  const element = h("figure", { class: "device-box", "data-kind": kind, "data-scheme": scheme, "data-source": source }, body);
  const self = { kind, scheme, source, element, screen, frame: null, next: null, origin: "", url: "", asked: "", page: "", ready: false, missed: [] };

  self.resize = (scale) => {
    const [width, height] = outer(kind);
    restyle(element, { width: `${width * scale}px`, height: `${height * scale}px` });
    restyle(body, { width: `${width}px`, height: `${height}px`, transform: `scale(${scale})` });
  };

  // Shows what the order says, on the page `url`.
  self.show = async (order, url) => {
    const asked = JSON.stringify(order);
    if (asked === self.asked) return url !== self.page && self.go((self.page = url));
    Object.assign(self, { asked, page: url });
    const stage = await api.stage({ ...order, slot: `${kind}-${scheme}-${source}` }).catch(() => null);
    if (!stage || self.asked !== asked) return;
    self.next?.remove();
    const frame = h("iframe", {
      class: "client", title: t("frame", { device: t(kind), scheme: t(scheme) }), name: JSON.stringify({ page: location.origin, nonce: stage.nonce, scheme, as: shownAs() }),
      style: { "color-scheme": scheme }, src: new URL(url, `${stage.origin}/index.html`).href, "data-waiting": Boolean(self.frame),
    });
    Object.assign(self, { as: JSON.stringify(shownAs()), next: frame, origin: stage.origin, url: "", ready: false, missed: [] });
    screen.append(frame);
    setTimeout(() => self.next === frame && settle(self), PATIENCE);
  };

  self.say = (message) => {
    if (self.ready) self.frame?.contentWindow?.postMessage(message, self.origin);
    // A client that is loading may have what was there before the change.
    else if (message.rebadge === "changed") self.missed.push(message);
  };
  self.go = (url) => {
    const target = new URL(url, `${self.origin || location.origin}/index.html`);
    if (self.origin && address(target) !== self.url) self.say({ rebadge: "go", url: address(target) });
  };

  // Shows the client as somebody else.
  self.showAs = () => {
    const as = JSON.stringify(shownAs());
    if (!self.ready || as === self.as) return;
    self.as = as;
    self.say({ rebadge: "as", as: shownAs() });
  };
  self.see = () => self.say({ rebadge: "vision", matrix: matrix() });

  self.hear = (event) => {
    const frame = self.next ?? self.frame;
    if (!frame || event.source !== frame.contentWindow || event.origin !== self.origin || typeof event.data?.rebadge !== "string") return;
    const message = event.data;
    if (message.rebadge === "ready") {
      settle(self);
      self.ready = true;
      self.see();
      self.showAs();
      const missed = self.missed.splice(0);
      if (missed.length) self.say(merged(missed));
    }
    // A key that the client has no use for is the page's.
    if (message.rebadge === "key" && typeof message.key === "string") {
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: message.key, ctrlKey: message.ctrlKey === true, bubbles: true, cancelable: true }));
    }
    if (typeof message.url === "string") self.url = message.url.startsWith("http") ? address(new URL(message.url)) : message.url;
    hears(self, message);
  };
  return self;
}

// Several changes as one. What heads held before each of them is not known any more.
function merged(changes) {
  const paths = changes.every((change) => change.paths) ? [...new Set(changes.flatMap((change) => change.paths))] : null;
  return { rebadge: "changed", paths, revision: changes.at(-1).revision };
}

function address({ pathname, search, hash }) {
  return pathname + search + hash;
}

function settle(self) {
  if (!self.next) return;
  self.frame?.remove();
  self.frame = self.next;
  self.next = null;
  self.frame.removeAttribute("data-waiting");
}

// Frames that go in step: what is scrolled or opened in one is done in the others. A frame that was just told to move is
// not listened to for a moment, or it would answer its own echo.

import { get } from "./state.js";

const DEAF = 250; // milliseconds

export function group(moved = () => {}) {
  const devices = [];
  const deaf = new Map();
  const isDeaf = (one) => (deaf.get(one) ?? 0) > performance.now();
  const tell = (from, message) => {
    for (const other of devices.filter((one) => one !== from)) {
      deaf.set(other, performance.now() + DEAF);
      other.say(message);
    }
  };

  function hears(from, message) {
    if (message.rebadge === "ready") deaf.set(from, performance.now() + DEAF);
    moved(from, message);
    if (get().step !== "on" || isDeaf(from)) return;
    if (message.rebadge === "scrolled") tell(from, { rebadge: "scroll", x: message.x, y: message.y });
    if (message.rebadge === "went") {
      for (const other of devices.filter((one) => one !== from && one.url !== from.url)) {
        deaf.set(other, performance.now() + DEAF);
        other.say({ rebadge: "go", url: from.url });
      }
    }
  }

  const listener = (event) => {
    for (const one of devices) one.hear(event);
  };
  addEventListener("message", listener);
  return { devices, hears, end: () => removeEventListener("message", listener), say: (message) => devices.forEach((one) => one.say(message)) };
}

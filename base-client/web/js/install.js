// The browser tells when it would install the client; the profile page offers it then.

import { refresh } from "./router.js";
import { features } from "../config.js";

let offer = null;

export function watchInstall() {
  if (!features.install) return;
  addEventListener("beforeinstallprompt", (event) => {
    offer = event;
    if (location.hash.startsWith("#/profile")) refresh();
  });
  addEventListener("appinstalled", () => {
    offer = null;
    refresh();
  });
}

export function installed() {
  return matchMedia("(display-mode: standalone)").matches;
}

export function installable() {
  return offer !== null;
}

export async function install() {
  const event = offer;
  offer = null;
  await event.prompt();
  refresh();
}

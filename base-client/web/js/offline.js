// Registers the service worker, or removes it and what it stored where it is not wanted.

import { tenant } from "../config.js";
import { value } from "./presets.js";

export async function keepOffline() {
  if (!navigator.serviceWorker) return;
  if (value("features.offline")) await navigator.serviceWorker.register("sw.js", { updateViaCache: "none" }).catch(() => {});
  else await leave();
}

// A worker that still serves this page can be taken back into service: it would
// miss what it stored. So that goes when the client starts without it.
async function leave() {
  await (await own())?.unregister();
  if (navigator.serviceWorker.controller) return;
  const stored = (await caches.keys()).filter((name) => name.startsWith(`${tenant.id}/`));
  await Promise.all(stored.map((name) => caches.delete(name)));
}

// Resolves when everything is stored; never, if that does not happen.
export async function offlineReady() {
  while (!(await own())?.active) {
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

// Not that of another client which is served from a folder above this one.
async function own() {
  const found = await navigator.serviceWorker?.getRegistration();
  return found?.scope === new URL("./", location).href ? found : undefined;
}

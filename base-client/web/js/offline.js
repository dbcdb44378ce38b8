// Registers the service worker, or removes it where the tenant does not want it.

import { features } from "../config.js";

export async function keepOffline() {
  if (!navigator.serviceWorker) return;
  if (!features.offline) await (await own())?.unregister();
  else await navigator.serviceWorker.register("sw.js", { updateViaCache: "none" }).catch(() => {});
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

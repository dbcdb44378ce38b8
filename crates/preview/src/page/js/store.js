// What the server has told: the list of tenants, the tenant that is shown, the revision. It follows the server's events,
// and asks anew only for what they name.

import * as api from "./api.js";
import { get, set } from "./state.js";

export const store = { list: null, base: null, detail: null, untried: null, revision: 0, connected: true, trying: [], past: [], against: null };

const listeners = [];

// `listener(what, event)`: "list", "detail", "changed", "connection".
export function onNews(listener) {
  listeners.push(listener);
}

function tell(what, event = null) {
  for (const listener of listeners) listener(what, event);
}

let loading = null;
let isOld = false;

// Loads the list; asked for again meanwhile, it is loaded once more at the end, however often that was.
export function loadList() {
  isOld = true;
  loading ??= (async () => {
    try {
      while (isOld) {
        isOld = false;
        take(await api.tenants());
      }
    } finally {
      loading = null;
    }
  })();
  return loading;
}

function take({ revision, base, tenants, only, against }) {
  Object.assign(store, { revision: Math.max(store.revision, revision), base, list: tenants, only, against });
  // Until a theme is read it goes by its folder.
  const named = !entry() && tenants.find(({ theme }) => theme === get().tenant);
  if (named) set({ tenant: named.id });
  tell("list");
}

// Loads the tenant that is shown; an answer that comes too late is dropped.
export async function loadDetail() {
  const { tenant } = get();
  if (!tenant) {
    store.detail = null;
    return;
  }
  const detail = await api.tenant(tenant).catch(() => null);
  if (get().tenant !== tenant) return;
  // What another window has tried is being tried here too.
  if (!store.detail && detail?.tried) store.trying = detail.tried;
  store.detail = detail;
  if (!detail?.tried?.length) store.untried = detail;
  if (detail) store.revision = Math.max(store.revision, detail.revision);
  tell("detail");
}

export function listen() {
  const source = new EventSource("/api/events");
  let timer = null;
  source.addEventListener("hello", ({ data }) => {
    clearTimeout(timer);
    // A server that comes back has other stages; the address says what was shown.
    const { revision } = JSON.parse(data);
    if (!store.connected || revision < store.revision) return location.reload();
    if (revision !== store.revision) refresh({ revision, tenants: store.list?.map(({ id }) => id) ?? [], paths: null, pictures: true, list: true });
  });
  source.addEventListener("changed", ({ data }) => refresh(JSON.parse(data)));
  source.addEventListener("error", () => {
    // A reload of the server takes less than this; nobody needs to be told of it.
    timer ??= setTimeout(lost, 700);
    // The browser gives up on some failures; then it is begun anew.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 1500);
  });
  source.addEventListener("open", () => {
    clearTimeout(timer);
    timer = null;
  });
}

function lost() {
  store.connected = false;
  tell("connection");
}

async function refresh(event) {
  store.revision = Math.max(store.revision, event.revision);
  // The frames are told at once: they need no more than the paths.
  tell("changed", event);
  const shown = event.tenants.includes(get().tenant);
  await Promise.all([loadList().catch(() => {}), shown && loadDetail()]);
}

export function entry(id = get().tenant) {
  return store.list?.find((tenant) => tenant.id === id) ?? null;
}

// The value of a key of the theme that is shown.
export function value(key) {
  return store.detail?.values.find((row) => row.key === key)?.value ?? null;
}

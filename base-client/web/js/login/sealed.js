// The session as the device keeps it: encrypted with a key that no script can
// read, so that what is edited by hand no longer opens.

import { tenant } from "../../config.js";

const NAME = `${tenant.id}:session`;
const STORE = "sealed";

// What is kept under this name, or nothing.
export async function unseal(name) {
  try {
    const { key, held } = await read(name);
    if (!key || !held) return null;
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: held.iv }, key, held.data);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

// Keeps a value under a name; with `again` only where one is kept already, so that what was forgotten meanwhile, here or in
// another tab, does not come back. Rejects where the device keeps nothing.
export async function seal(name, value, again = "") {
  const { key: found } = await read(name);
  const key = found ?? await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(value)));
  await run("readwrite", (store) => {
    store.put(key, "key");
    const put = () => store.put({ iv, data }, name);
    if (again) store.get(name).addEventListener("success", (event) => { if (event.target.result) put(); });
    else put();
  });
}

export async function forget(name) {
  await run("readwrite", (store) => store.delete(name)).catch(() => {});
}

// The names of all that is kept.
export async function names() {
  let keys = [];
  await run("readonly", (store) => {
    store.getAllKeys().addEventListener("success", (event) => { keys = event.target.result; });
  }).catch(() => {});
  return keys;
}

function read(name) {
  const found = {};
  return run("readonly", (store) => {
    store.get("key").addEventListener("success", (event) => { found.key = event.target.result; });
    store.get(name).addEventListener("success", (event) => { found.held = event.target.result; });
  }).then(() => found);
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

async function run(mode, work) {
  const database = await open();
  try {
    await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () => reject(transaction.error));
      work(transaction.objectStore(STORE));
    });
  } finally {
    database.close();
  }
}

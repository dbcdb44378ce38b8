// IndexedDB, as promises.

// Opens a database; `make` is given it when it is new. Rejects where the device keeps nothing.
export function open(name, make) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.addEventListener("upgradeneeded", () => make(request.result));
    request.addEventListener("success", () => {
      // Another tab would remove it: what holds it open would be in the way.
      request.result.addEventListener("versionchange", () => request.result.close());
      resolve(request.result);
    });
    request.addEventListener("error", () => reject(request.error));
  });
}

export function got(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

// Runs `work` in one transaction: all of it is kept, or nothing. `work` may wait for nothing but the transaction's requests.
export async function run(database, stores, mode, work, durability = "default") {
  const transaction = database.transaction(stores, mode, { durability });
  const end = new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error ?? new DOMException("", "AbortError")));
  });
  end.catch(() => {});
  let result;
  try {
    result = await work((name) => transaction.objectStore(name));
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It is over already, for the same reason.
    }
    throw transaction.error ?? error;
  }
  await end;
  return result;
}

// Why the device did not keep something: "full" or "blocked".
export function reason(error) {
  return /quota/i.test(`${error?.name} ${error?.message}`) ? "full" : "blocked";
}

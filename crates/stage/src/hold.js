// A browser that takes pictures or notes what a page asks for lets its time run ahead while nothing is loaded, and a database
// does not count as loading: its answers would come too late. So a request is kept open while a database is asked, and for
// some moments after that and after the start, for whatever else is made off the main thread. The server answers each after
// `HELD` (stage.rs).
(() => {
  'use strict';
  const PATH = '/.rebadge/hold';
  const AFTER = 5;  // requests after the last answer
  const MOST = 250; // requests of one document: a database that never answers holds it no longer
  const ask = fetch.bind(globalThis);
  let pending = 0;
  let asked = 0;
  let isHeld = false;

  async function hold() {
    if (isHeld) return;
    isHeld = true;
    for (let rest = AFTER; rest > 0 && asked < MOST; rest = pending > 0 ? AFTER : rest - 1) {
      asked += 1;
      // A policy of the document may allow no request: then nothing is held.
      if (!(await ask(PATH, { cache: 'no-store' }).catch(() => null))) break;
    }
    isHeld = false;
  }

  function watch(prototype, method, ends) {
    const own = prototype[method];
    prototype[method] = function (...values) {
      const work = own.apply(this, values);
      pending += 1;
      for (const end of ends) work.addEventListener(end, () => (pending -= 1), { once: true });
      hold();
      return work;
    };
  }

  watch(IDBFactory.prototype, 'open', ['success', 'error']);
  watch(IDBFactory.prototype, 'deleteDatabase', ['success', 'error']);
  watch(IDBDatabase.prototype, 'transaction', ['complete', 'abort']);
  addEventListener('DOMContentLoaded', hold, { once: true });
})();

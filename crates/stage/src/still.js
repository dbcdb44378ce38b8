// The first script of a client of which pictures are taken: it sets the clock, so that a picture of tomorrow shows what
// one of today does. Time goes on from there, for whatever waits for it.
(() => {
  'use strict';
  const Real = Date;
  const START = Real.UTC(2026, 8, 16, 9, 41);
  const now = () => START + Math.floor(performance.now());
  globalThis.Date = new Proxy(Real, {
    apply: () => new Real(now()).toString(),
    construct: (target, values, type) => Reflect.construct(target, values.length ? values : [now()], type),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
})();

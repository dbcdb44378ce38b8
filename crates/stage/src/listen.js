// The first script of a client that is listened to: what goes wrong in it is said on the console once more, with a word in front
// by which it is told from what the client says there.
(() => {
  'use strict';
  const say = console.info.bind(console);
  const tell = (kind, text) => say(`[rebadge] ${JSON.stringify([kind, String(text).slice(0, 500)])} [/rebadge]`);
  const failed = console.error.bind(console);
  console.error = (...values) => {
    tell('console', values.map((value) => (value instanceof Error ? value.stack || value.message : String(value))).join(' '));
    failed(...values);
  };
  addEventListener('error', (event) => {
    const source = event.target && (event.target.src || event.target.href);
    tell('error', event.message || `cannot load ${source}`);
  }, true);
  addEventListener('unhandledrejection', (event) => tell('error', `not handled: ${event.reason}`));
  addEventListener('securitypolicyviolation', (event) => {
    // What holds the browser's time (hold.js) is not the client's.
    if (event.blockedURI.endsWith('/.rebadge/hold')) return;
    tell('policy', `${event.effectiveDirective} forbids ${event.blockedURI}`);
  });
})();

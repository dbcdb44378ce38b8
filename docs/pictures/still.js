// Loaded into each client before all else. Its clock stands still on a Tuesday morning, so that a picture changes only
// when a client does.
const MOMENT = new Date(2026, 4, 12, 9, 41).getTime();
globalThis.Date = class extends Date {
  constructor(...parts) {
    super(...(parts.length ? parts : [MOMENT]));
  }
  static now() {
    return MOMENT;
  }
};

// Two frames show one tenant: what is read in one must not count as read in the other.
Storage.prototype.setItem = () => {};

// The pictures show the clients at a third or half of their size: letters are then not to be fitted to whole pixels.
document.documentElement.style.textRendering = "geometricPrecision";

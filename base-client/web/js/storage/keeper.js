// Keeps the records of this device and those in places alike, while the client is
// open. One tab at a time exchanges with a place; all of them know how it went.

import { tenant } from "../../config.js";
import { holdOn } from "../records/device.js";
import { openLog } from "../records/log.js";
import { refresh } from "../router.js";
import { tell } from "../shell.js";
import { card, noteOf } from "./card.js";
import { count, exchange, findPhoto, fresh } from "./exchange.js";
import { Failure } from "./request.js";
import { hasSettings, used } from "./routes.js";
import { s3 } from "./s3.js";
import { followSettings } from "./settings.js";
import { webdav } from "./webdav.js";

const SPEAK = { webdav, s3 };
const SOON = 400;         // milliseconds: what is written together goes together
const OFTEN = 30_000;     // between exchanges that succeed, while the client is looked at
const RARELY = 300_000;   // else, and the longest after failures
const FIRST = 2_000;      // after the first failure; each further one doubles it

// Starts; gives what shows how it goes, or nothing where the device keeps none: that is said where they are written.
export async function keep(owner) {
  const places = used();
  const log = await openLog(owner).catch(() => null);
  if (!log) return null;
  holdOn(log);
  // Where nobody signs in there is nobody whose settings they are.
  if (owner && hasSettings()) await followSettings(log, owner);
  const channel = new BroadcastChannel(`${tenant.id}:places:${owner}`);
  const kept = await Promise.all(places.map((place) => follow(place, log, owner, () => channel.postMessage(place.id))));
  channel.addEventListener("message", ({ data }) => kept.find(({ place }) => place.id === data)?.reread());
  log.onMissingBlob(async (digest) => {
    for (const one of kept) {
      const blob = await one.photo(digest).catch(() => null);
      if (blob) return blob;
    }
    return null;
  });
  return () => card(kept);
}

// Follows one place for as long as the page is open.
async function follow(place, log, owner, said) {
  const transport = SPEAK[place.kind](new URL(`places/${place.id}/`, document.baseURI));
  const key = `place ${place.id}`;
  const self = { place, state: { ...fresh(), ...await log.note(key) }, busy: false, again: false, reread, now: () => turn("asked"), photo: async (digest) => findPhoto(digest, place, transport, log, self.state) };
  // There browsers neither lock nor digest.
  if (!isSecureContext) {
    self.state.failed = { why: "insecure", detail: "", at: Date.now() };
    tell(`place-${place.id}`, () => noteOf(self));
    return { ...self, now() {} };
  }
  let timer = 0;

  const wait = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(turn, milliseconds);
  };

  const show = () => {
    tell(`place-${place.id}`, () => noteOf(self));
    if (document.querySelector(".places")) refresh();
  };

  async function reread() {
    Object.assign(self.state, await log.note(key));
    show();
  }

  async function save() {
    await log.setNote(key, self.state);
    said();
  }

  // Only one tab does it; the others come again later.
  async function turn(why) {
    if (self.busy) {
      self.again = true;
      return;
    }
    clearTimeout(timer);
    self.busy = true;
    self.again = false;
    if (why === "asked") show();
    const done = await navigator.locks.request(`${tenant.id}:place:${place.id}:${owner}`, { ifAvailable: true }, (lock) => lock && once());
    self.busy = false;
    if (done || why === "asked") show();
    const { tries, waits } = self.state;
    wait(self.again || (tries === 0 && waits.records + waits.photos > 0) ? SOON : pause(self.state));
  }

  async function once() {
    Object.assign(self.state, await log.note(key));
    try {
      await exchange(place, transport, log, self.state, save);
      Object.assign(self.state, { last: Date.now(), tries: 0, failed: null });
    } catch (error) {
      // An error of this program is no failure of the place, and must not pass as one.
      if (!(error instanceof Failure)) reportError(error);
      const failed = { why: error instanceof Failure ? error.why : "here", detail: error.message, at: Date.now() };
      Object.assign(self.state, { tries: self.state.tries + 1, failed });
      await count(place, log, self.state).catch(() => {});
    }
    await save().catch(() => {});
    return true;
  }

  log.onChange(async ({ records }) => {
    // All was removed from this device: what the place has comes anew.
    if (records.length === 0) {
      self.state = { ...fresh(), cleared: Date.now() };
      await save();
    }
    if (self.busy) {
      self.again ||= self.state.tries === 0;
      return;
    }
    await count(place, log, self.state);
    show();
    const waits = self.state.waits.records + self.state.waits.photos;
    if ((waits > 0 || records.length === 0) && self.state.tries === 0) wait(SOON);
  });
  addEventListener("online", () => turn());
  addEventListener("visibilitychange", () => document.visibilityState === "visible" && turn());
  turn();
  return self;
}

// Not all clients that lost a place come back at the same moment.
function pause({ tries }) {
  if (tries > 0) return Math.min(FIRST * 2 ** (tries - 1), RARELY) * (0.75 + Math.random() / 2);
  return document.visibilityState === "visible" ? OFTEN : RARELY;
}

// From the first look at the address to the end of the session: who is let in,
// for how long, and what ends it.

import { issuer, login, me, session as doors, setPerson } from "../person.js";
import { refresh as redraw } from "../router.js";
import { tell } from "../shell.js";
import { time, t } from "../i18n.js";
import { tenant } from "../../config.js";
import { value } from "../presets.js";
import { gate } from "./gate.js";
import { begin, farewell, finish, isBack, reason, renew } from "./issuer.js";
import { forget, seal, unseal } from "./sealed.js";

const LOOK = 15_000;      // milliseconds between two looks at the clock
const AGAIN = 60_000;     // so long after a failure it is tried again
const SKEW = 300_000;     // so far a clock may be set back

const LEFT = `${tenant.id}:left`;

let session = null;
let failed = 0;           // when renewing failed last
const tabs = new BroadcastChannel(`${tenant.id}:session`);

// Resolves when somebody is in.
export async function enter() {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return gate({ kind: "insecure", message: location.origin });
  const problem = isBack() ? await arrive() : await resume();
  if (problem) return gate(problem, sign);
  admit();
}

async function arrive() {
  try {
    session = { ...(await finish()), seen: Date.now() };
    await seal("session", session);
    await forget("anew");
    tabs.postMessage("in");
    return null;
  } catch (error) {
    return reason(error);
  }
}

// Takes up the session that this device keeps.
async function resume() {
  const stored = await unseal("session");
  if (stored?.issuer !== issuer.href || stored.client !== login["client-id"]) return { kind: (await unseal("anew"))?.kind ?? leftJustNow() };
  session = stored;
  const end = ended();
  if (end) return leaveBehind(end);
  const problem = await renewOnce();
  if (!problem) await keep("seen");
  return problem;
}

// Why the session is over, if it is.
function ended() {
  const now = Date.now();
  const idle = value("security.idle-lock-minutes") * 60_000;
  if (now < session.seen - SKEW) return "clock-back";
  if (idle && now - session.seen >= idle) return "idle";
  if (login.session && now - session.since >= login.session * 1000) return "over";
  return "";
}

// Renews the session, in one tab at a time: a refresh token is good for once. Resolves to a problem, or nothing.
function renewOnce() {
  return navigator.locks.request(`${tenant.id}:renew`, async () => {
    const stored = await unseal("session");
    if (!session) return null;
    if (stored && stored.until > session.until) session = stored;
    if (Date.now() < session.renewAt) return null;
    if (!session.refresh) return Date.now() < session.until ? null : leaveBehind("ended");
    const before = session;
    try {
      const next = await renew(before);
      // Who has left meanwhile is not brought back.
      if (session !== before) return null;
      session = next;
      failed = 0;
      await keep();
      return null;
    } catch (error) {
      return session === before ? late(reason(error)) : null;
    }
  });
}

// While the issuer cannot be reached, the last person stays for the time of grace.
async function late(problem) {
  failed = Date.now();
  const isAway = ["network", "answer"].includes(problem.kind);
  if (!isAway) return leaveBehind(problem);
  return Date.now() < lastMoment() ? null : problem;
}

// Until when the person stays while the issuer cannot be reached.
function lastMoment() {
  return session.until + login.grace * 1000;
}

// Ends the session on this device. Who was away too long has to log in anew, and not only to come back.
async function leaveBehind(problem) {
  session = null;
  await forget("session");
  const why = typeof problem === "string" ? { kind: problem } : problem;
  if (["idle", "over", "clock-back"].includes(why.kind)) await seal("anew", { kind: why.kind }).catch(() => {});
  return why;
}

async function keep(how) {
  if (how === "seen") session.seen = Date.now();
  await seal("session", session, "again");
}

// Whether the person comes from the page on which the issuer said goodbye.
function leftJustNow() {
  try {
    const left = sessionStorage.getItem(LEFT);
    sessionStorage.removeItem(LEFT);
    return left ? "left" : "";
  } catch {
    return "";
  }
}

function admit() {
  setPerson(session.person);
  let written = 0;
  doors.leave = leave;
  doors.lock = () => shut("idle");
  doors.seen = () => {
    if (!session || Date.now() - written < 10_000) return;
    written = Date.now();
    keep("seen").catch(() => {});
    tabs.postMessage("seen");
  };
  tabs.addEventListener("message", ({ data }) => hear(data));
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
  addEventListener("online", () => { failed = 0; look(); });
}

// Another tab says what happened there: "seen", "in", or why the session is over.
async function hear(what) {
  if (what === "seen" && session) {
    session.seen = Date.now();
    doors.elsewhere();
  } else if (what === "in") {
    const stored = await unseal("session");
    if (session && stored?.subject === session.subject) session = stored;
    else location.reload();
  } else if (what !== "seen" && session) shut({ kind: what }, "heard");
}

let looking = false;

async function look() {
  if (!session || looking) return;
  looking = true;
  try {
    const end = ended();
    if (end && end !== "idle") return shut(end);
    const isTriedLately = Date.now() - failed < AGAIN && Date.now() < lastMoment();
    if (Date.now() < session.renewAt || isTriedLately) return say();
    const before = JSON.stringify(session.person);
    const problem = await renewOnce();
    if (problem) return shut(problem);
    if (session && JSON.stringify(session.person) !== before) {
      setPerson(session.person);
      redraw();
    }
    say();
  } finally {
    looking = false;
  }
}

// What the person has to know of the time of grace.
export function say() {
  if (!session) return;
  const isLate = Date.now() >= session.until;
  const { name } = me();
  tell("late", () => (isLate ? t("login.late", { name, time: time(lastMoment()) }) : ""));
}

// Covers the client until somebody signs in. Where only the network is away, the session stays for when it is back.
async function shut(problem, how) {
  const isAway = ["network", "answer"].includes(problem.kind);
  const why = isAway ? problem : await leaveBehind(problem);
  session = null;
  if (how !== "heard" && !isAway) tabs.postMessage(why.kind || "left");
  setPerson(null);
  gate(why, sign);
}

async function sign() {
  const stored = await unseal("session");
  if (stored) {
    session = stored;
    const problem = ended() ? await leaveBehind(ended()) : await renewOnce();
    if (!problem) location.reload();
    session = null;
    if (!problem || problem.kind === "network") return problem;
  }
  try {
    await begin(Boolean(await unseal("anew")));
    return null;
  } catch (error) {
    return reason(error);
  }
}

// The person leaves: here at once, and at the issuer if it can be reached.
async function leave() {
  const before = session;
  session = null;
  await forget("session");
  tabs.postMessage("left");
  setPerson(null);
  gate({ kind: "left" }, sign);
  const url = await farewell(before).catch(() => undefined);
  if (url === undefined) gate({ kind: "left-here" }, sign);
  if (!url) return;
  try {
    sessionStorage.setItem(LEFT, "1");
  } finally {
    location.assign(url);
  }
}

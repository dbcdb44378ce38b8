// Requests to places, and why they fail. A place answers as itself or not at all:
// the page of a portal, a redirect, an answer of another kind is a failure.

const SECONDS = 30;
const SLOWEST = 8_000; // bytes a second that a network is waited for
// What a gateway says of a store that it does not reach is not the store's own.
const STATUS = { 401: "denied", 403: "denied", 404: "missing", 407: "denied", 409: "missing", 413: "large", 502: "unreachable", 503: "unreachable", 504: "late", 507: "full" };

// Why there is no answer to use: "unreachable", "late", "denied", "full", "large", "answer", "refuses",
// "server", "missing" or "lost".
export class Failure extends Error {
  constructor(why, detail = "") {
    super(detail ? `${why}: ${detail}` : why);
    this.why = why;
  }
}

// Waits anew for each part of an answer.
const patience = new WeakMap();

// Resolves to the response if its status is one of these.
export async function request(url, { method = "GET", body, headers = {}, ok }) {
  const controller = new AbortController();
  let timer = 0;
  const wait = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(new DOMException("", "TimeoutError")), seconds * 1000);
  };
  wait(SECONDS + (body?.size ?? 0) / SLOWEST);
  const response = await fetch(url, { method, body, headers, signal: controller.signal, cache: "no-store", redirect: "manual" }).catch((error) => {
    throw new Failure(error.name === "TimeoutError" ? "late" : "unreachable");
  });
  patience.set(response, () => wait(SECONDS));
  if (ok.includes(response.status)) return response;
  throw new Failure(why(response), `${method} ${response.status}`);
}

function why({ type, status }) {
  if (type === "opaqueredirect") return "answer";
  if (STATUS[status]) return STATUS[status];
  if (status < 400) return "answer";
  return status < 500 ? "refuses" : "server";
}

// The bytes of an answer, of which there may be so many.
export async function bytes(response, most) {
  const parts = [];
  let size = 0;
  try {
    for (let reader = response.body.getReader(), part; !(part = await reader.read()).done;) {
      size += part.value.length;
      if (size > most) {
        await reader.cancel();
        throw new Failure("large");
      }
      parts.push(part.value);
      patience.get(response)();
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(error.name === "TimeoutError" ? "late" : "unreachable");
  }
  return new Blob(parts);
}

// The root of an answer in XML, which must be of this name.
export async function xml(response, root, most) {
  const document = new DOMParser().parseFromString(await (await bytes(response, most)).text(), "text/xml");
  if (document.documentElement.localName !== root) throw new Failure("answer", `no ${root}`);
  return document.documentElement;
}

// What the place's clock said, in milliseconds: clocks of devices do not agree.
export function clock(response) {
  const time = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(time)) throw new Failure("answer", "no date");
  return time;
}

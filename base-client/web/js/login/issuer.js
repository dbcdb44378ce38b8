// What is asked of the issuer: OpenID Connect, a code with PKCE. Role, department
// and person come from the ID token that it answers with.

import { security } from "../../config.js";
import { issuer, login } from "../person.js";
import * as oauth from "./oauth4webapi.js";
import { forget, names, seal, unseal } from "./sealed.js";

const PENDING = "login:";  // what somebody has begun is kept under this, the time and the state
const STALE = 3_600_000;   // milliseconds after which it is forgotten
const PATIENCE = 15_000;  // milliseconds for an answer
const SKEW = 300;         // seconds that the two clocks may differ
const EARLY = 60;         // seconds before its end a session is renewed; of a short one, the last quarter

const client = { client_id: login["client-id"], [oauth.clockTolerance]: 60 };
const options = () => ({ signal: AbortSignal.timeout(PATIENCE) });

// Why somebody is not let in. `kind` is the key of a text, `detail` is for an administrator.
export class Refused extends Error {
  constructor(kind, detail = "", values = {}) {
    super(detail);
    this.kind = kind;
    this.values = values;
  }
}

// Where the issuer sends people back to: this client, without the route.
export function home() {
  return new URL("./", location.href.split(/[?#]/)[0]).href;
}

async function discover() {
  const answer = await oauth.discoveryRequest(issuer, { ...options(), algorithm: "oidc" });
  return oauth.processDiscoveryResponse(issuer, answer);
}

function endpoint(server, name) {
  const url = URL.canParse(server[name]) ? new URL(server[name]) : null;
  if (url?.protocol !== "https:") throw new Refused("answer", `${name}: ${server[name]}`);
  return url;
}

// Leaves the client for the issuer's page. `anew`: who has a session there has to log in again.
export async function begin(anew) {
  const url = endpoint(await discover(), "authorization_endpoint");
  const pending = {
    state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce(), verifier: oauth.generateRandomCodeVerifier(),
    hash: location.hash, anew: Boolean(anew),
  };
  const parameters = {
    client_id: client.client_id, redirect_uri: home(), response_type: "code", scope: login.scopes,
    state: pending.state, nonce: pending.nonce, code_challenge_method: "S256",
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    ...(anew ? { prompt: "login", max_age: "0" } : {}),
    // Without it many issuers give no refresh token.
    ...(/\boffline_access\b/.test(login.scopes) && !anew ? { prompt: "consent" } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  await forgetStale();
  // Kept before the client is left: what a tab writes while it goes elsewhere may be lost.
  await seal(`${PENDING}${Date.now()}:${pending.state}`, pending);
  location.assign(url);
}

async function forgetStale() {
  const begun = (await names()).filter((name) => name.startsWith(PENDING));
  await Promise.all(begun.filter((name) => !(Date.now() - parseInt(name.slice(PENDING.length), 10) < STALE)).map(forget));
}

// Whether the address is that of somebody who comes back from the issuer.
export function isBack() {
  const parameters = new URLSearchParams(location.search);
  return parameters.has("state") && (parameters.has("code") || parameters.has("error"));
}

// The session of somebody who comes back. The address is cleaned first: a code is good for once.
export async function finish() {
  const url = new URL(location.href);
  const pending = await begun(url.searchParams.get("state"));
  history.replaceState(null, "", home() + (pending?.hash || location.hash));
  if (!pending) throw new Refused("stray");
  const server = await discover();
  const parameters = oauth.validateAuthResponse(server, client, url, pending.state);
  const answer = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, home(), pending.verifier, options());
  const expected = { expectedNonce: pending.nonce, requireIdToken: true, ...(pending.anew ? { maxAge: 0 } : {}) };
  const result = await oauth.processAuthorizationCodeResponse(server, client, answer, expected);
  await oauth.validateApplicationLevelSignature(server, answer, options());
  return { ...sessionOf(result), since: Date.now() };
}

// What was begun in this browser with that state. It is good for once.
async function begun(state) {
  const name = (await names()).find((name) => name.startsWith(PENDING) && name.endsWith(`:${state}`));
  const pending = name ? await unseal(name) : null;
  if (name) await forget(name);
  return pending?.state === state ? pending : null;
}

// A newer session in the place of this one. Rejects with `Refused("ended")` where the issuer ended it.
export async function renew(session) {
  const server = await discover();
  const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), session.refresh, options());
  const result = await oauth.processRefreshTokenResponse(server, client, answer);
  if (result.id_token) await oauth.validateApplicationLevelSignature(server, answer, options());
  const next = result.id_token ? sessionOf(result) : times(Date.now() / 1000 + (result.expires_in ?? 300), result.expires_in ?? 300);
  if (next.subject && next.subject !== session.subject) throw new Refused("ended", "another subject");
  return { ...session, ...next, refresh: result.refresh_token ?? session.refresh };
}

// Where somebody who leaves also ends the session at the issuer; nothing where it has no such page.
export async function farewell(session) {
  const server = await discover();
  if (!server.end_session_endpoint) return null;
  const url = endpoint(server, "end_session_endpoint");
  const parameters = { client_id: client.client_id, post_logout_redirect_uri: home(), ...(session?.token ? { id_token_hint: session.token } : {}) };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

function sessionOf(result) {
  const claims = oauth.getValidatedIdTokenClaims(result);
  if (Math.abs(claims.iat - Date.now() / 1000) > SKEW) throw wrongClock(claims);
  return {
    issuer: issuer.href, client: client.client_id, subject: claims.sub, person: personOf(claims),
    token: result.id_token, refresh: result.refresh_token ?? "", ...times(claims.exp, claims.exp - claims.iat),
  };
}

// Until when a session is good, and when it is renewed, in milliseconds.
function times(end, life) {
  return { until: end * 1000, renewAt: (end - Math.min(EARLY, life / 4)) * 1000 };
}

function wrongClock({ iat }) {
  return new Refused("clock", `iat ${new Date(iat * 1000).toISOString()}`, { count: Math.abs(Math.round(iat / 60 - Date.now() / 60_000)) });
}

// The person as the claims say; refused where one is missing that a rule asks for.
function personOf(claims) {
  const { person, name, roles, department } = login.claims;
  const asked = new Set(security.table?.rules.flatMap(({ who, except }) => [...who, ...except].flat()).map((tag) => tag.split(":")[0]));
  const id = claims[person];
  if (typeof id !== "string" || !id) throw new Refused("claim", person, { claim: person });
  const list = (claim, kind) => {
    const value = typeof claims[claim] === "string" ? [claims[claim]] : claims[claim];
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
    if (value === undefined && !asked.has(kind)) return [];
    throw new Refused("claim", claim, { claim });
  };
  const departments = list(department, "department");
  const text = (claim) => (typeof claims[claim] === "string" ? claims[claim].slice(0, 200) : "");
  return {
    id, owner: claims.sub, roles: list(roles, "role"), departments, name: text(name) || id, department: departments.join(", "),
    job: text("title"), mail: text("email"), phone: text("phone_number"), place: departments[0] ?? "",
  };
}

const KINDS = {
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: "issuer",
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: "token",
};

// What went wrong, in the client's words.
export function reason(error) {
  if (error instanceof Refused) return error;
  const said = [error.code, error.error, error.error_description ?? error.message].filter(Boolean).join(": ");
  const detail = said.slice(0, 300);
  if (error.error === "access_denied") return new Refused("denied", detail);
  if (error.error === "invalid_grant") return new Refused("ended", detail);
  if (error.error) return new Refused("refused", detail);
  const { claim, claims } = error.cause ?? {};
  if (claim === "auth_time") return new Refused("stale", detail);
  if (claims && ["exp", "nbf"].includes(claim)) return wrongClock(claims);
  if (["QuotaExceededError", "SecurityError", "InvalidStateError", "UnknownError"].includes(error.name)) return new Refused("blocked", detail);
  if (error.name === "TimeoutError" || error.name === "AbortError" || (error instanceof TypeError && !error.code)) return new Refused("network", detail);
  return new Refused(KINDS[error.code] ?? "answer", detail);
}

// An OpenID Connect issuer for tests: oidc-provider on the loopback address, over https, with people who are made up.
// node tests/tools/issuer.mjs target/test-tools/login HOME [SECONDS]
//
// HOME is the address that people are sent back to, SECONDS how long a token lasts. Prints its own address. A line on stdin
// says what it does wrong from then on, and is answered by the same line: a word of `faults` below, `html`, `metadata`,
// `script`, `away`, or `none`.

import { execFileSync } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder, home, seconds = "3600"] = process.argv.slice(2);
const ttl = Number(seconds);
console.warn = () => {};
console.info = () => {};
const entry = createRequire(`${resolve(folder)}/package.json`).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(entry));

// The tests' browser finds it at the loopback address.
const HOST = "id.acme.test";

const PEOPLE = {
  ina: { name: "Ina Field", roles: ["inspector"], department: "dairy/north", title: "Inspector", email: "ina@acme.example" },
  max: { name: "Max Hill", roles: ["manager"], department: "sales", title: "Head of sales", email: "max@acme.example" },
  bare: { name: "Bare Account", department: "dairy" },
};

// What an ID token holds in place of what is true.
const faults = {
  nonce: () => ({ nonce: "another" }),
  audience: () => ({ aud: "another" }),
  issuer: () => ({ iss: "https://another.example" }),
  late: ({ iat, exp }) => ({ iat: iat - 3600, exp: exp - 3600 }),
  early: ({ iat, exp }) => ({ iat: iat + 3600, exp: exp + 3600 }),
  numbers: () => ({ roles: 7 }),
  subject: () => ({ sub: "somebody-else" }),
  signature: () => ({ roles: ["manager"] }),
};
let fault = "none";

function certificate() {
  const scratch = mkdtempSync(join(tmpdir(), "issuer-"));
  const [key, cert] = [join(scratch, "key.pem"), join(scratch, "cert.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
    "-out", cert, "-days", "2", "-subj", `/CN=${HOST}`, "-addext", `subjectAltName=DNS:${HOST}`], { stdio: "ignore" });
  const pair = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(scratch, { recursive: true });
  return pair;
}

const { privateKey: key } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const server = createServer(certificate());
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `https://${HOST}:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: "client", token_endpoint_auth_method: "none", grant_types: ["authorization_code", "refresh_token"],
    redirect_uris: [home], post_logout_redirect_uris: [home],
  }],
  claims: { openid: ["sub", "roles", "department"], profile: ["name", "title"], email: ["email"] },
  conformIdTokenClaims: false,
  jwks: { keys: [{ ...key.export({ format: "jwk" }), kid: "tests", use: "sig", alg: "RS256" }] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  clientBasedCORS: () => true,
  cookies: { keys: ["of tests only"] },
  ttl: { AccessToken: ttl, IdToken: ttl, Grant: 86_400, Interaction: 3600, RefreshToken: 86_400, Session: 86_400 },
});

provider.use(async (ctx, next) => {
  await next();
  if (fault === "html" && ctx.path.startsWith("/.well-known")) {
    ctx.type = "text/html";
    ctx.body = "<!doctype html><title>Welcome to the network</title>";
  } else if (fault === "metadata" && ctx.path.startsWith("/.well-known")) ctx.body = { ...ctx.body, issuer: "https://another.example" };
  else if (fault === "script" && ctx.path.startsWith("/.well-known")) ctx.body = { ...ctx.body, authorization_endpoint: "javascript:document.title='ran'" };
  else if (ctx.path === "/token" && ctx.body?.id_token && faults[fault]) ctx.body = { ...ctx.body, id_token: rewritten(ctx.body.id_token) };
});

function rewritten(token) {
  const [head, body, signature] = token.split(".");
  const claims = JSON.parse(Buffer.from(body, "base64url"));
  const changed = Buffer.from(JSON.stringify({ ...claims, ...faults[fault](claims) })).toString("base64url");
  const signed = `${head}.${changed}`;
  // Who changes a token on its way has no key.
  return `${signed}.${fault === "signature" ? signature : sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
}

const answer = provider.callback();
server.on("request", (request, response) => {
  if (fault === "away") request.socket.destroy();
  else answer(request, response);
});
console.log(issuer);
for await (const line of createInterface({ input: process.stdin })) {
  fault = line;
  console.log(line);
}
process.exit();

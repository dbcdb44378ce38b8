// Writes the part of oauth4webapi that the base client uses, as one minified module with its license.
// node tests/tools/oauth4webapi.mjs target/test-tools/login > base-client/web/js/login/oauth4webapi.js

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const folder = resolve(process.argv[2]);
const require = createRequire(`${folder}/package.json`);
const { version, license, homepage } = JSON.parse(readFileSync(`${folder}/node_modules/oauth4webapi/package.json`, "utf8"));
const text = readFileSync(`${folder}/node_modules/oauth4webapi/LICENSE.md`, "utf8").trim();
const used = [
  "None", "authorizationCodeGrantRequest", "calculatePKCECodeChallenge", "clockTolerance", "discoveryRequest",
  "generateRandomCodeVerifier", "generateRandomNonce", "generateRandomState", "getValidatedIdTokenClaims",
  "processAuthorizationCodeResponse", "processDiscoveryResponse", "processRefreshTokenResponse",
  "refreshTokenGrantRequest", "validateApplicationLevelSignature", "validateAuthResponse",
];
const built = await require("esbuild").build({
  stdin: { contents: `export { ${used.join(", ")} } from "oauth4webapi";`, resolveDir: folder },
  bundle: true, minify: true, format: "esm", target: "es2022", charset: "utf8", legalComments: "none", write: false,
});
const head = `oauth4webapi ${version}, ${homepage}, under the license ${license}; built by tests/tools/oauth4webapi.mjs`;
process.stdout.write(`/*! ${head}\n\n${text}\n*/\n${built.outputFiles[0].text}`);

// Writes a library that the base client uses, as one minified module with its license.
// node tests/tools/libraries.mjs target/test-tools/apps json-schema > base-client/web/js/forms/json-schema.js
// node tests/tools/libraries.mjs target/test-tools/apps barcode-detector > base-client/web/js/scan/barcode-detector.js
// node tests/tools/libraries.mjs target/test-tools/cards adaptivecards > base-client/web/js/cards/adaptivecards.js
// node tests/tools/libraries.mjs target/test-tools/login oauth4webapi > base-client/web/js/login/oauth4webapi.js
// base-client/web/js/scan/zxing_reader.wasm is that of zxing-wasm, as it is published.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

// What the sign-in calls.
const SIGN_IN = [
  "None", "authorizationCodeGrantRequest", "calculatePKCECodeChallenge", "clockTolerance", "discoveryRequest",
  "generateRandomCodeVerifier", "generateRandomNonce", "generateRandomState", "getValidatedIdTokenClaims",
  "processAuthorizationCodeResponse", "processDiscoveryResponse", "processRefreshTokenResponse",
  "refreshTokenGrantRequest", "validateApplicationLevelSignature", "validateAuthResponse",
];

const folder = resolve(process.argv[2]);
const { from, code, besides = "" } = {
  "json-schema": { from: ["@cfworker/json-schema"], code: 'export { Validator } from "@cfworker/json-schema";' },
  "barcode-detector": {
    from: ["barcode-detector", "zxing-wasm"],
    code: 'export { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";',
    besides: "With zxing-cpp, https://github.com/zxing-cpp/zxing-cpp, under the license Apache-2.0: LICENSE-APACHE.txt beside this file.\n\n",
  },
  // Without its carousel, which needs another library.
  adaptivecards: {
    from: ["adaptivecards"],
    code: 'export { AdaptiveCard, ExecuteAction, OpenUrlAction, SerializationContext, SubmitAction } from "adaptivecards/lib/card-elements.js"; export { HostConfig } from "adaptivecards/lib/host-config.js";',
  },
  oauth4webapi: { from: ["oauth4webapi"], code: `export { ${SIGN_IN.join(", ")} } from "oauth4webapi";` },
}[process.argv[3]];

// A package that brings no text of its license names its author instead.
function notice(name) {
  const home = `${folder}/node_modules/${name}`;
  const { version, license, homepage, author } = JSON.parse(readFileSync(`${home}/package.json`, "utf8"));
  const head = `${name} ${version}, ${homepage}, under the license ${license}`;
  const file = ["LICENSE", "LICENSE.md"].map((file) => `${home}/${file}`).find(existsSync);
  if (file) return `${head}\n\n${readFileSync(file, "utf8").trim()}`;
  const mit = readFileSync(`${folder}/node_modules/esbuild/LICENSE.md`, "utf8").trim();
  return `${head}\n\n${mit.replace(/Copyright .*/, `Copyright (c) ${author.replace(/ <.*/, "")}`)}`;
}

const built = await createRequire(`${folder}/package.json`)("esbuild").build({
  stdin: { contents: code, resolveDir: folder },
  bundle: true, minify: true, format: "esm", target: "es2022", charset: "utf8", legalComments: "none", write: false,
});
// Where the maker would fetch the wasm file from, if nobody said where it is: from nowhere. A folder of nobody's machine goes too.
const text = built.outputFiles[0].text.replace(/https:\/\/[a-z.]+\/npm\/zxing-wasm@[^`"]*?\/dist\//g, "").replace(/"\/home\/\w+"/, '"/"');
const heads = from.map(notice).join("\n\n");
process.stdout.write(`/*! Built by tests/tools/libraries.mjs from\n\n${heads}\n\n${besides}*/\n${text}`);

// Prints the bytes of a package's JavaScript, its configuration included: bundled and minified by esbuild, each piece by gzip -9.
// node tests/tools/size.mjs target/test-tools/login PACKAGE

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";

const [folder, site] = process.argv.slice(2).map((path) => resolve(path));
const { build } = createRequire(`${folder}/package.json`)("esbuild");
// What is loaded only if it is there.
const loaded = ["apps/view.js", "cards/cards.js", "demo.js", "login/session.js", "scenarios/run.js", "scenarios/view.js", "storage/keeper.js"];
const absent = loaded.filter((path) => !existsSync(`${site}/js/${path}`));
const { outputFiles } = await build({
  entryPoints: [`${site}/js/main.js`], bundle: true, minify: true, splitting: true, format: "esm", outdir: "none",
  external: absent.flatMap((path) => [`./${path}`, `../${path}`]), logLevel: "error", write: false,
});
console.log(outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0));

// Prints the bytes of a package's JavaScript, its configuration included: bundled and minified by esbuild, each piece by gzip -9.
// node tests/tools/size.mjs target/test-tools/login PACKAGE

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";

const [folder, site] = process.argv.slice(2).map((path) => resolve(path));
const { build } = createRequire(`${folder}/package.json`)("esbuild");
// What is loaded only where it is there.
const absent = {
  name: "absent",
  setup: ({ onResolve }) => onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) =>
    kind === "dynamic-import" && !existsSync(resolve(resolveDir, path)) ? { path, external: true } : undefined),
};
const { outputFiles } = await build({
  entryPoints: [`${site}/js/main.js`], bundle: true, minify: true, splitting: true, format: "esm", outdir: "none",
  plugins: [absent], logLevel: "error", write: false,
});
console.log(outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0));

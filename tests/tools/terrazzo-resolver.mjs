// Reads an exported resolver with Terrazzo: light and dark as contexts. Prints theme → scheme.role → hex.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, folder, ...themes] = process.argv.slice(2);
const entry = path.join(modules, "@terrazzo/parser/dist/index.js");
const { defineConfig, parse } = await import(pathToFileURL(entry));
const cwd = pathToFileURL(`${folder}/`);
const hex = ({ components }) =>
  "#" + components.map((part) => Math.round(part * 255).toString(16).padStart(2, "0")).join("");

const all = {};
for (const theme of themes) {
  const file = path.join(folder, `${theme}.resolver.json`);
  const source = { filename: pathToFileURL(file), src: fs.readFileSync(file, "utf8") };
  const options = { config: defineConfig({}, { cwd }), req: async (url) => fs.readFileSync(url, "utf8") };
  const { resolver } = await parse([source], options);
  all[theme] = {};
  for (const scheme of ["light", "dark"]) {
    for (const [name, token] of Object.entries(resolver.apply({ scheme }))) {
      if (name.startsWith("color.")) all[theme][`${scheme}.${name.slice(6)}`] = hex(token.$value);
    }
  }
}
console.log(JSON.stringify(all));

// Reads exported tokens with Terrazzo: light and dark as groups of one file. Prints theme → scheme.role → hex.
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
  const file = path.join(folder, `${theme}.tokens.json`);
  const config = defineConfig({}, { cwd });
  const { tokens } = await parse([{ filename: pathToFileURL(file), src: fs.readFileSync(file, "utf8") }], { config });
  const colors = Object.entries(tokens).filter(([name]) => name.startsWith("color."));
  all[theme] = Object.fromEntries(colors.map(([name, token]) => [name.slice(6), hex(token.$value)]));
}
console.log(JSON.stringify(all));

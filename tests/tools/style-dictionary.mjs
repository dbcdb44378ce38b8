// Reads exported files, one for each scheme, with Style Dictionary. Prints theme → scheme.role → hex.
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, folder, ...themes] = process.argv.slice(2);
const { default: StyleDictionary } = await import(pathToFileURL(path.join(modules, "style-dictionary/lib/StyleDictionary.js")));

const all = {};
for (const theme of themes) {
  all[theme] = {};
  for (const scheme of ["light", "dark"]) {
    const source = ["base", scheme].map((part) => path.join(folder, `${theme}.${part}.tokens.json`));
    const dictionary = new StyleDictionary({
      source,
      log: { verbosity: "silent" },
      platforms: { css: { transforms: ["name/kebab", "color/css"] } },
    });
    await dictionary.hasInitialized;
    const { allTokens } = await dictionary.getPlatformTokens("css");
    for (const token of allTokens.filter((token) => token.path[0] === "color")) {
      all[theme][`${scheme}.${token.path[1]}`] = token.$value;
    }
  }
}
console.log(JSON.stringify(all));

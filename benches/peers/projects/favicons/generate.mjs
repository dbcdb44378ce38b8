// Writes all that `favicons` makes by default of logo.svg to out/.
import { mkdir, writeFile } from "node:fs/promises";
import { favicons } from "favicons";

const { images, files, html } = await favicons("logo.svg", { path: "/" });
await mkdir("out", { recursive: true });
const texts = [...files, { name: "tags.html", contents: html.join("\n") }];
await Promise.all([...images, ...texts].map(({ name, contents }) => writeFile(`out/${name}`, contents)));

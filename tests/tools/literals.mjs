// Compares the literals that Rebadge finds in scripts with those that acorn finds, span by span: MODULES PROGRAM FOLDER…
// PROGRAM is the example `literals` of crates/foreign, MODULES the folder of node_modules with acorn. Prints a line for each
// folder, and each file that differs.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, program, ...folders] = process.argv.slice(2);
const acorn = await import(pathToFileURL(path.join(modules, "acorn/dist/acorn.mjs")));

function scripts(folder) {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.[cm]?js$/.test(entry.name));
  return files.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name)).sort();
}

// Offsets in bytes of each offset in UTF-16.
function offsets(text) {
  const bytes = new Uint32Array(text.length + 1);
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    bytes[index] = at;
    const code = text.charCodeAt(index);
    at += code < 0x80 ? 1 : code < 0x800 ? 2 : (code & 0xf800) === 0xd800 ? 2 : 3;
  }
  bytes[text.length] = at;
  return bytes;
}

function expected(text) {
  const bytes = offsets(text);
  for (const sourceType of ["module", "script"]) {
    const found = [];
    const add = (kind, start, end) => found.push(`${kind} ${bytes[start]} ${bytes[end]}`);
    const kinds = { string: "string", template: "chunk", invalidTemplate: "chunk", regexp: "regex" };
    const onToken = ({ type, start, end }) => kinds[type.label] && add(kinds[type.label], start, end);
    const onComment = (block, content, start, end) => add("comment", start, end);
    try {
      const free = { allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true, allowHashBang: true, allowSuperOutsideMethod: true };
      acorn.parse(text, { ecmaVersion: "latest", sourceType, onToken, onComment, ...free });
      // A comment may be read twice, where acorn looks ahead.
      return new Set(found);
    } catch {}
  }
}

let differ = 0;
for (const folder of folders) {
  const paths = scripts(folder);
  const run = spawnSync(program, { input: paths.join("\n"), maxBuffer: 2 ** 30, encoding: "latin1" });
  const lines = run.stdout.trimEnd().split("\n");
  const counts = { files: 0, unread: 0, string: 0, chunk: 0, comment: 0, regex: 0, differ: 0 };
  const found = new Map();
  for (const line of lines) {
    if (/^(string|chunk|comment|regex) \d+ \d+$/.test(line)) found.get(found.last).add(line);
    else found.set((found.last = Buffer.from(line, "latin1").toString()), new Set());
  }
  for (const file of paths) {
    const wanted = expected(fs.readFileSync(file, "utf8"));
    if (!wanted) {
      counts.unread++;
      continue;
    }
    counts.files++;
    const got = found.get(file);
    for (const line of wanted) counts[line.split(" ")[0]]++;
    const first = [...wanted].find((line) => !got.has(line)) ?? [...got].find((line) => !wanted.has(line));
    if (first) {
      counts.differ++;
      console.log(`${file}: ${first}`);
    }
  }
  differ += counts.differ;
  console.log(`${path.basename(folder)} ${JSON.stringify(counts)}`);
}
process.exit(differ ? 1 : 0);

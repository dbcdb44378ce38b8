// Tables as text (RFC 4180), and what reads them and JSON some at a time, so that
// a large file never holds up the page.

const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const PIECE = 16 * 1024; // characters that are read between two pauses
const MEANING = { ",": /[",\r\n]/g, ";": /[";\r\n]/g, "\t": /["\t\r\n]/g }; // by what is between cells
const IN_TEXT = /["\\]/g;
const IN_OBJECT = /["{}]/g;
const BETWEEN = /[^\s,]/g;

// A line of cells. A spreadsheet would run a text that begins like a formula: an apostrophe keeps it a text.
export function line(cells) {
  return `${cells.map(cell).join(",")}\r\n`;
}

function cell(value) {
  const text = String(value ?? "");
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// The text that was written, without the apostrophe that `line` put before it.
export function unguarded(text) {
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}

// The rows of a table, each a list of texts.
export async function* rows(file) {
  const cell = { row: [], text: "", state: "start" }; // state: start, plain, quoted, behind a quote in a quoted one, or behind a return
  for await (const piece of pieces(file)) {
    cell.between ??= between(piece);
    for (let at = 0; at < piece.length;) {
      at = step(cell, piece, at);
      if (!cell.isWhole) continue;
      cell.isWhole = false;
      if (cell.row.length > 1 || cell.row[0] !== "") yield cell.row;
      cell.row = [];
    }
  }
  if (cell.state === "quoted") throw new SyntaxError("unterminated");
  if (cell.text || cell.row.length) yield [...cell.row, cell.text];
}

// What is between the cells of the first line: spreadsheets write semicolons where a comma is in numbers, or tabs.
function between(piece) {
  const [line] = piece.replace(/"[^"]*"/g, "").split(/[\r\n]/, 1);
  const count = (letter) => line.split(letter).length;
  return Object.keys(MEANING).reduce((most, letter) => (count(letter) > count(most) ? letter : most));
}

// Reads on to the next letter that means something; returns where it goes on.
function step(cell, piece, at) {
  if (cell.state === "quoted") {
    const end = piece.indexOf('"', at);
    cell.text += piece.slice(at, end < 0 ? undefined : end);
    if (end < 0) return piece.length;
    cell.state = "quote";
    return end + 1;
  }
  if (cell.state === "return" && piece[at] === "\n") {
    cell.state = "start";
    return at + 1;
  }
  const meaning = MEANING[cell.between];
  meaning.lastIndex = at;
  const end = meaning.exec(piece)?.index ?? piece.length;
  if (end > at) {
    cell.text += piece.slice(at, end);
    cell.state = "plain";
  }
  if (end < piece.length) meet(cell, piece[end]);
  return end + 1;
}

function meet(cell, letter) {
  if (letter === '"') {
    if (cell.state !== "start" && cell.state !== "return") cell.text += '"';
    cell.state = cell.state === "plain" ? "plain" : "quoted";
    return;
  }
  cell.row.push(cell.text);
  cell.text = "";
  cell.isWhole = letter !== cell.between;
  cell.state = letter === "\r" ? "return" : "start";
}

// The objects of a JSON list, or of lines of JSON.
export async function* objects(file) {
  let text = "";
  let depth = 0;
  let isList = false;
  let isText = false;
  let isEscaped = false;
  for await (const piece of pieces(file)) {
    let from = 0; // where what was read and not yet taken begins
    for (let at = 0; at < piece.length; at += 1) {
      if (isEscaped) {
        isEscaped = false;
        continue;
      }
      const signs = isText ? IN_TEXT : depth ? IN_OBJECT : BETWEEN;
      signs.lastIndex = at;
      at = signs.exec(piece)?.index ?? piece.length;
      const letter = piece[at];
      if (letter === undefined) break;
      if (letter === "\\") isEscaped = true;
      else if (letter === '"' && depth) isText = !isText;
      else if (letter === "{") {
        if (depth === 0) from = at;
        depth += 1;
      } else if (letter === "}" && depth) {
        depth -= 1;
        if (depth === 0) {
          yield JSON.parse(text + piece.slice(from, at + 1));
          text = "";
          from = at + 1;
        }
      } else if (letter === (isList ? "]" : "[")) isList = !isList;
      else throw new SyntaxError("no object");
    }
    if (depth) text += piece.slice(from);
  }
  if (depth || isList) throw new SyntaxError("unterminated");
}

// A file's text in pieces, with a pause between two: `fatal`, so that another encoding is an error and not other letters.
async function* pieces(file) {
  const reader = file.stream().pipeThrough(new TextDecoderStream("utf-8", { fatal: true })).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    for (let at = 0; at < value.length; at += PIECE) {
      yield value.slice(at, at + PIECE);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
}

// Tables as text (RFC 4180), and what reads them and JSON some at a time, so that
// a large file never holds up the page.

const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const PIECE = 64 * 1024; // characters that are read between two pauses

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
  let row = [];
  let text = "";
  let state = "start"; // of a cell; or plain, quoted, or behind a quote in a quoted cell
  let isReturn = false;
  for await (const piece of pieces(file)) {
    for (const letter of piece) {
      if (isReturn && letter === "\n") { isReturn = false; continue; }
      isReturn = false;
      if (state === "quoted") {
        if (letter === '"') state = "quote";
        else text += letter;
      } else if (letter === '"' && state === "quote") {
        text += letter;
        state = "quoted";
      } else if (letter === '"' && state === "start") state = "quoted";
      else if (letter === ",") { row.push(text); text = ""; state = "start"; }
      else if (letter === "\n" || letter === "\r") {
        isReturn = letter === "\r";
        row.push(text);
        if (row.length > 1 || row[0] !== "") yield row;
        row = []; text = ""; state = "start";
      } else { text += letter; state = state === "start" ? "plain" : state; }
    }
  }
  if (state === "quoted") throw new SyntaxError("unterminated");
  if (text || row.length) yield [...row, text];
}

// The objects of a JSON list, or of lines of JSON.
export async function* objects(file) {
  let text = "";
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  for await (const piece of pieces(file)) {
    for (const letter of piece) {
      if (depth === 0 && letter !== "{") {
        if (!/[\s,[\]]/.test(letter)) throw new SyntaxError("no object");
        continue;
      }
      text += letter;
      if (isEscaped) isEscaped = false;
      else if (isText) {
        if (letter === "\\") isEscaped = true;
        else if (letter === '"') isText = false;
      } else if (letter === '"') isText = true;
      else if (letter === "{") depth += 1;
      else if (letter === "}") {
        depth -= 1;
        if (depth === 0) { yield JSON.parse(text); text = ""; }
      }
    }
  }
  if (depth) throw new SyntaxError("unterminated");
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

// The content of bar codes in the words of GS1: application identifiers, each with
// its value (GS1 General Specifications, section 3).

const SEPARATOR = "\x1d";
// Identifiers whose values have a fixed length (General Specifications, figure 7.8.5-2): first two digits → length of both.
const FIXED = { "00": 20, "01": 16, "02": 16, "03": 16, "04": 18, "11": 8, "12": 8, "13": 8, "14": 8, "15": 8, "16": 8, "17": 8, "18": 8, "19": 8, "20": 4, "31": 10, "32": 10, "33": 10, "34": 10, "35": 10, "36": 10, "41": 16 };
// The others that are known here, by their first digits: length of the identifier.
const OPEN = [[/^(10|21|22|30|37|9\d)/, 2], [/^(23[5]|24[0-3]|25[0-5]|40[0-3]|42[0-7])/, 3], [/^(39[0-5]|70[0-4]|71[0-6]|72[0-3]|80[0-3]|81[12]|82)/, 4]];
const HEAD = /^\](C1|e0|d2|Q3|J1)/; // how some readers say that GS1 follows

// Identifier → value, or nothing where the text is not in these words.
export function partsOf(text) {
  const said = text.trim().replace(HEAD, "");
  const parts = said.startsWith("(") ? written(said) : encoded(said);
  if (!parts || (parts["01"] && !isChecked(parts["01"]))) return null;
  // A plain number may begin like an identifier: one that has nothing but open values says so by its head or separator.
  const isCertain = HEAD.test(text.trim()) || said.startsWith("(") || said.includes(SEPARATOR) || ["00", "01", "02"].some((id) => parts[id] !== undefined);
  return isCertain ? parts : null;
}

// (01)09521234543213(10)L2026
function written(text) {
  const found = [...text.matchAll(/\((\d{2,4})\)([^(]+)/g)];
  if (found.map(([all]) => all).join("") !== text) return null;
  return Object.fromEntries(found.map(([, id, value]) => [id, value]));
}

function encoded(text) {
  const parts = {};
  let rest = text;
  while (rest) {
    if (rest[0] === SEPARATOR) rest = rest.slice(1);
    const fixed = FIXED[rest.slice(0, 2)];
    const size = /^(3[1-6])/.test(rest) ? 4 : /^41/.test(rest) ? 3 : fixed ? 2 : OPEN.find(([start]) => start.test(rest))?.[1];
    if (!size || rest.length <= size) return null;
    const end = fixed ?? (rest.includes(SEPARATOR) ? rest.indexOf(SEPARATOR) : rest.length);
    const value = rest.slice(size, end);
    if (fixed && (rest.length < fixed || /\D/.test(value))) return null;
    parts[rest.slice(0, size)] = value;
    rest = rest.slice(end);
  }
  return Object.keys(parts).length ? parts : null;
}

// The last digit of an article's number (General Specifications, section 7.9).
function isChecked(number) {
  if (!/^\d{14}$/.test(number)) return false;
  const sum = [...number].reduce((sum, digit, index) => sum + Number(digit) * (index % 2 ? 1 : 3), 0);
  return sum % 10 === 0;
}

// `261130` as a date; day 00 is the last of its month.
export function dayOf(digits) {
  const [, year, month, day] = /^(\d\d)(\d\d)(\d\d)$/.exec(digits) ?? [];
  if (!year) return "";
  const on = Number(day) || new Date(2000 + Number(year), Number(month), 0).getDate();
  return `20${year}-${month}-${String(on).padStart(2, "0")}`;
}

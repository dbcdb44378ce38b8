// Runtime expressions and simple conditions of Arazzo: read when the client is
// packaged, evaluated here. Nothing is ever run as a script.

// The value of an expression. `scope` has `inputs`, `steps` (id → outputs) and,
// after an answer, `answer` (`status`, `headers`, `body`). What is not there is null.
export function read(text, scope) {
  const cut = text.indexOf("#");
  const [head, pointer] = cut < 0 ? [text, ""] : [text.slice(0, cut), text.slice(cut + 1)];
  const [root, ...names] = head.split(".");
  if (root === "$statusCode") return scope.answer?.status ?? null;
  if (root === "$inputs") return own(scope.inputs, names[0]);
  if (root === "$steps") return follow(own(own(scope.steps, names[0]), names[2]), pointer);
  if (root === "$response" && names[0] === "header") return scope.answer?.headers?.get(names[1]) ?? null;
  if (root === "$response" && names[0] === "body") return follow(scope.answer?.body ?? null, pointer);
  throw new Error(`no expression: ${text}`);
}

function own(object, key) {
  return object !== null && typeof object === "object" && Object.hasOwn(object, key) ? object[key] : null;
}

// What a JSON Pointer leads to.
function follow(value, pointer) {
  const parts = pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return parts.reduce(own, value);
}

// A value with all expressions in it evaluated, at any depth.
export function fill(value, scope) {
  if (typeof value === "string") {
    if (value.startsWith("$")) return read(value, scope);
    return value.replace(/\{(\$[^}]*)\}/g, (all, inner) => plain(read(inner, scope)));
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, scope));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, scope)]));
}

export function plain(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

// Whether a simple condition holds.
export function holds(text, scope) {
  const tokens = text.match(/'(?:[^']|'')*'|&&|\|\||[=!<>]=|[<>!()]|[^\s()=!<>&|']+/g) ?? [];
  let at = 0;
  const result = either();
  if (at < tokens.length) throw new Error(`no condition: ${text}`);
  return Boolean(result);

  function sign(...all) {
    return all.includes(tokens[at]) ? tokens[at++] : "";
  }
  function either() {
    let value = both();
    while (sign("||")) {
      const next = both();
      value = value || next;
    }
    return value;
  }
  function both() {
    let value = one();
    while (sign("&&")) {
      const next = one();
      value = value && next;
    }
    return value;
  }
  function one() {
    if (sign("!")) return !one();
    if (sign("(")) {
      const value = either();
      if (!sign(")")) throw new Error(`no condition: ${text}`);
      return value;
    }
    const left = operand();
    const how = sign("==", "!=", "<=", ">=", "<", ">");
    return how ? compare(left, how, operand()) : left;
  }
  function operand() {
    const token = tokens[at++] ?? "";
    if (token.startsWith("$")) return read(token, scope);
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    const literals = { true: true, false: false, null: null };
    if (Object.hasOwn(literals, token)) return literals[token];
    if (token && Number.isFinite(Number(token))) return Number(token);
    throw new Error(`no condition: ${text}`);
  }
}

// Texts are compared without regard to case, as the specification wants it.
function compare(left, how, right) {
  if (typeof left === "string" && typeof right === "string") [left, right] = [left.toLowerCase(), right.toLowerCase()];
  if (how === "==") return left === right;
  if (how === "!=") return left !== right;
  const isOrdered = typeof left === typeof right && ["number", "string"].includes(typeof left);
  return isOrdered && { "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right }[how];
}

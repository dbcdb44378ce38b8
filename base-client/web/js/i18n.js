// Texts, dates and numbers in the language that the person chose.

import { strings, tenant } from "../config.js";
import { settings } from "./store.js";

const RIGHT_TO_LEFT = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"]);

export function language() {
  return tenant.languages.includes(settings.language) ? settings.language : tenant.language;
}

export function direction() {
  if (language() === tenant.language) return tenant.direction;
  return RIGHT_TO_LEFT.has(language().split("-")[0]) ? "rtl" : "ltr";
}

// Chinese is told apart by its script, as people do, and not by the country.
export function languageName(code) {
  const { language, script } = new Intl.Locale(code).maximize();
  const name = new Intl.DisplayNames([code], { type: "language" }).of(language === "zh" ? `zh-${script}` : code);
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

// `{name}` in the text is replaced by `values.name`.
export function t(key, values = {}) {
  const text = strings[language()]?.[key] ?? strings[tenant.language]?.[key] ?? key;
  return text.replace(/\{([a-z]+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

export function has(key) {
  return key in (strings[tenant.language] ?? {});
}

// One of several texts by language, such as a menu label.
export function pick(texts) {
  return texts[language()] ?? texts[tenant.language] ?? Object.values(texts)[0] ?? "";
}

// A format costs far more to make than to use.
const formats = new Map();

function format(kind, options = {}) {
  const key = `${kind.name} ${language()} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new kind(language(), options));
  return formats.get(key);
}

export function number(value) {
  return format(Intl.NumberFormat).format(value);
}

// "5 minutes", "30 days"
export function amount(value, unit) {
  return format(Intl.NumberFormat, { style: "unit", unit, unitDisplay: "long" }).format(value);
}

export function fileSize(kilobytes) {
  const [value, unit] = kilobytes < 1000 ? [kilobytes, "kilobyte"] : [kilobytes / 1000, "megabyte"];
  return format(Intl.NumberFormat, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

export function date(value, options = { month: "short", day: "numeric" }) {
  return format(Intl.DateTimeFormat, options).format(value);
}

export function time(value) {
  return date(value, { timeStyle: "short" });
}

// Whole days from today to the given moment; negative in the past.
export function daysAway(value) {
  const midnight = (moment) => new Date(moment).setHours(0, 0, 0, 0);
  return Math.round((midnight(value) - midnight(Date.now())) / 86_400_000);
}

// The shortest form that still says when: the time today, else the day.
export function moment(value) {
  const days = daysAway(value);
  if (days === 0) return time(value);
  if (days === -1) return t("messages.yesterday");
  return days > -7 ? date(value, { weekday: "short" }) : date(value);
}

// The theme as it is beside what it is compared with: the values that differ, the client in both, the pictures.

import * as api from "../api.js";
import { shownLanguage } from "../bar.js";
import { announce, glyph, h, redraw, segmented, select, toggle } from "../dom.js";
import { prose } from "../findings.js";
import { device, outer } from "../frames.js";
import { group } from "../group.js";
import { differing, showMarks, survey } from "../marks.js";
import { devicePicker, pagePicker } from "../pickers.js";
import { difference } from "../pixels.js";
import { slider } from "../slider.js";
import { get, schemes, set } from "../state.js";
import { store } from "../store.js";
import { count, t } from "../words.js";
import { pageUrl } from "./client.js";

const isPicture = (path) => /\.(png|svg|ico)$/.test(path);
// What the preview was started with is compared, unless something else is chosen.
const kind = () => get().compare || (store.detail?.against ? "other" : "saved");
const source = () => (kind() === "saved" ? "saved" : "against");

export function compare(stage) {
  const screens = h("div", { class: "compare-screens" });
  const values = h("div");
  const pictures = h("div");
  const column = h("div", { class: "compare" }, screens, values, pictures);
  let all = null;
  let built = "";
  let timer = null;
  stage.append(column);

  // Surveys both frames of each pair when they have come to rest.
  function mark() {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      for (const [older, newer] of pairs(all.devices)) {
        const found = get().marks === "on" ? await Promise.all([survey(older), survey(newer)]) : [[], []];
        const [before, after] = found.every(Boolean) ? differing(...found) : [[], []];
        showMarks(older, before);
        showMarks(newer, after);
      }
    }, 400);
  }

  function build() {
    const wanted = [get().view, get().scheme, get().devices, source(), t("screens")].join();
    if (wanted === built) return;
    built = wanted;
    all?.end();
    all = group((_, { rebadge }) => ["ready", "went", "scrolled", "painted"].includes(rebadge) && mark());
    for (const kind of ["phone", "tablet", "desktop"].filter((name) => get().devices.split(",").includes(name))) {
      for (const scheme of schemes()) all.devices.push(device(kind, scheme, source(), all.hears), device(kind, scheme, "now", all.hears));
    }
    redraw(screens, h("h2", { class: "section-title" }, t("screens")), h("div", { class: `pairs is-${get().view}` }, pairs(all.devices).map(pair)));
  }

  function fit() {
    const across = get().view === "side" ? 2 : 1;
    for (const one of all?.devices ?? []) {
      const [width, height] = outer(one.kind);
      const room = Math.min(stage.clientWidth, 1800) - 80 - (across - 1) * 24;
      one.resize(Math.min(1, room / across / width, Math.max(360, stage.clientHeight - 140) / height));
    }
  }

  // A link names what to compare with; the server may not know of it yet. Why it cannot be shown, if so.
  async function stand() {
    const { tenant, with: what } = get();
    if (source() === "saved" || !what || store.detail.against === what) return null;
    return api.against(tenant, what).then(() => null, (error) => error.message);
  }

  async function load(refusal) {
    const { tenant } = get();
    const failed = (message) => ({ message, outputs: [], values: [] });
    const found = refusal ? failed(refusal) : await api.compare(tenant, source()).catch((error) => failed(error.message));
    if (get().tenant !== tenant || !column.isConnected) return;
    const isSame = !found.values.length && !found.outputs.length;
    column.classList.toggle("is-same", isSame);
    redraw(values, isSame ? nothing(found.message) : valueList(found.values));
    redraw(pictures, pictureList(found.outputs));
  }

  const watch = new ResizeObserver(fit);
  watch.observe(stage);
  return {
    async update() {
      build();
      fit();
      const refusal = await stand();
      if (!column.isConnected) return;
      const order = { tenant: get().tenant, target: store.detail.targets[0]?.name ?? "web", language: shownLanguage() };
      for (const one of all.devices) {
        one.show({ ...order, source: one.source }, pageUrl());
        one.see();
      }
      mark();
      load(refusal);
    },
    changed({ tenants, paths, heads, revision }) {
      const { tenant } = get();
      if (!tenants.includes(tenant)) return;
      const message = { rebadge: "changed", paths: paths ? (paths[tenant] ?? []) : null, heads: heads?.[tenant], revision };
      for (const one of all.devices.filter((other) => other.source === "now")) one.say(message);
      // What was saved before is another state now; it knows no head of its own to swap.
      if (source() === "saved") for (const one of all.devices.filter((other) => other.source === "saved")) one.say({ ...message, heads: null });
      mark();
    },
    leave() {
      clearTimeout(timer);
      watch.disconnect();
      all?.end();
    },
  };
}

function pairs(devices) {
  return devices.filter((_, i) => i % 2 === 0).map((older, i) => [older, devices[2 * i + 1]]);
}

const nameOf = () => (source() === "saved" ? t("saved") : get().with || store.detail.against || "");

function pair([older, newer]) {
  const caption = h("figcaption", {}, h("span", {}, nameOf()), h("span", {}, t("after")));
  if (get().view === "slider") return h("div", { class: "pair" }, slider(newer.element, older.element, `is-${newer.kind}`), caption);
  return h("div", { class: "pair" }, h("div", { class: "pair-devices" }, older.element, newer.element), caption);
}

function nothing(message) {
  const [title, text] = message ? [t("failed"), message] : [t("noChange"), source() === "saved" ? t("compareNoneText") : t("noChangeText")];
  return h("div", { class: "empty" }, h("p", { class: "empty-title" }, title), h("p", {}, prose(text)));
}

// Each value that changed by itself, and behind it those that followed from it.
function valueList(rows) {
  if (!rows.length) return null;
  const keys = new Set(rows.map(({ key }) => key));
  const isRoot = ({ cause }) => !cause || !keys.has(cause);
  const followers = (root) => rows.filter((row) => !isRoot(row) && row.cause === root.key);
  const roots = rows.filter(isRoot).map((root) => [root, followers(root)]);
  roots.sort(([, a], [, b]) => Math.sign(b.length) - Math.sign(a.length));
  return [h("h2", { class: "section-title" }, t("valuesChanged")),
    h("div", { class: "value-scroll", tabindex: 0, role: "group", "aria-label": t("valuesChanged") }, h("table", { class: "values" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("key")), h("th", { scope: "col" }, t("before")), h("th", { scope: "col" }, t("after")))),
      roots.map(([root, rest]) => valueGroup(root, rest))))];
}

function valueGroup(root, rest) {
  const body = h("tbody", {}, valueRow(root));
  if (!rest.length) return body;
  const rows = rest.map((row) => Object.assign(valueRow(row), { hidden: true }));
  const button = h("button", { type: "button", class: "moved", "aria-expanded": "false", onclick: () => {
    const isOpen = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!isOpen));
    for (const row of rows) row.hidden = isOpen;
  } }, glyph("down"), count("moved", rest.length), h("span", { class: "moved-chips", "aria-hidden": "true" }, rest.filter(({ after }) => isColor(after)).slice(0, 24).map(({ after }) => chip(after))));
  body.append(h("tr", { class: "moved-row" }, h("td", { colspan: 3 }, button)), ...rows);
  return body;
}

const isColor = (value) => typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value);
const chip = (value) => h("i", { class: "chip", style: { "background-color": value } });

// A file goes by its name, and by as much of its digest as tells two of one name apart.
function shown(value) {
  if (value == null || value === "") return "–";
  if (typeof value === "string") return value;
  return value.name && value.sha256 ? `${value.name} (${value.sha256.slice(0, 8)})` : JSON.stringify(value);
}

function valueRow({ key, before, after }) {
  const side = (value) => h("td", {}, isColor(value) && chip(value), h("span", { dir: "auto" }, shown(value)));
  return h("tr", {}, h("th", { scope: "row", dir: "ltr" }, key), side(before), side(after));
}

function pictureList(outputs) {
  const shown = outputs.filter(({ path }) => isPicture(path));
  const rest = outputs.filter(({ path }) => !isPicture(path));
  return [
    shown.length > 0 && [h("h2", { class: "section-title" }, t("picturesChanged")), h("div", { class: "differences" }, shown.map(pictureRow))],
    rest.length > 0 && [h("h2", { class: "section-title" }, t("filesChanged")), h("ul", { class: "files" }, rest.map(({ path, change }) => h("li", {}, h("span", { dir: "ltr" }, path), h("span", { class: "quiet" }, t(change)))))],
  ];
}

function pictureRow({ path, change }) {
  const target = store.detail.targets[0]?.name ?? "web";
  const url = (from) => api.output(get().tenant, target, path, { revision: store.revision, source: from });
  const image = (from) => h("img", { src: url(from), alt: "", loading: "lazy" });
  const [has, had] = [change !== "removed", change !== "added"];
  const result = h("span", { class: "difference-result" });
  const note = h("span", { class: "quiet" }, t(change));
  if (has && had) {
    difference(url(source()), url("now")).then((found) => {
      if (!found) return;
      result.append(found.canvas);
      note.textContent = t("pixels", { n: (found.share * 100).toFixed(found.share < 0.1 ? 1 : 0) });
    });
  }
  return h("figure", { class: "difference" },
    h("div", { class: "difference-pictures ground-checker" }, had ? image(source()) : h("span"), has ? image("now") : h("span"), result),
    h("figcaption", {}, h("span", { dir: "ltr" }, path), note));
}

export function compareControls() {
  const { with: what, view, marks } = get();
  const choose = (next) => {
    set({ compare: next });
    if (next === "other") document.querySelector(".against input")?.focus();
  };
  const field = h("input", { type: "text", value: what || store.detail?.against || "", placeholder: t("againstWhat"), "aria-label": t("againstWhat"), "data-key": "with", list: "against", spellcheck: "false", autocomplete: "off" });
  const themes = h("datalist", { id: "against" }, (store.list ?? []).filter(({ id }) => id !== get().tenant).map(({ theme }) => h("option", { value: theme })));
  return [
    pagePicker(),
    devicePicker(),
    select(t("compareWith"), [["saved", t("saved")], ["other", t("other")]], kind(), choose, { "data-key": "compare" }),
    kind() !== "saved" && h("form", { class: "against", onsubmit: (event) => { event.preventDefault(); name(field.value.trim()); } }, field, themes, h("button", { type: "submit", class: "button" }, t("show"))),
    segmented(t("view"), [["side", t("side")], ["slider", t("slider")]], view, (value) => set({ view: value })),
    toggle([glyph("eye"), t("marks")], marks === "on", (on) => set({ marks: on ? "on" : "off" }), { "data-key": "marks" }),
  ];
}

async function name(what) {
  if (!what) return;
  try {
    await api.against(get().tenant, what);
    document.activeElement.blur();
    set({ compare: "other", with: what });
  } catch (error) {
    announce(error.message);
  }
}

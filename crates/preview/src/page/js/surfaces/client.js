// The real client in devices, light and dark, as large as the window lets them be.

import { shownLanguage } from "../bar.js";
import { h } from "../dom.js";
import { concerned } from "../findings.js";
import { device, outer } from "../frames.js";
import { group } from "../group.js";
import { get, schemes } from "../state.js";
import { store } from "../store.js";
import { t } from "../words.js";

const GAP = 40;
const LEAST = 0.2;
const NARROW = 700;

export function client(stage) {
  const all = group();
  const clusters = h("div", { class: "clusters" });
  const note = h("div", { class: "beside" });
  let built = "";
  stage.append(clusters, note);

  function build() {
    const wanted = `${get().devices} ${get().scheme}`;
    if (wanted === built) return;
    built = wanted;
    const kept = new Map(all.devices.map((one) => [`${one.kind} ${one.scheme}`, one]));
    const one = (kind) => schemes().map((scheme) => kept.get(`${kind} ${scheme}`) ?? device(kind, scheme, "now", all.hears));
    const lines = kinds().map((kind) => [kind, one(kind)]);
    all.devices.splice(0, Infinity, ...lines.flatMap(([, devices]) => devices));
    place(clusters, lines.map(([kind, devices]) => [kind, devices.map(({ element }) => element)]));
  }

  function fit() {
    const { scales, below } = arrangement(stage, kinds(), schemes().length);
    for (const cluster of clusters.children) cluster.classList.toggle("is-below", below.includes(cluster.dataset.kind));
    for (const one of all.devices) one.resize(scales[one.kind]);
  }

  const watch = new ResizeObserver(fit);
  watch.observe(stage);
  return {
    update() {
      build();
      fit();
      const { tenant } = get();
      const target = store.detail.targets[0]?.name ?? "web";
      const order = { tenant, target, language: shownLanguage(), source: "now" };
      for (const one of all.devices) {
        one.show(order, pageUrl());
        one.see();
        one.showAs();
      }
      note.replaceChildren(...concerned("client", "launch"));
    },
    changed({ tenants, paths, heads, revision }) {
      const { tenant } = get();
      if (tenants.includes(tenant)) all.say({ rebadge: "changed", paths: paths ? (paths[tenant] ?? []) : null, heads: heads?.[tenant], revision });
    },
    leave() {
      watch.disconnect();
      all.end();
    },
  };
}

const kinds = () => ["desktop", "tablet", "phone"].filter((kind) => get().devices.split(",").includes(kind));

export function pageUrl() {
  return store.detail.targets[0]?.pages?.find(({ name }) => name === get().page)?.url ?? "index.html";
}

// Moves nothing that is there already: a frame that is taken out of the document loads anew.
function place(clusters, lines) {
  const existing = new Map([...clusters.children].map((cluster) => [cluster.dataset.kind, cluster]));
  for (const [i, [kind, elements]] of lines.entries()) {
    const cluster = existing.get(kind) ?? h("section", { class: "cluster", "data-kind": kind, "aria-label": t(kind) });
    existing.delete(kind);
    cluster.style.order = i;
    if (!cluster.isConnected) clusters.append(cluster);
    for (const old of [...cluster.children]) if (!elements.includes(old)) old.remove();
    for (const [at, element] of elements.entries()) if (cluster.children[at] !== element) cluster.insertBefore(element, cluster.children[at] ?? null);
  }
  for (const cluster of existing.values()) cluster.remove();
}

// How large each kind of device is, and which stand below each other in their two schemes rather than side by side: the
// arrangement that fills most of the window.
export function arrangement(stage, list, count) {
  const { zoom } = get();
  const [width, height] = [stage.clientWidth - 2 * GAP, stage.clientHeight - 2 * GAP];
  if (stage.clientWidth < NARROW || zoom !== "fit") return fixed(stage, list, zoom);
  let best = { area: -1 };
  for (let way = 0; way < 2 ** list.length; way += 1) {
    const below = list.filter((_, i) => count > 1 && way & (1 << i));
    const found = { ...filled(list, below, count, width, height), below };
    if (found.area > best.area) best = found;
  }
  return best;
}

function filled(list, below, count, width, height) {
  const full = {};
  let across = GAP * (list.length - 1);
  for (const kind of list) {
    const [w, hh] = outer(kind);
    const [columns, rows] = below.includes(kind) ? [1, count] : [count, 1];
    full[kind] = Math.min(1, (height - GAP * (rows - 1)) / rows / hh);
    across += full[kind] * w * columns + GAP * (columns - 1);
  }
  const factor = Math.min(1, width / across);
  const scales = Object.fromEntries(list.map((kind) => [kind, Math.max(LEAST, full[kind] * factor)]));
  // The square root of a device's area counts: one large device and a tiny one are worse than two of middle size.
  const area = list.reduce((sum, kind) => sum + scales[kind] * Math.sqrt(outer(kind)[0] * outer(kind)[1]), 0);
  return { scales, area };
}

// A chosen size; or on a narrow window, where each device stands alone, what it has room for.
function fixed(stage, list, zoom) {
  const room = (kind) => Math.min(1, (stage.clientWidth - 32) / outer(kind)[0], (stage.clientHeight * 0.92) / outer(kind)[1]);
  return { scales: Object.fromEntries(list.map((kind) => [kind, zoom === "fit" ? room(kind) : Number(zoom)])), below: list };
}

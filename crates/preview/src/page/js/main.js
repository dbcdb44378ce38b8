// Starts the page: draws the bar and the surface that the address names, and keeps both as the server tells.

import { drawBar } from "./bar.js";
import { drawBroken, drawLost } from "./broken.js";
import { drawDrawer } from "./try.js";
import { startKeys } from "./keys.js";
import { get, onChange, set } from "./state.js";
import { listen, loadDetail, loadList, onNews, store } from "./store.js";
import { client } from "./surfaces/client.js";
import { compare } from "./surfaces/compare.js";
import { findings } from "./surfaces/findings.js";
import { gallery } from "./surfaces/gallery.js";
import { icons } from "./surfaces/icons.js";
import { options } from "./surfaces/options.js";
import { palette } from "./surfaces/palette.js";
import { drawStrip } from "./strip.js";
import { defineFilters, showVision } from "./vision.js";
import { spoken, t } from "./words.js";

// A surface is a function from the element that it fills to `{ update, changed, leave }`.
const surfaces = { client, icons, palette, options, findings, compare, gallery };

const stage = document.getElementById("stage");
let shown = { name: "", tenant: "", surface: null };

// Of a theme that never was good there is nothing to show but what is wrong with it.
function surfaceName() {
  const { tenant, surface } = get();
  if (!tenant || surface === "gallery") return "gallery";
  if (store.detail && !store.detail.palette) return "findings";
  return Object.hasOwn(surfaces, surface) ? surface : "client";
}

function draw() {
  const name = surfaceName();
  drawBar(name);
  drawStrip(name);
  drawBroken();
  drawDrawer();
  showVision(stage);
  document.title = [store.detail?.name, name === "gallery" ? t("gallery") : t(name), "Rebadge"].filter(Boolean).join(" · ");
  if (name !== "gallery" && !store.detail) return;
  if (shown.name !== name || shown.tenant !== get().tenant) enter(name);
  else shown.surface.update();
}

function enter(name) {
  shown.surface?.leave?.();
  stage.className = `stage stage-${name}`;
  stage.replaceChildren();
  stage.scrollTop = 0;
  shown = { name, tenant: get().tenant, surface: surfaces[name](stage) };
  shown.surface.update();
}

// Everything again, in another language of the page.
function redrawAll() {
  shown.name = "";
  draw();
}

onNews((what, event) => {
  if (what === "connection") return drawLost();
  if (what === "changed") return shown.surface?.changed?.(event);
  draw();
});

onChange((now, before) => {
  if (now.tenant !== before.tenant) {
    store.detail = null;
    Object.assign(store, { trying: [], before: null, past: [] });
    loadDetail();
  }
  draw();
});

addEventListener("spoken", redrawAll);
document.documentElement.lang = spoken();
defineFilters();
startKeys();
await loadList().catch(() => (store.connected = false));
if (!location.search && store.against) set({ surface: "compare", compare: "other", with: store.against });
if (!get().tenant && store.only && get().surface !== "gallery") set({ tenant: store.only });
else await loadDetail();
draw();
drawLost();
listen();

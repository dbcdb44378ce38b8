// What the tenant's security section asks of the screen.

import { sections, tenant } from "../config.js";
import { person, ME } from "./data.js";
import { glyph, h } from "./dom.js";
import { amount, date, t } from "./i18n.js";
import { can, session } from "./person.js";
import { value } from "./presets.js";
import { cancel } from "./voice.js";

export function guard() {
  forbidCopy();
  if (sections.security.watermark) watermark();
  coverWhenIdle();
}

// What may be done with the text of a view or an app, and of the thing that it shows: a resource and what is known of it.
// Called whenever one is drawn.
export function restrict({ view, id }, about) {
  const what = view === "app" ? `app:${id}` : `view:${view}`;
  const may = (action) => can(action, what) && (!about || can(action, ...about));
  const rules = sections.security;
  const root = document.documentElement;
  root.classList.toggle("no-print", !rules["allow-print"] || !may("print"));
  root.classList.toggle("no-copy", !rules["allow-copy"] || !may("copy"));
}

function forbidCopy() {
  const root = document.documentElement;
  for (const name of ["copy", "cut", "contextmenu", "dragstart"]) {
    document.addEventListener(name, (event) => {
      if (root.classList.contains("no-copy") && !event.target.closest?.("input, textarea")) event.preventDefault();
    });
  }
}

function coverWhenIdle() {
  let last = Date.now();
  const active = () => {
    last = Date.now();
    session.seen();
  };
  session.elsewhere = () => { last = Date.now(); };
  for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
    addEventListener(name, active, { passive: true, capture: true });
  }
  // A sleeping device runs no timers: the clock is compared, not counted.
  const look = () => {
    const minutes = value("security.idle-lock-minutes");
    if (!minutes || Date.now() - last < minutes * 60_000) return;
    if (session.lock) session.lock();
    else cover(minutes, active);
  };
  setInterval(look, 5_000);
  document.addEventListener("visibilitychange", look);
}

function cover(minutes, onLeave) {
  if (document.querySelector(".cover")) return;
  cancel();
  const dialog = h("dialog", { class: "cover", "aria-labelledby": "cover-title" },
    h("form", { method: "dialog" },
      h("span", { class: "cover-mark" }, glyph("lock")),
      h("h2", { id: "cover-title" }, t("guard.title")),
      h("p", {}, t("guard.text", { time: amount(minutes, "minute") })),
      h("button", { class: "button" }, t("guard.continue"))));
  dialog.addEventListener("close", () => { dialog.remove(); onLeave(); });
  document.body.append(dialog);
  dialog.showModal();
}

// Drawn on a canvas: it is a picture over the page, not text in it. Drawn again when it was removed or hidden.
function watermark() {
  const canvas = h("canvas", { class: "watermark", "aria-hidden": "true" });
  const style = { display: "block", visibility: "visible", opacity: "1", position: "fixed", inset: "0", "z-index": "20", width: "100%", height: "100%", "pointer-events": "none", transform: "none", "clip-path": "none", filter: "none" };
  const put = () => {
    if (canvas.parentNode !== document.body) document.body.append(canvas);
    if (canvas.hidden) canvas.hidden = false;
    for (const [name, value] of Object.entries(style)) {
      if (canvas.style.getPropertyValue(name) !== value) canvas.style.setProperty(name, value, "important");
    }
    draw(canvas);
  };
  const watcher = new MutationObserver(() => {
    put();
    watcher.takeRecords();
  });
  put();
  watcher.observe(document.body, { childList: true });
  watcher.observe(canvas, { attributes: true });
  addEventListener("resize", put);
}

function draw(canvas) {
  const scale = devicePixelRatio;
  canvas.width = innerWidth * scale;
  canvas.height = innerHeight * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.font = `14px ${getComputedStyle(document.body).fontFamily}`;
  pen.fillStyle = getComputedStyle(document.body).color;
  pen.globalAlpha = 0.07;
  pen.rotate(-Math.PI / 9);
  const text = `${person(ME).name || tenant.name} · ${date(Date.now(), { dateStyle: "medium" })}`;
  for (let y = 0; y < innerHeight + innerWidth; y += 110) {
    for (let x = -innerHeight; x < innerWidth; x += 260) pen.fillText(text, x + (y % 220 ? 130 : 0), y);
  }
}

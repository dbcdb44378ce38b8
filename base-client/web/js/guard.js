// What the tenant's security section asks of the screen.

import { sections } from "../config.js";
import { person, ME } from "./data.js";
import { glyph, h } from "./dom.js";
import { amount, date, t } from "./i18n.js";
import { value } from "./presets.js";
import { cancel } from "./voice.js";

export function guard() {
  const rules = sections.security;
  const root = document.documentElement;
  root.classList.toggle("no-print", !rules["allow-print"]);
  if (!rules["allow-copy"]) forbidCopy(root);
  if (rules.watermark) watermark();
  coverWhenIdle();
}

function forbidCopy(root) {
  root.classList.add("no-copy");
  for (const name of ["copy", "cut", "contextmenu", "dragstart"]) {
    document.addEventListener(name, (event) => {
      if (!event.target.closest?.("input, textarea")) event.preventDefault();
    });
  }
}

function coverWhenIdle() {
  let last = Date.now();
  const active = () => { last = Date.now(); };
  for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
    addEventListener(name, active, { passive: true, capture: true });
  }
  // A sleeping device runs no timers: the clock is compared, not counted.
  const look = () => {
    const minutes = value("security.idle-lock-minutes");
    if (minutes > 0 && Date.now() - last >= minutes * 60_000) cover(minutes, active);
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

// Drawn on a canvas: it is a picture over the page, not text in it.
function watermark() {
  const canvas = h("canvas", { class: "watermark", "aria-hidden": "true" });
  document.body.append(canvas);
  const draw = () => {
    const scale = devicePixelRatio;
    canvas.width = innerWidth * scale;
    canvas.height = innerHeight * scale;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    pen.font = `14px ${getComputedStyle(document.body).fontFamily}`;
    pen.fillStyle = getComputedStyle(document.body).color;
    pen.globalAlpha = 0.07;
    pen.rotate(-Math.PI / 9);
    const text = `${person(ME).name} · ${date(Date.now(), { dateStyle: "medium" })}`;
    for (let y = 0; y < innerHeight + innerWidth; y += 110) {
      for (let x = -innerHeight; x < innerWidth; x += 260) pen.fillText(text, x + (y % 220 ? 130 : 0), y);
    }
  };
  draw();
  addEventListener("resize", draw);
}

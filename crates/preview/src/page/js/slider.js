// Two pictures on top of each other, and a handle that says how much of the upper one is seen. The handle is dragged, or
// moved by arrows.

import { h } from "./dom.js";
import { t } from "./words.js";

export function slider(lower, upper, className = "") {
  const handle = h("div", { class: "slider-handle", role: "slider", tabindex: 0, "aria-label": t("sliderLabel"), "aria-valuemin": 0, "aria-valuemax": 100 }, h("i"));
  const top = h("div", { class: "slider-upper" }, upper);
  const element = h("div", { class: `slider ${className}` }, lower, top, handle);
  let at = 50;

  function move(next) {
    at = Math.max(0, Math.min(100, next));
    element.style.setProperty("--at", `${at}%`);
    handle.setAttribute("aria-valuenow", Math.round(at));
  }

  handle.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10, Home: -100, End: 100 };
    if (!Object.hasOwn(steps, event.key)) return;
    event.preventDefault();
    move(at + steps[event.key]);
  });
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    element.classList.add("is-held");
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const { left, width } = element.getBoundingClientRect();
    move(((event.clientX - left) / width) * 100);
  });
  for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => element.classList.remove("is-held"));
  move(50);
  return element;
}

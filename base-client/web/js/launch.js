// Takes the launch screen away, when there is something behind it.

import { sections } from "../config.js";

export function appear() {
  document.getElementById("app").hidden = false;
  document.documentElement.dataset.started = "";
  const launch = document.getElementById("launch");
  if (!launch) return;
  if (sections.appearance.launch === "none") return launch.remove();
  launch.addEventListener("transitionend", () => launch.remove());
  setTimeout(() => launch.remove(), 400);
  launch.classList.add("leaving");
}

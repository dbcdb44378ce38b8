// Takes the launch screen away, when there is something behind it.

export function appear() {
  document.getElementById("app").hidden = false;
  document.documentElement.dataset.started = "";
  const launch = document.getElementById("launch");
  if (!launch) return;
  launch.addEventListener("transitionend", () => launch.remove());
  setTimeout(() => launch.remove(), 400);
  launch.classList.add("leaving");
}

// Runs before the first paint, so that the launch screen already has the chosen
// scheme. Not a module: modules wait until the page is parsed.

(() => {
  const root = document.documentElement;
  try {
    const settings = JSON.parse(localStorage.getItem(`${root.dataset.tenant}:settings`));
    const chosen = "schemeIsFixed" in root.dataset ? null : settings?.chosen?.["appearance.scheme"];
    if (["light", "dark"].includes(chosen)) root.dataset.scheme = chosen;
    if (chosen === "system") delete root.dataset.scheme;
  } catch {
    // Storage is blocked or damaged: the tenant's scheme stays.
  }

  // A module that cannot be loaded would leave the launch screen for ever.
  const fail = (event) => {
    const script = event.target instanceof HTMLScriptElement;
    if ("started" in root.dataset || !(script || event.target === window)) return;
    document.getElementById("launch")?.remove();
    document.getElementById("failed")?.removeAttribute("hidden");
    // Browsers load no modules from a folder: to load again does not help.
    if (location.protocol !== "file:") return;
    document.getElementById("failed-text")?.setAttribute("hidden", "");
    document.getElementById("failed-folder")?.removeAttribute("hidden");
  };
  addEventListener("error", fail, true);
  addEventListener("unhandledrejection", fail);
})();

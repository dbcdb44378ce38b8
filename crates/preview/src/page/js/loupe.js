// One picture, enlarged pixel by pixel, on each ground.

import { h, iconButton, redraw, segmented } from "./dom.js";
import { picture } from "./pictures.js";
import { zone } from "./scenes/sets.js";
import { t } from "./words.js";

export function openLoupe(set, file, ground) {
  const { path, width, height, look } = file;
  const longer = Math.max(width, height) || 64;
  const fitting = Math.max(0.25, Math.min(16, 2 ** Math.floor(Math.log2(Math.min(innerWidth - 80, innerHeight - 220) / longer))));
  let [factor, on] = [fitting, ground];
  const dialog = h("dialog", { class: "loupe", "aria-label": path });
  const draw = () => redraw(dialog,
    h("div", { class: "sheet-head" }, h("h2", {}, path), iconButton("close", t("close"), () => dialog.close())),
    h("div", { class: `loupe-ground ground-${on}` }, h("span", { class: "set-picture" },
      picture(set, path, { class: factor > 1 ? "pixelated" : "", width: Math.round((width || 64) * factor), height: Math.round((height || 64) * factor) }), zone(file))),
    h("div", { class: "loupe-foot" },
      segmented(t("zoom"), factors(fitting).map((n) => [n, n < 1 ? `${n * 100} %` : `${n} ×`]), factor, (next) => { factor = next; draw(); }),
      segmented(t("ground"), ["light", "dark", "checker"].map((name) => [name, t(name)]), on, (next) => { on = next; draw(); }),
      h("span", { class: "quiet" }, [width ? `${width} × ${height}` : null, look].filter(Boolean).join(" · "))));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  draw();
  document.body.append(dialog);
  dialog.showModal();
}

// A few factors, up to the largest that fits.
function factors(most) {
  const all = [0.25, 0.5, 1, 2, 4, 8, 16].filter((n) => n <= most);
  return all.slice(-4);
}

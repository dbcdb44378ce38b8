// Every picture of every set, at its true size, small ones also enlarged; the sets that no target asks for are folded.

import { h } from "../dom.js";
import { phrase } from "../phrases.js";
import { picture } from "../pictures.js";
import { get } from "../state.js";
import { store } from "../store.js";
import { t } from "../words.js";
import { openLoupe } from "../loupe.js";

const LARGEST = 256;
const SMALL = 48;

const isPicture = ({ path, text }) => !text && /\.(png|svg|ico|icns|xml)$/.test(path) && !/(^|\/)(values|mipmap-anydpi|browserconfig)|VisualElements|metainfo|splash_screen/.test(path);

export function sets() {
  const asked = new Set(store.detail.targets.flatMap((target) => target.sets ?? ["web"]));
  const [ours, others] = [true, false].map((is) => store.detail.sets.filter(({ name }) => asked.has(name) === is));
  return h("div", { class: "sets" },
    h("h2", { class: "section-title" }, t("setsOfTargets")), ours.map((set) => folded(set, "open")),
    others.length > 0 && [h("h2", { class: "section-title" }, t("otherSets")), others.map((set) => folded(set, ""))]);
}

function folded(set, open) {
  const pictures = set.files.filter(isPicture);
  const body = h("div", { class: "set-pictures" });
  const fill = () => body.childElementCount || body.append(...pictures.map((file) => figure(set.name, file)));
  const details = h("details", { class: "set", open: open === "open", "data-name": set.name },
    h("summary", {}, h("span", { class: "set-name" }, set.name), h("span", { class: "set-summary" }, phrase(set.summary)), h("span", { class: "quiet" }, t("pictures", { n: pictures.length }))), body);
  // Only what is looked at is drawn.
  details.addEventListener("toggle", () => details.open && fill());
  if (open) fill();
  return details;
}

function figure(set, file) {
  const { path, width, height, look } = file;
  const longer = Math.max(width, height);
  const scale = longer > LARGEST ? LARGEST / longer : 1;
  const [w, hh] = width ? [width * scale, height * scale] : [64, 64];
  const name = path.split("/").pop();
  const image = (className, factor) => picture(set, path, { class: className, width: Math.round(w * factor), height: Math.round(hh * factor), loading: "lazy" });
  return h("figure", { class: "set-figure" },
    h("button", { type: "button", class: `set-ground ground-${ground(file)}`, "aria-label": t("zoomIn", { name }), onclick: () => openLoupe(set, file, ground(file)) },
      h("span", { class: "set-picture" }, image("", 1), get().safe === "on" && zone(file)),
      longer > 0 && longer <= SMALL && image("pixelated", 4)),
    h("figcaption", {}, h("span", { class: "set-file", title: path }, name),
      h("span", { class: "quiet" }, [width ? `${width} × ${height}` : null, scale < 1 ? `${Math.round(scale * 100)} %` : null, look].filter(Boolean).join(" · "))));
}

// The ground that a picture is met on, or the one that was chosen.
function ground({ ground: own, style, look }) {
  const { ground: chosen } = get();
  if (chosen !== "auto") return chosen;
  if (/monochrome|notification/.test(look) || style === "dark" || style === "tinted") return "dark";
  return own === "clear" ? "checker" : "light";
}

// What every mask leaves.
export function zone({ safe }) {
  return safe ? h("span", { class: "zone", style: { width: `${safe / 10}%` } }) : null;
}

// Pictures of the sets that are shown, and what finds them. When something has changed, an `<img>` keeps its old picture
// until the new one is there.

import * as api from "./api.js";
import { h } from "./dom.js";
import { get } from "./state.js";
import { store } from "./store.js";

// The file of a set whose path fits, or nothing: `find("linux", /64x64.*\.png$/)`.
export function find(set, pattern) {
  return store.detail?.sets.find(({ name }) => name === set)?.files.find(({ path }) => pattern.test(path)) ?? null;
}

// Some files no browser shows: of those the server gives a PNG.
const needsPng = (path) => /\.(xml|icns)$/.test(path);

function address({ set, path, source }) {
  return api.picture(get().tenant, set, path, { revision: store.revision, source, as: needsPng(path) ? "png" : "" });
}

export function picture(set, path, attributes = {}, source = "now") {
  return h("img", { src: address({ set, path, source }), alt: "", draggable: "false", "data-set": set, "data-path": path, "data-source": source, ...attributes });
}

// A picture of which only the alpha counts, in the color of the place where it stands.
export function stencil(set, path, className = "") {
  const element = h("span", { class: `stencil ${className}`, "data-set": set, "data-path": path, "data-source": "now" });
  cut(element);
  return element;
}

function cut(element) {
  element.style.maskImage = `url("${address(element.dataset)}")`;
}

export function refreshPictures(root) {
  for (const element of root.querySelectorAll("[data-set]")) {
    if (element.localName === "img") element.src = address(element.dataset);
    else cut(element);
  }
}

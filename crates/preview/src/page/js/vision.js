// How people with a color-vision deficiency see the stage: Machado, Oliveira and Fernandes, "A Physiologically-based Model for
// Simulation of Color Vision Deficiency" (IEEE TVCG 15(6), 2009), the matrices of severity 1.0, on linear RGB. That paper has
// none for achromatopsia: there it is the relative luminance of WCAG 2.2.

import { svg } from "./dom.js";
import { get } from "./state.js";

const Y = [0.2126, 0.7152, 0.0722];

const MATRICES = {
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
  achromatopsia: [Y, Y, Y],
};

export const visions = ["none", ...Object.keys(MATRICES)];

// The matrix in the words of `feColorMatrix`; nothing for full color vision.
export function matrix(name = get().vision) {
  if (!Object.hasOwn(MATRICES, name)) return null;
  return [...MATRICES[name].map((row) => `${row.join(" ")} 0 0`), "0 0 0 1 0"].join(" ");
}

export function defineFilters() {
  const filter = (name) => svg("filter", { id: name, "color-interpolation-filters": "linearRGB", x: "0", y: "0", width: "1", height: "1" },
    svg("feColorMatrix", { type: "matrix", values: matrix(name) }));
  document.getElementById("filters").replaceChildren(...Object.keys(MATRICES).map(filter));
}

// Browsers apply no such filter to frames of another origin: those are told the matrix, and filter themselves.
export function showVision(stage) {
  const { vision } = get();
  stage.style.setProperty("--vision", matrix() ? `url("#${vision}")` : "none");
}

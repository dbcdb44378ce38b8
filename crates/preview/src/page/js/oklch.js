// sRGB and OKLCH, both ways. The matrices are those of Björn Ottosson, "A perceptual color space for image processing"
// (2020), as in CSS Color 4.

const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const curved = (c) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

// "#rrggbb" → [0…1, 0…1, 0…1]
export function rgb(hex) {
  const n = Number.parseInt(hex.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255].map((c) => c / 255);
}

export function hexOf(channels) {
  const digits = channels.map((c) => Math.round(Math.min(1, Math.max(0, c)) * 255).toString(16).padStart(2, "0"));
  return `#${digits.join("")}`;
}

// "#f60", "FF6600" → "#ff6600"; nothing else is a color.
export function parse(text) {
  const digits = text.trim().replace(/^#/, "").toLowerCase();
  if (/^[0-9a-f]{3}$/.test(digits)) return `#${[...digits].map((d) => d + d).join("")}`;
  return /^[0-9a-f]{6}$/.test(digits) ? `#${digits}` : null;
}

// "#rrggbb" → [lightness 0…1, chroma 0…0.4, hue 0…360]
export function oklch(hex) {
  const [r, g, b] = rgb(hex).map(linear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  const hue = (Math.atan2(bb, a) * 180) / Math.PI;
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, Math.hypot(a, bb), (hue + 360) % 360];
}

// Linear-light channels, out of 0…1 where sRGB ends; then curved.
export function channels([lightness, chroma, hue]) {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map(curved);
}

export function fits(color) {
  return channels(color).every((c) => c >= -0.0005 && c <= 1.0005);
}

// The nearest color of sRGB with the same lightness and hue: chroma gives way.
export function fitted([lightness, chroma, hue]) {
  if (fits([lightness, chroma, hue])) return hexOf(channels([lightness, chroma, hue]));
  let [low, high] = [0, chroma];
  for (let i = 0; i < 18; i += 1) {
    const middle = (low + high) / 2;
    if (fits([lightness, middle, hue])) low = middle;
    else high = middle;
  }
  return hexOf(channels([lightness, low, hue]));
}

// "oklch(70.5% 0.187 47.6)"
export function css([lightness, chroma, hue]) {
  const at = chroma < 0.0005 ? 0 : hue;
  return `oklch(${(lightness * 100).toFixed(1)}% ${chroma.toFixed(3)} ${at.toFixed(1)})`;
}

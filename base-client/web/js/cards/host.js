// How Adaptive Cards look here: the roles of the theme, which follow the scheme.

const role = (name) => `var(--${name})`;
const color = (name) => ({ default: role(name), subtle: role(name) });
const onSurface = {
  default: { default: role("on-surface"), subtle: role("on-surface-variant") },
  dark: color("on-surface"), light: color("on-surface-variant"), accent: color("link"),
  // `success` and `warning` are for icons: a text in them would be too faint.
  good: color("on-surface"), warning: color("on-surface"), attention: color("error"),
};
const all = (name) => Object.fromEntries(["default", "dark", "light", "accent", "good", "warning", "attention"].map((key) => [key, color(name)]));
const on = (name) => ({ backgroundColor: role(`${name}-container`), foregroundColors: all(`on-${name}-container`) });

// The type scale of the theme: the library takes pixels.
const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
const sizes = { small: 13, default: 15, medium: 17, large: 20, extraLarge: 26 };

export const HOST = {
  fontFamily: "inherit",
  fontSizes: Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, Math.round(size * scale)])),
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
  spacing: { small: 4, default: 10, medium: 14, large: 20, extraLarge: 28, padding: 12 },
  separator: { lineThickness: 1, lineColor: role("outline-variant") },
  supportsInteractivity: true,
  imageSizes: { small: 40, medium: 80, large: 160 },
  containerStyles: {
    default: { backgroundColor: "transparent", foregroundColors: onSurface },
    emphasis: { backgroundColor: role("surface-container-high"), foregroundColors: onSurface },
    accent: on("primary"), good: on("success"), attention: on("error"), warning: on("secondary"),
  },
  adaptiveCard: { allowCustomStyle: false },
  actions: {
    maxActions: 6, spacing: "medium", buttonSpacing: 10, showCard: { actionMode: "inline", inlineTopMargin: 12 },
    actionsOrientation: "horizontal", actionAlignment: "left",
  },
  factSet: {
    title: { color: "default", size: "default", isSubtle: true, weight: "default", wrap: true, maxWidth: 160 },
    value: { color: "default", size: "default", weight: "default", wrap: true },
    spacing: 16,
  },
  inputs: {
    label: {
      inputSpacing: 6, requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" }, optionalInputs: { weight: "bolder" },
    },
    errorMessage: { color: "attention", spacing: "small", size: "small" },
  },
};

//! The properties of CSS that a drawing can have.

/// Presentation attributes.
const PRESENTATION: &[&str] = &[
    "alignment-baseline",
    "baseline-shift",
    "clip-path",
    "clip-rule",
    "color",
    "color-interpolation",
    "color-interpolation-filters",
    "direction",
    "display",
    "dominant-baseline",
    "fill",
    "fill-opacity",
    "fill-rule",
    "filter",
    "flood-color",
    "flood-opacity",
    "font-family",
    "font-size",
    "font-size-adjust",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-weight",
    "glyph-orientation-horizontal",
    "glyph-orientation-vertical",
    "image-rendering",
    "letter-spacing",
    "lighting-color",
    "marker-end",
    "marker-mid",
    "marker-start",
    "mask",
    "mask-type",
    "opacity",
    "overflow",
    "paint-order",
    "shape-rendering",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "text-decoration",
    "text-rendering",
    "transform",
    "transform-origin",
    "unicode-bidi",
    "vector-effect",
    "visibility",
    "white-space",
    "word-spacing",
    "writing-mode",
];

/// Properties that are no presentation attributes: usvg takes the first three from a `style` only.
const STYLE: &[&str] = &[
    "font-kerning",
    "isolation",
    "mix-blend-mode",
    "cx",
    "cy",
    "d",
    "height",
    "r",
    "rx",
    "ry",
    "width",
    "x",
    "y",
];

/// Is it the name of a presentation attribute?
pub(crate) fn is_property(name: &str) -> bool {
    attribute(name).is_some()
}

/// The presentation attribute of that name.
pub(super) fn attribute(name: &str) -> Option<&'static str> {
    PRESENTATION.iter().find(|known| **known == name).copied()
}

/// The property of that name, in lower case.
pub(super) fn property(name: &str) -> Option<&'static str> {
    attribute(name).or_else(|| STYLE.iter().find(|known| **known == name).copied())
}

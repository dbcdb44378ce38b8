//! The properties of CSS that change a drawing: what each may hold, whether it is inherited, and where it begins.
//! Source: SVG 2, appendix “Property index”, and the specifications it names.

/// What a property may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `none`, a color or a reference.
    Paint,
    /// A color.
    Color,
    /// A number or a percentage from 0 to 1.
    Opacity,
    /// A length of any sign, where a number alone is one too.
    Length,
    /// A length that is not negative, where a number alone is one too.
    Width,
    /// A list of lengths, or `none`.
    Dashes,
    /// A number of at least 1.
    Miter,
    /// One of some words, separated by spaces.
    Words(&'static str),
    /// One or more of some words.
    AnyWords(&'static str),
    /// `none` or a reference.
    Reference,
    /// `none`, references and filter functions.
    Filter,
    /// Names of fonts.
    Family,
    /// A length, or a word for one.
    FontSize,
    /// A number, or a word for one.
    FontWeight,
    /// A length, a percentage or a word.
    Spacing(&'static str),
    /// A length of an attribute that CSS may set; `auto` in CSS. Not negative, but for places.
    Geometry,
    /// As [`Kind::Geometry`], of any sign.
    Place,
    /// `path("…")`.
    Path,
    /// Transform functions, and the properties that go into them.
    Transform,
    /// What is taken as it is.
    Free,
    /// What draws in a browser and not here, unless it is one of some words.
    Undrawn(&'static str),
}

/// A property.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Property {
    /// In lower case.
    pub(super) name: &'static str,
    /// What it may hold.
    pub(super) kind: Kind,
    /// Do elements take it from what they are in?
    pub(super) inherited: bool,
    /// The value without any declaration.
    pub(super) initial: &'static str,
    /// May an attribute of that name set it?
    pub(super) attribute: bool,
}

const fn own(name: &'static str, kind: Kind, initial: &'static str) -> Property {
    Property { name, kind, inherited: false, initial, attribute: true }
}

const fn inherited(name: &'static str, kind: Kind, initial: &'static str) -> Property {
    Property { name, kind, inherited: true, initial, attribute: true }
}

const fn css(name: &'static str, kind: Kind, initial: &'static str) -> Property {
    Property { name, kind, inherited: false, initial, attribute: false }
}

const RENDERING: &str = "auto optimizeSpeed optimizeLegibility geometricPrecision crispEdges optimizeQuality smooth \
    high-quality crisp-edges pixelated -webkit-optimize-contrast";
const BASELINES: &str = "auto baseline before-edge text-before-edge middle central after-edge text-after-edge \
    ideographic alphabetic hanging mathematical text-bottom text-top use-script no-change reset-size";
const BLENDS: &str = "normal multiply screen overlay darken lighten color-dodge color-burn hard-light soft-light \
    difference exclusion hue saturation color luminosity plus-lighter";
const DISPLAYS: &str = "none inline block list-item inline-block table inline-table table-row-group table-header-group \
    table-footer-group table-row table-column-group table-column table-cell table-caption flex inline-flex grid \
    inline-grid flow-root contents compact run-in marker";

/// All of them, sorted by name.
const ALL: &[Property] = &[
    own("alignment-baseline", Kind::Words(BASELINES), "baseline"),
    css("background", Kind::Undrawn("none transparent"), "none"),
    css("background-color", Kind::Color, "transparent"),
    css("background-image", Kind::Undrawn("none"), "none"),
    own("baseline-shift", Kind::Spacing("baseline sub super"), "baseline"),
    own("clip-path", Kind::Reference, "none"),
    inherited("clip-rule", Kind::Words("nonzero evenodd"), "nonzero"),
    inherited("color", Kind::Color, "black"),
    inherited("color-interpolation", Kind::Words("auto sRGB linearRGB"), "sRGB"),
    inherited("color-interpolation-filters", Kind::Words("auto sRGB linearRGB"), "linearRGB"),
    Property {
        attribute: false,
        ..inherited("color-scheme", Kind::AnyWords("normal light dark only"), "normal")
    },
    css("cx", Kind::Place, "0"),
    css("cy", Kind::Place, "0"),
    css("d", Kind::Path, "none"),
    inherited("direction", Kind::Words("ltr rtl"), "ltr"),
    own("display", Kind::Words(DISPLAYS), "inline"),
    inherited("dominant-baseline", Kind::Words(BASELINES), "auto"),
    inherited("fill", Kind::Paint, "black"),
    inherited("fill-opacity", Kind::Opacity, "1"),
    inherited("fill-rule", Kind::Words("nonzero evenodd"), "nonzero"),
    own("filter", Kind::Filter, "none"),
    own("flood-color", Kind::Color, "black"),
    own("flood-opacity", Kind::Opacity, "1"),
    inherited("font-family", Kind::Family, ""),
    Property {
        attribute: false,
        ..inherited("font-kerning", Kind::Words("auto normal none"), "auto")
    },
    inherited("font-size", Kind::FontSize, "16"),
    inherited("font-size-adjust", Kind::Free, "none"),
    inherited("font-stretch", Kind::Free, "normal"),
    inherited("font-style", Kind::Free, "normal"),
    inherited("font-variant", Kind::Free, "normal"),
    inherited("font-weight", Kind::FontWeight, "normal"),
    inherited("glyph-orientation-horizontal", Kind::Free, "0deg"),
    inherited("glyph-orientation-vertical", Kind::Free, "auto"),
    css("height", Kind::Geometry, "auto"),
    inherited("image-rendering", Kind::Words(RENDERING), "auto"),
    css("isolation", Kind::Words("auto isolate"), "auto"),
    inherited("letter-spacing", Kind::Spacing("normal"), "normal"),
    own("lighting-color", Kind::Color, "white"),
    inherited("marker-end", Kind::Reference, "none"),
    inherited("marker-mid", Kind::Reference, "none"),
    inherited("marker-start", Kind::Reference, "none"),
    own("mask", Kind::Reference, "none"),
    own("mask-type", Kind::Words("luminance alpha"), "luminance"),
    css("mix-blend-mode", Kind::Words(BLENDS), "normal"),
    css("offset-path", Kind::Undrawn("none"), "none"),
    own("opacity", Kind::Opacity, "1"),
    own("overflow", Kind::AnyWords("visible hidden scroll auto clip overlay"), "visible"),
    inherited("paint-order", Kind::AnyWords("normal fill stroke markers"), "normal"),
    css("r", Kind::Geometry, "0"),
    css("rotate", Kind::Transform, "none"),
    css("rx", Kind::Geometry, "auto"),
    css("ry", Kind::Geometry, "auto"),
    css("scale", Kind::Transform, "none"),
    inherited("shape-rendering", Kind::Words(RENDERING), "auto"),
    own("stop-color", Kind::Color, "black"),
    own("stop-opacity", Kind::Opacity, "1"),
    inherited("stroke", Kind::Paint, "none"),
    inherited("stroke-dasharray", Kind::Dashes, "none"),
    inherited("stroke-dashoffset", Kind::Length, "0"),
    inherited("stroke-linecap", Kind::Words("butt round square"), "butt"),
    inherited("stroke-linejoin", Kind::Words("miter miter-clip round bevel arcs"), "miter"),
    inherited("stroke-miterlimit", Kind::Miter, "4"),
    inherited("stroke-opacity", Kind::Opacity, "1"),
    inherited("stroke-width", Kind::Width, "1"),
    inherited("text-anchor", Kind::Words("start middle end"), "start"),
    own("text-decoration", Kind::Free, "none"),
    inherited("text-rendering", Kind::Words(RENDERING), "auto"),
    own("transform", Kind::Transform, "none"),
    own(
        "transform-box",
        Kind::Words("content-box border-box fill-box stroke-box view-box"),
        "view-box",
    ),
    own("transform-origin", Kind::Transform, ""),
    css("translate", Kind::Transform, "none"),
    own("unicode-bidi", Kind::Free, "normal"),
    own("vector-effect", Kind::Free, "none"),
    inherited("visibility", Kind::Words("visible hidden collapse"), "visible"),
    inherited("white-space", Kind::Free, "normal"),
    css("width", Kind::Geometry, "auto"),
    inherited("word-spacing", Kind::Spacing("normal"), "normal"),
    inherited("writing-mode", Kind::Free, "horizontal-tb"),
    css("x", Kind::Place, "0"),
    css("y", Kind::Place, "0"),
];

/// The property of a name in lower case.
pub(super) fn property(name: &str) -> Option<&'static Property> {
    let known = ALL.binary_search_by_key(&name, |property| property.name).ok()?;
    ALL.get(known)
}

/// All properties.
pub(super) fn all() -> impl Iterator<Item = &'static Property> {
    ALL.iter()
}

/// Is it the name of a presentation attribute?
pub(crate) fn is_property(name: &str) -> bool {
    property(name).is_some_and(|property| property.attribute)
}

/// The property that an attribute of an element sets.
pub(super) fn of_attribute(element: &str, name: &str) -> Option<&'static Property> {
    match (element, name) {
        ("linearGradient" | "radialGradient", "gradientTransform")
        | ("pattern", "patternTransform") => property("transform"),
        // These have an attribute of that name that is none of CSS.
        ("linearGradient" | "radialGradient" | "pattern", "transform") => None,
        ("font-face", _) => None,
        _ => property(name).filter(|property| property.attribute),
    }
}

/// Elements that each geometry property is of.
pub(super) fn is_of(property: &str, element: &str) -> bool {
    match property {
        "cx" | "cy" => matches!(element, "circle" | "ellipse"),
        "r" => element == "circle",
        "rx" | "ry" => matches!(element, "rect" | "ellipse"),
        "x" | "y" | "width" | "height" => {
            matches!(element, "rect" | "svg" | "use" | "image" | "foreignObject")
        }
        "d" => element == "path",
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(ALL.is_sorted_by_key(|property| property.name));
        assert_eq!(property("fill").map(|fill| fill.kind), Some(Kind::Paint));
    }
}

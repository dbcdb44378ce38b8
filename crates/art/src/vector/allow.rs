//! The elements and attributes that a canonical SVG can have: those of SVG 2 that draw something without animation. All
//! else is dropped.
//!
//! Sources: SVG 2, appendices "Element index", "Attribute index" and "Property index"; Filter Effects Module Level 1; CSS
//! Masking Module Level 1; Compositing and Blending Level 1.

/// Elements that draw, or that others need to draw.
const ELEMENTS: &str = "a circle clipPath defs ellipse feBlend feColorMatrix feComponentTransfer feComposite \
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG \
    feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight \
    feTile feTurbulence filter g line linearGradient marker mask path pattern polygon polyline radialGradient rect \
    stop svg switch symbol text textPath tspan use";

/// Attributes with numbers, lengths, lists of them, and key words. Nothing in them refers to anything.
const PLAIN: &str = "amplitude azimuth baseFrequency bias clipPathUnits cx cy d diffuseConstant divisor dx dy edgeMode \
    elevation exponent filterUnits fr fx fy gradientTransform gradientUnits height in in2 intercept k1 k2 k3 k4 \
    kernelMatrix kernelUnitLength lengthAdjust limitingConeAngle markerHeight markerUnits markerWidth maskContentUnits \
    maskUnits method mode numOctaves offset operator order orient pathLength patternContentUnits patternTransform \
    patternUnits points pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius refX \
    refY result rotate rx ry scale seed side slope spacing specularConstant specularExponent spreadMethod startOffset \
    stdDeviation stitchTiles surfaceScale tableValues targetX targetY textLength transform type values viewBox width x \
    x1 x2 xChannelSelector y y1 y2 yChannelSelector z";

/// Properties that are attributes too. Their values are CSS.
const PRESENTATION: &str = "alignment-baseline baseline-shift clip-path clip-rule color color-interpolation \
    color-interpolation-filters direction display dominant-baseline fill fill-opacity fill-rule filter flood-color \
    flood-opacity font-family font-size font-size-adjust font-stretch font-style font-variant font-weight \
    glyph-orientation-horizontal glyph-orientation-vertical image-rendering letter-spacing lighting-color marker-end \
    marker-mid marker-start mask mask-type opacity overflow paint-order shape-rendering stop-color stop-opacity stroke \
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width \
    text-anchor text-decoration text-rendering transform-box transform-origin unicode-bidi vector-effect visibility \
    white-space word-spacing writing-mode";

/// Properties that are no attributes: they are written as `style`.
const STYLE: &str = "background-color font-kerning isolation mix-blend-mode";

/// Functions in the values of properties. `url()` is not one of them: it is read separately.
const FUNCTIONS: &str = "blur brightness calc clamp color color-mix contrast drop-shadow grayscale hsl hsla \
    hue-rotate hwb invert lab lch light-dark matrix matrix3d max min oklab oklch opacity rgb rgba rotate rotate3d rotatex \
    rotatey rotatez saturate scale scale3d scalex scaley scalez sepia skew skewx skewy translate translate3d translatex \
    translatey translatez var";

/// What a name may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    /// Numbers and key words.
    Plain,
    /// A value of CSS: functions and references are read.
    Property,
    /// A value of CSS that is written in `style`.
    Style,
}

/// Can a canonical SVG have this element?
pub(crate) fn is_element(name: &str) -> bool {
    has(ELEMENTS, name)
}

/// The element that a name is a misspelling of.
pub(crate) fn nearest_element(name: &str) -> Option<&'static str> {
    let distance = |known: &&str| strsim::damerau_levenshtein(name, known);
    let nearest = ELEMENTS.split_ascii_whitespace().min_by_key(distance)?;
    (distance(&nearest) <= 2).then_some(nearest)
}

/// What an attribute without a namespace may hold; `None` for one that a canonical SVG cannot have.
pub(crate) fn attribute(name: &str) -> Option<Value> {
    match name {
        _ if has(PLAIN, name) => Some(Value::Plain),
        _ if has(PRESENTATION, name) => Some(Value::Property),
        _ if has(STYLE, name) => Some(Value::Style),
        _ => None,
    }
}

/// May the value of a property call this function?
pub(crate) fn is_function(name: &str) -> bool {
    has(FUNCTIONS, &name.to_ascii_lowercase())
}

fn has(list: &str, name: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == name)
}

//! A drawing in other colors, each computed from the old one. The text is usvg's: only what is drawn is kept, not the
//! designer's file.

use std::collections::BTreeSet;

use resvg::usvg::roxmltree::{Document, Node};
use resvg::usvg::{Indent, WriteOptions};

use crate::color::Color;
use crate::vector::draw::Drawing;
use crate::vector::fonts::Fonts;
use crate::vector::{source, tree};

/// Attributes that hold a color.
const COLORED: [&str; 5] = ["fill", "stroke", "stop-color", "flood-color", "lighting-color"];
/// What makes a color from others: new inputs do not give the new output.
const MIXERS: [&str; 9] = [
    "feColorMatrix",
    "feComponentTransfer",
    "feBlend",
    "feDiffuseLighting",
    "feSpecularLighting",
    "feTurbulence",
    "feConvolveMatrix",
    "feDisplacementMap",
    "image",
];

/// The drawing with each color `c` as `to(c)`. `None` where filters or blending make colors of their own.
pub fn repaint(drawing: &Drawing, to: impl Fn(Color) -> Color) -> Option<Drawing> {
    read(&text(drawing, to)?)
}

/// The same with alpha: a part keeps as much of its paint as `share` says of its color, 0 to 255, and is white. What lies
/// below a part does not show through it.
pub fn fade(drawing: &Drawing, share: impl Fn(Color) -> u8) -> Option<Drawing> {
    let gray = |share: u8| Color::new(share, share, share);
    let inner = text(drawing, |color| gray(share(color)))?;
    let svg = inner.find('>')? + 1..inner.rfind("</svg>")?;
    let head = &inner[..svg.start];
    let [left, top, right, bottom] = mask_bounds(drawing);
    // Grays on a luminance mask: `color-interpolation` is sRGB by default, so a gray is its own share.
    read(&format!(
        "{head}<mask id=\"rebadge-share\" maskUnits=\"userSpaceOnUse\" x=\"{left}\" y=\"{top}\" \
         width=\"{}\" height=\"{}\">{}</mask><path fill=\"#fff\" mask=\"url(#rebadge-share)\" \
         d=\"M{left} {top}H{right}V{bottom}H{left}z\"/></svg>",
        right - left,
        bottom - top,
        &inner[svg],
    ))
}

/// Left, top, right and bottom of a mask for all that a drawing paints, a little beyond its edges, in its units. What lies far
/// outside of the picture is cut. A mask costs its area, so it is not larger.
fn mask_bounds(drawing: &Drawing) -> [f32; 4] {
    let (width, height) = drawing.size();
    let [left, top, right, bottom] = drawing.painted_bounds();
    let beyond = width.max(height) / 64.0;
    let within = |edge: f32, side: f32| edge.clamp(-side, 2.0 * side);
    [
        within(left - beyond, width),
        within(top - beyond, height),
        within(right + beyond, width),
        within(bottom + beyond, height),
    ]
}

fn read(text: &str) -> Option<Drawing> {
    // All text is paths by now.
    let parsed = tree::parse(text, &Fonts::none(), None).ok()?;
    Some(parsed.drawing())
}

fn text(drawing: &Drawing, to: impl Fn(Color) -> Color) -> Option<String> {
    let options = WriteOptions { indent: Indent::None, ..WriteOptions::default() };
    let text = drawing.tree.to_string(&options);
    let document = source::document(&text).ok()?;
    if mixes(&document) {
        return None;
    }
    let (shaded, painted) = (servers(&document, Within::Mask), servers(&document, Within::Picture));
    if shaded.intersection(&painted).next().is_some() {
        return None;
    }
    let mut edits = Vec::new();
    for node in document.descendants().filter(Node::is_element) {
        if within(node) == Within::Mask || is_of(node, &shaded) {
            continue;
        }
        for attribute in node.attributes().filter(|a| COLORED.contains(&a.name())) {
            if let Ok(color) = Color::parse(attribute.value()) {
                edits.push((attribute.range_value(), to(color).to_string()));
            }
        }
    }
    Some(source::edit(&text, edits))
}

fn mixes(document: &Document<'_>) -> bool {
    document.descendants().any(|node| {
        let name = node.tag_name().name();
        let is_blended = || node.attribute("style").is_some_and(blends);
        let is_product = || node.attribute("operator") == Some("arithmetic");
        MIXERS.contains(&name) || is_blended() || is_product()
    })
}

fn blends(css: &str) -> bool {
    css.contains("mix-blend-mode:") && !css.contains("mix-blend-mode:normal")
}

/// Where an element's colors end up.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    /// They are seen.
    Picture,
    /// They only say how much is seen.
    Mask,
}

fn within(node: Node<'_, '_>) -> Within {
    let hides = |above: Node<'_, '_>| matches!(above.tag_name().name(), "mask" | "clipPath");
    if node.ancestors().any(hides) { Within::Mask } else { Within::Picture }
}

/// The ids of gradients and patterns that are named from there.
fn servers<'a>(document: &'a Document<'_>, from: Within) -> BTreeSet<&'a str> {
    let nodes = document.descendants().filter(|node| within(*node) == from);
    let paints = nodes.flat_map(|node| [node.attribute("fill"), node.attribute("stroke")]);
    paints.flatten().filter_map(|paint| paint.strip_prefix("url(#")?.strip_suffix(')')).collect()
}

/// Is it one of these gradients or patterns, or a part of one?
fn is_of(node: Node<'_, '_>, servers: &BTreeSet<&str>) -> bool {
    node.ancestors().any(|above| above.attribute("id").is_some_and(|id| servers.contains(id)))
}

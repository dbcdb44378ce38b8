//! The boxes that `transform-box` names. What an element paints is measured by usvg, on a drawing of its outlines alone.

use std::fmt::Write as _;

use resvg::usvg::roxmltree::Node;

use crate::vector::cascade::numbers::Viewport;
use crate::vector::cascade::transform::Reference;
use crate::vector::fonts::Fonts;
use crate::vector::{frame, source, tree};

/// Elements within one that is measured.
const ELEMENTS: usize = 2_000;
/// Attributes that shape an outline.
const SHAPE: &str = "x y x1 y1 x2 y2 width height cx cy r rx ry d points transform";

/// The view box of the `svg` around an element; the whole drawing where there is none.
pub(super) fn view(node: Node<'_, '_>, viewport: Viewport) -> Viewport {
    let is_svg = |node: &Node<'_, '_>| source::is_svg(*node) && node.tag_name().name() == "svg";
    let Some(svg) = node.ancestors().skip(1).find(is_svg).or_else(|| node.ancestors().find(is_svg))
    else {
        return viewport;
    };
    match view_box(svg) {
        Some([_, _, width, height]) => Viewport { width, height },
        None if svg.parent_element().is_none() => viewport,
        None => {
            let side = |name: &str| svg.attribute(name)?.trim().parse::<f64>().ok();
            let outer = view(svg, viewport);
            Viewport {
                width: side("width").unwrap_or(outer.width),
                height: side("height").unwrap_or(outer.height),
            }
        }
    }
}

/// The four numbers of a view box with an area.
pub(super) fn view_box(svg: Node<'_, '_>) -> Option<[f64; 4]> {
    let all = frame::numbers(svg.attribute("viewBox")?)?;
    (all[2] > 0.0 && all[3] > 0.0).then_some(all)
}

/// The box around all outlines of an element, without strokes; `None` where it cannot be measured.
pub(super) fn fill_box(node: Node<'_, '_>) -> Option<Reference> {
    let mut body = String::new();
    outline(node, node, &mut body, &mut 0)?;
    let svg = format!("<svg xmlns=\"{}\" width=\"1\" height=\"1\">{body}</svg>", source::SVG);
    let parsed = tree::parse(&svg, &Fonts::none(), None).ok()?;
    let bounds = parsed.tree.root().bounding_box();
    let [x, y, width, height] =
        [bounds.x(), bounds.y(), bounds.width(), bounds.height()].map(f64::from);
    (width > 0.0 || height > 0.0).then_some(Reference { x, y, size: Viewport { width, height } })
}

/// Writes the shapes of an element, each as its attributes say.
fn outline(
    node: Node<'_, '_>,
    top: Node<'_, '_>,
    out: &mut String,
    count: &mut usize,
) -> Option<()> {
    *count += 1;
    if *count > ELEMENTS
        || node.attributes().any(|a| a.name() == "style" || a.name() == "class") && node != top
    {
        return None;
    }
    let name = node.tag_name().name();
    match name {
        "path" | "rect" | "circle" | "ellipse" | "line" | "polyline" | "polygon" | "g" | "a" => {}
        "title" | "desc" | "metadata" | "defs" | "style" => return Some(()),
        _ => return None,
    }
    let name = if name == "a" { "g" } else { name };
    let _ = write!(out, "<{name}");
    for attribute in node.attributes().filter(|attribute| attribute.namespace().is_none()) {
        let is_transform = attribute.name() == "transform" && node == top;
        if SHAPE.split(' ').any(|known| known == attribute.name()) && !is_transform {
            let value =
                attribute.value().replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            let _ = write!(out, " {}=\"{value}\"", attribute.name());
        }
    }
    // Without area a line has a box too.
    out.push_str(" fill=\"#000\" stroke=\"none\">");
    for child in node.children().filter(|child| source::is_svg(*child)) {
        outline(child, top, out, count)?;
    }
    let _ = write!(out, "</{name}>");
    Some(())
}

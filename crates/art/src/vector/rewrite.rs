//! A drawing cut to a part, or without what lies behind it: the text itself changes, once.

use resvg::usvg::roxmltree::Node;

use crate::vector::frame;
use crate::vector::read::Vector;
use crate::vector::source::{self, Span};

/// A part of a picture, as shares of its width and height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Left edge.
    pub left: f32,
    /// Top edge.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Bottom edge.
    pub bottom: f32,
}

/// The text with a `viewBox` that shows only a part, and the size of that part in units of the `viewBox`.
pub fn crop(vector: &Vector, part: Part) -> Option<(String, (f32, f32))> {
    let text = &vector.text;
    let document = source::document(text).ok()?;
    let root = document.root_element();
    let view = frame::numbers(root.attribute("viewBox")?)?.map(|number| number as f32);
    let size = ((part.right - part.left) * view[2], (part.bottom - part.top) * view[3]);
    let (x, y) = (view[0] + part.left * view[2], view[1] + part.top * view[3]);
    let mut edits: Vec<(Span, String)> = ["width", "height", "viewBox"]
        .iter()
        .filter_map(|key| Some((root.attribute_node(*key)?.range(), String::new())))
        .collect();
    let at = source::name_end(root);
    edits.push((at..at, format!(" viewBox=\"{x} {y} {} {}\"", size.0, size.1)));
    Some((source::edit(text, edits), size))
}

/// Shapes that are drawn in their own position.
const SHAPES: [&str; 6] = ["rect", "path", "circle", "ellipse", "polygon", "use"];
/// What is in these is drawn elsewhere, or not at all.
const ASIDE: [&str; 8] =
    ["defs", "clipPath", "mask", "pattern", "symbol", "marker", "linearGradient", "radialGradient"];

/// The text without the first shape that is drawn: what lies behind all others. `None` if there is only one.
pub fn without_first_shape(vector: &Vector) -> Option<String> {
    let document = source::document(&vector.text).ok()?;
    let is_drawn = |node: &Node<'_, '_>| {
        SHAPES.contains(&node.tag_name().name())
            && !node.ancestors().any(|above| ASIDE.contains(&above.tag_name().name()))
    };
    let mut shapes = document.descendants().filter(is_drawn);
    let first = shapes.next()?;
    shapes.next()?;
    Some(source::edit(&vector.text, vec![(first.range(), String::new())]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::Fonts;
    use crate::vector::source::SVG;

    fn vector(inner: &str) -> Vector {
        let text = format!("<svg xmlns='{SVG}' width='20' viewBox='0 0 20 10'>{inner}</svg>");
        Vector::read(&text, &Fonts::none()).unwrap()
    }

    #[test]
    fn a_part_is_a_view_box() {
        let part = Part { left: 0.0, top: 0.5, right: 0.25, bottom: 1.0 };
        let (text, size) = crop(&vector("<path d='M2 2h6v6z'/>"), part).unwrap();
        assert!(
            text.starts_with(&format!("<svg viewBox=\"0 5 5 5\" xmlns=\"{SVG}\"   >")),
            "{text}"
        );
        assert_eq!(size, (5.0, 5.0));
    }

    #[test]
    fn what_lies_behind_is_the_first_shape_that_draws() {
        let clip = "<clipPath id=\"c\"><path d=\"M2 2h6v6z\"/></clipPath>";
        let text = without_first_shape(&vector(&format!(
            "{clip}<rect width='9' height='9'/><path clip-path='url(#c)' d='M2 2h6v6z'/>"
        )));
        assert!(
            text.unwrap()
                .ends_with(&format!("{clip}<path d=\"M2 2h6v6z\" clip-path=\"url(#c)\"/></svg>"))
        );
        assert_eq!(without_first_shape(&vector("<path d='M2 2h6v6z'/>")), None);
    }
}

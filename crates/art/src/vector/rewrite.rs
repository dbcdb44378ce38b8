//! A drawing in other colors, cut to a part, or without what lies behind it. Apart from recoloring by class, which
//! follows a palette: here the text itself changes, once, and is a designer's file again.

use std::collections::BTreeMap;

use cssparser::Token;
use resvg::usvg::roxmltree::Node;

use crate::color::Color;
use crate::vector::css;
use crate::vector::frame;
use crate::vector::read::Vector;
use crate::vector::source::{self, SVG, Span};

/// Properties that hold a color.
const COLORED: [&str; 6] =
    ["fill", "stroke", "stop-color", "color", "flood-color", "lighting-color"];

/// The text with each color that is a key of `to` replaced, wherever it is written, whatever it is written as.
pub fn replace_colors(vector: &Vector, to: &BTreeMap<Color, Color>) -> String {
    let text = &vector.text;
    let Ok(document) = source::document(text) else {
        return text.clone();
    };
    let replaced = |raw: &str| Color::parse(raw.trim()).ok().and_then(|color| to.get(&color));
    let mut edits: Vec<(Span, String)> = Vec::new();
    for node in document.descendants().filter(Node::is_element) {
        for attribute in node.attributes().filter(|a| a.namespace().is_none()) {
            let span = attribute.range_value();
            let raw = &text[span.clone()];
            match attribute.name() {
                "style" => edits.extend(in_sheet(raw, span.start, &replaced)),
                name if COLORED.contains(&name) => {
                    edits.extend(replaced(raw).map(|color| (span, color.to_string())));
                }
                _ => {}
            }
        }
        if node.has_tag_name((SVG, "style")) {
            let inner = source::tag(node).end..source::element_end(text, &node.range());
            if inner.start < inner.end {
                edits.extend(in_sheet(&text[inner.clone()], inner.start, &replaced));
            }
        }
    }
    let root = document.root_element();
    if let Some(color) = to.get(&Color::BLACK).filter(|_| !root.has_attribute("fill")) {
        // What says no fill is black.
        let at = name_end(text, root.range().start);
        edits.push((at..at, format!(" fill=\"{color}\"")));
    }
    source::edit(text, edits)
}

/// The edits in a style sheet, or in the value of a `style` attribute, that begins at `start` of the text.
fn in_sheet<'a>(
    css: &str,
    start: usize,
    replaced: &impl Fn(&str) -> Option<&'a Color>,
) -> Vec<(Span, String)> {
    let pieces = css::pieces(css);
    let mut edits = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let is_colored = matches!(&piece.token, Token::Ident(name)
            if COLORED.iter().any(|colored| name.eq_ignore_ascii_case(colored)));
        let mut rest = pieces[at + 1..].iter().skip_while(|p| is_blank(&p.token));
        if !is_colored || rest.next().is_none_or(|next| next.token != Token::Colon) {
            continue;
        }
        let is_end = |token: &Token<'_>| {
            matches!(token, Token::Semicolon | Token::CloseCurlyBracket | Token::Delim('!'))
        };
        let value: Vec<_> = rest.take_while(|piece| !is_end(&piece.token)).collect();
        let mut solid = value.iter().filter(|piece| !is_blank(&piece.token));
        if let (Some(first), Some(last)) =
            (solid.next(), value.iter().rfind(|p| !is_blank(&p.token)))
        {
            let span = first.range.start..last.range.end;
            let color = replaced(&css[span.clone()]);
            edits.extend(
                color.map(|color| (start + span.start..start + span.end, color.to_string())),
            );
        }
    }
    edits
}

fn is_blank(token: &Token<'_>) -> bool {
    matches!(token, Token::WhiteSpace(_) | Token::Comment(_))
}

/// The byte behind the name of the tag that begins at `start`.
fn name_end(text: &str, start: usize) -> usize {
    let name = &text[start + 1..];
    start + 1 + name.find([' ', '\t', '\r', '\n', '>', '/']).unwrap_or(0)
}

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
    let at = name_end(text, root.range().start);
    edits.push((at..at, format!(" viewBox=\"{x} {y} {} {}\"", size.0, size.1)));
    Some((source::edit(text, edits), size))
}

/// Shapes that draw where they stand.
const SHAPES: [&str; 6] = ["rect", "path", "circle", "ellipse", "polygon", "use"];
/// What stands in these is drawn elsewhere, or not at all.
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

    fn vector(inner: &str) -> Vector {
        let text = format!("<svg xmlns='{SVG}' width='20' viewBox='0 0 20 10'>{inner}</svg>");
        Vector::read(&text, &Fonts::none()).unwrap()
    }

    fn check(inner: &str, expect: &str) {
        let to = [(Color::BLACK, Color::WHITE), (Color::new(10, 102, 194), Color::new(1, 2, 3))];
        let text = replace_colors(&vector(inner), &to.into());
        let head = format!(
            "<svg fill=\"#ffffff\" xmlns=\"{SVG}\" viewBox=\"0 0 20 10\" width=\"20\" height=\"10\">"
        );
        assert_eq!(text, format!("{head}{}</svg>", expect.replace('\'', "\"")));
    }

    #[test]
    fn a_color_is_replaced_however_it_is_written() {
        check("<path d='M2 2h6v6z'/>", "<path d='M2 2h6v6z'/>");
        check(
            "<g fill='#0A66C2'><path stroke='rgb(10, 102 ,194)' d='M2 2h6v6z'/></g>",
            "<g fill='#010203'><path d='M2 2h6v6z' stroke='#010203'/></g>",
        );
        check(
            "<path style='fill : black!important;stroke:#0a66c2' d='M2 2h6v6z'/>",
            "<path d='M2 2h6v6z' fill='#ffffff' stroke='#010203'/>",
        );
        check(
            "<style>.fill, .a { fill: #000 } .b{stroke:red}</style><path class='a' d='M2 2h6v6z'/>",
            "<path d='M2 2h6v6z' fill='#ffffff'/>",
        );
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

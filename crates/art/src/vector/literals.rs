//! The colors that a drawing's paints have, exact to the digit, as brand colors must be. Pixels would give blended
//! colors.

use std::collections::BTreeSet;

use resvg::usvg::{self, Group, Node, Paint};

use crate::color::Color;
use crate::vector::draw::Drawing;

/// Every color that a fill, a stroke or a stop of a gradient of the drawing has, sorted. Not all need be seen.
pub fn literal_colors(drawing: &Drawing) -> Vec<Color> {
    let mut found = BTreeSet::new();
    group(drawing.tree.root(), &mut found);
    found.into_iter().collect()
}

fn group(group: &Group, found: &mut BTreeSet<Color>) {
    for node in group.children() {
        match node {
            Node::Group(inner) => self::group(inner, found),
            Node::Text(text) => self::group(text.flattened(), found),
            Node::Image(_) => {}
            Node::Path(path) if !path.is_visible() => {}
            Node::Path(path) => {
                path.fill().into_iter().for_each(|fill| paint(fill.paint(), found));
                path.stroke().into_iter().for_each(|stroke| paint(stroke.paint(), found));
            }
        }
    }
}

fn paint(paint: &Paint, found: &mut BTreeSet<Color>) {
    let mut add = |color: usvg::Color| {
        found.insert(Color::new(color.red, color.green, color.blue));
    };
    match paint {
        Paint::Color(color) => add(*color),
        Paint::LinearGradient(gradient) => gradient.stops().iter().for_each(|s| add(s.color())),
        Paint::RadialGradient(gradient) => gradient.stops().iter().for_each(|s| add(s.color())),
        Paint::Pattern(pattern) => group(pattern.root(), found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Palette;
    use crate::vector::{Fonts, Vector, for_scheme};

    fn check(body: &str, expect: &[&str]) {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{body}</svg>");
        let vector = Vector::read(&text, &Fonts::none()).unwrap();
        let drawing = for_scheme(&vector, &Palette::from_fn(|_| Color::BLACK)).unwrap();
        let found: Vec<String> = literal_colors(&drawing).iter().map(Color::to_string).collect();
        assert_eq!(found, expect, "{body}");
    }

    #[test]
    fn fills_strokes_and_stops_are_colors() {
        check("<path d='M0 0h9v9z'/>", &["#000000"]);
        check(
            "<style>.a{fill:#0a66c2}</style><path class='a' stroke='#fc0' d='M0 0h9v9z'/>",
            &["#0a66c2", "#ffcc00"],
        );
        check(
            "<linearGradient id='g'><stop stop-color='#123456'/><stop offset='1' stop-color='red'/>\
             </linearGradient><path fill='url(#g)' d='M0 0h9v9z'/><path fill='none' d='M0 0h1v1z'/>",
            &["#123456", "#ff0000"],
        );
    }
}

//! Recoloring: the palette's colors for the classes of a vector, as CSS for browsers and for the renderer.

use crate::color::{Color, Palette, Palettes, Role};
use crate::vector::draw::{DrawError, Drawing};
use crate::vector::fonts::Fonts;
use crate::vector::read::Vector;
use crate::vector::{canonical, tree};

/// The rules that give a vector the colors of one palette: empty for a vector that does not change.
///
/// They are `!important`, so that neither a `style` attribute nor a sheet of the drawing leaves an element that asks
/// for a role in another color.
pub fn style_rules(vector: &Vector, palette: &Palette) -> String {
    let mut rules = String::new();
    if vector.current_color {
        rules += &format!("svg{{color:{}}}", palette.get(Role::OnSurface));
    }
    for paint in vector.paints() {
        let (class, property) = (paint.class(), paint.property.name());
        rules += &format!(".{class}{{{property}:{}!important}}", palette.get(paint.role));
    }
    rules
}

/// All that differs between the rules of two palettes.
pub(super) fn colors(vector: &Vector, palette: &Palette) -> Vec<Color> {
    let current = vector.current_color.then_some(Role::OnSurface);
    let roles = current.into_iter().chain(vector.paints().map(|paint| paint.role));
    roles.map(|role| palette.get(role)).collect()
}

/// The text of the vector with the colors of both schemes: a browser shows the one that the person chose.
///
/// One `style` element comes first in the root; all else stays.
pub fn recolor(vector: &Vector, palettes: &Palettes) -> String {
    let light = style_rules(vector, &palettes.light);
    let dark = style_rules(vector, &palettes.dark);
    let css = if light == dark {
        light
    } else {
        format!("{light}@media (prefers-color-scheme:dark){{{dark}}}")
    };
    complete(vector, &css)
}

/// Puts a sheet first into the root.
fn complete(vector: &Vector, css: &str) -> String {
    let text = &vector.text;
    if css.is_empty() {
        return text.clone();
    }
    let (tag, rest) = text.split_at(canonical::root_tag_end(text));
    format!("{tag}<style>{css}</style>{rest}")
}

/// The vector in the colors of one palette, ready to draw.
pub fn for_scheme(vector: &Vector, palette: &Palette) -> Result<Drawing, DrawError> {
    let rules = style_rules(vector, palette);
    let sheet = (!rules.is_empty()).then_some(rules);
    let parsed = tree::parse(&vector.text, &vector.fonts, sheet).map_err(DrawError)?;
    Ok(parsed.drawing())
}

/// [`for_scheme`], to be measured: without antialiasing, so that thin lines count in the color that they have.
pub(super) fn aliased(vector: &Vector, palette: &Palette) -> Result<Drawing, DrawError> {
    let sheet = Some(style_rules(vector, palette));
    let parsed = tree::parse_aliased(&vector.text, &vector.fonts, sheet).map_err(DrawError)?;
    Ok(parsed.drawing())
}

/// The vector in the colors of its own text, ready to draw; what it asks of the color scheme is left aside.
pub fn as_written(vector: &Vector) -> Result<Drawing, DrawError> {
    let parsed = tree::parse(&vector.text, &vector.fonts, None).map_err(DrawError)?;
    Ok(parsed.drawing())
}

/// A drawing whose text the tool itself wrote: nobody else's, so it need not pass the lint.
pub fn of_our_own(text: &str) -> Result<Drawing, DrawError> {
    let parsed = tree::parse(text, &Fonts::none(), None).map_err(DrawError)?;
    Ok(parsed.drawing())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Color;
    use crate::vector::{Canvas, Placement, draw};

    /// Each scheme has one color for `primary`, one for `on-surface`, and black for all else.
    fn palettes() -> Palettes {
        let palette = |primary: Color, text: Color| {
            Palette::from_fn(|role| match role {
                Role::Primary => primary,
                Role::OnSurface => text,
                _ => Color::BLACK,
            })
        };
        Palettes {
            light: palette(Color::new(0xb8, 0x4c, 0), Color::new(1, 2, 3)),
            dark: palette(Color::new(0xff, 0x6a, 0), Color::new(9, 9, 9)),
        }
    }

    fn check(text: &str, expect: &str) {
        let vector = Vector::read(text, &Fonts::none()).unwrap();
        assert_eq!(recolor(&vector, &palettes()), expect);
    }

    #[test]
    fn one_sheet_and_a_view_box_are_put_in_and_all_else_stays() {
        check(
            "<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'\n>\n\
             <path class='fill-primary' d='M0 0h8v8z'/>\n</svg>\n",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\" width=\"8\" height=\"8\">\
             <style>.fill-primary{fill:#b84c00!important}\
             @media (prefers-color-scheme:dark){.fill-primary{fill:#ff6a00!important}}</style>\
             <path class=\"fill-primary\" d=\"M0 0h8v8z\"/></svg>",
        );
        check(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path fill='currentcolor' d='M0 0h8v8z'/></svg>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><style>svg{color:#010203}\
             @media (prefers-color-scheme:dark){svg{color:#090909}}</style>\
             <path d=\"M0 0h8v8z\" fill=\"currentColor\"/></svg>",
        );
        check(
            "<s:svg xmlns:s='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><s:path class='fill-error a' d='M0 0h8v8z'/></s:svg>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><style>.fill-error{fill:#000000!important}</style>\
             <path class=\"fill-error\" d=\"M0 0h8v8z\"/></svg>",
        );
    }

    #[test]
    fn a_drawing_without_classes_stays_the_same() {
        let text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><path d=\"M0 0h8v8z\"/></svg>";
        check(text, text);
    }

    /// The middle pixel of the drawing in the dark scheme.
    fn check_drawn(body: &str, expect: [u8; 4]) {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'>{body}</svg>");
        let vector = Vector::read(&text, &Fonts::none()).unwrap();
        let drawing = for_scheme(&vector, &palettes().dark).unwrap();
        let canvas = Canvas { width: 3, height: 3 };
        let pixels = draw(&drawing, canvas, Placement::contain(drawing.size(), canvas)).unwrap();
        assert_eq!(pixels.rgba[16..20], expect, "{body}");
    }

    #[test]
    fn classes_win_over_all_that_the_drawing_says() {
        let orange = [255, 106, 0, 255];
        check_drawn("<path class='fill-primary' fill='blue' d='M0 0h8v8H0z'/>", orange);
        check_drawn("<path class='fill-primary' style='fill:blue' d='M0 0h8v8H0z'/>", orange);
        check_drawn(
            "<style>.a{fill:blue}</style><path class='a fill-primary' d='M0 0h8v8H0z'/>",
            orange,
        );
        check_drawn("<path fill='currentcolor' d='M0 0h8v8H0z'/>", [9, 9, 9, 255]);
        check_drawn(
            "<linearGradient id='g'><stop class='stop-primary'/></linearGradient><path fill='url(#g)' d='M0 0h8v8H0z'/>",
            orange,
        );
    }
}

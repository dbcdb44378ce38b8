//! Recoloring: the palette's colors for the classes of a vector, as CSS. Apart because a browser and the renderer need
//! the same rules in different dress.

use crate::color::{Color, Palette, Palettes, Role};
use crate::vector::draw::{DrawError, Drawing};
use crate::vector::fonts::Fonts;
use crate::vector::read::Vector;
use crate::vector::{source, tree};

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
/// One `style` element comes first in the root, and the root has a `viewBox`; all else stays as written.
pub fn recolor(vector: &Vector, palettes: &Palettes) -> String {
    let light = style_rules(vector, &palettes.light);
    let dark = style_rules(vector, &palettes.dark);
    let css = match light == dark {
        true => light,
        false => format!("{light}@media (prefers-color-scheme:dark){{{dark}}}"),
    };
    complete(vector, &css)
}

/// Puts a sheet first into the root, and a `viewBox` into its tag where it has only a width and height: without one a
/// browser cuts the drawing and does not scale it.
fn complete(vector: &Vector, css: &str) -> String {
    let text = &vector.text;
    let Ok(document) = source::document(text) else {
        return text.clone();
    };
    let root = document.root_element();
    let tag = source::tag(root);
    // The root may be `svg:svg`; what is put into it must then be `svg:style`.
    let name =
        text[tag.start + 1..].split([' ', '\t', '\r', '\n', '>', '/']).next().unwrap_or("svg");
    let mut edits = Vec::new();
    if root.attribute("viewBox").is_none() {
        let (width, height) = vector.size;
        let at = tag.start + 1 + name.len();
        edits.push((at..at, format!(" viewBox=\"0 0 {width} {height}\"")));
    }
    if !css.is_empty() {
        let prefix = name.strip_suffix("svg").unwrap_or_default();
        edits.push((tag.end..tag.end, format!("<{prefix}style>{css}</{prefix}style>")));
    }
    source::edit(text, edits)
}

/// The vector in the colors of one palette, ready to draw.
pub fn for_scheme(vector: &Vector, palette: &Palette) -> Result<Drawing, DrawError> {
    let rules = style_rules(vector, palette);
    let sheet = (!rules.is_empty()).then_some(rules);
    let parsed = tree::parse(&vector.text, &vector.fonts, sheet).map_err(DrawError)?;
    Ok(Drawing { tree: parsed.tree.into() })
}

/// [`for_scheme`], to be measured: without antialiasing, so that thin lines count in the color that they have.
pub(super) fn aliased(vector: &Vector, palette: &Palette) -> Result<Drawing, DrawError> {
    let sheet = Some(style_rules(vector, palette));
    let parsed = tree::parse_aliased(&vector.text, &vector.fonts, sheet).map_err(DrawError)?;
    Ok(Drawing { tree: parsed.tree.into() })
}

/// The vector in the colors of its own text, ready to draw; what it asks of the color scheme is left aside.
pub fn as_written(vector: &Vector) -> Result<Drawing, DrawError> {
    let parsed = tree::parse(&vector.text, &vector.fonts, None).map_err(DrawError)?;
    Ok(Drawing { tree: parsed.tree.into() })
}

/// A drawing whose text the tool itself wrote: nobody else's, so it need not pass the lint.
pub(crate) fn of_our_own(text: &str) -> Result<Drawing, DrawError> {
    let parsed = tree::parse(text, &Fonts::none(), None).map_err(DrawError)?;
    Ok(Drawing { tree: parsed.tree.into() })
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
            "<?xml version='1.0'?>\n<svg viewBox=\"0 0 8 8\" xmlns='http://www.w3.org/2000/svg' width='8' height='8'\n>\
             <style>.fill-primary{fill:#b84c00!important}\
             @media (prefers-color-scheme:dark){.fill-primary{fill:#ff6a00!important}}</style>\n\
             <path class='fill-primary' d='M0 0h8v8z'/>\n</svg>\n",
        );
        check(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path stroke='currentColor' d='M0 0h8v8z'/></svg>",
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><style>svg{color:#010203}\
             @media (prefers-color-scheme:dark){svg{color:#090909}}</style>\
             <path stroke='currentColor' d='M0 0h8v8z'/></svg>",
        );
        check(
            "<s:svg xmlns:s='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><s:path class='fill-shadow fill-error' d='M0 0h8v8z'/></s:svg>"
                .replace("fill-shadow ", "").as_str(),
            "<s:svg xmlns:s='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><s:style>.fill-error{fill:#000000!important}</s:style>\
             <s:path class='fill-error' d='M0 0h8v8z'/></s:svg>",
        );
    }

    #[test]
    fn a_drawing_without_classes_stays_the_same() {
        let text =
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path d='M0 0h8v8z'/></svg>";
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

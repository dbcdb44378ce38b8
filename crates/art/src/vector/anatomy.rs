//! How an icon is built: outlined or filled, the width of its lines, the roundness of its corners, its size in its box.
//! This only measures; a check decides which icons belong to one family.
//!
//! All lengths are shares of the longer side of the view box, so that drawings on different grids can be compared.

use resvg::usvg::{Group, Node, Paint as UsvgPaint};

use crate::vector::draw::{DrawError, Drawing};
use crate::vector::fonts::Fonts;
use crate::vector::ink::{self, Ink};
use crate::vector::measure::sample;
use crate::vector::pixels::Pixels;
use crate::vector::strokes::{self, Strokes};
use crate::vector::{source, tree};

pub use crate::vector::ink::Style;
pub use crate::vector::strokes::{Corner, Ends, Joins};

/// The longer side at which an icon is measured, in pixels: a line of a fifteenth of the box is eight pixels wide.
const SIDE: u32 = 128;

/// What an icon is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Anatomy {
    /// Width and height of the view box, in its own units.
    pub grid: (f32, f32),
    /// How many colors it has; a gradient counts as many.
    pub colors: usize,
    /// Outlined or filled.
    pub style: Style,
    /// How wide its lines are drawn, where most of it is strokes.
    pub stroke: Option<f32>,
    /// How thick its painted parts are on the average: of lines about their width.
    pub thickness: f32,
    /// How its open lines end.
    pub ends: Option<Ends>,
    /// How its lines meet.
    pub joins: Option<Joins>,
    /// Its corners that are about right angles.
    pub corner: Option<Corner>,
    /// Width and height of its painted box.
    pub painted: (f32, f32),
    /// From the middle of the view box to that of the painted box, to the right and down.
    pub offset: (f32, f32),
    /// The area that it encloses without painting it, as a share of its painted box.
    pub enclosed: f32,
    /// The area that it paints, as a share of its painted box.
    pub covered: f32,
}

impl Anatomy {
    /// The longer side of its painted box.
    pub fn extent(&self) -> f32 {
        self.painted.0.max(self.painted.1)
    }
}

/// Measures an SVG that passed the lint; `rules` give each of its recolor classes a color of its own.
pub(crate) fn measure(text: &str, fonts: &Fonts, rules: String) -> Result<Anatomy, DrawError> {
    let sheet = (!rules.is_empty()).then_some(rules);
    let drawing = tree::parse(text, fonts, sheet).map_err(DrawError)?.drawing();
    let ink = ink::measure(&sample(&drawing, SIDE)?);
    let longer = drawing.size().0.max(drawing.size().1);
    let lines = strokes::measure(drawing.tree.root(), longer);
    let mut colors = Vec::new();
    paints(drawing.tree.root(), &mut colors);
    colors.sort_unstable();
    colors.dedup();
    Ok(Anatomy { colors: colors.len(), ..anatomy(grid(text, &drawing), ink, lines) })
}

/// Measures a picture: its lines are nobody's strokes.
pub fn of_pixels(pixels: &Pixels) -> Anatomy {
    let grid = (pixels.width as f32, pixels.height as f32);
    anatomy(grid, ink::measure(pixels), Strokes::default())
}

fn anatomy(grid: (f32, f32), ink: Ink, lines: Strokes) -> Anatomy {
    // Where fills paint more than lines do, the lines are decoration.
    let is_stroked = lines.area > 0.6 * ink.area;
    Anatomy {
        grid,
        colors: usize::MAX,
        style: ink.style,
        stroke: lines.width.filter(|_| is_stroked),
        thickness: ink.thickness,
        ends: lines.ends.filter(|_| is_stroked),
        joins: lines.joins.filter(|_| is_stroked),
        corner: lines.corner,
        painted: ink.painted,
        offset: ink.offset,
        enclosed: ink.enclosed,
        covered: ink.area / (ink.painted.0 * ink.painted.1).max(f32::MIN_POSITIVE),
    }
}

/// The size of the view box; usvg knows only the size at which it is shown.
fn grid(text: &str, drawing: &Drawing) -> (f32, f32) {
    let written = || {
        let document = source::document(text).ok()?;
        let numbers = document.root_element().attribute("viewBox")?.to_owned();
        let numbers = numbers.split([' ', ',', '\t', '\r', '\n']).filter(|part| !part.is_empty());
        let numbers: Vec<f32> = numbers.map_while(|part| part.parse().ok()).collect();
        match numbers[..] {
            [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
            _ => None,
        }
    };
    written().unwrap_or_else(|| drawing.size())
}

/// Every color that is painted. What is no single color counts as two.
fn paints(group: &Group, colors: &mut Vec<u32>) {
    for node in group.children() {
        match node {
            Node::Group(group) => paints(group, colors),
            Node::Text(text) => paints(text.flattened(), colors),
            Node::Image(_) => colors.extend([u32::MAX, u32::MAX - 1]),
            Node::Path(path) if path.is_visible() => {
                let fill = path.fill().map(|fill| fill.paint());
                for paint in fill.into_iter().chain(path.stroke().map(|stroke| stroke.paint())) {
                    match paint {
                        UsvgPaint::Color(color) => {
                            colors.push(u32::from_be_bytes([
                                0,
                                color.red,
                                color.green,
                                color.blue,
                            ]));
                        }
                        _ => colors.extend([u32::MAX, u32::MAX - 1]),
                    }
                }
            }
            Node::Path(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::Vector;

    fn read(head: &str, body: &str) -> Anatomy {
        let text = format!("<svg xmlns='http://www.w3.org/2000/svg' {head}>{body}</svg>");
        Vector::read(&text, &Fonts::none()).unwrap().anatomy().unwrap().clone()
    }

    const LINES: &str = "viewBox='0 0 24 24' fill='none' stroke='currentColor' stroke-width='1.75' stroke-linecap='round' stroke-linejoin='round'";

    fn close(what: &str, a: f32, b: f32) {
        assert!((a - b).abs() < 0.012, "{what}: {a} is not {b}");
    }

    #[test]
    fn an_outlined_icon_has_the_width_that_it_is_drawn_with() {
        let card = read(
            LINES,
            "<rect x='3' y='5' width='18' height='14' rx='2'/><path d='M3 10h18M6 15h4'/>",
        );
        assert_eq!((card.style, card.grid, card.colors), (Style::Outline, (24.0, 24.0), 1));
        assert_eq!((card.ends, card.joins), (Some(Ends::Round), None));
        close("stroke", card.stroke.unwrap(), 1.75 / 24.0);
        close("thickness", card.thickness, 1.75 / 24.0);
        assert_eq!(card.corner, Some(Corner::Round));
        close("extent", card.extent(), 19.75 / 24.0);
        assert!(card.enclosed > 0.5, "{}", card.enclosed);
    }

    #[test]
    fn a_transform_is_followed() {
        let scaled = read(
            "viewBox='0 0 1024 1024' width='16' height='16'",
            "<g transform='scale(32)'><path fill='none' stroke='red' stroke-width='2' d='M4 4h24v24H4z'/></g>",
        );
        assert_eq!(scaled.grid, (1024.0, 1024.0));
        assert_eq!((scaled.ends, scaled.joins), (None, Some(Joins::Miter)));
        close("stroke", scaled.stroke.unwrap(), 2.0 / 32.0);
        assert_eq!(scaled.corner, Some(Corner::Sharp));
        close("extent", scaled.extent(), 26.0 / 32.0);
    }

    #[test]
    fn outlines_that_were_turned_into_fills_are_outlines() {
        let ring = "<path fill-rule='evenodd' d='M3 3h18v18H3zM5 5v14h14V5z'/>";
        let frame = read("viewBox='0 0 24 24'", ring);
        assert_eq!((frame.style, frame.stroke), (Style::Outline, None));
        close("thickness", frame.thickness, 2.0 / 24.0);
        let filled = read("viewBox='0 0 24 24'", "<circle cx='12' cy='12' r='9'/>");
        assert_eq!((filled.style, filled.enclosed), (Style::Filled, 0.0));
    }

    #[test]
    fn what_stands_aside_and_what_has_colors_is_seen() {
        let aside = read(
            "viewBox='0 0 24 24'",
            "<path fill='red' d='M0 0h8v8H0z'/><path d='M8 0h4v12H8z'/>",
        );
        assert_eq!(aside.colors, 2);
        close("offset", aside.offset.0, -0.25);
        close("extent", aside.extent(), 0.5);
    }
}

//! A symbol with the tenant's name beside it, for the banners of stores and televisions. The name is set in a font of
//! the theme, and only if that has every letter.

use super::escape::{Escape, escape};
use super::framed::Framed;
use super::look::{Art, Ground, Picture};
use super::plate::Background;
use super::raster::{self, Mark, Picture as Image};
use rebadge_art::color::Color;
use rebadge_art::vector::{
    Canvas, DrawError, Extent, Fonts, Pixels, Placement, Vector, as_written,
};

/// Shares of a banner's height: the symbol, the size of the letters, the least that can be read, the space between.
const SYMBOL: f32 = 0.36;
const LETTERS: f32 = 0.19;
const LEAST: f32 = 0.08;
const GAP: f32 = 0.09;
/// The share of a banner's width that both take at most.
const WIDTH: f32 = 0.8;
/// The size of the letters as they are set, in units.
const UNITS: f32 = 100.0;

/// Whether a picture has room for a name beside the logo.
pub fn is_banner(picture: &Picture) -> bool {
    let look = picture.look;
    look.art == Art::Logo && look.ground == Ground::Launch && picture.width * 2 > picture.height * 3
}

/// How a name is set.
#[derive(Clone, Copy, Debug)]
pub struct Lettering<'a> {
    /// The family of the font.
    pub family: &'a str,
    /// Its weight.
    pub weight: u16,
    /// Its style in CSS.
    pub style: &'a str,
    /// The color of the letters.
    pub ink: Color,
}

/// A name set in one font; none where the font does not have every letter of it.
pub fn name(text: &str, font: &[u8], lettering: &Lettering<'_>) -> Option<Mark> {
    let width = UNITS * (2.0 + 1.5 * text.chars().count() as f32);
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {}'><text x='{UNITS}' y='{}' font-family='{}' font-weight='{}' font-style='{}' font-size='{UNITS}' fill='{}'>{}</text></svg>",
        UNITS * 3.0,
        UNITS * 2.0,
        escape(Escape::Xml, lettering.family).ok()?,
        lettering.weight,
        lettering.style,
        lettering.ink,
        escape(Escape::Xml, text).ok()?,
    );
    // A letter that the font does not have is a fault of the drawing.
    let vector = Vector::read(&svg, &Fonts::new([font.to_vec()])).ok()?;
    Mark::new(Image::Vector(as_written(&vector).ok()?)).ok()
}

/// Symbol and name side by side, in the middle; none where the name would be too small to read.
pub fn draw(
    (symbol, name): (&Mark, &Mark),
    ground: &Background,
    picture: &Picture,
) -> Result<Option<Framed>, DrawError> {
    let Background::Color(color) = ground else { return Ok(None) };
    let canvas = Canvas { width: picture.width, height: picture.height };
    let (width, height) = (canvas.width as f32, canvas.height as f32);
    let (own, words) = (symbol.extent(), name.extent());
    let scale = height * SYMBOL / own.size.1.max(own.size.0 / 1.5);
    let (wide, gap) = (own.size.0 * scale, height * GAP);
    let room = width * WIDTH - wide - gap;
    let letters = (height * LETTERS / UNITS).min(room / words.size.0);
    if letters * UNITS < height * LEAST {
        return Ok(None);
    }
    let left = (width - wide - gap - words.size.0 * letters) / 2.0;
    let mut pixmap = raster::new_pixmap(canvas)?;
    let [r, g, b] = [color.r, color.g, color.b];
    pixmap.fill(resvg::tiny_skia::Color::from_rgba8(r, g, b, 255));
    let middle = left + wide / 2.0;
    raster::put(&mut pixmap, &symbol.picture, at(&own, scale, (middle, height / 2.0)))?;
    let middle = left + wide + gap + words.size.0 * letters / 2.0;
    raster::put(&mut pixmap, &name.picture, at(&words, letters, (middle, height / 2.0)))?;
    Ok(Some(Framed::whole(Pixels::from_pixmap(pixmap))))
}

/// What is painted, around a point.
fn at(extent: &Extent, scale: f32, (x, y): (f32, f32)) -> Placement {
    Placement { scale, x: x - extent.middle.0 * scale, y: y - extent.middle.1 * scale }
}

//! The pictures of a book. Templates refer to a picture by name; its bytes are inserted once at the end, so that no
//! template holds megabytes.

use std::collections::BTreeMap;

use rebadge_art::artwork::Artwork;
use rebadge_art::color::{Color, Scheme};
use rebadge_art::vector::{DrawError, Pixels};
use rebadge_plan::plan::{Look, Painter, Picture, Style};
use rebadge_render::render::scalable::base64;
use rebadge_render::render::{Effort, art, png};
use rebadge_theme::theme::Theme;

/// What a picture's name begins with.
const NAME: &str = "picture/";

/// The pictures so far, and what they are drawn of.
pub(super) struct Pictures<'a> {
    theme: &'a Theme,
    painter: &'a Painter<'a>,
    urls: Vec<String>,
    seen: BTreeMap<String, usize>,
}

impl<'a> Pictures<'a> {
    pub(super) fn new(theme: &'a Theme, painter: &'a Painter<'a>) -> Pictures<'a> {
        Pictures { theme, painter, urls: Vec::new(), seen: BTreeMap::new() }
    }

    /// Takes a PNG; gives the name by which a template calls it.
    pub(super) fn png(&mut self, bytes: &[u8]) -> String {
        self.data("image/png", bytes)
    }

    /// Takes a file of any kind; equal ones are kept once.
    pub(super) fn data(&mut self, kind: &str, bytes: &[u8]) -> String {
        let url = format!("data:{kind};base64,{}", base64(bytes));
        let next = self.urls.len();
        let at = *self.seen.entry(url.clone()).or_insert(next);
        if at == next {
            self.urls.push(url);
        }
        format!("{NAME}{at}")
    }

    /// An icon or a launch screen.
    pub(super) fn look(
        &mut self,
        look: Look,
        (width, height): (u32, u32),
    ) -> Result<String, DrawError> {
        let png = self.painter.png(&Picture { width, height, look }, Effort::Default)?;
        Ok(self.png(&png))
    }

    /// An icon that the system paints in a color of its own.
    pub(super) fn painted(
        &mut self,
        look: Look,
        side: u32,
        color: Color,
    ) -> Result<String, DrawError> {
        let mut pixels = self.painter.draw(&Picture::square(look, side))?;
        match look.style {
            Style::Tinted => multiply(&mut pixels, color),
            _ => paint(&mut pixels, color),
        }
        self.pixels(&pixels)
    }

    /// An image of the theme as large as fits, in the colors of a scheme; in one color, where the client paints it so.
    pub(super) fn artwork(
        &mut self,
        artwork: &Artwork,
        scheme: Scheme,
        (width, height): (u32, u32),
        color: Option<Color>,
    ) -> Result<String, DrawError> {
        let palette = self.theme.palettes.get(scheme);
        let mut pixels = art::fitted(artwork, palette, (width, height))?;
        if let Some(color) = color {
            paint(&mut pixels, color);
        }
        self.pixels(&pixels)
    }

    fn pixels(&mut self, pixels: &Pixels) -> Result<String, DrawError> {
        let bytes = png::encode(pixels, Effort::Default)?;
        Ok(self.png(&bytes))
    }

    /// The page with every picture in its place: where an attribute, or a `url()` of CSS, is nothing but a name. No text of
    /// a tenant can look so, since no quote of one is left as it is.
    pub(super) fn fill(&self, page: &str) -> String {
        let bytes: usize = self.urls.iter().map(String::len).sum();
        let mut filled = String::with_capacity(page.len() + bytes);
        let mut rest = page;
        let mark = format!("\"{NAME}");
        while let Some(at) = rest.find(&mark) {
            let from = at + mark.len();
            let digits = rest[from..].find('"').map(|end| &rest[from..from + end]);
            let url = digits.and_then(|digits| self.urls.get(digits.parse::<usize>().ok()?));
            filled.push_str(&rest[..at + 1]);
            match (digits, url) {
                (Some(digits), Some(url)) => {
                    filled.push_str(url);
                    rest = &rest[from + digits.len()..];
                }
                _ => rest = &rest[at + 1..],
            }
        }
        filled + rest
    }
}

/// Every pixel in one color, as a mask does.
fn paint(pixels: &mut Pixels, color: Color) {
    for pixel in pixels.rgba.chunks_exact_mut(4) {
        pixel[..3].copy_from_slice(&[color.r, color.g, color.b]);
    }
}

/// Grays times a color, as iOS tints.
fn multiply(pixels: &mut Pixels, color: Color) {
    for pixel in pixels.rgba.chunks_exact_mut(4) {
        for (channel, tint) in pixel.iter_mut().zip([color.r, color.g, color.b]) {
            *channel = (u32::from(*channel) * u32::from(tint) / 255) as u8;
        }
    }
}

//! A logo as a file and as pixels. What is made of a logo is a file again, and is measured as one.

use rebadge_art::artwork::Image;
use rebadge_art::color::Palette;
use rebadge_art::vector::{self, Fonts, Pixels, Vector};
use rebadge_render::render::png::{self, Effort};

/// An image with the bytes of its file.
#[derive(Clone, Debug)]
pub struct Picture {
    /// What it is.
    pub image: Image,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Picture {
    /// From the text of an SVG; `None` if it does not pass the lint or paints nothing.
    pub(super) fn svg(text: &str, fonts: &Fonts) -> Option<Picture> {
        let vector = Vector::read(text, fonts).ok()?;
        Some(Picture { image: Image::Vector(vector), bytes: text.as_bytes().to_owned() })
    }

    /// From pixels; `None` if they paint nothing.
    pub fn png(pixels: Pixels) -> Option<Picture> {
        pixels.painted()?;
        let bytes = png::encode(&pixels, Effort::Default).ok()?;
        Some(Picture { image: Image::Raster(pixels), bytes })
    }

    /// Width and height, in units or pixels.
    pub(super) fn size(&self) -> (f32, f32) {
        match &self.image {
            Image::Vector(vector) => vector.size(),
            Image::Raster(pixels) => (pixels.width as f32, pixels.height as f32),
        }
    }

    /// At most `side` pixels wide and high. A raster image is thinned out, not scaled: no color is made up.
    pub(super) fn sample(&self, palette: &Palette, side: u32) -> Option<Pixels> {
        match &self.image {
            Image::Vector(vector) => {
                vector::sample(&vector::for_scheme(vector, palette).ok()?, side).ok()
            }
            Image::Raster(pixels) => Some(pixels.thinned(side)),
        }
    }
}

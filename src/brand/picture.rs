//! A logo as a file and as pixels. Apart because what is made of a logo is a file again, and must be measured as that.

use crate::artwork::Image;
use crate::color::Palette;
use crate::render::png::{self, Effort};
use crate::vector::{self, Fonts, Pixels, Vector};

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
    pub(super) fn png(pixels: Pixels) -> Option<Picture> {
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
            Image::Raster(pixels) => Some(thinned(pixels, side)),
        }
    }
}

/// Every n-th pixel of every n-th row.
fn thinned(pixels: &Pixels, side: u32) -> Pixels {
    let step = pixels.width.max(pixels.height).div_ceil(side).max(1);
    if step == 1 {
        return pixels.clone();
    }
    let (width, height) = (pixels.width.div_ceil(step), pixels.height.div_ceil(step));
    let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
    for y in (0..pixels.height).step_by(step as usize) {
        for x in (0..pixels.width).step_by(step as usize) {
            let at = (y as usize * pixels.width as usize + x as usize) * 4;
            rgba.extend_from_slice(&pixels.rgba[at..at + 4]);
        }
    }
    Pixels { width, height, rgba }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raster_image_is_thinned_out() {
        let mut pixels = Pixels::filled(5, 3, [1, 2, 3, 255]);
        pixels.rgba[8..12].copy_from_slice(&[9, 9, 9, 9]);
        let small = thinned(&pixels, 3);
        assert_eq!((small.width, small.height, small.rgba.len()), (3, 2, 24));
        assert_eq!(small.rgba[4..8], [9, 9, 9, 9]);
        assert_eq!(thinned(&pixels, 5), pixels);
    }
}

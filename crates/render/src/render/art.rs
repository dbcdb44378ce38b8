//! The image of a mark, and what is made of one where a theme brings none of its own: for dark, and for one color.

use super::appearance;
use super::raster::{self, Picture};
use rebadge_art::artwork::{self, Artwork};
use rebadge_art::color::Palette;
use rebadge_art::vector::{self, Canvas, DrawError, Pixels};

/// What a mark may be wide by high and still be about square.
const SQUARE: std::ops::RangeInclusive<f32> = 0.6..=1.67;

/// The picture for the system's dark ground of a mark that is not seen there: the logo, if that is seen and about square,
/// or else the mark in lighter tones. A mark is drawn for the icon's background, a logo for any.
///
/// # Errors
/// A drawing that cannot be drawn.
pub fn for_dark(mark: &Picture, logo: &Picture) -> Result<Picture, DrawError> {
    if appearance::is_seen(logo)? && SQUARE.contains(&appearance::aspect(logo)?) {
        Ok(logo.clone())
    } else {
        appearance::dark(mark)
    }
}

/// An image in the colors of a palette, as large as fits into so many pixels in width and height.
///
/// # Errors
/// A drawing that cannot be drawn.
pub fn fitted(
    artwork: &Artwork,
    palette: &Palette,
    (width, height): (u32, u32),
) -> Result<Pixels, DrawError> {
    let picture = image(artwork, palette)?;
    let (own_width, own_height) = picture.size();
    let scale = (width as f32 / own_width).min(height as f32 / own_height);
    let side = |length: f32| ((length * scale).round() as u32).max(1);
    let canvas = Canvas { width: side(own_width), height: side(own_height) };
    raster::raster(&picture, canvas)
}

/// An image in the colors of a palette.
///
/// # Errors
/// A drawing that cannot be drawn.
pub fn image(artwork: &Artwork, palette: &Palette) -> Result<Picture, DrawError> {
    Ok(match &artwork.image {
        artwork::Image::Vector(vector) => Picture::Vector(vector::for_scheme(vector, palette)?),
        artwork::Image::Raster(pixels) => Picture::Raster(pixels.clone()),
    })
}

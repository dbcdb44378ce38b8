//! The image of a mark, and what is made of one where a theme brings none of its own: for dark, and for one color.

use super::appearance;
use super::raster::Picture;
use rebadge_art::artwork::{self, Artwork};
use rebadge_art::color::Palette;
use rebadge_art::vector::{self, DrawError};

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

//! What pictures stand on, from a theme. Apart from [`super::plate`], which fills shapes and knows no theme.

use super::art;
use super::plate::Background;
use super::raster::Picture as Image;
use crate::color::{Color, Scheme};
use crate::plan::Ground;
use crate::theme::{self, Theme};
use crate::vector::DrawError;

/// A ground in a scheme.
///
/// # Errors
/// A drawing that cannot be drawn.
pub(super) fn background(
    theme: &Theme,
    ground: Ground,
    scheme: Scheme,
) -> Result<Background, DrawError> {
    let launch = match scheme {
        Scheme::Light => &theme.launch.background,
        Scheme::Dark => &theme.launch.background_dark,
    };
    Ok(match (ground, &theme.icon.background.value) {
        (Ground::Clear | Ground::Black, _) => Background::Color(Color::BLACK),
        (Ground::Launch, _) => Background::Color(launch.value),
        (Ground::Icon, theme::Background::Color { light, dark }) => match scheme {
            Scheme::Light => Background::Color(*light),
            Scheme::Dark => Background::Color(*dark),
        },
        (Ground::Icon, theme::Background::Gradient(gradient)) => Background::Gradient(*gradient),
        (Ground::Icon, theme::Background::Artwork(artwork)) => {
            match art::image(artwork, theme.palettes.get(scheme))? {
                Image::Vector(drawing) => Background::Vector(drawing),
                Image::Raster(_) => return Err(no_raster()),
            }
        }
    })
}

/// Why a background of pixels is not drawn.
pub(super) fn no_raster() -> DrawError {
    DrawError("an icon's background is an SVG".into())
}

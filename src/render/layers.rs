//! The app icon's layers, from a theme. Apart from [`super::icon`], which draws layers and knows no theme.

use super::icon::IconLayers;
use super::plate::{self, Background};
use super::raster::{Mark, Picture};
use super::scalable::{Art, Ground, Scalable, compose_svg};
use crate::artwork::{Artwork, Image};
use crate::color::{Palette, Scheme};
use crate::theme::{self, Theme};
use crate::vector::{self, DrawError};

/// The layers in the colors of the light scheme: bitmaps do not follow the scheme.
///
/// # Errors
/// A drawing that cannot be drawn.
pub fn layers(theme: &Theme) -> Result<IconLayers, DrawError> {
    let palette = theme.palettes.get(Scheme::Light);
    let background = match &theme.icon.background.value {
        theme::Background::Color { light, .. } => Background::Color(*light),
        theme::Background::Gradient(gradient) => Background::Gradient(*gradient),
        theme::Background::Artwork(artwork) => background(artwork, palette)?,
    };
    Ok(IconLayers {
        background,
        mark: Mark::new(picture(&theme.icon.mark.value, palette)?)?,
        monochrome: Mark::new(picture(&theme.icon.monochrome.value, palette)?)?,
        padding: theme.icon.padding as f32,
        corner: plate::CORNER,
    })
}

fn background(artwork: &Artwork, palette: &Palette) -> Result<Background, DrawError> {
    match picture(artwork, palette)? {
        Picture::Vector(drawing) => Ok(Background::Vector(drawing)),
        Picture::Raster(_) => Err(DrawError("an icon's background is an SVG".into())),
    }
}

/// An image in the colors of a palette.
///
/// # Errors
/// A drawing that cannot be drawn.
pub fn picture(artwork: &Artwork, palette: &Palette) -> Result<Picture, DrawError> {
    Ok(match &artwork.image {
        Image::Vector(vector) => Picture::Vector(vector::for_scheme(vector, palette)?),
        Image::Raster(pixels) => Picture::Raster(pixels.clone()),
    })
}

/// The icon that scales and follows the color scheme.
///
/// # Errors
/// A drawing that cannot be drawn.
pub fn scalable(theme: &Theme, layers: &IconLayers) -> Result<String, DrawError> {
    let ground = match &theme.icon.background.value {
        theme::Background::Color { light, dark } => Ground::Color { light: *light, dark: *dark },
        theme::Background::Gradient(gradient) => Ground::Gradient(*gradient),
        theme::Background::Artwork(artwork) => match &artwork.image {
            Image::Vector(vector) => Ground::Vector(vector),
            Image::Raster(_) => return Err(DrawError("an icon's background is an SVG".into())),
        },
    };
    let art = match &theme.icon.mark.value.image {
        Image::Vector(vector) => Art::Vector(vector),
        Image::Raster(_) => Art::Raster,
    };
    let icon = Scalable {
        ground,
        mark: &layers.mark,
        art,
        padding: layers.padding,
        corner: layers.corner,
    };
    compose_svg(&icon, &theme.palettes)
}

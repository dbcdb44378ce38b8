//! Which of a theme's images a look shows, and what is made of one where the theme brings none of its own. Apart from
//! [`super::layers`], which keeps what is made.

use std::sync::Arc;

use super::appearance;
use super::monochrome::monochrome;
use super::raster::Picture;
use crate::artwork::{self, Artwork};
use crate::color::{Palette, Scheme};
use crate::plan::{Art, Style};
use crate::source::Sourced;
use crate::theme::{LaunchImage, Theme};
use crate::vector::{self, DrawError};

/// What a mark may be wide by high and still be about square.
const SQUARE: std::ops::RangeInclusive<f32> = 0.6..=1.67;

fn scheme(style: Style) -> Scheme {
    match style {
        Style::Light => Scheme::Light,
        Style::Dark | Style::Tinted => Scheme::Dark,
    }
}

/// The theme's file that a look shows, as it is or as something is made of it. A dark mark may be the logo instead: that
/// is found by drawing.
pub(crate) fn source(theme: &Theme, art: Art, style: Style) -> &Sourced<Arc<Artwork>> {
    let (icon, launch) = (&theme.icon, &theme.launch);
    let logo = theme.logo.get(scheme(style));
    match (art, style) {
        (Art::Mark, Style::Dark) => icon.dark.as_ref().unwrap_or(&icon.mark),
        (Art::Mark, Style::Tinted) => {
            icon.tinted.as_ref().or(icon.dark.as_ref()).unwrap_or(&icon.mark)
        }
        (Art::Notification, _) => icon.notification.as_ref().unwrap_or(&icon.monochrome),
        (Art::Monochrome, _) => &icon.monochrome,
        (Art::Logo, _) => launch.branding.as_ref().unwrap_or(logo),
        (Art::Launch, _) if launch.image == LaunchImage::Logo => logo,
        (Art::Mark | Art::Launch | Art::Nothing, _) => &icon.mark,
    }
}

/// The image that a look shows at most sizes.
pub(super) fn shown(theme: &Theme, art: Art, style: Style) -> Result<Picture, DrawError> {
    let drawn = || image(&source(theme, art, style).value, theme.palettes.get(scheme(style)));
    let icon = &theme.icon;
    match (art, style) {
        (Art::Mark, Style::Dark) => dark(theme),
        (Art::Mark, Style::Tinted) if icon.tinted.is_none() => appearance::tinted(&dark(theme)?),
        (Art::Monochrome | Art::Notification, _) => {
            let is_drawn = art == Art::Notification && icon.notification.is_some();
            match is_drawn || icon.monochrome.place().is_some() {
                // What was drawn for one color is as it should be.
                true => drawn(),
                false => monochrome(&drawn()?),
            }
        }
        _ => drawn(),
    }
}

/// The mark on the system's dark ground: the theme's own, or the first of mark and logo that can be seen there, or else
/// the mark in lighter tones. A mark is drawn for the icon's background, a logo for any.
fn dark(theme: &Theme) -> Result<Picture, DrawError> {
    let palette = theme.palettes.get(Scheme::Dark);
    if let Some(own) = &theme.icon.dark {
        return image(&own.value, palette);
    }
    let mark = image(&theme.icon.mark.value, palette)?;
    if appearance::is_seen(&mark)? {
        return Ok(mark);
    }
    let logo = image(&theme.logo.dark.value, palette)?;
    match appearance::is_seen(&logo)? && SQUARE.contains(&appearance::aspect(&logo)?) {
        true => Ok(logo),
        false => appearance::dark(&mark),
    }
}

/// An image in the colors of a palette.
///
/// # Errors
/// A drawing that cannot be drawn.
pub(crate) fn image(artwork: &Artwork, palette: &Palette) -> Result<Picture, DrawError> {
    Ok(match &artwork.image {
        artwork::Image::Vector(vector) => Picture::Vector(vector::for_scheme(vector, palette)?),
        artwork::Image::Raster(pixels) => Picture::Raster(pixels.clone()),
    })
}

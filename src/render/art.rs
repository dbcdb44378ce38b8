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

/// The image that a look shows at most sizes.
pub(super) fn shown(theme: &Theme, art: Art, style: Style) -> Result<Picture, DrawError> {
    let scheme = match style {
        Style::Light => Scheme::Light,
        Style::Dark | Style::Tinted => Scheme::Dark,
    };
    let palette = theme.palettes.get(scheme);
    let (icon, launch) = (&theme.icon, &theme.launch);
    let of = |image: &Sourced<Arc<Artwork>>| self::image(&image.value, palette);
    match (art, style) {
        (Art::Mark, Style::Dark) => dark(theme),
        (Art::Mark, Style::Tinted) => match &icon.tinted {
            Some(tinted) => of(tinted),
            None => appearance::tinted(&dark(theme)?),
        },
        (Art::Notification, _) => match &icon.notification {
            Some(own) => of(own),
            None => shown(theme, Art::Monochrome, style),
        },
        (Art::Monochrome, _) => match icon.monochrome.place() {
            // What was drawn for one color is as it should be.
            Some(_) => of(&icon.monochrome),
            None => monochrome(&of(&icon.monochrome)?),
        },
        (Art::Logo, _) => of(launch.branding.as_ref().unwrap_or(theme.logo.get(scheme))),
        (Art::Launch, _) if launch.image == LaunchImage::Logo => of(theme.logo.get(scheme)),
        (Art::Mark | Art::Launch | Art::Nothing, _) => of(&icon.mark),
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

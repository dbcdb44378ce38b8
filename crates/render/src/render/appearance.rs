//! iOS's dark and tinted icons, derived where a theme brings no drawing. Each is a picture of its own, made once for
//! all sizes. The rules are those of [`rebadge_art::vector::Lift`] and [`rebadge_art::vector::Grays`].

use crate::render::raster::{Picture, TONES, repainted, sampled};
use rebadge_art::vector::{DrawError, grays, lift};

/// Whether the picture can be seen on the system's dark ground.
///
/// # Errors
///
/// A drawing that cannot be drawn.
pub fn is_seen(picture: &Picture) -> Result<bool, DrawError> {
    Ok(lift(&sampled(picture, TONES)?).is_none())
}

/// What the picture paints, its width by its height; 1 for nothing.
///
/// # Errors
///
/// A drawing that cannot be drawn.
pub fn aspect(picture: &Picture) -> Result<f32, DrawError> {
    Ok(sampled(picture, TONES)?.painted().map_or(1.0, |painted| painted.aspect))
}

/// The picture for a dark ground: as it is, or lighter where it would not be seen.
///
/// # Errors
///
/// A drawing that cannot be drawn.
pub fn dark(picture: &Picture) -> Result<Picture, DrawError> {
    match lift(&sampled(picture, TONES)?) {
        Some(lift) => repainted(picture, |color| lift.color(color)),
        None => Ok(picture.clone()),
    }
}

/// A picture for a dark ground in grays, the lightest of them white.
///
/// # Errors
///
/// A drawing that cannot be drawn.
pub fn tinted(dark: &Picture) -> Result<Picture, DrawError> {
    let grays = grays(&sampled(dark, TONES)?);
    repainted(dark, |color| grays.color(color))
}

//! The icon of a shortcut: a menu entry's icon on a plate. Apart from [`super::icon`], which fits a mark by what it paints;
//! icons of a menu are of one family, and their common box keeps lines and sizes alike.

use super::art;
use super::plate::{self, Background, Corner, Plate};
use super::raster::{self, Picture};
use crate::color::Scheme;
use crate::plan::{CORNER, Shortcut};
use crate::theme::Theme;
use crate::vector::{Canvas, DrawError, Pixels, Placement};

/// The side of the icon's box, in pixels: twice the 24 units that menu icons are drawn on, so that straight lines stay
/// sharp, and within the circle of 80 % that some systems cut.
const BOX: u32 = 48;

/// Draws it in the colors of the light scheme; the plate makes it readable on any ground.
///
/// # Errors
/// An icon that cannot be drawn.
pub(super) fn draw(theme: &Theme, shortcut: &Shortcut) -> Result<Pixels, DrawError> {
    let palette = theme.palettes.get(Scheme::Light);
    let own = art::image(&theme.menu.entries[&shortcut.entry].icon.value, palette)?;
    let picture = match shortcut.icon.paint {
        Some(role) => raster::repainted(&own, |_| palette.get(role))?,
        None => own,
    };
    let canvas = Canvas { width: Shortcut::SIDE, height: Shortcut::SIDE };
    let mut pixmap = raster::new_pixmap(canvas)?;
    let side = Shortcut::SIDE as f32;
    let corner = Corner::Gentle(f32::from(CORNER) / 1000.0);
    let ground = Background::Color(palette.get(shortcut.icon.on));
    plate::fill_plate(&mut pixmap, &ground, &Plate { x: 0.0, y: 0.0, side, corner })?;
    raster::put(&mut pixmap, &picture, in_box(&picture))?;
    Ok(Pixels::from_pixmap(pixmap))
}

/// As large as fits into the box, in the middle of the plate.
fn in_box(picture: &Picture) -> Placement {
    let at = Placement::contain(picture.size(), Canvas { width: BOX, height: BOX });
    let free = (Shortcut::SIDE - BOX) as f32 / 2.0;
    Placement { x: at.x + free, y: at.y + free, ..at }
}

//! The icon of a shortcut: a menu entry's icon on a plate. Apart from [`super::icon`], which fits a mark by what it paints;
//! icons of a menu are of one family, and their common box keeps lines and sizes alike.

use super::look::CORNER;
use super::plate::{self, Background, Corner, Plate};
use super::raster::{self, Picture};
use rebadge_art::color::Color;
use rebadge_art::vector::{Canvas, DrawError, Pixels, Placement};

/// The icon of a shortcut, in pixels (W3C Web Application Manifest, "shortcuts"; browsers ask for 96).
pub const SIDE: u32 = 96;

/// The side of the icon's box, in pixels: twice the 24 units that menu icons are drawn on, so that straight lines stay
/// sharp, and within the circle of 80 % that some systems cut.
const BOX: u32 = 48;

/// Draws it on a plate of one color; in one color of its own, where the client paints it so.
///
/// # Errors
/// An icon that cannot be drawn.
pub fn draw(own: &Picture, paint: Option<Color>, on: Color) -> Result<Pixels, DrawError> {
    let picture = match paint {
        Some(paint) => raster::repainted(own, |_| paint)?,
        None => own.clone(),
    };
    let mut pixmap = raster::new_pixmap(Canvas { width: SIDE, height: SIDE })?;
    let corner = Corner::Gentle(f32::from(CORNER) / 1000.0);
    let plate = Plate { x: 0.0, y: 0.0, side: SIDE as f32, corner };
    plate::fill_plate(&mut pixmap, &Background::Color(on), &plate)?;
    raster::put(&mut pixmap, &picture, in_box(&picture))?;
    Ok(Pixels::from_pixmap(pixmap))
}

/// As large as fits into the box, in the middle of the plate.
fn in_box(picture: &Picture) -> Placement {
    let at = Placement::contain(picture.size(), Canvas { width: BOX, height: BOX });
    let free = (SIDE - BOX) as f32 / 2.0;
    Placement { x: at.x + free, y: at.y + free, ..at }
}

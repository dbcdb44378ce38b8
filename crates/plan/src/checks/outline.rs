//! The outlines of an app icon's drawings, and what two of them have in common.

use crate::plan::{Look, Painter, Picture};
use rebadge_art::vector::DrawError;
use rebadge_render::render::icon::{self, IconLayers};

/// The side at which shapes are compared, in pixels.
const SIDE: usize = 64;
/// From this alpha on, a pixel is painted.
const PAINTED: u8 = 64;
/// What covers more of its box is a plate, a circle or a square, and says nothing of what is drawn on it.
const PLATE: f64 = 0.75;

/// What the shapes of a look and of the mark have in common, of what both cover together: from 0 to 1. None where one is a
/// plate.
///
/// # Errors
/// A drawing that cannot be drawn.
pub fn overlap(painter: &Painter<'_>, look: &Look) -> Result<Option<f64>, DrawError> {
    let (mark, other) = (shape(painter, &Look::BARE)?, shape(painter, look)?);
    if is_plate(&mark) != is_plate(&other) {
        return Ok(None);
    }
    let count = |is_in: fn(bool, bool) -> bool| {
        mark.iter().zip(&other).filter(|(a, b)| is_in(**a, **b)).count() as f64
    };
    Ok(Some(count(|a, b| a && b) / count(|a, b| a || b).max(1.0)))
}

/// What a look paints, as large as fits, without the holes in it: a body and its outline are of one shape.
fn shape(painter: &Painter<'_>, look: &Look) -> Result<Vec<bool>, DrawError> {
    let mark = painter.mark(look, u32::MAX)?;
    let layers = IconLayers { background: None, mark: mark.as_deref(), padding: 0.0 };
    let pixels = icon::draw(layers, &Picture::square(*look, SIDE as u32))?.into_pixels();
    let painted: Vec<bool> = pixels.rgba.chunks_exact(4).map(|pixel| pixel[3] >= PAINTED).collect();
    Ok(outside(&painted).into_iter().map(|is_outside| !is_outside).collect())
}

/// The pixels that can be reached from the border over clear ones.
fn outside(painted: &[bool]) -> Vec<bool> {
    let mut outside = vec![false; painted.len()];
    let border = |n| [n, SIDE * (SIDE - 1) + n, SIDE * n, SIDE * n + SIDE - 1];
    let mut next: Vec<usize> = (0..SIDE).flat_map(border).collect();
    while let Some(at) = next.pop() {
        if painted[at] || std::mem::replace(&mut outside[at], true) {
            continue;
        }
        let (x, y) = (at % SIDE, at / SIDE);
        next.extend((x > 0).then(|| at - 1));
        next.extend((x + 1 < SIDE).then_some(at + 1));
        next.extend((y > 0).then(|| at - SIDE));
        next.extend((y + 1 < SIDE).then_some(at + SIDE));
    }
    outside
}

/// Whether a shape fills the box around it, and that is about square: a bar that fills its box has a shape of its own.
fn is_plate(shape: &[bool]) -> bool {
    let covered = shape.iter().filter(|is_covered| **is_covered).count();
    let rows = shape.chunks_exact(SIDE).filter(|row| row.contains(&true)).count();
    let columns = (0..SIDE).filter(|x| shape.iter().skip(*x).step_by(SIDE).any(|c| *c)).count();
    let is_square = rows.min(columns) * 3 >= rows.max(columns) * 2;
    is_square && covered as f64 > PLATE * (rows * columns) as f64
}

//! Whether the drawings of an app icon are of one family. What is derived of a mark keeps its shape; what a theme draws itself
//! for one color, for dark or for tinted icons stands where the mark stood, and people know an icon by its outline. Apart from
//! [`super::made`], which looks at one picture, not at two.
//!
//! Drawings for small sizes and for notifications are not compared: a letter may stand for a word there.

use std::sync::Arc;

use crate::artwork::Artwork;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Art, Look, Painter, Picture, Plan, Style};
use crate::render::icon::{self, IconLayers};
use crate::source::Sourced;
use crate::theme::Theme;
use crate::vector::DrawError;

/// The side at which shapes are compared, in pixels.
const SIDE: usize = 64;
/// From this alpha on, a pixel is painted.
const PAINTED: u8 = 64;
/// What two drawings of one family have in common. The derived ones of the themes that ship have 0.89 and more.
const COMMON: f64 = 0.4;
/// What covers more of its box is a plate, a circle or a square, and says nothing of what is drawn on it.
const PLATE: f64 = 0.75;

/// The theme's own drawings, among those that a plan shows, that have another shape than the mark.
pub(super) fn strangers(theme: &Theme, plan: &Plan, painter: &Painter<'_>) -> Vec<Diagnostic> {
    let icon = &theme.icon;
    let dark = (Art::Mark, Style::Dark, icon.dark.as_ref());
    let tinted = (Art::Mark, Style::Tinted, icon.tinted.as_ref());
    let all = [(Art::Monochrome, Style::Light, Some(&icon.monochrome)), dark, tinted];
    let strange = |(art, style, image): (Art, Style, Option<&Sourced<Arc<Artwork>>>)| {
        let image = image?;
        let place = image.place()?;
        let shows = |look: Look| look.art == art && look.style == style;
        if !plan.names.icons.iter().any(|(_, icon)| shows(icon.look)) {
            return None;
        }
        // What cannot be drawn is told by who draws it.
        let common = overlap(painter, &Look { art, style, ..Look::BARE }).ok()??;
        let message = format!(
            "`{}` is not of the shape of the app icon's mark, `{}`: they have {:.0} % of what they cover in common, {:.0} % is needed",
            image.value.name,
            icon.mark.value.name,
            (common * 100.0).floor(),
            COMMON * 100.0
        );
        let help =
            "draw it with the outline of the mark, or leave it out: then it is made of the mark";
        (common < COMMON).then(|| Diagnostic::at(Code::IconFamily, place, message).help(help))
    };
    all.into_iter().filter_map(strange).collect()
}

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

/// Whether a shape fills the box around it, which has the length of the canvas on its longer side.
fn is_plate(shape: &[bool]) -> bool {
    let covered = shape.iter().filter(|is_covered| **is_covered).count();
    let rows = shape.chunks_exact(SIDE).filter(|row| row.contains(&true)).count();
    let columns = (0..SIDE).filter(|x| shape.iter().skip(*x).step_by(SIDE).any(|c| *c)).count();
    covered as f64 > PLATE * (rows * columns) as f64
}

//! A picture of pixels with those in other colors that cannot be seen as they are. Separate from [`super::paints`], because
//! pixels belong to no shape: each moves as the color moves that it is nearest to.

use std::collections::BTreeMap;

use super::clusters::{lab, nearest};
use super::inks::Inks;
use super::paints::{FALL, nearest as nearest_seen, shifted, turned};
use super::picture::Picture;
use super::score::is_neutral;
use super::variant::{Seen, Stage};
use rebadge_art::color::{Color, Oklch};
use rebadge_art::vector::Pixels;

/// A picture of pixels with those that vanish in other colors, each moved as the color moves that it is nearest to.
pub(super) fn repainted(
    picture: &Picture,
    pixels: &Pixels,
    stage: &Stage<'_>,
) -> Option<(Picture, BTreeMap<Color, Color>)> {
    let seen = Seen::read(picture, stage, u32::MAX)?;
    let mut part = pixels.clone();
    let is_whole = seen.is_whole();
    for (pixel, is_lost) in part.rgba.chunks_exact_mut(4).zip(&seen.lost) {
        if !is_lost && !is_whole {
            pixel[3] = 0;
        }
    }
    let inks = Inks::read(&Picture::png(part)?, stage.palette);
    let mut changes = BTreeMap::new();
    for ink in &inks.list {
        let new = match is_neutral(ink.color) {
            _ if is_whole && stage.contrast(ink.color) >= 3.0 => continue,
            true if !is_whole => nearest_seen(stage, turned(ink.color))?,
            _ => shifted(ink.color, stage, FALL.0)?,
        };
        changes.insert(ink.color, new);
    }
    let mask = widened(&seen.lost, pixels);
    let centers: Vec<[f64; 3]> = inks.list.iter().map(|ink| lab(ink.color)).collect();
    let mut known: BTreeMap<[u8; 3], [u8; 3]> = BTreeMap::new();
    let mut new = pixels.clone();
    for (pixel, is_mine) in new.rgba.chunks_exact_mut(4).zip(&mask) {
        if pixel[3] == 0 || !(*is_mine || is_whole) {
            continue;
        }
        let old = [pixel[0], pixel[1], pixel[2]];
        let color = known.entry(old).or_insert_with(|| {
            let color = Color::new(old[0], old[1], old[2]);
            let ink = inks.list[nearest(&centers, lab(color))].color;
            let moved = changes.get(&ink).map_or(color, |to| moved(color, ink, *to));
            [moved.r, moved.g, moved.b]
        });
        pixel[..3].copy_from_slice(color);
    }
    Some((Picture::png(new)?, changes))
}

/// A mask with the faint pixels beside it, over which the edge of a part runs out.
fn widened(mask: &[bool], pixels: &Pixels) -> Vec<bool> {
    let width = pixels.width as usize;
    let mut wide = mask.to_vec();
    for _ in 0..2 {
        let last = wide.clone();
        for (at, is_in) in wide.iter_mut().enumerate() {
            let beside = [at.wrapping_sub(1), at + 1, at.wrapping_sub(width), at + width];
            let is_beside = || beside.iter().any(|at| last.get(*at) == Some(&true));
            *is_in |= pixels.rgba[at * 4 + 3] < 200 && is_beside();
        }
    }
    wide
}

/// A shade of `from` as the same shade of `to`.
fn moved(color: Color, from: Color, to: Color) -> Color {
    let (color, from, to) = (Oklch::from(color), Oklch::from(from), Oklch::from(to));
    let turned = if (from.l < 0.5) == (to.l < 0.5) { 1.0 } else { -1.0 };
    to.at((to.l + turned * (color.l - from.l)).clamp(0.0, 1.0)).to_color()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_keep_their_order_or_turn_it() {
        let shade = |l: f64| Oklch { l, c: 0.0, h: 0.0 }.to_color();
        let lightness = |color: Color| Oklch::from(color).l;
        let turned = moved(shade(0.2), shade(0.1), shade(0.9));
        assert!((lightness(turned) - 0.8).abs() < 0.01);
        let kept = moved(shade(0.7), shade(0.8), shade(0.6));
        assert!((lightness(kept) - 0.5).abs() < 0.01);
    }
}

//! Shapes that say nothing of whose they are, as they are in the signs of everybody: rings and frames, with a disc or a ring in them
//! or not.

use std::sync::LazyLock;

use super::layers::{Cells, cells};

/// From this correlation on a shape is one of them.
const SAME: f32 = 0.965;
/// The side of the pictures that they are made from, in pixels.
const DRAWN: usize = 72;

/// Whether a shape is one of them.
pub(super) fn is_plain(shape: &Cells) -> bool {
    static ALL: LazyLock<Vec<Cells>> = LazyLock::new(all);
    ALL.iter().any(|plain| plain.correlation(shape) >= SAME)
}

fn all() -> Vec<Cells> {
    let corners = [1.0, 0.5, 0.25, 0.0];
    // What is left open and what is filled again, as shares of the side: a ring, a ring around a disc, a ring around a ring.
    let tenths = |from: u32, to: u32| (from..to).map(|tenths| tenths as f32 / 20.0);
    let rings = tenths(4, 20).flat_map(move |hole| {
        let inner = tenths(2, 20).filter(move |inner| *inner < hole - 0.05);
        std::iter::once([hole, 0.0]).chain(inner.map(move |inner| [hole, inner]))
    });
    let shapes = corners.into_iter().flat_map(|corner| rings.clone().map(move |own| (corner, own)));
    shapes.filter_map(|(corner, own)| Cells::of(&shape(corner, own))).collect()
}

/// The cells of a square with such corners, 1 of a disc, with a hole in it of the same form and what is filled in that.
fn shape(corner: f32, [hole, inner]: [f32; 2]) -> Vec<f32> {
    let at = |pixel: usize| ((pixel as f32 + 0.5) / DRAWN as f32).mul_add(2.0, -1.0);
    let places = (0..DRAWN).flat_map(|y| (0..DRAWN).map(move |x| (at(x), at(y))));
    let shares = places.map(|(x, y)| {
        let is_in = |side: f32| side > 0.0 && is_within(x / side, y / side, corner);
        let is_covered = is_in(1.0) && !is_in(hole) || is_in(inner);
        f32::from(u8::from(is_covered))
    });
    cells(&shares.collect::<Vec<f32>>(), DRAWN).0
}

/// Whether a place is within a square from -1 to 1 with corners of this radius.
fn is_within(x: f32, y: f32, corner: f32) -> bool {
    let beyond = |at: f32| (at.abs() - (1.0 - corner)).max(0.0);
    x.abs() <= 1.0 && y.abs() <= 1.0 && beyond(x).hypot(beyond(y)) <= corner.max(f32::EPSILON)
}

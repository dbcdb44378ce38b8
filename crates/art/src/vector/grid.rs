//! Fitting a drawing to the pixel grid: at small sizes an edge that falls between two pixels is sharp, one that falls
//! within a pixel is gray. Nothing is drawn: the edges are known, so the best position is computed.
//!
//! The gray of an edge that covers the share `c` of a pixel is `4 c (1 − c)`: 0 between pixels, 1 in the middle of one. What
//! counts is the mean of all edges by their weights; slanted and round ones are as gray anywhere. Between two edges that lie on the grid this mean is concave in scale
//! and shift, so the best place always has one edge of each axis on the grid, and two of one: only these are tried.
//! Being smaller than asked, or off the middle, counts against a place.

use crate::vector::draw::Placement;
use crate::vector::edges::Edges;

/// A drawing is made smaller by at most this share, and by at most a pixel of its longer side.
const SMALLER: f32 = 0.09;
/// What gray it costs to be smaller, per share of the side.
const COST_SMALLER: f32 = 0.5;
/// What gray it costs to be off the middle, per pixel.
const COST_SHIFT: f32 = 0.06;
/// A place must save as much gray to be taken.
const CLEAR: f32 = 0.03;
/// The mean gray of an edge that crosses pixels anywhere.
const ANYWHERE: f32 = 2.0 / 3.0;
/// No icon that is laid on the grid is larger, in pixels.
const MOST: f32 = 256.0;
/// What a float may be off.
const SLACK: f32 = 0.01;

/// Where the painted part of a drawing may lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// The middle, in pixels.
    pub middle: (f32, f32),
    /// From the middle to the sides, in pixels.
    pub half: (f32, f32),
    /// From the middle to the edge of the circle that holds it; infinite if there is none.
    pub radius: f32,
}

/// What is painted, in the drawing's units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// The middle.
    pub middle: (f32, f32),
    /// Width and height.
    pub size: (f32, f32),
    /// From the middle to what is farthest from it.
    pub radius: f32,
}

/// The place with the sharpest edges near to the largest one in the middle, which is `scale` pixels per unit; that one
/// itself where others are not clearly sharper.
pub fn fit(edges: &Edges, scale: f32, extent: &Extent, room: &Room) -> Placement {
    let search = Search { edges, scale, extent, room };
    let middle = search.centered(scale);
    let start = search.gray(&middle);
    let longer = extent.size.0.max(extent.size.1) * scale;
    let least = scale * (1.0 - SMALLER.min((1.0 + SLACK) / longer.max(1.0)));
    let mut best = (start - CLEAR, middle);
    for scale in search.scales(least) {
        let place =
            Placement { scale, x: search.shift(scale, Axis::X), y: search.shift(scale, Axis::Y) };
        let cost = search.cost(&place);
        if cost < best.0 && search.holds(&place) {
            best = (cost, place);
        }
    }
    best.1
}

/// The mean gray of a drawing's edges at a place: 0 for edges between pixels, 1 for edges in the middle of pixels.
pub fn gray(edges: &Edges, at: &Placement) -> f32 {
    let (x, y) = (axis_gray(&edges.x, at.scale, at.x), axis_gray(&edges.y, at.scale, at.y));
    let weight = |edges: &[(f32, f32)]| edges.iter().map(|(_, weight)| weight).sum::<f32>();
    let sum = weight(&edges.x) + weight(&edges.y) + edges.others;
    if sum > 0.0 { (x + y + ANYWHERE * edges.others) / sum } else { 0.0 }
}

/// The gray of an axis, not yet divided by its weight.
fn axis_gray(edges: &[(f32, f32)], scale: f32, shift: f32) -> f32 {
    let of = |(at, weight): &(f32, f32)| {
        let place = at * scale + shift;
        let cover = place - place.floor();
        weight * 4.0 * cover * (1.0 - cover)
    };
    edges.iter().map(of).sum()
}

#[derive(Clone, Copy)]
enum Axis {
    X,
    Y,
}

struct Search<'a> {
    edges: &'a Edges,
    scale: f32,
    extent: &'a Extent,
    room: &'a Room,
}

impl Search<'_> {
    fn centered(&self, scale: f32) -> Placement {
        let (middle, own) = (self.room.middle, self.extent.middle);
        Placement { scale, x: middle.0 - own.0 * scale, y: middle.1 - own.1 * scale }
    }

    fn gray(&self, at: &Placement) -> f32 {
        gray(self.edges, at)
    }

    fn cost(&self, at: &Placement) -> f32 {
        let (dx, dy) = self.off(at);
        self.gray(at)
            + COST_SMALLER * (1.0 - at.scale / self.scale)
            + COST_SHIFT * dx.abs().max(dy.abs())
    }

    /// How far off the middle a place is.
    fn off(&self, at: &Placement) -> (f32, f32) {
        let middle = self.centered(at.scale);
        (at.x - middle.x, at.y - middle.y)
    }

    fn holds(&self, at: &Placement) -> bool {
        let (dx, dy) = self.off(at);
        let half = (self.extent.size.0 * at.scale / 2.0, self.extent.size.1 * at.scale / 2.0);
        half.0 + dx.abs() <= self.room.half.0 + SLACK
            && half.1 + dy.abs() <= self.room.half.1 + SLACK
            && self.extent.radius * at.scale + (dx * dx + dy * dy).sqrt()
                <= self.room.radius + SLACK
    }

    /// Scales at which two edges of one axis lie on the grid, down to `least`, and the asked one.
    fn scales(&self, least: f32) -> Vec<f32> {
        let mut scales = vec![self.scale];
        for axis in [&self.edges.x, &self.edges.y] {
            for (n, (from, _)) in axis.iter().enumerate() {
                for (to, _) in &axis[n + 1..] {
                    let span = to - from;
                    if span * self.scale > MOST {
                        continue;
                    }
                    let (low, high) = ((span * least).ceil(), (span * self.scale + SLACK).floor());
                    let mut pixels = high;
                    while pixels >= low.max(1.0) {
                        scales.push((pixels / span).min(self.scale));
                        pixels -= 1.0;
                    }
                }
            }
        }
        scales.sort_by(f32::total_cmp);
        scales.dedup();
        scales.reverse();
        scales
    }

    /// The best shift of an axis: one that lays an edge on the grid within half a pixel of the middle, or none.
    fn shift(&self, scale: f32, axis: Axis) -> f32 {
        let middle = self.centered(scale);
        let (edges, middle) = match axis {
            Axis::X => (&self.edges.x, middle.x),
            Axis::Y => (&self.edges.y, middle.y),
        };
        let weight: f32 = edges.iter().map(|(_, weight)| weight).sum();
        let free = self.free(scale, axis);
        let cost = |shift: f32| {
            axis_gray(edges, scale, shift) + COST_SHIFT * weight * (shift - middle).abs()
        };
        let mut best = (cost(middle), middle);
        for (at, _) in edges {
            let place = at * scale + middle;
            let shift = middle + place.round() - place;
            if (shift - middle).abs() <= free && cost(shift) < best.0 {
                best = (cost(shift), shift);
            }
        }
        best.1
    }

    /// How far a drawing of this scale may move to each side.
    fn free(&self, scale: f32, axis: Axis) -> f32 {
        let (half, size) = match axis {
            Axis::X => (self.room.half.0, self.extent.size.0),
            Axis::Y => (self.room.half.1, self.extent.size.1),
        };
        (half - size * scale / 2.0 + SLACK).clamp(0.0, 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::{Drawing, Fonts, Vector, as_written, edges};

    fn drawing(body: &str) -> Drawing {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'>{body}</svg>");
        as_written(&Vector::read(&text, &Fonts::none()).unwrap()).unwrap()
    }

    /// Where edges lie, in hundredths of a unit.
    fn check_edges(body: &str, x: &[i32], y: &[i32]) {
        let found = edges(&drawing(body));
        let at = |edges: &[(f32, f32)]| -> Vec<i32> {
            edges.iter().map(|(at, _)| (at * 100.0).round() as i32).collect()
        };
        assert_eq!((at(&found.x), at(&found.y)), (x.to_vec(), y.to_vec()), "{body}: {found:?}");
    }

    #[test]
    fn edges_are_where_paint_ends() {
        check_edges("<path d='M3 4h10v6H3z'/>", &[300, 1300], &[400, 1000]);
        check_edges(
            "<path fill='none' stroke='red' stroke-width='2' d='M4 6h12'/>",
            &[400, 1600],
            &[500, 700],
        );
        let caps =
            "<path fill='none' stroke='red' stroke-width='2' stroke-linecap='square' d='M4 6h12'/>";
        check_edges(caps, &[300, 1700], &[500, 700]);
        check_edges("<circle cx='12' cy='10' r='6'/>", &[600, 1800], &[400, 1600]);
        check_edges(
            "<g transform='translate(1 2) scale(2)'><path d='M1 1h5v4H1z'/></g>",
            &[300, 1300],
            &[400, 1200],
        );
        check_edges("<path d='M3 3l9 8-4 6z'/>", &[], &[]);
        // A curve that turns within.
        check_edges("<path d='M2 12C8 4 16 4 22 12z'/>", &[], &[600, 1200]);
    }

    const MIDDLE: (f32, f32) = (8.0, 8.0);

    /// The mark is 20 units wide and high, in the middle of its drawing; the icon is of 16 pixels, of which 2 are free
    /// on each side.
    fn laid(body: &str, free: f32) -> (Placement, f32, f32) {
        let edges = edges(&drawing(body));
        let extent = Extent { middle: (12.0, 12.0), size: (20.0, 20.0), radius: 14.2 };
        let room = Room { middle: MIDDLE, half: (8.0 - free, 8.0 - free), radius: f32::INFINITY };
        let scale = 2.0 * room.half.0 / 20.0;
        let at = fit(&edges, scale, &extent, &room);
        let before = Placement { scale, x: 8.0 - 12.0 * scale, y: 8.0 - 12.0 * scale };
        (at, gray(&edges, &before), gray(&edges, &at))
    }

    #[test]
    fn edges_come_to_lie_between_pixels() {
        let windows = "<path d='M2 2h9v9H2zM13 2h9v9h-9zM2 13h9v9H2zM13 13h9v9h-9z'/>";
        let (at, before, after) = laid(windows, 2.0);
        assert!(before > 0.3 && after < 0.2, "{at:?} {before} {after}");
        let half = 10.0 * at.scale;
        let (dx, dy) = (at.x + 12.0 * at.scale - 8.0, at.y + 12.0 * at.scale - 8.0);
        assert!(half + dx.abs().max(dy.abs()) <= 6.0 + SLACK, "{at:?}");
    }

    #[test]
    fn what_is_sharp_or_round_stays_in_the_middle() {
        for body in [
            "<path d='M2 2h20v20H2z'/>",
            "<path d='M12 2l10 9-5 11-13-4z'/>",
            "<path d='M12 2c4 3 9 6 10 10-3 4-6 9-10 10-4-3-9-6-10-10 3-4 6-9 10-10z'/>",
        ] {
            let (at, before, after) = laid(body, 2.0);
            assert_eq!((at.scale, at.x, at.y), (0.6, 8.0 - 12.0 * 0.6, 8.0 - 12.0 * 0.6), "{body}");
            assert_eq!(before, after);
        }
    }

    #[test]
    fn no_place_is_beyond_its_room() {
        let comb =
            "<path d='M2.3 2h1.1v20H2.3zM6.1 2h2.7v19.3H6.1zM11 4.2h3.3v17H11zM18 2h4v20h-4z'/>";
        let edges = edges(&drawing(comb));
        let extent = Extent { middle: (12.0, 12.0), size: (20.0, 20.0), radius: 14.2 };
        for side in 12..64 {
            for free in [0.0, 0.7, 1.3] {
                let middle = side as f32 / 2.0;
                let radius = middle - free;
                let room = Room { middle: (middle, middle), half: (radius, radius), radius };
                let scale = (radius / 10.0).min(radius / 14.2);
                let at = fit(&edges, scale, &extent, &room);
                let (dx, dy) = (at.x + 12.0 * at.scale - middle, at.y + 12.0 * at.scale - middle);
                let reach = 14.2 * at.scale + (dx * dx + dy * dy).sqrt();
                assert!(
                    reach <= radius + 2.0 * SLACK && at.scale <= scale && at.scale > 0.9 * scale
                );
            }
        }
    }

    #[test]
    fn nothing_is_laid_by_numbers_that_are_none() {
        let edges = Edges { x: vec![(0.0, 1.0), (1e30, 1.0)], y: Vec::new(), others: f32::MAX };
        let extent = Extent { middle: (0.0, 0.0), size: (1.0, 1.0), radius: 1.0 };
        let room = Room { middle: MIDDLE, half: (8.0, 8.0), radius: f32::INFINITY };
        assert_eq!(fit(&edges, 8.0, &extent, &room).scale, 8.0);
    }
}

//! The outline of what is painted, traced from pixels, so that it works for a PNG and for the results of masks and
//! filters too.
//!
//! The outline is where the alpha crosses a level, found between pixels by their values (marching squares), so that it
//! is true to a small part of a pixel.

use resvg::tiny_skia::{Path, PathBuilder};

use crate::vector::pixels::Pixels;
use crate::vector::smooth::{Point, corners, curve};

/// A closed line around less than this is dust, in pixels.
const DUST: f32 = 2.0;

/// The outline of all that has at least `level` of alpha, in pixels. What it encloses lies on the same side of all of
/// its lines, so both fill rules give the same area. `None` for a picture without any.
pub fn outline(pixels: &Pixels, level: u8) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for line in crossings(pixels, level) {
        if area(&line).abs() >= DUST {
            curve(&mut builder, &corners(line));
        }
    }
    builder.finish()
}

/// Twice the area that a closed line encloses would tell its direction; this is the area itself, with the sign.
fn area(line: &[Point]) -> f32 {
    let next = line.iter().cycle().skip(1);
    line.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f32>() / 2.0
}

/// The picture's alpha with an empty border, and between its pixels the sides of cells. Each pixel has two sides of its own: the
/// one to its right has twice its number, the one below it the next.
struct Grid {
    /// Of each pixel, row by row, the border with it.
    alpha: Vec<u8>,
    /// Pixels per row.
    width: usize,
    level: u8,
}

const NONE: u32 = u32::MAX;

impl Grid {
    fn new(pixels: &Pixels, level: u8) -> Grid {
        let (width, height) = (pixels.width as usize + 2, pixels.height as usize + 2);
        let mut alpha = vec![0; width * height];
        let rows = pixels.rgba.chunks_exact((width - 2).max(1) * 4);
        for (to, from) in alpha.chunks_exact_mut(width).skip(1).zip(rows) {
            for (to, from) in to[1..].iter_mut().zip(from.chunks_exact(4)) {
                *to = from[3];
            }
        }
        Grid { alpha, width, level }
    }

    /// For each side that an edge crosses the side where it goes on, with the painted part to the right.
    fn next(&self) -> Vec<u32> {
        let mut next = vec![NONE; 2 * self.alpha.len()];
        let rows = self.alpha.chunks_exact(self.width);
        for (y, (upper, lower)) in rows.clone().zip(rows.skip(1)).enumerate() {
            // The border is not painted.
            let mut left = 0;
            for (x, (above, below)) in upper.iter().zip(lower).enumerate().skip(1) {
                let inside = |alpha: &u8| usize::from(*alpha >= self.level);
                let right = inside(above) << 1 | inside(below);
                let corners = std::mem::replace(&mut left, right) << 2 | right;
                if !matches!(corners, 0b0000 | 0b1111) {
                    for (from, to) in
                        self.cell(y * self.width + x - 1, corners).into_iter().flatten()
                    {
                        next[from as usize] = to;
                    }
                }
            }
        }
        next
    }

    /// The steps through the cell that lies right of and below a pixel, by which of its corners are painted: up left, down left,
    /// up right, down right.
    fn cell(&self, pixel: usize, corners: usize) -> [Option<(u32, u32)>; 2] {
        let right_of = |pixel| 2 * pixel as u32;
        let (top, left) = (right_of(pixel), right_of(pixel) + 1);
        let (bottom, right) = (right_of(pixel + self.width), right_of(pixel + 1) + 1);
        let one = |from, to| [Some((from, to)), None];
        match corners {
            0b1000 => one(top, left),
            0b0010 => one(right, top),
            0b0001 => one(bottom, right),
            0b0100 => one(left, bottom),
            0b1010 => one(right, left),
            0b0011 => one(bottom, top),
            0b0101 => one(left, right),
            0b1100 => one(top, bottom),
            0b0111 => one(left, top),
            0b1101 => one(top, right),
            0b1110 => one(right, bottom),
            0b1011 => one(bottom, left),
            // Two that touch at a corner remain two.
            0b1001 => [Some((top, left)), Some((bottom, right))],
            0b0110 => [Some((right, top)), Some((left, bottom))],
            _ => [None, None],
        }
    }

    /// Where the alpha crosses the level on a side.
    fn point(&self, side: u32) -> Point {
        let (pixel, is_below) = (side as usize / 2, side % 2 == 1);
        let (dx, dy) = if is_below { (0, 1) } else { (1, 0) };
        let (a, b) = (self.alpha[pixel], self.alpha[pixel + dx + dy * self.width]);
        let part = (f32::from(self.level) - 0.5 - f32::from(a)) / (f32::from(b) - f32::from(a));
        let (x, y) = (pixel % self.width, pixel / self.width);
        // The border shifts by one pixel; its middle lies half a pixel within.
        (x as f32 - 0.5 + part * dx as f32, y as f32 - 0.5 + part * dy as f32)
    }
}

/// The closed lines between what is painted and what is not, in the order in which a reader would meet them.
fn crossings(pixels: &Pixels, level: u8) -> Vec<Vec<Point>> {
    let grid = Grid::new(pixels, level.max(1));
    let mut next = grid.next();
    let mut lines = Vec::new();
    for start in 0..next.len() {
        let (mut line, mut at) = (Vec::new(), start as u32);
        while next[at as usize] != NONE {
            line.push(grid.point(at));
            at = std::mem::replace(&mut next[at as usize], NONE);
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use resvg::tiny_skia::{FillRule, Paint, Pixmap, Transform};

    /// A picture whose alpha is drawn from a path.
    fn drawn(path: &Path, side: u32) -> Pixels {
        let mut pixmap = Pixmap::new(side, side).unwrap();
        let paint = Paint { anti_alias: true, ..Paint::default() };
        pixmap.fill_path(path, &paint, FillRule::EvenOdd, Transform::identity(), None);
        Pixels::from_pixmap(pixmap)
    }

    /// Drawn, traced and drawn again, no pixel differs by more than `most`, and the path has at most `segments`.
    fn check(draw: impl Fn(&mut PathBuilder), most: u8, segments: usize) {
        let mut builder = PathBuilder::new();
        draw(&mut builder);
        let picture = drawn(&builder.finish().unwrap(), 256);
        let path = outline(&picture, 128).unwrap();
        let again = drawn(&path, 256);
        let pairs = picture.rgba.chunks_exact(4).zip(again.rgba.chunks_exact(4));
        let worst = pairs.map(|(a, b)| a[3].abs_diff(b[3])).max().unwrap();
        assert!(worst <= most, "{worst}: {path:?}");
        assert!(path.len() <= segments, "{}: {path:?}", path.len());
    }

    fn rect(builder: &mut PathBuilder, x: f32, y: f32, width: f32, height: f32) {
        builder.push_rect(resvg::tiny_skia::Rect::from_xywh(x, y, width, height).unwrap());
    }

    #[test]
    fn what_is_traced_is_drawn_as_it_was() {
        // Between straight sides a corner is where it was; a round edge may be a fourth of a pixel off.
        check(|b| rect(b, 20.3, 40.7, 100.0, 60.25), 12, 6);
        check(|b| b.push_circle(128.0, 120.0, 90.5), 70, 120);
        // A hole, and a shape in the hole.
        check(
            |b| [100.0, 60.0, 20.0].map(|r| b.push_circle(128.0, 128.0, r)).into_iter().collect(),
            70,
            260,
        );
        check(
            |b| {
                b.move_to(10.0, 240.0);
                b.line_to(128.0, 12.0);
                b.line_to(246.0, 240.0);
                b.close();
            },
            120,
            24,
        );
    }

    #[test]
    fn the_edge_of_a_picture_is_an_edge() {
        check(|b| rect(b, 0.0, 0.0, 256.0, 256.0), 12, 6);
        assert!(outline(&Pixels::filled(9, 9, [0; 4]), 128).is_none());
        assert!(outline(&Pixels::filled(1, 1, [0, 0, 0, 255]), 128).is_none());
        assert!(outline(&Pixels { width: 0, height: 0, rgba: Vec::new() }, 128).is_none());
    }

    #[test]
    fn what_touches_at_a_corner_stays_apart() {
        let mut pixels = Pixels::filled(8, 8, [0; 4]);
        for (at, pixel) in pixels.rgba.chunks_exact_mut(4).enumerate() {
            pixel[3] = if (at % 8 < 4) == (at / 8 < 4) { 255 } else { 0 };
        }
        let path = outline(&pixels, 128).unwrap();
        let starts =
            path.segments().filter(|s| matches!(s, resvg::tiny_skia::PathSegment::MoveTo(_)));
        assert_eq!(starts.count(), 2);
    }
}

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

/// The picture's alpha with an empty border, and between its pixels the sides of cells.
struct Grid<'a> {
    pixels: &'a Pixels,
    /// Sides per row: each pixel has one to its right, and one below.
    stride: usize,
    level: f32,
}

const NONE: u32 = u32::MAX;

impl Grid<'_> {
    /// The alpha of a pixel; `x` and `y` count the border.
    fn alpha(&self, x: usize, y: usize) -> f32 {
        let (width, height) = (self.pixels.width as usize, self.pixels.height as usize);
        match (x.checked_sub(1), y.checked_sub(1)) {
            (Some(x), Some(y)) if x < width && y < height => {
                f32::from(self.pixels.rgba[(y * width + x) * 4 + 3])
            }
            _ => 0.0,
        }
    }

    fn right_of(&self, x: usize, y: usize) -> u32 {
        (y * self.stride + 2 * x) as u32
    }

    fn below(&self, x: usize, y: usize) -> u32 {
        self.right_of(x, y) + 1
    }

    /// From side to side, with the painted part to the right. The cell lies right of and below the pixel.
    fn steps(&self, x: usize, y: usize) -> [(u32, u32); 2] {
        let inside = |x, y| self.alpha(x, y) >= self.level;
        let corners = [inside(x, y), inside(x + 1, y), inside(x + 1, y + 1), inside(x, y + 1)];
        let bits = corners.iter().fold(0, |bits, corner| bits * 2 + u8::from(*corner));
        let (top, left) = (self.right_of(x, y), self.below(x, y));
        let (bottom, right) = (self.right_of(x, y + 1), self.below(x + 1, y));
        let none = (NONE, NONE);
        match bits {
            0b1000 => [(top, left), none],
            0b0100 => [(right, top), none],
            0b0010 => [(bottom, right), none],
            0b0001 => [(left, bottom), none],
            0b1100 => [(right, left), none],
            0b0110 => [(bottom, top), none],
            0b0011 => [(left, right), none],
            0b1001 => [(top, bottom), none],
            0b0111 => [(left, top), none],
            0b1011 => [(top, right), none],
            0b1101 => [(right, bottom), none],
            0b1110 => [(bottom, left), none],
            // Two that touch at a corner remain two.
            0b1010 => [(top, left), (bottom, right)],
            0b0101 => [(right, top), (left, bottom)],
            _ => [none, none],
        }
    }

    /// Where the alpha crosses the level on a side.
    fn point(&self, side: u32) -> Point {
        let (row, at) = (side as usize / self.stride, side as usize % self.stride);
        let (x, is_below) = (at / 2, at % 2 == 1);
        let (dx, dy) = if is_below { (0, 1) } else { (1, 0) };
        let (a, b) = (self.alpha(x, row), self.alpha(x + dx, row + dy));
        let part = (self.level - 0.5 - a) / (b - a);
        // The border shifts by one pixel; its middle lies half a pixel within.
        (x as f32 - 0.5 + part * dx as f32, row as f32 - 0.5 + part * dy as f32)
    }
}

/// The closed lines between what is painted and what is not, in the order in which a reader would meet them.
fn crossings(pixels: &Pixels, level: u8) -> Vec<Vec<Point>> {
    let (width, height) = (pixels.width as usize + 2, pixels.height as usize + 2);
    let grid = Grid { pixels, stride: 2 * width, level: f32::from(level.max(1)) };
    let mut next = vec![NONE; grid.stride * height];
    for y in 0..height - 1 {
        for x in 0..width - 1 {
            for (from, to) in grid.steps(x, y).into_iter().filter(|step| step.0 != NONE) {
                next[from as usize] = to;
            }
        }
    }
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

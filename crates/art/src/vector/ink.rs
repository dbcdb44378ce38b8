//! The painted shape of an icon: its thickness, its size, and how much it encloses. It is measured on pixels, because a
//! stroke that was exported as a fill looks like a stroke.

use crate::vector::pixels::Pixels;

/// Outlined or filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Lines, and nothing thicker.
    Outline,
    /// Areas.
    Filled,
    /// Lines with some areas.
    Mixed,
}

/// The measures of a shape; lengths are shares of the picture's longer side, areas of its square.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ink {
    pub(crate) style: Style,
    pub(crate) thickness: f32,
    pub(crate) area: f32,
    pub(crate) painted: (f32, f32),
    pub(crate) offset: (f32, f32),
    pub(crate) enclosed: f32,
}

/// What is farther than this from any edge belongs to no line: half of the widest line, a share of the longer side.
const DEEP: f32 = 0.075;
/// More of the shape than this lies deep in a filled icon.
const FILLED: f32 = 0.2;
/// Less of the shape than this lies deep in an outlined one, where lines meet.
const OUTLINE: f32 = 0.04;

/// Steps to a side and to a corner in a distance map (Borgefors 1986, the 3-4 distance): in units of a third of a pixel.
const STEP: u32 = 3;
const DIAGONAL: u32 = 4;

/// Measures a picture by its alpha.
pub(crate) fn measure(pixels: &Pixels) -> Ink {
    let map = Map::new(pixels);
    let longer = pixels.width.max(pixels.height) as f32;
    let distances = map.distances();
    let (mut count, mut sum, mut deep) = (0usize, 0.0f32, 0usize);
    for distance in distances.iter().filter(|distance| **distance > 0) {
        // The edge lies half a pixel beyond the middle of the outermost one.
        let length = (*distance as f32 / STEP as f32 - 0.5) / longer;
        count += 1;
        sum += length;
        deep += usize::from(length > DEEP);
    }
    let share = deep as f32 / count.max(1) as f32;
    let style = match share {
        _ if share > FILLED => Style::Filled,
        _ if share < OUTLINE => Style::Outline,
        _ => Style::Mixed,
    };
    let painted = map.bounds();
    let (width, height) = (painted.right - painted.left, painted.bottom - painted.top);
    let middle =
        |from: usize, to: usize, side: u32| ((from + to) as f32 - side as f32) / 2.0 / longer;
    Ink {
        style,
        // Across a line, the distances run from 0 to half its width and back: a fourth of it on the average.
        thickness: 4.0 * sum / count.max(1) as f32,
        area: count as f32 / (longer * longer),
        painted: (width as f32 / longer, height as f32 / longer),
        offset: (
            middle(painted.left, painted.right, pixels.width),
            middle(painted.top, painted.bottom, pixels.height),
        ),
        enclosed: map.enclosed() as f32 / (width * height).max(1) as f32,
    }
}

/// Which pixels are painted, with an empty border of one pixel.
struct Map {
    /// Pixels in a row, the border with them.
    stride: usize,
    painted: Vec<bool>,
}

/// The painted box in pixels of the picture.
struct Bounds {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

impl Map {
    fn new(pixels: &Pixels) -> Map {
        let (width, height) = (pixels.width as usize, pixels.height as usize);
        let stride = width + 2;
        let mut painted = vec![false; stride * (height + 2)];
        for (y, row) in pixels.rgba.chunks_exact(width.max(1) * 4).enumerate() {
            for (x, pixel) in row.chunks_exact(4).enumerate() {
                painted[(y + 1) * stride + x + 1] = pixel[3] >= 128;
            }
        }
        Map { stride, painted }
    }

    /// From each painted pixel to the nearest empty one, in units of [`STEP`]; 0 for empty ones.
    fn distances(&self) -> Vec<u32> {
        let mut map: Vec<u32> =
            self.painted.iter().map(|painted| if *painted { u32::MAX / 2 } else { 0 }).collect();
        let stride = self.stride;
        // All painted pixels have eight neighbors: the border is empty.
        for at in 0..map.len() {
            if map[at] > 0 {
                let near = (map[at - 1].min(map[at - stride])) + STEP;
                let far = (map[at - stride - 1].min(map[at - stride + 1])) + DIAGONAL;
                map[at] = map[at].min(near).min(far);
            }
        }
        for at in (0..map.len()).rev() {
            if map[at] > 0 {
                let near = (map[at + 1].min(map[at + stride])) + STEP;
                let far = (map[at + stride + 1].min(map[at + stride - 1])) + DIAGONAL;
                map[at] = map[at].min(near).min(far);
            }
        }
        map
    }

    fn bounds(&self) -> Bounds {
        let mut bounds = Bounds { left: usize::MAX, top: usize::MAX, right: 0, bottom: 0 };
        for (y, row) in self.painted.chunks_exact(self.stride).enumerate() {
            let Some(left) = row.iter().position(|painted| *painted) else {
                continue;
            };
            let right = row.iter().rposition(|painted| *painted).unwrap_or(left);
            bounds.top = bounds.top.min(y - 1);
            bounds.bottom = y;
            bounds.left = bounds.left.min(left - 1);
            bounds.right = bounds.right.max(right);
        }
        match bounds.left {
            usize::MAX => Bounds { left: 0, top: 0, right: 0, bottom: 0 },
            _ => bounds,
        }
    }

    /// How many empty pixels cannot be reached from outside.
    fn enclosed(&self) -> usize {
        let mut seen = self.painted.clone();
        let mut left = vec![0];
        seen[0] = true;
        while let Some(at) = left.pop() {
            let (x, len) = (at % self.stride, seen.len());
            let steps = [
                (x > 0).then(|| at - 1),
                (x + 1 < self.stride).then_some(at + 1),
                at.checked_sub(self.stride),
                Some(at + self.stride).filter(|at| *at < len),
            ];
            for next in steps.into_iter().flatten() {
                if !seen[next] {
                    seen[next] = true;
                    left.push(next);
                }
            }
        }
        seen.iter().filter(|seen| !**seen).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of 100 × 100 pixels, painted where `is_painted` says.
    fn check(is_painted: impl Fn(i32, i32) -> bool, style: Style, thickness: f32, enclosed: f32) {
        let mut pixels = Pixels::filled(100, 100, [0; 4]);
        for (at, pixel) in pixels.rgba.chunks_exact_mut(4).enumerate() {
            pixel[3] = if is_painted(at as i32 % 100, at as i32 / 100) { 255 } else { 0 };
        }
        let ink = measure(&pixels);
        assert_eq!(ink.style, style, "{ink:?}");
        assert!((ink.thickness - thickness).abs() < 0.01, "{ink:?}");
        assert!((ink.enclosed - enclosed).abs() < 0.01, "{ink:?}");
    }

    #[test]
    fn lines_have_their_width_and_areas_are_filled() {
        check(|x, y| (45..55).contains(&x) && (5..95).contains(&y), Style::Outline, 0.1, 0.0);
        let frame = |x: i32, y: i32| x.min(y).min(99 - x).min(99 - y);
        check(|x, y| (10..18).contains(&frame(x, y)), Style::Outline, 0.08, 64.0 * 64.0 / 6400.0);
        check(|x, y| frame(x, y) >= 10, Style::Filled, 0.533, 0.0);
        // Nothing is nothing.
        check(|_, _| false, Style::Outline, 0.0, 0.0);
        // All is an area up to the edge of the picture.
        check(|_, _| true, Style::Filled, 0.666, 0.0);
    }
}

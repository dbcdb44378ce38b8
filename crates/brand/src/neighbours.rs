//! What reaches into a part of a picture from beside it: a first letter under the wing of a symbol. A module of its own because a
//! part is a box, and what belongs to it is not.

use std::collections::VecDeque;

use rebadge_art::vector::{Part, Pixels};

/// Less alpha than this does not hold two pieces together.
const SEEN: u8 = 64;

/// So much may reach in, as a share of what lies within as a whole: where there is more, the part cuts what is its own.
const REACHING: f64 = 0.15;

/// A picture as pieces that hang together.
struct Pieces {
    width: usize,
    /// For each pixel the number of its piece; none where nothing is seen.
    of: Vec<Option<usize>>,
    /// Pixels of each piece.
    sizes: Vec<usize>,
}

impl Pieces {
    fn new(pixels: &Pixels) -> Pieces {
        let width = (pixels.width as usize).max(1);
        let is_seen: Vec<bool> =
            pixels.rgba.chunks_exact(4).map(|pixel| pixel[3] >= SEEN).collect();
        let mut pieces = Pieces { width, of: vec![None; is_seen.len()], sizes: Vec::new() };
        for start in 0..is_seen.len() {
            if !is_seen[start] || pieces.of[start].is_some() {
                continue;
            }
            let number = pieces.sizes.len();
            pieces.of[start] = Some(number);
            let (mut open, mut size) = (vec![start], 0);
            while let Some(at) = open.pop() {
                size += 1;
                for beside in around(at, width, is_seen.len()) {
                    if is_seen[beside] && pieces.of[beside].is_none() {
                        pieces.of[beside] = Some(number);
                        open.push(beside);
                    }
                }
            }
            pieces.sizes.push(size);
        }
        pieces
    }

    /// The pixels of each piece in a box.
    fn within(&self, part: &Frame) -> Vec<usize> {
        let mut within = vec![0; self.sizes.len()];
        part.pixels(self.width).filter_map(|at| self.of[at]).for_each(|piece| within[piece] += 1);
        within
    }

    /// The pixels of pieces that lie in a box as a whole, and those in it of pieces that reach in.
    fn shares(&self, within: &[usize]) -> (usize, usize) {
        let both = within.iter().zip(&self.sizes);
        both.fold((0, 0), |(own, reaching), (within, size)| {
            if within == size { (own + within, reaching) } else { (own, reaching + within) }
        })
    }
}

/// Columns and rows.
struct Frame {
    x: std::ops::Range<usize>,
    y: std::ops::Range<usize>,
}

impl Frame {
    fn new(part: Part, pixels: &Pixels) -> Frame {
        let range = |from: f32, to: f32, length: u32| {
            let at = |share: f32| ((share * length as f32).round() as usize).min(length as usize);
            at(from)..at(to)
        };
        Frame {
            x: range(part.left, part.right, pixels.width),
            y: range(part.top, part.bottom, pixels.height),
        }
    }

    fn pixels(&self, width: usize) -> impl Iterator<Item = usize> {
        let x = self.x.clone();
        self.y.clone().flat_map(move |y| x.clone().map(move |x| y * width + x))
    }

    fn holds(&self, at: usize, width: usize) -> bool {
        self.x.contains(&(at % width)) && self.y.contains(&(at / width))
    }
}

/// The pixels around one, those at its corners too.
fn around(at: usize, width: usize, count: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (at % width, at / width);
    let rows = y.saturating_sub(1)..=(y + 1).min(count / width - 1);
    rows.flat_map(move |row| {
        (x.saturating_sub(1)..=(x + 1).min(width - 1)).map(move |column| row * width + column)
    })
}

/// Whether hardly anything reaches into a part of a picture.
pub(super) fn is_apart(pixels: &Pixels, part: Part) -> bool {
    let pieces = Pieces::new(pixels);
    is_little(pieces.shares(&pieces.within(&Frame::new(part, pixels))))
}

fn is_little((own, reaching): (usize, usize)) -> bool {
    reaching as f64 <= REACHING * own as f64
}

/// Where a part of a picture is its own: opaque but for what is nearer to a piece that reaches in. None where nothing does, or
/// too much.
pub(super) fn own(pixels: &Pixels, part: Part) -> Option<Pixels> {
    let pieces = Pieces::new(pixels);
    let part = Frame::new(part, pixels);
    let within = pieces.within(&part);
    let shares = pieces.shares(&within);
    if shares.1 == 0 || !is_little(shares) {
        return None;
    }
    let mut is_own: Vec<Option<bool>> = vec![None; pieces.of.len()];
    let mut open = VecDeque::new();
    for at in part.pixels(pieces.width) {
        if let Some(piece) = pieces.of[at] {
            is_own[at] = Some(within[piece] == pieces.sizes[piece]);
            open.push_back(at);
        }
    }
    while let Some(at) = open.pop_front() {
        for beside in around(at, pieces.width, pieces.of.len()) {
            if is_own[beside].is_none() && part.holds(beside, pieces.width) {
                is_own[beside] = is_own[at];
                open.push_back(beside);
            }
        }
    }
    let mut mask = Pixels::filled(pixels.width, pixels.height, [0, 0, 0, 255]);
    for (pixel, is_own) in mask.rgba.chunks_exact_mut(4).zip(is_own) {
        if is_own == Some(false) {
            pixel[3] = 0;
        }
    }
    Some(mask)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plate of 40 × 40, and a bar that begins in its gap at x = 30, y = 30 and ends at x = 90.
    fn picture() -> Pixels {
        let mut pixels = Pixels::filled(100, 50, [0; 4]);
        for at in 0..100 * 50 {
            let (x, y) = (at % 100, at / 100);
            let is_plate = x < 40 && y < 40 && !(x >= 24 && y >= 24);
            let is_bar = (30..90).contains(&x) && (30..36).contains(&y);
            pixels.rgba[at * 4 + 3] = if is_plate || is_bar { 255 } else { 0 };
        }
        pixels
    }

    #[test]
    fn what_reaches_in_is_told_from_what_is_within() {
        let part = Part { left: 0.0, top: 0.0, right: 0.4, bottom: 0.8 };
        assert!(is_apart(&picture(), part));
        let mask = own(&picture(), part).unwrap();
        let at = |x: usize, y: usize| mask.rgba[(y * 100 + x) * 4 + 3];
        let found = [at(32, 32), at(39, 35), at(10, 10), at(23, 25), at(60, 33)];
        assert_eq!(found, [0, 0, 255, 255, 255]);
        // A part that holds the bar too has nothing that reaches in.
        let whole = Part { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };
        assert!(own(&picture(), whole).is_none());
        // One that ends in the plate cuts what is its own.
        let half = Part { left: 0.0, top: 0.0, right: 0.3, bottom: 1.0 };
        assert!(!is_apart(&picture(), half) && own(&picture(), half).is_none());
    }
}

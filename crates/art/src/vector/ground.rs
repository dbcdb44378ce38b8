//! The background of a picture: one opaque color along all of its edges. A check warns of it, and a new theme removes
//! it.

use crate::color::{Color, Oklch, delta_e_ok};
use crate::vector::pixels::Pixels;

/// Colors nearer than this, in OKLab, are one.
pub const SAME_GROUND: f64 = 0.03;
/// What of the picture's edge must be of one color.
const EDGE: f64 = 0.97;

impl Pixels {
    /// The color of the background that the picture brings, if it brings one.
    pub fn ground(&self) -> Option<Color> {
        let edge = self.edge();
        let opaque: Vec<Color> = edge
            .iter()
            .filter(|pixel| pixel[3] == 255)
            .map(|pixel| Color::new(pixel[0], pixel[1], pixel[2]))
            .collect();
        let first = *opaque.get(opaque.len() / 2)?;
        let same = opaque.iter().filter(|color| delta_e_ok(**color, first) <= SAME_GROUND).count();
        (same as f64 >= EDGE * edge.len() as f64 && edge.len() > 8).then_some(first)
    }

    /// The pixels along the four sides, one pixel in: the outermost may be a blend. None of a picture that is all edge.
    pub fn edge(&self) -> Vec<[u8; 4]> {
        let (width, height) = (self.width, self.height);
        if width < 4 || height < 4 {
            return Vec::new();
        }
        let rows = (1..width - 1).flat_map(|x| [self.at(x, 1), self.at(x, height - 2)]);
        rows.chain((1..height - 1).flat_map(|y| [self.at(1, y), self.at(width - 2, y)])).collect()
    }
}

/// Whether a background is the paper that a logo was drawn on, and says nothing of the brand.
pub fn is_paper(ground: Color) -> bool {
    let ground = Oklch::from(ground);
    ground.l > 0.93 && ground.c < 0.03
}

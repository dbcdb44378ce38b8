//! A map of the lightness of a picture: which pixels are solid, and which can be reached from outside. [`super::tones`]
//! assigns tones from it.

use crate::color::{Color, lightness};
use crate::vector::pixels::Pixels;

/// What is this near to something else is an edge, in pixels.
const EDGE: usize = 2;
/// At least so much alpha belongs to the shape, and does not only touch it.
pub(crate) const SOLID: u8 = 128;
/// Tones differ from so many steps of lightness on.
const OTHER: u8 = 10;

/// The lightness of a color, 0 to 255.
pub(crate) fn step(color: Color) -> u8 {
    libm::round(lightness(color).clamp(0.0, 1.0) * 255.0) as u8
}

/// The picture with a border: how light each place is, and what is solid, and what can be reached from beyond the
/// picture without crossing the shape.
pub(crate) struct ToneMap {
    stride: usize,
    width: usize,
    pub(crate) steps: Vec<u8>,
    solid: Vec<bool>,
    reached: Vec<bool>,
}

impl ToneMap {
    pub(crate) fn of(pixels: &Pixels) -> ToneMap {
        let (width, height) = (pixels.width.max(1) as usize, pixels.height as usize);
        let stride = width + 2 * EDGE;
        let empty = stride * (height + 2 * EDGE);
        let mut map = ToneMap {
            stride,
            width,
            steps: vec![0; empty],
            solid: vec![false; empty],
            reached: vec![false; empty],
        };
        let mut last = ([0; 3], step(Color::BLACK));
        for (at, pixel) in pixels.rgba.chunks_exact(4).enumerate() {
            let color = [pixel[0], pixel[1], pixel[2]];
            if color != last.0 {
                last = (color, step(Color::new(color[0], color[1], color[2])));
            }
            let place = map.place(at);
            map.steps[place] = last.1;
            map.solid[place] = pixel[3] >= SOLID;
        }
        map.reach();
        map
    }

    /// The place of a pixel.
    pub(crate) fn place(&self, pixel: usize) -> usize {
        (pixel / self.width + EDGE) * self.stride + pixel % self.width + EDGE
    }

    fn reach(&mut self) {
        let mut left = vec![0usize];
        self.reached[0] = true;
        while let Some(at) = left.pop() {
            // Steps over a side of the picture lead from border to border.
            let steps = [
                at.checked_sub(1),
                Some(at + 1),
                at.checked_sub(self.stride),
                Some(at + self.stride),
            ];
            for next in steps.into_iter().flatten().filter(|next| *next < self.solid.len()) {
                if !self.solid[next] && !self.reached[next] {
                    self.reached[next] = true;
                    left.push(next);
                }
            }
        }
    }

    /// The places so near that a blend of two tones lies between, at most.
    fn near(&self, place: usize) -> [usize; 4] {
        [place - EDGE, place + EDGE, place - EDGE * self.stride, place + EDGE * self.stride]
    }

    pub(crate) fn is_outer(&self, place: usize) -> bool {
        self.near(place).into_iter().any(|near| self.reached[near])
    }

    pub(crate) fn is_free(&self, place: usize) -> bool {
        self.near(place).into_iter().any(|near| !self.solid[near])
    }

    /// Whether nothing is near, or another tone.
    pub(crate) fn is_edge(&self, place: usize) -> bool {
        let differs = |near: &usize| self.steps[*near].abs_diff(self.steps[place]) >= OTHER;
        self.is_free(place) || self.near(place).iter().any(differs)
    }
}

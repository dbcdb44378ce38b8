//! The first guess at a picture's colors: boxes of the RGB cube, cut where that leaves the least variance.
//!
//! Xiaolin Wu, "Efficient Statistical Computations for Optimal Color Quantization", Graphics Gems II (1991), pages
//! 126–133. Separate because quantization is in RGB; all later steps are perceptual.

use rebadge_art::color::Color;

/// Cells along one channel: five bits, and one of zeros before them.
const CELLS: usize = 33;

/// Weight, red, green, blue, and the sum of their squares.
type Moments = [f64; 5];

/// At most `most` representative colors of the weighted ones, in the order in which they were cut.
pub(super) fn quantize(colors: &[(Color, f64)], most: usize) -> Vec<Color> {
    let cube = Cube::new(colors);
    let mut boxes = vec![Block { low: [0; 3], high: [CELLS - 1; 3] }];
    while boxes.len() < most {
        let spread = boxes.iter().map(|block| cube.variance(block)).enumerate();
        // The first of equals, so that the order never depends on anything else.
        let widest = spread.rev().max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((at, _)) = widest.filter(|(_, variance)| *variance > 1.0) else {
            break;
        };
        match cube.cut(&boxes[at]) {
            Some((one, two)) => {
                boxes[at] = one;
                boxes.push(two);
            }
            None => break,
        }
    }
    boxes.iter().filter_map(|block| cube.mean(block)).collect()
}

/// A block of cells: above `low`, up to `high`.
#[derive(Clone, Copy)]
struct Block {
    low: [usize; 3],
    high: [usize; 3],
}

/// Cumulative moments: each cell holds those of all cells at or below it.
struct Cube(Vec<Moments>);

fn index([r, g, b]: [usize; 3]) -> usize {
    (r * CELLS + g) * CELLS + b
}

impl Cube {
    fn new(colors: &[(Color, f64)]) -> Cube {
        let mut cells = vec![Moments::default(); CELLS * CELLS * CELLS];
        for (color, weight) in colors {
            let channels = [color.r, color.g, color.b];
            let cell = &mut cells[index(channels.map(|channel| usize::from(channel >> 3) + 1))];
            let [r, g, b] = channels.map(f64::from);
            for (sum, value) in cell.iter_mut().zip([1.0, r, g, b, r * r + g * g + b * b]) {
                *sum += weight * value;
            }
        }
        for axis in 0..3 {
            let stride = CELLS.pow(2 - axis);
            for at in stride..cells.len() {
                if !(at / stride).is_multiple_of(CELLS) {
                    let below = cells[at - stride];
                    cells[at].iter_mut().zip(below).for_each(|(sum, value)| *sum += value);
                }
            }
        }
        Cube(cells)
    }

    /// The moments of a block, by inclusion and exclusion of its eight corners.
    fn moments(&self, block: &Block) -> Moments {
        let mut sum = Moments::default();
        for corner in 0..8 {
            let is_low = |axis: usize| corner >> axis & 1 == 1;
            let at = [0, 1, 2].map(|axis| match is_low(axis) {
                true => block.low[axis],
                false => block.high[axis],
            });
            let lows = (0..3).filter(|axis| is_low(*axis)).count();
            let sign = if lows % 2 == 0 { 1.0 } else { -1.0 };
            let cell = self.0[index(at)];
            sum.iter_mut().zip(cell).for_each(|(sum, value)| *sum += sign * value);
        }
        sum
    }

    fn variance(&self, block: &Block) -> f64 {
        let moments = self.moments(block);
        if moments[0] <= 0.0 { 0.0 } else { moments[4] - gain(&moments) }
    }

    /// The cut that leaves the least variance; none where all is in one cell.
    fn cut(&self, block: &Block) -> Option<(Block, Block)> {
        let whole = self.moments(block);
        let mut best: Option<(f64, Block, Block)> = None;
        for axis in 0..3 {
            for at in block.low[axis] + 1..block.high[axis] {
                let (mut one, mut two) = (*block, *block);
                (one.high[axis], two.low[axis]) = (at, at);
                let below = self.moments(&one);
                let above: Moments = std::array::from_fn(|n| whole[n] - below[n]);
                if below[0] <= 1e-9 || above[0] <= 1e-9 {
                    continue;
                }
                let gained = gain(&below) + gain(&above);
                if best.as_ref().is_none_or(|(most, ..)| gained > *most) {
                    best = Some((gained, one, two));
                }
            }
        }
        best.map(|(_, one, two)| (one, two))
    }

    fn mean(&self, block: &Block) -> Option<Color> {
        let [weight, r, g, b, _] = self.moments(block);
        let channel = |sum: f64| libm::round((sum / weight).clamp(0.0, 255.0)) as u8;
        (weight > 1e-9).then(|| Color::new(channel(r), channel(g), channel(b)))
    }
}

/// What of the squares the mean explains.
fn gain([weight, r, g, b, _]: &Moments) -> f64 {
    (r * r + g * g + b * b) / weight
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(colors: &[(u8, u8, u8, f64)], most: usize, expect: &[&str]) {
        let colors: Vec<_> =
            colors.iter().map(|(r, g, b, w)| (Color::new(*r, *g, *b), *w)).collect();
        let mut found: Vec<String> = quantize(&colors, most).iter().map(Color::to_string).collect();
        found.sort();
        assert_eq!(found, expect);
    }

    #[test]
    fn boxes_are_cut_between_what_differs() {
        check(&[(10, 102, 194, 5.0)], 4, &["#0a66c2"]);
        check(&[(10, 102, 194, 5.0), (255, 204, 0, 1.0)], 4, &["#0a66c2", "#ffcc00"]);
        check(&[(250, 0, 0, 1.0), (240, 0, 0, 1.0), (0, 0, 250, 2.0)], 2, &["#0000fa", "#f50000"]);
        check(&[(0, 0, 0, 1.0), (255, 255, 255, 1.0), (128, 128, 128, 1.0)], 1, &["#808080"]);
        check(&[], 4, &[]);
    }
}

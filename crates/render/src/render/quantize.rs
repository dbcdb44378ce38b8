//! Representative colors of many, by cutting boxes.
//!
//! Boxes of colors are cut where they spread most, at their mean, largest spread first, as Wu's quantizer does it (Graphics
//! Gems II, 1991, pages 126–133), but in four channels and over the colors themselves: a gradient's palette lies closer than
//! any table of cells.

/// A color: red, green and blue times alpha, and alpha, each from 0 to 255.
pub type Point = [f32; 4];

/// When no box is cut any more.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// At so many colors.
    pub colors: usize,
    /// Where all colors together are off by no more: the sum of squared distances, each as often as its color is there.
    pub error: f32,
}

/// The means of boxes.
#[derive(Clone, Debug)]
pub struct Quantized {
    /// The mean of each box.
    pub colors: Vec<Point>,
    /// How far colors lie from the mean of their box along one channel, about.
    pub reach: f32,
}

/// Representative colors of the given ones, each with how often it is there; one where there is none.
pub fn quantize(mut points: Vec<(Point, f32)>, limit: Limit) -> Quantized {
    let mut blocks = vec![Block::of((0, points.len()), &points)];
    while blocks.len() < limit.colors && blocks.iter().map(Block::error).sum::<f32>() > limit.error
    {
        let widest = blocks.iter().map(|block| block.widest().1).enumerate();
        let Some((at, spread)) = widest.max_by(|a, b| a.1.total_cmp(&b.1)) else { break };
        if spread <= 0.5 {
            break;
        }
        let block = blocks.swap_remove(at);
        let (axis, at) = (block.widest().0, block.mean[block.widest().0]);
        let own = &mut points[block.start..block.end];
        own.sort_unstable_by(|a, b| a.0[axis].total_cmp(&b.0[axis]));
        let middle = block.start + own.partition_point(|(point, _)| point[axis] < at);
        blocks.push(Block::of((block.start, middle), &points));
        blocks.push(Block::of((middle, block.end), &points));
    }
    let all: f32 = points.iter().map(|(_, count)| count).sum();
    let spread: f32 = blocks.iter().map(|block| block.widest().1).sum();
    // Points spread evenly over a box reach as far as its half: the root of three times their variance.
    let reach = (3.0 * spread / all.max(1.0)).sqrt();
    Quantized { colors: blocks.iter().map(|block| block.mean).collect(), reach }
}

/// Some points in a row, their mean, and how they spread around it.
struct Block {
    start: usize,
    end: usize,
    mean: Point,
    /// Along each axis, by weight.
    spread: Point,
}

impl Block {
    fn of((start, end): (usize, usize), points: &[(Point, f32)]) -> Block {
        let (mut sums, mut squares, mut weight) = ([0.0f64; 4], [0.0f64; 4], 0.0);
        for (point, count) in &points[start..end] {
            let count = f64::from(*count);
            weight += count;
            for (axis, value) in point.iter().map(|value| f64::from(*value)).enumerate() {
                sums[axis] += value * count;
                squares[axis] += value * value * count;
            }
        }
        let mean = sums.map(|sum| sum / f64::max(weight, 1.0));
        let spread = std::array::from_fn(|n| (squares[n] - sums[n] * mean[n]).max(0.0) as f32);
        Block { start, end, mean: mean.map(|value| value as f32), spread }
    }

    fn error(&self) -> f32 {
        self.spread.iter().sum()
    }

    /// The axis along which it spreads most, and how much.
    fn widest(&self) -> (usize, f32) {
        let all = self.spread.into_iter().enumerate();
        all.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(colors: &[([u8; 3], f32)], most: usize, expect: &[[u8; 3]]) {
        let point = |[r, g, b]: [u8; 3]| [r, g, b, 255].map(f32::from);
        let points = colors.iter().map(|(color, count)| (point(*color), *count)).collect();
        let found = quantize(points, Limit { colors: most, error: 0.0 }).colors;
        let mut found: Vec<[u8; 3]> = found
            .iter()
            .map(|[r, g, b, _]| [*r, *g, *b].map(|value| value.round() as u8))
            .collect();
        found.sort();
        assert_eq!(found, expect);
    }

    #[test]
    fn boxes_are_cut_between_what_differs() {
        let (blue, yellow) = ([10, 102, 194], [255, 204, 0]);
        check(&[(blue, 5.0)], 4, &[blue]);
        check(&[(blue, 5.0), (yellow, 1.0)], 4, &[blue, yellow]);
        let reds = [([250, 0, 0], 1.0), ([240, 0, 0], 1.0), ([0, 0, 250], 2.0)];
        check(&reds, 2, &[[0, 0, 250], [245, 0, 0]]);
        check(&[([0; 3], 1.0), ([255; 3], 1.0), ([128; 3], 1.0)], 1, &[[128; 3]]);
    }
}

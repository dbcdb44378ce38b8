//! The layers of a picture as coverage masks.

use rebadge_art::color::{Color, delta_e_ok};
use rebadge_art::vector::Pixels;

use super::plain;

/// The side of a mask.
pub(super) const SIDE: usize = 24;
/// The longer side of a picture that is split into layers, in pixels.
const LONGER: u32 = 192;
/// Colors nearer than this, in OKLab, are one layer.
const SAME: f64 = 0.09;
/// The most colors, and the least share of what is painted that one must have.
const COLORS: usize = 5;
const LEAST: f32 = 0.02;
/// The most parts of a lockup.
const PIECES: usize = 8;
/// The least of its box that a layer, or what is cut out of one, covers.
const LITTLE: f32 = 0.05;
/// A layer that fills so much of its box is recognized by what is cut out of it.
const FILLED: f32 = 0.6;

/// What a layer looks like, cut to its box.
#[derive(Clone, Debug)]
pub(super) struct Mask {
    /// What it covers.
    shape: Cells,
    /// What is cut out of it, of a layer that fills most of its box: there the outline says little.
    inner: Option<Cells>,
    /// Whether its box is about as wide as high.
    is_square: bool,
}

/// How much of each of 24 × 24 cells is covered, less the mean; its length is 1.
#[derive(Clone, Debug)]
pub(super) struct Cells(Vec<f32>);

impl Mask {
    /// Whether it is a ring or a frame, which are in the signs of everybody.
    pub(super) fn is_plain(&self) -> bool {
        self.is_square && plain::is_plain(&self.shape)
    }

    /// How alike two masks are: the correlation of their shapes, and no more than that of what is cut out of both.
    pub(super) fn alike(&self, other: &Mask) -> f32 {
        let shape = self.shape.correlation(&other.shape);
        match (&self.inner, &other.inner) {
            (Some(own), Some(other)) => shape.min(own.correlation(other)),
            _ => shape,
        }
    }
}

impl Cells {
    /// From coverages; none if they are all alike.
    pub(super) fn of(cells: &[f32]) -> Option<Cells> {
        let cells = blurred(cells);
        let mean = cells.iter().sum::<f32>() / cells.len() as f32;
        let length = cells.iter().map(|cell| (cell - mean).powi(2)).sum::<f32>().sqrt();
        (length > 1e-3).then(|| Cells(cells.iter().map(|cell| (cell - mean) / length).collect()))
    }

    pub(super) fn correlation(&self, other: &Cells) -> f32 {
        self.0.iter().zip(&other.0).map(|(a, b)| a * b).sum()
    }
}

/// The membership of each pixel in a layer, 0 to 1.
struct Layer<'a> {
    pixels: &'a Pixels,
    share: Vec<f32>,
}

/// Which parts of a lockup count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parts {
    /// All: a mark may stand beside words.
    All,
    /// The largest: of a mark with words beside it, the words' letters are no mark.
    Largest,
}

/// The masks of a picture's layers, without those that are plain shapes.
pub(super) fn layers(pixels: &Pixels, parts: Parts) -> Vec<Mask> {
    let pixels = &pixels.thinned(LONGER);
    let alpha: Vec<f32> =
        pixels.rgba.chunks_exact(4).map(|pixel| f32::from(pixel[3]) / 255.0).collect();
    let colors = colors(pixels);
    let nearest: Vec<Option<usize>> =
        pixels.rgba.as_chunks::<4>().0.iter().map(|pixel| nearest(*pixel, &colors)).collect();
    let mut all = vec![alpha.clone()];
    for own in 0..colors.len() {
        let with = |is: fn(usize, usize) -> bool| -> Vec<f32> {
            let shares = nearest.iter().zip(&alpha);
            shares
                .map(
                    |(color, alpha)| {
                        if color.is_some_and(|color| is(color, own)) { *alpha } else { 0.0 }
                    },
                )
                .collect()
        };
        all.push(with(|color, own| color == own));
        if colors.len() > 2 {
            all.push(with(|color, own| color != own));
        }
    }
    all.extend(holes(pixels, &alpha));
    let mut masks = Vec::new();
    for share in all {
        let layer = Layer { pixels, share };
        let Some(whole) = layer.bounds() else { continue };
        let pieces = layer.pieces(whole, parts);
        for part in std::iter::once(whole).chain(pieces) {
            masks.extend(layer.mask(part));
        }
    }
    masks
}

/// The main colors of what is painted, the most frequent first.
fn colors(pixels: &Pixels) -> Vec<Color> {
    let mut bins: Vec<(u32, [u64; 3], u32)> = Vec::new();
    let mut keys: Vec<(u32, [u8; 3])> = pixels
        .rgba
        .chunks_exact(4)
        .filter(|pixel| pixel[3] >= 200)
        .map(|pixel| {
            let key = pixel[..3].iter().fold(0, |key, channel| key << 4 | u32::from(channel >> 4));
            (key, [pixel[0], pixel[1], pixel[2]])
        })
        .collect();
    keys.sort_unstable();
    let all = keys.len() as f32;
    for group in keys.chunk_by(|a, b| a.0 == b.0) {
        let sums = group
            .iter()
            .fold([0_u64; 3], |sums, (_, own)| [0, 1, 2].map(|at| sums[at] + u64::from(own[at])));
        bins.push((group.len() as u32, sums, group[0].0));
    }
    bins.sort_by_key(|(count, _, key)| (std::cmp::Reverse(*count), *key));
    let mut found: Vec<(Color, u32)> = Vec::new();
    for (count, sums, _) in bins {
        let [r, g, b] = sums.map(|sum| (sum / u64::from(count)) as u8);
        let color = Color::new(r, g, b);
        match found.iter().position(|(own, _)| delta_e_ok(*own, color) <= SAME) {
            Some(at) => found[at].1 += count,
            None if found.len() < COLORS * 3 => found.push((color, count)),
            None => {}
        }
    }
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    found.retain(|(_, count)| *count as f32 >= LEAST * all);
    found.truncate(COLORS);
    found.into_iter().map(|(color, _)| color).collect()
}

fn nearest(pixel: [u8; 4], colors: &[Color]) -> Option<usize> {
    if pixel[3] < 64 {
        return None;
    }
    // In sRGB: quick, and near enough to choose between a few.
    let distance = |color: &Color| -> u32 {
        [color.r, color.g, color.b]
            .iter()
            .zip(&pixel[..3])
            .map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2))
            .sum()
    };
    (0..colors.len()).min_by_key(|at| distance(&colors[*at]))
}

/// What is cut out of what is painted, and not reached from outside.
fn holes(pixels: &Pixels, alpha: &[f32]) -> Option<Vec<f32>> {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let mut outside = vec![false; alpha.len()];
    let edge = (0..width)
        .flat_map(|x| [x, (height - 1) * width + x])
        .chain((0..height).flat_map(|y| [y * width, y * width + width - 1]));
    let mut open: Vec<usize> = edge.filter(|at| alpha[*at] < 0.5).collect();
    open.iter().for_each(|at| outside[*at] = true);
    while let Some(at) = open.pop() {
        let (x, y) = (at % width, at / width);
        let beside = [
            (x > 0).then(|| at - 1),
            (x + 1 < width).then(|| at + 1),
            (y > 0).then(|| at - width),
            (y + 1 < height).then(|| at + width),
        ];
        for next in beside.into_iter().flatten() {
            if !outside[next] && alpha[next] < 0.5 {
                outside[next] = true;
                open.push(next);
            }
        }
    }
    let holes: Vec<f32> = alpha
        .iter()
        .zip(&outside)
        // What is half covered is the edge of what is painted, also on its outer side.
        .map(|(alpha, out)| if *out || *alpha >= 0.5 { 0.0 } else { 1.0 - alpha })
        .collect();
    holes.iter().any(|hole| *hole > 0.5).then_some(holes)
}

/// Columns and rows: left, top, right, bottom.
type Box4 = [usize; 4];

impl Layer<'_> {
    fn width(&self) -> usize {
        self.pixels.width as usize
    }

    /// What the layer covers.
    fn bounds(&self) -> Option<Box4> {
        self.within([0, 0, self.width(), self.pixels.height as usize])
    }

    /// What the layer covers of a box.
    fn within(&self, [left, top, right, bottom]: Box4) -> Option<Box4> {
        let mut found: Option<Box4> = None;
        for y in top..bottom {
            for x in (left..right).filter(|x| self.share[y * self.width() + x] >= 0.4) {
                let [l, t, r, b] = found.unwrap_or([x, y, x + 1, y + 1]);
                found = Some([l.min(x), t.min(y), r.max(x + 1), b.max(y + 1)]);
            }
        }
        // A few pixels are noise.
        found.filter(|[l, t, r, b]| r - l >= 6 && b - t >= 6)
    }

    /// The parts of a lockup that are about as wide as high: what empty columns or rows part from the rest.
    fn pieces(&self, whole: Box4, parts: Parts) -> Vec<Box4> {
        let area = |[l, t, r, b]: &Box4| (r - l) * (b - t);
        let is_square = |[l, t, r, b]: &Box4| (r - l).max(b - t) * 10 <= (r - l).min(b - t) * 18;
        let found = [true, false].into_iter().flat_map(|is_across| {
            let mut found = self.parted(whole, is_across);
            if parts == Parts::Largest {
                let largest = found.iter().map(area).max();
                found.retain(|part| Some(area(part)) == largest);
            }
            found
        });
        found.filter(|part| *part != whole && is_square(part)).take(PIECES).collect()
    }

    /// What empty columns, or rows, part in a box.
    fn parted(&self, [left, top, right, bottom]: Box4, is_across: bool) -> Vec<Box4> {
        let (lines, other) =
            if is_across { (left..right, top..bottom) } else { (top..bottom, left..right) };
        let gap = (lines.len().min(other.len()) / 12).max(2);
        let is_empty = |line: usize| {
            !other.clone().any(|other| {
                let (x, y) = if is_across { (line, other) } else { (other, line) };
                self.share[y * self.width() + x] >= 0.4
            })
        };
        let (mut parts, mut start, mut empty) = (Vec::new(), lines.start, 0);
        for line in lines.clone() {
            empty = if is_empty(line) { empty + 1 } else { 0 };
            if empty == gap {
                parts.push((start, line + 1 - gap));
            }
            if empty >= gap {
                start = line + 1;
            }
        }
        parts.push((start, lines.end));
        let boxes =
            parts.into_iter().filter(|(start, end)| end > start).filter_map(|(start, end)| {
                self.within(if is_across {
                    [start, top, end, bottom]
                } else {
                    [left, start, right, end]
                })
            });
        boxes.collect()
    }

    /// What is cut out of a layer: what lies between the first and the last pixel of its row and of its column, and is not covered.
    /// None of a layer that fills less of its box.
    fn cut_out(&self, [left, top, right, bottom]: Box4) -> Option<Vec<f32>> {
        let (wide, high) = (right - left, bottom - top);
        let share = |x: usize, y: usize| self.share[(top + y) * self.width() + left + x];
        let (mut rows, mut columns) = (vec![(usize::MAX, 0); high], vec![(usize::MAX, 0); wide]);
        for (y, row) in rows.iter_mut().enumerate() {
            for x in (0..wide).filter(|x| share(*x, y) >= 0.4) {
                *row = (row.0.min(x), x + 1);
                columns[x] = (columns[x].0.min(y), columns[x].1.max(y + 1));
            }
        }
        let is_in = |x: usize, y: usize| {
            (rows[y].0..rows[y].1).contains(&x) && (columns[x].0..columns[x].1).contains(&y)
        };
        let places = || (0..high).flat_map(|y| (0..wide).map(move |x| (x, y)));
        let filled = places().filter(|(x, y)| is_in(*x, *y)).count();
        let cut = |(x, y): (usize, usize)| match share(x, y) {
            share if share < 0.4 && is_in(x, y) => 1.0 - share,
            _ => 0.0,
        };
        (filled as f32 >= FILLED * (wide * high) as f32).then(|| places().map(cut).collect())
    }

    /// The mask of what lies in a box. None of a shape with nothing in it that fills its box: a disc, a square, a shield.
    fn mask(&self, bounds: Box4) -> Option<Mask> {
        let [left, top, right, bottom] = bounds;
        let wide = right - left;
        let rows = (top..bottom).map(|y| y * self.width());
        let shares: Vec<f32> =
            rows.flat_map(|row| &self.share[row + left..row + right]).copied().collect();
        let (shape, covered) = cells(&shares, wide);
        let shape = Cells::of(&shape).filter(|_| covered >= LITTLE)?;
        let inner = match self.cut_out(bounds) {
            Some(cut) => {
                let (inner, covered) = cells(&cut, wide);
                Some(Cells::of(&inner).filter(|_| covered >= LITTLE)?)
            }
            None => None,
        };
        Some(Mask { shape, inner, is_square: is_about_square(wide, bottom - top) })
    }
}

/// Whether a box is about as wide as high.
fn is_about_square(wide: usize, high: usize) -> bool {
    wide.max(high) * 9 <= wide.min(high) * 10
}

/// How much of each cell is covered by pixels in rows of this width, and how much of their box.
pub(super) fn cells(shares: &[f32], wide: usize) -> (Vec<f32>, f32) {
    let high = shares.len() / wide.max(1);
    let scale = SIDE as f32 / wide.max(high) as f32;
    let margin = |length: usize| (SIDE as f32 - length as f32 * scale) / 2.0;
    let mut cells = vec![0.0; SIDE * SIDE];
    for (y, row) in shares.chunks_exact(wide).enumerate() {
        let rows = overlaps(margin(high) + y as f32 * scale, scale);
        for (x, share) in row.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            for (column, across) in overlaps(margin(wide) + x as f32 * scale, scale) {
                for (row, down) in rows.clone() {
                    cells[row * SIDE + column] += share * across * down;
                }
            }
        }
    }
    let covered = shares.iter().sum::<f32>() / shares.len() as f32;
    (cells, covered)
}

/// The cells that a length covers from here, and how much of each.
fn overlaps(start: f32, length: f32) -> impl Iterator<Item = (usize, f32)> + Clone {
    let end = start + length;
    let cells = start.max(0.0) as usize..(end.ceil().max(0.0) as usize).min(SIDE);
    cells.map(move |cell| (cell, (end.min(cell as f32 + 1.0) - start.max(cell as f32)).max(0.0)))
}

/// Each cell with a little of its neighbors: an edge that is half a pixel off is no difference.
fn blurred(cells: &[f32]) -> Vec<f32> {
    let along = |cells: &[f32], step: usize, place: fn(usize) -> usize| -> Vec<f32> {
        let at = |at: usize| {
            let before = if place(at) > 0 { cells[at - step] } else { 0.0 };
            let after = if place(at) + 1 < SIDE { cells[at + step] } else { 0.0 };
            before * 0.25 + cells[at] * 0.5 + after * 0.25
        };
        (0..cells.len()).map(at).collect()
    };
    along(&along(cells, 1, |at| at % SIDE), SIDE, |at| at / SIDE)
}

//! Where a picture is painted, and how that is divided: by empty columns and rows, and into what hangs together. Separate
//! from [`super::shape`], because here pixels are counted, and there it is decided what they are.

use std::collections::BTreeMap;
use std::ops::Range;

use rebadge_art::color::{Color, delta_e_ok};
use rebadge_art::vector::{Part, Pixels};

/// Less alpha than this does not hold two parts together.
const SEEN: u8 = 64;
/// Colors this far apart in OKLab are two; the share of a symbol's area that has another color than its words, and the share of
/// the words' that may.
const HUES: (f64, f64, f64) = (0.1, 0.4, 0.2);
/// Pieces that overlap by this share of the narrower one are one letter: stripes, dots, accents.
const OVERLAP: f32 = 0.5;

/// A box of pixels: columns and rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bounds {
    pub(super) x: Range<usize>,
    pub(super) y: Range<usize>,
}

impl Bounds {
    pub(super) fn aspect(&self) -> f32 {
        self.x.len() as f32 / self.y.len().max(1) as f32
    }

    pub(super) fn with(&self, other: &Bounds) -> Bounds {
        let over = |a: &Range<usize>, b: &Range<usize>| a.start.min(b.start)..a.end.max(b.end);
        Bounds { x: over(&self.x, &other.x), y: over(&self.y, &other.y) }
    }
}

pub(super) fn distance(a: &Range<usize>, b: &Range<usize>) -> usize {
    if a.end <= b.start { b.start - a.end } else { a.start.saturating_sub(b.end) }
}

/// Where a picture is painted.
pub(super) struct Mask {
    pub(super) width: usize,
    pub(super) height: usize,
    seen: Vec<bool>,
    colors: Vec<Color>,
}

impl Mask {
    pub(super) fn new(pixels: &Pixels) -> Mask {
        let all = || pixels.rgba.chunks_exact(4);
        let seen = all().map(|pixel| pixel[3] >= SEEN).collect();
        let colors = all().map(|pixel| Color::new(pixel[0], pixel[1], pixel[2])).collect();
        Mask { width: pixels.width as usize, height: pixels.height as usize, seen, colors }
    }

    /// Whether words have one color, and a symbol mostly others.
    pub(super) fn differs(&self, symbol: &[Bounds], words: &[Bounds]) -> bool {
        let of_words = self.histogram(words);
        let Some((color, _)) = of_words.iter().max_by_key(|(_, count)| **count) else {
            return false;
        };
        let other = |colors: &BTreeMap<Color, usize>| {
            let is_far = |other: &Color| delta_e_ok(*other, *color) >= HUES.0;
            let far = colors.iter().filter(|(other, _)| is_far(other)).map(|(_, count)| count);
            far.sum::<usize>() as f64 / colors.values().sum::<usize>().max(1) as f64
        };
        other(&of_words) <= HUES.2 && other(&self.histogram(symbol)) >= HUES.1
    }

    /// The colors of what is seen in boxes, and how many pixels have each.
    fn histogram(&self, boxes: &[Bounds]) -> BTreeMap<Color, usize> {
        let rows = |b: &Bounds| {
            let (x, width) = (b.x.clone(), self.width);
            b.y.clone().flat_map(move |y| x.clone().map(move |x| y * width + x))
        };
        let mut colors = BTreeMap::new();
        for at in boxes.iter().flat_map(rows).filter(|at| self.seen[*at]) {
            *colors.entry(self.colors[at]).or_insert(0) += 1;
        }
        colors
    }

    fn is_seen(&self, x: usize, y: usize) -> bool {
        self.seen[y * self.width + x]
    }

    /// What is painted within a box.
    pub(super) fn bounds(&self, x: Range<usize>, y: Range<usize>) -> Option<Bounds> {
        let column = |x: &usize| y.clone().any(|y| self.is_seen(*x, y));
        let row = |y: &usize| x.clone().any(|x| self.is_seen(x, *y));
        let (left, right) = (x.clone().find(column)?, x.clone().rfind(column)?);
        let (top, bottom) = (y.clone().find(row)?, y.clone().rfind(row)?);
        Some(Bounds { x: left..right + 1, y: top..bottom + 1 })
    }

    /// The parts of a box that empty columns divide.
    pub(super) fn columns(&self, within: &Bounds) -> Vec<Bounds> {
        let is_seen = |x: usize| within.y.clone().any(|y| self.is_seen(x, y));
        let runs = runs(within.x.clone(), is_seen);
        runs.into_iter().filter_map(|x| self.bounds(x, within.y.clone())).collect()
    }

    /// The parts of a box that hang together, those above one another as one, from the left.
    pub(super) fn glyphs(&self, within: &Bounds) -> Vec<Bounds> {
        let mut glyphs = self.pieces(within);
        loop {
            glyphs.sort_by_key(|glyph| (glyph.x.start, glyph.x.end));
            let overlaps = |a: &Bounds, b: &Bounds| {
                let shared = a.x.end.min(b.x.end).saturating_sub(a.x.start.max(b.x.start));
                shared as f32 >= OVERLAP * a.x.len().min(b.x.len()) as f32 && shared > 0
            };
            let pairs = (0..glyphs.len()).flat_map(|a| (a + 1..glyphs.len()).map(move |b| (a, b)));
            let Some((a, b)) = pairs.into_iter().find(|(a, b)| overlaps(&glyphs[*a], &glyphs[*b]))
            else {
                return glyphs;
            };
            let other = glyphs.remove(b);
            glyphs[a] = glyphs[a].with(&other);
        }
    }

    /// Whether all that is seen in a box is of glyphs that lie within it: it holds no sliver of a neighbour.
    pub(super) fn holds_whole(&self, part: &Bounds, glyphs: &[Bounds]) -> bool {
        let count = |bounds: &Bounds| {
            let rows = bounds.y.clone().flat_map(|y| bounds.x.clone().map(move |x| (x, y)));
            rows.filter(|(x, y)| self.is_seen(*x, *y)).count()
        };
        let is_within = |glyph: &&Bounds| part.with(glyph) == *part;
        let neighbours = glyphs.iter().filter(|glyph| !is_within(glyph));
        let shared = neighbours.filter_map(|glyph| {
            let x = part.x.start.max(glyph.x.start)..part.x.end.min(glyph.x.end);
            let y = part.y.start.max(glyph.y.start)..part.y.end.min(glyph.y.end);
            (!x.is_empty() && !y.is_empty()).then_some(Bounds { x, y })
        });
        // Where boxes overlap, both letters reach into the same place.
        shared.map(|bounds| count(&bounds)).sum::<usize>() * 100 <= count(part)
    }

    /// The boxes of what hangs together. None of a picture in more pieces than a name has.
    pub(super) fn pieces(&self, within: &Bounds) -> Vec<Bounds> {
        const MOST: usize = 400;
        let mut is_known = vec![false; self.seen.len()];
        let mut pieces = Vec::new();
        for (x, y) in within.y.clone().flat_map(|y| within.x.clone().map(move |x| (x, y))) {
            if !self.is_seen(x, y) || is_known[y * self.width + x] {
                continue;
            }
            pieces.push(self.piece((x, y), &mut is_known));
            if pieces.len() > MOST {
                return Vec::new();
            }
        }
        pieces
    }

    /// The box of what hangs together with one point.
    fn piece(&self, start: (usize, usize), is_known: &mut [bool]) -> Bounds {
        let mut piece = Bounds { x: start.0..start.0 + 1, y: start.1..start.1 + 1 };
        let mut open = vec![start];
        is_known[start.1 * self.width + start.0] = true;
        while let Some((x, y)) = open.pop() {
            piece = piece.with(&Bounds { x: x..x + 1, y: y..y + 1 });
            let (left, top) = (x.saturating_sub(1), y.saturating_sub(1));
            let (right, bottom) = ((x + 1).min(self.width - 1), (y + 1).min(self.height - 1));
            for (x, y) in (top..=bottom).flat_map(|y| (left..=right).map(move |x| (x, y))) {
                let at = y * self.width + x;
                if self.seen[at] && !is_known[at] {
                    is_known[at] = true;
                    open.push((x, y));
                }
            }
        }
        piece
    }

    /// The parts of a box that empty rows divide.
    pub(super) fn rows(&self, within: &Bounds) -> Vec<Bounds> {
        let is_seen = |y: usize| within.x.clone().any(|x| self.is_seen(x, y));
        let runs = runs(within.y.clone(), is_seen);
        runs.into_iter().filter_map(|y| self.bounds(within.x.clone(), y)).collect()
    }

    /// How much of what is painted in a box is painted in its mirror image too.
    pub(super) fn mirrored(&self, within: &Bounds) -> f64 {
        let (mut both, mut either) = (0u32, 0u32);
        for y in within.y.clone() {
            for (x, mirror) in within.x.clone().zip(within.x.clone().rev()) {
                let (a, b) = (self.is_seen(x, y), self.is_seen(mirror, y));
                both += u32::from(a && b);
                either += u32::from(a || b);
            }
        }
        f64::from(both) / f64::from(either.max(1))
    }

    /// The share of a box that is painted.
    pub(super) fn filled(&self, bounds: &Bounds) -> f64 {
        let rows = bounds.y.clone().flat_map(|y| bounds.x.clone().map(move |x| (x, y)));
        let seen = rows.filter(|(x, y)| self.is_seen(*x, *y)).count();
        seen as f64 / (bounds.x.len() * bounds.y.len()).max(1) as f64
    }

    /// How much two boxes of about one size have in common: one of them as it is, or as its mirror image.
    pub(super) fn alike(&self, a: &Bounds, b: &Bounds, mirrored: bool) -> f64 {
        let is_near = |a: usize, b: usize| a.abs_diff(b) * 12 <= a.max(b);
        if !is_near(a.x.len(), b.x.len()) || !is_near(a.y.len(), b.y.len()) {
            return 0.0;
        }
        let (width, height) = (a.x.len(), a.y.len());
        let (mut both, mut either) = (0u32, 0u32);
        for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
            let across = (if mirrored { width - 1 - x } else { x }) * b.x.len() / width;
            let one = self.is_seen(a.x.start + x, a.y.start + y);
            let other = self.is_seen(b.x.start + across, b.y.start + y * b.y.len() / height);
            both += u32::from(one && other);
            either += u32::from(one || other);
        }
        f64::from(both) / f64::from(either.max(1))
    }

    /// The box as shares of the picture, half a pixel wider: what is blended into the next pixel belongs to it.
    pub(super) fn part(&self, bounds: &Bounds) -> Part {
        let share = |at: usize, by: f32, of: usize| ((at as f32 + by) / of as f32).clamp(0.0, 1.0);
        Part {
            left: share(bounds.x.start, -0.5, self.width),
            top: share(bounds.y.start, -0.5, self.height),
            right: share(bounds.x.end, 0.5, self.width),
            bottom: share(bounds.y.end, 0.5, self.height),
        }
    }
}

/// The stretches in which something is seen.
fn runs(within: Range<usize>, is_seen: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in within.filter(|at| is_seen(*at)) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

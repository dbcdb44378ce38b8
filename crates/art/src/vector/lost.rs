//! What of a picture cannot be seen on a background: separate parts that vanish, such as a word or a symbol, however
//! small. [`super::measure`] takes shares of the whole, and so overlooks a word beside a large symbol.
//!
//! Pixels that cannot be distinguished from the background are joined to regions. A region that borders on nothing but the ground
//! vanishes, and so does one that is far from all that is seen, such as a letter that touches a symbol with one corner. One
//! that lies along something that is seen, such as a dark outline of a pale body or the plate under a bright symbol, is
//! only quiet.

use std::cell::OnceCell;
use std::ops::Range;

use crate::color::{Color, contrast, delta_e_ok, relative_luminance};
use crate::vector::measure::over;
use crate::vector::pixels::Pixels;

/// The longer side at which a picture is looked at for its parts.
pub const PARTS_SIDE: u32 = 256;
/// Less alpha than this does not belong to a part.
const SEEN: u8 = 64;
/// A part has a pixel of at least this alpha: blends along an edge are none.
const CORE: u8 = 200;
/// A part has at least so many pixels.
const LEAST: usize = 6;
/// A region vanishes if less of its edge than this borders on something that is seen.
const HELD: f64 = 0.15;
/// A region vanishes too if this share of its pixels is farther from all that is seen than this share of the picture's
/// longer side. Chosen on the 2,303 logos of Iconify: bars of a ring, letters and halves of marks are found, outlines and
/// shadows are not.
const FAR: (f64, f64) = (0.3, 0.04);
/// A region is enclosed, as the paper within an outline is, if this share of its edge borders on something that is seen.
const ENCLOSED: f64 = 0.85;
/// A plate fills this share of its box together with what is seen on it, and that has this share of the box.
const PLATE: (f64, f64) = (0.6, 0.05);
/// A pixel's side and diagonal in steps of a chamfer distance (G. Borgefors, "Distance transformations in digital images",
/// 1986).
const STRAIGHT: u32 = 5;
const DIAGONAL: u32 = 7;
/// The contrast that graphics need: WCAG 2.2, 1.4.11.
const NEEDED: f64 = 3.0;
/// On a background darker than this luminance colors are harder to distinguish.
const DARK: f64 = 0.1;
/// The contrast and the distance in OKLab below which a color is lost: on a dark ground, and on any other.
const ON_DARK: (f64, f64) = (1.7, 0.25);
const ON_LIGHT: (f64, f64) = (1.4, 0.16);

/// Whether a color cannot be distinguished from the background that it lies on.
pub fn is_lost(color: Color, on: Color) -> bool {
    let (ratio, far) = if relative_luminance(on) < DARK { ON_DARK } else { ON_LIGHT };
    contrast(color, on) < ratio && delta_e_ok(color, on) < far
}

/// What of a picture is lost on a ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Lost {
    /// For each pixel, whether it is of a part that vanishes.
    pub mask: Vec<bool>,
    /// The share of the painted area that vanishes.
    pub share: f64,
    /// The share of the painted area that is plates: lost, but with something on them that is seen.
    pub plates: f64,
    /// The share of the painted area that is lost at all.
    pub all: f64,
    /// The share of the painted area that is lost within something that is seen: white faces of a black outline.
    pub enclosed: f64,
}

impl Lost {
    /// Whether any part vanishes.
    pub fn is_any(&self) -> bool {
        self.mask.contains(&true)
    }
}

impl Pixels {
    /// The parts that vanish on an opaque ground.
    pub fn lost(&self, on: Color) -> Lost {
        self.lost_by(on, &LOST)
    }

    /// The parts that do not reach the contrast which graphics need, 3:1 (WCAG 2.2, 1.4.11), on an opaque ground.
    pub fn dim(&self, on: Color) -> Lost {
        self.lost_by(on, &DIM)
    }

    fn lost_by(&self, on: Color, rule: &'static Rule) -> Lost {
        let map = Map::new(self, on, rule);
        let mask = vec![false; map.kinds.len()];
        let mut lost = Lost { mask, share: 0.0, plates: 0.0, all: 0.0, enclosed: 0.0 };
        let painted = map.painted().max(1) as f64;
        for (region, fate) in map.regions(self) {
            let share = region.pixels.len() as f64 / painted;
            lost.all += share;
            lost.enclosed += if region.held_share() >= ENCLOSED { share } else { 0.0 };
            match fate {
                Fate::Vanishes => {
                    lost.share += share;
                    region.pixels.iter().for_each(|at| lost.mask[*at] = true);
                }
                Fate::Plate => lost.plates += share,
                Fate::Quiet => {}
            }
        }
        lost
    }

    /// The share of the painted area that reaches 3:1 against `on`, of all but the plates: what does not reach it, and has
    /// something on it that does. A yellow square with a black word is legible on white.
    pub fn stands_out_on_plates(&self, on: Color) -> f64 {
        let map = Map::new(self, on, &DIM);
        let plates = map.regions(self).into_iter().filter(|(_, fate)| matches!(fate, Fate::Plate));
        let plates: usize = plates.map(|(region, _)| region.pixels.len()).sum();
        let seen = map.kinds.iter().filter(|kind| **kind == Kind::Seen).count();
        match map.painted() - plates {
            0 => 0.0,
            rest => seen as f64 / rest as f64,
        }
    }
}

/// What a pixel is.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Nothing,
    Lost,
    Seen,
}

/// What becomes of a region of lost pixels.
enum Fate {
    Vanishes,
    Plate,
    Quiet,
}

/// Which pixels count as lost, and what that means for a region that borders on something that is seen.
struct Rule {
    /// Whether a color is lost on the ground.
    is_lost: fn(Color, Color) -> bool,
    /// From where a region is far from all that is seen, as [`FAR`] says; none is.
    far: Option<(f64, f64)>,
}

const LOST: Rule = Rule { is_lost, far: Some(FAR) };
/// The dark facet of a mark is dim, but can be seen: it is one part with what it borders on, however large.
const DIM: Rule = Rule { is_lost: |color, on| contrast(color, on) < NEEDED, far: None };

struct Map {
    width: usize,
    kinds: Vec<Kind>,
    rule: &'static Rule,
    /// For each pixel, its distance from the nearest one that is seen, in steps of a fifth of a pixel.
    distances: OnceCell<Vec<u32>>,
}

/// Pixels that hang together, and what is beside them.
#[derive(Default)]
struct Region {
    pixels: Vec<usize>,
    /// Sides that lie against nothing, and against something that is seen.
    free: usize,
    held: usize,
}

impl Region {
    /// Adds what one side of a pixel lies against; none is the picture's edge.
    fn meet(&mut self, beside: Option<Kind>) {
        match beside {
            None | Some(Kind::Nothing) => self.free += 1,
            Some(Kind::Seen) => self.held += 1,
            Some(Kind::Lost) => {}
        }
    }

    /// The share of its edge that borders on something that is seen.
    fn held_share(&self) -> f64 {
        self.held as f64 / (self.held + self.free).max(1) as f64
    }
}

impl Map {
    fn new(pixels: &Pixels, on: Color, rule: &'static Rule) -> Map {
        // Flat drawings repeat one color over long runs.
        let mut last = ([0u8; 4], Kind::Nothing);
        let kind = |pixel: &[u8; 4]| {
            if *pixel != last.0 {
                let is_lost = || (rule.is_lost)(over(*pixel, on), on);
                let kind = match pixel[3] < SEEN {
                    true => Kind::Nothing,
                    false if is_lost() => Kind::Lost,
                    false => Kind::Seen,
                };
                last = (*pixel, kind);
            }
            last.1
        };
        let kinds = pixels.rgba.as_chunks::<4>().0.iter().map(kind).collect();
        Map { width: pixels.width.max(1) as usize, kinds, rule, distances: OnceCell::new() }
    }

    fn painted(&self) -> usize {
        self.kinds.iter().filter(|kind| **kind != Kind::Nothing).count()
    }

    /// All regions of lost pixels, and what becomes of them.
    fn regions(&self, pixels: &Pixels) -> Vec<(Region, Fate)> {
        let mut is_known = vec![false; self.kinds.len()];
        let mut regions = Vec::new();
        for at in 0..self.kinds.len() {
            if self.kinds[at] == Kind::Lost && !is_known[at] {
                let region = self.region(at, &mut is_known);
                let fate = self.fate(&region, pixels);
                regions.push((region, fate));
            }
        }
        regions
    }

    /// The region of a lost pixel. It is filled by runs within rows: a plate is most of a picture.
    fn region(&self, start: usize, is_known: &mut [bool]) -> Region {
        let mut region = Region::default();
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            // A run is known as a whole.
            if is_known[at] {
                continue;
            }
            let run = self.run(at);
            is_known[run.clone()].fill(true);
            region.pixels.extend(run.clone());
            let row = at - at % self.width..at - at % self.width + self.width;
            let (before, behind) = (run.start.checked_sub(1), Some(run.end));
            for side in [before, behind] {
                region.meet(side.filter(|side| row.contains(side)).map(|side| self.kinds[side]));
            }
            let above = run.start.checked_sub(self.width);
            let below = Some(run.start + self.width).filter(|below| *below < self.kinds.len());
            for beside in [above, below] {
                self.meet_row(&mut region, beside, run.len(), &mut open);
            }
        }
        region
    }

    /// The lost pixels of a row that hang together with one.
    fn run(&self, at: usize) -> Range<usize> {
        let row = at - at % self.width;
        let is_lost = |kind: &&Kind| **kind == Kind::Lost;
        let before = self.kinds[row..at].iter().rev().take_while(is_lost).count();
        let from = self.kinds[at..row + self.width].iter().take_while(is_lost).count();
        at - before..at + from
    }

    /// Adds what a run of so many pixels has above or below it, and opens the runs that are there; none beyond the edge.
    fn meet_row(
        &self,
        region: &mut Region,
        beside: Option<usize>,
        length: usize,
        open: &mut Vec<usize>,
    ) {
        let Some(start) = beside else {
            region.free += length;
            return;
        };
        let mut last = Kind::Nothing;
        for (at, kind) in self.kinds[start..start + length].iter().enumerate() {
            if *kind == Kind::Lost && last != Kind::Lost {
                open.push(start + at);
            }
            region.meet(Some(*kind));
            last = *kind;
        }
    }

    fn fate(&self, region: &Region, pixels: &Pixels) -> Fate {
        let is_solid = |at: &usize| pixels.rgba[at * 4 + 3] >= CORE;
        if region.pixels.len() < LEAST || !region.pixels.iter().any(is_solid) {
            return Fate::Quiet;
        }
        if self.is_plate(region) {
            return Fate::Plate;
        }
        let held = region.held_share();
        if held < HELD || held < ENCLOSED && self.is_far(region) {
            Fate::Vanishes
        } else {
            Fate::Quiet
        }
    }

    /// Whether much of a region is far from all that is seen.
    fn is_far(&self, region: &Region) -> bool {
        let Some((share, limit)) = self.rule.far else { return false };
        let distances = self.distances.get_or_init(|| self.distances());
        let side = self.width.max(self.kinds.len() / self.width);
        let limit = limit * side as f64 * f64::from(STRAIGHT);
        let far = region.pixels.iter().filter(|at| f64::from(distances[**at]) > limit).count();
        far as f64 >= share * region.pixels.len() as f64
    }

    /// The chamfer distance of each pixel from the nearest one that is seen, in two passes over the picture.
    fn distances(&self) -> Vec<u32> {
        let far = u32::MAX / 2;
        let start = |kind: &Kind| if *kind == Kind::Seen { 0 } else { far };
        let mut distances: Vec<u32> = self.kinds.iter().map(start).collect();
        let width = self.width;
        // Each pass has seen the row before, and of its own row all up to the pixel. The second goes from the end.
        for _ in 0..2 {
            for at in 0..distances.len() {
                let x = at % width;
                let mut least = distances[at];
                let mut step = |is_there: bool, back: usize, cost: u32| {
                    if is_there && at >= back {
                        least = least.min(distances[at - back] + cost);
                    }
                };
                step(x > 0, 1, STRAIGHT);
                step(true, width, STRAIGHT);
                step(x > 0, width + 1, DIAGONAL);
                step(x + 1 < width, width - 1, DIAGONAL);
                distances[at] = least;
            }
            distances.reverse();
        }
        distances
    }

    /// Whether a region fills its box, together with what is seen on it.
    fn is_plate(&self, region: &Region) -> bool {
        if region.held == 0 {
            return false;
        }
        let xs = region.pixels.iter().map(|at| at % self.width);
        let ys = region.pixels.iter().map(|at| at / self.width);
        let (left, right) = (xs.clone().min().unwrap_or(0), xs.max().unwrap_or(0));
        let (top, bottom) = (ys.clone().min().unwrap_or(0), ys.max().unwrap_or(0));
        let all = ((right - left + 1) * (bottom - top + 1)) as f64;
        let rows = (top..=bottom).map(|y| y * self.width);
        let row = |start: usize| &self.kinds[start + left..=start + right];
        let seen: usize =
            rows.map(|start| row(start).iter().filter(|kind| **kind == Kind::Seen).count()).sum();
        (region.pixels.len() + seen) as f64 / all >= PLATE.0 && seen as f64 / all >= PLATE.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of boxes on nothing: x, y, width, height, color.
    fn picture(boxes: &[([usize; 4], [u8; 3])]) -> Pixels {
        let mut pixels = Pixels::filled(60, 40, [0; 4]);
        for ([left, top, width, height], [r, g, b]) in boxes {
            for (x, y) in
                (*top..top + height).flat_map(|y| (*left..left + width).map(move |x| (x, y)))
            {
                pixels.rgba[(y * 60 + x) * 4..][..4].copy_from_slice(&[*r, *g, *b, 255]);
            }
        }
        pixels
    }

    const DARK: Color = Color::new(18, 18, 20);
    const BLUE: [u8; 3] = [66, 133, 244];
    const NAVY: [u8; 3] = [4, 53, 88];

    fn check(boxes: &[([usize; 4], [u8; 3])], on: Color, vanishes: f64, plates: f64) {
        let lost = picture(boxes).lost(on);
        let near = |a: f64, b: f64| (a - b).abs() < 0.005;
        assert!(near(lost.share, vanishes) && near(lost.plates, plates), "{boxes:?}: {lost:?}");
        assert_eq!(lost.is_any(), vanishes > 0.0);
    }

    #[test]
    fn a_gray_word_beside_a_symbol_is_dim() {
        let gray = [80, 80, 84];
        let word = picture(&[([0, 0, 20, 20], [255, 255, 255]), ([30, 5, 20, 10], gray)]);
        assert!(!word.lost(DARK).is_any());
        assert!((word.dim(DARK).share - 1.0 / 3.0).abs() < 0.005);
        // What lies against something that is seen is not a part by itself.
        let shade = picture(&[([0, 0, 40, 20], [255, 255, 255]), ([10, 5, 20, 10], gray)]);
        assert!(!shade.dim(DARK).is_any());
    }

    #[test]
    fn a_word_beside_a_symbol_vanishes_however_small() {
        let symbol = ([0, 0, 30, 30], BLUE);
        check(&[symbol], DARK, 0.0, 0.0);
        check(&[symbol, ([40, 10, 10, 10], NAVY)], DARK, 0.1, 0.0);
        check(&[symbol, ([40, 10, 10, 10], NAVY)], Color::WHITE, 0.0, 0.0);
        check(&[symbol, ([40, 10, 3, 3], [0, 0, 0])], DARK, 0.0099, 0.0);
        // A yellow is seen on white by its hue, a pale gray is not.
        check(&[([0, 0, 9, 9], [255, 204, 0])], Color::WHITE, 0.0, 0.0);
        check(&[([0, 0, 9, 9], [240, 240, 240])], Color::WHITE, 1.0, 0.0);
    }

    #[test]
    fn what_is_far_from_all_that_is_seen_vanishes_though_it_touches_it() {
        let ring = ([0, 0, 40, 40], BLUE);
        let beside = |width| picture(&[ring, ([40, 5, width, 6], NAVY)]).lost(DARK).is_any();
        assert!(!beside(2) && beside(18));
        // An outline lies along what it surrounds.
        let outline = picture(&[([0, 0, 60, 40], NAVY), ([3, 3, 54, 34], BLUE)]);
        assert!(!outline.lost(DARK).is_any());
    }

    #[test]
    fn distances_are_those_to_the_nearest_seen_pixel() {
        let map = Map::new(&picture(&[([10, 10, 1, 1], BLUE)]), DARK, &LOST);
        let distances = map.distances();
        let at = |x: usize, y: usize| distances[y * 60 + x];
        assert_eq!([at(10, 10), at(20, 10), at(10, 3), at(5, 10)], [0, 50, 35, 25]);
        assert_eq!([at(14, 14), at(7, 7), at(7, 13), at(12, 7)], [28, 21, 21, 19]);
    }

    #[test]
    fn what_lies_around_or_under_something_seen_does_not() {
        let outlined = [([0, 0, 30, 30], [0, 0, 0]), ([2, 2, 26, 26], [255, 240, 220])];
        let lost = picture(&outlined).lost(DARK);
        assert!(!lost.is_any());
        let faces = [([0, 0, 30, 30], [0, 0, 0]), ([2, 2, 26, 26], [255, 255, 255])];
        let lost = picture(&faces).lost(Color::WHITE);
        assert!(!lost.is_any() && lost.all > 0.7 && lost.enclosed == lost.all, "{lost:?}");
        let beside = [([0, 0, 30, 30], [0, 0, 0]), ([30, 0, 26, 30], [255, 255, 255])];
        assert_eq!(picture(&beside).lost(Color::WHITE).enclosed, 0.0);
        let plate = [([0, 0, 40, 40], [0, 0, 0]), ([15, 15, 10, 10], BLUE)];
        check(&plate, DARK, 0.0, 0.9375);
        assert!(picture(&plate).stands_out(DARK) < 0.1);
        assert!(picture(&plate).stands_out_on_plates(DARK) > 0.9);
        let yellow = [([0, 0, 40, 40], [255, 204, 0]), ([15, 15, 10, 10], [0, 0, 0])];
        assert!(picture(&yellow).stands_out(Color::WHITE) < 0.1);
        assert!(picture(&yellow).stands_out_on_plates(Color::WHITE) > 0.9);
        assert!(picture(&yellow[..1]).stands_out_on_plates(Color::WHITE) < 0.1);
    }
}

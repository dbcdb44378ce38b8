//! The tones of a picture, and which of them touch no other tone. Used for tinted and for dark icons.

use crate::vector::measure::VISIBLE;
use crate::vector::pixels::Pixels;
use crate::vector::tone_map::{SOLID, ToneMap};

/// Which share of a tone's edges has nothing beside it, and what it keeps then at least. The lesser one first.
pub(crate) const EXPOSED: [(f64, f64); 2] = [(0.25, 0.5), (0.9, 1.0)];
/// Steps of lightness, to each side, that count as one tone where edges are counted.
const SAME: usize = 3;
/// Tones are flat if so few steps of lightness hold so much of it.
const FLAT: (usize, f64) = (8, 0.7);

/// Lightness in 256 steps, and how much is painted in each.
pub(crate) struct Histogram(pub(crate) [u64; 256]);

impl Histogram {
    pub(crate) fn sum(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The lightness below which this share lies.
    pub(crate) fn at(&self, share: f64) -> f64 {
        let wanted = share * self.sum() as f64;
        let mut passed = 0;
        let step = self.0.iter().position(|count| {
            passed += count;
            passed as f64 >= wanted && passed > 0
        });
        step.unwrap_or(0) as f64 / 255.0
    }

    pub(crate) fn is_flat(&self) -> bool {
        let mut counts = self.0;
        counts.sort_unstable_by(|a, b| b.cmp(a));
        counts[..FLAT.0].iter().sum::<u64>() as f64 >= FLAT.1 * self.sum() as f64
    }

    /// How much is painted in a step and those beside it.
    fn around(&self, step: usize) -> u64 {
        self.0[step.saturating_sub(SAME)..=(step + SAME).min(255)].iter().sum()
    }
}

/// The tones of the outer edge and of all that is painted.
pub(crate) struct Shades {
    pub(crate) edge: Histogram,
    pub(crate) area: Histogram,
    /// What each step keeps at least.
    pub(crate) least: [f64; 256],
}

impl Shades {
    pub(crate) fn of(pixels: &Pixels) -> Shades {
        let map = ToneMap::of(pixels);
        let [mut outer, mut free, mut all, mut area] = [[0; 256]; 4].map(Histogram);
        for (at, pixel) in pixels.rgba.chunks_exact(4).enumerate() {
            let (place, weight) = (map.place(at), u64::from(pixel[3]));
            let step = usize::from(map.steps[place]);
            area.0[step] += if pixel[3] >= VISIBLE { weight } else { 0 };
            if pixel[3] >= SOLID && map.is_edge(place) {
                all.0[step] += weight;
                free.0[step] += if map.is_free(place) { weight } else { 0 };
                outer.0[step] += if map.is_outer(place) { weight } else { 0 };
            }
        }
        let exposed = |step| free.around(step) as f64 / all.around(step).max(1) as f64;
        let least =
            |step| EXPOSED.iter().rfind(|(from, _)| exposed(step) >= *from).map_or(0.0, |e| e.1);
        let least: [f64; 256] = std::array::from_fn(least);
        // An isolated part says nothing of a part within another.
        let is_alone = |step: usize| least[step] == 1.0;
        if !(0..256).all(|step| outer.0[step] == 0 || is_alone(step)) {
            (0..256).filter(|step| is_alone(*step)).for_each(|step| outer.0[step] = 0);
        }
        Shades { edge: outer, area, least }
    }
}

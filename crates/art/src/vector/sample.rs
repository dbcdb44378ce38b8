//! What checks need to know of a picture's colors, without its pixels: how much of it is painted in which color, and
//! where. It is cached, since a theme asks for the same logo on many surfaces.

use std::sync::{Arc, Mutex, PoisonError};

use crate::color::Color;
use crate::vector::draw::DrawError;
use crate::vector::lost::is_lost;
use crate::vector::measure::{Painted, VISIBLE, reaches, seen_by_hue};
use crate::vector::pixels::Pixels;

/// The colors of a picture and the box that it paints.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    painted: Option<Painted>,
    /// Red, green, blue and alpha, and how many pixels have them; sorted, without what is transparent.
    inks: Vec<([u8; 4], u64)>,
}

impl Sample {
    /// What a picture is painted with.
    pub fn of(pixels: &Pixels) -> Sample {
        // Flat drawings repeat one color over long runs: there is far less to sort than there are pixels. As numbers,
        // which are quicker to compare than lists, and sort alike.
        let mut runs: Vec<(u32, u64)> = Vec::new();
        let mut rest = pixels.rgba.as_chunks::<4>().0;
        while let Some(first) = rest.first() {
            let end = rest.iter().position(|pixel| pixel != first).unwrap_or(rest.len());
            if first[3] > 0 {
                runs.push((u32::from_be_bytes(*first), end as u64));
            }
            rest = &rest[end..];
        }
        runs.sort_unstable_by_key(|run| run.0);
        runs.dedup_by(|more, first| {
            let is_same = more.0 == first.0;
            first.1 += if is_same { more.1 } else { 0 };
            is_same
        });
        let inks = runs.into_iter().map(|(color, count)| (color.to_be_bytes(), count)).collect();
        Sample { painted: pixels.painted(), inks }
    }

    /// Where the picture is painted. `None` if nowhere.
    pub fn painted(&self) -> Option<Painted> {
        self.painted
    }

    /// The share of the painted area, by alpha, whose contrast against `on` reaches 3:1. 0 if nothing is painted.
    pub fn stands_out(&self, on: Color) -> f64 {
        let (mut all, mut seen) = (0u64, 0u64);
        for (color, count) in self.inks.iter().filter(|(color, _)| color[3] >= VISIBLE) {
            let alpha = u64::from(color[3]) * count;
            all += alpha;
            seen += if reaches(*color, on) { alpha } else { 0 };
        }
        if all == 0 { 0.0 } else { seen as f64 / all as f64 }
    }

    /// The share of the painted area that is seen on a light ground by its hue; none of a picture of one hue, or on a dark ground.
    pub fn seen_by_hue(&self, on: Color) -> Option<f64> {
        seen_by_hue(self.inks.iter().copied(), on)
    }

    /// Whether any of its colors cannot be distinguished from `on`: only then can a part of it vanish there.
    pub fn has_lost(&self, on: Color) -> bool {
        let color = |ink: [u8; 4]| Color::new(ink[0], ink[1], ink[2]);
        self.inks.iter().any(|(ink, _)| ink[3] >= VISIBLE && is_lost(color(*ink), on))
    }

    /// The average color by alpha, as the eye sees a picture at a small size. `None` if nothing is painted.
    pub fn average(&self) -> Option<Color> {
        let mut sums = [0u64; 4];
        for (color, count) in &self.inks {
            let alpha = u64::from(color[3]) * count;
            for (sum, channel) in sums.iter_mut().zip(&color[..3]) {
                *sum += u64::from(*channel) * alpha;
            }
            sums[3] += alpha;
        }
        let channel = |sum: u64| u8::try_from(sum.checked_div(sums[3])?).ok();
        Some(Color::new(channel(sums[0])?, channel(sums[1])?, channel(sums[2])?))
    }
}

/// The latest samples of one vector, each by the colors that it takes from the palette.
#[derive(Debug, Default)]
pub(crate) struct Samples(Mutex<Vec<(Vec<Color>, Arc<Sample>)>>);

/// A parent's logo is asked for in the colors of each of its thousand children: only the latest are asked for again.
const KEPT: usize = 4;

impl Samples {
    /// The sample in these colors: a kept one, or what `draw` gives.
    pub(crate) fn get(
        &self,
        colors: Vec<Color>,
        draw: impl FnOnce() -> Result<Pixels, DrawError>,
    ) -> Result<Arc<Sample>, DrawError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.iter().find(|(own, _)| *own == colors).map(|(_, sample)| sample.clone());
        drop(kept);
        if let Some(known) = known {
            return Ok(known);
        }
        let sample = Arc::new(Sample::of(&draw()?));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((colors, Arc::clone(&sample)));
        Ok(sample)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_says_what_the_pixels_say() {
        let mut pixels = Pixels::filled(40, 30, [0; 4]);
        for (at, pixel) in pixels.rgba.chunks_exact_mut(4).enumerate() {
            let (x, y) = (at % 40, at / 40);
            pixel.copy_from_slice(&match (x / 10, y / 10) {
                (1, 1) => [200, 30, 10, 255],
                (2, 1) => [250, 240, 0, 128],
                (0, 2) => [0, 0, 0, 9],
                _ => [0; 4],
            });
        }
        let sample = Sample::of(&pixels);
        assert_eq!(sample.inks.len(), 3);
        assert_eq!(sample.painted(), pixels.painted());
        for on in [Color::BLACK, Color::new(255, 255, 255), Color::new(90, 120, 200)] {
            assert_eq!(sample.stands_out(on), pixels.stands_out(on));
        }
        assert_eq!(sample.average(), Some(Color::new(211, 97, 6)));
        assert_eq!(Sample::of(&Pixels::filled(2, 2, [0; 4])).average(), None);
    }

    #[test]
    fn only_the_latest_are_kept() {
        let samples = Samples::default();
        let draw = |alpha: u8| {
            samples
                .get(vec![Color::new(alpha, 0, 0)], || Ok(Pixels::filled(1, 1, [0, 0, 0, alpha])))
        };
        let first = draw(1).unwrap();
        assert!(Arc::ptr_eq(&first, &draw(1).unwrap()));
        (2..6).for_each(|alpha| drop(draw(alpha)));
        assert!(!Arc::ptr_eq(&first, &draw(1).unwrap()));
        assert_eq!(samples.0.lock().unwrap().len(), KEPT);
    }
}

//! The tone of each part of a picture where only one color is left. A tone depends on the whole picture, so it is
//! measured on pixels; it is then painted on pixels or on shapes.
//!
//! A silhouette alone loses all that is drawn within it: a white bird in a blue disc is a disc. So tones turn into
//! shares of paint. With `L` the OKLab lightness of a color, its share is
//!
//! ```text
//! f(L) = max(m(L), 1 − min(1, max(0, |L − L₀| − s) / r))
//! ```
//!
//! - `L₀` is the middle tone (the median) of the outer edge: the tones next to the transparent outside.
//! - `m` keeps outlines whole: 1 for tones that touch hardly any other, 1/2 for those that have nothing beside a fourth
//!   of their edges, else 0.
//! - `s` is how far the tones of the edge reach from `L₀`, where they run into one another as in a gradient, else 0: one
//!   plate is one tone.
//! - `r` is how far the tones with `m = 0` reach beyond `s`, or if that is less than [`SPREAD`], those with `m = 1/2`;
//!   without the farthest hundredth of the area. What is farthest gets the least paint.
//!
//! Where that is less than [`SPREAD`], too, there is nothing to distinguish, and the silhouette is right. Where little of the
//! painted area would keep its paint, as in a drawing with a dark outline around a pale body, `L₀` is the middle tone of
//! the area if that keeps more, and the edge may go. At least [`KEPT`] stays, or else the silhouette is right, too.

use crate::color::Color;
use crate::vector::measure::VISIBLE;
use crate::vector::pixels::Pixels;
use crate::vector::shades::{EXPOSED, Shades};
use crate::vector::tone_map::{SOLID, step};

/// Tones nearer than this are one, in OKLab lightness.
pub const SPREAD: f64 = 0.12;
/// The least share of the painted area that keeps its paint, by the shares of its tones.
pub const KEPT: f64 = 0.4;
/// If so much keeps its paint, the edge says what tone does.
const ENOUGH: f64 = 0.6;
/// The shares of the edge that lie below and above its tones: a glyph may touch the edge of its plate.
const STRAY: f64 = 0.125;
/// The share of the area that may lie beyond the reach.
const FARTHEST: f64 = 0.01;

/// How much paint each tone gets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tones {
    middle: f64,
    slack: f64,
    reach: f64,
    /// What each step of lightness keeps at least.
    least: [f64; 256],
}

impl Tones {
    /// The share of paint of a color, 0 to 255.
    pub fn share(&self, color: Color) -> u8 {
        libm::round(self.of(step(color)) * 255.0) as u8
    }

    fn of(&self, step: u8) -> f64 {
        let share = 1.0 - (self.beyond(step) / self.reach).min(1.0);
        share.max(self.least[usize::from(step)])
    }

    /// How far a tone lies beyond the slack.
    fn beyond(&self, step: u8) -> f64 {
        ((f64::from(step) / 255.0 - self.middle).abs() - self.slack).max(0.0)
    }

    /// Less paint, by the share of each tone. The picture is white then.
    pub fn apply(&self, pixels: &Pixels) -> Pixels {
        let mut new = pixels.clone();
        let mut last = ([0; 3], self.share(Color::BLACK));
        for pixel in new.rgba.chunks_exact_mut(4) {
            let color = [pixel[0], pixel[1], pixel[2]];
            if color != last.0 && pixel[3] > 0 {
                last = (color, self.share(Color::new(color[0], color[1], color[2])));
            }
            let alpha = (u32::from(pixel[3]) * u32::from(last.1) + 127) / 255;
            pixel.copy_from_slice(&[255, 255, 255, alpha as u8]);
        }
        new
    }
}

/// The tones of a picture, measured at about 256 pixels a side; `None` where its silhouette says as much.
pub fn tones(pixels: &Pixels) -> Option<Tones> {
    if is_of_one_tone(pixels) {
        return None;
    }
    let shades = Shades::of(pixels);
    let by_edge = by_edge(&shades).map(|tones| (shades.kept(&tones), tones));
    let best = match by_edge? {
        (kept, tones) if kept >= ENOUGH => (kept, tones),
        (kept, tones) => {
            let by_area = by_area(&shades).map(|tones| (shades.kept(&tones), tones));
            by_area.filter(|other| other.0 > kept).unwrap_or((kept, tones))
        }
    };
    Some(best).filter(|(kept, _)| *kept >= KEPT).map(|(_, tones)| tones)
}

/// Whether all that is seen lies so near that there is nothing to distinguish, as in most marks. What is solid has an outer edge,
/// whose middle tone is one of these: none can lie as far from it as [`SPREAD`].
fn is_of_one_tone(pixels: &Pixels) -> bool {
    let (mut least, mut most, mut is_solid) = (u8::MAX, 0, false);
    let mut last = None;
    for pixel in pixels.rgba.chunks_exact(4).filter(|pixel| pixel[3] >= VISIBLE) {
        let color = Color::new(pixel[0], pixel[1], pixel[2]);
        if last != Some(color) {
            let step = step(color);
            (least, most) = (least.min(step), most.max(step));
            last = Some(color);
        }
        is_solid |= pixel[3] >= SOLID;
    }
    is_solid && f64::from(most - least) / 255.0 < SPREAD
}

fn by_edge(shades: &Shades) -> Option<Tones> {
    let edge = &shades.edge;
    let middle = edge.at(0.5);
    let slack = if edge.is_flat() {
        0.0
    } else {
        (middle - edge.at(STRAY)).max(edge.at(1.0 - STRAY) - middle)
    };
    shades.reaching(Tones { middle, slack, reach: 1.0, least: shades.least })
}

fn by_area(shades: &Shades) -> Option<Tones> {
    let middle = shades.area.at(0.5);
    let least = shades.least.map(|least| if least < 1.0 { 0.0 } else { least });
    shades.reaching(Tones { middle, slack: 0.0, reach: 1.0, least })
}

impl Shades {
    /// With the reach of the area's tones; `None` if there is nothing to distinguish.
    fn reaching(&self, tones: Tones) -> Option<Tones> {
        let [inner, outer] = [0.0, EXPOSED[0].1].map(|least| self.farthest(&tones, least));
        let reach = [inner, outer].into_iter().flatten().find(|reach| *reach >= SPREAD)?;
        Some(Tones { reach, ..tones })
    }

    /// How far the tones reach that keep so little, without the farthest hundredth of the whole area. `None` if there is
    /// not more of them.
    fn farthest(&self, tones: &Tones, least: f64) -> Option<f64> {
        let of = |step: &u8| tones.least[usize::from(*step)] == least;
        let steps = (0..=u8::MAX)
            .filter(of)
            .map(|step| (tones.beyond(step), self.area.0[usize::from(step)]));
        let mut far: Vec<(f64, u64)> = steps.filter(|(_, count)| *count > 0).collect();
        far.sort_by(|a, b| b.0.total_cmp(&a.0));
        let most = FARTHEST * self.area.sum() as f64;
        let mut passed = 0;
        let found = far.into_iter().find(|(_, count)| {
            passed += count;
            passed as f64 >= most
        });
        found.map(|(distance, _)| distance)
    }

    /// The share of the area that keeps its paint.
    fn kept(&self, tones: &Tones) -> f64 {
        let counts = (0..=u8::MAX).zip(self.area.0);
        let kept: f64 = counts.map(|(step, count)| tones.of(step) * count as f64).sum();
        kept / self.area.sum().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLUE: [u8; 4] = [10, 102, 194, 255];
    const WHITE: [u8; 4] = [255; 4];
    const CLEAR: [u8; 4] = [0; 4];

    /// A picture of 100 × 100 pixels, each by its distance from the middle, and how far right of it.
    fn picture(pixel: impl Fn((f32, i32)) -> [u8; 4]) -> Pixels {
        let mut pixels = Pixels::filled(100, 100, CLEAR);
        for (at, to) in pixels.rgba.chunks_exact_mut(4).enumerate() {
            let (x, y) = (at as i32 % 100 - 50, at as i32 / 100 - 50);
            to.copy_from_slice(&pixel((((x * x + y * y) as f32).sqrt(), x)));
        }
        pixels
    }

    /// The shares of these colors, in hundredths; none for a silhouette.
    fn check(pixels: &Pixels, colors: &[[u8; 4]], expect: &[u32]) {
        let share = |tones: Tones, c: &[u8; 4]| {
            (u32::from(tones.share(Color::new(c[0], c[1], c[2]))) * 100 + 127) / 255
        };
        let found = tones(pixels);
        let found = found.map(|tones| colors.iter().map(|c| share(tones, c)).collect::<Vec<_>>());
        assert_eq!(found.unwrap_or_default(), expect);
    }

    #[test]
    fn what_lies_within_is_left_out() {
        let disc = |inner: [u8; 4], outer: [u8; 4]| {
            picture(move |(r, _)| match r {
                r if r < 20.0 => inner,
                r if r < 45.0 => outer,
                _ => CLEAR,
            })
        };
        check(&disc(WHITE, BLUE), &[BLUE, WHITE], &[100, 0]);
        check(&disc(BLUE, WHITE), &[BLUE, WHITE], &[0, 100]);
        // One hue, hardly lighter: in gray they are the same.
        check(&disc([30, 120, 210, 255], BLUE), &[], &[]);
        // A hole is no tone.
        check(&disc(CLEAR, BLUE), &[], &[]);
    }

    #[test]
    fn a_plate_that_fills_the_picture_is_a_plate() {
        let plate = picture(|(r, _)| if r < 30.0 { WHITE } else { BLUE });
        check(&plate, &[BLUE, WHITE], &[100, 0]);
        let shaded = picture(|(r, x)| match r {
            r if r < 30.0 => WHITE,
            _ => [10, 102, (194 - 50 + x) as u8, 255],
        });
        // Nearly all of a gradient is one tone.
        check(&shaded, &[[10, 102, 110, 255], [10, 102, 190, 255], WHITE], &[97, 94, 0]);
    }

    #[test]
    fn tones_side_by_side_are_both_kept() {
        let halves = picture(|(r, x)| match r {
            r if r > 45.0 => CLEAR,
            _ if x < 2 => BLUE,
            _ => [150, 200, 250, 255],
        });
        check(&halves, &[BLUE, [150, 200, 250, 255]], &[100, 50]);
        // Separate, they need no tones.
        let apart = picture(|(r, x)| match r {
            r if r > 45.0 || x.abs() < 5 => CLEAR,
            _ if x < 0 => BLUE,
            _ => WHITE,
        });
        check(&apart, &[], &[]);
    }

    #[test]
    fn a_body_is_more_than_its_outline() {
        let outlined = picture(|(r, _)| match r {
            r if r > 45.0 => CLEAR,
            r if !(10.0..=40.0).contains(&r) => [20, 20, 40, 255],
            _ => WHITE,
        });
        check(&outlined, &[WHITE, [20, 20, 40, 255]], &[100, 0]);
    }

    #[test]
    fn nothing_has_no_tones() {
        check(&picture(|_| CLEAR), &[], &[]);
        check(&picture(|_| BLUE), &[], &[]);
        assert_eq!(tones(&Pixels { width: 0, height: 0, rgba: Vec::new() }), None);
    }

    #[test]
    fn paint_is_taken_by_tone() {
        let plate = picture(|(r, _)| if r < 30.0 { WHITE } else { BLUE });
        let faded = tones(&plate).unwrap().apply(&plate);
        let alpha = |x: usize| faded.rgba[(50 * 100 + x) * 4..][..4].to_vec();
        assert_eq!((alpha(50), alpha(1)), (vec![255, 255, 255, 0], vec![255; 4]));
    }
}

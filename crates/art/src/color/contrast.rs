//! Contrast after WCAG 2.2, and the search for the nearest tone that reaches it.
//!
//! The search moves lightness in OKLCH and keeps the hue; it never trusts the exact value, only the final 8-bit
//! color. It is the target-contrast search that Adobe Leonardo publishes, for any number of backgrounds at once.

use crate::color::oklch::{HALVINGS, linear};
use crate::color::{Color, Oklch};

/// What a tone must reach: a contrast against one background.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demand {
    pub(crate) on: Color,
    pub(crate) minimum: f64,
}

impl Demand {
    pub(crate) const fn new(on: Color, minimum: f64) -> Self {
        Self { on, minimum }
    }
}

#[derive(Clone, Copy)]
enum Towards {
    Black,
    White,
}

/// Lightness of one nudge after rounding has undone a match: less than a tenth of an 8-bit step of gray.
const NUDGE: f64 = 1.0 / 4096.0;
const NUDGES: u32 = 96;

/// The contrast ratio of two colors after WCAG 2.2: 1 (equal) to 21 (black on white). Not rounded.
#[must_use]
pub fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (relative_luminance(a), relative_luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The relative luminance of a color after WCAG 2.2: 0 (black) to 1 (white).
#[must_use]
pub fn relative_luminance(color: Color) -> f64 {
    luminance(linear(color))
}

/// The color nearest to `color` in lightness that has at least the contrast `minimum` against `against`. The hue
/// stays, the chroma as far as sRGB allows. `None` where neither black nor white would do.
///
/// ```
/// use rebadge_art::color::{Color, contrast, nearest_passing};
///
/// let orange = Color::new(0xff, 0x6a, 0x00);
/// let darker = nearest_passing(orange, Color::WHITE, 4.5).expect("there is a darker orange");
/// assert!(contrast(darker, Color::WHITE) >= 4.5);
/// ```
#[must_use]
pub fn nearest_passing(color: Color, against: Color, minimum: f64) -> Option<Color> {
    let demands = [Demand { on: against, minimum }];
    if passes(color, &demands) { Some(color) } else { solve(Oklch::from(color), &demands) }
}

/// Whether `color` meets all demands.
pub(crate) fn passes(color: Color, demands: &[Demand]) -> bool {
    demands.iter().all(|demand| contrast(color, demand.on) >= demand.minimum)
}

/// The tone nearest to `wish` in lightness that meets all demands.
pub(crate) fn solve(wish: Oklch, demands: &[Demand]) -> Option<Color> {
    let color = wish.to_color();
    if passes(color, demands) {
        return Some(color);
    }
    let darker = search(wish, demands, Towards::Black);
    let lighter = search(wish, demands, Towards::White);
    let far = |color: &Color| (Oklch::from(*color).l - wish.l).abs();
    match (darker, lighter) {
        (Some(darker), Some(lighter)) if far(&lighter) < far(&darker) => Some(lighter),
        (darker, lighter) => darker.or(lighter),
    }
}

fn search(wish: Oklch, demands: &[Demand], towards: Towards) -> Option<Color> {
    let target = allowed_luminance(luminance(wish.fitted_linear()), demands, towards)?;
    let mut l = lightness_at(wish, target, towards);
    let step = match towards {
        Towards::Black => -NUDGE,
        Towards::White => NUDGE,
    };
    for _ in 0..NUDGES {
        let color = Oklch { l: l.clamp(0.0, 1.0), ..wish }.to_color();
        if passes(color, demands) {
            return Some(color);
        }
        l += step;
    }
    None
}

/// The first luminance from `start` on that no demand forbids. Each demand forbids an open interval around the
/// luminance of its background.
fn allowed_luminance(start: f64, demands: &[Demand], towards: Towards) -> Option<f64> {
    let mut y = start;
    for _ in 0..=demands.len() {
        for demand in demands {
            let ground = relative_luminance(demand.on) + 0.05;
            let (low, high) = (ground / demand.minimum - 0.05, ground * demand.minimum - 0.05);
            if low < y && y < high {
                y = match towards {
                    Towards::Black => low,
                    Towards::White => high,
                };
            }
        }
    }
    (0.0..=1.0).contains(&y).then_some(y)
}

/// The lightness at which the hue and chroma of `wish`, fitted into sRGB, have the luminance `target`.
fn lightness_at(wish: Oklch, target: f64, towards: Towards) -> f64 {
    let (mut low, mut high) = match towards {
        Towards::Black => (0.0, wish.l),
        Towards::White => (wish.l, 1.0),
    };
    for _ in 0..HALVINGS {
        let l = f64::midpoint(low, high);
        if luminance(Oklch { l, ..wish }.fitted_linear()) < target {
            low = l;
        } else {
            high = l;
        }
    }
    match towards {
        Towards::Black => low,
        Towards::White => high,
    }
}

fn luminance([r, g, b]: [f64; 3]) -> f64 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).expect(text)
    }

    fn check(a: &str, b: &str, expect: f64) {
        let (there, back) = (contrast(color(a), color(b)), contrast(color(b), color(a)));
        assert!((there - expect).abs() < 5e-5 && there == back, "{a} on {b}: {there}");
    }

    #[test]
    fn agrees_with_published_ratios() {
        check("#fff", "#000", 21.0);
        check("#fff", "#fff", 1.0);
        check("#767676", "#fff", 4.542_225);
        check("#777", "#fff", 4.478_089);
        check("#ffe", "#fff", 1.010_07);
        check("#afbaae", "#fff", 2.008_1);
        check("#8b9986", "#fff", 3.000_6);
        check("#765", "#fff", 5.502_98);
        check("#00a651", "#fff", 3.194_74);
        check("#ff6a00", "#fff", 2.871_36);
    }

    #[test]
    fn a_ratio_is_not_rounded_up() {
        assert!(!passes(color("#777"), &[Demand::new(Color::WHITE, 4.5)]));
        assert!(passes(color("#767676"), &[Demand::new(Color::WHITE, 4.5)]));
    }

    fn nearest(text: &str, against: &str, minimum: f64, expect: Option<&str>) {
        let got = nearest_passing(color(text), color(against), minimum);
        assert_eq!(got.map(|c| c.to_string()).as_deref(), expect, "{text} on {against}");
    }

    #[test]
    fn finds_the_nearest() {
        nearest("#0a66c2", "#fff", 4.5, Some("#0a66c2"));
        nearest("#777", "#fff", 4.5, Some("#767676"));
        nearest("#ff6a00", "#fff", 4.5, Some("#c85200"));
        nearest("#0a66c2", "#111", 4.5, Some("#2b7ddb"));
        nearest("#808080", "#808080", 4.5, Some("#171717"));
        nearest("#808080", "#fff", 21.0, Some("#000000"));
        nearest("#808080", "#808080", 7.0, None);
    }

    /// What is found passes, keeps its hue, and nothing clearly nearer passes too.
    #[test]
    fn is_the_nearest_for_any_color() {
        for i in (0..0x0100_0000_u32).step_by(90_001) {
            let [_, r, g, b] = i.to_be_bytes();
            let (start, against) = (Color { r, g, b }, Color { r: b, g: r, b: g });
            let Some(found) = nearest_passing(start, against, 4.5) else {
                panic!("{start} on {against}: black or white always reach 4.5");
            };
            assert!(contrast(found, against) >= 4.5, "{start} on {against}: {found}");
            let (from, to) = (Oklch::from(start), Oklch::from(found));
            let nearer =
                |sign: f64| from.at(from.l + sign * ((to.l - from.l).abs() - 0.008)).to_color();
            if (to.l - from.l).abs() > 0.01 {
                assert!(
                    contrast(nearer(1.0), against) < 4.5 && contrast(nearer(-1.0), against) < 4.5,
                    "{start} {found}"
                );
            }
        }
    }

    #[test]
    fn meets_many_demands_at_once() {
        let grounds = [Color::WHITE, color("#eee"), color("#ddd")];
        let demands = grounds.map(|on| Demand::new(on, 4.5));
        assert!(passes(
            solve(Oklch::from(color("#00a651")), &demands).expect("a darker green"),
            &demands
        ));
        // Between black and white there is little room, but there is.
        let demands = [Demand::new(Color::WHITE, 4.5), Demand::new(Color::BLACK, 4.5)];
        assert!(passes(
            solve(Oklch::from(color("#333")), &demands).expect("a gray between"),
            &demands
        ));
        let demands = [Demand::new(Color::WHITE, 4.7), Demand::new(Color::BLACK, 4.7)];
        assert_eq!(solve(Oklch::from(color("#333")), &demands), None);
    }
}

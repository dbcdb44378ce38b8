//! Which of a picture's colors is the brand's. Separate because this is a judgment, and its numbers are tuned by eye.
//!
//! The score is that of Material Color Utilities (Google, 2021, `Score`): the share of a color's hue counts most, then
//! its chroma, and colors of no chroma or hardly any share are left out. Here chroma is that of OKLCH, and a color's own
//! share counts as much as its hue's, so that a highlight does not win over the body that it lies on.

use super::inks::Ink;
use rebadge_art::color::{Color, Oklch, delta_e_ok};

/// Below this chroma a color has no hue that a person would name.
const NEUTRAL: f64 = 0.03;
/// Colors darker and lighter than these are black and white to the eye, whatever their chroma.
const ENDS: (f64, f64) = (0.13, 0.985);
/// Less color than this in a picture is a speck.
const SPECK: f64 = 0.02;
/// What share counts: Material's `WEIGHT_PROPORTION` of 0.7, for a share in percent.
const SHARE: f64 = 70.0;
/// The chroma that is aimed at, and what chroma counts above and below it: Material's 48, 0.3 and 0.1, where 0.16 in
/// OKLCH is about 48 in CAM16.
const AIM: f64 = 0.16;
const ABOVE: f64 = 90.0;
const BELOW: f64 = 30.0;
/// Hues nearer than this, in degrees, are one: as in Material.
const ONE_HUE: f64 = 15.0;
/// A pale color lighter than this gives way to one of its hue with so many times its chroma and at least this share of its area.
const PALE: (f64, f64, f64) = (0.85, 2.0, 0.25);
/// An accent is of another hue, differs visibly from the brand, is no speck, and is saturated enough.
const OTHER_HUE: f64 = 30.0;
const APART: f64 = 0.12;
const ACCENT_SHARE: f64 = 0.04;
const ACCENT_CHROMA: f64 = 0.05;
/// Black, as it is printed. What a white logo gives: a brand of white would leave white buttons on a white page.
const INK: Color = Color::new(0x11, 0x11, 0x11);

/// The brand's colors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colors {
    /// The brand color.
    pub brand: Color,
    /// A second color, where there is one.
    pub accent: Option<Color>,
    /// Why the brand color is what it is.
    pub why: Why,
}

/// Why a color is the brand's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It has the best score.
    Score,
    /// The logo has no hue.
    Neutral,
    /// The logo is white, and black is used in its place.
    White,
    /// A person said so.
    Given,
}

impl Colors {
    /// The same with a brand color that a person gave. What was found stays as the accent, where it is another hue.
    pub fn with_brand(self, brand: Color) -> Colors {
        let found = self.accent.into_iter().chain((self.why == Why::Score).then_some(self.brand));
        let is_accent = |color: &Color| {
            Oklch::from(*color).c >= ACCENT_CHROMA
                && turn(*color, brand) >= OTHER_HUE
                && delta_e_ok(*color, brand) >= APART
        };
        let accent = found.rev().find(is_accent);
        Colors { brand, accent, why: Why::Given }
    }
}

/// The brand's colors, from what a picture is painted with.
pub(super) fn colors(inks: &[Ink]) -> Colors {
    let hued: Vec<&Ink> = inks.iter().filter(|ink| !is_neutral(ink.color)).collect();
    let share: f64 = hued.iter().map(|ink| ink.share).sum();
    let all: f64 = inks.iter().map(|ink| ink.share).sum();
    if hued.is_empty() || share < SPECK * all {
        return neutral(inks);
    }
    let score = |ink: &Ink| score(ink, &hued, share);
    let mut order = hued.clone();
    order.sort_by(|a, b| {
        let is_tint = is_tint(a, &hued).cmp(&is_tint(b, &hued));
        is_tint.then(score(b).total_cmp(&score(a))).then(a.color.cmp(&b.color))
    });
    let brand = order[0].color;
    let is_accent = |ink: &&&Ink| {
        Oklch::from(ink.color).c >= ACCENT_CHROMA
            && ink.share >= ACCENT_SHARE * share
            && turn(ink.color, brand) >= OTHER_HUE
            && delta_e_ok(ink.color, brand) >= APART
    };
    let accent = order.iter().find(is_accent).map(|ink| ink.color);
    Colors { brand, accent, why: Why::Score }
}

/// The largest share; black for white.
fn neutral(inks: &[Ink]) -> Colors {
    let most = inks.iter().max_by(|a, b| a.share.total_cmp(&b.share).then(b.color.cmp(&a.color)));
    let color = most.map_or(INK, |ink| ink.color);
    if Oklch::from(color).l > 0.9 {
        Colors { brand: INK, accent: None, why: Why::White }
    } else {
        Colors { brand: color, accent: None, why: Why::Neutral }
    }
}

fn score(ink: &Ink, hued: &[&Ink], all: f64) -> f64 {
    let near = hued.iter().filter(|other| turn(other.color, ink.color) <= ONE_HUE);
    let hue: f64 = near.map(|other| other.share).sum();
    let chroma = Oklch::from(ink.color).c - AIM;
    let weight = if chroma > 0.0 { ABOVE } else { BELOW };
    SHARE * (hue + ink.share) / 2.0 / all + weight * chroma
}

/// Whether a color is a pale tint of another one, which is what a person would name.
fn is_tint(ink: &Ink, hued: &[&Ink]) -> bool {
    let own = Oklch::from(ink.color);
    let is_stronger = |other: &&&Ink| {
        turn(other.color, ink.color) <= ONE_HUE
            && Oklch::from(other.color).c >= PALE.1 * own.c
            && other.share >= PALE.2 * ink.share
    };
    own.l > PALE.0 && hued.iter().any(|other| is_stronger(&other))
}

/// Whether a color is black, gray or white to the eye.
pub(super) fn is_neutral(color: Color) -> bool {
    let color = Oklch::from(color);
    color.c < NEUTRAL || color.l < ENDS.0 || color.l > ENDS.1
}

/// The angle between two hues, 0 to 180 degrees.
pub(super) fn turn(a: Color, b: Color) -> f64 {
    let far = (Oklch::from(a).h - Oklch::from(b).h).abs();
    far.min(360.0 - far)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(inks: &[(&str, f64)], brand: &str, accent: Option<&str>) {
        let color = |text: &str| Color::parse(text).unwrap();
        let all: Vec<Ink> = inks
            .iter()
            .map(|(text, share)| Ink { color: color(text), share: *share, exposed: 1.0 })
            .collect();
        let found = colors(&all);
        assert_eq!((found.brand, found.accent), (color(brand), accent.map(color)), "{inks:?}");
    }

    #[test]
    fn hue_wins_over_gray_and_share_over_chroma() {
        check(&[("#0a66c2", 1.0)], "#0a66c2", None);
        check(&[("#000000", 0.8), ("#0a66c2", 0.2)], "#0a66c2", None);
        check(&[("#0a66c2", 0.8), ("#ffcc00", 0.2)], "#0a66c2", Some("#ffcc00"));
        // Shades of one hue are no accents of each other.
        check(&[("#0a66c2", 0.5), ("#084f97", 0.5)], "#0a66c2", None);
        // A bright speck is no brand.
        check(&[("#4a6785", 0.95), ("#ff0000", 0.05)], "#4a6785", Some("#ff0000"));
    }

    #[test]
    fn a_pale_tint_gives_way_to_its_hue() {
        check(&[("#bbe6fb", 0.6), ("#1287b1", 0.4)], "#1287b1", None);
        check(&[("#bbe6fb", 0.9), ("#1287b1", 0.1)], "#bbe6fb", None);
        // Yellow is light and no tint.
        check(&[("#ffe100", 0.6), ("#1287b1", 0.4)], "#ffe100", Some("#1287b1"));
    }

    #[test]
    fn a_given_color_wins() {
        let color = |text: &str| Color::parse(text).unwrap();
        let found = |text: &str| colors(&[Ink { color: color(text), share: 1.0, exposed: 1.0 }]);
        let orange = color("#ff6a00");
        let check = |text: &str, accent: Option<&str>| {
            let given = found(text).with_brand(orange);
            assert_eq!((given.brand, given.accent), (orange, accent.map(color)), "{text}");
        };
        check("#000000", None);
        check("#0a66c2", Some("#0a66c2"));
        check("#ff7a10", None);
    }

    #[test]
    fn no_hue_gives_a_neutral_brand() {
        check(&[("#000000", 1.0)], "#000000", None);
        check(&[("#808080", 0.7), ("#ffffff", 0.3)], "#808080", None);
        check(&[("#ffffff", 1.0)], "#111111", None);
        check(&[("#1b1b1b", 0.99), ("#ff0000", 0.01)], "#1b1b1b", None);
        check(&[], "#111111", None);
    }
}

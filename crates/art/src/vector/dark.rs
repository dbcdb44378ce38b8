//! A mark on a dark background, and in grays, as iOS shows icons in its dark and tinted appearances. Tones change by a
//! rule over the whole picture, so that tones that differed still differ.
//!
//! Apple's rules (Human Interface Guidelines, "App icons"; Xcode, "Configuring your app icon"; Apple Design Resources, the
//! template of iOS 18): a dark icon is the mark on nothing, and the system puts its own ground behind it, from `#313131`
//! above to `#141414`; a tinted icon is an opaque picture in grays, and the system paints it by its lightness, black not
//! at all. Expo and flutter_launcher_icons ask for the same two pictures.
//!
//! A color `c` with the OKLab lightness `L` keeps its hue, and becomes
//!
//! ```text
//! dark:   L' = D + (L − L₀) (P − D) / (P − L₀)   where L < P, else L
//! tinted: the gray of lightness min(1, L' / L₁)
//! ```
//!
//! - `L₀` is the darkest tone, without the darkest hundredth of the area, and `L₁` the lightest one in the same way.
//! - `D` is the lightness at which a gray reaches 3:1 on the lighter end of the system's ground. A mark that is all dark
//!   and gray goes up to 0.93 instead: black on white is white on black.
//! - `P` is the darkest tone that reaches 3:1 by itself; 1 if there is none, or if tones run into one another. Where it is
//!   near to `L₀`, it lies at least 0.1 above `D`, so that shades of a color stay distinct.
//!
//! It is done only where it must be: where less than three fifths of the area reach 3:1, or where a tone without neighbors
//! does not. A color that still does not reach 3:1 takes the next one of its hue that does.

use crate::color::{Color, Oklch, contrast, lightness, nearest_passing};
use crate::vector::measure::VISIBLE;
use crate::vector::pixels::Pixels;
use crate::vector::shades::Shades;

/// The lighter end of what iOS puts behind a dark icon.
pub const SYSTEM_GROUND: Color = Color::new(0x31, 0x31, 0x31);

/// What graphics need (WCAG 2.2, 1.4.11).
const NEEDED: f64 = 3.0;
/// If so much of the area can be seen, its dark parts are a matter of taste.
const ENOUGH: f64 = 0.6;
/// The lightness of a mark that was black.
const INK: f64 = 0.93;
/// The share of the area that is no tone of its own.
const LEAST: f64 = 0.01;
/// Tones nearer than this are shades of one another, and keep at least this distance.
const NEIGHBORS: f64 = 0.25;
const APART: f64 = 0.1;
/// Less chroma is gray.
const GRAY: f64 = 0.04;

/// How dark tones are lifted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lift {
    darkest: f64,
    pivot: f64,
    to: f64,
}

/// What a picture needs on a dark ground, measured at about 256 pixels a side; `None` if it can be seen as it is.
pub fn lift(pixels: &Pixels) -> Option<Lift> {
    let shades = Shades::of(pixels);
    let gray = nearest_passing(Color::BLACK, SYSTEM_GROUND, NEEDED)?;
    let passing = lightness(gray);
    let all = shades.area.sum() as f64;
    let tones =
        || (0..256).map(|step| (step as f64 / 255.0, shades.area.0[step], shades.least[step]));
    let is_tone = |count: u64| count > 0 && count as f64 >= LEAST * all;
    let alone = tones().filter(|(l, _, least)| *l < passing && *least == 1.0);
    let vanishes = is_tone(alone.map(|(_, count, _)| count).sum());
    if all == 0.0 || (pixels.stands_out(SYSTEM_GROUND) >= ENOUGH && !vanishes) {
        return None;
    }
    let darkest = shades.area.at(LEAST).min(passing);
    let seen = tones().find(|(l, count, _)| *l >= passing && is_tone(*count));
    let pivot = match seen {
        // Measured in steps: the color itself lies up to half a step below.
        Some((lightness, ..)) if shades.area.is_flat() => lightness - 0.5 / 255.0,
        _ => 1.0,
    };
    let lightest = shades.area.at(1.0 - LEAST);
    let to = if lightest < passing && chroma(pixels) < GRAY {
        (INK - (lightest - darkest)).max(passing)
    } else {
        passing
    };
    let least = if pivot - darkest < NEIGHBORS { to + APART } else { to };
    Some(Lift { darkest, pivot: pivot.max(least), to })
}

impl Lift {
    /// A color as it must be.
    pub fn color(&self, color: Color) -> Color {
        let own = Oklch::from(color);
        if own.l >= self.pivot {
            return color;
        }
        let part = (own.l - self.darkest).max(0.0) / (self.pivot - self.darkest).max(1e-9);
        let lifted = own.at(self.to + part * (self.pivot - self.to)).to_color();
        if contrast(lifted, SYSTEM_GROUND) >= NEEDED {
            lifted
        } else {
            nearest_passing(lifted, SYSTEM_GROUND, NEEDED).unwrap_or(lifted)
        }
    }
}

/// How colors become grays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grays {
    lightest: f64,
}

/// The grays of a picture, measured at about 256 pixels a side.
pub fn grays(pixels: &Pixels) -> Grays {
    // A tone is measured in steps: it lies up to half a step below.
    let lightest = Shades::of(pixels).area.at(1.0 - LEAST) - 0.5 / 255.0;
    Grays { lightest: lightest.max(0.1) }
}

impl Grays {
    /// A color as a gray.
    pub fn color(&self, color: Color) -> Color {
        let l = (lightness(color) / self.lightest).min(1.0);
        Oklch { l, c: 0.0, h: 0.0 }.to_color()
    }
}

/// The mean chroma of what is painted.
fn chroma(pixels: &Pixels) -> f64 {
    let (mut sum, mut all) = (0.0, 0.0);
    let mut last = ([0; 3], 0.0);
    for pixel in pixels.rgba.chunks_exact(4).filter(|pixel| pixel[3] >= VISIBLE) {
        let color = [pixel[0], pixel[1], pixel[2]];
        if color != last.0 {
            last = (color, Oklch::from(Color::new(color[0], color[1], color[2])).c);
        }
        sum += last.1 * f64::from(pixel[3]);
        all += f64::from(pixel[3]);
    }
    if all > 0.0 { sum / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stripes of these colors, with nothing between them or side by side.
    fn stripes(colors: &[&str], gap: usize) -> Pixels {
        let wide = 240 / colors.len().max(1);
        let mut pixels = Pixels::filled(256, 256, [0; 4]);
        for (at, pixel) in pixels.rgba.chunks_exact_mut(4).enumerate() {
            let (x, y) = (at % 256, at / 256);
            let n = x.saturating_sub(8) / wide;
            let is_painted = (8..248).contains(&y) && x >= 8 && (x - 8) % wide >= gap;
            if let (true, Some(text)) = (is_painted, colors.get(n)) {
                let color = Color::parse(text).unwrap();
                pixel.copy_from_slice(&[color.r, color.g, color.b, 255]);
            }
        }
        pixels
    }

    fn check(colors: &[&str], gap: usize, expect: &[&str]) {
        let lift = lift(&stripes(colors, gap));
        let color = |text: &&str| {
            let color = Color::parse(text).unwrap();
            lift.map_or(color, |lift| lift.color(color)).to_string()
        };
        assert_eq!(colors.iter().map(color).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn what_can_be_seen_stays() {
        check(&["#ffffff"], 0, &["#ffffff"]);
        check(&["#ff6a00", "#ffd27a"], 0, &["#ff6a00", "#ffd27a"]);
        // A dark outline around a pale body.
        check(
            &["#111111", "#fff7e6", "#fff7e6", "#fff7e6"],
            0,
            &["#111111", "#fff7e6", "#fff7e6", "#fff7e6"],
        );
        check(&[], 0, &[]);
    }

    #[test]
    fn what_would_vanish_is_lifted_by_its_own_hue() {
        check(&["#000000"], 0, &["#e8e8e8"]);
        check(&["#0b2545"], 0, &["#5f7ca2"]);
        // A word beside a symbol.
        check(
            &["#eb001b", "#eb001b", "#eb001b", "#111111"],
            9,
            &["#eb001b", "#eb001b", "#eb001b", "#7a7a7a"],
        );
    }

    #[test]
    fn what_differed_differs_and_can_be_seen() {
        for colors in [
            ["#5a2300", "#331300"],
            ["#5a32a8", "#8b5fe0"],
            ["#000000", "#444444"],
            ["#200020", "#ffffff"],
        ] {
            let lift = lift(&stripes(&colors, 0)).unwrap();
            let [a, b] = colors.map(|text| lift.color(Color::parse(text).unwrap()));
            let apart = (lightness(a) - lightness(b)).abs();
            assert!(apart > 0.03, "{colors:?}: {a} {b}");
            for color in [a, b] {
                assert!(contrast(color, SYSTEM_GROUND) >= NEEDED, "{colors:?}: {color}");
            }
        }
    }

    #[test]
    fn grays_reach_up_to_white() {
        let of = |colors: &[&str]| -> Vec<String> {
            let grays = grays(&stripes(colors, 0));
            colors.iter().map(|text| grays.color(Color::parse(text).unwrap()).to_string()).collect()
        };
        assert_eq!(of(&["#ffffff", "#000000"]), ["#ffffff", "#000000"]);
        assert_eq!(of(&["#0a66c2"]), ["#ffffff"]);
        assert_eq!(of(&["#ffd27a", "#6c82a2"]), ["#ffffff", "#989898"]);
        assert_eq!(of(&[]), Vec::<String>::new());
    }
}

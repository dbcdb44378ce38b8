//! How a color is written: a tenant's color takes the notation of the one that it replaces.

use serde::{Deserialize, Serialize};

use rebadge_art::color::Color;

/// How a color, or one number of it, is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notation {
    /// Six hexadecimal digits. What is before and behind them stays: `#`, `0x`, the digits of an alpha.
    Hex(Case),
    /// Three hexadecimal digits, and six where these are not enough.
    ShortHex(Case),
    /// Three hexadecimal digits and one of alpha, and eight where these are not enough.
    ShortHexAlpha(Case, u8),
    /// One of the three numbers of `rgb()`, `hsl()` or a bare triple. What is between them stays.
    Number(Channel),
}

/// The case of hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Case {
    /// `#abcdef`.
    Lower,
    /// `#ABCDEF`.
    Upper,
}

/// A number of a color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Channel {
    /// Red, green or blue (0, 1, 2) from 0 to 255.
    Byte(u8),
    /// Red, green or blue (0, 1, 2) in percent, without the sign.
    Percent(u8),
    /// The hue of HSL in degrees.
    Hue,
    /// The saturation of HSL in percent, without the sign.
    Saturation,
    /// The lightness of HSL in percent, without the sign.
    Lightness,
}

impl Notation {
    /// A color, given as CSS color, in this notation; what is none is written as it is.
    pub fn write(self, value: &str) -> String {
        let Ok(color) = Color::parse(value) else { return value.to_owned() };
        match self {
            Notation::Hex(case) => long(color, case),
            Notation::ShortHex(case) => short(color, case).unwrap_or_else(|| long(color, case)),
            Notation::ShortHexAlpha(case, alpha) => {
                let alpha = cased(&format!("{:x}", alpha & 15), case);
                match short(color, case) {
                    Some(short) => short + &alpha,
                    None => long(color, case) + &alpha + &alpha,
                }
            }
            Notation::Number(channel) => number(channel.of(color)),
        }
    }
}

impl Channel {
    /// The number that a color has there.
    pub(crate) fn of(self, color: Color) -> f64 {
        let byte = |at: u8| f64::from([color.r, color.g, color.b][usize::from(at.min(2))]);
        match self {
            Channel::Byte(at) => byte(at),
            Channel::Percent(at) => byte(at) / 2.55,
            Channel::Hue => hsl(color)[0],
            Channel::Saturation => hsl(color)[1],
            Channel::Lightness => hsl(color)[2],
        }
    }
}

fn long(color: Color, case: Case) -> String {
    cased(&color.to_string()[1..], case)
}

/// Three digits, if each channel has two that are one.
fn short(color: Color, case: Case) -> Option<String> {
    let is_short = [color.r, color.g, color.b].iter().all(|channel| channel % 17 == 0);
    let digits = format!("{:x}{:x}{:x}", color.r & 15, color.g & 15, color.b & 15);
    is_short.then(|| cased(&digits, case))
}

fn cased(digits: &str, case: Case) -> String {
    match case {
        Case::Lower => digits.to_owned(),
        Case::Upper => digits.to_ascii_uppercase(),
    }
}

/// At most one digit behind the point: finer than 8 bits are.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// Hue in degrees, saturation and lightness in percent (CSS Color 4, "Converting sRGB Colors to HSL").
fn hsl(color: Color) -> [f64; 3] {
    let [r, g, b] = [color.r, color.g, color.b].map(|channel| f64::from(channel) / 255.0);
    let (max, min) = (r.max(g).max(b), r.min(g).min(b));
    let (lightness, range) = (f64::midpoint(max, min), max - min);
    if range == 0.0 {
        return [0.0, 0.0, lightness * 100.0];
    }
    let hue = if max == r {
        (g - b) / range + if g < b { 6.0 } else { 0.0 }
    } else if max == g {
        (b - r) / range + 2.0
    } else {
        (r - g) / range + 4.0
    };
    let saturation = (max - lightness) / lightness.min(1.0 - lightness);
    [hue * 60.0, saturation * 100.0, lightness * 100.0]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(notation: Notation, value: &str, expect: &str) {
        assert_eq!(notation.write(value), expect, "{notation:?}");
    }

    #[test]
    fn a_color_keeps_the_notation_of_the_older_one() {
        check(Notation::Hex(Case::Lower), "#AABBCC", "aabbcc");
        check(Notation::Hex(Case::Upper), "#aabbcd", "AABBCD");
        check(Notation::ShortHex(Case::Lower), "#aabbcc", "abc");
        check(Notation::ShortHex(Case::Upper), "#aabbcd", "AABBCD");
        check(Notation::ShortHexAlpha(Case::Lower, 8), "#aabbcc", "abc8");
        check(Notation::ShortHexAlpha(Case::Lower, 8), "#aabbcd", "aabbcd88");
        check(Notation::Number(Channel::Byte(1)), "#49cc90", "204");
        check(Notation::Number(Channel::Percent(0)), "#49cc90", "28.6");
        check(Notation::Number(Channel::Percent(0)), "#ffffff", "100");
        check(Notation::Number(Channel::Hue), "#49cc90", "152.5");
        check(Notation::Number(Channel::Saturation), "#49cc90", "56.2");
        check(Notation::Number(Channel::Lightness), "#49cc90", "54.3");
        check(Notation::Number(Channel::Hue), "#808080", "0");
        check(Notation::Hex(Case::Lower), "no color", "no color");
    }
}

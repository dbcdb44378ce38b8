//! Colors: reading them, measuring them, and deriving a whole palette from one brand color.
//!
//! Pure arithmetic: it knows no theme, no file and no format but CSS color. All
//! float functions that reach a color come from `libm`, so the digits are the same on every system.
//!
//! The method, and where it is published:
//! - lightness, chroma and hue are those of **OKLCH** (Björn Ottosson, 2020; CSS Color 4);
//! - a tone is found by searching for a **target contrast**, as Adobe Leonardo does, measured by **WCAG 2.2** on the
//!   final 8-bit color;
//! - the **roles** are named as in Material 3. Unlike there, the brand color stays as it is, to the digit.

mod contrast;
mod derive;
mod meaning;
mod names;
mod oklch;
mod pairs;
mod palette;
mod parse;
mod role;
mod tones;

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use rebadge_core::digest::hex;

pub use contrast::{contrast, nearest_passing, relative_luminance};
pub use derive::derive;
pub use meaning::Meaning;
pub use names::NAMES;
pub use oklch::{Oklch, delta_e_ok, lightness};
pub use pairs::{PAIRS, Pair, PairKind};
pub use palette::{Overrides, Palette, Palettes, Scheme, Seed};
pub use parse::{Gamut, ParseColorError, Parsed, parse};
pub use role::Role;

/// An opaque color in sRGB, 8 bits a channel. Shown as `#rrggbb`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Color {
    /// Red, 0 to 255.
    pub r: u8,
    /// Green, 0 to 255.
    pub g: u8,
    /// Blue, 0 to 255.
    pub b: u8,
}

impl Color {
    /// `#000000`.
    pub const BLACK: Self = Self::new(0, 0, 0);
    /// `#ffffff`.
    pub const WHITE: Self = Self::new(255, 255, 255);

    /// A color from its three channels.
    #[must_use]
    pub const fn new(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b }
    }

    /// Reads a CSS color; one that sRGB cannot show is mapped into it. [`parse`] also says whether it was.
    ///
    /// # Errors
    /// If `text` is not a CSS color, or not opaque.
    pub fn parse(text: &str) -> Result<Self, ParseColorError> {
        parse(text).map(|parsed| parsed.color)
    }
}

/// As `#rrggbb`.
impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Color, D::Error> {
        let text = String::deserialize(deserializer)?;
        Color::parse(&text).map_err(|_| D::Error::custom("it is no color"))
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", hex(&[self.r, self.g, self.b]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_as_lower_case_hex() {
        assert_eq!(Color::new(10, 102, 194).to_string(), "#0a66c2");
        assert_eq!(Color::BLACK.to_string(), "#000000");
    }
}

//! From the text of a CSS color to a [`Color`], or to a mistake that a hint can mend.
//!
//! The syntax is the `color` crate's (CSS Color 4). What is ours: one opaque 8-bit color in the end, gamut mapping as
//! CSS Color 4 describes it, and errors that say what was meant.

use std::error::Error;
use std::fmt;

use color::{ColorSpaceTag, DynamicColor};

use crate::color::names::NAMES;
use crate::color::oklch::{distance, encode, in_gamut};
use crate::color::{Color, Oklch};

/// A color that was read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Parsed {
    /// The color in sRGB.
    pub color: Color,
    /// Whether that is the very color that was written.
    pub gamut: Gamut,
}

/// Whether sRGB can show a color.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Gamut {
    /// It can.
    Inside,
    /// It cannot: the chroma was reduced until it could.
    Mapped,
}

/// Why a text is no color for us.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ParseColorError {
    /// It is no CSS color.
    NotAColor {
        /// As it was written.
        text: String,
        /// The nearest CSS name, if one is near.
        nearest: Option<&'static str>,
    },
    /// It is a hex color without its `#`.
    MissingHash {
        /// As it was written.
        text: String,
        /// With the `#`.
        fixed: String,
    },
    /// It is a color that lets the background through.
    Translucent {
        /// As it was written.
        text: String,
        /// The same color, opaque. `None` for `transparent` and the like, which show nothing at all.
        opaque: Option<Color>,
    },
}

impl ParseColorError {
    /// What to write instead.
    #[must_use]
    pub fn suggestion(&self) -> Option<String> {
        match self {
            Self::NotAColor { nearest, .. } => nearest.map(str::to_owned),
            Self::MissingHash { fixed, .. } => Some(fixed.clone()),
            Self::Translucent { opaque, .. } => opaque.map(|color| color.to_string()),
        }
    }

    /// What was expected, for the label below the underlined text.
    #[must_use]
    pub const fn expected(&self) -> &'static str {
        match self {
            Self::NotAColor { .. } => {
                "expected a CSS color, such as `#0a66c2`, `rgb(10 102 194)` or `teal`"
            }
            Self::MissingHash { .. } => "expected a `#` before the digits",
            Self::Translucent { .. } => "expected an opaque color",
        }
    }
}

impl fmt::Display for ParseColorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAColor { text, .. } => write!(f, "`{text}` is not a color"),
            Self::MissingHash { text, .. } => {
                write!(f, "`{text}` is not a color: its `#` is missing")
            }
            Self::Translucent { text, .. } => write!(f, "`{text}` is not opaque"),
        }
    }
}

impl Error for ParseColorError {}

/// Reads a CSS color: hex, `rgb()`, `hsl()`, `hwb()`, `lab()`, `lch()`, `oklab()`, `oklch()`, `color()`, or a name.
///
/// # Errors
/// If `text` is no CSS color, or not opaque.
pub fn parse(text: &str) -> Result<Parsed, ParseColorError> {
    let css = color::parse_color(text).or_else(|_| color::parse_color(&american(text)));
    let Some(css) = css.ok().filter(is_finite) else {
        return Err(explain(text));
    };
    let parsed = into_srgb(css);
    let alpha = css.components[3];
    if alpha < 1.0 {
        let opaque = (alpha > 0.0).then_some(parsed.color);
        return Err(ParseColorError::Translucent { text: text.to_owned(), opaque });
    }
    Ok(parsed)
}

/// CSS knows each gray also as a grey; the `color` crate does not.
fn american(text: &str) -> String {
    text.to_ascii_lowercase().replace("grey", "gray")
}

fn is_finite(css: &DynamicColor) -> bool {
    css.convert(ColorSpaceTag::Oklch).components.iter().all(|x| x.is_finite())
}

fn into_srgb(css: DynamicColor) -> Parsed {
    let [r, g, b, _] = css.convert(ColorSpaceTag::Srgb).components;
    if let [Some(r), Some(g), Some(b)] = [r, g, b].map(byte) {
        return Parsed { color: Color { r, g, b }, gamut: Gamut::Inside };
    }
    let [l, c, h, _] = css.convert(ColorSpaceTag::Oklch).components.map(f64::from);
    Parsed { color: map_into_srgb(Oklch { l, c, h }), gamut: Gamut::Mapped }
}

/// The 8-bit value of a channel, if it lies inside 0..1 or so near that 8 bits cannot tell.
fn byte(channel: f32) -> Option<u8> {
    let value = libm::round(f64::from(channel) * 255.0);
    (0.0..=255.0).contains(&value).then_some(value as u8)
}

/// CSS Color 4, section 13.2: reduce the chroma in OKLCH until clipping is not noticed.
fn map_into_srgb(wish: Oklch) -> Color {
    const JUST_NOTICEABLE: f64 = 0.02;
    const EPSILON: f64 = 0.0001;
    if wish.l >= 1.0 {
        return Color::WHITE;
    }
    if wish.l <= 0.0 {
        return Color::BLACK;
    }
    let clip = |tone: Oklch| tone.linear().map(|x| x.clamp(0.0, 1.0));
    let noticed = |tone: Oklch| distance(Oklch::from_linear(clip(tone)), tone);
    if noticed(wish) < JUST_NOTICEABLE {
        return encode(clip(wish));
    }
    let (mut low, mut high, mut low_is_inside) = (0.0, wish.c, true);
    let mut tone = wish;
    while high - low > EPSILON {
        tone.c = f64::midpoint(low, high);
        if low_is_inside && in_gamut(tone.linear()) {
            low = tone.c;
            continue;
        }
        let error = noticed(tone);
        if error >= JUST_NOTICEABLE {
            high = tone.c;
        } else if JUST_NOTICEABLE - error < EPSILON {
            break;
        } else {
            low_is_inside = false;
            low = tone.c;
        }
    }
    encode(clip(tone))
}

/// Finds out what was meant.
fn explain(text: &str) -> ParseColorError {
    let trimmed = text.trim();
    let digits =
        trimmed.strip_prefix("0x").or_else(|| trimmed.strip_prefix('＃')).unwrap_or(trimmed);
    let is_hex = matches!(digits.len(), 3 | 6) && digits.bytes().all(|b| b.is_ascii_hexdigit());
    if is_hex {
        return ParseColorError::MissingHash {
            text: text.to_owned(),
            fixed: format!("#{}", digits.to_lowercase()),
        };
    }
    ParseColorError::NotAColor { text: text.to_owned(), nearest: nearest_name(trimmed) }
}

/// The CSS name within about a third of the letters of `text`.
fn nearest_name(text: &str) -> Option<&'static str> {
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).take(32).collect();
    let plain = plain.to_lowercase();
    let limit = (plain.len() / 3).clamp(1, 3);
    let distances = NAMES.iter().map(|name| (strsim::osa_distance(&plain, name), *name));
    distances
        .filter(|(distance, name)| *distance <= limit && *distance < name.len())
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_vectors() {
        let mut wrong = Vec::new();
        for line in include_str!("../../../../tests/data/css-color/valid.tsv").lines() {
            let [css, hex, gamut] = line.splitn(3, '\t').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let gamut = if gamut == "mapped" { Gamut::Mapped } else { Gamut::Inside };
            let expect = Color::parse(hex).expect(hex);
            match parse(css) {
                Ok(got) if got.gamut == gamut && is_next_to(got, expect) => {}
                got => wrong.push(format!("{css}: {got:?}, not {hex}")),
            }
        }
        assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    }

    /// A mapped color ends at a distance that is just noticeable, where the search may stop a step earlier.
    fn is_next_to(got: Parsed, expect: Color) -> bool {
        let slack = if got.gamut == Gamut::Mapped { 1 } else { 0 };
        let (a, b) = (got.color, expect);
        a.r.abs_diff(b.r) <= slack && a.g.abs_diff(b.g) <= slack && a.b.abs_diff(b.b) <= slack
    }

    #[test]
    fn refuses_what_is_no_color() {
        for line in include_str!("../../../../tests/data/css-color/invalid.txt").lines() {
            let got = parse(line);
            assert!(matches!(got, Err(ParseColorError::NotAColor { .. })), "{line}: {got:?}");
        }
    }

    fn check(text: &str, message: &str, suggestion: Option<&str>) {
        let error = parse(text).expect_err(text);
        assert_eq!(error.to_string(), message);
        assert_eq!(error.suggestion().as_deref(), suggestion, "{text}");
    }

    #[test]
    fn says_what_was_meant() {
        check("ff6a00", "`ff6a00` is not a color: its `#` is missing", Some("#ff6a00"));
        check("FFF", "`FFF` is not a color: its `#` is missing", Some("#fff"));
        check("0xFF6A00", "`0xFF6A00` is not a color: its `#` is missing", Some("#ff6a00"));
        check("＃ff6a00", "`＃ff6a00` is not a color: its `#` is missing", Some("#ff6a00"));
        check("ornage", "`ornage` is not a color", Some("orange"));
        check("Dark Blue", "`Dark Blue` is not a color", Some("darkblue"));
        check("rebeca-purple", "`rebeca-purple` is not a color", Some("rebeccapurple"));
        check("brandy", "`brandy` is not a color", None);
        check("#ff6a0", "`#ff6a0` is not a color", None);
        check("", "`` is not a color", None);
        check("示例", "`示例` is not a color", None);
    }

    #[test]
    fn refuses_what_is_translucent() {
        check("#ff6a0080", "`#ff6a0080` is not opaque", Some("#ff6a00"));
        check("rgb(255 106 0 / 50%)", "`rgb(255 106 0 / 50%)` is not opaque", Some("#ff6a00"));
        check("transparent", "`transparent` is not opaque", None);
        check("oklch(0.5 0.1 20 / none)", "`oklch(0.5 0.1 20 / none)` is not opaque", None);
    }

    #[test]
    fn any_text_is_survived() {
        let pieces = [
            "rgb(", "oklch(", "color(", "/*", "*/", "#", "1e999", "none", " ", ",", "/", ")", "é",
            "-", "srgb", "%",
        ];
        let mut state = 1_u32;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..8 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push_str(pieces[(state >> 24) as usize % pieces.len()]);
            }
            let _ = parse(&text);
        }
    }
}

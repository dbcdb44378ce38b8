//! Colors of CSS, in any of its notations, as `#rrggbb` or `#rrggbbaa`. Source: CSS Color 4 and 5.
//!
//! A color that sRGB cannot show is clipped, as browsers do where they paint.

use color::{ColorSpaceTag, DynamicColor, HueDirection};

use crate::vector::cascade::items::{Item, commas, join};
use rebadge_core::digest::hex;

/// What a color may hang on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Surroundings {
    /// The value of `color`, where something sets it.
    pub(super) current: Option<DynamicColor>,
    /// Does `color-scheme` ask for the dark one?
    pub(super) dark: bool,
}

/// A color, or the color of what is around.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Paint {
    /// This color.
    Color(DynamicColor),
    /// `currentColor`.
    Current,
}

/// Functions and words deep within one another, as in `color-mix()` of `color-mix()`.
const NESTING: u32 = 16;

/// Reads a color.
pub(super) fn read(item: &Item, around: Surroundings) -> Option<Paint> {
    nested(item, around, 0)
}

fn nested(item: &Item, around: Surroundings, depth: u32) -> Option<Paint> {
    match item {
        Item::Word(word) => named(&word.to_ascii_lowercase()),
        Item::Hash(_) => css(&item.to_string()),
        _ if depth > NESTING => None,
        Item::Function(name, items) => match name.as_str() {
            "light-dark" => match commas(items).as_slice() {
                [[light], [dark]] => {
                    nested(if around.dark { dark } else { light }, around, depth + 1)
                }
                _ => None,
            },
            "color-mix" => mix(items, around, depth + 1),
            "rgb" | "rgba" | "hsl" | "hsla" | "hwb" | "lab" | "lch" | "oklab" | "oklch"
            | "color" => match items.as_slice() {
                [Item::Word(from), origin, rest @ ..] if from.eq_ignore_ascii_case("from") => {
                    let Paint::Color(origin) = resolved(origin, around, depth + 1)? else {
                        return None;
                    };
                    super::relative::color(name, origin, rest).map(Paint::Color)
                }
                _ => css(&join(std::slice::from_ref(item))),
            },
            _ => None,
        },
        _ => None,
    }
}

/// A color, with that of the surroundings where it is known.
fn resolved(item: &Item, around: Surroundings, depth: u32) -> Option<Paint> {
    match (nested(item, around, depth)?, around.current) {
        (Paint::Current, Some(color)) => Some(Paint::Color(color)),
        (paint, _) => Some(paint),
    }
}

fn named(word: &str) -> Option<Paint> {
    if word == "currentcolor" {
        return Some(Paint::Current);
    }
    match SYSTEM.iter().find(|(name, _)| *name == word) {
        Some((_, hex)) => css(hex),
        None => css(&word.replace("grey", "gray")),
    }
}

/// Is the word a color that CSS has by name?
pub(super) fn is_named(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    !SYSTEM.iter().any(|(name, _)| *name == word) && named(&word).is_some()
}

/// The colors of the system, in the light scheme. Source: Chromium's defaults.
const SYSTEM: &[(&str, &str)] = &[
    ("accentcolor", "#000000"),
    ("accentcolortext", "#ffffff"),
    ("activetext", "#ff0000"),
    ("buttonborder", "#000000"),
    ("buttonface", "#efefef"),
    ("buttontext", "#000000"),
    ("canvas", "#ffffff"),
    ("canvastext", "#000000"),
    ("field", "#ffffff"),
    ("fieldtext", "#000000"),
    ("graytext", "#808080"),
    ("highlight", "#0041c6cc"),
    ("highlighttext", "#000000"),
    ("linktext", "#0000ee"),
    ("mark", "#ffff00"),
    ("marktext", "#000000"),
    ("visitedtext", "#551a8b"),
];

fn css(text: &str) -> Option<Paint> {
    let color = color::parse_color(text).ok()?;
    color.components.iter().all(|part| part.is_finite()).then_some(Paint::Color(color))
}

/// The color spaces that colors are mixed in, by name.
pub(super) fn space(name: &str) -> Option<ColorSpaceTag> {
    Some(match name {
        "srgb" => ColorSpaceTag::Srgb,
        "srgb-linear" => ColorSpaceTag::LinearSrgb,
        "display-p3" => ColorSpaceTag::DisplayP3,
        "a98-rgb" => ColorSpaceTag::A98Rgb,
        "prophoto-rgb" => ColorSpaceTag::ProphotoRgb,
        "rec2020" => ColorSpaceTag::Rec2020,
        "lab" => ColorSpaceTag::Lab,
        "lch" => ColorSpaceTag::Lch,
        "oklab" => ColorSpaceTag::Oklab,
        "oklch" => ColorSpaceTag::Oklch,
        "xyz" | "xyz-d65" => ColorSpaceTag::XyzD65,
        "xyz-d50" => ColorSpaceTag::XyzD50,
        "hsl" => ColorSpaceTag::Hsl,
        "hwb" => ColorSpaceTag::Hwb,
        _ => return None,
    })
}

/// `color-mix(in oklch longer hue, red 20%, blue)`.
fn mix(items: &[Item], around: Surroundings, depth: u32) -> Option<Paint> {
    let parts = commas(items);
    let (method, parts) = match parts.first()? {
        [Item::Word(word), method @ ..] if word.eq_ignore_ascii_case("in") => {
            (method.to_vec(), &parts[1..])
        }
        _ => (vec![Item::Word("oklab".to_owned())], parts.as_slice()),
    };
    let (space, direction) = method_of(&method)?;
    let [first, second] = parts else {
        return None;
    };
    let ((first, p1), (second, p2)) = (share(first)?, share(second)?);
    let (p1, p2) = match (p1, p2) {
        (None, None) => (50.0, 50.0),
        (Some(p1), None) => (p1, 100.0 - p1),
        (None, Some(p2)) => (100.0 - p2, p2),
        (Some(p1), Some(p2)) => (p1, p2),
    };
    let all = p1 + p2;
    if all <= 0.0 {
        return None;
    }
    let (Paint::Color(first), Paint::Color(second)) =
        (resolved(first, around, depth)?, resolved(second, around, depth)?)
    else {
        return None;
    };
    let mut mixed = first.interpolate(second, space, direction).eval((p2 / all) as f32);
    mixed.components[3] *= (all / 100.0).min(1.0) as f32;
    Some(Paint::Color(mixed))
}

fn method_of(items: &[Item]) -> Option<(ColorSpaceTag, HueDirection)> {
    let words: Option<Vec<String>> = items
        .iter()
        .map(|item| match item {
            Item::Word(word) => Some(word.to_ascii_lowercase()),
            _ => None,
        })
        .collect();
    let words = words?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let direction = match words.as_slice() {
        [_] => HueDirection::Shorter,
        [_, direction, "hue"] => match *direction {
            "shorter" => HueDirection::Shorter,
            "longer" => HueDirection::Longer,
            "increasing" => HueDirection::Increasing,
            "decreasing" => HueDirection::Decreasing,
            _ => return None,
        },
        _ => return None,
    };
    Some((space(words[0])?, direction))
}

/// A color with its percentage, in either order.
fn share(part: &[Item]) -> Option<(&Item, Option<f64>)> {
    match part {
        [color] => Some((color, None)),
        [color, Item::Percent(share)] | [Item::Percent(share), color] => {
            (0.0..=100.0).contains(share).then_some((color, Some(*share)))
        }
        _ => None,
    }
}

/// A color as usvg reads it, clipped to sRGB.
pub(super) fn write(color: DynamicColor) -> String {
    let parts = color.convert(ColorSpaceTag::Srgb).components;
    // A half is rounded up, where floats of 32 bits make a little less of it.
    let byte = |part: f32| libm::floor(f64::from(part.clamp(0.0, 1.0)) * 255.0 + 0.5005) as u8;
    let bytes = parts.map(byte);
    match bytes[3] {
        255 => format!("#{}", hex(&bytes[..3])),
        _ => format!("#{}", hex(&bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::cascade::items::items;

    /// Expected values are those of Chromium.
    fn check(value: &str, expect: &str) {
        let current = match css("#123456") {
            Some(Paint::Color(color)) => Some(color),
            _ => None,
        };
        let items = items(value).unwrap();
        let seen = match read(&items[0], Surroundings { current, dark: false }) {
            None => "-".to_owned(),
            Some(Paint::Current) => "currentColor".to_owned(),
            Some(Paint::Color(color)) => write(color),
        };
        assert_eq!(seen, expect, "{value}");
    }

    #[test]
    fn all_notations_are_read() {
        check("rgb(221 34 34 / 100%)", "#dd2222");
        check("rgba(0,0,0,.6)", "#00000099");
        check("RGB(100%, 0%, 50%)", "#ff0080");
        check("hsl(48 100% 50%)", "#ffcc00");
        check("hsl(none 100% 50%)", "#ff0000");
        check("hsl(120deg, 100%, 25%)", "#008000");
        check("hwb(0 13% 13%)", "#de2121");
        check("lab(50% 60 40)", "#d63c37");
        check("lch(50% 130 30)", "#ff0018");
        check("oklab(60% 0.2 0.1)", "#e8282c");
        check("oklch(0.6 0.2 25)", "#de3b3d");
        check("oklch(0.7 0.4 150)", "#00d600");
        check("color(display-p3 0.8667 0.1333 0.1333)", "#f10007");
        check("color(a98-rgb 0.2 0.9 0.3)", "#00e638");
        check("color(xyz 0.3 0.2 0.1)", "#ce5451");
        check("color(srgb 1 0.5 0)", "#ff8000");
        check("LightGrey", "#d3d3d3");
        check("CanvasText", "#000000");
        check("currentcolor", "currentColor");
    }

    #[test]
    fn colors_are_mixed_and_made_of_others() {
        check("light-dark(#d22, #0f0)", "#dd2222");
        check("color-mix(in srgb, #d22 60%, #fc0)", "#eb6614");
        check("color-mix(in srgb, currentColor, white)", "#899aab");
        check("color-mix(in srgb, red 20%, blue 20%)", "#80008066");
        check("color-mix(in srgb, transparent 50%, red)", "#ff000080");
        check("color-mix(in hsl longer hue, red, lime)", "#0000ff");
        check("color-mix(in oklch, red, blue)", "#ba00c2");
        check("color-mix(in lab, red 30%, lime)", "#a4cf00");
        check("color-mix(red, blue)", "#8c53a2");
        check("oklch(from #d22 l 0 h)", "#797979");
        check("rgb(from rebeccapurple r g b / 50%)", "#66339980");
        check("hsl(from red calc(h + 120) s l)", "#00ff00");
    }

    #[test]
    fn what_is_no_color_is_none() {
        check("nonsense", "-");
        check("rgb(1 2)", "-");
        check("light-dark(red)", "-");
    }
}

//! `modify` of Tokens Studio: a color made lighter, darker, or mixed with another.
//!
//! The rules are those of Tokens Studio's own transforms, by colorjs.io (`sd-transforms`, `src/color-modifiers`): in sRGB, P3
//! and HSL a color is mixed with white or black; in LCH its lightness goes that share of the way to 100 or to 0.

use ::color::{ColorSpaceTag, parse_color};

use rebadge_art::color::{self, Color};
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::Node;
use rebadge_core::fields::Findings;

const KINDS: [&str; 4] = ["lighten", "darken", "mix", "alpha"];

/// The color after the change; none where the change cannot be taken, which is said.
pub(super) fn apply(color: Color, modify: &Node, findings: &Findings) -> Option<Color> {
    let say = |node: &Node, message: String, help: &str| {
        findings.add(Diagnostic::at(Code::Token, &node.place, message).help(help));
        None
    };
    let text = |key: &str| modify.get(key).and_then(Node::text);
    let (kind, space) = (text("type").unwrap_or_default(), text("space").unwrap_or("srgb"));
    if !KINDS.contains(&kind) {
        let help = did_you_mean(kind, KINDS).unwrap_or_default();
        return say(modify, format!("there is no change `{kind}` of a color"), &help);
    }
    let amount = modify.get("value").and_then(|node| match node.text() {
        Some(text) => text.trim().parse().ok(),
        None => node.number(),
    });
    let Some(amount) = amount.filter(|amount: &f64| (0.0..=1.0).contains(amount)) else {
        return say(
            modify,
            "a change of a color has a `value` from 0 to 1".into(),
            "write a number, no sum",
        );
    };
    let Some(space) = Space::named(space) else {
        let message = format!("a change of a color in `{space}` is not taken");
        return say(modify, message, "change it in `srgb` or `lch`, or export the resolved color");
    };
    let towards = match kind {
        "lighten" => Some(Color::WHITE),
        "darken" => Some(Color::BLACK),
        "mix" => match text("color").and_then(|text| Color::parse(text).ok()) {
            Some(color) => Some(color),
            None => {
                return say(
                    modify,
                    "a mix has a `color`".into(),
                    "write the color itself, no alias",
                );
            }
        },
        _ if amount >= 1.0 => None,
        _ => return say(modify, "the color is not opaque".into(), "export the color that is seen"),
    };
    match towards {
        Some(towards) => space.mixed(color, towards, amount),
        None => Some(color),
    }
}

/// The spaces in which a color can be changed.
#[derive(Clone, Copy)]
enum Space {
    Srgb,
    P3,
    Hsl,
    Lch,
}

impl Space {
    fn named(name: &str) -> Option<Space> {
        match name {
            "srgb" => Some(Space::Srgb),
            "p3" => Some(Space::P3),
            "hsl" => Some(Space::Hsl),
            "lch" => Some(Space::Lch),
            _ => None,
        }
    }

    fn tag(self) -> ColorSpaceTag {
        match self {
            Space::Srgb => ColorSpaceTag::Srgb,
            Space::P3 => ColorSpaceTag::DisplayP3,
            Space::Hsl => ColorSpaceTag::Hsl,
            Space::Lch => ColorSpaceTag::Lch,
        }
    }

    /// The components of a color.
    fn components(self, color: Color) -> Option<[f64; 3]> {
        let parsed = parse_color(&color.to_string()).ok()?;
        let [a, b, c, _] = parsed.convert(self.tag()).components.map(f64::from);
        Some([a, b, c])
    }

    /// A color between two. What has no hue takes the other's; white and black keep the saturation of HSL.
    fn mixed(self, from: Color, to: Color, amount: f64) -> Option<Color> {
        let (from, mut to) = (self.components(from)?, self.components(to)?);
        let mix = |a: f64, b: f64| a + (b - a) * amount;
        let is_gray = |part: f64| part.abs() < GRAY;
        let css = match self {
            Space::Srgb | Space::P3 => {
                let [r, g, b] = [0, 1, 2].map(|at| mix(from[at], to[at]));
                let name = if matches!(self, Space::P3) { "display-p3" } else { "srgb" };
                format!("color({name} {r:.6} {g:.6} {b:.6})")
            }
            Space::Hsl => {
                let is_tone = is_gray(to[1]) && (is_gray(to[2]) || is_gray(100.0 - to[2]));
                if is_tone {
                    to[1] = from[1];
                }
                let hue = mixed_hue([from[0], to[0]], [from[1], to[1]], is_tone, amount);
                format!("hsl({hue:.4} {:.4}% {:.4}%)", mix(from[1], to[1]), mix(from[2], to[2]))
            }
            Space::Lch => {
                let hue = mixed_hue([from[2], to[2]], [from[1], to[1]], is_gray(to[1]), amount);
                format!("lch({:.4} {:.4} {hue:.4})", mix(from[0], to[0]), mix(from[1], to[1]))
            }
        };
        color::parse(&css).ok().map(|parsed| parsed.color)
    }
}

/// Saturation in percent, or chroma of LCH, below which a color has no hue.
const GRAY: f64 = 0.1;

/// The hue between two, the shorter way around (CSS Color 4, section 12.4.1).
fn mixed_hue(hues: [f64; 2], chromas: [f64; 2], keeps: bool, amount: f64) -> f64 {
    let [from, to] = hues;
    if keeps || chromas[1] < GRAY {
        return from;
    }
    if chromas[0] < GRAY {
        return to;
    }
    let way = (to - from + 540.0).rem_euclid(360.0) - 180.0;
    (from + way * amount).rem_euclid(360.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The right colors are those of colorjs.io 0.5, by the rules above.
    fn check(space: &str, to: &str, amount: f64, expect: &str) {
        let color = |text: &str| Color::parse(text).unwrap();
        let mixed =
            Space::named(space).unwrap().mixed(color("#8aa3ff"), color(to), amount).unwrap();
        let (expect, close) = (color(expect), |a: u8, b: u8| a.abs_diff(b) <= 1);
        let is_close =
            close(mixed.r, expect.r) && close(mixed.g, expect.g) && close(mixed.b, expect.b);
        assert!(is_close, "{space} {to}: {mixed}, not {expect}");
    }

    #[test]
    fn colors_change_as_in_tokens_studio() {
        check("lch", "white", 0.2, "#a4b5ff");
        check("lch", "black", 0.2, "#6e80c6");
        check("hsl", "white", 0.2, "#a1b5ff");
        check("hsl", "black", 0.2, "#3b65ff");
        check("p3", "white", 0.2, "#a2b5ff");
        check("p3", "#cc0000", 0.25, "#9e82c5");
        check("lch", "#cc0000", 0.25, "#ba7ce7");
        check("hsl", "#cc0000", 0.25, "#935bff");
        check("lch", "#808080", 0.5, "#8991be");
        check("srgb", "black", 0.5, "#455280");
    }
}

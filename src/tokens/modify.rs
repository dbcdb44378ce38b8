//! `modify` of Tokens Studio: a color made lighter, darker, or mixed with another. Apart, because no other tool has it.
//!
//! The rules are those that Tokens Studio documents for its color modifiers, in sRGB; other spaces are not taken.

use super::json::{File, Json};
use crate::color::Color;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::fields::Findings;
use crate::source::Place;

const KINDS: [&str; 4] = ["lighten", "darken", "mix", "alpha"];

/// The color after the change; none where the change cannot be taken, which is said.
pub(super) fn apply(
    color: Color,
    file: &File,
    modify: &Json,
    findings: &Findings,
) -> Option<Color> {
    let say = |node: &Json, message: String, help: &str| {
        let place = Place::new(&file.source, node.span.clone());
        findings.add(Diagnostic::at(Code::Token, &place, message).help(help));
        None
    };
    let text = |key: &str| modify.get(key).and_then(Json::text);
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
    if space != "srgb" {
        let message = format!("a change of a color in `{space}` is not taken");
        return say(modify, message, "change it in `srgb`, or export the resolved color");
    }
    let towards = match kind {
        "lighten" => Color::WHITE,
        "darken" => Color::BLACK,
        "mix" => match text("color").and_then(|text| Color::parse(text).ok()) {
            Some(color) => color,
            None => {
                return say(
                    modify,
                    "a mix has a `color`".into(),
                    "write the color itself, no alias",
                );
            }
        },
        _ if amount >= 1.0 => color,
        _ => return say(modify, "the color is not opaque".into(), "export the color that is seen"),
    };
    let part = |from: u8, to: u8| {
        (f64::from(from) + (f64::from(to) - f64::from(from)) * amount).round() as u8
    };
    Some(Color::new(part(color.r, towards.r), part(color.g, towards.g), part(color.b, towards.b)))
}

//! The theme's text: short, only what is not derived, each line with its reason. Separate because it knows TOML and the
//! keys of a theme, and no pixels.

use super::icon::{Ground, Kind};
use super::variant::Variant;
use super::{Design, Study, Why};
use rebadge_art::color::Scheme;

/// What a person says of a tenant.
#[derive(Clone, Debug)]
pub struct Words {
    /// The tenant's id.
    pub id: String,
    /// The tenant's name.
    pub name: String,
    /// A short name, where the name has no word that fits.
    pub short_name: Option<String>,
    /// The value of `extends`, as it is to be written.
    pub extends: Option<String>,
    /// The file name of the logo.
    pub logo: String,
    /// The tenant's language, where its name says which and the base client begins with another.
    pub language: Option<String>,
}

/// What an icon needs beyond what it would get anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Frame {
    /// The background of the mark.
    pub background: Option<Ground>,
    /// The share of the side that stays free on each side.
    pub padding: Option<f64>,
}

/// The text of `theme.toml`.
pub fn theme_toml(words: &Words, study: &Study, design: &Design, frame: &Frame) -> String {
    let mut text = format!(
        "# Made from `{}` by `rebadge new`. What is not written here is derived; all of it can be set.\n\n",
        words.logo.replace(|c: char| c.is_control() || c == '`', "?")
    );
    if let Some(extends) = &words.extends {
        text += &format!("extends = {}\n\n", quoted(extends));
    }
    let short = words.short_name.as_deref().map(|name| {
        line(
            "short-name",
            &quoted(name),
            "the name is too long for a home screen: choose a better one",
        )
    });
    text += &table(
        "tenant",
        [
            Some(line("id", &quoted(&words.id), "")),
            Some(line("name", &quoted(&words.name), "")),
            short,
            words
                .language
                .as_ref()
                .map(|language| line("language", &quoted(language), "the language of the name")),
        ],
    );
    text += "\n";
    text += &table("brand", brand(study, design));
    let icon = table("icon", icon(design, frame));
    if icon.lines().count() > 1 {
        text += &format!("\n{icon}");
    }
    text
}

/// One line: key, value and why.
type Line = (&'static str, String, String);

fn line(key: &'static str, value: &str, why: &str) -> Line {
    (key, value.to_owned(), why.to_owned())
}

/// A table with its signs below each other.
fn table<const N: usize>(name: &str, lines: [Option<Line>; N]) -> String {
    let lines: Vec<Line> = lines.into_iter().flatten().collect();
    let key = lines.iter().map(|(key, ..)| key.len()).max().unwrap_or(0);
    let commented = lines.iter().filter(|(_, _, why)| !why.is_empty());
    let value = commented.map(|(_, value, _)| value.len()).max().unwrap_or(0);
    let mut text = format!("[{name}]\n");
    for (name, set, why) in &lines {
        text += &if why.is_empty() {
            format!("{name:key$} = {set}\n")
        } else {
            format!("{name:key$} = {set:value$}  # {why}\n")
        };
    }
    text
}

fn brand(study: &Study, design: &Design) -> [Option<Line>; 4] {
    let color = |color: rebadge_art::color::Color| quoted(&color.to_string());
    let why = match study.colors.why {
        Why::Score | Why::Given => "",
        Why::Neutral => "the logo has no hue",
        Why::White => "the logo is white; black stands for it",
    };
    let accent = study.colors.accent.map(|accent| line("accent", &color(accent), ""));
    let variant = |scheme: Scheme| {
        let found = design.variants.iter().find(|(of, _)| *of == scheme);
        found.map_or(String::new(), |(_, variant)| said(variant, scheme))
    };
    let dark = design.logo_dark.as_ref();
    [
        Some(line("color", &color(study.colors.brand), why)),
        accent,
        Some(line("logo", &quoted(&design.logo), &variant(Scheme::Light))),
        dark.map(|name| line("logo-dark", &quoted(name), &variant(Scheme::Dark))),
    ]
}

/// What was done to a logo, for its line in the theme.
fn said(variant: &Variant, scheme: Scheme) -> String {
    let ground = match scheme {
        Scheme::Light => "on a light page",
        Scheme::Dark => "on a dark page",
    };
    match variant {
        Variant::Same => String::new(),
        Variant::Recolored(_, changes) => {
            let mut shown: Vec<String> =
                changes.iter().map(|(from, to)| format!("{from} is {to} here")).collect();
            if shown.len() > 3 {
                shown = vec![format!("{} colors are others here", shown.len())];
            }
            format!("{}: it would vanish {ground}", shown.join(", "))
        }
        Variant::Carded(_, color) => format!("on a card of {color}: it would vanish {ground}"),
    }
}

fn icon(design: &Design, frame: &Frame) -> [Option<Line>; 3] {
    let why = match design.mark.kind {
        Kind::Logo if design.mark_file == design.logo_dark => "the logo as it was given",
        Kind::Logo => "",
        Kind::Symbol => "the logo without its words",
        Kind::Letter => "the first letter of the word mark",
        Kind::Whole => "the whole logo on a square canvas: it is in one piece",
        Kind::WideSymbol => "the logo without its words, on a square canvas: it is wide or narrow",
        Kind::NarrowLetter => "the first letter of the word mark, on a square canvas: it is narrow",
    };
    let ground = |ground: Ground| match ground {
        Ground::Role(role) => line("background", &quoted(role.name()), ""),
        Ground::Color(color) if design.mark.ground == Some(color) => {
            line("background", &quoted(&color.to_string()), "the logo's own plate")
        }
        Ground::Color(color) => line("background", &quoted(&color.to_string()), ""),
    };
    let why_padded = "keeps the mark within what every mask leaves";
    [
        design.mark_file.as_ref().map(|name| line("mark", &quoted(name), why)),
        frame.background.map(ground),
        frame.padding.map(|p| line("padding", &format!("{p}"), why_padded)),
    ]
}

/// A basic string of TOML. JSON's escapes are TOML's, but for one character.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_for_toml() {
        let check = |text: &str, expect: &str| assert_eq!(quoted(text), expect);
        check("A \"b\" \\ c", r#""A \"b\" \\ c""#);
        check("质量\n\u{7f}", "\"质量\\n\\u007f\"");
        let read = format!("a = {}", quoted("\u{1}\u{7f}\u{85}é"));
        assert!(toml::de::DeTable::parse(&read).is_ok(), "{read}");
    }

    #[test]
    fn a_table_is_aligned() {
        let lines = [Some(line("id", "\"a\"", "")), None, Some(line("name", "7", "why"))];
        assert_eq!(table("t", lines), "[t]\nid   = \"a\"\nname = 7  # why\n");
    }
}

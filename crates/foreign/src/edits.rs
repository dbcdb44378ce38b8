//! Edits of a bundle, as its contract asks for them. A value is a number here: what a tenant puts there is not known yet.

use serde::{Deserialize, Serialize};

use crate::entries::ListRule;
use crate::json::JsonValue;
use crate::markup::has_tag;
use crate::names::Compounds;
use crate::paths::PathPattern;

/// Which of the contract's values.
pub type ValueId = usize;

/// One edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The files that it is for; none where it names its files itself.
    pub files: Vec<PathPattern>,
    /// How often it must match, in all files together.
    pub count: Option<usize>,
    /// What it does.
    pub change: Change,
}

/// What an edit does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Elements of pages.
    Html(Vec<HtmlRule>),
    /// Values of JSON, by pointer (RFC 6901).
    Json(Vec<JsonRule>),
    /// A name in the texts that people see.
    Name(NameRule),
    /// A text as it stands.
    Text(Vec<TextRule>),
    /// A color, in each notation.
    Color(Vec<(String, ValueId)>),
    /// The shades of a color, in custom properties.
    Ramp(RampRule),
    /// Rules added at the end of a stylesheet, or in a page as the last of its head.
    Css(ValueId),
    /// Pictures of the theme in the place of others.
    Icons(Vec<(PathPattern, Shown)>),
    /// Path data that draws the old mark: how it begins, and what is drawn instead.
    Paths(Vec<(String, PathShown)>),
    /// Entries of lists that ship with their language alone.
    Entries(Vec<ListRule>),
    /// Files that are not shipped.
    Delete,
    /// A version that has to differ from the last one: a text with one `{digits}`, `{hex}` or `{word}`.
    Bump(String),
}

/// What is done to a value of JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonRule {
    /// A JSON pointer (RFC 6901).
    pub pointer: String,
    /// What it becomes; none where it is removed.
    pub value: Option<(ValueId, JsonValue)>,
    /// Whether it may be a new member of an object or a list.
    pub is_added: bool,
}

/// What is done to the elements that a selector matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HtmlRule {
    /// A CSS selector.
    pub selector: String,
    /// What is done.
    pub action: HtmlAction,
}

/// What is done to an element.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HtmlAction {
    /// Its content becomes a text.
    Text(ValueId),
    /// An attribute gets a value.
    Attribute(String, ValueId),
    /// An attribute is removed.
    Without(String),
    /// It is removed, with all in it.
    Remove,
    /// Markup is added at the end of its content.
    Append(ValueId),
}

/// A text as it stands, and what comes in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRule {
    /// The old text.
    pub old: String,
    /// The new one.
    pub value: ValueId,
    /// Whether the contract writes the new one as markup, which stays so within tags.
    pub is_markup: bool,
}

/// Whether a text that a contract writes has tags, apart from what stands in its placeholders.
pub fn has_tags(text: &str) -> bool {
    has_tag(without_placeholders(text).as_bytes())
}

/// Whether a text that a contract writes has attributes, apart from what stands in its placeholders.
pub fn has_attributes(text: &str) -> bool {
    let plain = without_placeholders(text);
    ["=\"", "='"].iter().any(|mark| plain.contains(mark))
}

fn without_placeholders(text: &str) -> String {
    let mut parts = text.split("{{");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once("}}").map_or("", |(_, rest)| rest))
}

/// Old names and what is written for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRule {
    /// Each old name, and its value.
    pub names: Vec<(String, ValueId)>,
    /// Whether `Actual-Server` is changed too.
    pub compounds: Compounds,
    /// The languages whose catalogs are changed; all where it names none.
    pub languages: Vec<String>,
    /// Texts, as files have them, within which a name stays.
    pub except: Vec<String>,
}

/// The shades of a color.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RampRule {
    /// The old color: `#rrggbb`.
    pub from: String,
    /// The new one, for light schemes and where nothing is said of a scheme.
    pub light: ValueId,
    /// The new one for dark schemes.
    pub dark: ValueId,
    /// The custom properties: `--palette-purple*`.
    pub variables: String,
    /// The stylesheets and pages that get the new ones, behind all else.
    pub into: Vec<PathPattern>,
}

/// What is drawn in the place of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathShown {
    /// The theme's mark in one color, within the box of all paths of the edit.
    Mark,
    /// Nothing.
    Nothing,
}

impl PathShown {
    /// All, with their names in contracts.
    pub const ALL: [(PathShown, &'static str); 2] =
        [(PathShown::Mark, "mark"), (PathShown::Nothing, "none")];
}

/// What of a theme is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Shown {
    /// The app icon: the mark on its plate, with round corners where the old picture has them.
    Icon,
    /// The app icon from edge to edge, its mark in the safe zone.
    Maskable,
    /// The mark alone.
    Mark,
    /// The mark in one color.
    Monochrome,
    /// The logo of the light scheme.
    Logo,
    /// The logo of the dark scheme.
    LogoDark,
    /// The launch screen.
    Launch,
}

impl Shown {
    /// All, with their names in contracts.
    pub const ALL: [(Shown, &'static str); 7] = [
        (Shown::Icon, "icon"),
        (Shown::Maskable, "maskable"),
        (Shown::Mark, "mark"),
        (Shown::Monochrome, "monochrome"),
        (Shown::Logo, "logo"),
        (Shown::LogoDark, "logo-dark"),
        (Shown::Launch, "launch"),
    ];

    /// The one of a name.
    pub fn from_name(name: &str) -> Option<Shown> {
        Shown::ALL.into_iter().find(|(_, known)| *known == name).map(|(shown, _)| shown)
    }

    /// Its name in contracts.
    pub fn name(self) -> &'static str {
        Shown::ALL.into_iter().find(|(shown, _)| *shown == self).map_or("", |(_, name)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_a_contract_is_known_from_its_values() {
        for (text, expect) in [
            ("{{ tenant.name }}", (false, false)),
            ("<b>{{ tenant.name }}</b>", (true, false)),
            ("class=\"a\" href=\"{{ legal.support }}\"", (false, true)),
            ("a < b {{ x == \"=\" }} c", (false, false)),
            ("{{ open", (false, false)),
        ] {
            assert_eq!((has_tags(text), has_attributes(text)), expect, "{text}");
        }
    }
}

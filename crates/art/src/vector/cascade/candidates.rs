//! What each property of an element may be, before it is known what is valid: attributes, declarations and shorthands,
//! with variables put in.

use std::collections::BTreeMap;
use std::ops::Range;

use resvg::usvg::roxmltree::Node;

use crate::vector::cascade::gather::Held;
use crate::vector::cascade::properties::{self, property};
use crate::vector::cascade::value::{self, Syntax};
use crate::vector::cascade::variables::{self, Variables};
use crate::vector::cascade::{font, items};

/// A value for a property, before it is known to be valid.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// With its variables put in.
    pub(super) text: String,
    /// Was it made with `var()`? `None` where a variable has no value.
    pub(super) substituted: Option<bool>,
    /// Where it is written: as an attribute or in CSS.
    pub(super) syntax: Syntax,
    /// Where it is written: bytes in the file.
    pub(super) span: Range<usize>,
    /// What `revert-layer` goes back from.
    pub(super) group: (u8, usize),
}

/// The key words that each property may have.
pub(super) fn keyword(text: &str) -> Option<&'static str> {
    ["inherit", "initial", "unset", "revert", "revert-layer"]
        .into_iter()
        .find(|known| text.trim().eq_ignore_ascii_case(known))
}

/// What each property may be, from the weakest.
pub(super) fn candidates(
    node: Node<'_, '_>,
    held: &[Held],
    variables: &Variables,
) -> BTreeMap<&'static str, Vec<Candidate>> {
    let mut all: BTreeMap<&'static str, Vec<Candidate>> = BTreeMap::new();
    let element = node.tag_name().name();
    for attribute in node.attributes().filter(|attribute| attribute.namespace().is_none()) {
        if let Some(property) = properties::of_attribute(element, attribute.name()) {
            let (text, substituted) = substituted(attribute.value(), variables);
            let span = attribute.range_value();
            let syntax = Syntax::Attribute;
            let one = Candidate { text, substituted, syntax, span, group: (0, 0) };
            all.entry(property.name).or_default().push(one);
        }
    }
    for one in held.iter().filter(|held| !held.declaration.name.starts_with("--")) {
        let (text, substituted) = substituted(&one.declaration.value, variables);
        for (name, text) in longhands(&one.declaration.name, text) {
            // Only the drawing as a whole is a box with a ground.
            if name.starts_with("background") && node.parent_element().is_some() {
                continue;
            }
            let (syntax, span) = (Syntax::Css, one.span.clone());
            let candidate = Candidate { text, substituted, syntax, span, group: one.group };
            all.entry(name).or_default().push(candidate);
        }
    }
    all
}

/// A value with its variables in it, and whether there were any.
fn substituted(text: &str, variables: &Variables) -> (String, Option<bool>) {
    if !variables::has_var(text) {
        return (text.to_owned(), Some(false));
    }
    match variables::substitute(text, &mut |name| variables.get(name).cloned()) {
        Some(text) => (text, Some(true)),
        None => (text.to_owned(), None),
    }
}

/// The properties that a declaration sets.
fn longhands(name: &str, value: String) -> Vec<(&'static str, String)> {
    let name = match name.strip_prefix("-webkit-") {
        Some(
            plain
            @ ("clip-path" | "filter" | "mask" | "transform" | "transform-origin" | "opacity"),
        ) => plain,
        _ => name,
    };
    match name {
        "marker" => {
            ["marker-start", "marker-mid", "marker-end"].map(|name| (name, value.clone())).to_vec()
        }
        "all" if keyword(&value).is_some() => properties::all()
            .filter(|property| !matches!(property.name, "direction" | "unicode-bidi"))
            .map(|property| (property.name, value.clone()))
            .collect(),
        "font" => match keyword(&value) {
            Some(_) => [
                "font-style",
                "font-variant",
                "font-weight",
                "font-stretch",
                "font-size",
                "font-family",
            ]
            .map(|name| (name, value.clone()))
            .to_vec(),
            None => font::longhands(&value).unwrap_or_default(),
        },
        "background" => match items::items(&value).as_deref() {
            Some([_]) if value::is_valid("background-color", &value) => {
                vec![("background-color", value)]
            }
            _ => vec![("background", value)],
        },
        "mask-image" => vec![("mask", value)],
        _ => property(name).map(|property| (property.name, value)).into_iter().collect(),
    }
}

//! Whether a key pattern can match any key.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Field, Kind, Shape};
use crate::base::keys;
use rebadge_core::pattern::{Part, Pattern};

/// The part of a pattern that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What is before it in the pattern; empty at the beginning.
    pub before: String,
    /// The key that is not known there; `*` where nothing lies below.
    pub key: String,
    /// The keys that are known there, in the order of the theme's format, each once.
    pub known: Vec<String>,
}

/// Whether a pattern matches any key that a theme of this shape can have. Ids of list items, and keys that a theme
/// makes up, may be anything.
///
/// # Errors
/// The first part of the pattern that no key can match.
pub fn covers(shape: &Shape, pattern: &Pattern) -> Result<(), Unknown> {
    let mut at = vec![Spot::Shape(shape)];
    for (index, part) in pattern.parts().iter().enumerate() {
        let next = match part {
            Part::Key(key) => each(&at, |spot| spot.named(key)),
            Part::One => each(&at, Spot::all),
            Part::Many => below(at.clone()),
        };
        if next.is_empty() {
            return Err(unknown(pattern, index, &at));
        }
        at = next;
    }
    Ok(())
}

fn unknown(pattern: &Pattern, index: usize, at: &[Spot<'_>]) -> Unknown {
    let before: Vec<String> = pattern.parts()[..index].iter().map(Part::to_string).collect();
    let mut known: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for name in at.iter().flat_map(|spot| spot.keys().known).map(|(name, _)| name) {
        if seen.insert(name) {
            known.push(name.to_owned());
        }
    }
    let key = match &pattern.parts()[index] {
        Part::Key(key) => key.clone(),
        other => other.to_string(),
    };
    Unknown { before: before.join("."), key, known }
}

/// A place in the tree.
#[derive(Clone, Copy)]
enum Spot<'a> {
    Shape(&'a Shape),
    Table(&'a [Field]),
    Schema { root: &'a Value, at: &'a Value },
}

/// What lies right below a spot.
#[derive(Default)]
struct Below<'a> {
    known: Vec<(&'a str, Spot<'a>)>,
    /// Below keys of any other name.
    free: Vec<Spot<'a>>,
}

impl<'a> Spot<'a> {
    fn keys(&self) -> Below<'a> {
        match self {
            Spot::Table(fields) => below_table(fields),
            Spot::Schema { root, at } => below_schema(root, at),
            Spot::Shape(shape) => match &shape.kind {
                Kind::Table(fields) => below_table(fields),
                Kind::Section { schema, .. } => below_schema(schema, schema),
                Kind::Map(of) => Below { known: Vec::new(), free: vec![Spot::Shape(of)] },
                Kind::ById(fields) => Below { known: Vec::new(), free: vec![Spot::Table(fields)] },
                Kind::Any(kinds) => {
                    let mut all = Below::default();
                    for below in kinds.iter().map(|kind| Spot::Shape(kind).keys()) {
                        all.known.extend(below.known);
                        all.free.extend(below.free);
                    }
                    all
                }
                _ => Below::default(),
            },
        }
    }

    fn named(&self, key: &str) -> Vec<Spot<'a>> {
        let below = self.keys();
        let known = below.known.iter().filter(|(name, _)| *name == key).map(|(_, spot)| *spot);
        known.chain(below.free).collect()
    }

    fn all(&self) -> Vec<Spot<'a>> {
        let below = self.keys();
        below.known.into_iter().map(|(_, spot)| spot).chain(below.free).collect()
    }

    /// Tells one spot from another.
    fn address(&self) -> (u8, usize) {
        match self {
            Spot::Shape(shape) => (0, std::ptr::from_ref(*shape).addr()),
            Spot::Table(fields) => (1, fields.as_ptr().addr()),
            Spot::Schema { at, .. } => (2, std::ptr::from_ref(*at).addr()),
        }
    }
}

fn below_table(fields: &[Field]) -> Below<'_> {
    let known = fields.iter().map(|field| (field.key.as_str(), Spot::Shape(&field.shape)));
    Below { known: known.collect(), free: Vec::new() }
}

fn below_schema<'a>(root: &'a Value, at: &'a Value) -> Below<'a> {
    let keys = keys(root, at);
    let spot = |at| Spot::Schema { root, at };
    Below {
        known: keys.known.into_iter().map(|(name, at)| (name, spot(at))).collect(),
        free: keys.free.into_iter().map(spot).collect(),
    }
}

/// The spots that one step from several leads to, each once.
fn each<'a>(at: &[Spot<'a>], step: impl Fn(&Spot<'a>) -> Vec<Spot<'a>>) -> Vec<Spot<'a>> {
    let mut seen = BTreeSet::new();
    at.iter().flat_map(step).filter(|spot| seen.insert(spot.address())).collect()
}

/// The spots themselves and all below them. A schema may refer to itself: each spot is visited once.
fn below(start: Vec<Spot<'_>>) -> Vec<Spot<'_>> {
    let mut seen = BTreeSet::new();
    let (mut all, mut waiting) = (Vec::new(), start);
    while let Some(spot) = waiting.pop() {
        if seen.insert(spot.address()) {
            all.push(spot);
            waiting.extend(spot.all().into_iter().rev());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::base;
    use crate::shape;

    fn tiny() -> Shape {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/bases/tiny");
        shape::values(&base::scan(&folder).expect("a folder").expect("a sound base client"))
    }

    #[track_caller]
    fn check(shape: &Shape, pattern: &str, expect: Option<(&str, &str, &str)>) {
        let found = covers(shape, &Pattern::parse(pattern).expect("a pattern")).err();
        let found = found.map(|unknown| (unknown.before, unknown.key, unknown.known.join(" ")));
        let expect = expect.map(|(before, key, known)| (before.into(), key.into(), known.into()));
        assert_eq!(found, expect, "{pattern}");
    }

    #[test]
    fn patterns_of_known_keys() {
        let shape = tiny();
        for good in [
            "legal.*",
            "colors.*.error",
            "colors.**",
            "**",
            "**.error",
            "*",
            "features.feed",
            "fonts",
            "menu.entries.trace.label",
            "menu.entries.*.label.de",
            "menu.layout.links",
            "menu.groups.x.en",
            "strings.en",
            "icon.background.from",
            "menu.entries.now",
            "tenant.languages",
            "uptime.**",
        ] {
            check(&shape, good, None);
        }
    }

    #[test]
    fn the_part_that_leads_nowhere_is_told() {
        let shape = tiny();
        check(&shape, "legal.term", Some(("legal", "term", "support terms privacy imprint")));
        check(&shape, "legal.terms.*", Some(("legal.terms", "*", "")));
        check(&shape, "features.feed.fixed", Some(("features.feed", "fixed", "")));
        check(&shape, "menu.layout.tabs", Some(("menu.layout", "tabs", "links")));
        check(
            &shape,
            "menu.*.now.lable",
            Some(("menu.*.now", "lable", "id label icon badge target roles group en de")),
        );
        let top =
            "tenant legal brand colors icon launch fonts screenshots menu strings features uptime";
        check(&shape, "lock", Some(("", "lock", top)));
    }

    #[test]
    fn schemas_are_walked_as_the_standard_says() {
        let schema = serde_json::json!({
            "$defs": {
                "node": { "type": "object", "additionalProperties": false,
                    "properties": { "next": { "$ref": "#/$defs/node" }, "name": { "type": "string" } } },
                "circle": { "$ref": "#/$defs/circle" },
            },
            "additionalProperties": false,
            "properties": {
                "node": { "anyOf": [{ "$ref": "#/$defs/node" }, { "type": "null" }] },
                "circle": { "$ref": "#/$defs/circle" },
                "open": { "type": "object" },
                "any": {},
                "systems": { "items": { "$ref": "#/$defs/item" } },
                "named": { "items": { "properties": { "id": { "type": "string" }, "url": {} }, "additionalProperties": false } },
                "host": { "patternProperties": { "^x-": { "type": "string" } }, "additionalProperties": false },
            },
        });
        let shape = Shape {
            summary: String::new(),
            otherwise: shape::Otherwise::Nothing,
            examples: Vec::new(),
            kind: Kind::Section { schema, adjustable: Vec::new() },
        };
        for good in [
            "node.next.next.next.name",
            "**.name",
            "circle",
            "open.a.b",
            "any.a",
            "named.erp.url",
            "host.x-a",
        ] {
            check(&shape, good, None);
        }
        check(&shape, "node.nxt", Some(("node", "nxt", "next name")));
        check(&shape, "node.name.x", Some(("node.name", "x", "")));
        check(&shape, "named.erp.uri", Some(("named.erp", "uri", "id url")));
        check(&shape, "circle.a", Some(("circle", "a", "")));
    }
}

//! Where the keys that a contract names lead: whether a theme can have such a key, by the features and the schemas of sections.

use serde_json::Value;

use super::keys::{items, keys, views};
use super::{Base, Is, Near, Of, Word, word};
use rebadge_core::pattern::Part as Key;

/// The part of a key that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Nowhere {
    /// The part.
    pub(super) part: String,
    /// What is known in its place.
    pub(super) known: Vec<String>,
}

impl Nowhere {
    fn new<'a>(part: &Key, known: impl IntoIterator<Item = &'a str>) -> Nowhere {
        let known = known.into_iter().map(str::to_owned).collect();
        Nowhere { part: part.to_string(), known }
    }
}

/// Whether a key of `features` or of a section, from the theme's root, leads to what a theme can have. A pattern that begins with
/// `*` may mean anything.
pub(super) fn from_root(base: &Base, parts: &[Key]) -> Result<(), Nowhere> {
    let Some((Key::Key(first), rest)) = parts.split_first() else { return Ok(()) };
    if first == "features" {
        let names = || base.features.keys().map(String::as_str);
        return match rest {
            [] | [Key::One | Key::Many] => Ok(()),
            [Key::Key(name)] if base.features.contains_key(name) => Ok(()),
            [Key::Key(name), further, ..] if base.features.contains_key(name) => {
                Err(Nowhere::new(further, []))
            }
            [part, ..] => Err(Nowhere::new(part, names())),
        };
    }
    match base.sections.get(first) {
        Some(section) => within(section.schema(), section.schema(), rest),
        None => {
            let known = base.sections.keys().map(String::as_str).chain(["features"]);
            Err(Nowhere::new(&Key::Key(first.clone()), known))
        }
    }
}

/// Whether keys lead somewhere from a value of this schema. The items of a list are below it by `*`, and by their ids or numbers.
fn within(root: &Value, schema: &Value, parts: &[Key]) -> Result<(), Nowhere> {
    let mut at = vec![schema];
    for part in parts {
        let next = match part {
            Key::Key(name) => each(&at, |schema| named(root, schema, name)),
            Key::One => each(&at, |schema| below(root, schema)),
            // It also stands for no key at all.
            Key::Many => all_below(root, at.clone()),
        };
        if next.is_empty() {
            let known = at.iter().flat_map(|schema| keys(root, schema).known);
            return Err(Nowhere::new(part, known.map(|(name, _)| name)));
        }
        at = next;
    }
    Ok(())
}

/// The schemas that one step from several leads to, each once.
fn each<'a>(at: &[&'a Value], step: impl Fn(&'a Value) -> Vec<&'a Value>) -> Vec<&'a Value> {
    let mut all: Vec<&Value> = Vec::new();
    for next in at.iter().flat_map(|schema| step(schema)) {
        if !all.iter().any(|known| std::ptr::eq(*known, next)) {
            all.push(next);
        }
    }
    all
}

fn named<'a>(root: &'a Value, schema: &'a Value, name: &str) -> Vec<&'a Value> {
    let keys = keys(root, schema);
    let known = keys.known.into_iter().filter(|(key, _)| *key == name).map(|(_, of)| of);
    let numbered = name.bytes().all(|byte| byte.is_ascii_digit());
    let items = if numbered { items(root, schema) } else { Vec::new() };
    known.chain(keys.free).chain(items).collect()
}

fn below<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let keys = keys(root, schema);
    let known = keys.known.into_iter().map(|(_, of)| of);
    known.chain(keys.free).chain(items(root, schema)).collect()
}

/// These schemas and all below them, each once: a schema may refer to itself.
fn all_below<'a>(root: &'a Value, start: Vec<&'a Value>) -> Vec<&'a Value> {
    let (mut all, mut waiting): (Vec<&Value>, _) = (Vec::new(), start);
    while let Some(schema) = waiting.pop() {
        if !all.iter().any(|known| std::ptr::eq(*known, schema)) {
            all.push(schema);
            waiting.extend(below(root, schema));
        }
    }
    all
}

/// A word of a section's schema that names a value beside its own.
#[derive(Debug)]
pub(super) struct Beside<'a> {
    schema: &'a Value,
    near: Near,
    /// The key of its value.
    pub(super) key: String,
    /// Why it leads nowhere; none once it leads somewhere.
    pub(super) nowhere: Option<Nowhere>,
}

/// The most values of a schema that are looked at; one that refers to itself has more without an end.
const MOST: usize = 20_000;
/// How deep they are followed, as those of themes are.
const DEPTH: usize = 32;

/// Every word of a schema that names a value beside its own, with whether it leads somewhere from any of the places that have it.
pub(super) fn beside<'a>(name: &str, root: &'a Value) -> Vec<Beside<'a>> {
    let mut look = Look { root, found: Vec::new(), left: MOST };
    look.value(&mut vec![(name.to_owned(), root)]);
    look.found
}

struct Look<'a> {
    root: &'a Value,
    found: Vec<Beside<'a>>,
    left: usize,
}

impl<'a> Look<'a> {
    /// Looks at the last of these values, each of which is right below the one before.
    fn value(&mut self, way: &mut Vec<(String, &'a Value)>) {
        let Some((_, schema)) = way.last().cloned() else { return };
        let is_within_itself =
            way.iter().rev().skip(1).any(|(_, above)| std::ptr::eq(*above, schema));
        if way.len() > DEPTH || self.left == 0 || is_within_itself {
            return;
        }
        self.left -= 1;
        let all = views(self.root, schema);
        for view in &all {
            if let Some(Ok(word)) = word(view) {
                nears(&word).into_iter().for_each(|near| self.near(view, near, way));
            }
        }
        let keys = keys(self.root, schema);
        let known = keys.known.into_iter().map(|(name, of)| (name.to_owned(), of));
        let rest = keys.free.into_iter().chain(items(self.root, schema));
        let rest = each(&rest.collect::<Vec<_>>(), |schema| vec![schema]);
        for below in known.chain(rest.into_iter().map(|of| ("*".to_owned(), of))) {
            way.push(below);
            self.value(way);
            way.pop();
        }
    }

    fn near(&mut self, schema: &'a Value, near: Near, way: &[(String, &'a Value)]) {
        let at = way.len().checked_sub(1 + near.up).and_then(|at| way.get(at));
        let parts: Vec<Key> = near.keys.iter().cloned().map(Key::Key).collect();
        let led = match at {
            Some((_, above)) => self.listed(above, &parts),
            None => Err(Nowhere { part: near.up.to_string(), known: Vec::new() }),
        };
        let nowhere: Option<Nowhere> = led.err();
        let is_it = |one: &&mut Beside<'_>| std::ptr::eq(one.schema, schema) && one.near == near;
        if let Some(known) = self.found.iter_mut().find(is_it) {
            known.nowhere = known.nowhere.take().and(nowhere);
        } else {
            let key = way.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(".");
            self.found.push(Beside { schema, near, key, nowhere });
        }
    }
}

impl Look<'_> {
    /// Whether keys lead somewhere, and the first by its name where names are listed: a table that takes other keys too is no reason
    /// to take a slip for one of them.
    fn listed(&self, above: &Value, parts: &[Key]) -> Result<(), Nowhere> {
        let known: Vec<&str> =
            keys(self.root, above).known.into_iter().map(|(name, _)| name).collect();
        match parts.first() {
            Some(first @ Key::Key(name))
                if !known.is_empty() && !known.contains(&name.as_str()) =>
            {
                Err(Nowhere::new(first, known))
            }
            _ => within(self.root, above, parts),
        }
    }
}

/// The values beside its own that a word names.
fn nears(word: &Word) -> Vec<Near> {
    let mut all: Vec<Near> = word.bounds.iter().map(|bound| bound.of.clone()).collect();
    match &word.is {
        Some(Is::Id(Of::Near(near)) | Is::Part { of: near, .. }) => all.push(near.clone()),
        Some(Is::Document { links, .. }) => {
            all.extend([&links.hosts, &links.data, &links.texts].into_iter().flatten().cloned());
        }
        _ => {}
    }
    all
}

#[cfg(test)]
mod tests {
    use rebadge_core::pattern::Pattern;
    use serde_json::json;

    use super::*;

    fn schema() -> Value {
        json!({
            "type": "object", "additionalProperties": false,
            "$defs": { "limit": { "type": "number", "x-rebadge": { "above": "1/least" } } },
            "properties": {
                "documents": { "type": "array", "items": {
                    "type": "object", "additionalProperties": false,
                    "properties": {
                        "id": { "type": "string" },
                        "tags": { "type": "array", "items": { "type": "string" } },
                        "least": { "type": "number" },
                        "most": { "$ref": "#/$defs/limit" },
                        "next": { "$ref": "#/properties/documents/items" }
                    }
                } },
                "places": { "type": "array", "items": { "type": "object", "additionalProperties": false,
                    "properties": { "kind": {}, "most": { "$ref": "#/$defs/limit" } } } },
                "open": { "type": "object" }
            }
        })
    }

    fn check(key: &str, expect: Option<(&str, &str)>) {
        let schema = schema();
        let pattern = Pattern::parse(key).expect("a pattern");
        let found = within(&schema, &schema, pattern.parts()).err();
        let found = found.map(|nowhere| (nowhere.part, nowhere.known.join(" ")));
        let expect = expect.map(|(part, known)| (part.to_owned(), known.to_owned()));
        assert_eq!(found, expect, "{key}");
    }

    #[test]
    fn keys_lead_where_a_theme_can_have_a_value() {
        for good in [
            "documents",
            "documents.*.tags",
            "documents.*.tags.*",
            "documents.rules.least",
            "documents.*.next.next.next.id",
            "places.*.kind.any.thing",
            "places.0.kind",
            "**.tags",
            "open.any.thing",
        ] {
            check(good, None);
        }
        check("documnts", Some(("documnts", "documents places open")));
        check("documents.*.tag", Some(("tag", "id tags least most next")));
        check("documents.*.least.*", Some(("*", "")));
        check("places.first.kind", Some(("first", "")));
    }

    #[test]
    fn a_value_beside_is_one_that_is_there() {
        let found = |schema: &Value| {
            let all = beside("s", schema).into_iter();
            all.map(|one| (one.key, one.nowhere.map(|nowhere| nowhere.part))).collect::<Vec<_>>()
        };
        // One of the two places that share the limit has what it names.
        assert_eq!(found(&schema()), [("s.documents.*.most".to_owned(), None)]);
        let of = |word: Value| json!({ "properties": { "a": { "x-rebadge": word }, "b": {} }, "additionalProperties": false });
        let one = |word: Value| found(&of(word)).pop().and_then(|(_, part)| part);
        assert_eq!(one(json!({ "below": "1/b" })), None);
        assert_eq!(one(json!({ "below": "1/c" })), Some("c".to_owned()));
        assert_eq!(one(json!({ "below": "2/b" })), Some("2".to_owned()));
        let open = json!({ "properties": { "a": { "x-rebadge": { "below": "1/c" } } } });
        assert_eq!(found(&open).pop().and_then(|(_, part)| part), Some("c".to_owned()));
        assert_eq!(one(json!({ "is": "id", "of": "1/c" })), Some("c".to_owned()));
        assert_eq!(one(json!({ "is": "step", "of": "1/c" })), Some("c".to_owned()));
    }
}

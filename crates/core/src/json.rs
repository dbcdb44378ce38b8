//! JSON with the place of every key and value, as [`document`](crate::document) has it of TOML.

use std::sync::Arc;

use jsonc_parser::ast::{ObjectProp, ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::document::{Entry, Kind, Node, Table};
use crate::source::{Place, Source};

/// What is wrong with a text, and where.
pub type Fault = (Place, String);

/// Reads a text; none where there is nothing in it. Comments, trailing commas and the rest of JSON5 are read too. A number that is
/// none of JSON's is not finite.
///
/// # Errors
/// Where it is no JSON.
pub fn parse(source: &Arc<Source>) -> Result<Option<Node>, Fault> {
    let options = ParseOptions { allow_missing_commas: false, ..ParseOptions::default() };
    match parse_to_ast(&source.text, &CollectOptions::default(), &options) {
        Ok(parsed) => Ok(parsed.value.map(|value| node(source, value))),
        Err(error) => {
            let range = error.range();
            let place = Place::new(source, range.start..range.end);
            Err((place, error.kind().to_string().to_lowercase()))
        }
    }
}

/// The parser does not nest deeper than 512, so neither does this.
fn node(source: &Arc<Source>, value: Value<'_>) -> Node {
    let range = value.range();
    let place = Place::new(source, range.start..range.end);
    let kind = match value {
        Value::StringLit(text) => Kind::String(text.value.into_owned()),
        Value::NumberLit(number) => Kind::Float(number.value.parse().unwrap_or(f64::NAN)),
        Value::BooleanLit(literal) => Kind::Bool(literal.value),
        Value::NullKeyword(_) => Kind::Null,
        Value::Array(list) => {
            Kind::Array(list.elements.into_iter().map(|item| node(source, item)).collect())
        }
        Value::Object(object) => {
            let entries = object.properties.into_iter().map(|each| entry(source, each)).collect();
            Kind::Table(Table { place: place.clone(), entries })
        }
    };
    Node { kind, place }
}

fn entry(source: &Arc<Source>, property: ObjectProp<'_>) -> Entry {
    let range = match &property.name {
        ObjectPropName::String(name) => name.range,
        ObjectPropName::Word(name) => name.range,
    };
    Entry {
        key: property.name.into_string(),
        key_place: Place::new(source, range.start..range.end),
        value: node(source, property.value),
    }
}

/// The keys that stand twice in one object, at any depth: each with the one before it.
pub fn twice(root: &Node) -> Vec<(&Entry, &Entry)> {
    let mut found = Vec::new();
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        waiting.extend(node.items());
        waiting.extend(node.entries().iter().map(|entry| &entry.value));
        let mut sorted: Vec<&Entry> = node.entries().iter().collect();
        sorted.sort_by_key(|entry| (&entry.key, entry.key_place.span.start));
        let pairs = sorted.windows(2).filter(|pair| pair[0].key == pair[1].key);
        found.extend(pairs.map(|pair| (pair[0], pair[1])));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Node {
        parse(&Source::new("a.json".as_ref(), text.to_owned())).unwrap().unwrap()
    }

    #[test]
    fn every_value_has_its_place() {
        let root = read("{\n  \"a\": [1, \"b\"]\n}");
        let item = root.follow(&["a".to_owned(), "1".to_owned()]);
        assert_eq!((item.text(), item.place.span.clone()), (Some("b"), 13..16));
        assert!(parse(&Source::new("a.json".as_ref(), "{".to_owned())).is_err());
        assert!(parse(&Source::new("a.json".as_ref(), " ".to_owned())).unwrap().is_none());
    }

    #[test]
    fn keys_that_stand_twice() {
        let check = |text: &str, expect: &[&str]| {
            let root = read(text);
            let found: Vec<&str> =
                twice(&root).iter().map(|(_, again)| again.key.as_str()).collect();
            assert_eq!(found, expect, "{text}");
        };
        check("{ \"a\": 1, \"b\": { \"a\": 2 } }", &[]);
        check("[{ \"a\": 1, \"a\": 2, \"a\": 3 }]", &["a", "a"]);
    }
}

//! JSON with the place of every key and value, for diagnostics.

use std::sync::Arc;

use jsonc_parser::ast::{ObjectProp, ObjectPropName, Value as Parsed};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::Value;

use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::{Entry, Kind, Node, Table};
use rebadge_core::source::{Place, Source};

/// A text as JSON (RFC 8259), and the same with the place of each value.
///
/// # Errors
/// What is wrong with it: no JSON, or a key that stands twice in one object.
pub(super) fn parse(source: &Arc<Source>) -> Result<(Value, Node), Diagnostic> {
    let value: Value = serde_json::from_str(&source.text).map_err(|error| {
        let place = Place::new(source, line(&source.text, error.line()));
        Diagnostic::at(Code::Document, &place, format!("this is not JSON: {error}"))
    })?;
    let options = ParseOptions { allow_missing_commas: false, ..ParseOptions::default() };
    let parsed = parse_to_ast(&source.text, &CollectOptions::default(), &options);
    let parsed = parsed.ok().and_then(|parsed| parsed.value);
    let root = parsed.map(|parsed| convert(source, parsed)).transpose()?;
    let root = root.unwrap_or_else(|| Node::from_json(&value, &Place::file(source)));
    Ok((value, root))
}

/// The bytes of a line, counted from 1.
fn line(text: &str, number: usize) -> std::ops::Range<usize> {
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index + 1 == number {
            return start..start + line.trim_end().len();
        }
        start += line.len();
    }
    text.len()..text.len()
}

fn convert(source: &Arc<Source>, value: Parsed<'_>) -> Result<Node, Diagnostic> {
    let range = value.range();
    let place = Place::new(source, range.start..range.end);
    let kind = match value {
        Parsed::StringLit(text) => Kind::String(text.value.into_owned()),
        Parsed::NumberLit(number) => Kind::Float(number.value.parse().unwrap_or(f64::NAN)),
        Parsed::BooleanLit(literal) => Kind::Bool(literal.value),
        Parsed::NullKeyword(_) => Kind::Null,
        Parsed::Array(list) => {
            let items = list.elements.into_iter().map(|item| convert(source, item));
            Kind::Array(items.collect::<Result<_, _>>()?)
        }
        Parsed::Object(object) => {
            let entries = object.properties.into_iter().map(|each| entry(source, each));
            let entries: Vec<Entry> = entries.collect::<Result<_, _>>()?;
            unique(&entries)?;
            Kind::Table(Table { place: place.clone(), entries })
        }
    };
    Ok(Node { kind, place })
}

fn entry(source: &Arc<Source>, property: ObjectProp<'_>) -> Result<Entry, Diagnostic> {
    let range = match &property.name {
        ObjectPropName::String(name) => name.range,
        ObjectPropName::Word(name) => name.range,
    };
    Ok(Entry {
        key: property.name.into_string(),
        key_place: Place::new(source, range.start..range.end),
        value: convert(source, property.value)?,
    })
}

fn unique(entries: &[Entry]) -> Result<(), Diagnostic> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| (&entry.key, entry.key_place.span.start));
    match sorted.windows(2).find(|pair| pair[0].key == pair[1].key) {
        None => Ok(()),
        Some(pair) => {
            let message = format!("`{}` stands here twice", pair[1].key);
            let problem = Diagnostic::at(Code::Document, &pair[1].key_place, message);
            Err(problem.related(&pair[0].key_place, "the first one").help("remove one of them"))
        }
    }
}

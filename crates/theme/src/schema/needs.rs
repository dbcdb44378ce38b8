//! Required keys. They depend on the theme: a template need not be complete, and a theme that extends another has the
//! keys of that one.

use serde_json::{Map, Value, json};

use super::embed;
use crate::shape::{Field, Kind, Need};

/// The conditions of a whole theme, as keywords of its root. Not within `allOf`: there Taplo would look for the keys, and
/// complete none.
pub(super) fn of(fields: &[Field]) -> Map<String, Value> {
    let mut own = needed(fields, Need::Own);
    own.extend(unless(
        json!({ "required": ["extends"], "additionalProperties": true }),
        needed(fields, Need::Inherited),
    ));
    let is_abstract = json!({
        "properties": { "abstract": { "const": true } },
        "required": ["abstract"],
        "additionalProperties": true,
    });
    // A table with a slip in its name is said to be unknown; that its right name is missing would be said at every line.
    let known: Vec<&str> = fields.iter().map(|field| field.key.as_str()).collect();
    let has_slip = json!({ "not": { "propertyNames": { "enum": known } } });
    unless(json!({ "anyOf": [is_abstract, has_slip] }), own)
}

fn unless(condition: Value, needed: Map<String, Value>) -> Map<String, Value> {
    let keywords = [("if", condition), ("then", json!({})), ("else", needed.into())];
    keywords.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The top-level tables with a need, and what in them has it.
fn needed(fields: &[Field], need: Need) -> Map<String, Value> {
    let (mut required, mut properties) = (Vec::new(), Map::new());
    for field in fields {
        let inner = match &field.shape.kind {
            Kind::Table(inner) => of_table(inner, need),
            Kind::Section { schema, .. } if need == Need::Inherited => embed::needed(schema),
            _ => None,
        };
        if field.need == need || (is_section(field) && is_required(inner.as_ref())) {
            required.push(field.key.clone());
        }
        properties.extend(inner.map(|inner| (field.key.clone(), inner)));
    }
    // Said in full, because Tombi else takes these keys for all that there are.
    let keywords = [
        ("required", json!(required)),
        ("properties", properties.into()),
        ("additionalProperties", json!(true)),
    ];
    keywords.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn of_table(fields: &[Field], need: Need) -> Option<Value> {
    let keys = fields.iter().filter(|field| field.need == need);
    let keys: Vec<&str> = keys.map(|field| field.key.as_str()).collect();
    (!keys.is_empty()).then(|| json!({ "required": keys, "additionalProperties": true }))
}

fn is_section(field: &Field) -> bool {
    matches!(field.shape.kind, Kind::Section { .. })
}

fn is_required(needed: Option<&Value>) -> bool {
    needed.is_some_and(|needed| needed.get("required").is_some())
}

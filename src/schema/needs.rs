//! Which keys must be there. Apart, because it depends on what a theme says of itself: a template for others need not be
//! complete, and a theme that stands on another has what that one has.

use serde_json::{Map, Value, json};

use super::embed;
use crate::shape::{Field, Kind, Need};

/// The conditions of a whole theme.
pub(super) fn of(fields: &[Field]) -> Value {
    let is_abstract =
        json!({ "properties": { "abstract": { "const": true } }, "required": ["abstract"] });
    let stands_on = json!({ "anyOf": [is_abstract, { "required": ["extends"] }] });
    json!([
        { "if": is_abstract, "then": {}, "else": needed(fields, Need::Own) },
        { "if": stands_on, "then": {}, "else": needed(fields, Need::Inherited) },
    ])
}

/// The top-level tables with a need, and what in them has it.
fn needed(fields: &[Field], need: Need) -> Value {
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
    json!({ "required": required, "properties": properties })
}

fn of_table(fields: &[Field], need: Need) -> Option<Value> {
    let keys = fields.iter().filter(|field| field.need == need);
    let keys: Vec<&str> = keys.map(|field| field.key.as_str()).collect();
    (!keys.is_empty()).then(|| json!({ "required": keys }))
}

fn is_section(field: &Field) -> bool {
    matches!(field.shape.kind, Kind::Section { .. })
}

fn is_required(needed: Option<&Value>) -> bool {
    needed.is_some_and(|needed| needed.get("required").is_some())
}

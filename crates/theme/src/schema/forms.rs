//! Schemas of the forms in which a theme changes inherited values: lists, lists of tables with ids, presets. The
//! theme's own keys and the sections of a base client share them.

use serde_json::{Map, Value, json};

use super::definitions::no_other_key;
use crate::shape::{Change, Hand};

/// A list, with what is in it.
pub(super) fn list(items: &Value, change: Change) -> Value {
    match change {
        Change::Whole => json!({ "type": "array", "items": items }),
        Change::Parts => either(vec![json!({ "type": "array", "items": items }), parts(items)]),
    }
}

/// The table that changes an inherited list.
pub(super) fn parts(items: &Value) -> Value {
    let name = json!({ "description": "What to remove from the inherited list.", "type": "array" });
    changes(either(vec![items.clone(), placed(items)]), with_items(name, items.clone()), items)
}

/// A name that is added, or moved, to a place in the list.
fn placed(name: &Value) -> Value {
    json!({
        "type": "object",
        "additionalProperties": no_other_key(),
        "required": ["id"],
        "properties": {
            "id": with(name, "What to add, or to move."),
            "before": anchor("Place it before this one."),
            "after": anchor("Place it after this one."),
        },
        "maxProperties": 2,
        "x-taplo": { "initKeys": ["id", "before"] },
    })
}

fn anchor(description: &str) -> Value {
    json!({ "description": description, "type": "string" })
}

fn with_items(mut list: Value, items: Value) -> Value {
    list.as_object_mut()
        .into_iter()
        .for_each(|list| drop(list.insert("items".into(), items.clone())));
    list
}

fn changes(added: Value, remove: Value, items: &Value) -> Value {
    let add = json!({
        "description": "What to add to the inherited list, or to move in it.",
        "type": "array",
        "items": added,
    });
    let replace = json!({
        "description": "The whole list, in place of the inherited one.",
        "type": "array",
        "items": items,
    });
    json!({
        "type": "object",
        "additionalProperties": no_other_key(),
        "minProperties": 1,
        "properties": { "add": add, "remove": remove, "replace": replace },
    })
}

/// A list of tables with ids, which is merged item by item; `item` is the schema of one.
pub(super) fn by_id(item: &Value) -> Value {
    let mut changed = item.clone();
    let words = [
        ("before", anchor("Place the item before the one with this id.")),
        ("after", anchor("Place the item after the one with this id.")),
        ("remove", json!({ "description": "Remove the inherited item.", "const": true })),
    ];
    if let Some(properties) = changed.get_mut("properties").and_then(Value::as_object_mut) {
        for (key, schema) in words {
            properties.entry(key).or_insert(schema);
        }
    }
    let remove = json!({
        "description": "The ids of items to remove from the inherited list.",
        "type": "array",
        "items": { "type": "string" },
    });
    let parts = changes(changed.clone(), remove, item);
    either(vec![json!({ "type": "array", "items": changed }), parts])
}

/// A value that may also be fixed, or be a preset that the client's user may change.
pub(super) fn preset(value: &Value, hand: Hand) -> Value {
    let mut bare = value.clone();
    let mut annotations = Map::new();
    if let Some(keywords) = bare.as_object_mut() {
        for key in ANNOTATIONS {
            annotations.extend(keywords.shift_remove(key).map(|found| (key.to_owned(), found)));
        }
    }
    let fixed = with(&bare, "The client's user may not change it.");
    let default = with(&bare, "A preset: the client's user may change it.");
    let forms = match hand {
        Hand::Adjustable => json!({
            "properties": { "default": default, "fixed": fixed },
            "minProperties": 1,
        }),
        // It is fixed anyway; as a pattern it is taken, and editors do not offer it.
        Hand::Fixed => json!({ "patternProperties": { "^fixed$": fixed }, "minProperties": 1 }),
    };
    let mut table = json!({
        "type": "object",
        "additionalProperties": no_other_key(),
        "maxProperties": 1,
    });
    if let (Some(table), Value::Object(forms)) = (table.as_object_mut(), forms) {
        table.extend(forms);
    }
    let mut schema = either(vec![bare, table]);
    if let Some(keywords) = schema.as_object_mut() {
        keywords.extend(annotations);
    }
    schema
}

/// Keywords that say something and check nothing.
pub(super) const ANNOTATIONS: [&str; 5] =
    ["title", "description", "default", "examples", "x-taplo"];

/// One of several schemas. Where their types differ they become one schema: each keyword of JSON Schema applies to one
/// type only, and an editor can then say which part of a value is wrong, and not only that none of several fits.
pub(super) fn either(schemas: Vec<Value>) -> Value {
    let mut types: Vec<Value> = Vec::new();
    let mut joined = Map::new();
    for schema in &schemas {
        let Some(name) = simple_type(schema).filter(|name| !types.contains(name)) else {
            return json!({ "anyOf": schemas });
        };
        types.push(name);
        for (key, value) in schema.as_object().into_iter().flatten() {
            let is_own = !ANNOTATIONS.contains(&key.as_str()) && key != "type";
            if is_own || key == "x-taplo" {
                joined.insert(key.clone(), value.clone());
            }
        }
    }
    joined.insert("type".into(), Value::Array(types));
    Value::Object(joined)
}

/// The type of a schema whose keywords all speak of that type alone.
fn simple_type(schema: &Value) -> Option<Value> {
    const OTHERS: [&str; 10] =
        ["enum", "const", "$ref", "anyOf", "allOf", "oneOf", "not", "if", "dependencies", "format"];
    let keywords = schema.as_object()?;
    let is_simple = !OTHERS.iter().any(|key| keywords.contains_key(*key));
    let name = keywords.get("type").filter(|name| name.is_string())?;
    is_simple.then(|| name.clone())
}

/// A schema with a description.
fn with(schema: &Value, description: &str) -> Value {
    let mut schema = schema.clone();
    if let Some(keywords) = schema.as_object_mut() {
        keywords.insert("description".to_owned(), description.into());
    }
    schema
}

/// A text as a regular expression that matches it alone.
pub(super) fn literal(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if "\\^$.|?*+()[]{}".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

//! A section's own JSON Schema as a part of the theme's: converted to draft-07, with the forms in which a theme changes
//! what it inherits, and without what applies to the merged section only.

use serde_json::{Map, Value, json};

use super::definitions::{no_other_key, refer};
use super::forms;
use crate::base;
use crate::shape::Hand;

/// Keywords that are left out: names of the schema itself, what draft-07 does not know, and what a single file cannot
/// be held to, because the rest of the section may be inherited.
const LEFT_OUT: [&str; 25] = [
    "$schema",
    "$id",
    "id",
    "$anchor",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "$vocabulary",
    "$comment",
    "$defs",
    "definitions",
    "required",
    "minProperties",
    "not",
    "if",
    "then",
    "else",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contains",
    "minContains",
    "maxContains",
    "prefixItems",
];

/// How many references within each other are written in place.
const INLINE: usize = 4;

/// How deep required keys are looked for: a schema may refer to itself.
const DEPTH: usize = 8;

/// A section of a base client.
pub(super) struct Section<'a> {
    pub(super) name: &'a str,
    pub(super) schema: &'a Value,
    /// Its keys that the client's user may change, joined by dots.
    pub(super) adjustable: &'a [String],
}

/// The schema of a section, for a theme. What it refers to is added to `definitions`.
pub(super) fn section(section: &Section<'_>, definitions: &mut Map<String, Value>) -> Value {
    let mut embed =
        Embed { section, path: Vec::new(), open: Vec::new(), inside: Vec::new(), definitions };
    embed.convert(section.schema, At::Value)
}

/// Where a schema stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Below a key: a preset may be written.
    Value,
    /// In a list.
    Item,
}

struct Embed<'a> {
    section: &'a Section<'a>,
    /// The keys that led here.
    path: Vec<String>,
    /// The items of lists with ids that are being written.
    open: Vec<&'a Value>,
    /// What is written in place of a reference.
    inside: Vec<&'a Value>,
    definitions: &'a mut Map<String, Value>,
}

impl<'a> Embed<'a> {
    fn convert(&mut self, schema: &'a Value, at: At) -> Value {
        let Some(keywords) = schema.as_object() else {
            return schema.clone();
        };
        let mut out = Map::new();
        for (key, value) in keywords.iter().filter(|(key, _)| !LEFT_OUT.contains(&key.as_str())) {
            match key.as_str() {
                "$ref" | "$dynamicRef" | "$recursiveRef" => {}
                "properties" | "patternProperties" => {
                    out.insert(key.clone(), self.each(value, At::Value));
                }
                "additionalProperties" if *value == Value::Bool(false) => {
                    out.insert(key.clone(), no_other_key());
                }
                "additionalProperties" => {
                    out.insert(key.clone(), self.convert(value, At::Value));
                }
                "items" | "additionalItems" => {
                    out.insert(key.clone(), self.items(value));
                }
                "anyOf" | "oneOf" | "allOf" => self.several(key, value, at, &mut out),
                // Draft-04 says with `true` that the limit itself is out.
                "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() => {}
                _ => {
                    out.insert(key.clone(), value.clone());
                }
            }
        }
        if let Some(first) = keywords.get("prefixItems") {
            let rest = out.shift_remove("items");
            out.extend(rest.map(|rest| ("additionalItems".to_owned(), rest)));
            out.insert("items".into(), self.items(first));
        }
        self.reference(schema, at, &mut out);
        self.with_forms(schema, Value::Object(out), at)
    }

    fn each(&mut self, schemas: &'a Value, at: At) -> Value {
        let schemas = schemas.as_object().into_iter().flatten();
        let mut all = Map::new();
        for (key, schema) in schemas {
            self.path.push(key.clone());
            all.insert(key.clone(), self.convert(schema, at));
            self.path.pop();
        }
        all.into()
    }

    fn items(&mut self, items: &'a Value) -> Value {
        match items {
            Value::Array(items) => items.iter().map(|item| self.convert(item, At::Item)).collect(),
            item => self.convert(item, At::Item),
        }
    }

    /// Alternatives without their required keys may fit at once, so that of several at least one must.
    fn several(&mut self, key: &str, schemas: &'a Value, at: At, out: &mut Map<String, Value>) {
        let schemas = schemas.as_array().into_iter().flatten();
        let schemas: Vec<Value> = schemas.map(|schema| self.convert(schema, at)).collect();
        match key {
            "allOf" => all_of(out, schemas),
            _ => all_of(out, vec![json!({ "anyOf": schemas })]),
        }
    }

    /// What a schema refers to is written in its place, so that editors show the key's own documentation; where that
    /// does not end, it becomes a definition of the theme's schema.
    fn reference(&mut self, schema: &'a Value, at: At, out: &mut Map<String, Value>) {
        let Some(name) = reference_of(schema) else {
            return;
        };
        let root = self.section.schema;
        let target = match name.strip_prefix('#') {
            Some("") => Some(root),
            Some(pointer) if pointer.starts_with('/') => root.pointer(&decode(pointer)),
            Some(anchor) => anchored(root, anchor),
            None => None,
        };
        // What leads nowhere is not checked here; `rebadge check` does, by the schema itself.
        let Some(target) = target else {
            return;
        };
        let is_plain = schema.as_object().is_some_and(|all| all.keys().all(|key| says(key)));
        let is_open = self.inside.iter().any(|inside| std::ptr::eq(*inside, target));
        if is_plain && !is_open && self.inside.len() < INLINE {
            self.inside.push(target);
            let written = self.convert(target, at);
            self.inside.pop();
            for (key, value) in written.as_object().into_iter().flatten() {
                out.entry(key.clone()).or_insert_with(|| value.clone());
            }
            return;
        }
        let place = if at == At::Item { " in a list" } else { "" };
        // What lies below may be adjustable in one place and not in another.
        let here = self.path.join(".");
        let is_above = |key: &String| {
            key.strip_prefix(&here).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let own = if self.section.adjustable.iter().any(is_above) { here } else { String::new() };
        let name = format!("{}{name}{place}{own}", self.section.name);
        if !self.definitions.contains_key(&name) {
            // Before it is written, as it may refer to itself.
            self.definitions.insert(name.clone(), Value::Bool(true));
            let written = self.convert(target, at);
            self.definitions.insert(name.clone(), written);
        }
        all_of(out, vec![refer(&name)]);
    }

    /// Who may change the value of the key.
    fn hand(&self) -> Hand {
        if self.section.adjustable.contains(&self.path.join(".")) {
            Hand::Adjustable
        } else {
            Hand::Fixed
        }
    }

    /// The items of a list with ids, written out: what they refer to knows nothing of `before` and `remove`. Anything
    /// where that never ends, in a list within itself.
    fn items_by_id(&mut self, schema: &'a Value) -> Value {
        let items = schema.get("items").map(|items| base::target(self.section.schema, items));
        let Some(items) = items.filter(|items| !self.open.iter().any(|o| std::ptr::eq(*o, *items)))
        else {
            return Value::Bool(true);
        };
        self.open.push(items);
        let written = self.convert(items, At::Item);
        self.open.pop();
        written
    }

    /// Adds the forms of lists and presets to a schema that names its own type.
    fn with_forms(&mut self, schema: &'a Value, written: Value, at: At) -> Value {
        match form(self.section.schema, schema) {
            Form::Table | Form::Other => written,
            Form::Value if at == At::Value => forms::preset(&with_default(written), self.hand()),
            Form::Value => written,
            Form::ListById => {
                let items = self.items_by_id(schema);
                let list = json!({ "type": "array", "items": items });
                let by_id = may_be_fixed(forms::by_id(&items), &list);
                annotated(by_id, &written, &["items", "type", "minItems", "maxItems"])
            }
            Form::List => {
                let items = written.get("items").cloned().unwrap_or(Value::Bool(true));
                let changes = if items.is_array() { return written } else { forms::parts(&items) };
                let mut list = written.clone();
                if let Some(list) = list.as_object_mut() {
                    list.insert("type".into(), "array".into());
                    list.insert("items".into(), items);
                }
                let either = may_be_fixed(forms::either(vec![list.clone(), changes]), &list);
                annotated(either, &written, &["items", "type"])
            }
        }
    }
}

/// What a schema is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Table,
    List,
    ListById,
    /// A single value.
    Value,
    /// Of several kinds, or known by what it refers to.
    Other,
}

fn form(root: &Value, schema: &Value) -> Form {
    let has = |key: &str| schema.get(key).is_some();
    let name = schema.get("type").and_then(Value::as_str);
    if name == Some("array") || (name.is_none() && (has("items") || has("prefixItems"))) {
        return if base::is_by_id(root, schema) { Form::ListById } else { Form::List };
    }
    if name == Some("object")
        || (name.is_none() && (has("properties") || has("additionalProperties")))
    {
        return Form::Table;
    }
    let is_single = name.is_some() || has("enum") || has("const");
    if is_single { Form::Value } else { Form::Other }
}

/// A schema with its default in the description: not every editor shows defaults.
fn with_default(mut schema: Value) -> Value {
    let default = schema.get("default").map(|default| format!(" Default: `{default}`."));
    if let (Some(default), Some(Value::String(text))) = (default, schema.get_mut("description")) {
        text.push_str(&default);
    }
    schema
}

/// A list that may be fixed.
fn may_be_fixed(mut schema: Value, list: &Value) -> Value {
    if let Some(keywords) = schema.as_object_mut() {
        keywords.insert("patternProperties".into(), json!({ "^(fixed|default)$": list }));
    }
    schema
}

/// A schema with the other keywords of the one that it was made of.
fn annotated(mut schema: Value, from: &Value, without: &[&str]) -> Value {
    let keywords = from.as_object().into_iter().flatten();
    let keywords = keywords.filter(|(key, _)| !without.contains(&key.as_str()));
    if let Some(schema) = schema.as_object_mut() {
        for (key, value) in keywords {
            schema.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
    schema
}

fn all_of(out: &mut Map<String, Value>, schemas: Vec<Value>) {
    let all = out.entry("allOf").or_insert_with(|| json!([]));
    if let Some(all) = all.as_array_mut() {
        all.extend(schemas);
    }
}

fn reference_of(schema: &Value) -> Option<&str> {
    let keys = ["$ref", "$dynamicRef", "$recursiveRef"];
    keys.iter().find_map(|key| schema.get(*key)).and_then(Value::as_str)
}

/// Whether a keyword beside a reference only says something.
fn says(key: &str) -> bool {
    key.starts_with('$') || forms::ANNOTATIONS.contains(&key)
}

/// The schema with an anchor (JSON Schema 2020-12, core, section 8.2.2).
fn anchored<'a>(schema: &'a Value, anchor: &str) -> Option<&'a Value> {
    let is_it = |key: &str| schema.get(key).and_then(Value::as_str) == Some(anchor);
    if is_it("$anchor") || is_it("$dynamicAnchor") {
        return Some(schema);
    }
    match schema {
        Value::Object(keywords) => keywords.values().find_map(|inner| anchored(inner, anchor)),
        Value::Array(items) => items.iter().find_map(|inner| anchored(inner, anchor)),
        _ => None,
    }
}

/// A pointer without the escapes of a URI.
fn decode(pointer: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = pointer;
    while let Some(at) = rest.find('%') {
        bytes.extend(rest[..at].bytes());
        let code = rest.get(at + 1..at + 3).and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(code.unwrap_or(b'%'));
        rest = &rest[at + if code.is_some() { 3 } else { 1 }..];
    }
    bytes.extend(rest.bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What of a section must be written where nothing is inherited: its required keys that have no default.
pub(super) fn needed(schema: &Value) -> Option<Value> {
    needed_at(schema, schema, DEPTH)
}

fn needed_at(root: &Value, schema: &Value, depth: usize) -> Option<Value> {
    let schema = base::target(root, schema);
    if depth == 0 {
        return None;
    }
    let properties = || schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let has_default = |key: &str| {
        let property = properties().find(|(name, _)| *name == key).map(|(_, property)| property);
        property.is_some_and(|property| {
            property
                .get("default")
                .or_else(|| base::target(root, property).get("default"))
                .is_some()
        })
    };
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    let required: Vec<&Value> =
        required.filter(|key| !key.as_str().is_some_and(has_default)).collect();
    let mut needed = Map::new();
    if !required.is_empty() {
        needed.insert("required".into(), json!(required));
    }
    let inner: Map<String, Value> = properties()
        .filter_map(|(key, property)| Some((key.clone(), needed_at(root, property, depth - 1)?)))
        .collect();
    if !inner.is_empty() {
        needed.insert("properties".into(), inner.into());
    }
    // What a list with ids holds by default is inherited as well.
    let defaults = schema.get("default").and_then(Value::as_array);
    let items = schema.get("items").filter(|_| defaults.is_none_or(Vec::is_empty));
    let items = items.and_then(|items| needed_at(root, items, depth - 1));
    needed.extend(items.map(|items| ("items".to_owned(), items)));
    if needed.contains_key("required") || needed.contains_key("properties") {
        needed.insert("additionalProperties".into(), true.into());
    }
    (!needed.is_empty()).then_some(needed.into())
}

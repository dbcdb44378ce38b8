//! A section that the base client defines by a JSON Schema. Only this module uses the validator, whose interface
//! changes often.

use std::collections::BTreeMap;
use std::sync::Arc;

use jsonschema::error::{TypeKind, ValidationErrorKind as Wrong};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::{Map, Value};

use super::keys::target;
use super::word;
use rebadge_art::artwork::Artwork;
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::{Kind, Node};
use rebadge_core::source::Place;

/// A section's schema, ready to check.
#[derive(Debug)]
pub struct Section {
    schema: Value,
    validator: Validator,
    /// Whether the schema says what a value is.
    has_words: bool,
    /// Path of a schema in the base client → what checks documents by it.
    checkers: BTreeMap<String, Checker>,
    /// Path of a drawing of the base client that shows one of the values → it.
    pictures: BTreeMap<String, Arc<Artwork>>,
}

/// How much of a section has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it: a tenant's.
    Whole,
    /// What is there: that of a template, whose rest the themes write that extend it.
    Part,
}

/// Checks documents against a JSON Schema.
#[derive(Debug)]
pub struct Checker(Validator);

impl Checker {
    /// Makes a checker of a schema. References to other files or hosts are refused.
    ///
    /// # Errors
    /// What is wrong with the schema.
    pub fn new(schema: &Value) -> Result<Checker, String> {
        let options = jsonschema::options().should_validate_formats(true);
        options.build(schema).map(Checker).map_err(|error| error.to_string())
    }

    /// What is wrong with a document, the first of it.
    pub fn faults(&self, document: &Value) -> Vec<Fault> {
        let mut all: Vec<Fault> = Vec::new();
        for error in self.0.iter_errors(document) {
            let fault = fault(&error);
            if !all.iter().any(|known| known.at == fault.at) {
                all.push(fault);
            }
            if all.len() == FAULTS {
                break;
            }
        }
        all
    }
}

/// The most faults of one document that are reported.
const FAULTS: usize = 8;

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: the parts of a JSON Pointer.
    pub at: Vec<String>,
    /// What.
    pub what: String,
}

impl Fault {
    /// Of a document as a whole.
    pub fn at_root(what: String) -> Fault {
        Fault { at: Vec::new(), what }
    }
}

/// Of alternatives none of which fits, what is wrong with the one that was meant.
fn fault(error: &ValidationError<'_>) -> Fault {
    let branches = match error.kind() {
        Wrong::AnyOf { context } | Wrong::OneOfNotValid { context } => context.as_slice(),
        _ => &[],
    };
    let meant =
        branches.iter().filter(|errors| !errors.is_empty()).min_by_key(|errors| unlike(errors));
    match meant.and_then(|errors| errors.iter().max_by_key(|error| depth(error))) {
        Some(error) => fault(error),
        None => {
            let pointer = error.instance_path().to_string();
            let at = pointer.split('/').skip(1).map(unescape).collect();
            Fault { at, what: lower(&error.to_string()) }
        }
    }
}

/// How unlike an alternative is to what was written, from these errors: it is of another kind, or differs near its root.
fn unlike(errors: &[ValidationError<'_>]) -> (bool, usize) {
    let is_other_kind = errors.iter().any(|error| match error.kind() {
        Wrong::Enum { .. } | Wrong::Constant { .. } => true,
        Wrong::Required { property } => property.as_str() == Some("$ref"),
        Wrong::Type { .. } => true,
        _ => false,
    });
    let deepest = errors.iter().map(depth).max().unwrap_or_default();
    (is_other_kind, usize::MAX - deepest)
}

fn depth(error: &ValidationError<'_>) -> usize {
    error.instance_path().to_string().matches('/').count()
}

impl Section {
    /// Makes a section of a schema. References to other files or hosts are refused.
    ///
    /// # Errors
    /// What is wrong with the schema.
    pub fn new(schema: Value) -> Result<Section, String> {
        let options = jsonschema::options().should_validate_formats(true);
        match options.build(&schema) {
            Ok(validator) => {
                let has_words = !word::words(&schema).is_empty();
                Ok(Section {
                    schema,
                    validator,
                    has_words,
                    checkers: BTreeMap::new(),
                    pictures: BTreeMap::new(),
                })
            }
            Err(error) => Err(error.to_string()),
        }
    }

    /// Whether the schema says what a value is.
    pub fn has_words(&self) -> bool {
        self.has_words
    }

    /// What checks documents by a schema of the base client.
    pub fn checker(&self, path: &str) -> Option<&Checker> {
        self.checkers.get(path)
    }

    pub(super) fn add_checker(&mut self, path: String, checker: Checker) {
        self.checkers.insert(path, checker);
    }

    /// The drawing of the base client at a path that `x-pictures` names.
    pub fn picture(&self, path: &str) -> Option<&Arc<Artwork>> {
        self.pictures.get(path)
    }

    pub(super) fn add_picture(&mut self, path: String, picture: Artwork) {
        self.pictures.insert(path, Arc::new(picture));
    }

    /// The schema as the base client has it.
    pub fn schema(&self) -> &Value {
        &self.schema
    }

    /// Everything that is wrong with a section's value, each at its own line. Defaults count as written.
    pub fn check(&self, name: &str, node: &Node, extent: Extent) -> Vec<Diagnostic> {
        let value = self.fill(node.to_json());
        let errors: Vec<ValidationError<'_>> = self.validator.iter_errors(&value).collect();
        // A value of a wrong type breaks most other rules as well; once is enough.
        let is_type = |error: &ValidationError<'_>| matches!(error.kind(), Wrong::Type { .. });
        let typed: Vec<String> = errors
            .iter()
            .filter(|error| is_type(error))
            .map(|error| error.instance_path().to_string())
            .collect();
        let told = errors
            .iter()
            .filter(|error| is_type(error) || !typed.contains(&error.instance_path().to_string()));
        let told = told.filter(|error| extent == Extent::Whole || !is_missing(node, error));
        told.flat_map(|error| diagnostics(&self.schema, name, node, error)).collect()
    }

    /// What is wrong with the section where a theme does not set it at all, at the place of the theme's tenant.
    pub fn check_unset(&self, name: &str, place: &Place) -> Vec<Diagnostic> {
        let header = if self.is_list() { format!("[[{name}]]") } else { format!("[{name}]") };
        let unset = self.unset();
        let errors = self.validator.iter_errors(&unset);
        errors
            .map(|error| {
                let message = format!("`{header}` is missing: {}", lower(&error.to_string()));
                Diagnostic::at(Code::Section, place, message).help(format!("add `{header}`"))
            })
            .collect()
    }

    /// Whether it is a list: a theme writes `[[name]]`.
    pub fn is_list(&self) -> bool {
        self.schema.get("type").and_then(Value::as_str) == Some("array")
    }

    /// The value of a section that no theme sets: the schema's defaults.
    pub fn unset(&self) -> Value {
        let own = self.schema.get("default").filter(|own| own.is_array() == self.is_list());
        let empty =
            || if self.is_list() { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
        self.fill(own.cloned().unwrap_or_else(empty))
    }

    /// The keys of the section that have a default, joined by dots.
    pub fn default_keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        leaves(&self.unset(), "", &mut keys);
        keys
    }

    /// The default of a key of the section.
    pub fn default_at(&self, path: &[String]) -> Option<Value> {
        let all = self.unset();
        path.iter().try_fold(&all, |value, key| value.get(key)).cloned()
    }

    /// The value with the schema's defaults where it says nothing.
    pub fn fill(&self, mut value: Value) -> Value {
        fill(&self.schema, &self.schema, &mut value, DEPTH);
        value
    }
}

fn leaves(value: &Value, path: &str, keys: &mut Vec<String>) {
    let Value::Object(object) = value else {
        return keys.push(path.to_owned());
    };
    for (key, value) in object {
        leaves(value, &if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, keys);
    }
}

/// How deep defaults are filled in: a schema may refer to itself.
const DEPTH: usize = 32;

/// Fills in `default` of each property (JSON Schema 2020-12, validation, section 9.2), at any depth of objects, also
/// behind references within the schema.
fn fill(root: &Value, schema: &Value, value: &mut Value, depth: usize) {
    let schema = target(root, schema);
    if depth == 0 {
        return;
    }
    if let (Some(items), Value::Array(elements)) = (schema.get("items"), &mut *value) {
        elements.iter_mut().for_each(|element| fill(root, items, element, depth - 1));
    }
    let (Some(Value::Object(properties)), Value::Object(object)) =
        (schema.get("properties"), value)
    else {
        return;
    };
    for (key, property) in properties {
        let default = property.get("default").or_else(|| target(root, property).get("default"));
        if let (false, Some(default)) = (object.contains_key(key), default) {
            object.insert(key.clone(), default.clone());
        }
        if let Some(inner) = object.get_mut(key) {
            fill(root, property, inner, depth - 1);
        }
    }
}

/// Whether an error is of something that is not written.
fn is_missing(node: &Node, error: &ValidationError<'_>) -> bool {
    let pointer = error.instance_path().to_string();
    let parts: Vec<String> = pointer.split('/').skip(1).map(unescape).collect();
    let is_there = || {
        let mut at = Some(node);
        for part in &parts {
            at = match at.map(|node| &node.kind) {
                Some(Kind::Table(table)) => table.get(part).map(|entry| &entry.value),
                Some(Kind::Array(items)) => part.parse().ok().and_then(|at: usize| items.get(at)),
                _ => None,
            };
        }
        at.is_some()
    };
    matches!(error.kind(), Wrong::Required { .. }) || !is_there()
}

fn diagnostics(
    schema: &Value,
    name: &str,
    node: &Node,
    error: &ValidationError<'_>,
) -> Vec<Diagnostic> {
    let pointer = error.instance_path().to_string();
    let parts: Vec<String> = pointer.split('/').skip(1).map(unescape).collect();
    let found = node.follow(&parts);
    let path = key(name, node, &parts);
    match error.kind() {
        Wrong::AdditionalProperties { unexpected }
        | Wrong::UnevaluatedProperties { unexpected } => {
            let known = properties(schema, &error.schema_path().to_string());
            unexpected.iter().map(|key| unknown(&path, key, found, &known)).collect()
        }
        Wrong::Enum { options } => {
            let options: Vec<String> = texts(options);
            let given = found.to_json();
            let given = given.as_str().unwrap_or_default();
            let message = format!("`{path}` does not take {}", shown(found));
            let help = did_you_mean(given, options.iter().map(String::as_str));
            vec![Diagnostic::at(Code::Section, &found.place, message).maybe_help(help)]
        }
        Wrong::Type { kind } => {
            let message = format!("`{path}` takes {}, not {}", types(kind), found.kind.name());
            let is_header = pointer.is_empty() && kind_is_list(kind);
            let help = is_header.then(|| format!("write `[[{name}]]` for each item"));
            vec![Diagnostic::at(Code::Section, &found.place, message).maybe_help(help)]
        }
        _ => {
            let said = said(schema, error).unwrap_or_else(|| lower(&error.to_string()));
            let message = format!("`{path}`: {said}");
            vec![Diagnostic::at(Code::Section, &found.place, message)]
        }
    }
}

/// A value of a section as a key: items that have an id are named by it, as everywhere.
fn key(name: &str, node: &Node, parts: &[String]) -> String {
    let mut key = name.to_owned();
    for (at, part) in parts.iter().enumerate() {
        let is_item =
            matches!(node.follow(parts.get(..at).unwrap_or_default()).kind, Kind::Array(_));
        let item = node.follow(parts.get(..=at).unwrap_or_default());
        let id = match &item.kind {
            Kind::Table(table) if is_item => table.get("id").map(|entry| &entry.value.kind),
            _ => None,
        };
        key.push('.');
        key += match id {
            Some(Kind::String(id)) => id,
            _ => part,
        };
    }
    key
}

/// What the part of the schema that a value does not meet says to people: its `x-message`.
fn said(schema: &Value, error: &ValidationError<'_>) -> Option<String> {
    let path = error.schema_path().to_string();
    let (part, _keyword) = path.rsplit_once('/')?;
    schema.pointer(part)?.get("x-message")?.as_str().map(str::to_owned)
}

fn shown(node: &Node) -> String {
    format!(
        "`{}`",
        node.to_json().as_str().map_or_else(|| node.to_json().to_string(), str::to_owned)
    )
}

/// The names that the schema knows where an unknown one stands.
fn properties(schema: &Value, path: &str) -> Vec<String> {
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    let properties = schema.pointer(&format!("{parent}/properties"));
    let names = properties.and_then(Value::as_object).into_iter().flat_map(Map::keys);
    names.cloned().collect()
}

fn unknown(path: &str, key: &str, found: &Node, known: &[String]) -> Diagnostic {
    let entry = match &found.kind {
        Kind::Table(table) => table.get(key),
        _ => None,
    };
    let place = entry.map_or(&found.place, |entry| &entry.key_place);
    let help = did_you_mean(key, known.iter().map(String::as_str));
    Diagnostic::at(Code::Section, place, format!("unknown key `{path}.{key}`")).maybe_help(help)
}

fn kind_is_list(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Single(JsonType::Array))
}

/// The types of JSON Schema in the words of TOML.
fn types(kind: &TypeKind) -> String {
    let name = |kind: JsonType| match kind {
        JsonType::Array => "a list",
        JsonType::Boolean => "`true` or `false`",
        JsonType::Integer => "a whole number",
        JsonType::Null => "nothing",
        JsonType::Number => "a number",
        JsonType::Object => "a table",
        JsonType::String => "a text",
    };
    match kind {
        TypeKind::Single(kind) => name(*kind).to_owned(),
        TypeKind::Multiple(kinds) => kinds.iter().map(name).collect::<Vec<_>>().join(" or "),
    }
}

fn texts(options: &Value) -> Vec<String> {
    let items = options.as_array().into_iter().flatten();
    items.map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect()
}

fn unescape(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// The longest message of the validator that is shown, in characters.
const MESSAGE: usize = 200;

/// The validator's words with a lower-case beginning and back-ticks for quotes; a long value within them is cut.
fn lower(message: &str) -> String {
    let mut characters = message.chars();
    let first = characters.next().map(|first| first.to_lowercase().to_string());
    let text = (first.unwrap_or_default() + characters.as_str()).replace('"', "`");
    match text.char_indices().nth(MESSAGE) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

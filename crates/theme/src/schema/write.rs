//! From the shape of a theme to JSON Schema, key by key.

use serde_json::{Map, Value, json};

use super::definitions::{self, no_other_key};
use super::{embed, forms, keywords};
use crate::shape::{Field, Kind, Need, OWN, Otherwise, Shape, Text};

/// Writes schemas, and keeps the definitions that they refer to.
#[derive(Default)]
pub(super) struct Writer {
    /// Name → schema.
    pub(super) definitions: Map<String, Value>,
    /// The top-level keys that a key pattern may begin with.
    tables: Vec<String>,
}

impl Writer {
    /// The schema of a shape, with its documentation.
    pub(super) fn schema(&mut self, shape: &Shape) -> Value {
        if let (Kind::Table(fields), true) = (&shape.kind, self.tables.is_empty()) {
            let keys = fields.iter().map(|field| field.key.clone());
            self.tables = keys.filter(|key| !OWN.contains(&key.as_str())).collect();
        }
        let mut schema = self.kind(shape);
        document(&mut schema, shape);
        schema
    }

    fn kind(&mut self, shape: &Shape) -> Value {
        match &shape.kind {
            Kind::Text(rule) => definitions::text(*rule, &self.tables),
            Kind::Color => definitions::color(),
            Kind::ColorOrRole => definitions::color_or_role(),
            Kind::Bool => json!({ "type": "boolean" }),
            Kind::Number { min, max } => number(*min, *max),
            Kind::File(endings) => json!({ "type": "string", "pattern": ending(endings) }),
            Kind::Choice(names) => json!({ "type": "string", "enum": names }),
            Kind::List { of, change } => forms::list(&self.schema(of), *change),
            Kind::ById(fields) => forms::by_id(&self.table(fields)),
            Kind::Table(fields) => self.table(fields),
            Kind::Map(of) => {
                json!({ "type": "object", "additionalProperties": self.schema(of) })
            }
            Kind::Preset { of, hand } => forms::preset(&self.kind(of), *hand),
            // A section is written where its name is known.
            Kind::Section { .. } => json!({ "type": "object" }),
            Kind::Any(kinds) => forms::either(kinds.iter().map(|kind| self.schema(kind)).collect()),
        }
    }

    fn table(&mut self, fields: &[Field]) -> Value {
        let names = |needed: &[Need]| -> Vec<&str> {
            let fields = fields.iter().filter(|field| needed.contains(&field.need));
            fields.map(|field| field.key.as_str()).collect()
        };
        let (always, first) =
            (names(&[Need::Always]), names(&[Need::Always, Need::Own, Need::Inherited]));
        let mut schema =
            keywords(json!({ "type": "object", "additionalProperties": no_other_key() }));
        if !always.is_empty() {
            schema.insert("required".into(), json!(always));
        }
        let allowed = fields.iter().filter(|field| field.need != Need::Never);
        let properties = allowed.map(|field| (field.key.clone(), self.field(field)));
        schema.insert("properties".into(), properties.collect::<Map<_, _>>().into());
        if is_texts(fields) {
            // The whole key of a text may stand between quotes: `"launch.tagline" = "…"`.
            schema.insert("patternProperties".into(), json!({ "\\.": { "type": "string" } }));
        }
        if !first.is_empty() {
            schema.insert("x-taplo".into(), json!({ "initKeys": first }));
        }
        schema.into()
    }

    fn field(&mut self, field: &Field) -> Value {
        match &field.shape.kind {
            Kind::Section { schema, adjustable } => {
                let section = embed::Section { name: &field.key, schema, adjustable };
                embed::section(&section, &mut self.definitions)
            }
            _ => self.schema(&field.shape),
        }
    }
}

/// Whether a table holds texts of the base client, at any depth.
fn is_texts(fields: &[Field]) -> bool {
    fields.iter().any(|field| match &field.shape.kind {
        Kind::Text(rule) => *rule == Text::Lines,
        Kind::Table(inner) => is_texts(inner),
        _ => false,
    })
}

fn number(min: Option<f64>, max: Option<f64>) -> Value {
    let mut schema = Map::new();
    schema.insert("type".into(), "number".into());
    schema.extend(min.map(|min| ("minimum".to_owned(), min.into())));
    schema.extend(max.map(|max| ("maximum".to_owned(), max.into())));
    Value::Object(schema)
}

/// The pattern of a path with one of these endings, in upper or lower case.
fn ending(endings: &[&str]) -> String {
    let any_case = |letter: char| format!("[{letter}{}]", letter.to_ascii_uppercase());
    let endings = endings.iter().map(|ending| ending.chars().map(any_case).collect::<String>());
    format!("\\.({})$", endings.collect::<Vec<_>>().join("|"))
}

/// Adds what a person reads: the summary, what holds otherwise, examples.
fn document(schema: &mut Value, shape: &Shape) {
    let Some(keywords) = schema.as_object_mut() else {
        return;
    };
    keywords.insert("description".into(), description(shape).into());
    if let Otherwise::Value(value) = &shape.otherwise {
        keywords.insert("default".into(), value.clone());
    }
    if !shape.examples.is_empty() {
        keywords.insert("examples".into(), shape.examples.clone().into());
    }
}

/// The summary as a sentence, and what holds where a theme says nothing.
fn description(shape: &Shape) -> String {
    let summary = sentence(&shape.summary);
    match &shape.otherwise {
        Otherwise::Nothing => summary,
        Otherwise::Rule(rule) => format!("{summary} Default: {}", sentence_end(rule)),
        Otherwise::Value(value) => format!("{summary} Default: `{value}`."),
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    sentence_end(&(first.unwrap_or_default() + letters.as_str()))
}

fn sentence_end(text: &str) -> String {
    if text.ends_with('.') || text.is_empty() { text.to_owned() } else { format!("{text}.") }
}

//! The JSON Schema of a theme on a base client, for editors: completion, documentation and checks while one types.
//! Apart from [`crate::shape`], which knows the keys and nothing of JSON Schema.
//!
//! It is written in draft-07, which the language servers of TOML know. It accepts all that Rebadge accepts; what a
//! schema cannot tell, such as a contrast, is left to `rebadge check`.

mod definitions;
mod embed;
mod forms;
mod needs;
mod write;

use serde_json::{Map, Value, json};

use crate::base::Base;
use crate::shape::{self, Kind, Shape};

/// The schema of the themes of a base client.
pub fn of_theme(base: &Base) -> Value {
    let shape = shape::theme(base);
    let mut writer = write::Writer::default();
    let root = writer.schema(&shape);
    let mut definitions = definitions::all();
    definitions.extend(writer.definitions);
    let mut schema = keywords(json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": format!("Theme for {}", base.name),
    }));
    schema.extend(keywords(root));
    schema.extend(needs::of(fields(&shape)));
    schema.insert("definitions".into(), definitions.into());
    schema.into()
}

fn fields(shape: &Shape) -> &[shape::Field] {
    match &shape.kind {
        Kind::Table(fields) => fields,
        _ => &[],
    }
}

/// The keywords of a schema.
fn keywords(schema: Value) -> Map<String, Value> {
    match schema {
        Value::Object(keywords) => keywords,
        _ => Map::new(),
    }
}

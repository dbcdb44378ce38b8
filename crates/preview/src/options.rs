//! The options of a theme: every choice of the base client's sections, as its schema says it, and the drawings that show
//! the values.

use serde_json::{Map, Value, json};

use super::generation::Generation;
use rebadge_art::color::Scheme;
use rebadge_art::vector::DrawError;
use rebadge_render::render::{Effort, art, png};
use rebadge_theme::base::options;
use rebadge_theme::theme::Theme;

/// Pixels of a drawing: two for each that it is shown at.
const SIZE: (u32, u32) = (192, 128);

/// The sections that have options.
pub(super) fn sections(now: &Generation) -> Vec<Value> {
    let sections = now.client.base.sections.iter().filter_map(|(name, section)| {
        let schema = section.schema();
        let mut rows = Vec::new();
        let value = now.theme.sections.get(name);
        choices(schema, (name, value?), &now.theme, &mut rows);
        let is_any = !rows.is_empty();
        is_any.then(
            || json!({ "name": name, "title": texts(schema, "title", name), "options": rows }),
        )
    });
    sections.collect()
}

/// The choices of a table of a section, and of the tables in it.
fn choices(schema: &Value, (key, value): (&str, &Value), theme: &Theme, rows: &mut Vec<Value>) {
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let key = format!("{key}.{name}");
        let Some(value) = value.get(name) else { continue };
        let Some(table) = property.as_object() else { continue };
        let values = options::values(table);
        if value.is_object() {
            choices(property, (&key, value), theme, rows);
        } else if !values.is_empty() {
            rows.push(choice(&key, property, &values, value, theme));
        }
    }
}

fn choice(key: &str, property: &Value, values: &[String], now: &Value, theme: &Theme) -> Value {
    let name = key.rsplit('.').next().unwrap_or(key);
    let values = values.iter().map(|text| {
        let value = property.get("enum").and_then(Value::as_array);
        let value = value.and_then(|all| all.iter().find(|one| options::text(one) == *text));
        json!({
            "value": value.cloned().unwrap_or_else(|| json!(text == "true")),
            "label": label(property, text),
            "picture": property.get(options::KEYWORD).and_then(|pictures| pictures.get(text)),
        })
    });
    json!({
        "key": key,
        "title": texts(property, "title", name),
        "description": texts(property, "description", ""),
        "values": values.collect::<Vec<_>>(),
        "value": now,
        "adjustable": theme.adjustable.get(key),
    })
}

/// Language → a text of the schema.
fn texts(schema: &Value, name: &str, otherwise: &str) -> Value {
    let own = schema.get(name).and_then(Value::as_str).unwrap_or(otherwise);
    let mut texts = Map::from_iter([("en".to_owned(), Value::from(own))]);
    for (language, translated) in translations(schema) {
        if let Some(text) = translated.get(name) {
            texts.insert(language.clone(), text.clone());
        }
    }
    texts.into()
}

/// Language → the word for a value.
fn label(schema: &Value, value: &str) -> Value {
    let words = translations(schema).filter_map(|(language, translated)| {
        Some((language.clone(), translated.get("values")?.get(value)?.clone()))
    });
    let mut texts: Map<String, Value> = words.collect();
    texts.entry("en").or_insert_with(|| value.into());
    texts.into()
}

fn translations(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema.get("x-translations").and_then(Value::as_object).into_iter().flatten()
}

/// The drawing of a section's value in the theme's colors, as a PNG; none that the section does not name.
pub(super) fn picture(
    now: &Generation,
    (section, path): (&str, &str),
    scheme: Scheme,
) -> Option<Result<Vec<u8>, DrawError>> {
    let artwork = now.client.base.sections.get(section)?.picture(path)?;
    let drawn = art::fitted(artwork, now.theme.palettes.get(scheme), SIZE);
    Some(drawn.and_then(|pixels| png::encode(&pixels, Effort::Default)))
}

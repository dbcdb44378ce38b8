//! What the app does, in plain words: the base client's sections with what its schemas say of each value, the features,
//! and what people may change.

use serde_json::{Value, json};

use super::Making;
use super::address::pieces;
use super::forms;
use super::names::names;
use super::rules;
use super::schema::{Part, Text, capital, words};
use rebadge_art::color::{Role, Scheme};
use rebadge_art::vector::DrawError;
use rebadge_review::diff::Group;
use rebadge_theme::rules::Rule;

/// A picture of an option, in pixels: two for each that it is shown at.
const PICTURE: (u32, u32) = (192, 128);

pub(super) fn chapter(making: &mut Making<'_>) -> Result<Value, DrawError> {
    let mut sections = Vec::new();
    for (name, section) in &making.subject.base.sections {
        let value = making.subject.theme.sections.get(name).unwrap_or(&Value::Null);
        let part = Part::whole(section.schema());
        let language = making.subject.language;
        if let Value::Array(items) = value {
            sections.extend(forms::blocks(making, name, part, items));
            continue;
        }
        let mut rows = Vec::new();
        add(making, &mut rows, (name, part), value);
        for (row, picture) in &mut rows {
            let Some(artwork) = picture.and_then(|path| section.picture(path)) else { continue };
            row["picture"] = making.pictures.artwork(artwork, Scheme::Light, PICTURE, None)?.into();
        }
        sections.push(json!({
            "title": text(part.title(name, language)),
            "description": text(part.description(language)),
            "rows": rows.into_iter().map(|(row, _)| row).collect::<Vec<_>>(),
        }));
    }
    Ok(json!({
        "sections": sections,
        "ground": making.subject.theme.palettes.light.get(Role::Surface).to_string(),
        "features": features(making),
        "adjustable": adjustable(making),
    }))
}

/// A row, and the path of the drawing that shows its value.
type Row<'a> = (Value, Option<&'a str>);

fn text(text: Text) -> Value {
    json!({ "text": text.text, "tag": text.tag })
}

/// The rows of a table of a section, in the schema's order.
fn add<'a>(
    making: &Making<'_>,
    rows: &mut Vec<Row<'a>>,
    (key, part): (&str, Part<'a>),
    value: &Value,
) {
    for (name, property) in part.properties() {
        let Some(value) = value.get(name) else { continue };
        let key = format!("{key}.{name}");
        match value {
            Value::Object(_) => add(making, rows, (&key, property), value),
            Value::Array(items) if items.iter().any(Value::is_object) => {
                rows.extend(items.iter().map(|item| (listed(making, &key, item), None)));
            }
            _ => {
                let row = row(making, (&key, name, property), value);
                rows.push((row, property.picture(value)));
            }
        }
    }
}

fn row(making: &Making<'_>, (key, name, part): (&str, &str, Part<'_>), value: &Value) -> Value {
    let language = making.subject.language;
    json!({
        "title": text(part.title(name, language)),
        "description": text(part.description(language)),
        "value": shown(making, part, value),
        "link": [],
        "picture": "",
        "fixed": fixed(making, key),
        "mark": making.mark(key),
    })
}

/// One table of a list: a system that is connected, by its name.
pub(super) fn listed(making: &Making<'_>, key: &str, item: &Value) -> Value {
    let link = ["url", "href"].iter().find_map(|name| item.get(*name)?.as_str());
    let field = |names: &[&str]| {
        let found = names.iter().find_map(|name| item.get(*name)?.as_str());
        found.unwrap_or_default().to_owned()
    };
    let tag = making.subject.theme.tenant.language.value.as_str();
    let title = forms::label(making, item);
    let description = match rule(making, key, item) {
        Some(rule) => {
            let language = making.subject.language;
            let rules = &making.subject.theme.rules;
            let text = rules::sentence(rules, rule, &names(making), language);
            json!({ "text": text, "tag": language.tag() })
        }
        None => json!({ "text": field(&["summary", "description"]), "tag": tag }),
    };
    let key = format!("{key}.{}.", item.get("id").and_then(Value::as_str).unwrap_or_default());
    json!({
        "title": { "text": title, "tag": tag },
        "description": description,
        "value": "",
        "picture": "",
        "link": link.map(pieces).unwrap_or_default(),
        "fixed": "",
        "mark": { "changed": making.marks.any(&[&key]), "is_new": false, "before": "" },
    })
}

/// The security rule that an item of a list is.
fn rule<'a>(making: &'a Making<'_>, key: &str, item: &Value) -> Option<&'a Rule> {
    let security = making.subject.base.security.as_ref()?;
    let id = item.get("id")?.as_str()?;
    let mut rules = making.subject.theme.rules.rules.iter();
    rules.find(|rule| key == format!("{}.rules", security.section) && rule.id == id)
}

/// A value in words.
pub(super) fn shown(making: &Making<'_>, part: Part<'_>, value: &Value) -> String {
    let language = making.subject.language;
    match value {
        Value::Bool(true) => language.word("yes").to_owned(),
        Value::Bool(false) => language.word("no").to_owned(),
        Value::String(text) if text.is_empty() => language.word("none").to_owned(),
        Value::String(text) => part.value(text, language),
        Value::Array(items) if items.is_empty() => language.word("none").to_owned(),
        Value::Array(items) => {
            let items = items.iter().map(|item| shown(making, part, item));
            items.collect::<Vec<_>>().join(language.word("and"))
        }
        Value::Null => language.word("none").to_owned(),
        Value::Number(number) if part.is_time() && number.as_u64().is_some_and(|own| own > 0) => {
            rules::time(number.as_u64().unwrap_or_default(), language)
        }
        Value::Number(number) => part.value(&number.to_string(), language),
        Value::Object(_) => value.to_string(),
    }
}

/// Whether people may change a value: in words, or nothing where nobody could.
fn fixed(making: &Making<'_>, key: &str) -> &'static str {
    let word = match making.subject.theme.adjustable.get(key) {
        None => return "",
        Some(true) => "may",
        Some(false) => "may_not",
    };
    making.subject.language.word(word)
}

fn features(making: &Making<'_>) -> Vec<Value> {
    let row = |(name, is_on): (&String, &bool)| {
        let key = format!("features.{name}");
        json!({
            "title": text(feature(making, name)),
            "is_on": is_on,
            "fixed": fixed(making, &key),
            "mark": making.mark(&key),
        })
    };
    making.subject.theme.features.iter().map(row).collect()
}

/// What a feature is, as the contract says.
fn feature(making: &Making<'_>, name: &str) -> Text {
    let tag = making.subject.language.tag();
    let Some(feature) = making.subject.base.features.get(name) else {
        return Text::english(words(name));
    };
    match feature.translations.get(tag) {
        Some(text) => Text { text: text.clone(), tag },
        None if feature.summary.is_empty() => Text::english(words(name)),
        None => Text::english(capital(&feature.summary)),
    }
}

/// Everything that a user of the client could change, and whether this theme leaves it to them.
fn adjustable(making: &Making<'_>) -> Vec<Value> {
    let row = |(key, is_free): (&String, &bool)| json!({ "title": text(title(making, key)), "is_free": is_free });
    making.subject.theme.adjustable.iter().map(row).collect()
}

/// What a key is called, if the schema or the contract says.
pub(super) fn title(making: &Making<'_>, key: &str) -> Text {
    let language = making.subject.language;
    let (table, rest) = key.split_once('.').unwrap_or((key, ""));
    if Group::of(key) == Group::Features {
        return feature(making, rest);
    }
    let section = making.subject.base.sections.get(table);
    let whole = section.map(|section| Part::whole(section.schema()));
    let part =
        whole.and_then(|whole| rest.split('.').try_fold(whole, |part, name| part.property(name)));
    let name = rest.rsplit('.').next().unwrap_or(rest);
    match part {
        Some(part) => part.title(name, language),
        None => Text::english(key.to_owned()),
    }
}

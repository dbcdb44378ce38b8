//! A section that is a list, item by item: an app with its fields, say. Each list of tables in an item is a table here, one row for
//! each of them, with what it says beyond the schema's defaults.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Making;
use super::policy::{listed, shown};
use super::schema::{Part, Text};

/// The blocks of a list: each a title, what it is, and rows. Items with no tables in them are rows of one block.
pub(super) fn blocks(
    making: &Making<'_>,
    name: &str,
    part: Part<'_>,
    items: &[Value],
) -> Vec<Value> {
    let language = making.subject.language;
    let Some(item_part) = part.items() else { return Vec::new() };
    let is_form = |item: &&Value| inner(item).next().is_some();
    let (forms, plain): (Vec<&Value>, Vec<&Value>) = items.iter().partition(is_form);
    let mut blocks = Vec::new();
    let (title, about) = (part.title(name, language), part.description(language));
    if forms.is_empty() || !plain.is_empty() {
        let rows: Vec<Value> = plain.iter().map(|item| listed(making, name, item)).collect();
        blocks.push(block(title.clone(), about, rows));
    }
    for item in forms {
        let form =
            Form { making, key: format!("{name}.{}", id(item)), names: names(making, items, item) };
        for (at, (list, tables)) in inner(item).enumerate() {
            let Some(part) = item_part.property(list) else { continue };
            let of_list = part.title(list, language);
            let (title, about) = match at {
                0 => (own(making, &title.text, &label(making, item)), form.text(item, "summary")),
                _ => (own(making, &label(making, item), &of_list.text), part.description(language)),
            };
            let Some(part) = part.items() else { continue };
            let rows = tables.iter().map(|table| form.row(list, part, table));
            blocks.push(block(title, about, rows.collect()));
        }
    }
    blocks
}

fn block(title: Text, description: Text, rows: Vec<Value>) -> Value {
    json!({
        "title": { "text": title.text, "tag": title.tag },
        "description": { "text": description.text, "tag": description.tag },
        "rows": rows,
    })
}

/// A title of two parts, of which the first says what the second is.
fn own(making: &Making<'_>, kind: &str, name: &str) -> Text {
    Text { text: format!("{kind}: {name}"), tag: making.subject.language.tag() }
}

/// The lists of tables with ids in an item, by key.
fn inner(item: &Value) -> impl Iterator<Item = (&String, &Vec<Value>)> {
    let lists = item.as_object().into_iter().flatten();
    let lists = lists.filter_map(|(key, value)| Some((key, value.as_array()?)));
    lists.filter(|(_, items)| items.iter().any(|item| item.get("id").is_some()))
}

fn id(item: &Value) -> &str {
    item.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// The keys by which a table is called, the first that it has.
const NAMES: [&str; 4] = ["label", "title", "name", "id"];

/// What people call an item.
pub(super) fn label(making: &Making<'_>, item: &Value) -> String {
    let mut names = NAMES.iter().filter_map(|key| item.get(*key));
    names.find_map(|value| in_language(making, value)).unwrap_or_default()
}

/// A text, or the one of a table of texts in the book's language, or else in the tenant's.
pub(super) fn in_language(making: &Making<'_>, value: &Value) -> Option<String> {
    let tags = [making.subject.language.tag(), &making.subject.theme.tenant.language.value];
    let text = value.as_str().or_else(|| tags.iter().find_map(|tag| value.get(*tag)?.as_str()));
    text.map(str::to_owned)
}

/// Id → what people call it, of all items and of all that is in one of them.
fn names(making: &Making<'_>, items: &[Value], item: &Value) -> BTreeMap<String, String> {
    let tables = items.iter().chain(inner(item).flat_map(|(_, tables)| tables));
    tables.map(|table| (id(table).to_owned(), label(making, table))).collect()
}

/// An item with lists of tables in it.
struct Form<'a> {
    making: &'a Making<'a>,
    key: String,
    names: BTreeMap<String, String>,
}

impl Form<'_> {
    fn text(&self, item: &Value, key: &str) -> Text {
        let text = item.get(key).and_then(|value| in_language(self.making, value));
        Text { text: text.unwrap_or_default(), tag: self.making.subject.language.tag() }
    }

    /// One table, with what it says.
    fn row(&self, list: &str, part: Part<'_>, table: &Value) -> Value {
        let language = self.making.subject.language;
        let said = table.as_object().map(|map| self.said(part, map)).unwrap_or_default();
        let key = format!("{}.{list}.{}.", self.key, id(table));
        json!({
            "title": { "text": label(self.making, table), "tag": language.tag() },
            "description": { "text": said.join(" · "), "tag": language.tag() },
            "value": "",
            "picture": "",
            "link": [],
            "picture": "",
            "fixed": "",
            "mark": { "changed": self.making.marks.any(&[&key]), "is_new": false, "before": "" },
        })
    }

    /// What a table says beyond the schema's defaults, in the schema's order.
    fn said(&self, part: Part<'_>, table: &Map<String, Value>) -> Vec<String> {
        let is_name =
            |key: &str| NAMES.iter().find(|name| table.contains_key(**name)) == Some(&key);
        let language = self.making.subject.language;
        let one = |(key, part): (&String, Part<'_>)| {
            let is_said = |value: &&Value| part.is_choice() || part.default() != Some(value);
            let value = table.get(key).filter(is_said)?;
            if key == "id" || is_name(key) || *value == Value::Bool(false) {
                return None;
            }
            let title = part.title(key, language).text;
            Some(match value {
                Value::Bool(_) => title,
                // What one of a few words says needs no title.
                _ if part.is_choice() => shown(self.making, part, value),
                value => format!("{title}: {}", self.value(part, value)),
            })
        };
        part.properties().filter_map(one).collect()
    }

    fn value(&self, part: Part<'_>, value: &Value) -> String {
        let and = self.making.subject.language.word("and");
        match value {
            Value::Array(items) => {
                let all = items.iter().map(|item| self.value(part, item));
                all.collect::<Vec<_>>().join(and)
            }
            Value::Object(_) => {
                let text = in_language(self.making, value);
                text.unwrap_or_else(|| label(self.making, value))
            }
            Value::String(text) => self.names.get(text).cloned().unwrap_or_else(|| text.clone()),
            value => shown(self.making, part, value),
        }
    }
}

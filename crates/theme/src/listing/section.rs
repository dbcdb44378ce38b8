//! The rows of the sections that a base client defines: tables by key, lists of tables by the ids in them.

use serde_json::Value as Json;

use super::{BASE, Rows, Value};
use crate::base::{Base, Section};
use crate::theme::Theme;

pub(super) fn add(rows: &mut Rows, theme: &Theme, base: &Base) {
    for (name, value) in &theme.sections {
        let default = base.sections.get(name).map(Section::unset);
        add_value(rows, name, value, default.as_ref());
    }
}

/// `default` is what the base client has there.
fn add_value(rows: &mut Rows, key: &str, value: &Json, default: Option<&Json>) {
    match value {
        Json::Object(table) => {
            for (name, value) in table {
                let default = default.and_then(|default| default.get(name));
                add_value(rows, &format!("{key}.{name}"), value, default);
            }
        }
        Json::Array(items) if !items.is_empty() => match ids(items) {
            Some(ids) => add_items(rows, key, items, &ids),
            None => add_leaf(rows, key, value, default),
        },
        _ => add_leaf(rows, key, value, default),
    }
}

fn add_leaf(rows: &mut Rows, key: &str, value: &Json, default: Option<&Json>) {
    let value_of_row = match value {
        // Of a list it cannot be known whose texts are colors or files: it is data.
        Json::Array(items) => texts(items).map_or_else(|| Value::Data(value.clone()), Value::List),
        Json::String(text) => Value::Text(text.clone()),
        Json::Number(number) => Value::Number(number.clone()),
        Json::Bool(value) => Value::Bool(*value),
        _ => Value::Data(value.clone()),
    };
    rows.add(key, value_of_row, (default == Some(value)).then_some(BASE));
}

/// A list of named tables: the ids in their order, then what each holds.
fn add_items(rows: &mut Rows, key: &str, items: &[Json], ids: &[String]) {
    rows.add(key, Value::List(ids.to_vec()), None);
    for (item, id) in items.iter().zip(ids) {
        for (name, value) in item.as_object().into_iter().flatten() {
            if name != "id" {
                add_value(rows, &format!("{key}.{id}.{name}"), value, None);
            }
        }
    }
}

/// The ids of a list of tables, if each has one of its own.
fn ids(items: &[Json]) -> Option<Vec<String>> {
    let ids = items.iter().map(|item| item.get("id")?.as_str().map(str::to_owned));
    let ids: Vec<String> = ids.collect::<Option<_>>()?;
    let is_unique = ids.iter().enumerate().all(|(at, id)| !ids[..at].contains(id));
    is_unique.then_some(ids)
}

fn texts(items: &[Json]) -> Option<Vec<String>> {
    items.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The rows of a section `s`, `key = value`, with `*` where the value is the base client's.
    fn check(value: Json, default: Json, expect: &[&str]) {
        let mut rows = Rows::default();
        add_value(&mut rows, "s", &value, Some(&default));
        let shown = rows.0.iter().map(|row| {
            let mark = if row.origin.is_some() { "*" } else { "" };
            format!("{} = {}{mark}", row.key, row.value)
        });
        assert_eq!(shown.collect::<Vec<_>>(), expect);
    }

    #[test]
    fn tables_are_flattened() {
        let default = json!({ "region": "eu", "backup": { "days": 7 } });
        let value = json!({ "region": "us", "backup": { "days": 7, "on": true } });
        check(value, default, &["s.region = \"us\"", "s.backup.days = 7*", "s.backup.on = true"]);
        check(json!({}), json!({}), &[]);
    }

    #[test]
    fn named_tables_go_by_id() {
        let value = json!({ "systems": [{ "id": "erp", "url": "u" }, { "id": "crm", "n": [1] }] });
        let expect = [
            "s.systems = [\"erp\", \"crm\"]",
            "s.systems.erp.url = \"u\"",
            "s.systems.crm.n = [1]",
        ];
        check(value, json!({}), &expect);
    }

    #[test]
    fn other_lists_stay_whole() {
        check(json!({ "a": ["x"] }), json!({ "a": ["x"] }), &["s.a = [\"x\"]*"]);
        check(json!({ "a": [] }), json!({}), &["s.a = []"]);
        let twice = json!({ "a": [{ "id": "x" }, { "id": "x" }] });
        check(twice, json!({}), &["s.a = [{\"id\":\"x\"},{\"id\":\"x\"}]"]);
    }
}

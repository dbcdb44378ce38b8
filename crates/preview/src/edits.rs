//! Edits that the page asks for, and the text of a theme's file with them.

use serde_json::Value as Json;
use toml_edit::{Array, InlineTable, Value};

use rebadge_core::diagnostic::{Diagnostic, did_you_mean};
use rebadge_core::pattern::{Part, Pattern};
use rebadge_edit::{Columns, Writing};
use rebadge_theme::base::Base;
use rebadge_theme::inherit::{Library, ThemeFile};
use rebadge_theme::shape;

/// One key and what is written for it; null where the key goes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edit {
    pub(super) key: String,
    pub(super) value: Json,
}

/// Why an edit was refused.
#[derive(Debug)]
pub(super) enum Refusal {
    NoTenant,
    /// The file is another one than the page has seen.
    Overtaken,
    /// It is no edit of a theme.
    Unfit(String),
    /// The theme would have errors that it does not have.
    Breaks(Vec<Diagnostic>),
}

/// The most changes at once.
const MOST: usize = 256;

/// The edits of a request.
pub(super) fn edits(changes: &Json) -> Result<Vec<Edit>, Refusal> {
    let unfit = || Refusal::Unfit("`changes` is a list of `{\"key\", \"value\"}`".to_owned());
    let list = changes.as_array().filter(|list| list.len() <= MOST).ok_or_else(unfit)?;
    list.iter()
        .map(|one| {
            let key = one.get("key").and_then(Json::as_str).ok_or_else(unfit)?.to_owned();
            let value = one.get("value").cloned().ok_or_else(unfit)?;
            Ok(Edit { key, value })
        })
        .collect()
}

/// The text of a theme's file with edits; only keys that a theme can have are written.
pub(super) fn edited(
    library: &Library,
    location: &ThemeFile,
    edits: &[Edit],
    base: &Base,
) -> Result<String, Refusal> {
    let known = library.document(location).map_err(|problem| Refusal::Breaks(vec![problem]))?;
    let shape = shape::theme(base);
    let mut all: Vec<Writing> = Vec::new();
    for edit in edits {
        let pattern = Pattern::parse(&edit.key)
            .map_err(|error| Refusal::Unfit(format!("`{}` is no key: {error}", edit.key)))?;
        if let Err(unknown) = shape::covers(&shape, &pattern) {
            let help = did_you_mean(&unknown.key, unknown.known.iter().map(String::as_str));
            let help = help.map(|help| format!("; {help}")).unwrap_or_default();
            return Err(Refusal::Unfit(format!("no theme has a key `{}`{help}", edit.key)));
        }
        let parts: Option<Vec<String>> = pattern.parts().iter().map(name).collect();
        let Some(parts) = parts else {
            return Err(Refusal::Unfit(format!("`{}` is more than one key", edit.key)));
        };
        let path = path(parts, &known.source.text);
        if is_table(&path, &known.source.text) {
            return Err(Refusal::Unfit(format!("`{}` is a table, name a key in it", edit.key)));
        }
        all.push((path, toml(&edit.value)?));
    }
    rebadge_edit::write(&known.source.text, &all, Columns::Kept)
        .map_err(|error| Refusal::Unfit(error.to_string()))
}

/// Whether a theme's text has a table of its own at a path, which no value takes the place of.
fn is_table(path: &[String], text: &str) -> bool {
    let document: Option<toml_edit::DocumentMut> = text.parse().ok();
    let item = document.as_ref().map(|document| document.as_item());
    let item = item.and_then(|item| path.iter().try_fold(item, |item, key| item.get(key)));
    item.is_some_and(|item| item.is_table() || item.is_array_of_tables())
}

fn name(part: &Part) -> Option<String> {
    match part {
        Part::Key(key) => Some(key.clone()),
        Part::One | Part::Many => None,
    }
}

/// A key as a path in a theme's text. A text's key may have dots of its own, and is in the file as it was written there.
fn path(parts: Vec<String>, text: &str) -> Vec<String> {
    let [first, language, rest @ ..] = parts.as_slice() else { return parts };
    if first != "strings" || rest.is_empty() {
        return parts;
    }
    let document: Option<toml_edit::DocumentMut> = text.parse().ok();
    let texts = document.as_ref().and_then(|document| document.get(first)?.get(language));
    let texts = texts.and_then(|texts| texts.as_table_like());
    let is_whole = texts.is_some_and(|texts| texts.contains_key(&rest.join(".")));
    let is_nested =
        texts.is_some_and(|texts| texts.get(&rest[0]).is_some_and(|inner| inner.is_table_like()));
    if is_whole || !is_nested {
        vec![first.clone(), language.clone(), rest.join(".")]
    } else {
        parts
    }
}

/// A value as TOML; none where the key goes.
fn toml(value: &Json) -> Result<Option<Value>, Refusal> {
    Ok(Some(match value {
        Json::Null => return Ok(None),
        Json::Bool(value) => (*value).into(),
        Json::String(text) => text.as_str().into(),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => whole.into(),
            (None, Some(number)) => number.into(),
            (None, None) => return Err(Refusal::Unfit(format!("`{number}` is no number of TOML"))),
        },
        Json::Array(list) => {
            let items = list.iter().map(toml).collect::<Result<Vec<_>, _>>()?;
            Array::from_iter(items.into_iter().flatten()).into()
        }
        Json::Object(table) => {
            let mut inline = InlineTable::new();
            for (key, value) in table {
                if let Some(value) = toml(value)? {
                    inline.insert(key, value);
                }
            }
            inline.into()
        }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(text: &str, key: &str, expect: &[&str]) {
        let parts = key.split('.').map(str::to_owned).collect();
        assert_eq!(path(parts, text), expect, "{key} in {text}");
    }

    #[test]
    fn a_texts_key_is_written_as_it_stands() {
        check("", "brand.color", &["brand", "color"]);
        check("", "strings.en.tasks.title", &["strings", "en", "tasks.title"]);
        check(
            "[strings.en]\n\"tasks.title\" = \"x\"",
            "strings.en.tasks.title",
            &["strings", "en", "tasks.title"],
        );
        check(
            "[strings.en.tasks]\ntitle = \"x\"",
            "strings.en.tasks.title",
            &["strings", "en", "tasks", "title"],
        );
    }

    #[test]
    fn json_is_written_as_toml() {
        let check = |value: Json, expect: Option<&str>| {
            let value = toml(&value).expect("a value").map(|value| value.to_string());
            assert_eq!(value.as_deref(), expect);
        };
        check(json!("a\"b"), Some("'a\"b'"));
        check(json!(0.25), Some("0.25"));
        check(json!(7), Some("7"));
        check(json!([1, "a"]), Some("[1, \"a\"]"));
        check(json!({ "from": "#000000" }), Some("{ from = \"#000000\" }"));
        check(json!(null), None);
    }
}

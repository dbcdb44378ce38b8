//! Changes that the page asks for: tried in memory, or written into the theme's file. Apart, because this is the only
//! place where the preview writes.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;
use toml_edit::{Array, InlineTable, Value};

use super::load::{Loaded, load, survey};
use super::refresh::Draft;
use super::studio::Studio;
use rebadge_core::diagnostic::{Diagnostic, Level, did_you_mean};
use rebadge_core::fs;
use rebadge_core::pattern::{Part, Pattern};
use rebadge_plan::prepare::Gate;
use rebadge_theme::base::Base;
use rebadge_theme::inherit::ThemeFile;
use rebadge_theme::shape;
use rebadge_tokens::{self as tokens, Writing};

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

impl Studio {
    /// Shows the theme as if its file said so; no edits end it.
    pub(super) fn attempt(&self, id: &str, edits: Vec<Edit>) -> Result<(), Refusal> {
        self.in_turn(|| {
            let location = self.location(id)?;
            let mut state = self.write();
            let tenant = state.tenants.get_mut(&location.file).ok_or(Refusal::NoTenant)?;
            let before = std::mem::replace(&mut tenant.tried, edits);
            drop(state);
            let trial = self.trial(&location);
            if let Err(refusal) = trial {
                if let Some(tenant) = self.write().tenants.get_mut(&location.file) {
                    tenant.tried = before;
                }
                return Err(refusal);
            }
            let trials = BTreeMap::from([(location.file.clone(), trial?)]);
            self.show(Draft { trials, ..Draft::default() });
            Ok(())
        })
    }

    /// What comes of a tenant's tried edits; none where it has none.
    pub(super) fn trial(&self, location: &ThemeFile) -> Result<Option<Loaded>, Refusal> {
        let state = self.read();
        let tenant = state.tenants.get(&location.file).ok_or(Refusal::NoTenant)?;
        let (tried, client) = (tenant.tried.clone(), state.client.clone());
        let before = tenant.trial.clone().or_else(|| tenant.disk.clone());
        let proven = Arc::clone(&state.proven);
        drop(state);
        let Some(client) = client.filter(|_| !tried.is_empty()) else { return Ok(None) };
        let text = self.edited(location, &tried, &client.base)?;
        let library = self.library.fork();
        library.put(location, text);
        let with = self.with(&client, &library, &proven);
        // A color whose contrast is too low is to be seen, beside what is wrong with it.
        Ok(Some(load(location, with, Gate::AllButContrast, before.as_deref())))
    }

    /// Writes edits into the theme's file.
    pub(super) fn write_down(&self, id: &str, edits: &[Edit]) -> Result<(), Refusal> {
        self.in_turn(|| {
            let location = self.location(id)?;
            let known = self
                .library
                .document(&location)
                .map_err(|problem| Refusal::Breaks(vec![problem]))?;
            let path = fs::real(&location.file).unwrap_or_else(|| location.file.clone());
            let now =
                fs::read(&path, 1 << 20).map_err(|error| Refusal::Unfit(error.to_string()))?;
            if now != known.source.text.as_bytes() {
                return Err(Refusal::Overtaken);
            }
            let state = self.read();
            let client = state.client.clone().ok_or(Refusal::NoTenant)?;
            let proven = Arc::clone(&state.proven);
            drop(state);
            let text = self.edited(&location, edits, &client.base)?;
            let library = self.library.fork();
            library.put(&location, text.clone());
            let found = survey(&location, self.with(&client, &library, &proven)).diagnostics;
            let state = self.read();
            let old = state
                .tenants
                .get(&location.file)
                .map(|tenant| tenant.found.clone())
                .unwrap_or_default();
            drop(state);
            let is_new = |found: &Diagnostic| {
                let is_known =
                    |old: &Diagnostic| (old.code, &old.message) == (found.code, &found.message);
                found.code.level() == Level::Error && !old.iter().any(is_known)
            };
            if found.iter().any(is_new) {
                return Err(Refusal::Breaks(found.into_iter().filter(|one| is_new(one)).collect()));
            }
            fs::write(&[(&path, text.as_bytes())])
                .map_err(|error| Refusal::Unfit(error.to_string()))?;
            if let Some(tenant) = self.write().tenants.get_mut(&location.file) {
                tenant.tried.retain(|tried| !edits.iter().any(|edit| edit.key == tried.key));
            }
            let changed = [super::load::absolute(&path)].into_iter().collect();
            let draft = self.draft(&changed);
            self.show(draft);
            Ok(())
        })
    }

    fn location(&self, id: &str) -> Result<ThemeFile, Refusal> {
        self.read().tenant(id).map(|tenant| tenant.location.clone()).ok_or(Refusal::NoTenant)
    }

    /// The text of a theme's file with edits; only keys that a theme can have are written.
    fn edited(&self, location: &ThemeFile, edits: &[Edit], base: &Base) -> Result<String, Refusal> {
        let known =
            self.library.document(location).map_err(|problem| Refusal::Breaks(vec![problem]))?;
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
        tokens::write(&known.source.text, &all).map_err(|error| Refusal::Unfit(error.to_string()))
    }
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

/// A key as a path in a theme's text. A text's key may have dots of its own, and stands in the file as it was written there.
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
    match is_whole || !is_nested {
        true => vec![first.clone(), language.clone(), rest.join(".")],
        false => parts,
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

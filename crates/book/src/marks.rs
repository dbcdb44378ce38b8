//! What changed since the approved version, looked up by key.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::words::Language;
use rebadge_review::diff::{Change, Difference};
use rebadge_theme::listing::Value;

/// The changes by key; none where there is nothing to compare with.
#[derive(Default)]
pub(super) struct Marks<'a>(BTreeMap<&'a str, &'a Change>);

impl<'a> Marks<'a> {
    pub(super) fn new(difference: Option<&'a Difference>) -> Marks<'a> {
        let changes = difference.into_iter().flat_map(|difference| &difference.values);
        let changes = changes.filter(|change| !change.is_slight());
        Marks(changes.map(|change| (change.key.as_str(), change)).collect())
    }

    /// The mark of a key: whether it changed, and what it was before; an empty text where there was nothing.
    pub(super) fn of(&self, key: &str, language: Language) -> Json {
        let change = self.0.get(key);
        json!({
            "changed": change.is_some(),
            "is_new": change.is_some_and(|change| change.before.is_none()),
            "before": change.map(|change| before(change, language)).unwrap_or_default(),
        })
    }

    /// Whether a key changed that begins so.
    pub(super) fn any(&self, prefixes: &[&str]) -> bool {
        self.0.keys().any(|key| prefixes.iter().any(|prefix| key.starts_with(prefix)))
    }
}

fn before(change: &Change, language: Language) -> String {
    change.before.as_ref().map(|value| plain(value, language)).unwrap_or_default()
}

/// A value as bare text, for people.
pub(super) fn plain(value: &Value, language: Language) -> String {
    let join = |items: &[String]| items.join(language.word("and"));
    match value {
        Value::Text(text) => text.clone(),
        Value::Bool(true) => language.word("yes").to_owned(),
        Value::Bool(false) => language.word("no").to_owned(),
        Value::List(items) => join(items),
        Value::Image(asset) => asset.name.clone(),
        Value::Files(assets) => {
            join(&assets.iter().map(|asset| asset.name.clone()).collect::<Vec<_>>())
        }
        Value::Schemes { light, dark } => {
            let (in_light, in_dark) = (language.word("light"), language.word("dark"));
            format!("{in_light} {light}, {in_dark} {dark}")
        }
        Value::Fixed(value) => format!("{} ({})", plain(value, language), language.word("may_not")),
        Value::Number(_) | Value::Color(_) | Value::Data(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: Value, english: &str, chinese: &str) {
        assert_eq!(plain(&value, Language::English), english);
        assert_eq!(plain(&value, Language::Chinese), chinese);
    }

    #[test]
    fn values_are_told_in_plain_words() {
        check(Value::Text("a".into()), "a", "a");
        check(Value::Bool(true), "Yes", "是");
        check(Value::List(vec!["a".into(), "b".into()]), "a, b", "a、b");
        check(Value::Fixed(Box::new(Value::Number(5.into()))), "5 (fixed)", "5 (已锁定)");
    }
}

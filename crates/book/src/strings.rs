//! The words that a tenant has in place of the base client's, and its fonts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Making;
use super::schema::words;

/// What the base client says in place of a tenant's words, in the book's language or the first that it has; else the end of
/// the key, in words.
fn name(making: &Making<'_>, key: &str) -> Value {
    let (base, tag) = (making.subject.base, making.subject.language.tag());
    let own = [tag].into_iter().chain(base.languages.iter().map(String::as_str));
    let mut own = own.filter_map(|tag| Some((tag, base.strings.get(tag)?.get(key)?)));
    match own.find(|(_, text)| !text.is_empty()) {
        Some((tag, text)) => json!({ "tag": tag, "text": text }),
        None => json!({ "tag": tag, "text": words(key.rsplit('.').next().unwrap_or(key)) }),
    }
}

pub(super) fn chapter(making: &Making<'_>) -> Value {
    let (theme, base) = (making.subject.theme, making.subject.base);
    let own = |tag: &str| base.strings.get(tag);
    let mut keys = BTreeSet::new();
    for tag in &theme.tenant.languages {
        let texts = theme.strings.get(tag).into_iter().flat_map(|texts| texts.iter());
        let set = texts.filter(|(key, text)| own(tag).and_then(|own| own.get(*key)) != Some(*text));
        keys.extend(set.map(|(key, _)| key));
    }
    let rows = keys.iter().map(|key| {
        let texts = theme.tenant.languages.iter().filter_map(|tag| {
            let text = theme.strings.get(tag)?.get(key)?;
            let mark = making.mark(&format!("strings.{tag}.{key}"));
            Some(json!({ "tag": tag, "text": text, "mark": mark }))
        });
        let texts: Vec<Value> = texts.collect();
        json!({ "name": name(making, key), "texts": texts })
    });
    let fonts = theme
        .fonts
        .iter()
        .map(|font| json!({ "family": font.family.value, "license": font.license }));
    json!({ "rows": rows.collect::<Vec<_>>(), "fonts": fonts.collect::<Vec<_>>() })
}

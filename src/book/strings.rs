//! The words that a tenant has in place of the base client's, and its fonts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Making;

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
        json!({ "key": key, "texts": texts.collect::<Vec<_>>() })
    });
    let fonts = theme
        .fonts
        .iter()
        .map(|font| json!({ "family": font.family.value, "license": font.license }));
    json!({ "rows": rows.collect::<Vec<_>>(), "fonts": fonts.collect::<Vec<_>>() })
}

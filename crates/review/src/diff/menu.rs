//! What changed in a menu, in sentences: people do not think of a menu as keys and values.

use std::collections::BTreeMap;

use super::lists;
use super::words::Change;
use rebadge_theme::listing::{Asset, Value};

/// Shows a name or value of a theme, as the reader's medium wants it.
pub(super) type Code<'a> = &'a dyn Fn(&str) -> String;

/// The sentences of all changes below `menu.`: places first, then entries, then groups.
pub(super) fn sentences(changes: &[&Change], code: Code<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut entries: BTreeMap<&str, Vec<(&str, &Change)>> = BTreeMap::new();
    let mut last = Vec::new();
    for change in changes {
        let key = change.key.strip_prefix("menu.").unwrap_or(&change.key);
        match key.split_once('.') {
            Some(("layout", place)) => sentences.push(layout(place, change, code)),
            Some(("entries", key)) => {
                let (id, field) = key.split_once('.').unwrap_or((key, ""));
                entries.entry(id).or_default().push((field, change));
            }
            _ => last.push(format!(
                "{}: {}",
                word(&key.replace('.', " "), code),
                arrow(change, code)
            )),
        }
    }
    for (id, fields) in entries {
        sentences.extend(entry(id, &fields, code));
    }
    sentences.extend(last);
    sentences
}

fn layout(place: &str, change: &Change, code: Code<'_>) -> String {
    let ids = |value: &Option<Value>| match value {
        Some(Value::List(ids)) => ids.clone(),
        _ => Vec::new(),
    };
    let events = lists::sentences(&ids(&change.before), &ids(&change.after), code);
    let what = match (&change.before, &change.after) {
        (None, _) => "a new place; ",
        (_, None) => "the place is gone; ",
        _ => "",
    };
    format!("{}: {what}{}", word(place, code), events.join(", "))
}

/// An entry that is new or gone is one sentence; else each of its fields is one.
fn entry(id: &str, fields: &[(&str, &Change)], code: Code<'_>) -> Vec<String> {
    // Every entry has a target.
    let target = fields.iter().find(|(field, _)| *field == "target").map(|(_, change)| change);
    match target.map(|change| (&change.before, &change.after)) {
        Some((None, Some(target))) => {
            let labels = fields.iter().filter(|(field, _)| field.starts_with("label."));
            let labels =
                labels.filter_map(|(_, change)| Some(code(&plain(change.after.as_ref()?))));
            let labels: Vec<String> = labels.collect();
            vec![format!(
                "{} is new: {}, opens {}",
                code(id),
                labels.join(", "),
                code(&plain(target))
            )]
        }
        Some((Some(_), None)) => vec![format!("{} is gone", code(id))],
        _ => fields.iter().map(|(field, change)| field_of(id, field, change, code)).collect(),
    }
}

fn field_of(id: &str, field: &str, change: &Change, code: Code<'_>) -> String {
    let (id, arrow) = (code(id), arrow(change, code));
    let (kind, detail) = field.split_once('.').unwrap_or((field, ""));
    match (kind, &*word(detail, code)) {
        ("label", language) if change.after.is_none() => {
            format!("{id} has no label in {language} any more")
        }
        ("label", language) if change.before.is_none() => {
            let label = change.after.as_ref().map(plain).unwrap_or_default();
            format!("{id} has a label in {language} now: {}", code(&label))
        }
        ("label", language) => format!("{id} relabelled in {language}: {arrow}"),
        ("icon", _) => format!("{id} has another icon: {arrow}"),
        ("target", _) => format!("{id} opens something else: {arrow}"),
        ("badge", _) => format!("{id} shows another counter: {arrow}"),
        ("roles", _) => format!("{id} is seen by others: {arrow}"),
        ("group", _) => format!("{id} stands in another group: {arrow}"),
        _ => format!("{id} {}: {arrow}", word(field, code)),
    }
}

/// A part of a key as a word of the sentence; as code where it is none.
fn word(text: &str, code: Code<'_>) -> String {
    if text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-. ".contains(letter)) {
        text.to_owned()
    } else {
        code(text)
    }
}

/// Before and after; of an image with the same name, that it was drawn anew.
pub(super) fn arrow(change: &Change, code: Code<'_>) -> String {
    let show = |value: &Option<Value>| {
        let text = value.as_ref().map(plain).unwrap_or_default();
        if text.is_empty() { "none".to_owned() } else { code(&text) }
    };
    if let (Some(Value::Image(before)), Some(Value::Image(after))) = (&change.before, &change.after)
        && before.name == after.name
    {
        return format!("{} drawn anew", code(&after.name));
    }
    format!("{} → {}", show(&change.before), show(&change.after))
}

/// A value as bare text: no quotes, no brackets.
pub(super) fn plain(value: &Value) -> String {
    let names = |assets: &[Asset]| -> Vec<String> {
        assets.iter().map(|asset| asset.name.clone()).collect()
    };
    match value {
        Value::Text(text) => text.clone(),
        Value::List(items) => items.join(", "),
        Value::Image(asset) => asset.name.clone(),
        Value::Files(assets) => names(assets).join(", "),
        Value::Fixed(value) => format!("{}, fixed", plain(value)),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Option<Value> {
        Some(Value::Text(text.into()))
    }

    fn list(text: &str) -> Option<Value> {
        Some(Value::List(text.split_whitespace().map(str::to_owned).collect()))
    }

    fn image(name: &str, sha256: &str) -> Option<Value> {
        Some(Value::Image(Asset { name: name.into(), sha256: sha256.into() }))
    }

    fn check(changes: &[(&str, Option<Value>, Option<Value>)], expect: &[&str]) {
        let change = |(key, before, after): &(&str, Option<Value>, Option<Value>)| Change {
            key: format!("menu.{key}"),
            before: before.clone(),
            after: after.clone(),
            contrast: None,
        };
        let changes: Vec<Change> = changes.iter().map(change).collect();
        let code = |text: &str| format!("`{text}`");
        assert_eq!(sentences(&changes.iter().collect::<Vec<_>>(), &code), expect);
    }

    #[test]
    fn places_tell_what_moved() {
        check(
            &[("layout.tabs", list("a b tasks"), list("b a trace tasks"))],
            &["tabs: `b` moved before `a`, `trace` added before `tasks`"],
        );
        check(&[("layout.x", None, list("a"))], &["x: a new place; `a` added at the end"]);
        check(&[("layout.x", list("a"), None)], &["x: the place is gone; `a` removed"]);
    }

    #[test]
    fn entries_tell_what_changed() {
        check(
            &[
                ("entries.t.label.en", None, text("Tracing")),
                ("entries.t.target", None, text("view:x")),
            ],
            &["`t` is new: `Tracing`, opens `view:x`"],
        );
        check(&[("entries.t.target", text("view:x"), None)], &["`t` is gone"]);
        check(
            &[
                ("entries.t.label.en", text("A"), text("B")),
                ("entries.t.label.de", None, text("B")),
                ("entries.t.icon", image("a.svg", "1"), image("a.svg", "2")),
                ("entries.t.badge", text(""), text("tasks")),
                ("groups.q.en", text("Q"), text("R")),
            ],
            &[
                "`t` relabelled in en: `A` → `B`",
                "`t` has a label in de now: `B`",
                "`t` has another icon: `a.svg` drawn anew",
                "`t` shows another counter: none → `tasks`",
                "groups q en: `Q` → `R`",
            ],
        );
    }
}

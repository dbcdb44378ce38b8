//! What people call what security rules name, in the book's language: by the contract, the menu and the lists of sections.

use rebadge_review::rules::Names;
use rebadge_theme::base::{Ids, Security};
use serde_json::{Value, json};

use super::Making;
use super::forms;

/// The names of all that the rules of a theme may be about.
pub(super) fn names(making: &Making<'_>) -> Names {
    let mut names = Names::default();
    let Some(security) = &making.subject.base.security else { return names };
    for (name, texts) in &security.words {
        let text = forms::in_language(making, &json!(texts)).or_else(|| texts.get("en").cloned());
        let of = if name.starts_with("role:") { &mut names.labels } else { &mut names.words };
        of.extend(text.map(|text| (name.clone(), text)));
    }
    roles(making, security, &mut names);
    for (kind, subject) in &security.kinds {
        let Some(Ids::Of(of)) = &subject.ids else { continue };
        let keys: Vec<&str> = of.iter().map(String::as_str).collect();
        match keys.as_slice() {
            ["menu", "entries"] => entries(making, kind, &mut names),
            [section, rest @ ..] => {
                let value = making.subject.theme.sections.get(*section);
                let mut found = Vec::new();
                value.into_iter().for_each(|value| items(value, rest, "", &mut found));
                for (id, item) in found {
                    put(&mut names, format!("{kind}:{id}"), forms::label(making, item));
                }
            }
            [] => {}
        }
    }
    names
}

fn put(names: &mut Names, thing: String, label: String) {
    if !label.is_empty() {
        names.labels.insert(thing, label);
    }
}

fn roles(making: &Making<'_>, security: &Security, names: &mut Names) {
    let section = making.subject.theme.sections.get(&security.section);
    let roles = section.and_then(|section| section.get("roles")).and_then(Value::as_array);
    for role in roles.into_iter().flatten() {
        if let Some(id) = role.get("id").and_then(Value::as_str) {
            put(names, format!("role:{id}"), forms::label(making, role));
        }
    }
}

fn entries(making: &Making<'_>, kind: &str, names: &mut Names) {
    let theme = making.subject.theme;
    let tags = [making.subject.language.tag(), theme.tenant.language.value.as_str()];
    for (id, entry) in &theme.menu.entries {
        let label = tags.iter().find_map(|tag| entry.label.get(*tag));
        put(
            names,
            format!("{kind}:{id}"),
            label.map(|label| label.value.clone()).unwrap_or_default(),
        );
    }
}

/// The items of a list with their ids, those of an inner list with the ids of the outer ones before theirs.
fn items<'a>(value: &'a Value, keys: &[&str], before: &str, found: &mut Vec<(String, &'a Value)>) {
    let all = || {
        let items = value.as_array().into_iter().flatten();
        items.filter_map(|item| {
            let id = item.get("id")?.as_str()?;
            let id = if before.is_empty() { id.to_owned() } else { format!("{before}.{id}") };
            Some((id, item))
        })
    };
    match keys {
        [] => found.extend(all()),
        ["*", rest @ ..] => all().for_each(|(id, item)| items(item, rest, &id, found)),
        [key, rest @ ..] => {
            value.get(*key).into_iter().for_each(|inner| items(inner, rest, before, found));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_items_begin_with_the_ids_of_outer_ones() {
        let value = json!([{ "id": "a", "steps": [{ "id": "x" }, {}] }, { "id": "b" }]);
        let check = |keys: &[&str], expect: &[&str]| {
            let mut found = Vec::new();
            items(&value, keys, "", &mut found);
            assert_eq!(found.into_iter().map(|(id, _)| id).collect::<Vec<_>>(), expect, "{keys:?}");
        };
        check(&[], &["a", "b"]);
        check(&["*", "steps"], &["a.x"]);
        check(&["steps"], &[]);
    }
}

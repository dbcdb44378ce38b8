//! What changed since the version that was approved: all of it in one place.

use serde_json::{Value as Json, json};

use super::marks::plain;
use super::schema::words;
use super::words::Language;
use super::{Making, menu, policy};
use rebadge_art::color::Role;
use rebadge_review::diff::{Change, Group, What};
use rebadge_theme::listing::Value;

pub(super) fn chapter(making: &mut Making<'_>) -> Json {
    let Some(difference) = making.subject.changes else {
        return json!({ "is_there": false });
    };
    let language = making.subject.language;
    let groups: Vec<Json> = Group::ALL
        .into_iter()
        .filter_map(|group| {
            let changes = difference.values.iter();
            let changes = changes.filter(|change| Group::of(&change.key) == group);
            let rows: Vec<Json> = changes
                .filter(|change| !change.is_slight())
                .map(|change| row(making, change))
                .collect();
            let title = language.word(group_word(group));
            (!rows.is_empty()).then(|| json!({ "title": title, "rows": rows }))
        })
        .collect();
    let mut pictures = Vec::new();
    for change in &difference.files {
        let What::Picture(picture) = &change.what else { continue };
        if let Some(sheet) = &picture.sheet {
            pictures.push(json!({
                "path": change.path.as_str(),
                "picture": making.pictures.png(&sheet.png),
            }));
        }
    }
    json!({
        "is_there": true,
        "is_equal": difference.is_equal(),
        "before": file_name(&difference.before),
        "knows_values": !difference.values.is_empty() || difference.same_values > 0,
        "slight": difference.values.iter().filter(|change| change.is_slight()).count(),
        "groups": groups,
        "pictures": pictures,
        "files": difference.files.len(),
    })
}

/// The end of a path is enough for a customer, and names no machine.
fn file_name(label: &str) -> &str {
    label.rsplit(['/', '\\']).next().unwrap_or(label)
}

fn group_word(group: Group) -> &'static str {
    match group {
        Group::Identity => "group_identity",
        Group::Colors => "group_colors",
        Group::Images => "group_images",
        Group::Launch => "group_launch",
        Group::Screenshots => "group_screenshots",
        Group::Fonts => "group_fonts",
        Group::Menu => "group_menu",
        Group::Strings => "group_strings",
        Group::Features => "group_features",
        Group::Policy => "group_policy",
    }
}

fn row(making: &Making<'_>, change: &Change) -> Json {
    let language = making.subject.language;
    let side = |value: &Option<Value>| {
        let text = value.as_ref().map(|value| plain(value, language)).unwrap_or_default();
        let text = if text.is_empty() { language.word("nothing_before").to_owned() } else { text };
        json!({ "text": text, "swatches": swatches(value.as_ref()) })
    };
    let mut after = side(&change.after);
    match (&change.before, &change.after) {
        (Some(Value::Image(before)), Some(Value::Image(now))) if before.name == now.name => {
            after = json!({ "text": language.word("redrawn"), "swatches": [] });
        }
        (Some(Value::Files(_)), Some(Value::Files(_))) => {
            after = json!({ "text": language.word("other_files"), "swatches": [] });
        }
        _ => {}
    }
    let name = name(making, &change.key);
    json!({ "name": name, "key": change.key, "before": side(&change.before), "after": after })
}

fn swatches(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Color(color)) => vec![color.to_string()],
        Some(Value::Schemes { light, dark }) => vec![light.to_string(), dark.to_string()],
        _ => Vec::new(),
    }
}

/// What a key is called by a customer.
fn name(making: &Making<'_>, key: &str) -> String {
    let language = making.subject.language;
    let in_scheme = |scheme: &str, rest: &str| {
        let role = Role::from_name(rest)?;
        Some(format!("{}{}{}", language.role(role), language.word("and"), language.word(scheme)))
    };
    match key.split('.').collect::<Vec<_>>().as_slice() {
        ["colors", scheme @ ("light" | "dark"), role] => {
            in_scheme(scheme, role).unwrap_or_else(|| key.to_owned())
        }
        ["tenant" | "legal" | "brand", name] => known(language, name, key),
        ["icon" | "launch", name] => {
            let found = language.word(&name.replace('-', "_"));
            if found.is_empty() { words(name) } else { found.to_owned() }
        }
        ["menu", "layout", place] => menu::place(making, place),
        ["menu", "entries", id, rest @ ..] => entry(making, id, rest),
        ["strings", tag, name @ ..] => format!("{} ({})", name.join("."), language.name_of(tag)),
        _ => policy::title(making, key).text,
    }
}

fn known(language: Language, name: &str, key: &str) -> String {
    let word = match name {
        "domain" => "address",
        "color" => "brand_color",
        "logo" | "logo-dark" => "logo",
        other => &other.replace('-', "_"),
    };
    match language.word(word) {
        "" => key.to_owned(),
        found => found.to_owned(),
    }
}

/// An entry of the menu by its label, with what of it changed.
fn entry(making: &Making<'_>, id: &str, rest: &[&str]) -> String {
    let theme = making.subject.theme;
    let entry = theme.menu.entries.get(id);
    let label = entry.and_then(|entry| entry.label.get(&theme.tenant.language.value));
    let label = label.map_or(id, |label| label.value.as_str());
    format!("{label} · {}", rest.join(" "))
}

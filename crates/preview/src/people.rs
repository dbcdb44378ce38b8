//! As whom a client may be looked at: roles of the contract and the theme, and the departments and persons of whom rules speak.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use rebadge_theme::base::Base;
use rebadge_theme::theme::Theme;

/// Roles with their names by language, departments, and persons; null where neither rules nor entries tell people apart.
pub(super) fn people(theme: &Theme, base: &Base) -> Value {
    let rules = theme.rules.rules.iter();
    let tags: BTreeSet<&str> = rules
        .flat_map(|rule| rule.who.iter().chain(&rule.except))
        .flatten()
        .map(String::as_str)
        .collect();
    let of_kind = |kind: &str| -> Vec<&str> {
        tags.iter().filter_map(|tag| tag.strip_prefix(kind)?.strip_prefix(':')).collect()
    };
    let entries = theme.menu.entries.values().flat_map(|entry| &entry.roles);
    if tags.is_empty() && theme.rules.rules.is_empty() && entries.count() == 0 {
        return Value::Null;
    }
    let mut roles: Vec<&str> = base.roles.iter().map(String::as_str).collect();
    let others = theme
        .rules
        .roles
        .keys()
        .map(String::as_str)
        .filter(|role| !base.roles.iter().any(|own| own == role));
    roles.extend(others);
    let labels = labels(theme, base);
    let roles = roles.into_iter().map(|id| json!({ "id": id, "label": labels.get(id) }));
    json!({
        "roles": roles.collect::<Vec<_>>(),
        "departments": of_kind("department"),
        "persons": of_kind("person"),
    })
}

/// Role → its label, as the theme's section writes it.
fn labels<'a>(theme: &'a Theme, base: &Base) -> BTreeMap<&'a str, &'a Value> {
    let section = base.security.as_ref().and_then(|security| theme.sections.get(&security.section));
    let roles = section.and_then(|section| section.get("roles")?.as_array());
    let label = |role: &'a Value| Some((role.get("id")?.as_str()?, role.get("label")?));
    roles.into_iter().flatten().filter_map(label).collect()
}

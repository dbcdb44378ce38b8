//! The ids that values may name: of entries and groups of the menu, of features, views, roles, and of lists in sections.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::base::Base;
use rebadge_core::document::{Kind, Table};
use rebadge_core::fields::Fields;

/// The lists of one theme.
pub(super) struct Lists<'a> {
    base: &'a Base,
    sections: &'a BTreeMap<String, Value>,
    entries: Vec<String>,
    groups: Vec<String>,
    /// The roles of the contract, then those of the theme.
    pub(super) roles: Vec<String>,
}

impl<'a> Lists<'a> {
    /// The lists of a theme whose sections are filled in.
    pub(super) fn new(
        fields: &Fields<'_>,
        base: &'a Base,
        sections: &'a BTreeMap<String, Value>,
    ) -> Lists<'a> {
        let menu = match fields.node("menu").map(|node| &node.kind) {
            Some(Kind::Table(menu)) => Some(menu),
            _ => None,
        };
        let mut entries: Vec<String> =
            base.menu.entries.iter().map(|entry| entry.id.value.clone()).collect();
        entries.extend(menu.into_iter().flat_map(ids_of_entries));
        let mut groups: Vec<String> = base.menu.groups.keys().cloned().collect();
        if let Some(Kind::Table(own)) = menu.and_then(|menu| Some(&menu.get("groups")?.value.kind))
        {
            groups.extend(own.entries.iter().map(|entry| entry.key.clone()));
        }
        let mut lists = Lists { base, sections, entries, groups, roles: base.roles.clone() };
        if let Some(security) = &base.security {
            let own = lists.ids(&[security.section.clone(), "roles".to_owned()]);
            lists.roles.extend(own.into_iter().filter(|role| !base.roles.contains(role)));
        }
        lists
    }

    /// The ids of a list: a key from the theme's root, with `*` for each item of a list. Those of an inner list begin with the
    /// ids of the outer ones.
    pub(super) fn ids(&self, of: &[String]) -> Vec<String> {
        let keys: Vec<&str> = of.iter().map(String::as_str).collect();
        match keys.as_slice() {
            ["menu", "entries"] => self.entries.clone(),
            ["menu", "groups"] => self.groups.clone(),
            ["features"] => self.base.features.keys().cloned().collect(),
            ["views"] => self.base.views.clone(),
            ["roles"] => self.roles.clone(),
            [section, rest @ ..] => {
                let mut all = Vec::new();
                if let Some(value) = self.sections.get(*section) {
                    collect(value, rest, "", &mut all);
                }
                all
            }
            [] => Vec::new(),
        }
    }
}

fn ids_of_entries(menu: &Table) -> Vec<String> {
    let Some(Kind::Array(items)) = menu.get("entries").map(|entry| &entry.value.kind) else {
        return Vec::new();
    };
    let id = |table: &Table| match &table.get("id")?.value.kind {
        Kind::String(id) => Some(id.clone()),
        _ => None,
    };
    let tables = items.iter().filter_map(|item| match &item.kind {
        Kind::Table(table) => id(table),
        _ => None,
    });
    tables.collect()
}

/// The ids of a value that is a list or a table.
pub(super) fn ids_in(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Array(items) => {
            let id = |item: &Value| {
                item.as_str().or_else(|| item.get("id")?.as_str()).map(str::to_owned)
            };
            items.iter().filter_map(|item| Some((id(item)?, item))).collect()
        }
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        _ => Vec::new(),
    }
}

fn collect(value: &Value, keys: &[&str], before: &str, all: &mut Vec<String>) {
    let long = |id: &str| if before.is_empty() { id.to_owned() } else { format!("{before}.{id}") };
    match keys {
        [] => all.extend(ids_in(value).into_iter().map(|(id, _)| long(&id))),
        ["*", rest @ ..] => {
            for (id, item) in ids_in(value) {
                collect(item, rest, &long(&id), all);
            }
        }
        [key, rest @ ..] => {
            if let Some(inner) = value.get(*key) {
                collect(inner, rest, before, all);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn inner_ids_begin_with_outer_ones() {
        let value = json!({ "documents": [
            { "id": "a", "pages": [{ "id": "x" }, { "id": "y" }] },
            { "id": "b", "pages": ["z"] },
            { "id": "c" },
        ] });
        let check = |keys: &[&str], expect: &[&str]| {
            let mut all = Vec::new();
            collect(&value, keys, "", &mut all);
            assert_eq!(all, expect, "{keys:?}");
        };
        check(&["documents"], &["a", "b", "c"]);
        check(&["documents", "*", "pages"], &["a.x", "a.y", "b.z"]);
        check(&["nothing"], &[]);
    }
}

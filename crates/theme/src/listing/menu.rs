//! The rows of `[menu]`: the lists of places, the entries that they show, the groups.

use super::{Rows, Value};
use crate::theme::{MenuEntry, Target, Theme};
use rebadge_core::source::Origin;

pub(super) fn add(rows: &mut Rows, theme: &Theme) {
    for (place, list) in &theme.menu.places {
        let origin = Origin::Written(list.place.clone());
        rows.add(format!("menu.layout.{place}"), Value::List(list.ids.clone()), Some(origin));
    }
    for (id, entry) in &theme.menu.entries {
        add_entry(rows, &format!("menu.entries.{id}"), entry);
    }
    for (id, group) in &theme.menu.groups {
        for (language, text) in &group.label {
            rows.text(format!("menu.groups.{id}.{language}"), text);
        }
    }
}

fn add_entry(rows: &mut Rows, key: &str, entry: &MenuEntry) {
    for (language, text) in &entry.label {
        rows.text(format!("{key}.label.{language}"), text);
    }
    rows.image(format!("{key}.icon"), &entry.icon);
    let target = match &entry.target {
        Target::Url(url) => url.clone(),
        other => {
            let (kind, id) = other.parts();
            format!("{kind}:{id}")
        }
    };
    rows.add(format!("{key}.badge"), Value::Text(entry.badge.clone()), None);
    rows.add(format!("{key}.target"), Value::Text(target), None);
    rows.add(format!("{key}.roles"), Value::List(entry.roles.clone()), None);
    rows.add(format!("{key}.group"), Value::Text(entry.group.clone()), None);
}

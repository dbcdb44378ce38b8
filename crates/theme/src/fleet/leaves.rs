//! The values of a theme file one by one, each with its key. Items of a list that have an `id` are keys of their own.

use crate::inherit::id_of;
use rebadge_core::document::{Kind, Node, Table};

/// Calls `visit` with the key and each value that holds no further keys.
pub(super) fn each<'a>(table: &'a Table, visit: &mut impl FnMut(&[&'a str], &'a Node)) {
    let mut path = Vec::new();
    tables(table, &mut path, visit);
}

fn tables<'a>(
    table: &'a Table,
    path: &mut Vec<&'a str>,
    visit: &mut impl FnMut(&[&'a str], &'a Node),
) {
    for entry in &table.entries {
        path.push(&entry.key);
        node(&entry.value, path, visit);
        path.pop();
    }
}

fn node<'a>(
    value: &'a Node,
    path: &mut Vec<&'a str>,
    visit: &mut impl FnMut(&[&'a str], &'a Node),
) {
    match &value.kind {
        Kind::Table(table) if preset(table).is_none() => tables(table, path, visit),
        Kind::Array(items)
            if !items.is_empty() && items.iter().all(|item| id_of(item).is_some()) =>
        {
            for item in items {
                if let (Kind::Table(table), Some(id)) = (&item.kind, id_of(item)) {
                    path.push(id);
                    tables(table, path, visit);
                    path.pop();
                }
            }
        }
        _ => visit(path, value),
    }
}

/// The value of a key, without what says whether the client's user may change it.
pub(super) fn find<'a>(table: &'a Table, key: &[&str]) -> Option<&'a Node> {
    let (first, rest) = key.split_first()?;
    let mut value = &table.get(first)?.value;
    for part in rest {
        value = match &value.kind {
            Kind::Table(table) => &table.get(part)?.value,
            Kind::Array(items) => items.iter().find(|item| id_of(item) == Some(part))?,
            _ => return None,
        };
    }
    match &value.kind {
        Kind::Table(table) => Some(preset(table).unwrap_or(value)),
        _ => Some(value),
    }
}

/// The value in `{ default = … }` or `{ fixed = … }`.
fn preset(table: &Table) -> Option<&Node> {
    match &table.entries[..] {
        [entry] if ["default", "fixed"].contains(&entry.key.as_str()) => Some(&entry.value),
        _ => None,
    }
}

/// The texts in a value.
pub(super) fn texts<'a>(value: &'a Node, visit: &mut impl FnMut(&'a str, &'a Node)) {
    match &value.kind {
        Kind::String(text) => visit(text, value),
        Kind::Array(items) => items.iter().for_each(|item| texts(item, visit)),
        Kind::Table(table) => table.entries.iter().for_each(|entry| texts(&entry.value, visit)),
        _ => {}
    }
}

/// Whether a text is the name of a file that a theme may bring.
pub(super) fn is_file(text: &str) -> bool {
    let ending = text.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    !text.contains(':') && ["svg", "png", "jpg", "jpeg", "ttf", "otf"].contains(&ending.as_str())
}

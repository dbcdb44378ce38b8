//! Takes single values out of a table, at any depth. Items of named lists are addressed by their id.

use super::lineage::parts;
use super::named::id_of;
use crate::document::{Entry, Kind, Node, Table};

/// What becomes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    Take,
}

/// Takes the values that `judge` says; gives their keys. A table or item that is empty then goes as well.
pub(super) fn take(
    table: &mut Table,
    mut judge: impl FnMut(&[&str], &Node) -> Verdict,
) -> Vec<Vec<String>> {
    let mut taken = Vec::new();
    within(table, &mut Vec::new(), &mut judge, &mut taken);
    taken
}

type Judge<'a> = &'a mut dyn FnMut(&[&str], &Node) -> Verdict;

fn within(
    table: &mut Table,
    path: &mut Vec<String>,
    judge: Judge<'_>,
    taken: &mut Vec<Vec<String>>,
) {
    table.entries.retain_mut(|Entry { key, value, .. }| {
        path.push(key.clone());
        let stays = stays(value, path, judge, taken);
        path.pop();
        stays
    });
}

fn stays(
    node: &mut Node,
    path: &mut Vec<String>,
    judge: Judge<'_>,
    taken: &mut Vec<Vec<String>>,
) -> bool {
    match &mut node.kind {
        Kind::Table(table) => {
            let was_empty = table.entries.is_empty();
            within(table, path, judge, taken);
            was_empty || !table.entries.is_empty()
        }
        Kind::Array(items) if items.iter().any(|item| id_of(item).is_some()) => {
            items.retain_mut(|item| {
                let Some(id) = id_of(item).map(str::to_owned) else {
                    return true;
                };
                path.push(id);
                let stays = stays(item, path, judge, taken);
                path.pop();
                stays
            });
            !items.is_empty()
        }
        _ => {
            let is_taken = judge(&parts(path), node) == Verdict::Take;
            if is_taken {
                taken.push(path.clone());
            }
            !is_taken
        }
    }
}

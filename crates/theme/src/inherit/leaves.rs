//! Takes single values out of a table, at any depth. Items of named lists are addressed by their id.

use super::lineage::parts;
use super::named::id_of;
use rebadge_core::document::{Entry, Kind, Node, Table};
use rebadge_core::pattern::Pattern;

/// Takes the values that a pattern matches, but for those that stay; gives their keys. A table or item that is empty
/// then goes as well.
pub(super) fn take(
    table: &mut Table,
    patterns: &[Pattern],
    stays: impl Fn(&[&str]) -> bool,
) -> Vec<Vec<String>> {
    let is_taken = |path: &[&str]| patterns.iter().any(|p| p.matches(path)) && !stays(path);
    // Most of a theme is menu and texts: to match all of their keys costs more than to look at the first one.
    let may_match = |key: &str| patterns.iter().any(|p| p.first().is_none_or(|first| first == key));
    let mut taking = Taking { is_taken: &is_taken, path: Vec::new(), taken: Vec::new() };
    table.entries.retain_mut(|entry| !may_match(&entry.key) || taking.stays(entry));
    taking.taken
}

/// On the way through a table.
struct Taking<'a> {
    is_taken: &'a dyn Fn(&[&str]) -> bool,
    path: Vec<String>,
    taken: Vec<Vec<String>>,
}

impl Taking<'_> {
    fn stays(&mut self, Entry { key, value, .. }: &mut Entry) -> bool {
        self.path.push(key.clone());
        let stays = self.value_stays(value);
        self.path.pop();
        stays
    }

    fn value_stays(&mut self, node: &mut Node) -> bool {
        match &mut node.kind {
            Kind::Table(table) => {
                let was_empty = table.entries.is_empty();
                table.entries.retain_mut(|entry| self.stays(entry));
                was_empty || !table.entries.is_empty()
            }
            Kind::Array(items) if items.iter().any(|item| id_of(item).is_some()) => {
                items.retain_mut(|item| {
                    let Some(id) = id_of(item).map(str::to_owned) else {
                        return true;
                    };
                    self.path.push(id);
                    let stays = self.value_stays(item);
                    self.path.pop();
                    stays
                });
                !items.is_empty()
            }
            _ => {
                let is_taken = (self.is_taken)(&parts(&self.path));
                if is_taken {
                    self.taken.push(self.path.clone());
                }
                !is_taken
            }
        }
    }
}

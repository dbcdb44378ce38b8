//! Where the values of a merged table come from: the files that were stacked, who set what, and what is locked. Plain
//! data, for `explain` and for messages.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::Document;
use crate::lock::Lock;
use rebadge_core::source::Place;

/// The history of a merged theme.
#[derive(Clone, Debug, Default)]
pub struct Lineage {
    /// The files, the lowest parent first, the theme's own last.
    pub layers: Vec<Arc<Document>>,
    /// Key, joined by dots → all that was done to it, in order.
    pub sets: BTreeMap<String, Vec<Set>>,
    /// What is locked: by the base client first, then by the layers in order.
    pub locks: Vec<Lock>,
    /// The keys whose value the client's user may not change, with the place that says so.
    pub fixed: BTreeMap<String, Place>,
}

/// One thing that was done to a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Where.
    pub place: Place,
    /// What.
    pub act: Act,
}

/// What was done to a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A value was given.
    Value,
    /// The inherited list was changed.
    Edit,
    /// The inherited value was taken away.
    Unset,
    /// The inherited value gave way, because the theme set this key.
    GaveWay(String),
}

/// A key as patterns see it, from the path in a merged table: a text's key may have dots of its own.
pub(super) fn parts(path: &[String]) -> Vec<&str> {
    match path.first().map(String::as_str) {
        Some("strings") => path.iter().flat_map(|key| key.split('.')).collect(),
        _ => path.iter().map(String::as_str).collect(),
    }
}

impl Lineage {
    /// The removal of a menu entry, as a change of a list that named it.
    pub(super) fn removal(&self, id: &str) -> Option<Set> {
        let sets = self.sets.get(&format!("menu.entries.{id}"))?;
        let removed = sets.iter().rev().find(|set| set.act == Act::Unset)?;
        Some(Set { place: removed.place.clone(), act: Act::Edit })
    }

    /// The locks that hold for a key.
    pub fn locks_of<'a>(&'a self, key: &'a [&str]) -> impl Iterator<Item = &'a Lock> {
        self.locks.iter().filter(|lock| lock.pattern.matches(key))
    }
}

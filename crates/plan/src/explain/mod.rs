//! Where each value of a theme comes from: who set it, what it overrides, what it was derived from, who locked it.

mod inputs;
mod why;

use rebadge_core::document;
use rebadge_core::pattern::Pattern;
use rebadge_core::source::{Origin, Place};
use rebadge_theme::base::Base;
use rebadge_theme::inherit::{Act, Set};
use rebadge_theme::listing::{Row, Value, rows};
use rebadge_theme::lock::Lock;
use rebadge_theme::theme::Theme;

pub use inputs::inputs;
pub use why::{Cause, cause};

/// One value, explained.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The key, as in [`Row`].
    pub key: String,
    /// What it resolves to.
    pub value: Value,
    /// Where the value comes from.
    pub from: From,
    /// All that was done to the key, the last first.
    pub history: Vec<Past>,
    /// What of the base client's contract lets a theme set it; none where every theme may.
    pub allowed: Option<Place>,
    /// What keeps themes below from setting it.
    pub locks: Vec<Lock>,
    /// Whether the client's user may change it at run time; none where the base client does not let them anyway.
    pub adjustable: Option<bool>,
}

/// Where a value comes from.
#[derive(Clone, Debug)]
pub enum From {
    /// A theme wrote it.
    Theme,
    /// A rule made it from other values.
    Rule {
        /// What the rule does, in a line.
        rule: String,
        /// The values that it reads.
        inputs: Vec<Row>,
    },
    /// The base client has it so.
    Base(Option<Place>),
}

/// One thing that was done to a key.
#[derive(Clone, Debug)]
pub struct Past {
    /// What.
    pub act: Act,
    /// Where.
    pub place: Place,
    /// What is written there, on one line.
    pub text: String,
}

/// Explains the values whose keys a pattern covers; all where there is none.
pub fn explain(theme: &Theme, base: &Base, pattern: Option<&Pattern>) -> Vec<Explanation> {
    let rows = rows(theme, base);
    let (contract, _) = document::parse(&base.source);
    let asked =
        rows.iter().filter(|row| pattern.is_none_or(|pattern| pattern.matches(&parts(&row.key))));
    asked
        .map(|row| {
            let history = history(theme, row);
            Explanation {
                key: row.key.clone(),
                value: row.value.clone(),
                from: from(row, &history, &rows, base),
                allowed: allowed(&row.key, base, &contract),
                locks: theme.lineage.locks_of(&parts(&row.key)).cloned().collect(),
                adjustable: theme.adjustable.get(&row.key).copied(),
                history,
            }
        })
        .collect()
}

fn parts(key: &str) -> Vec<&str> {
    key.split('.').collect()
}

/// All that was done to a key or to what holds it, the last first; of a list with ids, also where the first one is written.
fn history(theme: &Theme, row: &Row) -> Vec<Past> {
    let key = &row.key;
    let ends = key.match_indices('.').map(|(at, _)| at).chain([key.len()]);
    let first = match &row.value {
        Value::List(ids) => ids.first().map(|id| format!("{key}.{id}.id")),
        _ => None,
    };
    let keys = ends.map(|end| key[..end].to_owned()).chain(first);
    let sets: Vec<&Set> = keys.filter_map(|key| theme.lineage.sets.get(&key)).flatten().collect();
    let layers = &theme.lineage.layers;
    let layer =
        |set: &Set| layers.iter().position(|layer| layer.source.path == set.place.source.path);
    let mut past: Vec<(Option<usize>, Past)> = sets
        .into_iter()
        .map(|set| {
            let text = written(&set.place);
            (layer(set), Past { act: set.act.clone(), place: set.place.clone(), text })
        })
        .collect();
    past.sort_by_key(|(layer, _)| *layer);
    past.into_iter().rev().map(|(_, past)| past).collect()
}

/// The most characters of a written value that are shown.
const SHOWN: usize = 60;

fn written(place: &Place) -> String {
    let text = place.source.text.get(place.span.clone()).unwrap_or_default();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

fn from(row: &Row, history: &[Past], rows: &[Row], base: &Base) -> From {
    let is_written = matches!(history.first(), Some(Past { act: Act::Value | Act::Edit, .. }));
    let base_place = match &row.origin {
        Some(Origin::Written(place)) if place.source.path == base.source.path => {
            Some(place.clone())
        }
        _ => None,
    };
    match (is_written, inputs(&row.key, &row.origin)) {
        (true, _) => From::Theme,
        (false, Some((rule, keys))) => {
            let inputs = rows.iter().filter(|other| keys.contains(&other.key));
            From::Rule { rule, inputs: inputs.cloned().collect() }
        }
        (false, None) => From::Base(base_place),
    }
}

/// The line of the contract that lets a theme set a key.
fn allowed(key: &str, base: &Base, contract: &document::Table) -> Option<Place> {
    let parts = parts(key);
    let path: Vec<&str> = match parts.as_slice() {
        ["features", name, ..] => vec!["features", name],
        ["menu", "layout", place, ..] => vec!["menu", "places", place],
        ["strings", ..] => vec!["client", "strings"],
        [section, ..] if base.sections.contains_key(*section) => vec!["sections", section],
        _ => return None,
    };
    let mut table = contract;
    for (at, name) in path.iter().enumerate() {
        let entry = table.get(name)?;
        match &entry.value.kind {
            document::Kind::Table(inner) if at + 1 < path.len() => table = inner,
            _ => return Some(entry.key_place.clone()),
        }
    }
    None
}

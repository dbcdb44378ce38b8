//! Values that most themes on one parent repeat: the parent should hold them, or the next child will forget one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Finding, Member, NAMED, leaves, named};
use crate::base::Base;
use crate::inherit::{Document, parent_file};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::{Kind, Node};
use rebadge_core::source::Place;

/// The themes that set a key to one value, each with the place where it does.
type Holders<'a> = Vec<(&'a Member, &'a Node)>;

/// Fewer are no habit.
const LEAST: usize = 3;

/// Values that belong into a parent.
pub fn values(members: &[Member], _: &Base) -> Vec<Finding> {
    let mut families: BTreeMap<PathBuf, Vec<&Member>> = BTreeMap::new();
    for member in members {
        let own = member.own();
        // Of several parents the last one is nearest.
        if let Some(parent) = own.extends.last() {
            families.entry(parent_file(own, &parent.value)).or_default().push(member);
        }
    }
    let families = families.iter().filter(|(_, children)| children.len() >= LEAST);
    let found = families.flat_map(|(file, children)| family(file, children));
    found.map(|problem| Finding::of(problem, [])).collect()
}

fn family(file: &PathBuf, children: &[&Member]) -> Vec<Diagnostic> {
    let layers = children.iter().flat_map(|child| child.layers.iter());
    let Some(parent) = layers.into_iter().find(|layer| layer.location.file == *file) else {
        // A parent that could not be read has said so.
        return Vec::new();
    };
    let mut keys: BTreeMap<Vec<&str>, BTreeMap<String, Holders<'_>>> = BTreeMap::new();
    for child in children {
        leaves::each(&child.own().table, &mut |key, value| {
            if may_be_shared(key, value) {
                let values = keys.entry(key.to_vec()).or_default();
                values.entry(value.to_json().to_string()).or_default().push((child, value));
            }
        });
    }
    let mut found = Vec::new();
    for (key, values) in keys {
        let most = values.into_iter().max_by_key(|(_, holders)| holders.len());
        let Some((value, holders)) = most else {
            continue;
        };
        let is_habit = holders.len() >= LEAST && holders.len() * 2 >= children.len();
        if is_habit && !is_inherited(holders[0].0, &key, holders[0].1) {
            found.push(problem(parent, &key, &value, &holders, children.len()));
        }
    }
    found
}

/// Who a tenant is, and the files that it brings, are its own.
fn may_be_shared(key: &[&str], value: &Node) -> bool {
    let is_own = matches!(
        key,
        ["extends" | "abstract" | "demo" | "lock" | "unset" | "fonts" | "screenshots", ..]
            | ["tenant", "id" | "name" | "short-name" | "domain" | "application-id"]
            | [.., "before" | "after" | "id"]
    );
    !is_own && !matches!(&value.kind, Kind::String(text) if leaves::is_file(text))
}

/// Whether a child inherits the value already: that is said of the child itself.
fn is_inherited(child: &Member, key: &[&str], value: &Node) -> bool {
    let below = child.layers[..child.layers.len() - 1].iter().rev();
    let inherited = below.filter_map(|layer| leaves::find(&layer.table, key)).next();
    inherited.is_some_and(|inherited| inherited.is_same(value))
}

fn problem(
    parent: &Arc<Document>,
    key: &[&str],
    value: &str,
    holders: &[(&Member, &Node)],
    all: usize,
) -> Diagnostic {
    let key_shown = key.join(".");
    let names: Vec<String> = holders.iter().map(|(member, _)| member.name()).collect();
    let some = match holders.len() {
        count if count == all => format!("all {all}"),
        count => format!("{count} of the {all}"),
    };
    let message = format!(
        "{some} themes on `{}` set `{key_shown}` to one value: {}",
        parent.name(),
        named(&names)
    );
    let mut problem = Diagnostic::at(Code::SharedValue, &place(parent, key), message);
    for ((_, node), name) in holders.iter().zip(&names).take(NAMED) {
        problem = problem.related(&node.place, format!("in `{name}`"));
    }
    let help = match value.chars().count() {
        0..=60 => format!("write `{key_shown} = {value}` here, and remove it from them"),
        _ => "write it here, and remove it from them".to_owned(),
    };
    problem.help(help)
}

/// Where the parent would hold the value: at the key that it has, or the nearest table above.
fn place(parent: &Document, key: &[&str]) -> Place {
    let node = (1..=key.len()).rev().find_map(|count| leaves::find(&parent.table, &key[..count]));
    node.map_or_else(|| Place::file(&parent.source), |node| node.place.clone())
}

//! Output path → node, in an order in which they can be made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::about::About;
use super::kinds::Stage;
use super::node::Node;
use rebadge_core::fs::Mode;
use rebadge_core::output_path::OutputPath;

/// What each file of a package is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    entries: BTreeMap<OutputPath, Entry>,
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What makes its bytes.
    pub node: Node,
    /// Whether it may be run.
    pub mode: Mode,
    /// Whether it is a file of the base client as that has it, for which all tenants have one copy in memory.
    pub is_untouched: bool,
    /// What is known of it besides.
    pub about: About,
}

/// A node that is made of one of a later stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disorder {
    /// The output that needs it.
    pub path: OutputPath,
    /// The stage of the node.
    pub stage: Stage,
    /// The later stage of what it is made of.
    pub needs: Stage,
}

impl fmt::Display for Disorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Disorder { path, stage, needs } = self;
        write!(
            f,
            "`{path}` is made with the {}, and cannot be made of one of the {}, which come later",
            stage.name(),
            needs.name()
        )
    }
}

impl Graph {
    /// A graph of these files.
    ///
    /// # Errors
    /// Every output with a node that is made of one of a later stage.
    pub fn new(entries: BTreeMap<OutputPath, Entry>) -> Result<Graph, Vec<Disorder>> {
        let mut known = BTreeSet::new();
        let mut found = Vec::new();
        for (path, entry) in &entries {
            let late = late(&entry.node, &mut known);
            let late = late.map(|(stage, needs)| Disorder { path: path.clone(), stage, needs });
            found.extend(late);
        }
        if found.is_empty() { Ok(Graph { entries }) } else { Err(found) }
    }

    /// All files, by path.
    pub fn entries(&self) -> &BTreeMap<OutputPath, Entry> {
        &self.entries
    }

    /// The file of a path.
    pub fn get(&self, path: &OutputPath) -> Option<&Entry> {
        self.entries.get(path)
    }

    /// The keys of all nodes: of the files, and of what these are made of.
    pub fn keys(&self) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        let mut open: Vec<&Node> = self.entries.values().map(|entry| &entry.node).collect();
        while let Some(node) = open.pop() {
            if keys.insert(node.key().to_owned()) {
                open.extend(node.inputs());
            }
        }
        keys
    }

    /// The key of a file's node.
    pub fn key(&self, path: &OutputPath) -> Option<&str> {
        self.get(path).map(|entry| entry.node.key())
    }
}

/// The stages of a node and of what it needs too early, in it or below it; `known` are the keys that are in order.
fn late<'a>(node: &'a Node, known: &mut BTreeSet<&'a str>) -> Option<(Stage, Stage)> {
    if !known.insert(node.key()) {
        return None;
    }
    let own = node.recipe().kind().stage;
    for input in node.inputs() {
        let stage = input.recipe().kind().stage;
        if stage > own {
            return Some((own, stage));
        }
        if let Some(found) = late(input, known) {
            return Some(found);
        }
    }
    None
}

//! Output path → node, in an order in which they can be made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::about::About;
use super::kinds::Stage;
use super::node::Node;
use rebadge_bundle::{Shared, merged};
use rebadge_core::fs::Mode;
use rebadge_core::output_path::OutputPath;

/// What each file of a package is made of: a recipe, or a file of the base client as that has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    entries: BTreeMap<OutputPath, Entry>,
    untouched: Arc<Shared>,
}

/// Where the bytes of a file come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source<'a> {
    /// A recipe makes them.
    Made(&'a Entry),
    /// They are those of the base client.
    Untouched(&'a rebadge_bundle::Entry),
}

impl<'a> Source<'a> {
    /// What is the same as long as the bytes are.
    pub fn key(self) -> &'a str {
        match self {
            Source::Made(entry) => entry.node.key(),
            Source::Untouched(file) => &file.sha256,
        }
    }

    /// What is done, in a word or a few.
    pub fn describe(self) -> String {
        match self {
            Source::Made(entry) => entry.node.recipe().describe(),
            Source::Untouched(_) => "copy".to_owned(),
        }
    }

    /// Whether the file lists no others.
    pub fn is_content(self) -> bool {
        match self {
            Source::Made(entry) => entry.node.recipe().kind().stage == Stage::Contents,
            Source::Untouched(_) => true,
        }
    }
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What makes its bytes.
    pub node: Node,
    /// Whether it may be run.
    pub mode: Mode,
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
    /// A graph of these files, and of those that the base client has as they are.
    ///
    /// # Errors
    /// Every output with a node that is made of one of a later stage.
    pub fn new(
        entries: BTreeMap<OutputPath, Entry>,
        untouched: &Arc<Shared>,
    ) -> Result<Graph, Vec<Disorder>> {
        let mut known = BTreeSet::new();
        let mut found = Vec::new();
        for (path, entry) in &entries {
            let late = late(&entry.node, &mut known);
            let late = late.map(|(stage, needs)| Disorder { path: path.clone(), stage, needs });
            found.extend(late);
        }
        if found.is_empty() {
            Ok(Graph { entries, untouched: Arc::clone(untouched) })
        } else {
            Err(found)
        }
    }

    /// The files that a recipe makes, by path.
    pub fn entries(&self) -> &BTreeMap<OutputPath, Entry> {
        &self.entries
    }

    /// The files that the base client has as they are.
    pub fn untouched(&self) -> &Arc<Shared> {
        &self.untouched
    }

    /// All files, sorted by path.
    pub fn all(&self) -> impl Iterator<Item = (&OutputPath, Source<'_>)> {
        let made = self.entries.iter().map(|(path, entry)| (path, Source::Made(entry)));
        let untouched = self.untouched.entries().iter();
        merged(made, untouched.map(|(path, file)| (path, Source::Untouched(file))))
    }

    /// The file of a path.
    pub fn get(&self, path: &OutputPath) -> Option<Source<'_>> {
        let made = self.entries.get(path).map(Source::Made);
        made.or_else(|| self.untouched.entries().get(path).map(Source::Untouched))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.entries.len() + self.untouched.entries().len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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

    /// What is the same as long as the bytes of a file are.
    pub fn key(&self, path: &OutputPath) -> Option<&str> {
        self.get(path).map(Source::key)
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

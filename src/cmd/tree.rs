//! Which theme extends which, as a tree: the second half of `check --tree`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::inputs::Inputs;
use crate::error::Error;
use crate::inherit::{Document, ThemeFile, parent_file, plain};
use crate::report::Report;

/// Prints the tree of the themes of a run; for machines an object for each theme.
pub(super) fn print(inputs: &Inputs, report: &Report) -> Result<(), Error> {
    let tree = Tree::new(inputs);
    for (file, node) in &tree.nodes {
        report.json(&json!({
            "reason": "theme",
            "format_version": 1,
            "tenant": node.tenant,
            "file": file.display().to_string(),
            "abstract": node.is_abstract,
            "extends": node.parents.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
        }))?;
    }
    tree.lines().iter().try_for_each(|line| report.line(line))
}

struct Tree {
    nodes: BTreeMap<PathBuf, Node>,
}

struct Node {
    name: String,
    tenant: Option<String>,
    is_abstract: bool,
    /// The files of the themes that it extends.
    parents: Vec<PathBuf>,
}

impl Tree {
    fn new(inputs: &Inputs) -> Tree {
        let mut nodes = BTreeMap::new();
        let mut open: Vec<ThemeFile> = inputs.themes.clone();
        while let Some(theme) = open.pop() {
            if nodes.contains_key(&plain(&theme.file)) {
                continue;
            }
            let own = inputs.library.document(&theme).ok();
            let parents = own.as_ref().map_or_else(Vec::new, parents);
            open.extend(parents.iter().map(|file| location(file)));
            let node = Node {
                name: theme.name(),
                tenant: inputs.library.tenant_id(&theme).map(|id| id.value),
                is_abstract: own.is_some_and(|own| own.is_abstract),
                parents,
            };
            nodes.insert(plain(&theme.file), node);
        }
        Tree { nodes }
    }

    /// Each theme below those that it extends; one that extends several is listed below each.
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut shown = BTreeSet::new();
        // What extends itself in a circle is below no root: it is shown from where it comes first.
        let is_root = |(_, node): &(&PathBuf, &Node)| node.parents.is_empty();
        let roots = self.nodes.iter().filter(is_root).chain(self.nodes.iter());
        for (file, node) in roots {
            if shown.insert(file.as_path()) {
                lines.push(words(node));
                self.below(file, "", &mut shown, &mut lines);
            }
        }
        lines
    }

    fn below<'a>(
        &'a self,
        parent: &Path,
        indent: &str,
        shown: &mut BTreeSet<&'a Path>,
        lines: &mut Vec<String>,
    ) {
        let children =
            self.nodes.iter().filter(|(_, node)| node.parents.iter().any(|p| p == parent));
        let children: Vec<(&PathBuf, &Node)> = children.collect();
        for (at, (file, node)) in children.iter().enumerate() {
            let is_last = at + 1 == children.len();
            let (branch, rest) = if is_last { ("└─", "  ") } else { ("├─", "│ ") };
            let is_new = shown.insert(file.as_path());
            let more = if is_new { "" } else { ", as above" };
            lines.push(format!("{indent}{branch} {}{more}", words(node)));
            if is_new {
                self.below(file, &format!("{indent}{rest} "), shown, lines);
            }
        }
    }
}

fn words(node: &Node) -> String {
    let kind = if node.is_abstract { "  template" } else { "" };
    format!("{}{kind}", node.name)
}

fn parents(own: &Arc<Document>) -> Vec<PathBuf> {
    own.extends.iter().map(|parent| parent_file(own, &parent.value)).collect()
}

/// A theme by its file, in a folder of its own where it has one.
fn location(file: &Path) -> ThemeFile {
    let own = file.parent().filter(|_| file.file_name().is_some_and(|name| name == "theme.toml"));
    ThemeFile::at(own.unwrap_or(file))
}

//! Runs a graph: what is equal in it is made once, side by side, stage by stage.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::graph::{Entry, Graph, Source};
use super::inputs::Inputs;
use super::kinds::{Recipe, Stage};
use super::node::Node;
use super::store::Store;
use super::value::{Blob, Fault, Value};
use crate::render::framed::Framed;
use crate::render::png::Coding;
use crate::render::raster::{Mark, Picture};
use rebadge_art::vector::{DrawError, Pixels};
use rebadge_bundle::{Content, Entry as Output, Kept, Tree};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::output_path::OutputPath;
use rebadge_core::trail;

/// What recipes are run with.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// What their inputs stand for.
    pub inputs: &'a Inputs,
    /// What was made before.
    pub store: &'a Store,
}

/// Makes every file of a graph.
///
/// # Errors
/// Everything that could not be made.
pub fn run(graph: &Graph, with: Run<'_>) -> Result<Tree, Vec<Diagnostic>> {
    let mut tree = Tree::of_shared(graph.untouched());
    for stage in Stage::ALL {
        let (files, problems) = run_stage(graph, stage, with);
        if !problems.is_empty() {
            return Err(problems);
        }
        for (path, output) in files {
            tree.insert(path, output);
        }
    }
    Ok(tree)
}

type Files = Vec<(OutputPath, Output)>;

fn run_stage(graph: &Graph, stage: Stage, with: Run<'_>) -> (Files, Vec<Diagnostic>) {
    let made: Vec<_> = equal(graph, stage)
        .into_par_iter()
        .with_max_len(1)
        .map(|paths| {
            trail::pulse();
            let (path, entry) = paths[0];
            let made = with.bytes(&entry.node).map_err(|fault| problems(entry, path, fault));
            (paths, made)
        })
        .collect();
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for (paths, made) in made {
        match made {
            Ok(blob) => files.extend(
                paths
                    .into_iter()
                    .map(|(path, entry)| (path.clone(), output(entry, path, blob.clone()))),
            ),
            Err(found) => problems.extend(found),
        }
    }
    (files, problems)
}

/// The files of a stage that are equal, together; those that take longest first.
fn equal(graph: &Graph, stage: Stage) -> Vec<Vec<(&OutputPath, &Entry)>> {
    let of_stage = |entry: &&Entry| entry.node.recipe().kind().stage == stage;
    let mut groups: BTreeMap<&str, Vec<(&OutputPath, &Entry)>> = BTreeMap::new();
    for (path, entry) in graph.entries().iter().filter(|(_, entry)| of_stage(entry)) {
        groups.entry(entry.node.key()).or_default().push((path, entry));
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_by_key(|paths| (Reverse(pixels(paths[0].1.node.recipe())), paths[0].0));
    groups
}

/// How many pixels a recipe draws.
fn pixels(recipe: &Recipe) -> u64 {
    match recipe {
        Recipe::Png(png) => pixels(png.picture.recipe()),
        Recipe::Picture(picture) => u64::from(picture.width) * u64::from(picture.height),
        Recipe::Container(container) => {
            container.frames.iter().map(|frame| pixels(frame.of.recipe())).sum()
        }
        _ => 0,
    }
}

/// Makes one file.
///
/// # Errors
/// Why it could not be made, at the place that it comes from.
pub fn make(
    source: Source<'_>,
    path: &OutputPath,
    with: Run<'_>,
) -> Result<Output, Vec<Diagnostic>> {
    match source {
        Source::Untouched(file) => Ok(file.clone()),
        Source::Made(entry) => {
            let blob = with.bytes(&entry.node).map_err(|fault| problems(entry, path, fault))?;
            Ok(output(entry, path, blob))
        }
    }
}

fn output(entry: &Entry, path: &OutputPath, blob: Blob) -> Output {
    let Blob { bytes, sha256 } = blob;
    let (size, mode, kept) = (bytes.len() as u64, entry.mode, Kept::of(path));
    Output { content: Content::Bytes(bytes), size, sha256, mode, kept }
}

pub(super) fn problems(entry: &Entry, path: &OutputPath, fault: Fault) -> Vec<Diagnostic> {
    let about = &entry.about;
    match fault {
        Fault::Found(problems) => problems,
        Fault::Text(why) => {
            let message = format!("`{path}` cannot be written: {why}");
            vec![Diagnostic::at(Code::Template, &about.place, message)]
        }
        Fault::Drawing(error) => {
            let message = format!("`{path}` cannot be drawn from `{}`: {}", about.drawn, error.0);
            let problem = Diagnostic::at(Code::SvgBroken, &about.place, message);
            vec![problem.help("simplify the drawing")]
        }
    }
}

impl Run<'_> {
    /// What a node makes, made now if the store does not have it.
    pub(super) fn value(&self, node: &Node) -> Result<Value, Fault> {
        self.store.get(node, || node.recipe().run(self))
    }

    /// The bytes of a node. What is copied is in the table already.
    ///
    /// # Errors
    /// Why it could not be made.
    pub fn bytes(&self, node: &Node) -> Result<Blob, Fault> {
        if let Recipe::Copy(copy) = node.recipe() {
            return self.inputs.bytes(&copy.of);
        }
        match self.value(node)? {
            Value::Bytes(blob) => Ok(blob),
            _ => Err(other(node)),
        }
    }

    /// The image of a node.
    ///
    /// # Errors
    /// Why it could not be made.
    pub fn picture(&self, node: &Node) -> Result<Arc<Picture>, Fault> {
        match self.value(node)? {
            Value::Picture(picture) => Ok(picture),
            _ => Err(other(node)),
        }
    }

    /// The measured image of a node; none of a name that cannot be set.
    ///
    /// # Errors
    /// Why it could not be made.
    pub fn mark(&self, node: &Node) -> Result<Option<Arc<Mark>>, Fault> {
        match self.value(node)? {
            Value::Mark(mark) => Ok(mark),
            _ => Err(other(node)),
        }
    }

    /// The picture of a node. Large ones are not kept: they are drawn for one file each.
    ///
    /// # Errors
    /// Why it could not be drawn.
    pub fn framed(&self, node: &Node) -> Result<Framed, Fault> {
        match node.recipe() {
            Recipe::Picture(picture) if !picture.is_small() => picture.draw(self),
            _ => match self.value(node)? {
                Value::Framed(framed) => Ok(framed),
                _ => Err(other(node)),
            },
        }
    }

    pub(super) fn art(&self, node: &Node) -> Result<Arc<Pixels>, Fault> {
        match self.value(node)? {
            Value::Art(pixels) => Ok(pixels),
            _ => Err(other(node)),
        }
    }

    pub(super) fn coding(&self, node: &Node) -> Result<Arc<Coding>, Fault> {
        match self.value(node)? {
            Value::Coding(coding) => Ok(coding),
            _ => Err(other(node)),
        }
    }
}

/// A recipe that was given a node of another kind than it asks for.
fn other(node: &Node) -> Fault {
    Fault::Drawing(DrawError(format!("{node:?} makes something else")))
}

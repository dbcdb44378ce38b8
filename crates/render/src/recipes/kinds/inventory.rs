//! A template of the base client that lists other files, each with its digest and size: all of them, or only those that
//! not every package has.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Context;

use super::template::Template;
use crate::recipes::inputs::Input;
use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::Templates;
use rebadge_bundle::Shared;
use rebadge_core::digest::sha256_of;
use rebadge_core::fs::Mode;
use rebadge_core::output_path::OutputPath;

/// A template and the files that it may list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inventory {
    /// The template, and what it sees besides.
    pub template: Template,
    /// Path → what is there.
    pub files: BTreeMap<String, Node>,
    /// The files of the base client that are there as they are.
    pub untouched: Input,
    /// The paths of those of them that were made when the base client was read.
    pub common: Vec<String>,
}

/// A row of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Row<'a> {
    /// The path in the package.
    pub path: &'a str,
    /// Of the bytes; empty where they are not made yet.
    pub sha256: String,
    /// In bytes.
    pub size: u64,
}

/// How many digits name a build.
pub const BUILD: usize = 16;

/// What an inventory may list.
#[derive(Debug)]
pub struct Lists<'a> {
    /// The files of this package alone, sorted by path.
    pub own: Vec<Row<'a>>,
    /// The files that all packages have.
    pub untouched: &'a Shared,
    /// The paths of those of them that were made when the base client was read.
    pub common: Vec<&'a str>,
}

impl Lists<'_> {
    /// Adds what a template reads of it to a context. What all packages have is listed for those only that ask for it: a
    /// package costs what is its own.
    pub fn add_to(&self, context: &mut Context, (templates, path): (&Templates, &OutputPath)) {
        let names = templates.used_names(path);
        let reads = |name: &str| names.iter().any(|path| path[0] == name);
        if reads("files") {
            let mut all: Vec<Row<'_>> = rows(self.untouched).chain(self.own.clone()).collect();
            all.sort_by_key(|row| row.path);
            context.insert("files", &all);
        }
        if reads("own_files") {
            context.insert("own_files", &self.own);
        }
        if reads("common") {
            let made = rows(self.untouched).filter(|row| self.common.contains(&row.path));
            let made: BTreeMap<&str, Row<'_>> = made.map(|row| (row.path, row)).collect();
            context.insert("common", &made);
        }
    }
}

/// The files that all packages have. What a link leads to is in the list by its own path.
pub fn rows(untouched: &Shared) -> impl Iterator<Item = Row<'_>> {
    let files = untouched.entries().iter().filter(|(_, file)| file.mode != Mode::Link);
    files.map(|(path, file)| Row {
        path: path.as_str(),
        sha256: file.sha256.clone(),
        size: file.size,
    })
}

pub(super) fn describe(_: &Inventory) -> String {
    "template, last".to_owned()
}

pub(super) fn run(inventory: &Inventory, with: &Run<'_>) -> Result<Value, Fault> {
    let Template { path, templates, context } = &inventory.template;
    let untouched = with.inputs.untouched(&inventory.untouched)?;
    let mut own = Vec::new();
    for (path, node) in &inventory.files {
        let blob = with.bytes(node)?;
        own.push(Row { path, sha256: blob.sha256, size: blob.bytes.len() as u64 });
    }
    let parts = own.iter().flat_map(|row| [row.path.as_bytes(), row.sha256.as_bytes()]);
    let parts: Vec<&[u8]> = parts.chain([untouched.sha256().as_bytes()]).collect();
    let build = sha256_of(&parts);
    let common = inventory.common.iter().map(String::as_str).collect();
    let templates = with.inputs.templates(templates)?;
    let mut context = with.inputs.context(context)?.clone();
    context.insert("build", &build[..BUILD]);
    Lists { own, untouched, common }.add_to(&mut context, (templates, path));
    templates.render(path, &context).map(Value::text).map_err(Fault::Found)
}

//! A template of the base client that lists all other files, each with its digest and size.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::template::Template;
use crate::recipes::inputs::Input;
use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use rebadge_core::digest::sha256_of;
use rebadge_core::fs::Mode;

/// A template and the files that it lists.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inventory {
    /// The template, and what it sees besides.
    pub template: Template,
    /// Path → what is there.
    pub files: BTreeMap<String, Node>,
    /// The files of the base client that are there as they are.
    pub untouched: Input,
}

/// How many digits name a build.
pub const BUILD: usize = 16;

pub(super) fn describe(_: &Inventory) -> String {
    "template, last".to_owned()
}

pub(super) fn run(own: &Inventory, with: &Run<'_>) -> Result<Value, Fault> {
    let Template { path, templates, context } = &own.template;
    let mut files: BTreeMap<&str, (String, u64)> = BTreeMap::new();
    for (path, node) in &own.files {
        let blob = with.bytes(node)?;
        files.insert(path, (blob.sha256, blob.bytes.len() as u64));
    }
    for (path, file) in with.inputs.untouched(&own.untouched)?.entries() {
        // What a link leads to is in the list by its own path.
        if file.mode != Mode::Link {
            files.insert(path.as_str(), (file.sha256.clone(), file.size));
        }
    }
    let parts = files.iter().flat_map(|(path, (sha256, _))| [path.as_bytes(), sha256.as_bytes()]);
    let parts: Vec<&[u8]> = parts.collect();
    let list = files
        .iter()
        .map(|(path, (sha256, size))| json!({ "path": path, "sha256": sha256, "size": size }));
    let list: Vec<_> = list.collect();
    let mut context = with.inputs.context(context)?.clone();
    context.insert("build", &sha256_of(&parts)[..BUILD]);
    context.insert("files", &list);
    let templates = with.inputs.templates(templates)?;
    templates.render(path, &context).map(Value::text).map_err(Fault::Found)
}

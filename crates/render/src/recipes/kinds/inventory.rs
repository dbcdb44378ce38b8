//! A template of the base client that lists all other files, each with its digest and size.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::template::Template;
use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use rebadge_core::digest::sha256_of;

/// A template and the files that it lists.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inventory {
    /// The template, and what it sees besides.
    pub template: Template,
    /// Path → what is there.
    pub files: BTreeMap<String, Node>,
}

/// How many digits name a build.
pub const BUILD: usize = 16;

pub(super) fn describe(_: &Inventory) -> String {
    "template, last".to_owned()
}

pub(super) fn run(own: &Inventory, with: &Run<'_>) -> Result<Value, Fault> {
    let Template { path, templates, context } = &own.template;
    let (mut list, mut digests) = (Vec::new(), Vec::new());
    for (path, node) in &own.files {
        let blob = with.bytes(node)?;
        list.push(json!({ "path": path, "sha256": blob.sha256, "size": blob.bytes.len() }));
        digests.push(blob.sha256);
    }
    let names = own.files.keys().zip(&digests);
    let parts: Vec<&[u8]> =
        names.flat_map(|(path, digest)| [path.as_bytes(), digest.as_bytes()]).collect();
    let mut context = with.inputs.context(context)?.clone();
    context.insert("build", &sha256_of(&parts)[..BUILD]);
    context.insert("files", &list);
    let templates = with.inputs.templates(templates)?;
    templates.render(path, &context).map(Value::text).map_err(Fault::Found)
}

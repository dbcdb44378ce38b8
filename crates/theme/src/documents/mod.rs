//! Documents that a theme names, in formats that others publish: OpenAPI, Arazzo, Adaptive Cards. They are read with the place
//! of each value, held against the published schemas, and against each other. What a client has such documents for is said by
//! its contract.

mod arazzo;
mod card;
mod json;
mod openapi;
mod published;

use std::sync::Arc;

use serde_json::Value;

use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::Node;
use rebadge_core::fields::Findings;
use rebadge_core::source::{Place, Source};

pub(crate) use arazzo::{Source as CalledDocument, check as check_flow, flow};
pub(crate) use card::{Names as CardNames, check as check_card, origins};
pub(crate) use openapi::operations;
pub(crate) use published::faults;

/// A document that was read.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) value: Value,
    root: Node,
}

impl Document {
    /// Reads a text.
    ///
    /// # Errors
    /// What is wrong with it, at its line.
    pub(crate) fn read(source: &Arc<Source>) -> Result<Document, Diagnostic> {
        json::parse(source).map(|(value, root)| Document { value, root })
    }

    /// The document's own value, to go on from.
    pub(crate) fn start<'a>(&'a self, findings: &'a Findings) -> Cursor<'a> {
        Cursor { document: self, findings, path: Vec::new(), value: &self.value }
    }

    /// The place of what a JSON Pointer's parts lead to, or as near as they lead.
    pub(crate) fn place(&self, path: &[String]) -> &Place {
        &self.root.follow(path).place
    }
}

/// A value of a document, with the way to it.
#[derive(Clone)]
pub(crate) struct Cursor<'a> {
    document: &'a Document,
    findings: &'a Findings,
    path: Vec<String>,
    pub(crate) value: &'a Value,
}

impl<'a> Cursor<'a> {
    fn step(&self, key: &str, value: &'a Value) -> Cursor<'a> {
        let path = self.path.iter().cloned().chain([key.to_owned()]).collect();
        Cursor { path, value, ..self.clone() }
    }

    /// What is below a key.
    pub(crate) fn get(&self, key: &str) -> Option<Cursor<'a>> {
        self.value.get(key).map(|value| self.step(key, value))
    }

    /// The items of a list below a key; none where there is no list.
    pub(crate) fn list(&self, key: &str) -> Vec<Cursor<'a>> {
        let Some(list) = self.get(key) else { return Vec::new() };
        let items = list.value.as_array().into_iter().flatten().enumerate();
        items.map(|(index, item)| list.step(&index.to_string(), item)).collect()
    }

    /// The values of an object, by key.
    pub(crate) fn entries(&self) -> Vec<(&'a str, Cursor<'a>)> {
        let entries = self.value.as_object().into_iter().flatten();
        entries.map(|(key, value)| (key.as_str(), self.step(key, value))).collect()
    }

    /// All values below this one, and itself.
    pub(crate) fn all(&self) -> Vec<Cursor<'a>> {
        let mut found = vec![self.clone()];
        let mut next = 0;
        while let Some(one) = found.get(next).cloned() {
            next += 1;
            match one.value {
                Value::Object(_) => found.extend(one.entries().into_iter().map(|(_, below)| below)),
                Value::Array(items) => {
                    let items = items.iter().enumerate();
                    found.extend(items.map(|(index, item)| one.step(&index.to_string(), item)));
                }
                _ => {}
            }
        }
        found
    }

    /// The text below a key; empty where there is none.
    pub(crate) fn text(&self, key: &str) -> &'a str {
        self.value.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// The last key of the way here.
    pub(crate) fn key(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// Says what is wrong here, and what to do.
    pub(crate) fn say(&self, message: impl Into<String>, help: impl Into<String>) {
        let problem =
            Diagnostic::at(Code::Document, self.document.place(&self.path), message.into());
        let help = help.into();
        self.findings.add(problem.maybe_help((!help.is_empty()).then_some(help)));
    }
}

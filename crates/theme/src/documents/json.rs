//! Reads a document as JSON, to the letter of the standard.

use std::sync::Arc;

use serde_json::Value;

use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::Node;
use rebadge_core::json;
use rebadge_core::source::{Place, Source};

/// A text as JSON (RFC 8259), and the same with the place of each value.
///
/// # Errors
/// What is wrong with it: no JSON, or a key that occurs twice in one object.
pub(super) fn parse(source: &Arc<Source>) -> Result<(Value, Node), Diagnostic> {
    let value: Value = serde_json::from_str(&source.text).map_err(|error| {
        let place = Place::new(source, line(&source.text, error.line()));
        Diagnostic::at(Code::Document, &place, format!("this is not JSON: {error}"))
    })?;
    let root = json::parse(source).ok().flatten();
    let root = root.unwrap_or_else(|| Node::from_json(&value, &Place::file(source)));
    match json::twice(&root).first() {
        None => Ok((value, root)),
        Some((first, again)) => {
            let message = format!("`{}` stands here twice", again.key);
            let problem = Diagnostic::at(Code::Document, &again.key_place, message);
            Err(problem.related(&first.key_place, "the first one").help("remove one of them"))
        }
    }
}

/// The bytes of a line, counted from 1.
fn line(text: &str, number: usize) -> std::ops::Range<usize> {
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index + 1 == number {
            return start..start + line.trim_end().len();
        }
        start += line.len();
    }
    text.len()..text.len()
}

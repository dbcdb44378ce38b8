//! Parses a token file as JSON with the place of every key and value, for diagnostics.
//!
//! Comments, trailing commas and the rest of JSON5 are read too: Style Dictionary takes them, so people write them.

use std::path::Path;
use std::sync::Arc;

use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::{Kind, Node};
use rebadge_core::fields::Findings;
use rebadge_core::fs;
use rebadge_core::json;
use rebadge_core::source::{Place, Source};

/// The largest token file, in bytes.
const LIMIT: u64 = 64 << 20;

/// A file that was read.
#[derive(Debug)]
pub(super) struct File {
    pub(super) source: Arc<Source>,
    pub(super) root: Node,
}

/// Reads a file, and says what is wrong with it.
pub(super) fn read(path: &Path, findings: &Findings) -> Option<File> {
    let file = Place::file(&Source::new(path, String::new()));
    let bytes = match fs::read(path, LIMIT) {
        Ok(bytes) => bytes,
        Err(error) => {
            findings.add(Diagnostic::at(Code::File, &file, error.to_string()));
            return None;
        }
    };
    if matches!(
        bytes.as_slice(),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, _, 0, ..] | [0, _, 0, _, ..]
    ) {
        let message = format!("`{}` is UTF-16", path.display());
        findings.add(Diagnostic::at(Code::File, &file, message).help("save it as UTF-8"));
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            // A byte order mark is no part of the text.
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            parse(Source::new(path, text), findings)
        }
        Err(_) => {
            let message = format!("`{}` is not UTF-8", path.display());
            findings.add(Diagnostic::at(Code::File, &file, message).help("save it as UTF-8"));
            None
        }
    }
}

/// Reads the text of a file, and says what is wrong with it.
pub(super) fn parse(source: Arc<Source>, findings: &Findings) -> Option<File> {
    let root = match json::parse(&source) {
        Ok(Some(root)) => root,
        Ok(None) => {
            let problem = Diagnostic::at(Code::Syntax, &Place::file(&source), "the file is empty");
            findings.add(problem.help("a token file is JSON, `{ … }`"));
            return None;
        }
        Err((place, message)) => {
            let problem = Diagnostic::at(Code::Syntax, &place, message);
            let is_json = source.text.trim_start().starts_with(['{', '[', '/']);
            let help = (!is_json).then(|| "a token file is JSON, `{ … }`".to_owned());
            findings.add(problem.maybe_help(help));
            return None;
        }
    };
    for (first, again) in json::twice(&root) {
        let message = format!("`{}` stands here twice", again.key);
        let problem = Diagnostic::at(Code::TokenDuplicate, &again.key_place, message);
        findings.add(problem.related(&first.key_place, "the first one").help("remove one of them"));
    }
    if !matches!(root.kind, Kind::Table(_) | Kind::Array(_)) {
        let message = format!("a token file holds an object, not {}", name(&root));
        findings.add(Diagnostic::at(Code::Token, &root.place, message));
        return None;
    }
    Some(File { source, root })
}

/// A value as messages about JSON name it.
pub(super) fn name(node: &Node) -> &'static str {
    match &node.kind {
        Kind::Integer(_) | Kind::Float(_) => "a number",
        Kind::Table(_) => "an object",
        kind => kind.name(),
    }
}

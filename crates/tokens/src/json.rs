//! Parses a token file as JSON with the place of every key and value, for diagnostics.
//!
//! Comments, trailing commas and the rest of JSON5 are read too: Style Dictionary takes them, so people write them.

use std::path::Path;
use std::sync::Arc;

use jsonc_parser::ast::{ObjectProp, ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::{Entry, Kind, Node, Table};
use rebadge_core::fields::Findings;
use rebadge_core::fs;
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
    let options = ParseOptions { allow_missing_commas: false, ..ParseOptions::default() };
    let parsed = parse_to_ast(&source.text, &CollectOptions::default(), &options);
    let root = match parsed.map(|parsed| parsed.value) {
        Ok(Some(value)) => convert(&source, value, findings),
        Ok(None) => {
            let problem = Diagnostic::at(Code::Syntax, &Place::file(&source), "the file is empty");
            findings.add(problem.help("a token file is JSON, `{ … }`"));
            return None;
        }
        Err(error) => {
            let range = error.range();
            let message = error.kind().to_string().to_lowercase();
            let place = Place::new(&source, range.start..range.end);
            let problem = Diagnostic::at(Code::Syntax, &place, message);
            let is_json = source.text.trim_start().starts_with(['{', '[', '/']);
            let help = (!is_json).then(|| "a token file is JSON, `{ … }`".to_owned());
            findings.add(problem.maybe_help(help));
            return None;
        }
    };
    if !matches!(root.kind, Kind::Table(_) | Kind::Array(_)) {
        let message = format!("a token file holds an object, not {}", name(&root));
        findings.add(Diagnostic::at(Code::Token, &root.place, message));
        return None;
    }
    Some(File { source, root })
}

/// The parser does not nest deeper than 512, so neither does this.
fn convert(source: &Arc<Source>, value: Value<'_>, findings: &Findings) -> Node {
    let range = value.range();
    let place = Place::new(source, range.start..range.end);
    let kind = match value {
        Value::StringLit(text) => Kind::String(text.value.into_owned()),
        // Not finite for `NaN` and `Infinity`.
        Value::NumberLit(number) => Kind::Float(number.value.parse().unwrap_or(f64::NAN)),
        Value::BooleanLit(literal) => Kind::Bool(literal.value),
        Value::NullKeyword(_) => Kind::Null,
        Value::Array(list) => {
            let items = list.elements.into_iter();
            Kind::Array(items.map(|item| convert(source, item, findings)).collect())
        }
        Value::Object(object) => {
            let entries: Vec<Entry> =
                object.properties.into_iter().map(|each| entry(source, each, findings)).collect();
            duplicates(&entries, findings);
            Kind::Table(Table { place: place.clone(), entries })
        }
    };
    Node { kind, place }
}

fn entry(source: &Arc<Source>, property: ObjectProp<'_>, findings: &Findings) -> Entry {
    let range = match &property.name {
        ObjectPropName::String(name) => name.range,
        ObjectPropName::Word(name) => name.range,
    };
    Entry {
        key: property.name.into_string(),
        key_place: Place::new(source, range.start..range.end),
        value: convert(source, property.value, findings),
    }
}

fn duplicates(entries: &[Entry], findings: &Findings) {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| (&entry.key, entry.key_place.span.start));
    for pair in sorted.windows(2).filter(|pair| pair[0].key == pair[1].key) {
        let message = format!("`{}` stands here twice", pair[1].key);
        let problem = Diagnostic::at(Code::TokenDuplicate, &pair[1].key_place, message);
        findings
            .add(problem.related(&pair[0].key_place, "the first one").help("remove one of them"));
    }
}

/// A value as messages about JSON name it.
pub(super) fn name(node: &Node) -> &'static str {
    match &node.kind {
        Kind::Integer(_) | Kind::Float(_) => "a number",
        Kind::Table(_) => "an object",
        kind => kind.name(),
    }
}

//! A token file as JSON with the place of every key and value. Apart, because what is wrong in it is said at its line.
//!
//! Comments, trailing commas and the rest of JSON5 are read too: Style Dictionary takes them, so people write them.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use jsonc_parser::ast::{ObjectProp, ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::fields::Findings;
use rebadge_core::fs;
use rebadge_core::source::{Place, Source};

/// The largest token file, in bytes.
const LIMIT: u64 = 64 << 20;

/// A file that was read.
#[derive(Debug)]
pub(super) struct File {
    pub(super) source: Arc<Source>,
    pub(super) root: Json,
}

/// A value.
#[derive(Debug)]
pub(super) struct Json {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Kind {
    Null,
    Bool,
    /// Not finite for `NaN` and `Infinity`.
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<Member>),
}

/// A key with its value.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) name_span: Range<usize>,
    pub(super) value: Json,
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
    if !matches!(root.kind, Kind::Object(_) | Kind::List(_)) {
        let place = Place::new(&source, root.span.clone());
        let message = format!("a token file holds an object, not {}", root.name());
        findings.add(Diagnostic::at(Code::Token, &place, message));
        return None;
    }
    Some(File { source, root })
}

/// The parser does not nest deeper than 512, so neither does this.
fn convert(source: &Arc<Source>, value: Value<'_>, findings: &Findings) -> Json {
    let range = value.range();
    let kind = match value {
        Value::StringLit(text) => Kind::Text(text.value.into_owned()),
        Value::NumberLit(number) => Kind::Number(number.value.parse().unwrap_or(f64::NAN)),
        Value::BooleanLit(_) => Kind::Bool,
        Value::NullKeyword(_) => Kind::Null,
        Value::Array(list) => {
            let items = list.elements.into_iter();
            Kind::List(items.map(|item| convert(source, item, findings)).collect())
        }
        Value::Object(object) => {
            let members: Vec<Member> =
                object.properties.into_iter().map(|each| member(source, each, findings)).collect();
            duplicates(source, &members, findings);
            Kind::Object(members)
        }
    };
    Json { kind, span: range.start..range.end }
}

fn member(source: &Arc<Source>, member: ObjectProp<'_>, findings: &Findings) -> Member {
    let range = match &member.name {
        ObjectPropName::String(name) => name.range,
        ObjectPropName::Word(name) => name.range,
    };
    Member {
        name: member.name.into_string(),
        name_span: range.start..range.end,
        value: convert(source, member.value, findings),
    }
}

fn duplicates(source: &Arc<Source>, members: &[Member], findings: &Findings) {
    let mut sorted: Vec<&Member> = members.iter().collect();
    sorted.sort_by_key(|member| (&member.name, member.name_span.start));
    for pair in sorted.windows(2).filter(|pair| pair[0].name == pair[1].name) {
        let [first, second] = [pair[0], pair[1]].map(|m| Place::new(source, m.name_span.clone()));
        let message = format!("`{}` stands here twice", pair[1].name);
        let problem = Diagnostic::at(Code::TokenDuplicate, &second, message);
        findings.add(problem.related(&first, "the first one").help("remove one of them"));
    }
}

impl Json {
    /// The value of a key.
    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        self.members().iter().find(|member| member.name == name).map(|member| &member.value)
    }

    /// The value at the end of a path of keys.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Json> {
        path.iter().try_fold(self, |node, name| node.get(name))
    }

    /// The keys and values; none of what is no object.
    pub(super) fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    /// The items; none of what is no list.
    pub(super) fn items(&self) -> &[Json] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The text.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number.
    pub(super) fn number(&self) -> Option<f64> {
        match &self.kind {
            Kind::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn is_object(&self) -> bool {
        matches!(self.kind, Kind::Object(_))
    }

    /// As messages name it.
    pub(super) fn name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "`null`",
            Kind::Bool => "`true` or `false`",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Object(_) => "an object",
        }
    }
}

//! Reads a table key by key and collects problems: missing keys, wrong types, and at the end every key that was not
//! read.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, SUGGESTED, did_you_mean, nearest};
use crate::document::{Entry, Kind, Node, Table};
use crate::source::{Place, Sourced};

/// Where findings go while a file is read.
#[derive(Debug, Default)]
pub struct Findings(RefCell<Vec<Diagnostic>>);

impl Findings {
    /// Adds one.
    pub fn add(&self, diagnostic: Diagnostic) {
        self.0.borrow_mut().push(diagnostic);
    }

    /// Adds several.
    pub fn extend(&self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.0.borrow_mut().extend(diagnostics);
    }

    /// All of them.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.0.into_inner()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.borrow().len()
    }
}

/// A table that is being read. Call [`Fields::finish`] when all keys were asked for.
#[derive(Debug)]
pub struct Fields<'a> {
    table: &'a Table,
    findings: &'a Findings,
    path: String,
    asked: RefCell<Vec<String>>,
}

impl<'a> Fields<'a> {
    /// Begins to read a table; `path` is its dotted name, empty for the file's root.
    pub fn new(table: &'a Table, path: &str, findings: &'a Findings) -> Fields<'a> {
        Fields { table, findings, path: path.to_owned(), asked: RefCell::default() }
    }

    /// The table's own place.
    pub fn place(&self) -> &Place {
        &self.table.place
    }

    /// Where findings go.
    pub fn findings(&self) -> &'a Findings {
        self.findings
    }

    /// The entries, for tables whose keys are names of the user's choice; they count as read.
    pub fn entries(&self) -> &'a [Entry] {
        let keys = self.table.entries.iter().map(|entry| entry.key.clone());
        self.asked.borrow_mut().extend(keys);
        &self.table.entries
    }

    /// The dotted name of a key in this table.
    pub fn name(&self, key: &str) -> String {
        match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }

    /// The entry of a key, of any type.
    pub fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.asked.borrow_mut().push(key.to_owned());
        self.table.get(key)
    }

    /// The value of a key, of any type.
    pub fn node(&self, key: &str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<Sourced<String>> {
        let node = self.node(key)?;
        as_text(node, &self.name(key), self.findings)
    }

    /// A text that must be there.
    pub fn required_text(&self, key: &str) -> Option<Sourced<String>> {
        if self.table.get(key).is_none() {
            self.missing(key);
        }
        self.text(key)
    }

    /// `true` or `false`.
    pub fn bool(&self, key: &str) -> Option<Sourced<bool>> {
        let node = self.node(key)?;
        match node.kind {
            Kind::Bool(value) => Some(Sourced::written(value, node.place.clone())),
            _ => self.wrong(node, key, "`true` or `false`"),
        }
    }

    /// A whole number.
    pub fn integer(&self, key: &str) -> Option<Sourced<i64>> {
        let node = self.node(key)?;
        match node.kind {
            Kind::Integer(value) => Some(Sourced::written(value, node.place.clone())),
            _ => self.wrong(node, key, "a whole number"),
        }
    }

    /// A number.
    pub fn number(&self, key: &str) -> Option<Sourced<f64>> {
        let node = self.node(key)?;
        let value = match node.kind {
            Kind::Float(value) => value,
            // Whole numbers of a theme are small; what f64 rounds is far out of every range.
            Kind::Integer(value) => value as f64,
            _ => return self.wrong(node, key, "a number"),
        };
        Some(Sourced::written(value, node.place.clone()))
    }

    /// A list of texts.
    pub fn texts(&self, key: &str) -> Option<Vec<Sourced<String>>> {
        let node = self.node(key)?;
        match &node.kind {
            Kind::Array(items) => {
                let name = self.name(key);
                let texts = items.iter();
                Some(texts.filter_map(|item| as_text(item, &name, self.findings)).collect())
            }
            _ => self.wrong(node, key, "a list of texts"),
        }
    }

    /// A table.
    pub fn table(&self, key: &str) -> Option<Fields<'a>> {
        let node = self.node(key)?;
        self.fields_of(node, key)
    }

    /// A list of tables, such as `[[fonts]]`.
    pub fn tables(&self, key: &str) -> Vec<Fields<'a>> {
        match self.node(key) {
            None => Vec::new(),
            Some(Node { kind: Kind::Array(items), .. }) => {
                items.iter().filter_map(|item| self.fields_of(item, key)).collect()
            }
            Some(node) => {
                let help = format!("write `[[{}]]`", self.name(key));
                self.findings.add(wrong_type(node, &self.name(key), "a list of tables").help(help));
                Vec::new()
            }
        }
    }

    fn fields_of(&self, node: &'a Node, key: &str) -> Option<Fields<'a>> {
        match &node.kind {
            Kind::Table(table) => Some(Fields::new(table, &self.name(key), self.findings)),
            _ => self.wrong(node, key, "a table"),
        }
    }

    fn wrong<T>(&self, node: &Node, key: &str, expected: &str) -> Option<T> {
        self.findings.add(wrong_type(node, &self.name(key), expected));
        None
    }

    /// Says that a key is missing from this table.
    pub fn missing(&self, key: &str) {
        let message = match self.path.as_str() {
            "" => format!("`[{key}]` is missing"),
            path => format!("`{key}` is missing from `[{path}]`"),
        };
        self.findings.add(Diagnostic::at(Code::MissingKey, &self.table.place, message));
    }

    /// Says which keys nothing asked for. Consumes the fields: nothing is read afterwards.
    pub fn finish(self) {
        let asked = self.asked.borrow();
        let known: BTreeSet<&str> = asked.iter().map(String::as_str).collect();
        let set: BTreeSet<&str> = self.table.entries.iter().map(|entry| &*entry.key).collect();
        // A key that is set already is not what was meant.
        let unset = || asked.iter().map(String::as_str).filter(|key| !set.contains(key));
        let is_unknown = |entry: &&Entry| !known.contains(&*entry.key);
        for (at, entry) in self.table.entries.iter().filter(is_unknown).enumerate() {
            let help = match nearest(&entry.key, unset().filter(|_| at < SUGGESTED)) {
                Some(key) => Some(format!("did you mean `{key}`?")),
                None if at >= SUGGESTED => None,
                None => did_you_mean(&entry.key, asked.iter().map(String::as_str)),
            };
            let message = format!("unknown key `{}`", self.name(&entry.key));
            self.findings
                .add(Diagnostic::at(Code::UnknownKey, &entry.key_place, message).maybe_help(help));
        }
    }
}

/// A value that must be a text.
pub fn as_text(node: &Node, name: &str, findings: &Findings) -> Option<Sourced<String>> {
    match &node.kind {
        Kind::String(text) => Some(Sourced::written(text.clone(), node.place.clone())),
        _ => {
            findings.add(wrong_type(node, name, "a text"));
            None
        }
    }
}

/// A value of a type that its key does not take.
pub fn wrong_type(node: &Node, name: &str, expected: &str) -> Diagnostic {
    let message = format!("`{name}` takes {expected}, not {}", node.kind.name());
    let diagnostic = Diagnostic::at(Code::WrongType, &node.place, message);
    diagnostic.maybe_help(type_help(node, expected))
}

/// How to write the value so that its type is right, where that is plain.
fn type_help(node: &Node, expected: &str) -> Option<String> {
    let written = || node.place.source.text.get(node.place.span.clone()).unwrap_or_default();
    match (&node.kind, expected) {
        (Kind::String(text), "`true` or `false`") => match text.to_lowercase().as_str() {
            "true" | "yes" | "on" => Some("write `true`".into()),
            "false" | "no" | "off" => Some("write `false`".into()),
            _ => None,
        },
        (Kind::String(text), "a number" | "a whole number") if text.parse::<f64>().is_ok() => {
            Some(format!("write `{text}` without quotes"))
        }
        // As it is written: `0x0082c9` is a color, and `1.10` another version than `1.1`.
        (Kind::Integer(_) | Kind::Float(_), "a text") => match written().strip_prefix("0x") {
            Some(digits) => Some(format!("write `\"#{digits}\"`")),
            None => Some(format!("write `\"{}\"`", written())),
        },
        _ => None,
    }
}

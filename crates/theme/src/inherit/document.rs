//! One theme file as written: its table, and the keys about the file itself (`extends`, `extendable`, `abstract`,
//! `lock`, `unset`, `ignore`). A file is parsed once per run, however many themes extend it.

use std::sync::Arc;

use super::characters;
use super::extendable::{self, Abstract, Extendable};
use super::find::ThemeFile;
use crate::lock::{self, Lock};
use crate::secret;
use crate::shape;
use rebadge_art::artwork;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::{self, Entry, Kind, Node, Table};
use rebadge_core::fields::{Fields, Findings, wrong_type};
use rebadge_core::fs;
use rebadge_core::pattern::Pattern;
use rebadge_core::printable::is_unsafe;
use rebadge_core::source::{Place, Source, Sourced};

/// The largest theme file, in bytes.
const LIMIT: u64 = 1 << 20;

/// A theme file as written.
#[derive(Debug)]
pub struct Document {
    /// Where it is.
    pub location: ThemeFile,
    /// Its text.
    pub source: Arc<Source>,
    /// All that could be read of it.
    pub table: Table,
    /// The themes that it extends, as written; the later win.
    pub extends: Vec<Parent>,
    /// Whether it is a template for other themes only.
    pub is_abstract: bool,
    /// Whether it asks for demo data.
    pub is_demo: bool,
    /// Who may extend it.
    pub extendable: Extendable,
    /// The keys that themes on it may not set.
    pub locks: Vec<Lock>,
    /// The files in its folder that are not for Rebadge.
    pub ignore: Vec<Sourced<glob::Pattern>>,
    /// The inherited keys that it does without.
    pub unset: Vec<Sourced<Pattern>>,
    /// Whether part of it is no TOML.
    pub has_syntax_errors: bool,
    /// What is wrong with its syntax and with the keys above.
    pub problems: Vec<Diagnostic>,
}

/// A path after `extends`.
pub(super) type Parent = Sourced<String>;

/// Reads a theme file.
///
/// # Errors
/// That it cannot be read at all.
pub(super) fn read(location: &ThemeFile) -> Result<Document, Diagnostic> {
    check_path(location)?;
    let text = artwork::read_text(&location.file, LIMIT, None)?;
    if location.owns_folder && fs::is_link(&location.file) {
        // It is part of what the tenant sends, like every other file in the folder.
        let message = format!("`{}` is a symbolic link", location.file.display());
        let file = Place::file(&Source::new(&location.file, String::new()));
        let problem = Diagnostic::at(Code::AssetPath, &file, message);
        return Err(problem.help("copy the file itself into the theme's folder"));
    }
    Ok(of_text(location, text))
}

/// A path is part of messages, manifests and what `explain` prints: each must show it as it is.
fn check_path(location: &ThemeFile) -> Result<(), Diagnostic> {
    let reason = match location.file.to_str() {
        None => "is not UTF-8",
        Some(path) if path.contains(is_unsafe) => "has a control character",
        Some(_) => return Ok(()),
    };
    let message = format!("the path `{}` {reason}", location.file.display());
    let file = Place::file(&Source::new(&location.file, String::new()));
    Err(Diagnostic::at(Code::File, &file, message).help("rename the folder or the file"))
}

/// A theme file with this text.
pub(super) fn of_text(location: &ThemeFile, text: String) -> Document {
    let source = Source::new(&location.file, text);
    let (table, mut problems) = document::parse(&source);
    let has_syntax_errors = !problems.is_empty();
    let findings = Findings::default();
    let fields = Fields::new(&table, "", &findings);
    let extends = extends(&fields);
    let is_abstract = fields.bool("abstract").is_some_and(|value| value.value);
    let is_demo = fields.bool("demo").is_some_and(|value| value.value);
    let kind = if is_abstract { Abstract::Yes } else { Abstract::No };
    let extendable = extendable::read(&fields, kind, location);
    let locks = lock::read(&fields, &location.name());
    let unset = fields.texts("unset").unwrap_or_default();
    let unset = unset.iter().filter_map(|text| lock::pattern(text, &findings)).collect();
    let ignore = ignore(&fields);
    drop(fields);
    characters::check(&table, &findings);
    secret::check(&table, &findings);
    problems.extend(findings.into_vec());
    Document {
        location: location.clone(),
        source,
        extends,
        is_abstract,
        is_demo,
        extendable,
        ignore,
        locks,
        unset,
        has_syntax_errors,
        problems,
        table,
    }
}

fn ignore(fields: &Fields<'_>) -> Vec<Sourced<glob::Pattern>> {
    let texts = fields.texts("ignore").unwrap_or_default();
    let pattern =
        |text: &Sourced<String>| match glob::Pattern::new(text.value.trim_end_matches('/')) {
            Ok(pattern) => Some(text.clone().map(|_| pattern)),
            Err(error) => {
                let message =
                    format!("`{}` is no pattern of file names: {}", text.value, error.msg);
                let problem = Diagnostic::at(Code::Value, text.place()?, message);
                fields.findings().add(problem.help("write a path, a name, or such as `*.pdf`"));
                None
            }
        };
    texts.iter().filter_map(pattern).collect()
}

fn extends(fields: &Fields<'_>) -> Vec<Parent> {
    match fields.node("extends") {
        None => Vec::new(),
        Some(Node { kind: Kind::Array(_), .. }) => fields.texts("extends").unwrap_or_default(),
        Some(Node { kind: Kind::String(_), .. }) => fields.text("extends").into_iter().collect(),
        Some(node) => {
            fields.findings().add(wrong_type(node, "extends", "a path, or a list of paths"));
            Vec::new()
        }
    }
}

impl Document {
    /// Forgets what only a base client understands: menu, texts, features, its own sections.
    pub(super) fn keep_brand(&mut self) {
        let is_brand = |key: &str| shape::OWN.contains(&key) || shape::BRAND.contains(&key);
        let of_brand = |pattern: &Pattern| pattern.first().is_none_or(is_brand);
        self.table.entries.retain(|entry| is_brand(&entry.key));
        self.locks.retain(|lock| of_brand(&lock.pattern));
        self.unset.retain(|pattern| of_brand(&pattern.value));
    }

    /// As messages name the theme.
    pub fn name(&self) -> String {
        self.location.name()
    }

    /// The entries that are inherited by those who stand on this file.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.table.entries.iter().filter(|entry| !shape::OWN.contains(&entry.key.as_str()))
    }

    /// The tenant's id, if the file has one.
    pub fn tenant_id(&self) -> Option<Sourced<String>> {
        let Kind::Table(tenant) = &self.table.get("tenant")?.value.kind else {
            return None;
        };
        let id = &tenant.get("id")?.value;
        match &id.kind {
            Kind::String(text) => Some(Sourced::written(text.clone(), id.place.clone())),
            _ => None,
        }
    }
}

//! Files that sections name: what they are, and documents against what checks them.

use std::sync::Arc;

use serde_json::Value;

use super::AssetFile;
use super::assets::Assets;
use crate::base::{Fault, Files, Section};
use crate::documents::{Document, faults};
use crate::secret;
use rebadge_art::vector::Fonts;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::digest::sha256;
use rebadge_core::fields::Findings;
use rebadge_core::source::{Source, Sourced};

/// What files are read with.
pub(super) struct Reader<'a> {
    /// The key that names the file.
    pub(super) key: &'a str,
    pub(super) assets: &'a Assets<'a>,
    pub(super) fonts: &'a Fonts,
    pub(super) findings: &'a Findings,
    pub(super) section: &'a Section,
}

/// How files begin that are no text (file formats: ISO 32000-1; RFC 3533; RFC 8081; ISO/IEC 14496-12; WebM).
const MAGIC: [(&str, usize, &[u8]); 5] = [
    ("pdf", 0, b"%PDF-"),
    ("ogg", 0, b"OggS"),
    ("wav", 8, b"WAVE"),
    ("mp4", 4, b"ftyp"),
    ("webm", 0, &[0x1a, 0x45, 0xdf, 0xa3]),
];

/// Reads an asset.
pub(super) fn asset(
    reader: &Reader<'_>,
    name: &Sourced<String>,
    files: &Files,
) -> Option<AssetFile> {
    let ending = reader.ending(name, files)?;
    if ending == "svg" || ending == "png" {
        let image = reader.assets.image(name, reader.fonts)?;
        return Some(AssetFile::Image(name.clone().map(|_| image)));
    }
    let (name, bytes) = reader.bytes(name, files)?;
    match ending.as_str() {
        "json" | "csv" | "txt" | "md" => {
            let text = reader.text(&name, &bytes)?;
            if ending == "json" {
                reader.json(&name, &text)?;
            }
        }
        _ => {
            let is_mp3 = bytes.starts_with(b"ID3")
                || matches!(bytes.as_slice(), [0xff, second, ..] if second & 0xe0 == 0xe0);
            let mut all = MAGIC.iter().filter(|(name, ..)| *name == ending);
            let is_it = match all.next() {
                Some((_, at, magic)) => {
                    bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic))
                }
                None => is_mp3,
            };
            if !is_it {
                let message = format!("`{}` is no {}", name.value, ending.to_uppercase());
                return reader.say(
                    &name,
                    Code::Document,
                    message,
                    "export it again, or name another file",
                );
            }
            if let Some(found) = secret::in_bytes(&name.value, &bytes, name.place()?) {
                reader.findings.add(found);
                return None;
            }
        }
    }
    Some(reader.file(name, bytes))
}

/// Reads a document and checks it: by a checker of the base client, or by one that is built in.
pub(super) fn document(
    reader: &Reader<'_>,
    name: &Sourced<String>,
    files: &Files,
    checker: &str,
) -> Option<(AssetFile, Document)> {
    reader.ending(name, files)?;
    let (name, bytes) = reader.bytes(name, files)?;
    let text = reader.text(&name, &bytes)?;
    let source = Source::new(&reader.assets.below(&name.value), text);
    let document = match Document::read(&source) {
        Ok(document) => document,
        Err(problem) => return reader.refuse(&name, vec![problem]),
    };
    let faults = match reader.section.checker(checker) {
        Some(checker) => checker.faults(&document.value),
        None => faults(checker, &document.value),
    };
    let mut problems: Vec<Diagnostic> = faults
        .into_iter()
        .map(|Fault { at, what }| {
            let message = if at.is_empty() { what } else { format!("`{}`: {what}", at.join(".")) };
            Diagnostic::at(Code::Document, document.place(&at), message)
        })
        .collect();
    if problems.is_empty() && PUBLISHED.contains(&checker) {
        problems.extend(stray_references(&document));
    }
    if problems.is_empty() {
        Some((reader.file(name, bytes), document))
    } else {
        reader.refuse(&name, problems)
    }
}

/// Checkers of documents that stand by themselves.
const PUBLISHED: [&str; 3] = ["openapi", "arazzo", "adaptive-card"];

/// References that lead out of the document, or nowhere in it.
fn stray_references(document: &Document) -> Vec<Diagnostic> {
    let findings = Findings::default();
    for at in document.start(&findings).all() {
        let reference = at.get("$ref").filter(|reference| reference.value.is_string());
        let Some(reference) = reference else { continue };
        let name = at.text("$ref");
        let is_there =
            name.strip_prefix('#').is_some_and(|name| document.value.pointer(name).is_some());
        if !is_there {
            reference.say(format!("`{name}` is not in the document"), "put all into one document");
        }
    }
    findings.into_vec()
}

impl Reader<'_> {
    fn say<T>(&self, name: &Sourced<String>, code: Code, message: String, help: &str) -> Option<T> {
        if let Some(place) = name.place() {
            self.findings.add(Diagnostic::at(code, place, message).help(help));
        }
        None
    }

    /// Says what is wrong with a document, and where it is named.
    fn refuse<T>(&self, name: &Sourced<String>, problems: Vec<Diagnostic>) -> Option<T> {
        for problem in problems {
            let named = format!("`{}` names it", self.key);
            self.findings.add(match name.place() {
                Some(place) => problem.related(place, named),
                None => problem,
            });
        }
        None
    }

    fn ending(&self, name: &Sourced<String>, files: &Files) -> Option<String> {
        let ending = name.value.rsplit_once('.').map_or("", |(_, ending)| ending);
        let ending = ending.to_ascii_lowercase();
        if files.types.contains(&ending) {
            return Some(ending);
        }
        self.assets.note(name);
        let all: Vec<String> = files.types.iter().map(|name| format!("`.{name}`")).collect();
        let message = format!("`{}` takes no file such as `{}`", self.key, name.value);
        self.say(
            name,
            Code::Section,
            message,
            &format!("name a file that ends in {}", all.join(", ")),
        )
    }

    fn bytes(&self, name: &Sourced<String>, files: &Files) -> Option<(Sourced<String>, Vec<u8>)> {
        self.assets.file(name, files.max_kb * 1000)
    }

    /// A text, in which is no secret.
    fn text(&self, name: &Sourced<String>, bytes: &[u8]) -> Option<String> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            let message = format!("`{}` is not in UTF-8", name.value);
            return self.say(name, Code::Document, message, "save it as UTF-8");
        };
        let source = Source::new(&self.assets.below(&name.value), text.to_owned());
        if let Some(found) = secret::in_file(&name.value, &source, secret::Text::Data) {
            self.findings.add(found);
            return None;
        }
        Some(text.to_owned())
    }

    fn json(&self, name: &Sourced<String>, text: &str) -> Option<Value> {
        match serde_json::from_str(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let message = format!("`{}` is not JSON: {error}", name.value);
                self.say(name, Code::Document, message, "mend it at this line")
            }
        }
    }

    fn file(&self, name: Sourced<String>, bytes: Vec<u8>) -> AssetFile {
        AssetFile::Bytes { name, sha256: sha256(&bytes), bytes: Arc::new(bytes) }
    }
}

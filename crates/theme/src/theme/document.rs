//! Files that sections name: what they are, and documents against what checks them.

use std::sync::{Arc, LazyLock};

use serde_json::Value;

use super::AssetFile;
use super::assets::Assets;
use crate::base::{Checker, Files, Section};
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
) -> Option<AssetFile> {
    reader.ending(name, files)?;
    let (name, bytes) = reader.bytes(name, files)?;
    let text = reader.text(&name, &bytes)?;
    let value = reader.json(&name, &text)?;
    let fault = match reader.section.checker(checker) {
        Some(checker) => checker.fault(&value),
        None => built_in(checker, &value),
    };
    match fault {
        None => Some(reader.file(name, bytes)),
        Some((at, what)) => {
            let at = if at.is_empty() { String::new() } else { format!(" at `{at}`") };
            let message = format!("`{}`{at}: {what}", name.value);
            let help = format!("`{}` takes a document that `{checker}` accepts", reader.key);
            reader.say(&name, Code::Document, message, &help)
        }
    }
}

impl Reader<'_> {
    fn say<T>(&self, name: &Sourced<String>, code: Code, message: String, help: &str) -> Option<T> {
        if let Some(place) = name.place() {
            self.findings.add(Diagnostic::at(code, place, message).help(help));
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
        let source = Source::new(name.value.as_ref(), text.to_owned());
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

/// The outlines of kinds of documents: what every reader of one needs to find. Each is a schema of our own, so that a whole
/// document of any version that it names passes.
macro_rules! outlines {
    ($($name:literal)*) => {
        static OUTLINES: LazyLock<Vec<(&str, Checker)>> = LazyLock::new(|| {
            let all = [$(($name, include_str!(concat!("outlines/", $name, ".json"))),)*];
            let made = all.into_iter().map(|(name, text)| {
                let schema = serde_json::from_str(text);
                let made = schema.map_err(|error| error.to_string()).and_then(|schema| Checker::new(&schema));
                (name, made.unwrap_or_else(|error| unreachable!("a test reads it: {error}")))
            });
            made.collect()
        });
    };
}

outlines!("openapi" "arazzo" "adaptive-card");

fn built_in(checker: &str, value: &Value) -> Option<(String, String)> {
    if checker == "json-schema" {
        let fault = Checker::new(value).err()?;
        return Some((String::new(), fault));
    }
    let outline = OUTLINES.iter().find(|(name, _)| *name == checker)?;
    outline.1.fault(value).or_else(|| stray_reference(value, value, "", 0))
}

/// How deep references are looked for; serde_json reads no deeper.
const DEPTH: usize = 128;

/// A reference that leads out of the document, or nowhere in it.
fn stray_reference(
    root: &Value,
    value: &Value,
    at: &str,
    depth: usize,
) -> Option<(String, String)> {
    if depth > DEPTH {
        return None;
    }
    match value {
        Value::Object(map) => {
            if let Some(name) = map.get("$ref").and_then(Value::as_str) {
                let is_there =
                    name.strip_prefix('#').is_some_and(|name| root.pointer(name).is_some());
                if !is_there {
                    return Some((at.to_owned(), format!("`{name}` is not in the document")));
                }
            }
            map.iter().find_map(|(key, inner)| {
                stray_reference(root, inner, &format!("{at}/{key}"), depth + 1)
            })
        }
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(index, inner)| {
                stray_reference(root, inner, &format!("{at}/{index}"), depth + 1)
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// `expect` is a part of what is wrong, or empty.
    fn check(checker: &str, value: Value, expect: &str) {
        let found = built_in(checker, &value).map(|(at, what)| format!("{at}: {what}"));
        match expect {
            "" => assert_eq!(found, None, "{value}"),
            _ => assert!(
                found.as_ref().is_some_and(|found| found.contains(expect)),
                "{value}: {found:?}"
            ),
        }
    }

    #[test]
    fn an_openapi_document() {
        let get = json!({ "operationId": "a", "responses": { "200": { "description": "d" } } });
        let with = |paths: Value| json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": paths });
        check("openapi", with(json!({ "/a": { "get": get } })), "");
        check("openapi", with(json!({ "a": {} })), "");
        check("openapi", json!({ "swagger": "2.0" }), "openapi");
        check(
            "openapi",
            with(json!({ "/a": { "get": { "parameters": [{ "name": "n" }] } } })),
            "in",
        );
        check(
            "openapi",
            with(json!({ "/a": { "$ref": "https://x.example/a" } })),
            "not in the document",
        );
        check("openapi", with(json!({ "/a": { "$ref": "#/paths/~1b" } })), "not in the document");
    }

    #[test]
    fn an_arazzo_document() {
        let step = json!({ "stepId": "s", "operationId": "a" });
        let with = |steps: Value| {
            json!({
                "arazzo": "1.0.1", "info": { "title": "t", "version": "1" },
                "sourceDescriptions": [{ "name": "n", "url": "a.json", "type": "openapi" }],
                "workflows": [{ "workflowId": "w", "steps": steps }],
            })
        };
        check("arazzo", with(json!([step])), "");
        check("arazzo", with(json!([])), "steps");
        check("arazzo", with(json!([{ "stepId": "s" }])), "workflows/0/steps/0");
        check("arazzo", json!({ "arazzo": "2.0.0" }), "info");
    }

    #[test]
    fn an_adaptive_card() {
        let with = |actions: Value| {
            json!({
                "type": "AdaptiveCard", "version": "1.5",
                "body": [{ "type": "TextBlock", "text": "hello" }], "actions": actions,
            })
        };
        check("adaptive-card", with(json!([{ "type": "Action.Submit" }])), "");
        check(
            "adaptive-card",
            with(json!([{ "type": "Action.OpenUrl", "url": "javascript:alert(1)" }])),
            "url",
        );
        check("adaptive-card", json!({ "type": "Card", "version": "1.5" }), "AdaptiveCard");
    }

    #[test]
    fn a_schema() {
        check("json-schema", json!({ "type": "object" }), "");
        check("json-schema", json!({ "type": "objekt" }), "objekt");
        check("json", json!([1]), "");
    }
}

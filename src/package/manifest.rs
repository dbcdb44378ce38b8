//! The manifest beside a package: what is in it and what it was made of. Its schema is `docs/manifest.schema.json`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::base::Base;
use crate::digest::sha256;
use crate::fs::Mode;
use crate::listing;
use crate::plan::{Job, Rendered};
use crate::recipes::Outputs;

/// The format of the manifest.
const FORMAT: u32 = 1;

/// The artifact as the manifest names it.
#[derive(Debug)]
pub(super) struct Artifact {
    kind: &'static str,
    name: String,
    pub(super) size: u64,
    sha256: Option<String>,
}

impl Artifact {
    pub(super) fn zip(path: &Path, bytes: &[u8], sha256: String) -> Artifact {
        Artifact { kind: "zip", name: name(path), size: bytes.len() as u64, sha256: Some(sha256) }
    }

    pub(super) fn folder(path: &Path, outputs: &Outputs) -> Artifact {
        Artifact {
            kind: "folder",
            name: name(path),
            size: outputs.files.values().map(|file| file.bytes().len() as u64).sum(),
            sha256: None,
        }
    }

    fn json(&self) -> Value {
        match &self.sha256 {
            Some(sha256) => {
                json!({ "kind": self.kind, "name": self.name, "size": self.size, "sha256": sha256 })
            }
            None => json!({ "kind": self.kind, "name": self.name, "size": self.size }),
        }
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The manifest's text. It holds nothing of the machine: no absolute path, no time.
pub(super) fn manifest(job: &Job<'_>, rendered: &Rendered, artifact: &Artifact) -> String {
    let (theme, base) = (job.theme, job.base);
    let tenant = &theme.tenant;
    let value = json!({
        "format": FORMAT,
        "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "tenant": { "id": tenant.id.value, "name": tenant.name.value, "version": tenant.version.value },
        "base": { "id": base.id, "name": base.name, "version": base.version },
        "target": job.target.name,
        "package": artifact.json(),
        "effort": job.effort.name(),
        "theme": theme_rows(job),
        "files": files(rendered),
        "inputs": { "theme": list(&theme.inputs), "base": list(&base_inputs(job)) },
    });
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

/// The theme in its own words: key → value.
fn theme_rows(job: &Job<'_>) -> Value {
    let values = listing::values(job.theme, job.base).into_iter();
    values.map(|(key, value)| (key, value.to_json())).collect::<Map<_, _>>().into()
}

fn files(rendered: &Rendered) -> Vec<Value> {
    let files = rendered.outputs.files.iter();
    files
        .map(|(path, file)| {
            let node = rendered.graph.get(path).map(|entry| &entry.node);
            let mut row = json!({
                "path": path.as_str(),
                "size": file.bytes().len(),
                "sha256": file.sha256,
                "step": node.map(|node| node.recipe().describe()).unwrap_or_default(),
                "key": node.map(|node| node.key()),
            });
            if file.mode == Mode::Executable {
                row["mode"] = format!("{:04o}", file.mode.bits()).into();
            }
            row
        })
        .collect()
}

/// Every file of the base client that this package depends on.
fn base_inputs(job: &Job<'_>) -> BTreeMap<String, String> {
    let base: &Base = job.base;
    let mut all = base.inputs.clone();
    all.insert("client.toml".into(), sha256(base.source.text.as_bytes()));
    all.extend(base.fonts.iter().map(|font| (font.name.clone(), font.sha256.clone())));
    for file in job.target.files.values() {
        all.insert(file.name.clone(), file.sha256.clone());
    }
    let used = job.theme.menu.entries.values().map(|entry| entry.icon.value.as_ref());
    for icon in used.filter(|icon| base.icons.values().any(|own| own.name == icon.name)) {
        all.insert(icon.name.clone(), icon.sha256.clone());
    }
    all
}

fn list(inputs: &BTreeMap<String, String>) -> Vec<Value> {
    inputs.iter().map(|(path, sha256)| json!({ "path": path, "sha256": sha256 })).collect()
}

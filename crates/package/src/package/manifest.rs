//! The manifest beside a package: what is in it and what it was made of. Its schema is `docs/manifest.schema.json`.
//!
//! The files that all packages of a run have in common are in a list of their own, which is written once; the manifest
//! names it with its digest.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::Packing;
use rebadge_bundle::Entry;
use rebadge_core::digest::{sha256, sha256_of};
use rebadge_core::fs::Mode;
use rebadge_core::output_path::OutputPath;
use rebadge_plan::plan::{Job, Rendered};
use rebadge_render::recipes::Graph;
use rebadge_theme::base::{Base, Sbom, Target};
use rebadge_theme::listing;

/// The format of the manifest. 1 had every file of the base client in each manifest.
pub(super) const FORMAT: u32 = 2;

/// Whether manifests of a format can be read.
pub(super) fn is_known(format: u32) -> bool {
    (1..=FORMAT).contains(&format)
}

/// The end of the name of a list.
pub(super) const LIST: &str = ".files.json";

/// How many digits of its digest are in the name of a list.
const DIGITS: usize = 16;

/// What the name of a base client's SBOM ends with, in the folder of all packages.
pub(super) const SBOM: &str = ".sbom.json";

/// The artifact as the manifest names it.
#[derive(Debug)]
pub(super) struct Artifact {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) sha256: Option<String>,
    pub(super) key: String,
    pub(super) source_date_epoch: Option<u64>,
}

impl Artifact {
    fn json(&self) -> Value {
        let Artifact { kind, name, size, sha256, key, source_date_epoch } = self;
        let mut value = json!({ "kind": kind, "name": name, "size": size, "key": key });
        if let Some(sha256) = sha256 {
            value["sha256"] = sha256.as_str().into();
        }
        if let Some(seconds) = source_date_epoch {
            value["source_date_epoch"] = (*seconds).into();
        }
        value
    }
}

/// The list of the files that the packages of a target have in common.
#[derive(Debug)]
pub(super) struct List {
    /// Its name in the folder of all packages.
    pub(super) name: String,
    pub(super) text: String,
    sha256: String,
}

impl List {
    pub(super) fn new(base: &Base, target: &Target) -> List {
        let untouched = target.untouched.entries();
        let files = untouched.iter().map(|(path, file)| Row::new(path, file));
        let value = json!({
            "format": FORMAT,
            "base": { "id": base.id, "name": base.name, "version": base.version },
            "target": target.name,
            "root": target.root,
            "files": files.collect::<Vec<_>>(),
        });
        let text = text(&value);
        let sha256 = sha256(text.as_bytes());
        let name = format!("{}-{}-{}{LIST}", base.id, target.name, &sha256[..DIGITS]);
        List { name, text, sha256 }
    }
}

/// Whether a name is that of a file beside all packages: a list or an SBOM.
pub(super) fn is_common(name: &str) -> bool {
    name.ends_with(LIST) || name.ends_with(SBOM)
}

/// Whether such a file has the name that goes with its digest.
pub(super) fn has_own_name(name: &str, sha256: &str) -> bool {
    let stem = name.strip_suffix(LIST).or_else(|| name.strip_suffix(SBOM));
    stem.is_some_and(|stem| stem.ends_with(&format!("-{}", &sha256[..DIGITS])))
}

/// The name of a base client's SBOM in the folder of all packages.
pub(super) fn sbom_name(base: &Base, sbom: &Sbom) -> String {
    format!("{}-{}{SBOM}", base.id, &sbom.sha256[..DIGITS])
}

/// What a manifest says of the theme and of the files that the package depends on: known before anything is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// The theme in its own words, key → value, as the text that stands in the manifest: a theme has a thousand values and
    /// more, which are written once.
    theme: String,
    /// Every file of the base client that the package depends on, but for those in the list → its SHA-256.
    base: BTreeMap<String, String>,
}

impl Known {
    pub(super) fn of(job: &Job<'_>) -> Known {
        let values = listing::values(job.theme, job.base).into_iter();
        let theme: Map<_, _> = values.map(|(key, value)| (key, value.to_json())).collect();
        Known { theme: field(&theme), base: base_inputs(job) }
    }
}

/// The text of a field's value in a table that is written with indents.
fn field(value: &Map<String, Value>) -> String {
    let table = text(&BTreeMap::from([("", value)]));
    let inner = table.strip_prefix("{\n  \"\": ").and_then(|rest| rest.strip_suffix("\n}\n"));
    inner.unwrap_or_else(|| unreachable!("a table of one field")).to_owned()
}

/// What is hashed for the key of a package, besides the theme.
#[derive(Serialize)]
struct Keyed<'a> {
    format: u32,
    tool: &'a str,
    package: (&'a str, String, Option<u64>),
    base: [&'a str; 4],
    target: &'a str,
    effort: &'a str,
    files: Vec<(&'a str, &'a str, u32)>,
    inputs: [&'a BTreeMap<String, String>; 2],
}

/// What is the same as long as a package and its manifest are, byte for byte.
pub(super) fn key(
    job: &Job<'_>,
    graph: &Graph,
    list: &List,
    packing: &Packing<'_>,
    known: &Known,
) -> String {
    let files = graph.entries().iter();
    let files = files.map(|(path, entry)| (path.as_str(), entry.node.key(), entry.mode.bits()));
    let keyed = Keyed {
        format: FORMAT,
        tool: env!("CARGO_PKG_VERSION"),
        package: (packing.container.name, packing.time.to_string(), packing.time.epoch()),
        base: [&list.sha256, &job.base.id, &job.base.name, &job.base.version],
        target: &job.target.name,
        effort: &job.effort.name(),
        files: files.collect(),
        inputs: [&job.theme.inputs, &known.base],
    };
    let bytes = serde_json::to_vec(&keyed);
    let bytes = bytes.unwrap_or_else(|error| unreachable!("it is data: {error}"));
    sha256_of(&[&bytes, known.theme.as_bytes()])
}

/// The manifest, in the order in which it is written.
#[derive(Serialize)]
struct Manifest<'a> {
    format: u32,
    tool: Value,
    tenant: Value,
    base: Value,
    target: &'a str,
    package: Value,
    effort: &'a str,
    theme: &'a RawValue,
    files: Vec<Row<'a>>,
    inputs: Inputs<'a>,
}

/// The files that a package was made of, besides those in the list.
#[derive(Serialize)]
struct Inputs<'a> {
    theme: Vec<Read<'a>>,
    base: Vec<Read<'a>>,
}

/// One of them.
#[derive(Serialize)]
struct Read<'a> {
    path: &'a str,
    sha256: &'a str,
}

/// A file of a package or of a list.
#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    size: u64,
    sha256: &'a str,
    /// None for a plain file.
    #[serde(flatten)]
    mode: Option<Permissions>,
    /// What made it; none in a list.
    #[serde(flatten)]
    made: Option<Made<'a>>,
}

/// What a file is beyond a plain one.
#[derive(Serialize)]
struct Permissions {
    mode: String,
}

/// What made a file.
#[derive(Serialize)]
struct Made<'a> {
    step: String,
    key: &'a str,
}

impl<'a> Row<'a> {
    fn new(path: &'a OutputPath, file: &'a Entry) -> Row<'a> {
        let mode = match file.mode {
            Mode::Plain => None,
            Mode::Executable => Some(format!("{:04o}", file.mode.bits())),
            Mode::Link => Some(LINK.to_owned()),
        };
        let mode = mode.map(|mode| Permissions { mode });
        Row { path: path.as_str(), size: file.size, sha256: &file.sha256, mode, made: None }
    }
}

/// The manifest's text. It holds nothing of the machine: no absolute path, no time.
pub(super) fn manifest(
    job: &Job<'_>,
    rendered: &Rendered,
    artifact: &Artifact,
    list: &List,
    known: &Known,
) -> String {
    let (theme, base) = (job.theme, job.base);
    let tenant = &theme.tenant;
    let values: &RawValue = serde_json::from_str(&known.theme)
        .unwrap_or_else(|error| unreachable!("it is JSON: {error}"));
    let mut client = json!({
        "id": base.id,
        "name": base.name,
        "version": base.version,
        "files": { "list": list.name, "sha256": list.sha256 },
    });
    if let Some(sbom) = &base.sbom {
        client["sbom"] = json!({ "file": sbom_name(base, sbom), "sha256": sbom.sha256 });
    }
    text(&Manifest {
        format: FORMAT,
        tool: json!({ "name": crate::TOOL, "version": env!("CARGO_PKG_VERSION") }),
        tenant: json!({ "id": tenant.id.value, "name": tenant.name.value, "version": tenant.version.value }),
        base: client,
        target: &job.target.name,
        package: artifact.json(),
        effort: &job.effort.name(),
        theme: values,
        files: files(rendered),
        inputs: Inputs { theme: reads(&theme.inputs), base: reads(&known.base) },
    })
}

fn text(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// The files that are this package's own.
fn files(rendered: &Rendered) -> Vec<Row<'_>> {
    let row = |(path, file)| {
        let source = rendered.graph.get(path);
        let made = source.map(|source| Made { step: source.describe(), key: source.key() });
        Row { made, ..Row::new(path, file) }
    };
    rendered.tree.own().iter().map(row).collect()
}

/// What stands in place of the permissions of a symbolic link.
pub(super) const LINK: &str = "link";

/// Every file of the base client that this package depends on, but for those in the list.
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

/// SHA-256 of all that packages take from a base client.
pub fn base_sha256(base: &Base) -> String {
    let target = |target: &Target| {
        let files = target.files.values().map(|file| (&file.name, &file.sha256));
        let files: BTreeMap<_, _> = files.collect();
        json!([target.name, target.root, target.untouched.sha256(), files])
    };
    let value = json!({
        "client": [base.id, base.name, base.version],
        "contract": sha256(base.source.text.as_bytes()),
        "inputs": base.inputs,
        "fonts": base.fonts.iter().map(|font| (&font.name, &font.sha256)).collect::<BTreeMap<_, _>>(),
        "icons": base.icons.values().map(|icon| (&icon.name, &icon.sha256)).collect::<BTreeMap<_, _>>(),
        "targets": base.targets.iter().map(target).collect::<Vec<_>>(),
    });
    sha256(value.to_string().as_bytes())
}

fn reads(inputs: &BTreeMap<String, String>) -> Vec<Read<'_>> {
    inputs.iter().map(|(path, sha256)| Read { path, sha256 }).collect()
}

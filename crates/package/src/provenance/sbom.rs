//! The SBOM of a package, as CycloneDX 1.6 has it in JSON (<https://cyclonedx.org/docs/1.6/json/>): the package, the base
//! client in it, and the files that were made for the tenant. Of the base client it says what the base client's own SBOM
//! says; where there is none, every file that is as the base client has it.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::package::{File, Recorded};
use rebadge_core::digest::sha256;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sbom<'a> {
    #[serde(rename = "$schema")]
    schema: String,
    bom_format: &'static str,
    spec_version: &'a str,
    serial_number: String,
    version: u32,
    metadata: Value,
    components: Vec<Part<'a>>,
    dependencies: Vec<Value>,
    /// What else the base client's SBOM has at its top.
    #[serde(flatten)]
    rest: &'a Map<String, Value>,
}

/// A component that we describe, or one that the base client's SBOM does.
#[derive(Serialize)]
#[serde(untagged)]
enum Part<'a> {
    Own(Component<'a>),
    Carried(&'a Value),
}

#[derive(Serialize)]
struct Component<'a> {
    r#type: &'static str,
    #[serde(rename = "bom-ref", skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    components: Vec<Component<'a>>,
}

#[derive(Serialize)]
struct Hash<'a> {
    alg: &'static str,
    content: &'a str,
}

/// The name of the package, and that of the base client, in the SBOM.
const PACKAGE: &str = "rebadge:package";
const BASE: &str = "rebadge:base-client";

/// The version of CycloneDX that is written, unless the base client's SBOM has a later one.
const VERSION: &str = "1.6";

/// What a base client's SBOM says, ready to be carried over.
#[derive(Debug)]
pub(super) struct Carried {
    version: String,
    metadata: Map<String, Value>,
    /// The base client itself.
    client: Option<Value>,
    /// The name of the base client in the SBOM.
    reference: String,
    components: Vec<Value>,
    dependencies: Vec<Value>,
    rest: Map<String, Value>,
}

impl Carried {
    /// Where a base client has no SBOM.
    fn nothing() -> Carried {
        Carried {
            version: VERSION.to_owned(),
            metadata: Map::new(),
            client: None,
            reference: BASE.to_owned(),
            components: Vec::new(),
            dependencies: Vec::new(),
            rest: Map::new(),
        }
    }

    /// Reads the SBOM of a base client.
    ///
    /// # Errors
    /// Why it cannot be carried over, in a sentence.
    pub(super) fn read(bytes: &[u8]) -> Result<Carried, String> {
        let mut rest: Map<String, Value> = serde_json::from_slice(bytes)
            .map_err(|error| format!("the base client's SBOM cannot be carried over: {error}"))?;
        let mut carried = Carried::nothing();
        if let Some(version) = rest.get("specVersion").and_then(Value::as_str)
            && version > VERSION
        {
            carried.version = version.to_owned();
        }
        if let Some(Value::Object(metadata)) = rest.remove("metadata") {
            carried.metadata = metadata;
        }
        carried.metadata.remove("timestamp");
        if let Some(mut client) = carried.metadata.remove("component").filter(Value::is_object) {
            match client.get("bom-ref").and_then(Value::as_str) {
                Some(reference) => carried.reference = reference.to_owned(),
                None => client["bom-ref"] = BASE.into(),
            }
            carried.client = Some(client);
        }
        let mut list = |key: &str| match rest.remove(key) {
            Some(Value::Array(list)) => list,
            _ => Vec::new(),
        };
        (carried.components, carried.dependencies) = (list("components"), list("dependencies"));
        // Its signature is not one of what is made of it; the others are written anew.
        for key in ["$schema", "bomFormat", "specVersion", "serialNumber", "version", "signature"] {
            rest.remove(key);
        }
        carried.rest = rest;
        Ok(carried)
    }
}

/// The text of the SBOM of a package, which is the file of this digest, or a folder.
pub(super) fn text(
    recorded: &Recorded,
    carried: Option<&Carried>,
    package_sha256: Option<&str>,
) -> String {
    let nothing = Carried::nothing();
    let carried_over = carried.unwrap_or(&nothing);
    let client = match &carried_over.client {
        Some(client) => Part::Carried(client),
        None => Part::Own(base(recorded, carried.is_none())),
    };
    let mut components = vec![client];
    components.extend(recorded.own_files().map(|own| Part::Own(file(own))));
    components.extend(carried_over.components.iter().map(Part::Carried));
    let reference = &carried_over.reference;
    let mut dependencies = vec![json!({ "ref": PACKAGE, "dependsOn": [reference] })];
    dependencies.extend(carried_over.dependencies.iter().cloned());
    let sbom = Sbom {
        schema: format!("http://cyclonedx.org/schema/bom-{}.schema.json", carried_over.version),
        bom_format: "CycloneDX",
        spec_version: &carried_over.version,
        serial_number: serial(recorded),
        version: 1,
        metadata: metadata(recorded, &carried_over.metadata, package_sha256),
        components,
        dependencies,
        rest: &carried_over.rest,
    };
    let mut text = serde_json::to_string_pretty(&sbom).unwrap_or_default();
    text.push('\n');
    text
}

/// What the SBOM says of itself: what the base client's says, but for the time, and of the package.
fn metadata(
    recorded: &Recorded,
    carried: &Map<String, Value>,
    package_sha256: Option<&str>,
) -> Value {
    let mut package = json!({ "type": "application", "bom-ref": PACKAGE, "name": recorded.tenant });
    if let Some(version) = &recorded.version {
        package["version"] = version.as_str().into();
    }
    if let Some(sha256) = package_sha256 {
        package["hashes"] = json!([{ "alg": "SHA-256", "content": sha256 }]);
    }
    let mut tool = json!({ "name": env!("CARGO_PKG_NAME") });
    if let Some(version) = &recorded.tool {
        tool["version"] = version.as_str().into();
    }
    let mut metadata = Value::Object(carried.clone());
    // Until CycloneDX 1.4 tools were a list; they still may be.
    match &mut metadata["tools"] {
        Value::Array(tools) => tools.push(tool),
        tools => {
            tool["type"] = "application".into();
            match tools.get_mut("components").and_then(Value::as_array_mut) {
                Some(components) => components.push(tool),
                None => tools["components"] = json!([tool]),
            }
        }
    }
    metadata["component"] = package;
    metadata
}

/// The base client, with the files of it that are in the package as they are unless its own SBOM says what is in it.
fn base(recorded: &Recorded, has_files: bool) -> Component<'_> {
    let client = &recorded.client;
    let name = if client.name.is_empty() { &client.id } else { &client.name };
    Component {
        r#type: "application",
        reference: Some(BASE),
        name,
        version: Some(&client.version),
        hashes: Vec::new(),
        components: if has_files {
            recorded.shared_files().map(file).collect()
        } else {
            Vec::new()
        },
    }
}

fn file(file: &File) -> Component<'_> {
    Component {
        r#type: "file",
        reference: None,
        name: &file.path,
        version: None,
        hashes: vec![Hash { alg: "SHA-256", content: &file.sha256 }],
        components: Vec::new(),
    }
}

/// A UUID of a digest (version 8 of RFC 9562): an SBOM of the same package has the same.
fn serial(recorded: &Recorded) -> String {
    let digest = sha256(format!("SBOM of {}", recorded.sha256).as_bytes());
    let (a, b, c, d, e) =
        (&digest[..8], &digest[8..12], &digest[13..16], &digest[17..20], &digest[20..32]);
    format!("urn:uuid:{a}-{b}-8{c}-8{d}-{e}")
}

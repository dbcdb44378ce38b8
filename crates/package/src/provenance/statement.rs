//! What is signed: an in-toto statement (`https://in-toto.io/Statement/v1`) whose predicate is SLSA's provenance
//! (`https://slsa.dev/provenance/v1`).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::package::{Owner, Recorded};

const TYPE: &str = "https://in-toto.io/Statement/v1";
const PREDICATE: &str = "https://slsa.dev/provenance/v1";

/// How a package, and how the index of a release, is made: what the parameters in a statement mean. docs/verify.md.
const PACKAGE: &str = "pkg:cargo/rebadge#package/v1";
const INDEX: &str = "pkg:cargo/rebadge#release/v1";

/// A statement.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    /// The files that it is about.
    pub(super) subject: Vec<Subject>,
    predicate_type: String,
    predicate: Value,
}

/// A file that a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Subject {
    /// The name of the file, without a folder.
    pub(super) name: String,
    digest: Digest,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Digest {
    sha256: String,
}

impl Subject {
    pub(super) fn new(name: &str, sha256: &str) -> Subject {
        Subject { name: name.to_owned(), digest: Digest { sha256: sha256.to_owned() } }
    }

    /// Of its bytes.
    pub(super) fn sha256(&self) -> &str {
        &self.digest.sha256
    }
}

/// Who signs: what a statement says of that.
#[derive(Clone, Debug)]
pub(super) struct Builder {
    /// A URI that stands for whoever is trusted.
    pub(super) id: String,
    /// SHA-256 of the program that writes the statement.
    pub(super) program: String,
}

impl Statement {
    /// Reads a statement.
    ///
    /// # Errors
    /// Why it is not one of these, in a sentence.
    pub(super) fn read(bytes: &[u8]) -> Result<Statement, String> {
        let statement: Statement = serde_json::from_slice(bytes)
            .map_err(|_| "what was signed is not an in-toto statement".to_owned())?;
        match (statement.kind.as_str(), statement.predicate_type.as_str()) {
            (TYPE, PREDICATE) => Ok(statement),
            _ => {
                Err("what was signed is not a statement of provenance as SLSA 1 has it".to_owned())
            }
        }
    }

    /// The bytes that are signed.
    pub(super) fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn new(subject: Vec<Subject>, definition: Value, builder: &Builder) -> Statement {
        let predicate = json!({ "buildDefinition": definition, "runDetails": run(builder) });
        let (kind, predicate_type) = (TYPE.to_owned(), PREDICATE.to_owned());
        Statement { kind, subject, predicate_type, predicate }
    }

    /// The statement of a package.
    pub(super) fn of_package(
        subject: Vec<Subject>,
        recorded: &Recorded,
        builder: &Builder,
    ) -> Statement {
        let mut parameters = json!({
            "tenant": { "id": recorded.id, "name": recorded.tenant, "version": recorded.version },
            "target": recorded.target,
            "effort": recorded.effort,
        });
        let epoch = recorded.package.as_ref().and_then(|package| package.source_date_epoch);
        if let Some(seconds) = epoch {
            parameters["sourceDateEpoch"] = seconds.into();
        }
        let definition = json!({
            "buildType": PACKAGE,
            "externalParameters": parameters,
            "resolvedDependencies": dependencies(recorded),
        });
        Statement::new(subject, definition, builder)
    }

    /// The statement of the index of a release, which names all tenants.
    pub(super) fn of_index(subject: Subject, builder: &Builder) -> Statement {
        let definition = json!({ "buildType": INDEX, "externalParameters": {} });
        Statement::new(vec![subject], definition, builder)
    }
}

/// Files of the theme and those that it extends, the base client, the program.
fn dependencies(recorded: &Recorded) -> Vec<Value> {
    let file = |name: &str, sha256: &str| json!({ "name": name, "digest": { "sha256": sha256 } });
    let mut all = Vec::new();
    let mut parents = BTreeSet::new();
    for (owner, path, sha256) in recorded.inputs() {
        match owner {
            // The path of a parent may have the name of another tenant.
            Owner::Theme if path.starts_with("../") => {
                parents.insert(sha256);
            }
            Owner::Theme => all.push(file(&format!("theme/{path}"), sha256)),
            Owner::Base => all.push(file(&format!("base-client/{path}"), sha256)),
        }
    }
    all.extend(parents.into_iter().map(|sha256| file("parent", sha256)));
    let client = &recorded.client;
    if let Some(list) = &client.files {
        let mut files = file("base-client", &list.sha256);
        let told = json!({ "id": client.id, "version": client.version, "list": list.list });
        files["annotations"] = told;
        all.push(files);
    }
    if let Some(version) = &recorded.tool {
        all.push(json!({ "name": "rebadge", "uri": format!("pkg:cargo/rebadge@{version}") }));
    }
    all
}

fn run(builder: &Builder) -> Value {
    let version = env!("CARGO_PKG_VERSION");
    json!({
        "builder": {
            "id": builder.id,
            "version": { "rebadge": version },
            "builderDependencies": [{
                "name": "rebadge",
                "uri": format!("pkg:cargo/rebadge@{version}"),
                "digest": { "sha256": builder.program },
            }],
        },
    })
}

//! What is signed: the package and the files that it is made of by their fingerprints, and the place for a name.

use serde_json::{Value, json};

use super::{Making, Subject};
use rebadge_art::vector::DrawError;
use rebadge_core::digest::sha256;
use rebadge_package::package::size;
use rebadge_plan::plan::Look;

/// The packages, and the files that they are made of.
pub(super) fn hashes(subject: &Subject<'_>) -> Value {
    let packages = subject.packages.iter().map(|package| {
        json!({
            "name": package.name,
            "files": package.files,
            "size": size(package.size),
            "sha256": package.sha256,
        })
    });
    // As `sha256sum` lists them, so that it can be done again: by the paths of the manifest, in its order.
    let inputs = &subject.theme.inputs;
    let list: String = inputs.iter().map(|(name, sha256)| format!("{sha256}  {name}\n")).collect();
    json!({
        "packages": packages.collect::<Vec<_>>(),
        "inputs": inputs.len(),
        "digest": sha256(list.as_bytes()),
        "client": format!("{} {}", subject.base.id, subject.base.version),
        "client_name": subject.base.name,
    })
}

pub(super) fn chapter(making: &mut Making<'_>) -> Result<Value, DrawError> {
    let subject = making.subject;
    let packages = subject.packages.iter();
    let packages =
        packages.map(|package| json!({ "name": package.name, "sha256": package.sha256 }));
    Ok(json!({
        "icon": making.pictures.look(Look::PLATE, (180, 180))?,
        "name": subject.theme.tenant.name.value,
        "version": subject.theme.tenant.version.value,
        "packages": packages.collect::<Vec<_>>(),
    }))
}

//! Whether the signatures beside a package hold, and are of this package.

use std::path::Path;

use super::seal::{comment, name};
use super::statement::{Statement, Subject};
use crate::package::{Beside, Fault, Pair, Verified};
use rebadge_core::error::Error;
use rebadge_core::fs;
use rebadge_sign::{self as sign, Flaw, PublicKey, minisign};

/// The largest signature, in bytes.
const LIMIT: u64 = 16 << 20;

/// What is wrong with the signatures of a package that was read.
///
/// # Errors
/// [`Error::Read`] where the machine is the reason.
pub fn check(verified: &Verified, key: &PublicKey) -> Result<Vec<Fault>, Error> {
    let Verified { pair: Pair { package, manifest }, said, sha256, faults, .. } = verified;
    let Some(said) = said else {
        return Ok(Vec::new());
    };
    let beside = Beside::of(package);
    if beside.all().into_iter().all(|path| !fs::is_file(path)) {
        return Ok(vec![Fault::NotSigned { file: name(&beside.bundle) }]);
    }
    let mut files = vec![("manifest", manifest.as_path(), Some(said.sha256.clone()))];
    if let Some(sha256) = sha256 {
        files.insert(0, ("package", package, Some(sha256.clone())));
    }
    let sbom = fs::is_file(&beside.sbom).then(|| fs::digest(&beside.sbom)).transpose()?;
    files.push(("SBOM", &beside.sbom, sbom.map(|(_, sha256)| sha256)));
    let is_whole = faults.is_empty();
    let mut found = match statement(&beside.bundle, key)? {
        Ok(statement) => subjects(&statement, &files, &beside.bundle, is_whole),
        Err(fault) => vec![fault],
    };
    if sha256.is_some() {
        // The statement has said already that the package is not the signed one.
        let is_told = found.iter().any(is_of_package);
        found.extend(
            signature(package, &beside.signature, key)?
                .filter(|fault| !is_told || !matches!(fault, Fault::SignatureOutdated { .. })),
        );
    }
    Ok(found)
}

fn is_of_package(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::SignatureOutdated { .. } | Fault::ChangedSinceSigned { what: "package", .. }
    )
}

/// What is wrong with the signatures of the index of a release.
///
/// # Errors
/// [`Error::Read`] where the machine is the reason.
pub fn check_index(path: &Path, sha256: &str, key: &PublicKey) -> Result<Vec<Fault>, Error> {
    let beside = Beside::of(path);
    let files = [("index", path, Some(sha256.to_owned()))];
    let mut found = match statement(&beside.bundle, key)? {
        Ok(statement) => subjects(&statement, &files, &beside.bundle, false),
        Err(fault) => vec![fault],
    };
    if found.is_empty() {
        found.extend(signature(path, &beside.signature, key)?);
    }
    Ok(found)
}

/// The statement in a bundle, if the key signed it.
fn statement(bundle: &Path, key: &PublicKey) -> Result<Result<Statement, Fault>, Error> {
    let file = name(bundle);
    if !fs::is_file(bundle) {
        return Ok(Err(Fault::NotSigned { file }));
    }
    let bytes = fs::read(bundle, LIMIT)?;
    let opened = sign::open(key, &bytes).map_err(|flaw| fault(flaw, file.clone(), key.hint()));
    Ok(opened.and_then(|bytes| {
        Statement::read(&bytes).map_err(|reason| Fault::SignatureUnreadable { file, reason })
    }))
}

fn fault(flaw: Flaw, file: String, expected: String) -> Fault {
    match flaw {
        Flaw::Unreadable(reason) => Fault::SignatureUnreadable { file, reason },
        Flaw::OtherKey(found) => Fault::OtherKey { file, expected, found },
        Flaw::Untrue | Flaw::OtherBytes(_) => Fault::SignatureChanged { file },
    }
}

/// Where a statement that holds is not of these files: what each is, its path, and its digest where it is there.
fn subjects(
    statement: &Statement,
    files: &[(&'static str, &Path, Option<String>)],
    bundle: &Path,
    is_whole: bool,
) -> Vec<Fault> {
    let subject = |path: &Path| {
        let name = name(path);
        statement.subject.iter().find(|subject| subject.name == name)
    };
    let signed: Vec<Option<&Subject>> = files.iter().map(|(_, path, _)| subject(path)).collect();
    if signed.iter().any(Option::is_none) {
        let found = statement.subject.first().map(|subject| subject.name.clone());
        let found = found.unwrap_or_default();
        return vec![Fault::SignatureOfOther { file: name(bundle), found }];
    }
    let mut faults = Vec::new();
    for ((what, path, found), subject) in files.iter().zip(signed.into_iter().flatten()) {
        match found {
            Some(found) if found == subject.sha256() => {}
            Some(found) => faults.push(Fault::ChangedSinceSigned {
                what,
                expected: subject.sha256().to_owned(),
                found: found.clone(),
            }),
            None => faults.push(Fault::NotSigned { file: name(path) }),
        }
    }
    let is_changed = |what: &str| {
        let is_it = |fault: &Fault| matches!(fault, Fault::ChangedSinceSigned { what: of, .. } if *of == what);
        faults.iter().any(is_it)
    };
    // The package agrees with its manifest, and neither is the signed one: another build, not a change of one file.
    let has_package = files.iter().any(|(what, ..)| *what == "package");
    if is_whole && is_changed("manifest") && (!has_package || is_changed("package")) {
        return vec![Fault::SignatureOutdated { file: name(bundle) }];
    }
    faults
}

/// What is wrong with minisign's signature of a file.
fn signature(path: &Path, signature: &Path, key: &PublicKey) -> Result<Option<Fault>, Error> {
    let file = name(signature);
    if !fs::is_file(signature) {
        return Ok(Some(Fault::NotSigned { file }));
    }
    let hash = minisign::Hash::of(fs::open(path)?).map_err(Error::read(path))?;
    let text = fs::read(signature, LIMIT)?;
    let text = String::from_utf8_lossy(&text);
    Ok(match minisign::open(key, &text, &hash) {
        Ok(said) if said == comment(path) => None,
        Err(Flaw::OtherBytes(said)) if said == comment(path) => {
            Some(Fault::SignatureOutdated { file })
        }
        Ok(said) | Err(Flaw::OtherBytes(said)) => {
            let found = said.strip_prefix("file:").unwrap_or(&said).to_owned();
            Some(Fault::SignatureOfOther { file, found })
        }
        Err(flaw) => Some(fault(flaw, file, key.minisign_id())),
    })
}

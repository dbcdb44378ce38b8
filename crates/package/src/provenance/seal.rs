//! Writes what is beside a package: its SBOM, the signed statement, and minisign's signature.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::sbom::{self, Carried};
use super::statement::{Builder, Statement, Subject};
use crate::package::{self, Beside, Fault, KnownLists, Pair, Recorded, Verified};
use rebadge_core::digest::sha256;
use rebadge_core::error::Error;
use rebadge_core::fs;
use rebadge_sign::{self as sign, SecretKey, minisign};

/// Signs the packages of a run.
#[derive(Debug)]
pub struct Signer {
    key: SecretKey,
    builder: Builder,
    lists: KnownLists,
    /// SBOMs of base clients by their digest, each read once.
    sboms: Mutex<BTreeMap<String, Arc<Carried>>>,
}

/// A package that was signed, or was not.
#[derive(Debug)]
pub struct Sealed {
    /// The package. If it has faults, it was not signed, and what is beside it is as it was.
    pub verified: Verified,
    /// What was written.
    pub state: State,
}

/// Whether signatures were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// They were written now.
    Written,
    /// They are there, and were left as they are.
    Unchanged,
}

impl Signer {
    /// Signs with a key, in the name of a builder: a URI, or else that of the public key.
    ///
    /// # Errors
    /// [`Error::Read`] if this program's own file cannot be read.
    pub fn new(key: SecretKey, builder: Option<&str>) -> Result<Signer, Error> {
        let id = builder.map_or_else(|| key.public().uri(), str::to_owned);
        let (_, program) = fs::own_digest()?;
        let (lists, sboms) = (KnownLists::default(), Mutex::default());
        Ok(Signer { key, builder: Builder { id, program }, lists, sboms })
    }

    /// Signs a package, if it is what its manifest says and `more` finds nothing wrong with it.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Write`].
    pub fn package(
        &self,
        pair: Pair,
        more: impl FnOnce(&Verified) -> Vec<Fault>,
    ) -> Result<Sealed, Error> {
        let (mut verified, recorded) = package::verified(pair, &self.lists)?;
        let found = more(&verified);
        verified.faults.extend(found);
        let mut state = State::Unchanged;
        if let (true, Some(recorded)) = (verified.faults.is_empty(), recorded) {
            match self.carried(&recorded, &verified.pair.manifest) {
                Ok(carried) => state = self.seal(&verified, &recorded, carried.as_deref())?,
                Err(reason) => verified.faults.push(Fault::Manifest { reason }),
            }
        }
        Ok(Sealed { verified, state })
    }

    /// What the SBOM of the base client says; none where it has none. Why it cannot be had is a sentence.
    fn carried(
        &self,
        recorded: &Recorded,
        manifest: &Path,
    ) -> Result<Option<Arc<Carried>>, String> {
        let Some(sbom) = &recorded.client.sbom else { return Ok(None) };
        // Held while it is read, so that others who need it do not read it too.
        let mut known = self.sboms.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(carried) = known.get(&sbom.sha256) {
            return Ok(Some(Arc::clone(carried)));
        }
        let carried = Arc::new(Carried::read(&sbom.read(manifest)?)?);
        known.insert(sbom.sha256.clone(), Arc::clone(&carried));
        Ok(Some(carried))
    }

    fn seal(
        &self,
        verified: &Verified,
        recorded: &Recorded,
        carried: Option<&Carried>,
    ) -> Result<State, Error> {
        let Pair { package, manifest } = &verified.pair;
        let beside = Beside::of(package);
        let sbom = sbom::text(recorded, carried, verified.sha256.as_deref());
        let zip = verified.sha256.as_deref().map(|sha256| Subject::new(&name(package), sha256));
        let subjects = zip.into_iter().chain([
            Subject::new(&name(manifest), &recorded.sha256),
            Subject::new(&name(&beside.sbom), &sha256(sbom.as_bytes())),
        ]);
        let statement = Statement::of_package(subjects.collect(), recorded, &self.builder);
        let mut files =
            vec![(beside.sbom, sbom), (beside.bundle, sign::sign(&self.key, &statement.bytes()))];
        // A folder has no bytes of its own; its manifest has the digest of every file.
        if verified.sha256.is_some() {
            files.push((beside.signature, self.signature(package)?));
        }
        put(&files)
    }

    /// Signs the index of a release.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Write`].
    pub fn index(&self, path: &Path, sha256: &str) -> Result<State, Error> {
        let statement = Statement::of_index(Subject::new(&name(path), sha256), &self.builder);
        let Beside { bundle, signature, .. } = Beside::of(path);
        put(&[
            (bundle, sign::sign(&self.key, &statement.bytes())),
            (signature, self.signature(path)?),
        ])
    }

    fn signature(&self, path: &Path) -> Result<String, Error> {
        let hash = minisign::Hash::of(fs::open(path)?).map_err(Error::read(path))?;
        Ok(minisign::sign(&self.key, &hash, &comment(path)))
    }
}

/// What minisign's signature of a file says besides: of which file it is.
pub(super) fn comment(path: &Path) -> String {
    format!("file:{}", name(path))
}

pub(super) fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Writes files, unless all of them are there with these bytes.
fn put(files: &[(PathBuf, String)]) -> Result<State, Error> {
    if files.iter().all(|(path, text)| fs::holds(path, text.as_bytes())) {
        return Ok(State::Unchanged);
    }
    let files: Vec<(&Path, &[u8])> =
        files.iter().map(|(path, text)| (path.as_path(), text.as_bytes())).collect();
    fs::write(&files).map(|()| State::Written)
}

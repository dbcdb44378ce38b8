//! What `rebadge sign` puts beside a package, by the names that readers of these files look for.

use std::path::{Path, PathBuf};

/// The ending of a Sigstore bundle.
const BUNDLE: &str = ".sigstore.json";

/// The ending of a signature of minisign.
const SIGNATURE: &str = ".minisig";

/// The ending of an SBOM in the JSON of CycloneDX (CycloneDX 1.6, "Recognized file patterns").
const SBOM: &str = ".cdx.json";

/// The files beside a package, or beside the index of a release, which has no SBOM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The Sigstore bundle.
    pub bundle: PathBuf,
    /// Minisign's signature.
    pub signature: PathBuf,
    /// The SBOM.
    pub sbom: PathBuf,
}

impl Beside {
    /// Those of a package.
    pub fn of(package: &Path) -> Beside {
        let with = |ending: &str| {
            let mut name = package.file_name().unwrap_or_default().to_owned();
            name.push(ending);
            package.with_file_name(name)
        };
        Beside { bundle: with(BUNDLE), signature: with(SIGNATURE), sbom: with(SBOM) }
    }

    /// All of them.
    pub fn all(&self) -> [&Path; 3] {
        [&self.bundle, &self.signature, &self.sbom]
    }

    /// The package that such a file is beside.
    pub fn package(path: &Path) -> Option<PathBuf> {
        let name = path.file_name()?.to_str()?;
        Some(path.with_file_name(stem(name)?))
    }
}

/// Whether a file's name is that of one beside a package.
pub(super) fn is_beside(name: &str) -> bool {
    stem(name).is_some()
}

fn stem(name: &str) -> Option<&str> {
    [BUNDLE, SIGNATURE, SBOM].into_iter().find_map(|ending| name.strip_suffix(ending))
}

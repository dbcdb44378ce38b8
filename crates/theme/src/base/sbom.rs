//! The base client's own SBOM: which parts of others are in it. It is not shipped; `rebadge sign` carries it over into the
//! SBOM of each package. Apart from [`super::scan`], because it may be there without the contract saying so.

use std::path::Path;

use serde_json::Value;

use rebadge_core::digest::sha256;
use rebadge_core::error::Error;
use rebadge_core::fs;

/// The largest SBOM, in bytes.
const LIMIT: u64 = 64 << 20;

/// An SBOM in the JSON of CycloneDX.
#[derive(Clone, Debug)]
pub struct Sbom {
    /// Its path in the base client's folder.
    pub name: String,
    /// The text of the file.
    pub text: String,
    /// Of its bytes.
    pub sha256: String,
}

/// The names in a folder that an SBOM has by custom (CycloneDX 1.6, "Recognized file patterns").
///
/// # Errors
/// [`Error::Read`].
pub(super) fn usual_names(folder: &Path) -> Result<Vec<String>, Error> {
    let mut names = fs::names(folder)?;
    names.retain(|name| {
        (name == "bom.json" || name.ends_with(".cdx.json")) && fs::is_file(&folder.join(name))
    });
    Ok(names)
}

/// Reads the SBOM at a path.
///
/// # Errors
/// Why it cannot be used, in a sentence.
pub(super) fn read(path: &Path, name: &str) -> Result<Sbom, String> {
    let bytes = fs::read(path, LIMIT).map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| format!("`{name}` is not in UTF-8"))?;
    let value: Value = serde_json::from_str(&text)
        .map_err(|error| format!("`{name}` is not an SBOM in JSON: {error}"))?;
    let is_known = matches!(
        value["specVersion"].as_str(),
        Some("1.2" | "1.3" | "1.4" | "1.5" | "1.6" | "1.7")
    );
    if value["bomFormat"] != "CycloneDX" || !is_known {
        return Err(format!("`{name}` is not an SBOM in the JSON of CycloneDX 1.2 to 1.7"));
    }
    Ok(Sbom { name: name.to_owned(), sha256: sha256(text.as_bytes()), text })
}

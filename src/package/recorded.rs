//! A manifest as it is read again: what a package was when it was built. Apart from writing it, because a manifest may
//! be old, foreign, or untrue.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::Entry;
use crate::fs;
use crate::listing::Value;
use crate::output_path::OutputPath;

/// The largest manifest, in bytes.
const LIMIT: u64 = 64 << 20;

/// No more faults than this are named.
const MOST: usize = 5;

/// What a manifest says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded {
    /// The tenant's name.
    pub tenant: String,
    /// The base client: its id and version.
    pub base: String,
    /// What the package is built for.
    pub target: String,
    /// How hard images were compressed.
    pub effort: Option<String>,
    /// The theme: key → value, in the order of the manifest. None in a manifest from before it was written.
    pub theme: Option<Vec<(String, Value)>>,
    sha256: Option<String>,
    files: BTreeMap<String, String>,
}

/// Reads the manifest beside a package; none where there is none.
///
/// # Errors
/// Why it cannot be read, in a sentence.
pub(super) fn beside(package: &Path) -> Result<Option<Recorded>, String> {
    let path = path(package);
    if !fs::is_file(&path) {
        return Ok(None);
    }
    let fault =
        |reason: String| format!("the manifest `{}` is left aside: {reason}", path.display());
    let bytes = fs::read(&path, LIMIT).map_err(|error| fault(error.to_string()))?;
    let json: Json = serde_json::from_slice(&bytes).map_err(|error| fault(error.to_string()))?;
    read(&json).map(Some).ok_or_else(|| fault("it is no manifest of a package".into()))
}

/// `a.zip` has `a.json`, the folder `a` has `a.unpacked.json`.
fn path(package: &Path) -> PathBuf {
    match fs::is_folder(package) {
        false => package.with_extension("json"),
        true => {
            let name = package.file_name().unwrap_or_default().to_string_lossy();
            package.with_file_name(format!("{name}.unpacked.json"))
        }
    }
}

fn read(json: &Json) -> Option<Recorded> {
    let text = |pointer: &str| json.pointer(pointer)?.as_str().map(str::to_owned);
    let files = json.get("files")?.as_array()?.iter().map(|file| {
        let text = |key: &str| file.get(key)?.as_str().map(str::to_owned);
        Some((text("path")?, text("sha256")?))
    });
    let theme = json.get("theme").and_then(Json::as_object).map(|rows| {
        rows.iter().map(|(key, value)| (key.clone(), Value::from_json(key, value))).collect()
    });
    Some(Recorded {
        tenant: text("/tenant/name")?,
        base: format!("{} {}", text("/base/id")?, text("/base/version")?),
        target: text("/target")?,
        effort: text("/effort"),
        theme,
        sha256: text("/package/sha256"),
        files: files.collect::<Option<_>>()?,
    })
}

impl Recorded {
    /// Where the manifest does not agree with the package that it stands beside.
    pub(super) fn faults(
        &self,
        files: &BTreeMap<OutputPath, Entry>,
        sha256: Option<&str>,
    ) -> Vec<String> {
        let mut faults = Vec::new();
        for (path, entry) in files {
            match self.files.get(path.as_str()) {
                Some(said) if *said == entry.sha256 => {}
                Some(_) => faults.push(format!("`{path}` is not the file that the manifest names")),
                None => faults.push(format!("the manifest does not know `{path}`")),
            }
        }
        let is_there =
            |path: &str| OutputPath::new(path).is_ok_and(|path| files.contains_key(&path));
        let missing = self.files.keys().filter(|path| !is_there(path));
        faults
            .extend(missing.map(|path| format!("the manifest names `{path}`, which is not there")));
        if let (true, Some(said), Some(sha256)) = (faults.is_empty(), &self.sha256, sha256)
            && said != sha256
        {
            faults.push(
                "the zip is not the one that the manifest names, though its files are".into(),
            );
        }
        let more = faults.len().saturating_sub(MOST);
        faults.truncate(MOST);
        if more > 0 {
            faults.push(format!("the manifest and the package differ in {more} more places"));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn manifest() -> Json {
        json!({
            "tenant": { "name": "Acme" },
            "base": { "id": "status", "version": "1" },
            "target": "web",
            "package": { "sha256": "z" },
            "theme": { "tenant.name": "Acme" },
            "files": [{ "path": "a", "sha256": "1" }, { "path": "b", "sha256": "2" }],
        })
    }

    /// The faults of a package with these files, path and digest.
    fn check(files: &[(&str, &str)], zip: &str, expect: &[&str]) {
        let recorded = read(&manifest()).unwrap();
        let files = files.iter().map(|(path, sha256)| {
            (OutputPath::new(path).unwrap(), Entry { size: 1, sha256: (*sha256).into() })
        });
        assert_eq!(recorded.faults(&files.collect(), Some(zip)), expect);
    }

    #[test]
    fn a_manifest_that_lies_is_found_out() {
        check(&[("a", "1"), ("b", "2")], "z", &[]);
        check(&[("a", "1"), ("b", "9")], "z", &["`b` is not the file that the manifest names"]);
        check(&[("a", "1")], "z", &["the manifest names `b`, which is not there"]);
        let more = [("a", "1"), ("b", "2"), ("c", "3")];
        check(&more, "z", &["the manifest does not know `c`"]);
        let other = "the zip is not the one that the manifest names, though its files are";
        check(&[("a", "1"), ("b", "2")], "y", &[other]);
    }

    #[test]
    fn what_is_no_manifest_is_not_read() {
        assert!(read(&json!({})).is_none());
        assert!(read(&json!([1])).is_none());
        let mut wrong = manifest();
        wrong["files"][0]["sha256"] = json!(7);
        assert!(read(&wrong).is_none());
        let mut old = manifest();
        old.as_object_mut().unwrap().remove("theme");
        assert_eq!(read(&old).unwrap().theme, None);
    }
}

//! What is wrong with a package: where it is not what its manifest says, where its signatures do not hold, and where
//! another build of its theme gives something else.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// One thing that is wrong with a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Fault {
    /// There is no manifest, so nothing is known of the package.
    NoManifest,
    /// The manifest, or the list that it names, cannot be used.
    Manifest {
        /// Why not, in a sentence.
        reason: String,
    },
    /// There is a manifest and no package.
    NoPackage,
    /// There is neither: the index of a release names what is not there.
    Missing,
    /// The package cannot be read as one.
    Damaged {
        /// Why not, in a sentence.
        reason: String,
    },
    /// The manifest is that of a package of another name or kind.
    OtherPackage {
        /// The name in the manifest.
        expected: String,
    },
    /// The manifest is of another tenant than the package's name or folder.
    OtherTenant {
        /// The tenant in the manifest.
        tenant: String,
        /// What names another one: the package, or its folder.
        what: &'static str,
        /// The name of that.
        name: String,
    },
    /// A file has other bytes than the manifest says.
    FileChanged {
        /// Its path in the package.
        file: String,
        /// The SHA-256 in the manifest.
        expected: String,
        /// That of the file.
        found: String,
    },
    /// A file has other permissions than the manifest says.
    FileMode {
        /// Its path in the package.
        file: String,
        /// The permissions in the manifest, as POSIX numbers them.
        expected: String,
        /// Those of the file.
        found: String,
    },
    /// A file that the manifest does not name.
    FileUnknown {
        /// Its path in the package.
        file: String,
    },
    /// A file that the manifest names, and that is not there.
    FileMissing {
        /// Its path in the package.
        file: String,
    },
    /// The files are those of the manifest, and the file around them is another one.
    Container {
        /// The SHA-256 in the manifest.
        expected: String,
        /// That of the file.
        found: String,
    },
    /// The index of a release names other bytes.
    NotIndexed {
        /// What has other bytes: the package, or its manifest.
        what: &'static str,
        /// The SHA-256 in the index.
        expected: String,
        /// That of the file.
        found: String,
    },
    /// The index of the release in whose folder it is does not name it.
    NotInRelease,
    /// A file that `rebadge sign` writes is not there.
    NotSigned {
        /// Its name.
        file: String,
    },
    /// A signature, or what it is of, cannot be read.
    SignatureUnreadable {
        /// The name of its file.
        file: String,
        /// Why not, in a sentence.
        reason: String,
    },
    /// It was signed with another key.
    OtherKey {
        /// The name of its file.
        file: String,
        /// The id of the key that was given.
        expected: String,
        /// That of the key in the signature.
        found: String,
    },
    /// A signature does not hold: the signed text, or the signature itself, was changed.
    SignatureChanged {
        /// The name of its file.
        file: String,
    },
    /// A signature that holds, of a package of another name.
    SignatureOfOther {
        /// The name of its file.
        file: String,
        /// What it is of.
        found: String,
    },
    /// A signature that holds, of other bytes than those of this package.
    SignatureOutdated {
        /// The name of its file.
        file: String,
    },
    /// What was signed is there with other bytes.
    ChangedSinceSigned {
        /// What: the package, its manifest, or its SBOM.
        what: &'static str,
        /// The SHA-256 that was signed.
        expected: String,
        /// That of the file.
        found: String,
    },
    /// It could not be built again.
    NotRebuilt {
        /// Why not, in a sentence.
        reason: String,
    },
    /// It was built by another version, with other options, or on another base client.
    OtherBuild {
        /// What differs, such as `version of rebadge`.
        what: &'static str,
        /// What it was.
        recorded: String,
        /// What it is now.
        rebuilt: String,
    },
    /// The base client of the same version has other files that packages have as they are.
    OtherClientFiles {
        /// SHA-256 of the list of them that it had; none where all were in the manifest.
        recorded: Option<String>,
        /// That of the list that it has.
        rebuilt: Option<String>,
    },
    /// The theme has another value.
    OtherValue {
        /// The key in the theme.
        key: String,
        /// What it was; none where the theme had no such value.
        recorded: Option<String>,
        /// What it is now; none where the theme has no such value.
        rebuilt: Option<String>,
    },
    /// A file of the theme or the base client is another one.
    OtherInput {
        /// Whose: `theme` or `base client`.
        of: &'static str,
        /// Its path in the folder of that.
        file: String,
        /// The SHA-256 that it had; none where it was not read.
        recorded: Option<String>,
        /// The SHA-256 that it has; none where it is not read any more.
        rebuilt: Option<String>,
    },
    /// A file that another build makes with other bytes.
    OtherFile {
        /// Its path in the package.
        file: String,
        /// The SHA-256 that it had; none where it was not made.
        recorded: Option<String>,
        /// The SHA-256 that it has now; none where it is not made any more.
        rebuilt: Option<String>,
        /// The keys with another value that it is made of.
        keys: Vec<String>,
    },
    /// Another build makes the same files, and other bytes around them.
    OtherContainer {
        /// What has other bytes: the package, or its manifest.
        what: &'static str,
    },
}

/// No more faults of one kind than this are named, and no more keys of one file.
const MOST: usize = 5;

/// A fault as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What is wrong, in a sentence.
    pub reason: String,
    /// What to do about it, where that is known.
    pub help: Option<&'static str>,
}

/// The first faults of each kind, and how many there are besides.
pub fn first(faults: &[Fault]) -> Vec<Told> {
    let mut told = Vec::new();
    for faults in faults.chunk_by(|a, b| a.kinds() == b.kinds()) {
        told.extend(faults.iter().take(MOST).map(Fault::told));
        let more = match (faults.len().saturating_sub(MOST), faults.first()) {
            (0, _) | (_, None) => continue,
            (1, Some(fault)) => format!("one more {}", fault.kinds()[0]),
            (more, Some(fault)) => format!("{more} more {}", fault.kinds()[1]),
        };
        told.push(Told { reason: more, help: None });
    }
    told
}

/// Faults for machines: each with its kind, what belongs to it, and its text.
pub fn json(faults: &[Fault]) -> Vec<Value> {
    let object = |fault: &Fault| {
        let mut object = serde_json::to_value(fault).unwrap_or_default();
        object["message"] = fault.to_string().into();
        if let Some(help) = fault.help() {
            object["help"] = help.into();
        }
        object
    };
    faults.iter().map(object).collect()
}

/// What to do about a signature that is not as it was written.
const SIGN_AGAIN: &str =
    "sign the package again with `rebadge sign`, or get this file again from where it was signed";

impl Fault {
    /// Its text.
    pub fn told(&self) -> Told {
        Told { reason: self.to_string(), help: self.help() }
    }

    /// What to do about it, where that does not go without saying.
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Fault::NotIndexed { .. } => "run `rebadge merge` again after the last build",
            Fault::NotInRelease => "remove it, or run `rebadge merge` again after the last build",
            Fault::NotSigned { .. } => "sign the package: `rebadge sign --key FILE`",
            Fault::OtherKey { .. } => {
                "name the public key of the one that signed it, or sign the package again with yours"
            }
            Fault::SignatureUnreadable { .. }
            | Fault::SignatureChanged { .. }
            | Fault::SignatureOfOther { .. } => SIGN_AGAIN,
            Fault::SignatureOutdated { .. } => {
                "if you built it again, sign it again; else get the package and its manifest again from where they were signed"
            }
            Fault::ChangedSinceSigned { what: "SBOM", .. } => SIGN_AGAIN,
            Fault::ChangedSinceSigned { .. } => {
                "do not use it: get it again from where it was signed, or build and sign it again"
            }
            _ => return None,
        })
    }

    /// What one of its kind is, and what several are, as the end of a sentence.
    fn kinds(&self) -> [&'static str; 2] {
        match self {
            Fault::OtherValue { .. } => ["value differs", "values differ"],
            Fault::OtherInput { .. } => {
                ["file that was read differs", "files that were read differ"]
            }
            Fault::OtherFile { .. } => {
                ["file is made with other bytes", "files are made with other bytes"]
            }
            _ => ["difference from the manifest", "differences from the manifest"],
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NoManifest => write!(f, "there is no manifest beside it"),
            Fault::Manifest { reason } | Fault::Damaged { reason } => write!(f, "{reason}"),
            Fault::NoPackage => write!(f, "there is a manifest, and no package"),
            Fault::Missing => write!(f, "the package is missing, and its manifest too"),
            Fault::OtherTenant { tenant, what, name } => {
                write!(f, "the manifest is of the tenant `{tenant}`, and its {what} is `{name}`")
            }
            Fault::NotInRelease => write!(f, "the release's index does not name it"),
            Fault::OtherPackage { expected } => write!(f, "the manifest is that of `{expected}`"),
            Fault::FileChanged { file, .. } => {
                write!(f, "`{file}` is not the file that the manifest names")
            }
            Fault::FileMode { file, expected, found } => {
                write!(f, "`{file}` has the permissions {found}, the manifest says {expected}")
            }
            Fault::FileUnknown { file } => write!(f, "the manifest does not name `{file}`"),
            Fault::FileMissing { file } => {
                write!(f, "the manifest names `{file}`, which is not there")
            }
            Fault::Container { .. } => {
                write!(f, "the file is not the one that the manifest names, though its files are")
            }
            Fault::NotIndexed { what, .. } => {
                write!(f, "the {what} is not the one that the release's index names")
            }
            Fault::NotSigned { file } => write!(f, "there is no `{file}` beside it"),
            Fault::SignatureUnreadable { file, reason } => {
                write!(f, "`{file}` cannot be used: {reason}")
            }
            Fault::OtherKey { file, expected, found } => {
                write!(f, "`{file}` was signed with another key: {found}, not {expected}")
            }
            Fault::SignatureChanged { file } => {
                write!(f, "`{file}` was changed after it was signed")
            }
            Fault::SignatureOfOther { file, found } => {
                write!(f, "`{file}` is the signature of `{found}`")
            }
            Fault::SignatureOutdated { file } => {
                write!(f, "`{file}` is the signature of another build of it")
            }
            Fault::ChangedSinceSigned { what, .. } => {
                write!(f, "the {what} is not the one that was signed")
            }
            Fault::NotRebuilt { reason } => write!(f, "it cannot be built again: {reason}"),
            Fault::OtherBuild { what, recorded, rebuilt } => {
                write!(f, "the {what} was {recorded}, it is {rebuilt}")
            }
            Fault::OtherClientFiles { .. } => {
                write!(f, "the base client has other files than when it was built")
            }
            Fault::OtherValue { key, recorded, rebuilt } => {
                other_value(f, key, (recorded, rebuilt))
            }
            Fault::OtherInput { of, file, recorded, rebuilt } => {
                let change =
                    change((recorded, rebuilt), ["is not read any more", "is new", "was changed"]);
                write!(f, "the {of}'s file `{file}` {change}")
            }
            Fault::OtherFile { file, recorded, rebuilt, keys } => {
                let words = ["is not made any more", "is made now", "is made with other bytes"];
                write!(f, "`{file}` {}", change((recorded, rebuilt), words))?;
                if keys.is_empty() { Ok(()) } else { write!(f, ", of {}", quoted(keys)) }
            }
            Fault::OtherContainer { what } => {
                write!(f, "another build makes the same files, and a {what} of other bytes")
            }
        }
    }
}

fn other_value(
    f: &mut fmt::Formatter<'_>,
    key: &str,
    (recorded, rebuilt): (&Option<String>, &Option<String>),
) -> fmt::Result {
    match (recorded, rebuilt) {
        (Some(was), Some(is)) if was == is => write!(f, "`{key}` was another {is}"),
        (Some(was), Some(is)) => write!(f, "`{key}` was {was}, it is {is}"),
        (Some(was), None) => write!(f, "`{key}` was {was}, and is not set"),
        (None, Some(is)) => write!(f, "`{key}` is {is}, and was not set"),
        (None, None) => write!(f, "`{key}` was another value"),
    }
}

fn change<'a, T>(
    (was, is): (&Option<T>, &Option<T>),
    [gone, new, changed]: [&'a str; 3],
) -> &'a str {
    match (was, is) {
        (Some(_), None) => gone,
        (None, Some(_)) => new,
        _ => changed,
    }
}

fn quoted(keys: &[String]) -> String {
    let named = keys.iter().take(MOST).map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    match keys.len().saturating_sub(MOST) {
        0 => named,
        1 => format!("{named} and one more value"),
        more => format!("{named} and {more} more values"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(fault: &Fault, expect: &str) {
        assert_eq!(fault.to_string(), expect);
    }

    #[test]
    fn faults_are_sentences() {
        let value = |recorded: Option<&str>, rebuilt: Option<&str>| Fault::OtherValue {
            key: "tenant.name".into(),
            recorded: recorded.map(Into::into),
            rebuilt: rebuilt.map(Into::into),
        };
        check(&value(Some("\"A\""), Some("\"B\"")), "`tenant.name` was \"A\", it is \"B\"");
        check(&value(Some("\"A\""), None), "`tenant.name` was \"A\", and is not set");
        check(&value(None, Some("\"B\"")), "`tenant.name` is \"B\", and was not set");
        check(&value(Some("logo.svg"), Some("logo.svg")), "`tenant.name` was another logo.svg");
        let file = |keys: &[&str]| Fault::OtherFile {
            file: "a".into(),
            recorded: Some("1".into()),
            rebuilt: Some("2".into()),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        };
        check(&file(&[]), "`a` is made with other bytes");
        check(&file(&["b", "c"]), "`a` is made with other bytes, of `b`, `c`");
    }

    #[test]
    fn the_first_of_each_kind_are_told() {
        let file = |at: usize| Fault::FileUnknown { file: at.to_string() };
        let mut faults: Vec<Fault> = (0..MOST + 1).map(file).collect();
        let told = |faults: &[Fault]| -> Vec<String> {
            first(faults).into_iter().map(|told| told.reason).collect()
        };
        assert_eq!(told(&faults).last().unwrap(), "one more difference from the manifest");
        faults.push(file(9));
        faults.push(Fault::OtherContainer { what: "package" });
        faults[MOST + 2] =
            Fault::OtherValue { key: "a".into(), recorded: None, rebuilt: Some("1".into()) };
        let told = told(&faults);
        assert_eq!(
            told[MOST..],
            ["2 more differences from the manifest", "`a` is 1, and was not set"]
        );
    }

    #[test]
    fn a_fault_is_an_object_with_its_kind() {
        let fault = Fault::FileMissing { file: "a".into() };
        assert_eq!(
            serde_json::to_value(fault).unwrap(),
            json!({ "kind": "file-missing", "file": "a" })
        );
        assert_eq!(
            serde_json::to_value(Fault::NoManifest).unwrap(),
            json!({ "kind": "no-manifest" })
        );
    }
}

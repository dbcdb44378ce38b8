//! The path of a file in a package: a type that cannot leave its root.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// A relative path with slashes, whose parts are names: no `..`, no `.`, nothing empty, nothing that a file system
/// somewhere refuses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(String);

/// Names that Windows keeps for devices, whatever their ending ("Naming Files, Paths, and Namespaces").
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Those of which there are several, each with a digit behind it.
const PORTS: &[&str] = &["com", "lpt"];

impl OutputPath {
    /// Takes a path apart and keeps it if every part is a name.
    ///
    /// # Errors
    /// What is wrong with it, as the second half of a sentence.
    pub fn new(path: &str) -> Result<OutputPath, String> {
        check_length(path)?;
        path.split('/').try_for_each(check_part)?;
        Ok(OutputPath(path.to_owned()))
    }

    /// The path below this one.
    ///
    /// # Errors
    /// As [`OutputPath::new`].
    pub fn join(&self, name: &str) -> Result<OutputPath, String> {
        let path = format!("{}/{name}", self.0);
        check_length(&path)?;
        // What is before it was checked when it was made.
        name.split('/').try_for_each(check_part)?;
        Ok(OutputPath(path))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

fn check_length(path: &str) -> Result<(), String> {
    if path.len() > 1024 { Err("is longer than 1,024 bytes".into()) } else { Ok(()) }
}

/// A path as systems compare it that know no case (Windows, macOS) or that store accents apart (macOS, NFD).
pub fn folded(path: &str) -> String {
    if path.is_ascii() {
        path.to_ascii_lowercase()
    } else {
        path.nfc().flat_map(char::to_lowercase).nfc().collect()
    }
}

/// Pairs of paths that are one file on some systems, or of which one is a file where the other needs a folder: the later
/// one first.
pub fn clashes<'a>(
    paths: impl Iterator<Item = &'a OutputPath>,
) -> Vec<(&'a OutputPath, &'a OutputPath)> {
    let mut seen: Vec<(String, &OutputPath)> =
        paths.map(|path| (folded(path.as_str()), path)).collect();
    // Stable: of two that are one file the first is named as the other.
    seen.sort_by(|a, b| a.0.cmp(&b.0));
    let equal = seen.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    let mut found: Vec<_> = equal.map(|pair| (pair[1].1, pair[0].1)).collect();
    let mut last = "";
    for (lower, path) in &seen {
        let folder = lower.rsplit_once('/').map_or("", |(folder, _)| folder);
        // Files of one folder follow one another.
        if folder == last {
            continue;
        }
        last = folder;
        for end in folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]) {
            let other = seen.binary_search_by(|(own, _)| own.as_str().cmp(&folder[..end]));
            found.extend(other.ok().map(|other| (*path, seen[other].1)));
        }
    }
    found
}

/// Whether a file name is a device on Windows, whatever its extension (Naming Files, Paths, and Namespaces).
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ').to_lowercase();
    let is_port = |port: &&str| {
        let number = stem.strip_prefix(*port).map(|rest| rest.chars().collect::<Vec<_>>());
        matches!(number.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
    };
    DEVICES.contains(&stem.as_str()) || PORTS.iter().any(is_port)
}

/// Whether every system can have a file of this name.
pub fn is_portable(name: &str) -> bool {
    check_part(name).is_ok()
}

fn check_part(part: &str) -> Result<(), String> {
    if part.is_empty() || part == "." || part == ".." {
        Err(format!("has a part `{part}`"))
    } else if part.contains(char::REPLACEMENT_CHARACTER) {
        Err("is not UTF-8".into())
    } else if part.contains(|c: char| c.is_control() || "\\:*?\"<>|".contains(c)) {
        Err("has a character that is not portable".into())
    } else if part.ends_with(['.', ' ']) {
        Err(format!("has a part `{part}` that ends in a dot or a space"))
    } else if is_device(part) {
        Err(format!("has a part `{part}` that is a device on Windows"))
    } else {
        Ok(())
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expect: bool) {
        assert_eq!(OutputPath::new(path).is_ok(), expect, "{path:?}");
    }

    #[test]
    fn names_that_systems_take_for_one() {
        assert_eq!(folded("Caf\u{e9}/A"), folded("cafe\u{301}/a"));
        assert_ne!(folded("cafe"), folded("caf\u{e9}"));
    }

    #[test]
    fn only_names_are_parts() {
        check("index.html", true);
        check("icons/icon-192.png", true);
        check("图标/首页.svg", true);
        for bad in ["", "/a", "a/", "a//b", "../a", "a/./b", "a\\b", "c:/x", "a\n"] {
            check(bad, false);
        }
        for bad in ["nul", "CON.txt", "a/com1.svg", "lpt².a.b", "conin$", "aux .c", "a.", "a "] {
            check(bad, false);
        }
        check("\u{fffd}.js", false);
        check("console.js", true);
        check("common.css", true);
        check("com10", true);
    }
}

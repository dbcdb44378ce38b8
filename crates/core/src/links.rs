//! Symbolic links among the files of a package: each leads to a file or folder of the package, whoever follows it and however.

use std::collections::{BTreeMap, BTreeSet};

use crate::output_path::OutputPath;

/// The most links that are followed from one path: as many as Linux follows (path_resolution(7)).
pub const MOST: usize = 40;

/// Links by their paths, each with its target as it is written.
pub type Links = BTreeMap<OutputPath, String>;

/// What is wrong with links among some paths, their own included: each with a reason, as the second half of a sentence.
///
/// No path lies below a link (such paths are [`crate::output_path::clashes`]), a target climbs only at its beginning, and no part of it
/// but the last is a link itself. So a link leads to the same place by its text alone as on a disk.
pub fn check(links: &Links, paths: &BTreeSet<&str>) -> Vec<(OutputPath, String)> {
    let wrong = |(path, target): (&OutputPath, &String)| {
        let reason = reason(path, target, links, paths)?;
        Some((path.clone(), format!("is a link to `{target}`, which {reason}")))
    };
    links.iter().filter_map(wrong).collect()
}

fn reason(
    path: &OutputPath,
    target: &str,
    links: &Links,
    paths: &BTreeSet<&str>,
) -> Option<String> {
    let mut at = match path.linked(target) {
        Ok(at) => at,
        Err(reason) => return Some(reason),
    };
    if above(&at).iter().any(|folder| links.contains_key(folder)) {
        return Some("goes through another link".to_owned());
    }
    for _ in 0..MOST {
        match links.get(&at) {
            Some(target) => at = at.linked(target).ok()?,
            None if is_there(&at, paths) => return None,
            None => return Some("is not there".to_owned()),
        }
    }
    Some("leads in a circle".to_owned())
}

/// The folders above a path, the nearest first.
pub fn above(path: &OutputPath) -> Vec<OutputPath> {
    let text = path.as_str();
    let ends = text.rmatch_indices('/').map(|(at, _)| at);
    ends.filter_map(|end| OutputPath::new(&text[..end]).ok()).collect()
}

/// Whether a path is a file, or a folder that holds one.
fn is_there(path: &OutputPath, paths: &BTreeSet<&str>) -> bool {
    let below = format!("{path}/");
    let next = || paths.range(below.as_str()..).next();
    paths.contains(path.as_str()) || next().is_some_and(|next| next.starts_with(&below))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> OutputPath {
        OutputPath::new(text).unwrap()
    }

    #[track_caller]
    fn check(links: &[(&str, &str)], expect: &[(&str, &str)]) {
        let links: Links =
            links.iter().map(|(at, target)| (path(at), (*target).to_owned())).collect();
        let files = ["a/b/c/file", "a/b-file", "top"].map(path);
        let paths = files.iter().chain(links.keys()).map(OutputPath::as_str).collect();
        let found = super::check(&links, &paths);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(at, reason)| (at.as_str(), reason.as_str())).collect();
        let expect: Vec<(&str, String)> = expect
            .iter()
            .map(|(at, reason)| {
                (*at, format!("is a link to `{}`, which {reason}", links[&path(at)]))
            })
            .collect();
        assert_eq!(found.len(), expect.len(), "{found:?}");
        for ((at, reason), (expected, why)) in found.iter().zip(&expect) {
            assert_eq!((*at, *reason), (*expected, why.as_str()));
        }
    }

    #[test]
    fn links_within_a_package() {
        check(&[("x", "top"), ("a/y", "../top"), ("a/z", "./b/c"), ("w", "x"), ("v", "a")], &[]);
    }

    #[test]
    fn links_that_leave_or_lead_nowhere() {
        check(&[("x", "../top")], &[("x", "leads out of the package")]);
        check(&[("a/x", "../../top")], &[("a/x", "leads out of the package")]);
        check(&[("x", "/etc/passwd")], &[("x", "leads out of the package")]);
        check(&[("a/x", "..")], &[("a/x", "leads to the package itself")]);
        check(&[("x", "a/../top")], &[("x", "climbs behind a name")]);
        check(&[("x", "nothing")], &[("x", "is not there")]);
        check(&[("x", "a/b-")], &[("x", "is not there")]);
        check(&[("x", "y"), ("y", "x")], &[("x", "leads in a circle"), ("y", "leads in a circle")]);
        check(&[("x", "a"), ("y", "x/b-file")], &[("y", "goes through another link")]);
        check(&[("x", "c:\\top")], &[("x", "has a character that is not portable")]);
    }
}

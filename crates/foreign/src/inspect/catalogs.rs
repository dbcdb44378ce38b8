//! A first table of the files that are of one language each, for a contract that is not written yet.

use std::collections::{BTreeMap, BTreeSet};

use crate::bundle_file::BundleFile;
use crate::catalogs::{Catalogs, Unlisted};
use crate::facts::Facts;
use crate::language;
use crate::paths::PathPattern;

/// Files of one language each, and how a contract says so.
pub(super) struct Proposal {
    /// The files.
    pub(super) catalogs: Catalogs,
    patterns: Vec<String>,
}

/// How many files in as many languages make a pattern.
const LEAST: usize = 2;

impl Proposal {
    /// The files whose paths differ only in a language, among those of a client that has these.
    pub(super) fn new(files: &[BundleFile], languages: &[String], facts: &Facts) -> Proposal {
        let mut tags: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for file in files.iter().filter(|file| !file.is_link()) {
            let name = file.name();
            let Some(tag) = language::of_path(name) else { continue };
            let token = facts.files.get(&file.path).and_then(|known| known.token.as_deref());
            if let (true, Some(pattern)) =
                (languages.iter().any(|own| own == tag), pattern(name, tag, token))
            {
                tags.entry(pattern).or_default().insert(tag);
            }
        }
        let found = tags.into_iter().filter(|(_, tags)| tags.len() >= LEAST).map(|(text, _)| text);
        let patterns = joined(found.collect());
        let parsed: Vec<PathPattern> =
            patterns.iter().filter_map(|text| PathPattern::parse(text).ok()).collect();
        Proposal { catalogs: Catalogs::new(files, &parsed), patterns }
    }

    /// The lines of a contract for a client in some languages, the default first; none where there are no such files. Where
    /// something else than a list names them they are comments.
    pub(super) fn toml(&self, client: &[String], unlisted: &[Unlisted]) -> String {
        if self.patterns.is_empty() {
            return String::new();
        }
        let quoted = |texts: &[String]| {
            texts.iter().map(|text| super::draft::quoted(text)).collect::<Vec<_>>().join(", ")
        };
        let mut lines = vec!["[targets.web.foreign.languages]".to_owned()];
        lines.push(format!("files  = [{}]", quoted(&self.patterns)));
        let (there, absent): (Vec<_>, Vec<_>) =
            client.iter().cloned().partition(|tag| self.catalogs.has(tag));
        let absent = absent.iter().map(|tag| format!("\"{tag}\" = []"));
        // Some files are of a language as it is spoken somewhere, and others of it everywhere.
        let wider = there.iter().filter_map(|tag| {
            let (language, _) = tag.split_once('-')?;
            let is_there = self.catalogs.has(language);
            is_there.then(|| format!("\"{tag}\" = [\"{tag}\", \"{language}\"]"))
        });
        let names: Vec<String> = absent.chain(wider).collect();
        if !names.is_empty() {
            lines.push(format!("names  = {{ {} }}", names.join(", ")));
        }
        let falls_back = there.first().filter(|tag| client.first() == Some(*tag));
        lines.extend(falls_back.map(|tag| format!("always = [\"{tag}\"]")));
        let (note, mark) = match unlisted.first() {
            None => ("undecided: these ship for a tenant who has their language; what does the client fall back on?".to_owned(), ""),
            Some(one) => (
                format!(
                    "undecided: these can ship for a tenant who has their language, once an edit `entries` names the lists that they are in: `{}`: `{}`",
                    one.path, one.excerpt
                ),
                "# ",
            ),
        };
        let lines: String = lines.into_iter().map(|line| format!("{mark}{line}\n")).collect();
        format!("\n# {note}\n{lines}")
    }
}

/// The pattern of a path that has a language, and perhaps a hash.
fn pattern(path: &str, tag: &str, token: Option<&str>) -> Option<String> {
    let (before, after) = match token {
        Some(token) => {
            let at = path.rfind(token)?;
            (&path[..at], Some((token.len(), &path[at + token.len()..])))
        }
        None => (path, None),
    };
    let is_bound = |at: usize, text: &str| {
        let is_letter = |c: char| c.is_ascii_alphanumeric();
        !text[..at].ends_with(is_letter) && !text[at + tag.len()..].starts_with(is_letter)
    };
    let at = before.rmatch_indices(tag).map(|(at, _)| at).find(|at| is_bound(*at, before))?;
    let is_plain = !path.contains(['{', '}', '*', '?', '\\']);
    let end = after.map_or(String::new(), |(length, rest)| format!("{{hash:{length}}}{rest}"));
    is_plain.then(|| format!("{}{{language}}{}{end}", &before[..at], &before[at + tag.len()..]))
}

/// Patterns of one file name in several folders as one: `texts/**/{language}.json`.
fn joined(patterns: Vec<String>) -> Vec<String> {
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut all = Vec::new();
    for pattern in patterns {
        match pattern.rsplit_once('/') {
            Some((folder, name)) if name.contains("{language}") => {
                names.entry(name.to_owned()).or_default().push(folder.to_owned());
            }
            _ => all.push(pattern),
        }
    }
    for (name, folders) in names {
        let first: Vec<&str> = folders[0].split('/').collect();
        let is_common = |length: usize| {
            let start = first[..length].join("/");
            folders
                .iter()
                .all(|folder| *folder == start || folder.starts_with(&format!("{start}/")))
        };
        let common = (1..=first.len()).rev().find(|length| is_common(*length));
        match common {
            Some(length) if folders.len() > 1 => {
                all.push(format!("{}/**/{name}", first[..length].join("/")))
            }
            _ => all.extend(folders.iter().map(|folder| format!("{folder}/{name}"))),
        }
    }
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_has_the_language_and_the_hash_of_a_path() {
        let check = |path: &str, tag: &str, token: Option<&str>, expect: &str| {
            assert_eq!(pattern(path, tag, token).as_deref(), Some(expect));
        };
        check("t/de-0a1b2c3d.json", "de", Some("0a1b2c3d"), "t/{language}-{hash:8}.json");
        check("code/de/app.json", "de", None, "code/{language}/app.json");
        check("i18n/app.pt-BR.json", "pt-BR", None, "i18n/app.{language}.json");
    }

    #[test]
    fn folders_with_like_files_are_joined() {
        let check = |patterns: &[&str], expect: &[&str]| {
            let patterns = patterns.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(joined(patterns), expect);
        };
        check(&["t/a/{language}.json", "t/{language}.json"], &["t/**/{language}.json"]);
        check(
            &["a/{language}.json", "b/{language}.json"],
            &["a/{language}.json", "b/{language}.json"],
        );
        check(&["l/{language}/app.json"], &["l/{language}/app.json"]);
    }
}

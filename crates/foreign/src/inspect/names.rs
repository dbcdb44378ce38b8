//! Which of the texts that a bundle says of itself are names of it.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;
use rebadge_core::error::Error;

use super::{Inspection, Said, distinct};
use crate::bundle_file::BundleFile;
use crate::texts::FileKind;

/// Titles that say nothing of a client, in small letters.
const NO_NAMES: [&str; 16] = [
    "app",
    "dashboard",
    "document",
    "error",
    "home",
    "index",
    "loading",
    "loading...",
    "loading…",
    "login",
    "react app",
    "sign in",
    "test",
    "vite app",
    "web app",
    "welcome",
];

/// The names of a client, the longest first: those of its start page and manifests, without those that only a program has, and
/// within them the name of its package: `Oldmark` of `Oldmark Server` in `oldmark`.
pub(super) fn names(seen: &Inspection) -> Vec<String> {
    // Titles of further pages say what is on them.
    let is_of_page = |said: &&Said| {
        let file = said.place.split_once(": ").map(|(file, _)| file);
        file == seen.start.as_deref() || !seen.pages.iter().any(|page| Some(page.as_str()) == file)
    };
    let said: Vec<Said> = seen.names.iter().filter(is_of_page).cloned().collect();
    let is_name = |name: &&str| {
        !name.starts_with('@')
            && name.chars().count() > 1
            && name.len() < 60
            && !NO_NAMES.contains(&name.to_lowercase().as_str())
    };
    let mut names: Vec<String> =
        distinct(&said).into_iter().filter(is_name).map(str::to_owned).collect();
    let packages: Vec<String> = packages(seen).iter().map(|name| plain(name)).collect();
    let within: Vec<String> =
        names.iter().filter_map(|name| first_words(name, &packages)).collect();
    for name in within {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    names.truncate(6);
    names
}

/// The names of a client and of its package, without marks and in small letters.
pub(super) fn brands(seen: &Inspection) -> Vec<String> {
    let names = names(seen).into_iter().chain(packages(seen)).map(|name| plain(&name));
    names.filter(|name| name.len() > 2).collect()
}

/// Words at the end of the name of a package that say which part of a client it is.
const PARTS: [&str; 24] = [
    "app",
    "base",
    "build",
    "bundle",
    "client",
    "common",
    "core",
    "data",
    "dist",
    "front",
    "frontend",
    "gui",
    "html",
    "js",
    "lib",
    "server",
    "site",
    "static",
    "system",
    "theme",
    "ui",
    "web",
    "webserver",
    "webui",
];

/// The names in that of a package, each as it is and without the part that it is: `old-mark` of `@old-mark/web-ui`.
pub(super) fn packages(seen: &Inspection) -> Vec<String> {
    let mut found = Vec::new();
    let all = seen.package.iter().flat_map(|said| said.value.split('/'));
    for name in all.map(|name| name.trim_start_matches('@')) {
        let mut rest = name;
        while let Some((before, last)) = rest.rsplit_once(['-', '_', '.'])
            && PARTS.contains(&last.to_lowercase().as_str())
        {
            rest = before;
        }
        let is_part = PARTS.contains(&rest.to_lowercase().as_str());
        found.extend(
            [name, rest].into_iter().filter(|name| name.len() > 2 && !is_part).map(str::to_owned),
        );
    }
    found.dedup();
    found
}

/// The name of a package as a bundle mostly spells it with a capital, where people may read it: `Oldmark` of `oldmark-web`.
///
/// # Errors
/// [`Error::Read`].
pub(super) fn spelled(files: &[BundleFile], seen: &Inspection) -> Result<Option<Said>, Error> {
    let packages = packages(seen);
    let search = AhoCorasick::builder().ascii_case_insensitive(true).build(&packages);
    let search = search.expect("names of packages are short enough for an automaton");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let is_searched = |file: &&BundleFile| {
        let is_known = FileKind::of_path(file.name()) != FileKind::Binary;
        is_known && !file.name().ends_with(".map") && !file.is_link()
    };
    for file in files.iter().filter(is_searched) {
        let bytes = file.readable()?.unwrap_or_default();
        let is_end = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        for hit in search.find_iter(&bytes) {
            let before = hit.start().checked_sub(1).map(|at| &bytes[at]);
            if bytes[hit.range()].iter().any(u8::is_ascii_uppercase)
                && is_end(before)
                && is_end(bytes.get(hit.end()))
            {
                let text = String::from_utf8_lossy(&bytes[hit.range()]).into_owned();
                *counts.entry(text).or_default() += 1;
            }
        }
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    Ok(most
        .map(|(value, _)| Said { value, place: "its package, as it is mostly spelled".to_owned() }))
}

/// A text without marks and differences of cases.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// The first words of a name that are the name of a package.
fn first_words(name: &str, packages: &[String]) -> Option<String> {
    let ends = name.match_indices(' ').map(|(at, _)| at);
    let words = ends.map(|end| name[..end].trim_end_matches([':', ',', '-', '|', ' ']));
    words.into_iter().find(|words| packages.contains(&plain(words))).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: &[(&str, &str)], pages: &[&str], package: &str, expect: &[&str]) {
        let text = |text: &&str| (*text).to_owned();
        let say = |(value, place): &(&str, &str)| Said { value: text(value), place: text(place) };
        let seen = Inspection {
            names: said.iter().map(say).collect(),
            pages: pages.iter().map(text).collect(),
            start: super::super::start::first(pages.iter().copied()).map(str::to_owned),
            package: Some(Said { value: text(&package), place: String::new() }),
            ..Inspection::default()
        };
        assert_eq!(names(&seen), expect);
    }

    #[test]
    fn a_name_of_several_words_has_that_of_the_package() {
        let title = [("Oldmark Server", "index.html: title")];
        check(&title, &["index.html"], "oldmark", &["Oldmark Server", "Oldmark"]);
        check(&title, &["index.html"], "@oldmark/web", &["Oldmark Server", "Oldmark"]);
        check(&title, &["index.html"], "oldmark-web-ui", &["Oldmark Server", "Oldmark"]);
        check(&title, &["index.html"], "other", &["Oldmark Server"]);
        check(&title, &["index.html"], "old", &["Oldmark Server"]);
    }

    #[test]
    fn what_every_client_may_say_is_no_name() {
        let said = [("Home", "index.html: title"), ("Oldmark", "a.webmanifest: /name")];
        check(&said, &["index.html"], "x", &["Oldmark"]);
    }

    #[test]
    fn a_package_has_a_name_without_its_parts() {
        let check = |package: &str, expect: &[&str]| {
            let package = Some(Said { value: package.to_owned(), place: String::new() });
            assert_eq!(packages(&Inspection { package, ..Inspection::default() }), expect);
        };
        check("old_mark_webserver", &["old_mark_webserver", "old_mark"]);
        check("@oldmark/web-ui", &["oldmark"]);
        check("oldmark", &["oldmark"]);
    }

    #[test]
    fn titles_of_further_pages_are_no_names() {
        let said = [
            ("Things have moved", "moved.html: title"),
            ("Oldmark", "index.html: title"),
            ("Old", "app.webmanifest: /short_name"),
        ];
        check(&said, &["moved.html", "index.html"], "x", &["Oldmark", "Old"]);
        check(&said[..1], &["moved.html"], "x", &["Things have moved"]);
    }
}

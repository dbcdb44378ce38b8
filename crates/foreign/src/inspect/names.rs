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

/// Titles that build tools write into new projects, in small letters. They are nobody's.
const STARTERS: [&str; 14] = [
    "create next app",
    "create react app sample",
    "my app",
    "next.js",
    "react app",
    "svelte app",
    "untitled",
    "vite + react",
    "vite + react + ts",
    "vite + svelte",
    "vite + vue",
    "vite + vue + ts",
    "vite app",
    "vue app",
];

/// Names that many programs have, in small letters.
const GENERIC: [&str; 20] = [
    "admin",
    "admin console",
    "admin panel",
    "administration",
    "chat",
    "client",
    "console",
    "control panel",
    "docs",
    "documentation",
    "editor",
    "manager",
    "notebook",
    "player",
    "playground",
    "portal",
    "settings",
    "studio",
    "viewer",
    "web ui",
];

/// The names of a client, the longest first: what its start page and its manifests say, and short forms that its texts use. Without
/// those that only code may have, and those that many programs have.
pub(super) fn names(seen: &Inspection) -> Vec<String> {
    let said = said(seen).into_iter().filter(|said| doubt(&said.value).is_none());
    let said: Vec<Said> = said.collect();
    let mut names: Vec<String> = distinct(&said).into_iter().map(str::to_owned).collect();
    for name in &seen.short_names {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    names.truncate(6);
    names
}

/// What may be a name of the client, each with why it may be none.
pub(super) fn doubtful(seen: &Inspection) -> Vec<(Said, String)> {
    let said = said(seen).into_iter();
    let said = said.filter_map(|said| doubt(&said.value).map(|doubt| (said, doubt.to_owned())));
    let short = seen.maybe_names.iter().map(|said| (said.clone(), said.place.clone()));
    let mut all: Vec<(Said, String)> = Vec::new();
    let names = names(seen);
    for (said, doubt) in said.chain(short) {
        if !names.contains(&said.value) && !all.iter().any(|(other, _)| other.value == said.value) {
            all.push((said, doubt));
        }
    }
    all
}

/// Whether a text is the title that a build tool gave.
pub(super) fn is_starter(text: &str) -> bool {
    STARTERS.contains(&text.to_lowercase().as_str())
}

/// What the start page and the manifests of a client say that it is called.
fn said(seen: &Inspection) -> Vec<Said> {
    // Titles of further pages say what is on them.
    let is_of_page = |said: &&Said| {
        let file = said.place.split_once(": ").map(|(file, _)| file);
        file == seen.start.as_deref() || !seen.pages.iter().any(|page| Some(page.as_str()) == file)
    };
    let is_name = |said: &&Said| {
        let name = &said.value;
        !name.starts_with('@')
            && name.chars().count() > 1
            && name.len() < 60
            && !NO_NAMES.contains(&name.to_lowercase().as_str())
            && !is_starter(name)
    };
    seen.names.iter().filter(is_of_page).filter(is_name).cloned().collect()
}

/// Why a text may be no name where people read it.
fn doubt(name: &str) -> Option<&'static str> {
    let is_code = name.is_ascii()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        && !name.bytes().any(|byte| byte.is_ascii_uppercase());
    if is_code {
        Some("code, commands and addresses have it as well")
    } else if GENERIC.contains(&name.to_lowercase().as_str()) {
        Some("many programs are called so")
    } else {
        None
    }
}

/// Adds the short forms of the names of a client and those of its package: the first words of a name that are the name of the package,
/// where texts use them as a name, and else what may be one.
///
/// # Errors
/// [`Error::Read`].
pub(super) fn add_short(files: &[BundleFile], seen: &mut Inspection) -> Result<(), Error> {
    let names = names(seen);
    let packages = packages(seen);
    let plain_packages: Vec<String> = packages.iter().map(|name| plain(name)).collect();
    let mut short: Vec<(String, String)> = Vec::new();
    for name in &names {
        let found = first_words(name, &plain_packages).filter(|found| !names.contains(found));
        let Some(found) = found.filter(|found| doubt(found).is_none()) else { continue };
        if !short.iter().any(|(other, _)| *other == found) {
            short.push((found, name.clone()));
        }
    }
    for (word, whole) in short {
        if is_used(files, &word, &whole)? {
            seen.short_names.push(word);
        } else {
            let place = format!(
                "the first words of `{whole}` and the name of its package, and perhaps words as all others"
            );
            seen.maybe_names.push(Said { value: word, place });
        }
    }
    let is_told = |package: &&String| {
        let package = plain(package);
        !names.iter().chain(&seen.short_names).any(|name| plain(name).starts_with(&package))
    };
    let untold: Vec<String> = packages.iter().filter(is_told).cloned().collect();
    let spelled = spelled(files, &untold)?;
    seen.maybe_names.extend(spelled);
    Ok(())
}

/// Whether the texts of a bundle use the first words of a name as a name: amid sentences, at least as often as where a sentence begins
/// with the words. A name with a capital or a digit in it is no word of a language.
fn is_used(files: &[BundleFile], word: &str, whole: &str) -> Result<bool, Error> {
    let rest = &whole[word.len()..];
    let is_odd = word.chars().skip(1).any(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let (mut amid, mut first) = (0, 0);
    for file in files.iter().filter(is_searched) {
        let bytes = file.readable()?.unwrap_or_default();
        for at in memchr::memmem::find_iter(&bytes, word) {
            let (before, after) = (&bytes[..at], &bytes[at + word.len()..]);
            if after.starts_with(rest.as_bytes())
                || after.first().is_some_and(u8::is_ascii_alphanumeric)
            {
                continue;
            }
            match before {
                [.., letter, b' '] if letter.is_ascii_lowercase() => amid += 1,
                [.., mark] if !mark.is_ascii_alphanumeric() && *mark != b' ' => {
                    let is_sentence =
                        matches!(after, [b' ', letter, ..] if letter.is_ascii_lowercase());
                    first += usize::from(is_sentence);
                }
                _ => {}
            }
        }
    }
    Ok(if is_odd { amid + first > 0 } else { amid >= LEAST && amid >= first })
}

/// How often words stand amid sentences, at least, to be a name.
const LEAST: usize = 3;

fn is_searched(file: &&BundleFile) -> bool {
    let is_known = FileKind::of_path(file.name()) != FileKind::Binary;
    is_known && !file.name().ends_with(".map") && !file.is_link()
}

/// The names of a client and of its package, without marks and in small letters.
pub(super) fn brands(seen: &Inspection) -> Vec<String> {
    let doubtful = doubtful(seen).into_iter().map(|(said, _)| said.value);
    let names = names(seen).into_iter().chain(doubtful).chain(packages(seen));
    let names = names.map(|name| plain(&name));
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

/// The names of packages as a bundle mostly spells each with a capital, where people may read it: `Oldmark` of `oldmark-web`.
fn spelled(files: &[BundleFile], packages: &[String]) -> Result<Vec<Said>, Error> {
    if packages.is_empty() {
        return Ok(Vec::new());
    }
    let search = AhoCorasick::builder().ascii_case_insensitive(true).build(packages);
    let search = search.expect("names of packages are short enough for an automaton");
    let mut counts: BTreeMap<usize, BTreeMap<String, usize>> = BTreeMap::new();
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
                *counts.entry(hit.pattern().as_usize()).or_default().entry(text).or_default() += 1;
            }
        }
    }
    let most = counts.into_values().filter_map(|of| of.into_iter().max_by_key(|(_, count)| *count));
    let place = "its package, as it is mostly spelled";
    Ok(most.map(|(value, _)| Said { value, place: place.to_owned() }).collect())
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

    /// The names and doubtful names of a client with one page and one script, by its title and the name of its package.
    #[track_caller]
    fn check_short((title, package): (&str, &str), script: &str, expect: [&[&str]; 2]) {
        let folder = rebadge_core::fs::Scratch::new().unwrap();
        rebadge_core::fs::write_within(folder.path(), "a.js", script.as_bytes()).unwrap();
        let files = [BundleFile {
            path: "a.js".to_owned(),
            file: folder.path().join("a.js"),
            size: script.len() as u64,
            on_disk: crate::bundle_file::OnDisk::Plain,
        }];
        let say =
            |value: &str, place: &str| Said { value: value.to_owned(), place: place.to_owned() };
        let said =
            if title.is_empty() { Vec::new() } else { vec![say(title, "index.html: title")] };
        let mut seen =
            Inspection { names: said, package: Some(say(package, "")), ..Inspection::default() };
        add_short(&files, &mut seen).unwrap();
        let doubtful: Vec<String> =
            doubtful(&seen).into_iter().map(|(said, _)| said.value).collect();
        assert_eq!(
            [names(&seen), doubtful],
            expect.map(|names| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
        );
    }

    #[test]
    fn a_short_form_is_a_name_where_texts_use_it_so() {
        let name = r#"["what Oldmark can do", "the Oldmark team", "ask Oldmark"]"#;
        check_short(("Oldmark Server", "oldmark"), name, [&["Oldmark Server", "Oldmark"], &[]]);
        check_short(
            ("Oldmark Server", "oldmark-web-ui"),
            name,
            [&["Oldmark Server", "Oldmark"], &[]],
        );
        let words = r#"["Open link", "Open menu", "Open the file", "to Open WebMark", "in Open WebMark", "of Open WebMark"]"#;
        check_short(("Open WebMark", "open_webui"), words, [&["Open WebMark"], &["Open"]]);
        check_short(
            ("OldMark Server", "oldmark"),
            r#"["OldMark is here"]"#,
            [&["OldMark Server", "OldMark"], &[]],
        );
        check_short(("Oldmark Server", "other"), name, [&["Oldmark Server"], &[]]);
    }

    #[test]
    fn names_of_packages_are_doubtful() {
        check_short(
            ("", "@old-mark/editor-client"),
            r#"["Old-MARK", "Editor"]"#,
            [&[], &["Old-MARK", "Editor"]],
        );
        check_short(("oldmark", "oldmark"), "x", [&[], &["oldmark"]]);
        check_short(("Editor", "oldmark"), "x", [&[], &["Editor"]]);
        check_short(("Vite + React", "oldmark"), "x", [&[], &[]]);
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

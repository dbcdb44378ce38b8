//! What a bundle is, for somebody who has never seen it: names, colors, icons, manifests, workers, hashes of names, hosts, license
//! and languages; and a first contract from all that.

mod catalogs;
mod draft;
mod edits;
mod guess;
mod icons;
mod licenses;
mod names;
mod package;
mod pages;
mod start;
mod vendor;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rebadge_core::error::Error;
use serde::Serialize;

use crate::bundle_file::BundleFile;
use crate::facts::{Facts, facts};
use crate::hosts::{self, Contact, Owners, Party};
use crate::language;
use crate::marks::labelled::Search;

pub use self::draft::{Draft, draft, lost_links};
pub use self::start::roots;

/// What a bundle is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Inspection {
    /// How many files it has.
    pub files: usize,
    /// The bytes of all of them.
    pub size: u64,
    /// Its names, each with where it is said.
    pub names: Vec<Said>,
    /// Short forms of its names, as its texts use them.
    pub short_names: Vec<String>,
    /// What may be names of it, each with where it is from.
    pub maybe_names: Vec<Said>,
    /// The name of its package, where it says one.
    pub package: Option<Said>,
    /// The home page of its package, where it says one.
    pub home: Option<Said>,
    /// Its version, where it says one.
    pub version: Option<Said>,
    /// Its license, where it says one: an SPDX expression or the name of a file.
    pub license: Option<Said>,
    /// The colors that it gives to browsers and systems.
    pub colors: Vec<Said>,
    /// Its pages.
    pub pages: Vec<String>,
    /// The page that a visitor sees first. It is not among the pages where a server fills it in, as `index.php`.
    pub start: Option<String>,
    /// Its web manifests.
    pub manifests: Vec<String>,
    /// Where the manifests say how the client is called: path, pointer, and whether it is there.
    pub manifest_names: Vec<(String, String, NamePlace)>,
    /// Pages that cannot be read, each with why.
    pub unread: Vec<Said>,
    /// Its icons and logos.
    pub icons: Vec<IconFile>,
    /// Logos that may be of others, as those of services that it connects to.
    pub other_logos: Vec<String>,
    /// The icons that the old mark may be looked for by.
    pub marks: Vec<String>,
    /// Drawings that it labels with one of its names: they are old marks for certain.
    pub drawings: Vec<DrawingSeen>,
    /// Its service workers.
    pub workers: Vec<String>,
    /// Patterns of names that seem to have a hash, each with how many files it matches.
    pub hashed: Vec<(String, usize)>,
    /// Files that seem to have a hash and are in no pattern.
    pub other_hashed: Vec<String>,
    /// How many digests of its files it holds.
    pub digests: usize,
    /// How many compressed siblings it has that unpack to their files, and those that do not.
    pub siblings: (usize, Vec<String>),
    /// How many source maps it has.
    pub maps: usize,
    /// The languages of its catalogs, by its paths.
    pub languages: Vec<String>,
    /// The hosts that it asks or links, most often named first.
    pub hosts: Vec<HostSeen>,
}

impl Inspection {
    /// Whether a text is a name of the client; else it is the title of a page.
    pub fn is_name(&self, text: &str) -> bool {
        names::names(self).iter().any(|name| name == text)
    }

    /// What may be a name of the client, each with why it may be none.
    pub fn doubtful_names(&self) -> Vec<(Said, String)> {
        names::doubtful(self)
    }
}

/// Something that a bundle says of itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Said {
    /// What.
    pub value: String,
    /// Where.
    pub place: String,
}

/// Whether a manifest has a name at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NamePlace {
    /// It has one, which may be empty.
    There,
    /// It has none.
    Absent,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IconFile {
    /// Its path.
    pub path: String,
    /// Width and height of each frame.
    pub frames: Vec<(u32, u32)>,
    /// What of a theme would take its place.
    pub shown: &'static str,
}

/// A drawing that a bundle labels with one of its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawingSeen {
    /// The file that has it, or says which picture it is.
    pub path: String,
    /// Where, in bytes.
    pub offset: usize,
    /// The label.
    pub label: String,
    /// How its longest path data, or its address of data, begins; or the name of the picture.
    pub begins: String,
}

/// A host that a bundle names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HostSeen {
    /// The host.
    pub host: String,
    /// Whether some file asks it.
    pub is_asked: bool,
    /// How often it is named.
    pub count: usize,
}

/// The largest file that is searched, in bytes.
const LIMIT: u64 = 256 << 20;

/// A bundle, and what its package has besides.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// The folder of the client in it, with slashes; `.` for the top.
    pub root: &'a str,
    /// The files of the client, by their paths below that folder.
    pub files: &'a [BundleFile],
    /// The files of the package that are not part of the client, by their paths in it.
    pub beside: &'a [BundleFile],
    /// The control file of a Debian package.
    pub control: Option<&'a str>,
}

/// The version that a bundle's package says, where it says one.
///
/// # Errors
/// [`Error::Read`].
pub fn version(parts: Parts<'_>) -> Result<Option<String>, Error> {
    let mut seen = Inspection::default();
    package::read(parts, &mut seen)?;
    Ok(seen.version.map(|said| said.value))
}

/// Reads a bundle.
///
/// # Errors
/// [`Error::Read`].
pub fn inspect(parts: Parts<'_>) -> Result<(Inspection, Facts), Error> {
    // A link says nothing that the file which it leads to does not say.
    let own: Vec<BundleFile> = parts.files.iter().filter(|file| !file.is_link()).cloned().collect();
    let parts = Parts { files: &own, ..parts };
    let files = parts.files;
    let hashed = guess::hashed(files);
    let mut seen = Inspection {
        files: files.len(),
        size: files.iter().map(|file| file.size).sum(),
        maps: files.iter().filter(|file| file.path.ends_with(".map")).count(),
        hashed: hashed.patterns,
        other_hashed: hashed.others,
        languages: languages(files)?,
        ..Inspection::default()
    };
    let patterns: Vec<_> = seen
        .hashed
        .iter()
        .filter_map(|(pattern, _)| crate::paths::PathPattern::parse(pattern).ok())
        .collect();
    let facts = facts(files, &patterns)?;
    seen.digests = facts.files.values().map(|known| known.digests.len()).sum();
    let siblings =
        || facts.files.iter().filter_map(|(path, known)| Some((path, known.sibling.as_ref()?)));
    seen.siblings = (
        siblings().filter(|(_, sibling)| sibling.is_true).count(),
        siblings().filter(|(_, sibling)| !sibling.is_true).map(|(path, _)| path.clone()).collect(),
    );
    let linked = pages::read(files, &mut seen)?;
    seen.start = start::first(files.iter().map(|file| file.path.as_str())).map(str::to_owned);
    package::read(parts, &mut seen)?;
    names::add_short(files, &mut seen)?;
    let icons = icons::icons(files, &linked, &names::brands(&seen))?;
    (seen.icons, seen.other_logos) = (icons.own, icons.others);
    seen.marks = icons::marks(files, &seen.icons)?;
    seen.drawings = drawings(files, &names::names(&seen))?;
    seen.hosts = hosts_of(files)?;
    Ok((seen, facts))
}

/// Endings of files that hold no texts of a language, as the picture of its flag or what a script draws.
const NO_CATALOGS: [&str; 6] = ["svg", "css", "md", "txt", "map", "scss"];

fn languages(files: &[BundleFile]) -> Result<Vec<String>, Error> {
    let is_catalog = |file: &&BundleFile| {
        let ending = file.name().rsplit('.').next().unwrap_or_default();
        crate::facts::is_text_name(file.name()) && !NO_CATALOGS.contains(&ending)
    };
    // A script alone may be called anything: `ga.js` is no Irish, and `de.js` beside `fr.js` is German.
    let (mut tags, mut scripts) =
        (BTreeSet::new(), BTreeMap::<&str, BTreeMap<&str, BTreeSet<Vec<u8>>>>::new());
    for file in files.iter().filter(is_catalog) {
        let name = file.name();
        let Some(tag) = language::of_path(name) else { continue };
        let (folder, own) = name.rsplit_once('/').unwrap_or(("", name));
        let is_script = [".js", ".mjs", ".cjs"].iter().any(|ending| own.ends_with(ending));
        if is_script && own.starts_with(tag) {
            let keys = keys(&file.readable()?.unwrap_or_default());
            scripts.entry(folder).or_default().entry(tag).or_default().extend(keys);
        } else {
            tags.insert(tag);
        }
    }
    for of_folder in scripts.into_values() {
        // Catalogs of one client have the same keys, or none at all.
        let is_like = |tag: &str, keys: &BTreeSet<Vec<u8>>| {
            of_folder.iter().any(|(other, others)| {
                let shared = keys.intersection(others).count();
                *other != tag && (keys.len() < FEW_KEYS || shared * 2 >= keys.len())
            })
        };
        let alike = of_folder.iter().filter(|(tag, keys)| is_like(tag, keys));
        let alike: Vec<&str> = alike.map(|(tag, _)| *tag).collect();
        tags.extend(alike.iter().copied().filter(|_| alike.len() > 1));
    }
    Ok(tags.into_iter().map(str::to_owned).collect())
}

/// How many keys are too few to tell a catalog by them.
const FEW_KEYS: usize = 5;

/// The longest key of a catalog, in bytes.
const LONGEST_KEY: usize = 80;

/// What stands in front of colons, as keys of objects do, with or without quotes.
fn keys(bytes: &[u8]) -> BTreeSet<Vec<u8>> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_$-".contains(byte);
    let key = |at: usize| {
        let before = &bytes[at.saturating_sub(LONGEST_KEY)..at];
        let (last, rest) = before.split_last()?;
        let start = match last {
            b'"' | b'\'' => rest.iter().rposition(|byte| byte == last)? + 1,
            _ => before.iter().rposition(|byte| !is_word(byte))? + 1,
        };
        let key = if is_word(last) { &before[start..] } else { rest.get(start..)? };
        // Names of one or two letters are those of minifiers.
        (key.len() > 2).then(|| key.to_vec())
    };
    memchr::memchr_iter(b':', bytes).filter_map(key).collect()
}

fn drawings(files: &[BundleFile], names: &[String]) -> Result<Vec<DrawingSeen>, Error> {
    let search = Search::new(names);
    let is_searched = |file: &&BundleFile| {
        crate::facts::is_text_name(file.name()) && !file.name().ends_with(".map")
    };
    let of = |file: &BundleFile| {
        let bytes = file.readable()?.unwrap_or_default();
        let found = search.in_file(file.name(), &bytes).into_iter();
        let seen = found.map(|one| DrawingSeen {
            path: file.path.clone(),
            offset: one.span.start,
            begins: one.drawn.begins(),
            label: one.label,
        });
        Ok(seen.collect::<Vec<_>>())
    };
    let found: Result<Vec<_>, Error> = files.par_iter().filter(is_searched).map(of).collect();
    Ok(found?.into_iter().flatten().collect())
}

fn hosts_of(files: &[BundleFile]) -> Result<Vec<HostSeen>, Error> {
    let is_searched = |file: &&BundleFile| {
        let name = file.name();
        crate::facts::is_text_name(name) && !name.ends_with(".map") && !file.is_link()
    };
    let uses = |file: &BundleFile| {
        let bytes = file.readable()?.unwrap_or_default();
        Ok(hosts::hosts(file.name(), &bytes).uses)
    };
    let found: Result<Vec<_>, Error> = files.par_iter().filter(is_searched).map(uses).collect();
    let owners = Owners::default();
    let mut all: BTreeMap<String, HostSeen> = BTreeMap::new();
    for one in found?.into_iter().flatten() {
        let is_counted = one.contact != Contact::Named
            && owners.party(&one.host, one.contact) != Party::Specification;
        if !is_counted {
            continue;
        }
        let entry = all.entry(one.host.clone());
        let seen = entry.or_insert_with(|| HostSeen { host: one.host, is_asked: false, count: 0 });
        seen.is_asked |= one.contact == Contact::Asked;
        seen.count += one.count;
    }
    let mut hosts: Vec<HostSeen> = all.into_values().collect();
    hosts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.host.cmp(&b.host)));
    Ok(hosts)
}

/// The values that are said, without repeats.
fn distinct(said: &[Said]) -> Vec<&str> {
    let mut known = BTreeSet::new();
    let values = said.iter().map(|said| said.value.as_str());
    values.filter(|value| known.insert(*value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_catalogs_where_their_keys_are_alike() {
        #[track_caller]
        fn check(files: &[(&str, &str)], expect: &[&str]) {
            let folder = rebadge_core::fs::Scratch::new().unwrap();
            let file = |(path, text): &(&str, &str)| {
                rebadge_core::fs::write_within(folder.path(), path, text.as_bytes()).unwrap();
                let on_disk = crate::bundle_file::OnDisk::Plain;
                let (file, size) = (folder.path().join(path), text.len() as u64);
                BundleFile { path: (*path).to_owned(), file, size, on_disk }
            };
            let files: Vec<BundleFile> = files.iter().map(file).collect();
            assert_eq!(languages(&files).unwrap(), expect);
        }
        let english = r#"e={title:"Title",save:"Save",close:"Close",next:"Next",last:"Last"}"#;
        let spanish = r#"e={title:"Título",save:"Guardar",close:"Cerrar",next:"Siguiente"}"#;
        let dates = r#"d={lessThanX:"x",aboutHours:"y",formatLong:1,localize:2,matchers:3}"#;
        check(&[("a/en-Ab3dE9xZ.js", english), ("a/es-Bb3dE9xZ.js", spanish)], &["en", "es"]);
        check(&[("a/en-US-Ab3dE9xZ.js", dates), ("a/es-Bb3dE9xZ.js", spanish)], &[]);
        check(&[("a/de.js", "[1]"), ("a/fr.js", "[2]")], &["de", "fr"]);
        check(&[("a/ga.js", english)], &[]);
        check(&[("a/de.json", "{}")], &["de"]);
    }
}

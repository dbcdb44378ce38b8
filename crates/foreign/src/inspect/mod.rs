//! What a bundle is, for somebody who has never seen it: names, colors, icons, manifests, workers, hashes of names, hosts, license
//! and languages; and a first contract from all that.

mod draft;
mod guess;
mod names;
mod pages;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rebadge_core::error::Error;
use rebadge_core::fs;
use serde::Serialize;

use crate::facts::{BundleFile, Facts, facts};
use crate::hosts::{self, Contact, Owners, Party};
use crate::language;
use crate::marks::Mark;
use crate::pictures::{self, Ground, Old};

pub use self::draft::{Draft, draft};

/// What a bundle is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Inspection {
    /// How many files it has.
    pub files: usize,
    /// The bytes of all of them.
    pub size: u64,
    /// Its names, each with where it is said.
    pub names: Vec<Said>,
    /// The name of its package, where it says one.
    pub package: Option<Said>,
    /// Its version, where it says one.
    pub version: Option<Said>,
    /// Its license, where it says one: an SPDX expression or the name of a file.
    pub license: Option<Said>,
    /// The colors that it gives to browsers and systems.
    pub colors: Vec<Said>,
    /// Its pages.
    pub pages: Vec<String>,
    /// Its web manifests.
    pub manifests: Vec<String>,
    /// Its icons and logos.
    pub icons: Vec<IconFile>,
    /// The icons that the old mark may be looked for by.
    pub marks: Vec<String>,
    /// Its service workers.
    pub workers: Vec<String>,
    /// Patterns of names that seem to have a hash, each with how many files it matches.
    pub hashed: Vec<(String, usize)>,
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

/// Something that a bundle says of itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Said {
    /// What.
    pub value: String,
    /// Where.
    pub place: String,
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

/// Reads a bundle. `beside` are the files of its package that are not part of the client: they say its version and license.
///
/// # Errors
/// [`Error::Read`].
pub fn inspect(files: &[BundleFile], beside: &[BundleFile]) -> Result<(Inspection, Facts), Error> {
    // A link says nothing that the file which it leads to does not say.
    let files: &[BundleFile] =
        &files.iter().filter(|file| !file.is_link()).cloned().collect::<Vec<_>>();
    let mut seen = Inspection {
        files: files.len(),
        size: files.iter().map(|file| file.size).sum(),
        maps: files.iter().filter(|file| file.path.ends_with(".map")).count(),
        hashed: guess::hashed(files),
        languages: languages(files),
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
    pages::read(files, &mut seen)?;
    pages::read_package(beside, &mut seen)?;
    seen.icons = icons(files)?;
    seen.marks = marks(files, &seen.icons)?;
    seen.hosts = hosts_of(files)?;
    Ok((seen, facts))
}

fn languages(files: &[BundleFile]) -> Vec<String> {
    let tags = files.iter().filter_map(|file| language::of_path(&file.path)).map(str::to_owned);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    tags.for_each(|tag| *counts.entry(tag).or_default() += 1);
    counts.into_keys().collect()
}

/// Words in the names of files that are icons or logos.
const ICONS: [&str; 9] = [
    "favicon",
    "icon",
    "logo",
    "apple-touch",
    "mstile",
    "android-chrome",
    "maskable",
    "brand",
    "splash",
];

fn icons(files: &[BundleFile]) -> Result<Vec<IconFile>, Error> {
    let is_icon = |file: &&BundleFile| {
        let path = file.path.to_lowercase();
        let name = path.rsplit('/').next().unwrap_or_default();
        let ending = name.rsplit('.').next().unwrap_or_default();
        ["png", "ico", "svg"].contains(&ending)
            && (ICONS.iter().any(|word| name.contains(word)))
            && file.size < 4 << 20
    };
    let found: Result<Vec<Option<IconFile>>, Error> = files
        .par_iter()
        .filter(is_icon)
        .map(|file| {
            let bytes = fs::read(&file.file, LIMIT)?;
            let old = pictures::read(&bytes).ok();
            Ok(old.map(|old| icon(&file.path, &old)))
        })
        .collect();
    Ok(found?.into_iter().flatten().collect())
}

/// The largest square icons, one of pixels and one drawn, that have a shape of their own to be looked for; those first whose names
/// say that they are the client's.
fn marks(files: &[BundleFile], icons: &[IconFile]) -> Result<Vec<String>, Error> {
    let is_square = |icon: &&IconFile| {
        let (width, height) = icon.frames.first().copied().unwrap_or((1, 1));
        width.max(height) * 4 <= width.min(height) * 5
    };
    let mut square: Vec<&IconFile> = icons.iter().filter(is_square).collect();
    square.sort_by_key(|icon| {
        let name = icon.path.rsplit('/').next().unwrap_or_default().to_lowercase();
        let is_own = OWN.iter().any(|word| name.contains(word));
        std::cmp::Reverse((is_own, icon.frames.first().copied()))
    });
    let is_drawn = |icon: &IconFile| icon.path.to_lowercase().ends_with(".svg");
    let mut found = Vec::new();
    for kind in [false, true] {
        for icon in square.iter().filter(|icon| is_drawn(icon) == kind).take(MARKS_TRIED) {
            let Some(file) = files.iter().find(|file| file.path == icon.path) else { continue };
            if let Ok(Some(_)) = Mark::read(&fs::read(&file.file, LIMIT)?) {
                found.push(icon.path.clone());
                break;
            }
        }
    }
    Ok(found)
}

/// Words in the names of icons that are a client's own.
const OWN: [&str; 5] = ["favicon", "apple-touch", "android-chrome", "logo", "mstile"];

/// How many icons are looked at for a mark.
const MARKS_TRIED: usize = 4;

fn icon(path: &str, old: &Old) -> IconFile {
    let name = path.to_lowercase();
    let (width, height) = old.frames.first().copied().unwrap_or((1, 1));
    let shown = if name.contains("maskable") || old.is_maskable() && name.contains("icon") {
        "maskable"
    } else if width > height + height / 2
        || name.contains("logo") && old.ground == Ground::Transparent
    {
        "logo"
    } else if name.contains("mono") || name.contains("pinned") {
        "monochrome"
    } else {
        "icon"
    };
    IconFile { path: path.to_owned(), frames: old.frames.clone(), shown }
}

fn hosts_of(files: &[BundleFile]) -> Result<Vec<HostSeen>, Error> {
    let is_searched =
        |file: &&BundleFile| crate::facts::is_text_name(&file.path) && !file.path.ends_with(".map");
    let found: Result<Vec<_>, Error> = files
        .par_iter()
        .filter(is_searched)
        .map(|file| Ok(hosts::hosts(&file.path, &fs::read(&file.file, LIMIT)?).uses))
        .collect();
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

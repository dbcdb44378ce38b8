//! Proof over a package: what the files of a bundle said of each other, and was true, is true of the package that was made of it.
//! Digests are of the files that have them now, no old hash of a name is left, compressed siblings unpack to their files, and
//! lists name files that are there. It reads the package alone, and knows nothing of how it was made.
//!
//! A file of the package is found again by its path, or, where its name has a hash, by all of its path but that hash: several files
//! may be alike so, and are then counted together.

mod slots;

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};
use rebadge_core::digest::sha256;
use rebadge_core::uri;
use serde::Serialize;

use crate::digests::{Algorithm, Encoding, candidates};
use crate::facts::{Facts, Held, Part, file_name, is_page, is_text_name, stands_alone, token_span};
use crate::html;
use crate::lists;
use crate::siblings::{self, Coding};
use slots::Slots;

/// The bundle that a package was made of.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// What its files say of each other.
    pub facts: &'a Facts,
    /// The paths of its files that the package has, under these names or with other hashes.
    pub shipped: BTreeSet<String>,
    /// The paths of those that no package has.
    pub removed: BTreeSet<String>,
    /// The paths of those that this package has not, since they are of other languages than the tenant's.
    pub of_others: BTreeSet<String>,
    /// Those that differ for every tenant.
    pub changed: &'a BTreeSet<String>,
}

/// What is checked in a package. It is made once for a package.
#[derive(Debug)]
pub struct Prover<'a> {
    origin: &'a Origin<'a>,
    /// Path → SHA-256.
    package: &'a BTreeMap<String, String>,
    slots: Slots<'a>,
    /// Hashes of names that no file of the package has any more.
    gone: Needles,
    /// File names and hashes by which targets of digests are named.
    named: Needles,
    /// For each of those, the files that are so named.
    named_files: Vec<Vec<String>>,
    /// What is before the hash in the names of files.
    stems: Needles,
    /// Digests that were true of the bundle, as bytes.
    old: BTreeSet<Vec<u8>>,
    algorithms: BTreeSet<Algorithm>,
}

/// What one file of a package shows.
#[derive(Clone, Debug, Default)]
pub struct FileProof {
    path: String,
    gone: BTreeSet<String>,
    /// The digests in its text: all of a file that has some in the bundle, else only old ones.
    digests: BTreeSet<Vec<u8>>,
    /// Files that it names.
    named: BTreeSet<String>,
    /// The digests of the file, then of its inline scripts and styles.
    whole: Vec<Vec<u8>>,
    /// Those of what it unpacks to, where the plain file is not there.
    unpacked: Vec<Vec<u8>>,
    inline: Vec<Vec<Vec<u8>>>,
    /// Paths in lists, and names with a hash, that are of no file.
    absent: Vec<(Kind, String)>,
    listed: usize,
    /// Whether it is a sibling, and a true one.
    sibling: Option<bool>,
}

impl FileProof {
    /// Whether the file is another one of the package, compressed.
    pub fn is_true_sibling(&self) -> bool {
        self.sibling == Some(true)
    }
}

/// What is not true of a package, or is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// How many digests of files were found true.
    pub digests: usize,
    /// How many siblings were found true.
    pub siblings: usize,
    /// How many paths in lists were found there.
    pub listed: usize,
    /// What was true of the bundle and is not of the package.
    pub faults: Vec<Untrue>,
    /// What was not true of the bundle already.
    pub before: Vec<Untrue>,
}

/// Something that is not true.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Untrue {
    /// What kind of thing.
    pub kind: Kind,
    /// The file that says it.
    pub file: String,
    /// What it says it of: a path, or the text.
    pub of: String,
}

/// What kind of thing is not true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A file of the bundle is not in the package.
    Missing,
    /// A file that differs from the bundle's has the same hash in its name.
    SameName,
    /// A digest of a file is not in the file that had it.
    Digest,
    /// A digest that was true of the bundle is there, and is of nothing any more.
    StaleDigest,
    /// A hash of a name that no file has any more.
    OldHash,
    /// A name with a hash that no file has.
    Dangling,
    /// A compressed file that is not the file beside it.
    Sibling,
    /// A path in a list that no file has.
    Listed,
}

impl Kind {
    /// It in words, with a place for what it is said of: before and after.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::Missing => ("the base client's", "is missing"),
            Kind::SameName => ("the changed file", "has the hash of the old one in its name"),
            Kind::Digest => ("the digest of", "is not there any more"),
            Kind::StaleDigest => ("the digest", "is of no file any more"),
            Kind::OldHash => ("the old hash", "is left, no file has it in its name"),
            Kind::Dangling => ("there is no", "which it names"),
            Kind::Sibling => ("it does not unpack to", ""),
            Kind::Listed => ("a list names", "which is not there"),
        }
    }
}

/// Texts that are looked for together.
#[derive(Debug, Default)]
struct Needles {
    texts: Vec<String>,
    automaton: Option<AhoCorasick>,
}

impl Needles {
    fn new(texts: impl Iterator<Item = String>) -> Needles {
        let texts: Vec<String> = texts.collect::<BTreeSet<_>>().into_iter().collect();
        let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts);
        let automaton = built.ok().filter(|_| !texts.is_empty());
        Needles { texts, automaton }
    }

    /// Where each is that stands alone.
    fn words<'b>(&'b self, bytes: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_iter(bytes));
        found.filter(|hit| stands_alone(bytes, hit.range())).map(|hit| hit.pattern().as_usize())
    }
}

impl<'a> Prover<'a> {
    /// What is checked in a package of these files.
    pub fn new(origin: &'a Origin<'a>, package: &'a BTreeMap<String, String>) -> Prover<'a> {
        let slots = Slots::new(origin, package);
        let held = || origin.facts.files.values().flat_map(|known| &known.digests);
        let is_gone = |token: &&String| {
            let files = &origin.facts.tokens[*token].files;
            let was =
                |path: &String| origin.shipped.contains(path) || origin.of_others.contains(path);
            files.iter().any(was) && !slots.has_token(token)
        };
        let gone = Needles::new(origin.facts.tokens.keys().filter(is_gone).cloned());
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in held().flat_map(|held| slots.now(&held.of.path)) {
            let token = slots.token(path).unwrap_or_else(|| file_name(path));
            names.entry(token.to_owned()).or_default().push(path.to_owned());
        }
        let (names, named_files): (Vec<String>, Vec<Vec<String>>) = names.into_iter().unzip();
        Prover {
            stems: Needles::new(slots.stems().map(str::to_owned)),
            old: held().filter_map(bytes_of).collect(),
            algorithms: held().map(|held| held.notation.algorithm).collect(),
            named: Needles::new(names.into_iter()),
            named_files,
            gone,
            slots,
            package,
            origin,
        }
    }

    /// What a file of the package shows.
    pub fn in_file(&self, path: &str, bytes: &[u8]) -> FileProof {
        let mut shown = FileProof { path: path.to_owned(), ..FileProof::default() };
        // Of each file: one that has the bytes of another may be what a digest is of now.
        let digests =
            |part: &[u8]| self.algorithms.iter().map(|algorithm| algorithm.digest(part)).collect();
        shown.whole = digests(bytes);
        let opened = siblings::opened(path, bytes, &|path| self.package.contains_key(path));
        let content = opened.content.as_ref();
        if opened.is_unpacked {
            shown.unpacked = digests(content);
        }
        if is_page(opened.name) {
            let parts = html::inline(content).into_iter().filter(|part| !part.span.is_empty());
            shown.inline = parts.map(|part| digests(&content[part.span])).collect();
        }
        shown.sibling = self.sibling(path, bytes);
        if is_text_name(opened.name) && !content.iter().take(8 << 10).any(|byte| *byte == 0) {
            self.text(path, content, &mut shown);
        }
        shown
    }

    fn text(&self, path: &str, bytes: &[u8], shown: &mut FileProof) {
        shown.gone = self.gone.words(bytes).map(|at| self.gone.texts[at].clone()).collect();
        let is_holder = self.slots.is_holder(path);
        let found = candidates(bytes);
        if is_holder {
            let files = self.named.words(bytes).flat_map(|at| &self.named_files[at]);
            shown.named = files.cloned().collect();
        }
        let mut listed = lists::listed(bytes);
        for candidate in found {
            // In base64 an MD5 is 22 letters, as a word of a catalog may be; lists of workers have it in hexadecimal digits.
            let is_hex = matches!(candidate.notation.encoding, Encoding::Hex | Encoding::HexUpper);
            if candidate.notation.algorithm == Algorithm::Md5 && is_hex {
                listed.extend(lists::key_of(bytes, &candidate.span));
            }
            if is_holder || self.old.contains(&candidate.digest) {
                shown.digests.insert(candidate.digest);
            }
        }
        for written in listed {
            if self.is_there(path, &written) {
                shown.listed += 1
            } else {
                shown.absent.push((Kind::Listed, written))
            }
        }
        for name in self.dangling(bytes) {
            shown.absent.push((Kind::Dangling, name));
        }
    }

    /// Whether a path, as a file writes it, is of a file; addresses elsewhere are.
    fn is_there(&self, path: &str, written: &str) -> bool {
        let written = written.split(['?', '#']).next().unwrap_or_default();
        if written.contains("://") || written.starts_with("//") {
            return true;
        }
        let bare = written.trim_start_matches("./").trim_start_matches('/');
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut places = vec![bare.to_owned(), format!("{bare}/index.html")];
        places.push(format!("{}index.html", bare));
        if !written.starts_with('/') {
            places.push(format!("{folder}/{bare}"));
        }
        places.extend(uri::decoded(bare));
        // A service worker may name its scope, `/`, and paths that its server makes.
        bare.is_empty() || places.iter().any(|place| self.has(place))
    }

    /// Whether there is a file at a path, or only one that servers send compressed in its place.
    fn has(&self, path: &str) -> bool {
        let is_packed =
            |coding: Coding| self.package.contains_key(&format!("{path}{}", coding.ending()));
        self.package.contains_key(path) || Coding::ALL.into_iter().any(is_packed)
    }

    /// Names with a hash that no file has: those that begin and end as the name of a file does.
    fn dangling(&self, bytes: &[u8]) -> BTreeSet<String> {
        let Some(automaton) = &self.stems.automaton else { return BTreeSet::new() };
        let mut found = BTreeSet::new();
        for hit in automaton.find_iter(bytes) {
            let before = hit.start().checked_sub(1).map(|at| bytes[at]);
            if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)) {
                continue;
            }
            let stem = &self.stems.texts[hit.pattern().as_usize()];
            found.extend(self.slots.absent(stem, &bytes[hit.end()..]));
        }
        found
    }

    fn sibling(&self, path: &str, bytes: &[u8]) -> Option<bool> {
        let (plain, coding) = Coding::ALL
            .into_iter()
            .find_map(|coding| Some((path.strip_suffix(coding.ending())?, coding)))?;
        let digest = self.package.get(plain)?;
        Some(
            coding
                .unpack(bytes, siblings::LIMIT)
                .is_ok_and(|unpacked| sha256(&unpacked) == *digest),
        )
    }

    /// What all files show. `was` says whether the bundle's file at a path has a text too.
    pub fn together(&self, files: &[FileProof], was: &dyn Fn(&str, &str) -> bool) -> Proof {
        let mut proof = Proof::default();
        self.names(&mut proof);
        for file in files {
            self.of_file(file, was, &mut proof);
        }
        let by_path: BTreeMap<&str, &FileProof> =
            files.iter().map(|file| (file.path.as_str(), file)).collect();
        self.digests(&by_path, &mut proof);
        self.stale(files, &mut proof);
        for list in [&mut proof.faults, &mut proof.before] {
            list.sort();
            list.dedup();
        }
        proof
    }

    /// Files that are missing, or have their old name.
    fn names(&self, proof: &mut Proof) {
        for (old, now) in self.slots.all() {
            let missing = old.len().saturating_sub(now.len());
            let gone = old.iter().filter(|path| !now.contains(path)).take(missing);
            proof.faults.extend(gone.map(|path| untrue(Kind::Missing, path, path)));
        }
        for path in self.origin.changed {
            let known = self.origin.facts.files.get(path);
            if known.is_some_and(|known| known.token.is_some()) && self.package.contains_key(path) {
                proof.faults.push(untrue(Kind::SameName, path, path));
            }
        }
    }

    fn of_file(&self, file: &FileProof, was: &dyn Fn(&str, &str) -> bool, proof: &mut Proof) {
        let old = self.slots.old(&file.path);
        proof.listed += file.listed;
        for token in &file.gone {
            proof.faults.push(untrue(Kind::OldHash, &file.path, token));
        }
        for (kind, text) in &file.absent {
            let is_old =
                old.iter().any(|path| was(path, text)) && !self.was_there(&file.path, text);
            let list = if is_old { &mut proof.before } else { &mut proof.faults };
            list.push(untrue(*kind, &file.path, text));
        }
        match file.sibling {
            None => {}
            Some(true) => proof.siblings += 1,
            Some(false) => {
                let was_true = |path: &&str| {
                    let known = self.origin.facts.files.get(*path);
                    known.and_then(|known| known.sibling.as_ref()).is_none_or(|one| one.is_true)
                };
                let is_new = old.is_empty() || old.iter().any(was_true);
                let list = if is_new { &mut proof.faults } else { &mut proof.before };
                let plain = file.path.rsplit_once('.').map_or("", |(plain, _)| plain);
                list.push(untrue(Kind::Sibling, &file.path, plain));
            }
        }
    }

    /// Whether the bundle had a file that a text names.
    fn was_there(&self, path: &str, written: &str) -> bool {
        let bare = written.trim_start_matches("./").trim_start_matches('/');
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside = format!("{folder}/{bare}");
        let had = |path: &&str| {
            let Origin { shipped, removed, of_others, .. } = self.origin;
            [shipped, removed, of_others].iter().any(|paths| paths.contains(*path))
        };
        [bare, beside.as_str()].iter().any(had)
    }

    /// Digests that a file has of others, and those of scripts within pages.
    fn digests(&self, files: &BTreeMap<&str, &FileProof>, proof: &mut Proof) {
        let mut claims: BTreeMap<Claim<'_>, BTreeSet<&crate::facts::Source>> = BTreeMap::new();
        for (path, known) in &self.origin.facts.files {
            let is_shipped = |path: &String| self.origin.shipped.contains(path);
            for held in known.digests.iter().filter(|held| is_shipped(&held.of.path)) {
                let claim = Claim {
                    holder: self.slots.slot(path),
                    target: self.slots.slot(&held.of.path),
                    part: match held.of.part {
                        // Which script is not known again by its number.
                        Part::Inline(_) => Part::Inline(0),
                        whole => whole,
                    },
                    algorithm: held.notation.algorithm,
                };
                claims.entry(claim).or_default().insert(&held.of);
            }
        }
        for (claim, targets) in claims {
            let at = |slot: &str| -> Vec<&FileProof> {
                let now = self.slots.of_slot(slot).iter();
                now.filter_map(|path| files.get(path.as_str()).copied()).collect()
            };
            let (holders, now) = (at(claim.holder), at(claim.target));
            let number = self.algorithms.iter().position(|own| *own == claim.algorithm);
            let Some(number) = number.filter(|_| !holders.is_empty()) else { continue };
            let holds = |digests: &Vec<Vec<u8>>| {
                let digest = digests.get(number);
                digest.is_some_and(|digest| holders.iter().any(|own| own.digests.contains(digest)))
            };
            let is_inline = matches!(claim.part, Part::Inline(_));
            let of_file = |file: &FileProof| match claim.part {
                Part::Unpacked => holds(&file.unpacked),
                Part::Whole | Part::Inline(_) => holds(&file.whole),
            };
            let (true_ones, wanted) = if is_inline {
                let all: Vec<_> = now.iter().flat_map(|file| &file.inline).collect();
                (all.iter().filter(|one| holds(one)).count(), all.len())
            } else {
                let is_named =
                    |file: &FileProof| holders.iter().any(|own| own.named.contains(&file.path));
                let wanted = now.iter().filter(|file| is_named(file)).count();
                (now.iter().filter(|file| of_file(file)).count(), wanted)
            };
            proof.digests += true_ones;
            if true_ones < wanted.min(targets.len()) {
                let of = now.iter().find(|file| is_inline || !of_file(file));
                let of = of.map_or("", |file| file.path.as_str());
                proof.faults.push(untrue(Kind::Digest, &holders[0].path, of));
            }
        }
    }

    /// Digests that were true of the bundle, and are of nothing in the package.
    fn stale(&self, files: &[FileProof], proof: &mut Proof) {
        let parts =
            files.iter().flat_map(|file| file.inline.iter().chain([&file.whole, &file.unpacked]));
        let now: BTreeSet<&Vec<u8>> = parts.flatten().collect();
        let texts: BTreeMap<Vec<u8>, &str> = self
            .origin
            .facts
            .files
            .values()
            .flat_map(|known| &known.digests)
            .filter_map(|held| Some((bytes_of(held)?, held.text.as_str())))
            .collect();
        for file in files {
            for digest in file.digests.iter().filter(|digest| !now.contains(digest)) {
                if let Some(text) = texts.get(digest) {
                    proof.faults.push(untrue(Kind::StaleDigest, &file.path, text));
                }
            }
        }
    }
}

/// Which files say what digests of which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Claim<'a> {
    holder: &'a str,
    target: &'a str,
    part: Part,
    algorithm: Algorithm,
}

fn untrue(kind: Kind, file: &str, of: &str) -> Untrue {
    Untrue { kind, file: file.to_owned(), of: of.to_owned() }
}

/// The value of a digest in a text.
fn bytes_of(held: &Held) -> Option<Vec<u8>> {
    held.notation.read(&held.text)
}

/// What is before and after the hash in a path.
fn around<'p>(path: &'p str, token: &str) -> Option<(&'p str, &'p str)> {
    let span = token_span(path, token)?;
    Some((&path[..span.start], &path[span.end..]))
}

#[cfg(test)]
mod tests;

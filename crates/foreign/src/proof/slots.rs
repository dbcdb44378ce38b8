//! Which file of a package was made of which file of a bundle, by their paths alone.

use std::collections::{BTreeMap, BTreeSet};

use super::{Origin, around};
use crate::facts::{Alphabet, Facts, file_name};
use crate::siblings::Coding;

/// Stands for a character of a hash.
const ANY: &str = "\0";

/// The shortest text before a hash by which names are looked for; anything begins with a shorter one.
const STEM: usize = 2;

/// The files of a bundle and of a package, those together that differ only in the hash of their names.
#[derive(Debug)]
pub(super) struct Slots<'a> {
    /// Path of the bundle → its slot.
    of_old: BTreeMap<&'a str, String>,
    /// Path of the package → its slot, and the hash in its name.
    of_new: BTreeMap<&'a str, (String, Option<&'a str>)>,
    /// Slot → the paths of the bundle that ship.
    old: BTreeMap<String, Vec<&'a str>>,
    /// Slot → the paths of the package.
    new: BTreeMap<String, Vec<String>>,
    tokens: BTreeSet<&'a str>,
    names: BTreeSet<&'a str>,
    holders: BTreeSet<String>,
    /// What is before a hash in a file's name → the lengths, characters and ends of such names.
    stems: BTreeMap<&'a str, BTreeSet<(usize, Alphabet, &'a str)>>,
}

impl<'a> Slots<'a> {
    pub(super) fn new(origin: &'a Origin<'a>, package: &'a BTreeMap<String, String>) -> Slots<'a> {
        let facts = origin.facts;
        let mut slots = Slots {
            of_old: BTreeMap::new(),
            of_new: BTreeMap::new(),
            old: BTreeMap::new(),
            new: BTreeMap::new(),
            tokens: BTreeSet::new(),
            names: package.keys().map(|path| file_name(path)).collect(),
            holders: BTreeSet::new(),
            stems: BTreeMap::new(),
        };
        let mut shapes: BTreeMap<String, Alphabet> = BTreeMap::new();
        for path in origin.shipped.iter().chain(facts.files.keys()) {
            let slot = slot_of(facts, path);
            if let Some(alphabet) = alphabet(facts, path) {
                shapes.insert(slot.clone(), alphabet);
                slots.stem(facts, path);
            }
            slots.of_old.insert(path, slot);
        }
        for path in &origin.shipped {
            let slot = slots.of_old[path.as_str()].clone();
            slots.old.entry(slot).or_default().push(path);
        }
        let lengths: BTreeSet<usize> = facts.tokens.keys().map(String::len).collect();
        for path in package.keys() {
            let (slot, token) = match slots.of_old.get(path.as_str()) {
                Some(slot) => {
                    (slot.clone(), facts.files.get(path).and_then(|own| own.token.as_deref()))
                }
                None => now(path, &lengths, &shapes),
            };
            slots.tokens.extend(token);
            slots.new.entry(slot.clone()).or_default().push(path.clone());
            slots.of_new.insert(path, (slot, token));
        }
        for (path, known) in &facts.files {
            if !known.digests.is_empty() {
                slots.holders.insert(slots.of_old[path.as_str()].clone());
            }
        }
        slots
    }

    fn stem(&mut self, facts: &'a Facts, path: &'a str) {
        let Some(token) = facts.files.get(path).and_then(|own| own.token.as_deref()) else {
            return;
        };
        let Some((before, after)) = around(path, token) else { return };
        let (before, alphabet) = (file_name(before), facts.tokens[token].alphabet);
        if before.len() >= STEM && !after.is_empty() && !after.contains('/') {
            self.stems.entry(before).or_default().insert((token.len(), alphabet, after));
        }
    }

    /// Whether a file of the package has this hash in its name.
    pub(super) fn has_token(&self, token: &str) -> bool {
        self.tokens.contains(token)
    }

    /// The hash in the name of a file of the package.
    pub(super) fn token(&self, path: &str) -> Option<&'a str> {
        self.of_new.get(path)?.1
    }

    /// The slot of a file of the bundle.
    pub(super) fn slot(&self, old: &str) -> &str {
        self.of_old.get(old).map_or("", String::as_str)
    }

    /// The files of the package in a slot.
    pub(super) fn of_slot(&self, slot: &str) -> &[String] {
        self.new.get(slot).map_or(&[], Vec::as_slice)
    }

    /// The files of the package that may be made of one of the bundle.
    pub(super) fn now(&self, old: &str) -> &[String] {
        self.of_slot(self.slot(old))
    }

    /// The files of the bundle of which one of the package may be made.
    pub(super) fn old(&self, path: &str) -> &[&'a str] {
        let slot = self.of_new.get(path).map(|(slot, _)| slot);
        slot.and_then(|slot| self.old.get(slot)).map_or(&[], Vec::as_slice)
    }

    /// The files of the bundle and of the package, slot by slot.
    pub(super) fn all(&self) -> impl Iterator<Item = (&[&'a str], Vec<&str>)> {
        self.old.iter().map(|(slot, old)| {
            (old.as_slice(), self.of_slot(slot).iter().map(String::as_str).collect())
        })
    }

    /// Whether a file of the package has digests of others.
    pub(super) fn is_holder(&self, path: &str) -> bool {
        self.of_new.get(path).is_some_and(|(slot, _)| self.holders.contains(slot))
    }

    /// What is before the hashes of names.
    pub(super) fn stems(&self) -> impl Iterator<Item = &'a str> {
        self.stems.keys().copied()
    }

    /// The name that begins with a stem and goes on so, if it has the form of a name with a hash and is of no file.
    pub(super) fn absent(&self, stem: &str, rest: &[u8]) -> Option<String> {
        for (length, alphabet, end) in self.stems.get(stem)? {
            let Some(token) = rest.get(..*length) else { continue };
            let is_token = token.iter().all(|byte| alphabet.characters().contains(byte));
            let after = &rest[*length..];
            let next = after.get(end.len()).copied().unwrap_or(b'"');
            let is_end = after.starts_with(end.as_bytes())
                && !next.is_ascii_alphanumeric()
                && !b"._-".contains(&next);
            if is_token && is_end {
                let name = format!("{stem}{}{end}", String::from_utf8_lossy(token));
                return (!self.names.contains(name.as_str())).then_some(name);
            }
        }
        None
    }
}

/// A path with its hash blanked; a sibling's is that of its file, with the ending.
fn slot_of(facts: &Facts, path: &str) -> String {
    let known = facts.files.get(path);
    if let Some(token) = known.and_then(|known| known.token.as_ref()) {
        return blanked(path, token);
    }
    let sibling = known.and_then(|known| known.sibling.as_ref());
    match sibling.and_then(|sibling| Some((facts.files.get(&sibling.of)?.token.as_ref()?, path))) {
        Some((token, path)) => blanked(path, token),
        None => path.to_owned(),
    }
}

fn blanked(path: &str, token: &str) -> String {
    match around(path, token) {
        Some((before, after)) => format!("{before}{}{after}", ANY.repeat(token.len())),
        None => path.to_owned(),
    }
}

/// The characters of the hash in a path, or in that of the file that it is the sibling of.
fn alphabet(facts: &Facts, path: &str) -> Option<Alphabet> {
    let known = facts.files.get(path)?;
    let of = || facts.files.get(&known.sibling.as_ref()?.of)?.token.as_ref();
    Some(facts.tokens.get(known.token.as_ref().or_else(of)?)?.alphabet)
}

/// The slot of a path that the bundle has not, and its hash.
fn now<'p>(
    path: &'p str,
    lengths: &BTreeSet<usize>,
    shapes: &BTreeMap<String, Alphabet>,
) -> (String, Option<&'p str>) {
    let is_sibling = Coding::ALL.iter().any(|coding| path.ends_with(coding.ending()));
    for length in lengths {
        for start in 0..path.len().saturating_sub(*length) {
            let Some(token) = path.get(start..start + length) else { continue };
            if !token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                continue;
            }
            let shape =
                format!("{}{}{}", &path[..start], ANY.repeat(*length), &path[start + length..]);
            let is_of = |alphabet: &Alphabet| {
                token.bytes().all(|byte| alphabet.characters().contains(&byte))
            };
            if shapes.get(&shape).is_some_and(is_of) {
                return (shape, Some(token).filter(|_| !is_sibling));
            }
        }
    }
    (path.to_owned(), None)
}

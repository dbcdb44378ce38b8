//! Names in bytes and in texts.

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::{Compounds, File};
use crate::texts::FileKind;
use crate::words::{INVISIBLE, Squeezed};

/// What finds some names.
#[derive(Debug)]
pub(super) struct Search {
    /// The names with their places in the list they came from, longest first; those in capitals are behind that list.
    names: Vec<(String, usize)>,
    /// How long that list is.
    length: usize,
    /// The names as they are, and the first words of names that a line may end behind.
    plain: AhoCorasick,
    /// Their letters as escapes write them: a name may be `\x41ctual`.
    escapes: AhoCorasick,
    /// What may part a name and is not seen.
    invisible: AhoCorasick,
}

impl Search {
    /// What finds names, whatever space is between their words; with compounds, also those that hyphens join.
    pub(super) fn new(names: &[String], compounds: Compounds) -> Search {
        let spelled = |(name, at): (&String, usize)| -> Vec<(String, usize)> {
            spellings(name, compounds).into_iter().map(|spelling| (spelling, at)).collect()
        };
        let length = names.len();
        let capitals: Vec<String> = names.iter().map(|name| name.to_uppercase()).collect();
        let capitals = capitals.iter().zip(length..).filter(|(name, _)| !names.contains(name));
        let mut names: Vec<_> = names.iter().zip(0..).chain(capitals).flat_map(spelled).collect();
        names.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        let broken = names.iter().filter_map(|(name, _)| Some(name.split_once(' ')?.0));
        let broken: BTreeSet<String> = broken
            .flat_map(|word| ["\n", "\r", "\t", "  "].map(|space| format!("{word}{space}")))
            .collect();
        let letters: BTreeSet<char> = names.iter().flat_map(|(name, _)| name.chars()).collect();
        let escapes =
            letters.into_iter().filter(|letter| letter.is_alphanumeric()).flat_map(escapes);
        Search {
            plain: automaton(names.iter().map(|(name, _)| name.clone()).chain(broken).collect()),
            escapes: automaton(escapes.collect()),
            invisible: automaton(INVISIBLE.map(str::to_owned).into()),
            names,
            length,
        }
    }

    /// The bytes at which a name may begin or have an escape, sorted.
    pub(super) fn hits(&self, file: File) -> Vec<usize> {
        let starts = |search: &AhoCorasick| -> Vec<usize> {
            search.find_iter(file.bytes).map(|found| found.start()).collect()
        };
        let mut hits = starts(&self.plain);
        hits.extend(starts(&self.invisible));
        match file.kind {
            FileKind::Script
            | FileKind::Catalog
            | FileKind::Manifest
            | FileKind::Gettext
            | FileKind::Flight => {
                hits.extend(starts(&self.escapes));
            }
            FileKind::Page => {
                hits.extend(starts(&self.escapes));
                hits.extend(memchr::memmem::find_iter(file.bytes, b"&#"));
            }
            _ => {}
        }
        hits.sort_unstable();
        hits
    }

    /// The names in a text from the front, without overlaps: at each place the longest that counts there. `counts` is given a
    /// name's place, and whether it is in capitals that are not its own.
    pub(super) fn names_in(
        &self,
        text: &str,
        counts: impl Fn(Range<usize>, bool) -> bool,
    ) -> Vec<(Range<usize>, usize)> {
        let mut found = self.whole_names_in(text, &counts);
        if let Some(squeezed) = Squeezed::of(text) {
            let split = |part: Range<usize>| squeezed.split(&part);
            let is_free = |part: &Range<usize>| {
                !found.iter().any(|(known, _)| known.start < part.end && part.start < known.end)
            };
            let counts = |part: Range<usize>, is_capital: bool| {
                split(part).is_some_and(|part| is_free(&part) && counts(part, is_capital))
            };
            let more = self.whole_names_in(&squeezed.text, &counts).into_iter();
            let more: Vec<_> =
                more.filter_map(|(part, value)| Some((split(part)?, value))).collect();
            found.extend(more);
            found.sort_by_key(|(part, _)| part.start);
        }
        found
    }

    fn whole_names_in(
        &self,
        text: &str,
        counts: &impl Fn(Range<usize>, bool) -> bool,
    ) -> Vec<(Range<usize>, usize)> {
        let mut found: Vec<(Range<usize>, usize)> = Vec::new();
        for longest in self.plain.find_iter(text) {
            let start = longest.start();
            if found.last().is_some_and(|(last, _)| start < last.end) {
                continue;
            }
            let fit = |(name, value): &(String, usize)| {
                let part = start..start + length_at(&text[start..], name)?;
                counts(part.clone(), *value >= self.length).then_some((part, *value))
            };
            found.extend(self.names.iter().find_map(fit));
        }
        found
    }
}

/// The length of a name with which a text begins; where the name has a space, the text may have more, or the end of a line.
fn length_at(text: &str, name: &str) -> Option<usize> {
    let (mut rest, mut words) = (text, name.split(' '));
    rest = rest.strip_prefix(words.next()?)?;
    for word in words {
        let after = rest.trim_start();
        let space = &rest[..rest.len() - after.len()];
        // An empty line is between two paragraphs.
        if space.is_empty() || space.matches('\n').count() > 1 {
            return None;
        }
        rest = after.strip_prefix(word)?;
    }
    Some(text.len() - rest.len())
}

/// The ways in which a text writes a name; none for an empty one.
fn spellings(name: &str, compounds: Compounds) -> Vec<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut joints = vec![" ", "\u{A0}", "\u{202F}", "&nbsp;"];
    if compounds == Compounds::Replaced {
        joints.push("-");
    }
    match words.len() {
        0 => Vec::new(),
        1 => vec![name.trim().to_owned()],
        _ => joints.into_iter().map(|joint| words.join(joint)).collect(),
    }
}

/// What finds the longest of some patterns at each place.
fn automaton(patterns: Vec<String>) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostLongest);
    builder.build(patterns).expect("names are short enough for an automaton")
}

/// The ways in which scripts and JSON escape a letter.
fn escapes(letter: char) -> Vec<String> {
    let code = u32::from(letter);
    let mut escapes = vec![format!("\\u{{{code:x}}}"), format!("\\u{{{code:X}}}")];
    if code < 0x100 {
        escapes.extend([format!("\\x{code:02x}"), format!("\\x{code:02X}")]);
    }
    let mut units = [0; 2];
    let first = letter.encode_utf16(&mut units)[0];
    escapes.extend([format!("\\u{first:04x}"), format!("\\u{first:04X}")]);
    escapes
}

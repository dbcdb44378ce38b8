//! What the files of a bundle say of each other: hashes in names and where they are named, digests, compressed siblings. It
//! is found once for a bundle, and holds for every tenant.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;
use rebadge_core::error::Error;
use rebadge_core::fs;
use serde::{Deserialize, Serialize};

use crate::digests::{self, Algorithm, Candidate, Index, Notation};
use crate::html;
use crate::paths::PathPattern;
use crate::siblings::Coding;

/// A file of a bundle on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleFile {
    /// Its path below the bundle's root.
    pub path: String,
    /// Where it is on disk.
    pub file: PathBuf,
    /// Its size, in bytes.
    pub size: u64,
}

/// What is known of the files of a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Path → what is known of the file; files of which nothing is known are not there.
    pub files: BTreeMap<String, FileFacts>,
    /// Hash in a name → the files that have it, and how it is written.
    pub tokens: BTreeMap<String, Token>,
}

impl Facts {
    /// The file that another one is, compressed; none for one that does not unpack to it.
    pub fn sibling(&self, path: &str) -> Option<&Sibling> {
        self.files.get(path)?.sibling.as_ref().filter(|sibling| sibling.is_true)
    }
}

/// What is known of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// The hash in its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The hashes of names that its text has, its own too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// The digests of files, and of scripts within pages, that its text has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub digests: Vec<Held>,
    /// Whether it is another file, compressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sibling: Option<Sibling>,
}

/// A digest in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The digest, as it is written.
    pub text: String,
    /// How it is taken and written.
    pub notation: Notation,
    /// What has it.
    pub of: Source,
}

/// What has a digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// The file.
    pub path: String,
    /// What of it.
    pub part: Part,
}

/// What of a file has a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    /// All of it.
    Whole,
    /// The content of a `<script>` or `<style>` of a page: which of them.
    Inline(usize),
}

/// A file that is another one, compressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sibling {
    /// The path of the other file.
    pub of: String,
    /// How it is compressed.
    pub coding: Coding,
    /// Whether it unpacks to the other file. One that does not is left as it is.
    pub is_true: bool,
}

/// A hash in names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The files that have it.
    pub files: BTreeSet<String>,
    /// The characters of the hashes of its pattern.
    pub alphabet: Alphabet,
}

/// The characters of hashes in names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Alphabet {
    /// `0-9`.
    Digits,
    /// `0-9 a-f`.
    Hex,
    /// `0-9 A-F`.
    HexUpper,
    /// `0-9 a-z`.
    Lower,
    /// `0-9 A-Z`.
    Upper,
    /// Letters and digits.
    Alphanumeric,
}

impl Alphabet {
    const ALL: [Alphabet; 6] = [
        Alphabet::Digits,
        Alphabet::Hex,
        Alphabet::HexUpper,
        Alphabet::Lower,
        Alphabet::Upper,
        Alphabet::Alphanumeric,
    ];

    /// Its characters, in order. Hashes with `-` or `_` get new ones without: both are awkward at the end of a name.
    pub fn characters(self) -> &'static [u8] {
        match self {
            Alphabet::Digits => b"0123456789",
            Alphabet::Hex => b"0123456789abcdef",
            Alphabet::HexUpper => b"0123456789ABCDEF",
            Alphabet::Lower => b"0123456789abcdefghijklmnopqrstuvwxyz",
            Alphabet::Upper => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            Alphabet::Alphanumeric => {
                b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
            }
        }
    }

    /// The smallest alphabet of some hashes.
    pub(crate) fn of<'a>(hashes: impl Iterator<Item = &'a str> + Clone) -> Alphabet {
        let holds = |alphabet: &Alphabet| {
            let characters = alphabet.characters();
            hashes.clone().all(|hash| hash.bytes().all(|byte| characters.contains(&byte)))
        };
        Alphabet::ALL.into_iter().find(holds).unwrap_or(Alphabet::Alphanumeric)
    }
}

/// The largest text that is searched, in bytes.
const TEXT_LIMIT: u64 = 256 << 20;

/// Finds what the files of a bundle say of each other. `hashed` are the patterns of names with a hash.
///
/// # Errors
/// [`Error::Read`].
pub fn facts(files: &[BundleFile], hashed: &[PathPattern]) -> Result<Facts, Error> {
    let tokens = tokens(files, hashed);
    let search = Search::new(&tokens);
    let read: Result<Vec<Reading>, Error> =
        files.par_iter().map(|file| search.reading(file)).collect();
    let read = read?;
    let wanted: BTreeSet<Algorithm> = read
        .iter()
        .flat_map(|reading| &reading.candidates)
        .map(|one| one.notation.algorithm)
        .collect();
    let index = index(files, &wanted)?;
    let mut all = BTreeMap::new();
    for (file, reading) in files.iter().zip(read) {
        let known = FileFacts {
            token: token_of(&file.path, hashed).map(str::to_owned),
            digests: reading.held(&file.path, &index),
            mentions: reading.mentions,
            sibling: None,
        };
        if known != FileFacts::default() {
            all.insert(file.path.clone(), known);
        }
    }
    let mut facts = Facts { files: all, tokens };
    let siblings: Result<Vec<_>, Error> =
        crate::siblings::pairs(files).into_par_iter().map(|pair| pair.compared()).collect();
    for (path, sibling) in siblings? {
        facts.files.entry(path).or_default().sibling = Some(sibling);
    }
    Ok(facts)
}

/// The hash in a path.
pub fn token_of<'a>(path: &'a str, hashed: &[PathPattern]) -> Option<&'a str> {
    let span = hashed.iter().find_map(|pattern| pattern.find(path)?.hash)?;
    Some(&path[span])
}

/// Where a hash is in a path: the last place, in the name of the file.
pub fn token_span(path: &str, token: &str) -> Option<std::ops::Range<usize>> {
    let start = path.rfind(token)?;
    Some(start..start + token.len())
}

fn tokens(files: &[BundleFile], hashed: &[PathPattern]) -> BTreeMap<String, Token> {
    let mut tokens: BTreeMap<String, Token> = BTreeMap::new();
    let mut of_pattern: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); hashed.len()];
    for file in files {
        let found = hashed.iter().enumerate().find_map(|(at, pattern)| {
            let hash = pattern.find(&file.path)?.hash?;
            Some((at, &file.path[hash]))
        });
        let Some((at, token)) = found else { continue };
        of_pattern[at].insert(token);
        let entry = tokens.entry(token.to_owned());
        let known = entry
            .or_insert_with(|| Token { files: BTreeSet::new(), alphabet: Alphabet::Alphanumeric });
        known.files.insert(file.path.clone());
    }
    for hashes in &of_pattern {
        let alphabet = Alphabet::of(hashes.iter().copied());
        for hash in hashes {
            if let Some(token) = tokens.get_mut(*hash) {
                token.alphabet = alphabet;
            }
        }
    }
    tokens
}

/// Looks for the hashes of names.
struct Search {
    names: Vec<String>,
    automaton: Option<AhoCorasick>,
}

/// What was found in a file.
#[derive(Default)]
struct Reading {
    mentions: Vec<String>,
    candidates: Vec<Candidate>,
    texts: Vec<String>,
    /// For each candidate, the text around it.
    around: Vec<String>,
}

impl Search {
    fn new(tokens: &BTreeMap<String, Token>) -> Search {
        let names: Vec<String> = tokens.keys().cloned().collect();
        let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&names);
        let automaton = built.ok().filter(|_| !names.is_empty());
        Search { names, automaton }
    }

    fn reading(&self, file: &BundleFile) -> Result<Reading, Error> {
        if !is_text_name(&file.path) {
            return Ok(Reading::default());
        }
        let bytes = fs::read(&file.file, TEXT_LIMIT)?;
        if bytes.iter().take(8 << 10).any(|byte| *byte == 0) {
            return Ok(Reading::default());
        }
        let candidates = digests::candidates(&bytes);
        let text =
            |span: std::ops::Range<usize>| String::from_utf8_lossy(&bytes[span]).into_owned();
        let texts = candidates.iter().map(|one| text(one.span.clone())).collect();
        let around = |one: &Candidate| {
            text(one.span.start.saturating_sub(AROUND)..(one.span.end + AROUND).min(bytes.len()))
        };
        let around = candidates.iter().map(around).collect();
        Ok(Reading { mentions: self.mentions(&bytes), candidates, texts, around })
    }

    fn mentions(&self, bytes: &[u8]) -> Vec<String> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let mut found = BTreeSet::new();
        for hit in automaton.find_iter(bytes) {
            if stands_alone(bytes, hit.range()) {
                found.insert(hit.pattern().as_usize());
            }
        }
        found.into_iter().map(|at| self.names[at].clone()).collect()
    }
}

/// How many bytes before and after a digest may name the file that has it.
const AROUND: usize = 200;

impl Reading {
    /// The candidates that are digests of something.
    fn held(&self, own: &str, index: &Index<Source>) -> Vec<Held> {
        let mut held: Vec<Held> = Vec::new();
        for ((candidate, text), around) in self.candidates.iter().zip(&self.texts).zip(&self.around)
        {
            let sources = index.get(&candidate.digest);
            let Some(of) = source_of(sources, own, around) else { continue };
            let one = Held { text: text.clone(), notation: candidate.notation, of: of.clone() };
            if !held.contains(&one) {
                held.push(one);
            }
        }
        held
    }
}

/// Which of several things with one digest is meant: a script of the same page, or else the file that is named beside it.
fn source_of<'a>(sources: &'a [Source], own: &str, around: &str) -> Option<&'a Source> {
    let of_page =
        sources.iter().find(|source| source.path == own && matches!(source.part, Part::Inline(_)));
    let others = || sources.iter().filter(|source| source.path != own);
    let name = |source: &Source| source.path.rsplit('/').next().unwrap_or_default().to_owned();
    let named = || others().filter(|source| around.contains(&name(source)));
    let whole = || named().find(|source| around.contains(&source.path));
    of_page.or_else(whole).or_else(|| named().next()).or_else(|| others().next())
}

/// Whether a hash of a name is not part of a longer word.
pub(crate) fn stands_alone(bytes: &[u8], span: std::ops::Range<usize>) -> bool {
    let before = span.start.checked_sub(1).map(|at| bytes[at]);
    let after = bytes.get(span.end);
    !before.is_some_and(|byte| byte.is_ascii_alphanumeric())
        && !after.is_some_and(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a file can be a text, by its name: what is compressed or drawn is not searched.
pub(crate) fn is_text_name(path: &str) -> bool {
    const OTHERS: [&str; 24] = [
        "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "icns", "woff", "woff2", "ttf", "otf",
        "eot", "gz", "br", "zst", "zip", "wasm", "mp3", "mp4", "ogg", "wav", "webm", "pdf",
    ];
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    !OTHERS.contains(&ending.as_str())
}

/// The digests of all files, and of the scripts and styles of pages, by the functions that are wanted.
fn index(files: &[BundleFile], wanted: &BTreeSet<Algorithm>) -> Result<Index<Source>, Error> {
    let mut index = Index::default();
    if wanted.is_empty() {
        return Ok(index);
    }
    let digests: Result<Vec<Vec<Digested>>, Error> =
        files.par_iter().map(|file| digests_of(file, wanted)).collect();
    for (digest, source) in digests?.into_iter().flatten() {
        index.add(digest, source);
    }
    Ok(index)
}

/// A digest and what has it.
type Digested = (Vec<u8>, Source);

fn digests_of(file: &BundleFile, wanted: &BTreeSet<Algorithm>) -> Result<Vec<Digested>, Error> {
    let bytes = fs::read(&file.file, file.size)?;
    let mut all = Vec::new();
    let mut add = |part: Part, content: &[u8]| {
        let source = || Source { path: file.path.clone(), part };
        all.extend(wanted.iter().map(|algorithm| (algorithm.digest(content), source())));
    };
    // The digest of nothing is everybody's.
    if !bytes.is_empty() {
        add(Part::Whole, &bytes);
    }
    if is_page(&file.path) {
        for (at, inline) in html::inline(&bytes).into_iter().enumerate() {
            if !inline.span.is_empty() {
                add(Part::Inline(at), &bytes[inline.span]);
            }
        }
    }
    Ok(all)
}

/// Whether a file is a page, by its name.
pub(crate) fn is_page(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".htm")
}

//! What the files of a bundle say of each other: hashes in names and where they are named, digests, compressed siblings. It
//! is found once for a bundle, and holds for every tenant.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;
use rebadge_core::error::Error;
use rebadge_core::fs;
use serde::{Deserialize, Serialize};

use crate::bundle_file::BundleFile;
use crate::digests::{self, Algorithm, Candidate, Index, Notation};
use crate::html;
use crate::paths::PathPattern;
use crate::siblings::{self, Coding};

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

    /// Adds what texts mention that edits put into files: the path of each, and the text.
    pub fn mention<'a>(&mut self, texts: impl Iterator<Item = (&'a str, &'a str)>) {
        let search = Search::new(&self.tokens);
        for (path, text) in texts {
            let (found, _) = search.mentions(text.as_bytes());
            if found.is_empty() {
                continue;
            }
            let known = self.files.entry(path.to_owned()).or_default();
            known.mentions.extend(found);
            known.mentions.sort();
            known.mentions.dedup();
        }
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
    /// How it is compressed, where the plain file is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packed: Option<Coding>,
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
    /// What it unpacks to, of a file that is only there compressed.
    Unpacked,
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

    /// Its characters, in order. Hashes with `-`, `_` or `~` get new ones without: they are awkward at the end of a name.
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

    /// The smallest alphabet of some hashes, but for marks in them.
    pub(crate) fn of<'a>(hashes: impl Iterator<Item = &'a str> + Clone) -> Alphabet {
        let holds = |alphabet: &Alphabet| {
            let characters = alphabet.characters();
            hashes.clone().all(|hash| {
                hash.bytes().all(|byte| characters.contains(&byte) || b"-_~".contains(&byte))
            })
        };
        Alphabet::ALL.into_iter().find(holds).unwrap_or(Alphabet::Alphanumeric)
    }
}

/// Finds what the files of a bundle say of each other. `hashed` are the patterns of names with a hash.
///
/// # Errors
/// [`Error::Read`].
pub fn facts(files: &[BundleFile], hashed: &[PathPattern]) -> Result<Facts, Error> {
    let mut tokens = tokens(files, hashed);
    let search = Search::new(&tokens);
    let read: Result<Vec<Reading>, Error> =
        files.par_iter().map(|file| search.reading(file)).collect();
    let mut read = read?;
    let words = search.words(&read);
    tokens.retain(|token, _| !words.contains(token));
    for reading in &mut read {
        reading.mentions.retain(|token| !words.contains(token));
    }
    let wanted: BTreeSet<Algorithm> = read
        .iter()
        .flat_map(|reading| &reading.candidates)
        .map(|one| one.notation.algorithm)
        .collect();
    let index = index(files, &wanted)?;
    let mut all = BTreeMap::new();
    for (file, reading) in files.iter().zip(read) {
        let known = FileFacts {
            token: token_of(file, hashed)
                .filter(|token| tokens.contains_key(*token))
                .map(str::to_owned),
            digests: reading.held(&file.path, &index),
            mentions: reading.mentions,
            sibling: None,
            packed: file.packed(),
        };
        if known != FileFacts::default() {
            all.insert(file.path.clone(), known);
        }
    }
    let mut facts = Facts { files: all, tokens };
    let siblings: Result<Vec<_>, Error> =
        siblings::pairs(files).into_par_iter().map(|pair| pair.compared()).collect();
    for (path, sibling) in siblings? {
        facts.files.entry(path).or_default().sibling = Some(sibling);
    }
    Ok(facts)
}

/// The hash in the path of a file.
fn token_of<'a>(file: &'a BundleFile, hashed: &[PathPattern]) -> Option<&'a str> {
    let span = hashed.iter().find_map(|pattern| file.find(pattern)?.hash)?;
    Some(&file.path[span])
}

/// Where a hash is in a path: the last place, in the name of the file.
pub fn token_span(path: &str, token: &str) -> Option<Range<usize>> {
    let start = path.rfind(token)?;
    Some(start..start + token.len())
}

fn tokens(files: &[BundleFile], hashed: &[PathPattern]) -> BTreeMap<String, Token> {
    let mut tokens: BTreeMap<String, Token> = BTreeMap::new();
    let mut of_pattern: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); hashed.len()];
    for file in files {
        let found = hashed.iter().enumerate().find_map(|(at, pattern)| {
            let hash = file.find(pattern)?.hash?;
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
    /// For each that may be a word, what is before and after it in the names of its files; none for all others.
    doubts: Vec<Option<Neighbors>>,
}

/// The bytes before and after a hash in the names of files.
type Neighbors = BTreeSet<[Option<u8>; 2]>;

/// How a text that may be a hash or a word is used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Usage {
    /// As in the name of its file.
    Name,
    /// Between quotes, as in a table of hashes.
    Quoted,
    /// As no hash is.
    Other,
}

/// What was found in a file.
#[derive(Default)]
struct Reading {
    mentions: Vec<String>,
    /// How those that may be words are used: by number.
    usages: BTreeSet<(usize, Usage)>,
    candidates: Vec<Candidate>,
    texts: Vec<String>,
    /// For each candidate, the text before it and the text after it.
    around: Vec<[String; 2]>,
}

impl Search {
    fn new(tokens: &BTreeMap<String, Token>) -> Search {
        let names: Vec<String> = tokens.keys().cloned().collect();
        let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&names);
        let automaton = built.ok().filter(|_| !names.is_empty());
        let doubt = |(token, known): (&String, &Token)| {
            let neighbors = || known.files.iter().filter_map(|path| neighbors(path, token));
            may_be_word(token).then(|| neighbors().collect())
        };
        let doubts = tokens.iter().map(doubt).collect();
        Search { names, automaton, doubts }
    }

    /// What a pattern took for a hash and is a word: it is used otherwise than a hash is, or never as one. A table of hashes has
    /// only hexadecimal ones.
    fn words(&self, read: &[Reading]) -> BTreeSet<String> {
        let usages: BTreeSet<(usize, Usage)> =
            read.iter().flat_map(|reading| &reading.usages).copied().collect();
        let is_word = |number: usize| {
            let is_used = |usage| usages.contains(&(number, usage));
            let name = &self.names[number];
            let is_hex = name.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_used(Usage::Other) || !is_used(Usage::Name) && !is_hex
        };
        let doubtful = self.doubts.iter().enumerate().filter(|(_, doubt)| doubt.is_some());
        let words = doubtful.map(|(number, _)| number).filter(|number| is_word(*number));
        words.map(|number| self.names[number].clone()).collect()
    }

    /// How a text that may be a word is used at a place.
    fn usage(&self, number: usize, bytes: &[u8], at: &Range<usize>) -> Option<Usage> {
        let names = self.doubts[number].as_ref()?;
        let before = at.start.checked_sub(1).map(|at| bytes[at]);
        let after = bytes.get(at.end).copied();
        let is_quote = |byte: Option<u8>| byte.is_some_and(|byte| b"\"'`".contains(&byte));
        // Names also stand without their ending: `"./workbox-2fbc6a65"`.
        let is_name = |[left, right]: &[Option<u8>; 2]| {
            (left.is_none() || *left == before)
                && (right.is_none() || *right == after || left.is_some() && is_quote(after))
        };
        Some(if names.iter().any(is_name) {
            Usage::Name
        } else if is_quote(before) && is_quote(after) {
            Usage::Quoted
        } else {
            Usage::Other
        })
    }

    fn reading(&self, file: &BundleFile) -> Result<Reading, Error> {
        if !is_text_name(file.name()) && !file.is_link() {
            return Ok(Reading::default());
        }
        // One that does not unpack says nothing; what is looked for in it tells so.
        let Some(bytes) = file.readable()? else { return Ok(Reading::default()) };
        if bytes.iter().take(8 << 10).any(|byte| *byte == 0) {
            return Ok(Reading::default());
        }
        let candidates = digests::candidates(&bytes);
        let text = |span: Range<usize>| String::from_utf8_lossy(&bytes[span]).into_owned();
        let texts = candidates.iter().map(|one| text(one.span.clone())).collect();
        let around = |one: &Candidate| around(&bytes, one.span.clone()).map(text);
        let around = candidates.iter().map(around).collect();
        let (mentions, usages) = self.mentions(&bytes);
        Ok(Reading { mentions, usages, candidates, texts, around })
    }

    /// Which are there, and how those that may be words are used.
    fn mentions(&self, bytes: &[u8]) -> (Vec<String>, BTreeSet<(usize, Usage)>) {
        let Some(automaton) = &self.automaton else { return Default::default() };
        let (mut found, mut usages) = (BTreeSet::new(), BTreeSet::new());
        for hit in automaton.find_iter(bytes) {
            if stands_alone(bytes, hit.range()) {
                let number = hit.pattern().as_usize();
                found.insert(number);
                usages.extend(self.usage(number, bytes, &hit.range()).map(|usage| (number, usage)));
            }
        }
        (found.into_iter().map(|at| self.names[at].clone()).collect(), usages)
    }
}

/// Whether a text that stands where a hash may be is perhaps a word or a number: it has digits alone, or letters alone as a word
/// has them.
fn may_be_word(text: &str) -> bool {
    let is_all = |is: fn(&u8) -> bool| text.bytes().all(|byte| is(&byte));
    let rest = text.get(1..).unwrap_or_default();
    is_all(u8::is_ascii_digit)
        || is_all(u8::is_ascii_uppercase)
        || is_all(u8::is_ascii_alphabetic) && rest.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// What is before and after a hash in the name of a file.
fn neighbors(path: &str, token: &str) -> Option<[Option<u8>; 2]> {
    let span = token_span(path, token)?;
    let bytes = path.as_bytes();
    let before = span.start.checked_sub(1).map(|at| bytes[at]).filter(|byte| *byte != b'/');
    Some([before, bytes.get(span.end).copied()])
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
fn source_of<'a>(sources: &'a [Source], own: &str, around: &[String; 2]) -> Option<&'a Source> {
    let of_page =
        sources.iter().find(|source| source.path == own && matches!(source.part, Part::Inline(_)));
    let others: Vec<&Source> = sources.iter().filter(|source| source.path != own).collect();
    let [before, after] = around;
    let named = || nearest(others.iter().map(|source| source.path.as_str()), before, after);
    of_page.or_else(|| others.get(named()?).copied()).or_else(|| others.first().copied())
}

/// What is before and after a place in a text, as far as it may name a file whose digest is at the place.
pub(crate) fn around(bytes: &[u8], at: Range<usize>) -> [Range<usize>; 2] {
    let (start, end) = (at.start.saturating_sub(AROUND), (at.end + AROUND).min(bytes.len()));
    [start..at.start, at.end..end]
}

/// Which of some paths is named beside a place, as a whole or by the name of the file: in the same line of the same braces, or else
/// in the same braces, or else before or after them.
pub(crate) fn nearest<'p>(
    paths: impl Iterator<Item = &'p str> + Clone,
    before: &str,
    after: &str,
) -> Option<usize> {
    const CUTS: [&[char]; 3] = [&['{', '}', '\n'], &['{', '}'], &[]];
    CUTS.into_iter().find_map(|cut| {
        let before = before.rsplit(cut).next().unwrap_or_default();
        let after = after.split(cut).next().unwrap_or_default();
        let place = |name: &str| {
            let left = before.rfind(name).map(|at| before.len() - at - name.len());
            let right = after.find(name);
            // Entries follow each other in an order of path and digest that only braces tell.
            let is_after = left.is_none() || !cut.is_empty() && right < left && right.is_some();
            Some((cut.is_empty() && is_after, if is_after { right? } else { left? }, is_after))
        };
        let best = |name: fn(&str) -> &str| {
            let found = paths.clone().enumerate();
            let found = found.filter_map(|(at, path)| Some((place(name(path))?, path, at)));
            // Of `a/b.js` and `b.js` at one place the longer is meant.
            found.min_by_key(|(place, path, _)| (*place, usize::MAX - path.len()))
        };
        let found = best(|path| path).or_else(|| best(file_name));
        found.map(|(_, _, at)| at)
    })
}

/// The last part of a path.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a hash of a name is not part of a longer word.
pub(crate) fn stands_alone(bytes: &[u8], span: Range<usize>) -> bool {
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
    if file.is_link() {
        return Ok(Vec::new());
    }
    let whole = fs::read(&file.file, file.size)?;
    let unpacked = file.packed().and_then(|coding| coding.unpack(&whole, siblings::LIMIT).ok());
    let mut all = Vec::new();
    let mut add = |part: Part, content: &[u8]| {
        let source = || Source { path: file.path.clone(), part };
        all.extend(wanted.iter().map(|algorithm| (algorithm.digest(content), source())));
    };
    // The digest of nothing is everybody's.
    if !whole.is_empty() {
        add(Part::Whole, &whole);
    }
    if let Some(unpacked) = unpacked.as_ref().filter(|unpacked| !unpacked.is_empty()) {
        add(Part::Unpacked, unpacked);
    }
    let bytes = unpacked.as_ref().unwrap_or(&whole);
    if is_page(file.name()) {
        for (at, inline) in html::inline(bytes).into_iter().enumerate() {
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

#[cfg(test)]
mod tests {
    use rebadge_core::fs::Scratch;

    use super::*;

    #[test]
    fn a_word_in_a_name_is_no_hash() {
        let check = |files: &[(&str, &str)], expect: &[&str]| {
            let scratch = Scratch::new().unwrap();
            let file = |(number, (path, text)): (usize, &(&str, &str))| {
                let file = scratch.path().join(number.to_string());
                fs::write(&[(&file, text.as_bytes())]).unwrap();
                let (path, size) = ((*path).to_owned(), text.len() as u64);
                BundleFile { path, file, size, on_disk: crate::bundle_file::OnDisk::Plain }
            };
            let files: Vec<BundleFile> = files.iter().enumerate().map(file).collect();
            let hashed = [PathPattern::parse("*.{hash:8}.js*").unwrap()];
            let facts = facts(&files, &hashed).unwrap();
            assert_eq!(facts.tokens.keys().collect::<Vec<_>>(), expect, "{files:?}");
        };
        let nls = ("nls.messages.json", "{}");
        let app = ("app.BlbIqvQw.js", "fetch('nls.messages.json');let messages=1");
        check(&[nls, app], &["BlbIqvQw"]);
        check(&[nls, ("b.js", "f('nls.messages.json')")], &["messages"]);
        check(&[nls, ("b.js", "f('nls',{1:'messages'})")], &[]);
        check(&[nls], &[]);
        check(&[("a.abcdefgh.js", "1"), ("b.js", "import('./a.abcdefgh')")], &["abcdefgh"]);
        check(&[("a.deadbeef.js", "1"), ("b.js", "{1:'deadbeef'}")], &["deadbeef"]);
        check(&[("a.20260101.js", "1"), ("b.js", "version=20260101")], &[]);
        check(&[("a.56220324.js", "1"), ("b.js", "import'./a.56220324.js'")], &["56220324"]);
    }

    #[test]
    fn the_file_that_is_named_beside_a_digest_is_meant() {
        let check = |text: &str, expect: Option<usize>| {
            let at = text.find('#').expect("a place");
            let [before, after] = around(text.as_bytes(), at..at + 1).map(|span| &text[span]);
            let paths = ["a/LICENSE", "b/LICENSE", "LICENSE"].into_iter();
            assert_eq!(nearest(paths, before, after), expect, "{text}");
        };
        check("a/LICENSE,sha256=#,1\nb/LICENSE,sha256=x,1", Some(0));
        check("a/LICENSE,sha256=x,1\nb/LICENSE,sha256=#,1", Some(1));
        check("{revision:'x',url:'a/LICENSE'},{revision:'#',url:'b/LICENSE'}", Some(1));
        check("{\n 'revision': '#',\n 'url': 'b/LICENSE'\n},\n{\n 'url': 'a/LICENSE'", Some(1));
        check("{url:'a/LICENSE',revision:'#'},{url:'b/LICENSE'", Some(0));
        check("'a/LICENSE': '#', 'b/LICENSE': 'x'", Some(0));
        check("'a/LICENSE':{hash:'#'},'b/LICENSE':{hash:'x'}", Some(0));
        check("LICENSE,#", Some(2));
        check("nothing #", None);
    }
}

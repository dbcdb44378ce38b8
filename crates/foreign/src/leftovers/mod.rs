//! What is left of a brand in files: every occurrence of its names, in any spelling, in texts, names of files, comments, metadata,
//! fonts and programs, packed or not. Old names of a base client, or those of another tenant: the same search.

mod allow;
mod metadata;
mod packed;
mod split;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};

pub use self::allow::{Allowance, Fault, Subject, faults};
use self::packed::Opened;
use self::split::Joined;
use crate::texts::{self, FileKind, Pick, Piece, Place, pieces};
use crate::visible::{Class, Text};
use crate::words::{self, Ending, INVISIBLE, Squeezed, Suffixes};

/// How much of a packed file is unpacked, in bytes.
const LIMIT: u64 = 256 << 20;

/// How an occurrence is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spelling {
    /// As the name is.
    Own,
    /// In other cases, or with its words joined otherwise: `ACTUAL`, `home-assistant`. A name that is a word of a language too,
    /// as `actual` is, may be meant as that word.
    Other,
}

/// Where an occurrence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// In what the file says.
    Content,
    /// In the path of the file.
    Path,
    /// In what a picture or a font says of itself.
    Metadata,
    /// In the sources within a source map.
    Sources,
}

/// Occurrences in one file that look the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Leftover {
    /// What they are.
    pub class: Class,
    /// How they are spelled.
    pub spelling: Spelling,
    /// Where they stand.
    pub layer: Layer,
    /// The name as it is there, with its ending or the rest of its compound.
    pub text: String,
    /// How many there are.
    pub count: usize,
    /// The byte of the first; in a packed file, of what is packed.
    pub offset: usize,
    /// The first with what is around it, on one line. It is a stranger's text.
    pub excerpt: String,
}

/// What a search finds in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scan {
    /// What is left and not allowed.
    pub leftovers: Vec<Leftover>,
    /// How often each allowance was used, in the order of the allowances.
    pub allowed: Vec<usize>,
    /// How many names stand in texts that are the client's own.
    pub own: usize,
    /// Why the file could not be read, if it could not.
    pub unread: Option<&'static str>,
}

/// What is searched. It is made once for a brand.
#[derive(Debug)]
pub struct Sweep {
    names: Vec<String>,
    /// The names and their variants.
    search: AhoCorasick,
    /// Their letters as escapes write them.
    hints: AhoCorasick,
    /// Texts in which names are allowed.
    allowed: Vec<String>,
    /// For each of those, what says in which files.
    limits: Vec<Allowance>,
    /// Whole texts that may have names.
    own: BTreeSet<String>,
}

impl Sweep {
    /// A search for names, but for those within texts that are allowed. Empty names are in no text.
    pub fn new(names: &[String], allowed: &[String]) -> Sweep {
        let names: Vec<String> =
            names.iter().filter(|name| !name.trim().is_empty()).cloned().collect();
        let letters: BTreeSet<char> = names
            .iter()
            .flat_map(|name| variants(name))
            .flat_map(|name| name.chars().collect::<Vec<_>>())
            .collect();
        let escapes = letters.into_iter().filter(|letter| letter.is_alphanumeric());
        let escapes = escapes.flat_map(|letter| letter.to_uppercase().chain(letter.to_lowercase()));
        Sweep {
            search: automaton(names.iter().flat_map(|name| variants(name)).collect()),
            hints: automaton(
                escapes.flat_map(escaped).chain(INVISIBLE.map(str::to_owned)).collect(),
            ),
            names,
            allowed: allowed.to_vec(),
            limits: Vec::new(),
            own: BTreeSet::new(),
        }
    }

    /// The same search, which passes over names in texts that are one of these as a whole.
    #[must_use]
    pub fn with_own(self, own: BTreeSet<String>) -> Sweep {
        Sweep { own, ..self }
    }

    /// The same search, in which these allowances say in which files the allowed texts are so, in their order.
    #[must_use]
    pub fn with_limits(self, limits: Vec<Allowance>) -> Sweep {
        Sweep { limits, ..self }
    }

    /// How an occurrence is spelled. In a text that people read a name in capitals is the name.
    fn spelling(&self, text: &str, is_prose: bool) -> Spelling {
        let is_own = |own: &String| {
            text.starts_with(own.as_str()) || is_prose && text.starts_with(&own.to_uppercase())
        };
        if self.names.iter().any(is_own) { Spelling::Own } else { Spelling::Other }
    }

    /// What is left in a file.
    pub fn scan(&self, path: &str, bytes: &[u8]) -> Scan {
        let allowed = vec![0; self.allowed.len()];
        let is_for = |at: usize| self.limits.get(at).is_none_or(|limit| limit.covers_file(path));
        let applies = (0..self.allowed.len()).map(is_for).collect();
        let (found, parted) = (BTreeMap::new(), BTreeSet::new());
        let mut tally =
            Tally { sweep: self, found, applies, allowed, own: 0, parted, is_unread: false };
        tally.text(&Text::read(path, Suffixes::Never), Layer::Path, |part| part.start, false);
        let unread = match packed::open(path, bytes) {
            Opened::Unread(why) => Some(why),
            Opened::Bytes(inner, bytes) => {
                tally.file(inner, &bytes, Layer::Content);
                tally.is_unread.then_some("it is neither UTF-8 nor in the encoding that it names")
            }
        };
        let leftovers = tally.found.into_iter().map(|(look, seen)| seen.leftover(look)).collect();
        Scan { leftovers, allowed: tally.allowed, own: tally.own, unread }
    }
}

/// What occurrences have in common that are counted together.
type Look = (Class, Spelling, Layer, String);

struct Seen {
    count: usize,
    offset: usize,
    excerpt: String,
}

impl Seen {
    fn leftover(self, (class, spelling, layer, text): Look) -> Leftover {
        let Seen { count, offset, excerpt } = self;
        Leftover { class, spelling, layer, text, count, offset, excerpt }
    }
}

struct Tally<'s> {
    sweep: &'s Sweep,
    found: BTreeMap<Look, Seen>,
    /// For each allowed text whether it is so in this file.
    applies: Vec<bool>,
    allowed: Vec<usize>,
    own: usize,
    /// Where names are that tags or characters part which are not seen: they are counted.
    parted: BTreeSet<usize>,
    /// Whether it is a page with a name whose texts could not be read.
    is_unread: bool,
}

impl Tally<'_> {
    fn file(&mut self, path: &str, bytes: &[u8], layer: Layer) {
        let kind = FileKind::of(path, bytes);
        if metadata::is_known(bytes) {
            for text in metadata::texts(bytes) {
                self.text(&Text::read(&text, Suffixes::Never), Layer::Metadata, |_| 0, true);
            }
            return;
        }
        if kind == FileKind::Page
            && let Ok(page) = std::str::from_utf8(bytes)
        {
            self.split(page, layer);
        }
        let mut hits: Vec<usize> =
            self.sweep.search.find_iter(bytes).map(|found| found.start()).collect();
        let plain = hits.len();
        hits.extend(self.sweep.hints.find_iter(bytes).map(|found| found.start()));
        if kind == FileKind::Page {
            hits.extend(memchr::memmem::find_iter(bytes, b"&#"));
        }
        if hits.is_empty() {
            return;
        }
        let plain_hits = hits[..plain].to_vec();
        hits.sort_unstable();
        let suffixes = texts::suffixes(path, bytes);
        let pieces = pieces(kind, bytes, Pick::At(&hits));
        self.is_unread |= pieces.is_none();
        let pieces = pieces.unwrap_or_default();
        for piece in &pieces {
            self.piece(path, piece, suffixes, layer);
        }
        self.rest(bytes, &pieces, &plain_hits, layer);
    }

    /// Names that tags or soft hyphens part.
    fn split(&mut self, page: &str, layer: Layer) {
        let joined = Joined::of(page);
        let mut found: Vec<(Range<usize>, usize)> = Vec::new();
        // The longest is first, so that a name within another one is told once.
        let mut names: Vec<&String> = self.sweep.names.iter().collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        for name in names {
            let one = joined.find(name).into_iter();
            let is_new = |(part, _): &(Range<usize>, usize)| {
                !found.iter().any(|(known, _)| known.start < part.end && part.start < known.end)
            };
            let new: Vec<_> = one.filter(is_new).collect();
            found.extend(new);
        }
        for (part, place) in found {
            self.parted.insert(place);
            if !self.is_allowed(joined.text(), &part) {
                let look = (Class::Visible, Spelling::Own, layer);
                self.count(joined.text(), part, look, place);
            }
        }
    }

    fn piece(&mut self, path: &str, piece: &Piece, suffixes: Suffixes, layer: Layer) {
        let text = &piece.text.text;
        let is_source =
            path.ends_with(".map") && matches!(piece.place, Place::Inner) && text.contains('\n');
        if is_source && layer == Layer::Content {
            return self.file("source.js", text.as_bytes(), Layer::Sources);
        }
        // A key is what nobody reads: where its text is missing, people see what the script asks for, which is another literal.
        let seen = piece.seen(suffixes);
        self.text(&seen, layer, |part| piece.span.start + piece.text.source(part).start, true);
    }

    /// Occurrences in a text. Without compounds and endings for what is no text.
    fn text(
        &mut self,
        seen: &Text,
        layer: Layer,
        place: impl Fn(&Range<usize>) -> usize,
        is_content: bool,
    ) {
        let text = seen.text();
        let mut found: Vec<Range<usize>> =
            self.sweep.search.find_iter(text).map(|found| found.range()).collect();
        let squeezed = Squeezed::of(text).filter(|_| is_content);
        if let Some(squeezed) = &squeezed {
            let inner = self.sweep.search.find_iter(&squeezed.text);
            found.extend(inner.filter_map(|inner| squeezed.split(&inner.range())));
        }
        for part in found {
            if !text.is_char_boundary(part.start)
                || !text.is_char_boundary(part.end)
                || !is_word(text, &part, seen.suffixes())
            {
                continue;
            }
            if self.parted.contains(&place(&part)) {
                continue;
            }
            if is_content && self.sweep.own.contains(text.trim()) {
                self.own += 1;
                continue;
            }
            if is_content && self.is_allowed(text, &part) {
                continue;
            }
            let is_text = is_content && !self.is_identifier(text, &part);
            let class = if is_text { seen.class(part.clone()) } else { Class::Identifier };
            let end = match class {
                Class::Visible => whole(text, &part, seen.ending(&part)),
                Class::Unclear | Class::Identifier | Class::License | Class::Url => part.end,
            };
            let is_prose = class == Class::Visible && layer == Layer::Content && seen.is_prose();
            let spelled: String =
                text[part.start..end].chars().filter(|c| !words::is_invisible(*c)).collect();
            let spelling = self.sweep.spelling(&spelled, is_prose);
            // What it is joined to tells a person what it is.
            let shown = if class == Class::Unclear { run(text, &part) } else { part.start..end };
            self.count(text, shown, (class, spelling, layer), place(&part));
        }
    }

    /// Whether an occurrence has the shape of an identifier: joined by signs, or in small letters and alone, where the name is
    /// not.
    fn is_identifier(&self, text: &str, part: &Range<usize>) -> bool {
        let name = &text[part.clone()];
        let is_own = self.sweep.names.iter().any(|own| own == name);
        let is_small = !name.chars().any(char::is_uppercase);
        let is_alone = text.trim().len() == name.len();
        !is_own && (name.contains(['_', '.']) || is_small && (name.contains('-') || is_alone))
    }

    /// Occurrences that are in no piece: names of variables and classes, and all of a file that has no pieces.
    fn rest(&mut self, bytes: &[u8], pieces: &[Piece], hits: &[usize], layer: Layer) {
        let mut spans = pieces.iter().map(|piece| &piece.span).peekable();
        for hit in hits {
            while spans.next_if(|span| span.end <= *hit).is_some() {}
            if spans.peek().is_some_and(|span| span.start <= *hit) {
                continue;
            }
            let window = hit.saturating_sub(REACH)..(hit + REACH).min(bytes.len());
            let before = metadata::printable(&bytes[window.start..*hit]);
            let text = format!("{before}{}", metadata::printable(&bytes[*hit..window.end]));
            let Some(found) =
                self.sweep.search.find(&text[before.len()..]).filter(|found| found.start() == 0)
            else {
                continue;
            };
            let part = before.len()..before.len() + found.end();
            if text.is_char_boundary(part.end)
                && is_word(&text, &part, Suffixes::Never)
                && !self.is_allowed(&text, &part)
            {
                let class = Text::inner(&text).class(part.clone());
                let spelling = self.sweep.spelling(&text[part.clone()], false);
                self.count(&text, part, (class, spelling, layer), *hit);
            }
        }
    }

    /// Whether a part of a text is within a text that is allowed, which is counted then.
    fn is_allowed(&mut self, text: &str, part: &Range<usize>) -> bool {
        let texts = self.sweep.allowed.iter().zip(&mut self.allowed).zip(&self.applies);
        for ((allowed, count), _) in texts.filter(|(_, applies)| **applies) {
            let inner = self.sweep.search.find_iter(allowed).map(|found| found.start());
            let covers = |at: usize| {
                let start = part.start.checked_sub(at);
                start.is_some_and(|start| text.as_bytes()[start..].starts_with(allowed.as_bytes()))
            };
            if let Some(at) = inner.into_iter().find(|at| covers(*at)) {
                // A text with the name twice is one use.
                let is_first =
                    self.sweep.search.find(allowed).is_some_and(|found| found.start() == at);
                *count += usize::from(is_first);
                return true;
            }
        }
        false
    }

    fn count(
        &mut self,
        text: &str,
        part: Range<usize>,
        (class, spelling, layer): (Class, Spelling, Layer),
        offset: usize,
    ) {
        let name = &text[part.clone()];
        let look = (class, spelling, layer, name.to_owned());
        let seen = self.found.entry(look).or_insert_with(|| Seen {
            count: 0,
            offset,
            excerpt: excerpt(text, &part),
        });
        seen.count += 1;
    }
}

/// How far around an occurrence is looked, in bytes, where there is no text to look at.
const REACH: usize = 120;

/// The end of the word that a visible name begins: behind its ending, or behind the next word of its compound.
fn whole(text: &str, part: &Range<usize>, ending: Option<Ending>) -> usize {
    let rest = &text[part.end..];
    match ending {
        Some(Ending::Inflection(length)) => part.end + length,
        Some(Ending::Compound) if rest.starts_with(['-', '\u{2010}', '\u{2011}']) => {
            let hyphen = rest.find(char::is_alphanumeric).unwrap_or(rest.len());
            words::end_of_word(text, part.end + hyphen)
        }
        _ => part.end,
    }
}

/// The run of letters and signs that a name is joined to: `Name.js`.
fn run(text: &str, part: &Range<usize>) -> Range<usize> {
    let (run, inner) = words::around(text, part);
    let start = part.start - inner.start;
    start..start + run.len()
}

/// Whether a part of a text is a word, or a word within an identifier: `isFletApp`, and not `pamphlet`.
fn is_word(text: &str, part: &Range<usize>, suffixes: Suffixes) -> bool {
    let name = &text[part.clone()];
    let ends = [name.chars().next(), name.chars().next_back()];
    let [Some(first), Some(last)] = ends else { return false };
    let before = text[..part.start].chars().next_back();
    let after = text[part.end..].chars().next();
    let is_joined = |letter: char| letter.is_alphabetic() && !words::is_unspaced(letter);
    let starts = before
        .is_none_or(|before| !is_joined(before) || !before.is_uppercase() && first.is_uppercase());
    let goes_on = after
        .is_some_and(|after| is_joined(after) && (!after.is_uppercase() || last.is_uppercase()));
    // The text's class decides between an ending and another word, if the name before it is a word of its own.
    let may_end = goes_on
        && words::stands_before(text, part.start)
        && (matches!(words::ending(text, part.end, suffixes), Some(Ending::Inflection(_)))
            || words::may_be_inflected(text, part.end, suffixes));
    starts && (!goes_on || may_end)
}

/// An occurrence with what is around it, on one line.
fn excerpt(text: &str, part: &Range<usize>) -> String {
    let start = text.floor_char_boundary(part.start.saturating_sub(40));
    let end = text.ceil_char_boundary((part.end + 40).min(text.len()));
    metadata::printable(&text.as_bytes()[start..end])
}

/// The ways in which the words of a name are joined.
fn variants(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut variants = vec![name.to_owned(), name.to_lowercase(), name.to_uppercase()];
    if words.len() > 1 {
        for joint in [" ", "", "-", "_", ".", "\u{A0}", "\u{202F}", "&nbsp;"] {
            variants.push(words.join(joint));
        }
    }
    variants.sort();
    variants.dedup();
    variants
}

fn automaton(patterns: Vec<String>) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(true);
    builder.build(patterns).expect("names are short enough for an automaton")
}

/// The ways in which scripts and JSON escape a letter, whatever the case of their digits.
fn escaped(letter: char) -> Vec<String> {
    let code = u32::from(letter);
    let mut escapes = vec![format!("\\u{{{code:x}}}")];
    if code < 0x100 {
        escapes.push(format!("\\x{code:02x}"));
    }
    let mut units = [0; 2];
    let first = letter.encode_utf16(&mut units)[0];
    escapes.push(format!("\\u{first:04x}"));
    escapes
}

/// Occurrences of many files that look the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// What they are.
    pub class: Class,
    /// How they are spelled.
    pub spelling: Spelling,
    /// Where they stand.
    pub layer: Layer,
    /// The name as it is there.
    pub text: String,
    /// How many there are.
    pub count: usize,
    /// In which files, with how many in each.
    pub files: BTreeMap<String, usize>,
    /// The first with what is around it.
    pub excerpt: String,
}

/// The leftovers of files, given with their paths, as groups: visible ones first, then by their texts.
pub fn groups<'p>(files: impl IntoIterator<Item = (&'p str, Vec<Leftover>)>) -> Vec<Group> {
    let mut groups: BTreeMap<Look, Group> = BTreeMap::new();
    for (path, leftovers) in files {
        for Leftover { class, spelling, layer, text, count, excerpt, .. } in leftovers {
            let look = (class, spelling, layer, text.clone());
            let group = groups.entry(look).or_insert_with(|| Group {
                class,
                spelling,
                layer,
                text,
                count: 0,
                files: BTreeMap::new(),
                excerpt,
            });
            group.count += count;
            *group.files.entry(path.to_owned()).or_default() += count;
        }
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// Each leftover as `class layer text count`, without those of the path.
    fn found(path: &str, bytes: &[u8]) -> Vec<String> {
        let scan = Sweep::new(&names(&["Home Assistant", "Flet"]), &[]).scan(path, bytes);
        let line = |left: &Leftover| {
            format!("{:?} {:?} {} {}", left.class, left.spelling, left.text, left.count)
        };
        scan.leftovers.iter().map(line).collect()
    }

    fn check(path: &str, source: &str, expect: &[&str]) {
        assert_eq!(found(path, source.as_bytes()), expect, "{source}");
    }

    #[test]
    fn occurrences_are_classed() {
        check(
            "a.js",
            "f({title:'In Flet',id:'flet'});isFletApp=fletcher // Flet",
            &[
                "Visible Own Flet 1",
                "Identifier Own Flet 1",
                "Identifier Other flet 1",
                "License Own Flet 1",
            ],
        );
        check("a.js", "t('In \\x46let-Server')", &["Visible Own Flet-Server 1"]);
        check(
            "sr.json",
            "{\"a\":\"Home Assistant\u{2011}a\"}",
            &["Visible Own Home Assistant\u{2011}a 1"],
        );
        check("hu.json", "{\"a\":\"Home Assistanthoz\"}", &["Visible Own Home Assistanthoz 1"]);
        check(
            "a.js",
            "a='https://flet.dev/x',b='home_assistant'",
            &["Identifier Other home_assistant 1", "Url Other flet 1"],
        );
        check(
            "a.html",
            "<title>F&#108;et</title><div class=flet>",
            &["Visible Own Flet 1", "Identifier Other flet 1"],
        );
        check(
            "a.css",
            ".flet{content:'Flet'}/* Flet */",
            &["Visible Own Flet 1", "Identifier Other flet 1", "License Own Flet 1"],
        );
        check("a.js", "'pamphlet Fletcher Genişlet'", &[]);
        check(
            "a.svg",
            "<svg><title>Flet</title><!-- Flet --></svg>",
            &["Visible Own Flet 1", "License Own Flet 1"],
        );
        check("img/flet-icon.bin", "", &["Identifier Other flet 1"]);
        check("a.wasm", "\0asm\u{1}\0Welcome to Flet\0", &["Identifier Own Flet 1"]);
        check("a.map", r#"{"sourcesContent":["x\nt('In Flet')"]}"#, &["Visible Own Flet 1"]);
    }

    #[test]
    fn what_may_be_a_name_is_unclear() {
        check(
            "a.js",
            "t('see Flet.js now','@Flet on X','two Flets here','flet is so')",
            &[
                "Visible Other flet 1",
                "Unclear Own @Flet 1",
                "Unclear Own Flet.js 1",
                "Unclear Own Flets 1",
            ],
        );
        check("a.js", "t('[Flet] failed now')", &["Unclear Own Flet 1"]);
        check("a.js", "t('In Fl\\u00adet now')", &["Visible Own Fl\u{AD}et 1"]);
        check("a.d.ts", "declare module 'Flet'; // Flet", &["Identifier Own Flet 2"]);
    }

    #[test]
    fn what_no_edit_reaches_is_visible() {
        let seen = |source: &str| check("a.html", source, &["Visible Own Flet 1"]);
        seen("<p>{{ greeting or 'In Flet' }}</p>");
        seen("<script>var t = {{ _('In Flet')|tojson }};</script>");
        seen("<a onclick=\"alert('Flet')\" title=x>");
        seen("<iframe srcdoc='&lt;p>In Flet'></iframe>");
        seen("<a data-tooltip='Flet'>");
        seen("<style>a::after{content:'Flet'}</style>");
        seen("<script type=\"application/ld+json\">{\"name\":\"Flet\"}</script>");
        seen("<b>Fl</b>et");
        seen("In Fl&shy;et");
        check("a.html", "<p>FLET IS HERE</p>", &["Visible Own FLET 1"]);
        check("a.js", "t('FLET IS HERE','FLET')", &["Visible Own FLET 1", "Visible Other FLET 1"]);
        check("a.json", "{\"appName\":\"Flet\"}", &["Visible Own Flet 1"]);
        check("a.html", "© 2023 Flet Contributors", &["License Own Flet 1"]);
    }

    #[test]
    fn packed_files_are_opened() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut gzip, b"t('In Flet')").unwrap();
        assert_eq!(found("a.js.gz", &gzip.finish().unwrap()), ["Visible Own Flet 1"]);
        let utf16: Vec<u8> = "\u{FEFF}In Flet".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(found("a.txt", &utf16), ["Visible Own Flet 1"]);
        assert!(Sweep::new(&[], &[]).scan("a.gz", b"no").unread.is_some());
        assert_eq!(
            found("a.png", b"\x89PNG\r\n\x1A\n\0\0\0\x0AtEXtTitle\0Flet"),
            ["Visible Own Flet 1"]
        );
    }

    #[test]
    fn allowed_texts_are_counted() {
        let allowed = names(&["application/flet-sync", "by Flet and Flet"]);
        let sweep = Sweep::new(&names(&["Flet"]), &allowed);
        let scan =
            sweep.scan("a.js", b"x='application/flet-sync';t('by Flet and Flet');t('In Flet')");
        assert_eq!((scan.allowed, scan.leftovers.len()), (vec![1, 1], 1));
    }

    #[test]
    fn files_are_grouped() {
        let scan = |source: &str| {
            Sweep::new(&names(&["Flet"]), &[]).scan("a.js", source.as_bytes()).leftovers
        };
        let groups =
            groups([("a.js", scan("t('In Flet','By Flet')")), ("b.js", scan("t('In Flet')"))]);
        assert_eq!((groups.len(), groups[0].count, groups[0].files["a.js"]), (1, 3, 2));
    }
}

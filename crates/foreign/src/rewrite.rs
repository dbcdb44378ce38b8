//! The last change of a file's bytes: new hashes of names, then new digests.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::facts::{around, nearest, stands_alone};

/// The bytes with each old hash of a name replaced by the new one, which has the same length.
pub fn rename(mut bytes: Vec<u8>, tokens: &BTreeMap<String, String>) -> Vec<u8> {
    let Some(automaton) = automaton(tokens.keys(), bytes.len()) else { return bytes };
    let new: Vec<&String> = tokens.values().collect();
    let hits: Vec<_> = automaton.find_iter(&bytes).collect();
    for hit in hits {
        if stands_alone(&bytes, hit.range()) {
            bytes[hit.range()].copy_from_slice(new[hit.pattern().as_usize()].as_bytes());
        }
    }
    bytes
}

/// A text that is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The text.
    pub old: String,
    /// What is written for it.
    pub new: String,
    /// The path that is named beside it, where the same text is replaced by others beside other paths.
    pub beside: Option<String>,
}

/// The bytes with each old text replaced by the new one, wherever it stands.
pub fn replace(bytes: Vec<u8>, texts: &[Replaced]) -> Vec<u8> {
    let mut choices: BTreeMap<&String, Vec<&Replaced>> = BTreeMap::new();
    for text in texts {
        choices.entry(&text.old).or_default().push(text);
    }
    let Some(automaton) = automaton(choices.keys().copied(), bytes.len()) else { return bytes };
    let choices: Vec<Vec<&Replaced>> = choices.into_values().collect();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for hit in automaton.find_iter(&bytes) {
        out.extend_from_slice(&bytes[at..hit.start()]);
        let new = chosen(&choices[hit.pattern().as_usize()], &bytes, hit.range());
        out.extend_from_slice(new.new.as_bytes());
        at = hit.end();
    }
    out.extend_from_slice(&bytes[at..]);
    out
}

/// Which of the texts that may be written for one is meant at a place.
fn chosen<'t>(choices: &[&'t Replaced], bytes: &[u8], at: Range<usize>) -> &'t Replaced {
    let last = choices[choices.len() - 1];
    if choices.len() == 1 {
        return last;
    }
    let text = |span: Range<usize>| String::from_utf8_lossy(&bytes[span]).into_owned();
    let [before, after] = around(bytes, at).map(text);
    let paths = choices.iter().map(|choice| choice.beside.as_deref().unwrap_or_default());
    nearest(paths, &before, &after).map_or(last, |at| choices[at])
}

/// A text that has fewer bytes is searched in less time than a quick automaton is built.
const SHORT: usize = 64 << 10;

/// What finds texts in so many bytes.
fn automaton<'a>(needles: impl Iterator<Item = &'a String>, length: usize) -> Option<AhoCorasick> {
    let needles: Vec<&String> = needles.collect();
    let kind = (length < SHORT).then_some(AhoCorasickKind::NoncontiguousNFA);
    let mut builder = AhoCorasick::builder();
    let built = builder.match_kind(MatchKind::LeftmostLongest).kind(kind).build(&needles);
    built.ok().filter(|_| !needles.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned())).collect()
    }

    #[test]
    fn a_hash_is_renamed_where_it_stands_alone() {
        let check = |text: &str, expect: &str| {
            let tokens = table(&[("8ae3f012", "00000000"), ("BlbIqvQw", "xxxxxxxx")]);
            assert_eq!(String::from_utf8(rename(text.into(), &tokens)).unwrap(), expect);
        };
        check("import'./Value.8ae3f012.js'", "import'./Value.00000000.js'");
        check("{12:\"8ae3f012\"}", "{12:\"00000000\"}");
        check("a-BlbIqvQw.js _BlbIqvQw", "a-xxxxxxxx.js _xxxxxxxx");
        check("18ae3f012 8ae3f0123", "18ae3f012 8ae3f0123");
    }

    #[test]
    fn a_digest_is_replaced() {
        let text = |old: &str, new: &str, beside: Option<&str>| Replaced {
            old: old.to_owned(),
            new: new.to_owned(),
            beside: beside.map(str::to_owned),
        };
        let texts = [text("old", "a longer one", None)];
        assert_eq!(replace(b"sha256-old=".to_vec(), &texts), b"sha256-a longer one=");
        assert_eq!(replace(b"nothing".to_vec(), &[]), b"nothing");
        let texts = [text("old", "new", Some("a/x")), text("old", "old", Some("b/x"))];
        assert_eq!(replace(b"a/x,old;b/x,old;".to_vec(), &texts), b"a/x,new;b/x,old;");
    }
}

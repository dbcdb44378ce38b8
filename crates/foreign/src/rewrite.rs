//! The last change of a file's bytes: new hashes of names, then new digests.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::facts::stands_alone;

/// The bytes with each old hash of a name replaced by the new one, which has the same length.
pub fn rename(mut bytes: Vec<u8>, tokens: &BTreeMap<String, String>) -> Vec<u8> {
    let Some(automaton) = automaton(tokens.keys()) else { return bytes };
    let new: Vec<&String> = tokens.values().collect();
    let hits: Vec<_> = automaton.find_iter(&bytes).collect();
    for hit in hits {
        if stands_alone(&bytes, hit.range()) {
            bytes[hit.range()].copy_from_slice(new[hit.pattern().as_usize()].as_bytes());
        }
    }
    bytes
}

/// The bytes with each old text replaced by the new one, wherever it stands.
pub fn replace(bytes: Vec<u8>, texts: &BTreeMap<String, String>) -> Vec<u8> {
    let Some(automaton) = automaton(texts.keys()) else { return bytes };
    let new: Vec<&String> = texts.values().collect();
    automaton.replace_all_bytes(&bytes, &new)
}

fn automaton<'a>(needles: impl Iterator<Item = &'a String>) -> Option<AhoCorasick> {
    let needles: Vec<&String> = needles.collect();
    let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&needles);
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
        let texts = table(&[("old", "a longer one")]);
        assert_eq!(replace(b"sha256-old=".to_vec(), &texts), b"sha256-a longer one=");
        assert_eq!(replace(b"nothing".to_vec(), &BTreeMap::new()), b"nothing");
    }
}

//! The files of a bundle that are of one language each, and who names them. A tenant has those of its languages, so whatever names
//! such a file must be in an entry of a list that goes with it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};

use crate::bundle_file::BundleFile;
use crate::entries::LanguageEntry;
use crate::facts::{Facts, file_name, is_text_name, stands_alone};
use crate::language;
use crate::lists;
use crate::paths::PathPattern;
use crate::siblings::plain;

/// The files of a bundle that are of one language each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogs {
    /// Path → language, as tags are compared: see [`language::normal`].
    pub files: BTreeMap<String, String>,
    /// The languages as the paths write them.
    pub tags: BTreeSet<String>,
}

/// What names a file of a language, and would do so where the file is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlisted {
    /// The file that names it.
    pub path: String,
    /// What is named, as it is written there.
    pub name: String,
    /// The text around it.
    pub excerpt: String,
    /// How many such names the file has.
    pub count: usize,
}

impl Catalogs {
    /// The files that patterns match, with their source maps and compressed forms.
    pub fn new(files: &[BundleFile], patterns: &[PathPattern]) -> Catalogs {
        let mut catalogs = Catalogs::default();
        for file in files {
            let name = plain(&file.path).map_or(file.path.as_str(), |(plain, _)| plain);
            let name = name.strip_suffix(".map").unwrap_or(name);
            let tag = patterns.iter().find_map(|pattern| pattern.find(name)?.language);
            if let Some(tag) = tag.map(|span| &name[span]) {
                catalogs.files.insert(file.path.clone(), language::normal(tag));
                catalogs.tags.insert(tag.to_owned());
            }
        }
        catalogs
    }

    /// Whether there is a file of a language.
    pub fn has(&self, tag: &str) -> bool {
        self.tags.iter().any(|known| language::normal(known) == language::normal(tag))
    }
}

/// Finds where files of languages are named: by the hash of their name, or else by the name.
pub(crate) struct Search<'a> {
    catalogs: &'a Catalogs,
    /// What each needle stands for: the languages whose files have a hash; none of a name, which says nothing without its folder.
    needles: Vec<BTreeSet<&'a str>>,
    automaton: Option<AhoCorasick>,
}

impl<'a> Search<'a> {
    pub(crate) fn new(catalogs: &'a Catalogs, facts: &'a Facts) -> Search<'a> {
        let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (path, language) in &catalogs.files {
            match facts.files.get(path).and_then(|known| known.token.as_deref()) {
                Some(token) => drop(all.entry(token).or_default().insert(language)),
                None => drop(all.entry(file_name(path)).or_default()),
            }
        }
        let (texts, needles): (Vec<&str>, Vec<BTreeSet<&str>>) = all.into_iter().unzip();
        let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts);
        let automaton = built.ok().filter(|_| !texts.is_empty());
        Search { catalogs, needles, automaton }
    }

    /// Whether nothing is looked for in a file.
    pub(crate) fn skips(&self, path: &str) -> bool {
        self.automaton.is_none() || !is_text_name(path)
    }

    /// Adds the entries of precache lists that name files of languages, and returns what else names some: `entries` are known already.
    pub(crate) fn named(
        &self,
        (path, bytes): (&str, &[u8]),
        entries: &mut Vec<LanguageEntry>,
    ) -> Option<Unlisted> {
        let own = self.catalogs.files.get(path);
        let mut elsewhere: Option<Unlisted> = None;
        for hit in self.automaton.iter().flat_map(|automaton| automaton.find_iter(bytes)) {
            let languages = self.languages((path, bytes), &hit);
            let is_in = |entry: &LanguageEntry| {
                languages.contains(entry.language.as_str())
                    && entry.span.start <= hit.start()
                    && hit.end() <= entry.span.end
            };
            let is_own = own.is_some_and(|own| languages.contains(own.as_str()));
            if languages.is_empty() || is_own || entries.iter().any(is_in) {
                continue;
            }
            let only = languages.first().filter(|_| languages.len() == 1);
            let quoted = lists::quoted(bytes, hit.range());
            let listed = quoted.and_then(|text| Some((lists::entry(bytes, &text)?, *only?)));
            match listed {
                Some((span, language)) => {
                    let [comma_before, comma_after] = lists::commas(bytes, &span);
                    let language = language.to_owned();
                    entries.push(LanguageEntry { span, comma_before, comma_after, language });
                }
                None => match &mut elsewhere {
                    Some(first) => first.count += 1,
                    None => elsewhere = Some(unlisted((path, bytes), hit.range())),
                },
            }
        }
        entries.sort_by_key(|entry| entry.span.start);
        elsewhere
    }

    /// The language of the file that is named at a place; where only a hash is written, those of all files that have it.
    fn languages(&self, (path, bytes): (&str, &[u8]), hit: &aho_corasick::Match) -> BTreeSet<&str> {
        let of_hash = &self.needles[hit.pattern().as_usize()];
        if !of_hash.is_empty() && !stands_alone(bytes, hit.range()) {
            return BTreeSet::new();
        }
        let is_one = |path: &str| self.catalogs.files.contains_key(path);
        let text = lists::quoted(bytes, hit.range());
        let named = text.and_then(|text| lists::named_path(path, &bytes[text], &is_one));
        match named.and_then(|named| self.catalogs.files.get(&named)) {
            Some(language) => [language.as_str()].into(),
            None => of_hash.clone(),
        }
    }
}

/// How much is shown to each side of a name, in bytes.
const AROUND: usize = 40;

fn unlisted((path, bytes): (&str, &[u8]), at: Range<usize>) -> Unlisted {
    let text = |span: Range<usize>| String::from_utf8_lossy(&bytes[span]).into_owned();
    let around = at.start.saturating_sub(AROUND)..bytes.len().min(at.end + AROUND);
    let excerpt = text(around).replace(char::is_control, " ");
    let excerpt = excerpt.trim_matches('\u{fffd}').trim().to_owned();
    Unlisted { path: path.to_owned(), name: text(at), excerpt, count: 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entries::without;
    use crate::facts::FileFacts;

    fn catalogs(files: &[(&str, &str)]) -> Catalogs {
        let files = files.iter().map(|(path, tag)| ((*path).to_owned(), (*tag).to_owned()));
        Catalogs { files: files.collect(), tags: BTreeSet::new() }
    }

    /// What is left of a file where German is not there, and what else names its files.
    fn check(text: &str, left: &str, elsewhere: Option<&str>) {
        let catalogs = catalogs(&[
            ("l/de.js", "de"),
            ("l/fr.js", "fr"),
            ("de/app.json", "de"),
            ("fr/app.json", "fr"),
        ]);
        let facts = Facts::default();
        let mut entries = Vec::new();
        let named = Search::new(&catalogs, &facts).named(("sw.js", text.as_bytes()), &mut entries);
        let mut out = text.to_owned();
        let goes = entries.iter().filter(|entry| entry.language == "de");
        for span in without(goes).into_iter().rev() {
            out.replace_range(span, "");
        }
        assert_eq!(out, left, "{text}");
        assert_eq!(named.map(|named| named.name).as_deref(), elsewhere, "{text}");
    }

    #[test]
    fn entries_of_precache_lists_go_with_their_file() {
        check(
            r#"[{url:"l/de.js",revision:null},{url:"l/fr.js",revision:null}]"#,
            r#"[{url:"l/fr.js",revision:null}]"#,
            None,
        );
        check(r#"["l/fr.js","l/de.js"]"#, r#"["l/fr.js"]"#, None);
        check(r#"{"de/app.json":"0a","fr/app.json":"0b"}"#, r#"{"fr/app.json":"0b"}"#, None);
    }

    #[test]
    fn files_of_several_languages_may_have_one_hash() {
        let catalogs = catalogs(&[("l/en-0a1b2c3d.json", "en"), ("l/no-0a1b2c3d.json", "no")]);
        let mut facts = Facts::default();
        for path in catalogs.files.keys() {
            let token = Some("0a1b2c3d".to_owned());
            facts.files.insert(path.clone(), FileFacts { token, ..FileFacts::default() });
        }
        let check = |text: &str, known: Option<&str>, expect: (&[&str], bool)| {
            let entry = |language: &str| LanguageEntry {
                span: 0..text.len(),
                comma_before: None,
                comma_after: None,
                language: language.to_owned(),
            };
            let mut entries: Vec<LanguageEntry> = known.map(entry).into_iter().collect();
            let search = Search::new(&catalogs, &facts);
            let told = search.named(("app.js", text.as_bytes()), &mut entries).is_some();
            let found: Vec<&str> = entries.iter().map(|one| one.language.as_str()).collect();
            assert_eq!((found.as_slice(), told), expect, "{text}");
        };
        check(r#""en":{"h":"0a1b2c3d"}"#, Some("en"), (&["en"], false));
        check(r#""de":{"h":"0a1b2c3d"}"#, Some("de"), (&["de"], true));
        check(r#"["l/no-0a1b2c3d.json"]"#, None, (&["no"], false));
        check(r#"["0a1b2c3d"]"#, None, (&[], true));
        check(r#"["x0a1b2c3d"]"#, None, (&[], false));
    }

    #[test]
    fn what_else_names_a_file_is_told() {
        check(r#"import("./l/de.js")"#, r#"import("./l/de.js")"#, Some("de.js"));
        check(r#"import("./other/de.js")"#, r#"import("./other/de.js")"#, None);
    }
}

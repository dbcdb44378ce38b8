//! Entries of lists that are of one language each: the members of `{"de": {…}, "fr": {…}}`, the items of `["de", "fr"]`. A tenant
//! has those of its languages.

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;
use serde::{Deserialize, Serialize};

use crate::language;

/// An entry of a list that is of one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageEntry {
    /// The entry, without a comma.
    pub span: Range<usize>,
    /// Where the comma before it is, if there is one.
    pub comma_before: Option<usize>,
    /// Where the comma after it is, if there is one.
    pub comma_after: Option<usize>,
    /// The language, as tags are compared: see [`language::normal`].
    pub language: String,
}

/// A list whose entries are of one language each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRule {
    /// How the list begins: a text that ends with its bracket.
    pub list: String,
    /// How its entries begin that are of a language.
    pub entries: Vec<EntryPattern>,
}

/// How an entry begins: a text with one `{language}`, in which `*` stands for any characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Any,
    Language,
}

/// Where the language stands in the pattern of an entry.
const LANGUAGE: &str = "{language}";

/// The brackets of lists.
const BRACKETS: [(u8, u8); 3] = [(b'{', b'}'), (b'[', b']'), (b'(', b')')];

impl ListRule {
    /// Whether a text says how a list begins.
    pub fn is_list(text: &str) -> bool {
        text.ends_with(['{', '['])
    }
}

impl EntryPattern {
    /// Reads a pattern; none of a text that does not say once where the language is.
    pub fn parse(text: &str) -> Option<EntryPattern> {
        let (before, after) = text.split_once(LANGUAGE)?;
        if after.contains(LANGUAGE) {
            return None;
        }
        let mut parts = literals(before);
        parts.push(Part::Language);
        parts.extend(literals(after));
        Some(EntryPattern { text: text.to_owned(), parts })
    }

    /// The text that it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tag of the language of an entry that begins as the pattern says.
    fn language_of<'e>(&self, entry: &'e str) -> Option<&'e str> {
        find(&self.parts, entry, 0).map(|span| &entry[span])
    }
}

fn literals(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for (number, literal) in text.split('*').enumerate() {
        if number > 0 {
            parts.push(Part::Any);
        }
        if !literal.is_empty() {
            parts.push(Part::Literal(literal.to_owned()));
        }
    }
    parts
}

/// Matches the beginning of an entry, from a byte of it on. Returns where the language is.
fn find(parts: &[Part], entry: &str, at: usize) -> Option<Range<usize>> {
    let (part, after) = parts.split_first()?;
    let rest = &entry[at..];
    match part {
        Part::Literal(text) => {
            rest.starts_with(text.as_str()).then(|| find(after, entry, at + text.len()))?
        }
        // What stands for anything is followed by a text, or by the language.
        Part::Any => match after.first()? {
            Part::Literal(text) => {
                let mut places = rest.match_indices(text.as_str()).map(|(place, _)| at + place);
                places.find_map(|place| find(after, entry, place))
            }
            _ => {
                let mut places = rest.char_indices().map(|(place, _)| at + place);
                places.find_map(|place| find(after, entry, place))
            }
        },
        Part::Language => language::tag_lengths(rest).into_iter().find_map(|length| {
            let end = at + length;
            let is_followed = match after {
                [] => !entry[end..].starts_with(['-', '_']),
                _ => is_prefix(after, entry, end),
            };
            is_followed.then_some(at..end)
        }),
    }
}

/// Whether an entry goes on so from a byte on.
fn is_prefix(parts: &[Part], entry: &str, at: usize) -> bool {
    let Some((part, after)) = parts.split_first() else { return true };
    let rest = &entry[at..];
    match part {
        Part::Literal(text) => {
            rest.starts_with(text.as_str()) && is_prefix(after, entry, at + text.len())
        }
        Part::Any => rest.char_indices().any(|(place, _)| is_prefix(after, entry, at + place)),
        Part::Language => false,
    }
}

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) entries: Vec<LanguageEntry>,
    /// The rules, by number, that have an entry.
    pub(crate) rules: BTreeSet<usize>,
}

/// How many times the bytes of a file may be read for lists: those that begin alike may lie within each other.
const READS: usize = 32;

/// Finds the entries of lists. The error is the number of a rule whose list does not end, or that too many lists begin like.
pub(crate) fn entries(bytes: &[u8], rules: &[ListRule]) -> Result<Found, usize> {
    let mut found = Found::default();
    for (number, rule) in rules.iter().enumerate() {
        if !may_have(bytes, rule) {
            continue;
        }
        let mut left = bytes.len().saturating_mul(READS);
        for at in memmem::find_iter(bytes, rule.list.as_bytes()) {
            let open = at + rule.list.len() - 1;
            let (items, end) = items(bytes, open);
            let read = end.unwrap_or(bytes.len()) - open;
            left = left.checked_sub(read).ok_or(number)?;
            let entries: Vec<LanguageEntry> = of_items(bytes, &items, rule);
            if entries.is_empty() {
                continue;
            }
            if end.is_none() {
                return Err(number);
            }
            found.rules.insert(number);
            found.entries.extend(entries);
        }
    }
    found.entries.sort_by_key(|entry| entry.span.start);
    Ok(found)
}

/// Whether a file can have an entry of a list: one has the longest text of its pattern.
fn may_have(bytes: &[u8], rule: &ListRule) -> bool {
    let longest = |pattern: &EntryPattern| {
        let texts = pattern.parts.iter().filter_map(|part| match part {
            Part::Literal(text) => Some(text.clone()),
            Part::Any | Part::Language => None,
        });
        texts.max_by_key(String::len).unwrap_or_default()
    };
    rule.entries.iter().any(|pattern| memmem::find(bytes, longest(pattern).as_bytes()).is_some())
}

fn of_items(bytes: &[u8], items: &[Range<usize>], rule: &ListRule) -> Vec<LanguageEntry> {
    let of = |(number, item): (usize, &Range<usize>)| {
        let text = str::from_utf8(&bytes[item.clone()]).ok()?;
        let tag = rule.entries.iter().find_map(|pattern| pattern.language_of(text))?;
        Some(LanguageEntry {
            span: item.clone(),
            comma_before: number.checked_sub(1).and_then(|before| comma(bytes, items[before].end)),
            comma_after: comma(bytes, item.end),
            language: language::normal(tag),
        })
    };
    items.iter().enumerate().filter_map(of).collect()
}

/// Where the comma is that is the next of a text from a place on, but for white space and comments.
fn comma(bytes: &[u8], at: usize) -> Option<usize> {
    let at = skip_blank(bytes, at);
    (bytes.get(at) == Some(&b',')).then_some(at)
}

/// The items of the list that a bracket opens, and where the list ends, if it does.
fn items(bytes: &[u8], open: usize) -> (Vec<Range<usize>>, Option<usize>) {
    let mut closing = vec![closing(bytes[open])];
    let (mut items, mut start, mut end, mut at) = (Vec::new(), None, open, open + 1);
    while at < bytes.len() {
        let next = skip_blank(bytes, at);
        if next > at {
            at = next;
            continue;
        }
        let byte = bytes[at];
        let is_end = closing.len() == 1 && Some(byte) == closing[0];
        if is_end || closing.len() == 1 && byte == b',' {
            items.extend(start.take().map(|start| start..end));
            if is_end {
                return (items, Some(at));
            }
            at += 1;
            continue;
        }
        start.get_or_insert(at);
        match byte {
            b'"' | b'\'' | b'`' => at = after_string(bytes, at),
            // Within a text that has the whole list, such as `JSON.parse('…')`.
            b'\\' => at += 2,
            b'{' | b'[' | b'(' => {
                closing.push(self::closing(byte));
                at += 1;
            }
            b'}' | b']' | b')' => {
                if closing.pop().flatten() != Some(byte) || closing.is_empty() {
                    return (items, None);
                }
                at += 1;
            }
            _ => at += 1,
        }
        end = at;
    }
    (items, None)
}

/// The bracket that ends what another one opens.
fn closing(open: u8) -> Option<u8> {
    BRACKETS.into_iter().find(|(own, _)| *own == open).map(|(_, close)| close)
}

/// The place after a string that begins at a place.
fn after_string(bytes: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            byte if *byte == bytes[open] => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The first place from one on that is neither white space nor of a comment.
fn skip_blank(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let length = match rest {
            [byte, ..] if byte.is_ascii_whitespace() => 1,
            [b'/', b'*', inner @ ..] => match memmem::find(inner, b"*/") {
                Some(length) => length + 4,
                None => return at,
            },
            [b'/', b'/', inner @ ..] => {
                memchr::memchr(b'\n', inner).map_or(rest.len(), |to| to + 3)
            }
            _ => return at,
        };
        at += length;
    }
}

/// What goes of a text where some entries go: the spans, sorted, each with the commas that go too.
pub(crate) fn without<'e>(entries: impl Iterator<Item = &'e LanguageEntry>) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    // Entries beside each other, as one.
    let mut run: Option<LanguageEntry> = None;
    for entry in entries {
        match &mut run {
            // It is within one that goes.
            Some(last) if entry.span.end <= last.span.end => {}
            Some(last) if last.comma_after.is_some() && last.comma_after == entry.comma_before => {
                last.span.end = entry.span.end;
                last.comma_after = entry.comma_after;
            }
            _ => spans.extend(run.replace(entry.clone()).map(of_run)),
        }
    }
    spans.extend(run.map(of_run));
    spans
}

/// Entries with the comma after them, or else with that before them.
fn of_run(run: LanguageEntry) -> Range<usize> {
    match (run.comma_before, run.comma_after) {
        (_, Some(after)) => run.span.start..after + 1,
        (Some(before), None) => before..run.span.end,
        (None, None) => run.span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(list: &str, entries: &[&str]) -> ListRule {
        let entries = entries.iter().map(|text| EntryPattern::parse(text).unwrap()).collect();
        ListRule { list: list.to_owned(), entries }
    }

    /// What is left of a text for who has some languages.
    fn left(text: &str, rule: &ListRule, languages: &[&str]) -> String {
        let found = entries(text.as_bytes(), std::slice::from_ref(rule)).unwrap();
        let goes = |entry: &&LanguageEntry| !languages.contains(&entry.language.as_str());
        let mut left = text.to_owned();
        for span in without(found.entries.iter().filter(goes)).into_iter().rev() {
            left.replace_range(span, "");
        }
        left
    }

    #[test]
    fn each_choice_of_languages_leaves_a_list() {
        let rule = rule("=[", &[r#""{language}""#]);
        let check = |languages: &[&str], expect: &str| {
            assert_eq!(left(r#"a=["de", "en","fr"]"#, &rule, languages), expect);
        };
        check(&["de", "en", "fr"], r#"a=["de", "en","fr"]"#);
        check(&["de"], r#"a=["de"]"#);
        check(&["en"], r#"a=[ "en"]"#);
        check(&["fr"], r#"a=["fr"]"#);
        check(&["de", "fr"], r#"a=["de", "fr"]"#);
        check(&["de", "en"], r#"a=["de", "en"]"#);
        check(&[], "a=[]");
    }

    #[test]
    fn lists_are_found_in_scripts_and_in_texts_of_scripts() {
        let check = |text: &str, (list, entry): (&str, &str), expect: &str| {
            assert_eq!(left(text, &rule(list, &[entry]), &["en", "zh-cn"]), expect);
        };
        check(
            r#"P=JSON.parse('{"n":["x"],"t":{"de":{"n":"D,\'}","h":"1"},"en":{"h":"2"},"zh-Hant":{}}}')"#,
            (r#""t":{"#, r#""{language}":"#),
            r#"P=JSON.parse('{"n":["x"],"t":{"en":{"h":"2"}}}')"#,
        );
        check(
            r#"Object.assign({"./de.json":()=>p(()=>import(`./de.js`),[]),"./en.json":()=>p(()=>import('./en.js'),[])})"#,
            ("Object.assign({", r#""./{language}.json":"#),
            r#"Object.assign({"./en.json":()=>p(()=>import('./en.js'),[])})"#,
        );
        check(
            r#"({12:"a/de-po",7:"dayjs",9:"a/zh_CN-po",}[e])"#,
            ("({", r#"*:"a/{language}-po""#),
            r#"({7:"dayjs",9:"a/zh_CN-po",}[e])"#,
        );
        check("{de:f(1,{}),en:g/* , */,fr:h}", ("{", "{language}:"), "{en:g/* , */}");
        check(r#"["deny","en"]"#, ("[", r#""{language}""#), r#"["deny","en"]"#);
    }

    #[test]
    fn a_list_that_does_not_end_is_told() {
        let check = |text: &str, expect: Result<usize, usize>| {
            let found = entries(text.as_bytes(), &[rule("a=[", &[r#""{language}""#])]);
            assert_eq!(found.map(|found| found.entries.len()), expect, "{text}");
        };
        check(r#"a=["de","en""#, Err(0));
        check(r#"a=["de","en"}"#, Err(0));
        check(r#"a=["x","y"}"#, Ok(0));
        check(r#"b=["de","en"]"#, Ok(0));
    }

    #[test]
    fn a_pattern_says_once_where_the_language_is() {
        let check = |text: &str, expect: bool| {
            assert_eq!(EntryPattern::parse(text).is_some(), expect, "{text}");
        };
        check(r#""{language}":"#, true);
        check("x", false);
        check("{language}/{language}", false);
    }
}

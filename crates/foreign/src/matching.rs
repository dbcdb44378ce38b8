//! Where one edit goes in one file.

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;
use rebadge_art::color::Color;

use crate::changes::Put;
use crate::color;
use crate::edits::{
    Change, HtmlAction, HtmlRule, JsonRule, NameRule, PathShown, TextRule, ValueId,
};
use crate::entries::{self, LanguageEntry, ListRule};
use crate::html;
use crate::json::{self, Absent, JsonEdit, JsonError, JsonValue};
use crate::markup::has_tag;
use crate::names::{File, Finder, Found, Keys};
use crate::path_data::{self, PathBox};
use crate::places::Places;
use crate::splice::{Form, Splice};
use crate::text::{self, Within};
use rebadge_script::Kind;

/// Where an edit goes in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Match {
    /// The spans, and what is put into each. The numbers of the splices mean nothing.
    pub(crate) splices: Vec<(Splice, Put)>,
    /// How often the edit matched.
    pub(crate) count: usize,
    /// What a person should look at.
    pub(crate) told: Vec<String>,
    /// Whether it is of the old names: what another edit says of a part of the file counts more.
    pub(crate) is_of_names: bool,
    /// The texts, by number, within which a name stays as the edit says.
    pub(crate) excepted: BTreeSet<usize>,
    /// The keys of the edit, by number, that matched.
    pub(crate) keys: BTreeSet<usize>,
    /// Entries that go with their language.
    pub(crate) entries: Vec<LanguageEntry>,
}

/// Why an edit does not fit a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoMatch {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    /// The key of the edit that does not, where it is one.
    pub(crate) key: Option<String>,
}

impl NoMatch {
    fn new(message: impl Into<String>, help: Option<&str>) -> NoMatch {
        NoMatch { message: message.into(), help: help.map(str::to_owned), key: None }
    }

    fn of_key(self, key: Option<&str>) -> NoMatch {
        NoMatch { key: key.map(str::to_owned), ..self }
    }
}

/// A file, and what finds the names of an edit.
pub(crate) struct Place<'a> {
    pub(crate) path: &'a str,
    pub(crate) bytes: &'a [u8],
    pub(crate) naming: Option<&'a Naming>,
}

/// What finds the names of an edit in each file of a bundle.
pub(crate) struct Naming {
    pub(crate) finder: Finder,
    pub(crate) keys: Keys,
}

impl Place<'_> {
    /// What the change of an edit finds in the file; or all that does not fit it.
    pub(crate) fn matches(&self, number: usize, change: &Change) -> Result<Match, Vec<NoMatch>> {
        match change {
            Change::Json(rules) if !is_utf16(self.bytes) => of_json(self.bytes, rules),
            _ => self.matches_whole(number, change).map_err(|fault| vec![fault]),
        }
    }

    fn matches_whole(&self, number: usize, change: &Change) -> Result<Match, NoMatch> {
        let bytes = self.bytes;
        if is_spliced(change) && is_utf16(bytes) {
            return Err(NoMatch::new(
                "the file is UTF-16, and only UTF-8 can be edited",
                Some("leave it out of `files`, and replace it as a whole"),
            ));
        }
        match change {
            Change::Html(rules) => of_html(bytes, rules),
            Change::Text(rules) => Ok(of_text(self.path, bytes, rules)),
            Change::Bump(pattern) => of_bump(bytes, pattern),
            Change::Css(value) => of_css(self.path, bytes, Put::Value(*value)),
            // It counts the custom properties, and not the files that they are put into.
            Change::Ramp(_) => {
                Ok(Match { count: 0, ..of_css(self.path, bytes, Put::Ramp(number))? })
            }
            Change::Color(pairs) => of_color(bytes, pairs),
            Change::Name(rule) => self.of_names(rule),
            Change::Paths(rules) => Ok(of_paths(bytes, rules)),
            Change::Entries(rules) => of_entries(bytes, rules),
            Change::Json(_) | Change::Icons(_) | Change::Delete => Ok(Match::default()),
        }
    }

    fn of_names(&self, rule: &NameRule) -> Result<Match, NoMatch> {
        let Some(naming) = self.naming else { return Ok(Match::default()) };
        let found = naming.finder.find(File::of_path(self.path, self.bytes), &naming.keys);
        if found.is_unread {
            return Err(NoMatch::new(
                "the file is not UTF-8, and a name in it cannot be replaced",
                Some("leave it out of `files`, and replace it as a whole"),
            ));
        }
        let excepted = Excepted::new(&rule.except, self.bytes);
        let (mut line, mut counted) = (1, 0);
        let told = found.told.iter().filter(|told| excepted.around(&told.span).is_none());
        let told = told.map(|told| {
            line += memchr::memchr_iter(b'\n', &self.bytes[counted..told.span.start]).count();
            counted = told.span.start;
            format!("line {line}: {}", told.why.reason())
        });
        let told = told.collect();
        let (used, splices) = excepted.without(found.splices);
        let count = Found { splices: splices.clone(), ..Found::default() }.count();
        let values = values(&rule.names);
        let put = |splice: Splice| {
            let put = match values.get(splice.value) {
                Some(value) => Put::Value(*value),
                None => Put::Capitals(values[splice.value - values.len()]),
            };
            (splice, put)
        };
        let splices = splices.into_iter().map(put).collect();
        let keys = BTreeSet::new();
        let entries = Vec::new();
        Ok(Match { count, told, splices, is_of_names: true, excepted: used, keys, entries })
    }
}

/// Whether a change looks for bytes of UTF-8 or puts some into a file. The others read it as what it is, and say what they cannot read.
fn is_spliced(change: &Change) -> bool {
    matches!(
        change,
        Change::Text(_)
            | Change::Color(_)
            | Change::Paths(_)
            | Change::Entries(_)
            | Change::Bump(_)
            | Change::Css(_)
            | Change::Ramp(_)
    )
}

/// Whether a file begins with the mark of UTF-16 and is text of it.
fn is_utf16(bytes: &[u8]) -> bool {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return false,
    };
    let (units, rest) = bytes.as_chunks::<2>();
    rest.is_empty() && char::decode_utf16(units.iter().map(|pair| unit(*pair))).all(|c| c.is_ok())
}

/// Where the texts are within which a name stays.
struct Excepted(Vec<(Range<usize>, usize)>);

impl Excepted {
    fn new(texts: &[String], bytes: &[u8]) -> Excepted {
        let of = |(number, text): (usize, &String)| {
            let found = memmem::find_iter(bytes, text.as_bytes());
            found.map(|at| (at..at + text.len(), number)).collect::<Vec<_>>()
        };
        let texts = texts.iter().enumerate().filter(|(_, text)| !text.is_empty());
        Excepted(texts.flat_map(of).collect())
    }

    /// The number of the text that a span is within.
    fn around(&self, span: &Range<usize>) -> Option<usize> {
        let is_around = |text: &Range<usize>| text.start <= span.start && span.end <= text.end;
        self.0.iter().find(|(text, _)| is_around(text)).map(|(_, number)| *number)
    }

    /// Which texts have a name, and the names that no text has. The article before a name that stays does so too.
    fn without(&self, splices: Vec<Splice>) -> (BTreeSet<usize>, Vec<Splice>) {
        let (mut used, mut left) = (BTreeSet::new(), Vec::<Splice>::new());
        for splice in splices {
            match self.around(&(splice.start..splice.end)) {
                Some(_) if matches!(splice.form, Form::Article(_)) => left.push(splice),
                Some(number) => {
                    used.insert(number);
                    let is_article = |last: &mut Splice| matches!(last.form, Form::Article(_));
                    left.pop_if(is_article);
                }
                None => left.push(splice),
            }
        }
        (used, left)
    }
}

/// Places whose values are numbered as `values` are.
fn of_places(places: Places, values: &[ValueId]) -> Match {
    let put = |number: usize| match values.get(number) {
        Some(value) => Put::Value(*value),
        None => Put::Fixed(places.constants[number - values.len()].clone()),
    };
    let count = places.counts.iter().sum();
    let matched = places.counts.iter().enumerate().filter(|(_, count)| **count > 0);
    let keys = matched.map(|(number, _)| number).collect();
    let splices = places.splices.iter().map(|splice| (splice.clone(), put(splice.value)));
    Match { splices: splices.collect(), count, keys, ..Match::default() }
}

fn of_html(bytes: &[u8], rules: &[HtmlRule]) -> Result<Match, NoMatch> {
    let selector = |at: usize| rules[at].selector.as_str();
    let places = html::find(bytes, rules).map_err(|error| {
        NoMatch::new(error.to_string(), Some(error.help())).of_key(error.edit().map(selector))
    })?;
    if let Some(at) = places.counts.iter().position(|count| *count == 0) {
        let message = format!("`{}` selects nothing", selector(at));
        return Err(NoMatch::new(message, None).of_key(Some(selector(at))));
    }
    let value = |rule: &HtmlRule| match rule.action {
        HtmlAction::Text(value) | HtmlAction::Attribute(_, value) | HtmlAction::Append(value) => {
            value
        }
        // Nothing is put there.
        HtmlAction::Without(_) | HtmlAction::Remove => 0,
    };
    let mut found = of_places(places, &rules.iter().map(value).collect::<Vec<_>>());
    for (splice, put) in &mut found.splices {
        let removes = rules
            .get(splice.value)
            .is_some_and(|rule| matches!(rule.action, HtmlAction::Remove | HtmlAction::Without(_)));
        if removes {
            *put = Put::Fixed(String::new());
        }
    }
    Ok(found)
}

fn of_json(bytes: &[u8], rules: &[JsonRule]) -> Result<Match, Vec<NoMatch>> {
    let edit = |rule: &JsonRule| JsonEdit {
        pointer: rule.pointer.clone(),
        value: rule.value.map_or(JsonValue::Text, |(_, value)| value),
        absent: match rule.value {
            None => Absent::Remove,
            Some(_) if rule.is_added => Absent::Insert,
            Some(_) => Absent::Fail,
        },
    };
    let edits: Vec<JsonEdit> = rules.iter().map(edit).collect();
    let pointer = |at: usize| rules[at].pointer.as_str();
    let told = |error: JsonError| {
        let help = error.help();
        NoMatch::new(error.to_string(), help.as_deref()).of_key(error.edit().map(pointer))
    };
    let places = json::find(bytes, &edits)
        .map_err(|errors| errors.into_iter().map(told).collect::<Vec<NoMatch>>())?;
    let unused = places.counts.iter().enumerate().filter(|(_, count)| **count == 0);
    let unused: Vec<NoMatch> = unused
        .map(|(at, _)| {
            NoMatch::new(format!("there is no `{}`", pointer(at)), None).of_key(Some(pointer(at)))
        })
        .collect();
    if !unused.is_empty() {
        return Err(unused);
    }
    // What is removed has no value that is put anywhere.
    let value = |rule: &JsonRule| rule.value.map_or(0, |(value, _)| value);
    Ok(of_places(places, &rules.iter().map(value).collect::<Vec<_>>()))
}

fn values(pairs: &[(String, ValueId)]) -> Vec<ValueId> {
    pairs.iter().map(|(_, value)| *value).collect()
}

fn of_text(path: &str, bytes: &[u8], rules: &[TextRule]) -> Match {
    let texts: Vec<&str> = rules.iter().map(|rule| rule.old.as_str()).collect();
    if texts.iter().all(|text| memmem::find(bytes, text.as_bytes()).is_none()) {
        return Match::default();
    }
    let quoted = match path.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" | "cjs" => quoted(bytes),
        _ => Vec::new(),
    };
    let within = match path.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" | "cjs" => Within::Script(&quoted),
        "json" | "webmanifest" => Within::Json,
        "html" | "htm" | "xhtml" | "svg" | "xml" | "tpl" | "j2" => Within::Markup,
        _ => Within::Plain,
    };
    let mut places = text::find(bytes, &texts, within);
    for splice in &mut places.splices {
        if rules[splice.value].is_markup {
            if splice.form == Form::Markup {
                splice.form = Form::Plain;
            }
            continue;
        }
        let Form::Script(quote) = splice.form else { continue };
        let next = quoted.partition_point(|(span, _)| span.end <= splice.start);
        if quoted.get(next).is_some_and(|(span, _)| has_tag(&bytes[span.clone()])) {
            splice.form = Form::ScriptMarkup(quote);
        }
    }
    of_places(places, &rules.iter().map(|rule| rule.value).collect::<Vec<_>>())
}

/// The literals of a script in which a value is escaped, each with its quote.
fn quoted(bytes: &[u8]) -> Vec<(Range<usize>, char)> {
    let own =
        rebadge_script::literals(bytes).into_iter().filter_map(|literal| match literal.kind {
            Kind::String(quote) => Some((literal.span, quote)),
            Kind::Chunk => Some((literal.span, '`')),
            _ => None,
        });
    own.collect()
}

fn of_color(bytes: &[u8], pairs: &[(String, ValueId)]) -> Result<Match, NoMatch> {
    let color = |(text, _): &(String, ValueId)| {
        Color::parse(text).map_err(|_| {
            let message = format!("`{text}` is no color");
            NoMatch::new(message, Some("write it as `#rrggbb`")).of_key(Some(text))
        })
    };
    let colors: Result<Vec<Color>, NoMatch> = pairs.iter().map(color).collect();
    Ok(of_places(color::find(bytes, &colors?), &values(pairs)))
}

fn of_entries(bytes: &[u8], rules: &[ListRule]) -> Result<Match, NoMatch> {
    let found = entries::entries(bytes, rules).map_err(|at| {
        let list = &rules[at].list;
        let message =
            format!("a list that begins with `{list}` does not end, or too many lists do so");
        let help = "write more of what is before the bracket";
        NoMatch::new(message, Some(help)).of_key(Some(list))
    })?;
    let count = found.entries.len();
    Ok(Match { count, keys: found.rules, entries: found.entries, ..Match::default() })
}

/// The paths of an edit, which together are one drawing.
fn of_paths(bytes: &[u8], rules: &[(String, PathShown)]) -> Match {
    let found = rules.iter().enumerate().flat_map(|(key, (start, shown))| {
        path_data::starting_with(bytes, start).into_iter().map(move |span| (span, *shown, key))
    });
    let found: Vec<(Range<usize>, PathShown, usize)> = found.collect();
    let room = PathBox::around(bytes, found.iter().map(|(span, ..)| span.clone()));
    let keys = found.iter().map(|(.., key)| *key).collect();
    let splices = found.iter().map(|(span, shown, _)| {
        let put = match (shown, room) {
            (PathShown::Mark, Some(room)) => Put::Mark(room),
            _ => Put::Fixed(path_data::NOTHING.to_owned()),
        };
        let Range { start, end } = *span;
        (Splice { start, end, value: 0, form: Form::Plain }, put)
    });
    Match { splices: splices.collect(), count: found.len(), keys, ..Match::default() }
}

/// What stands for the changing part of a version, and which characters that has.
const BUMPED: [(&str, Has); 3] = [
    ("{digits}", |byte| byte.is_ascii_digit()),
    ("{hex}", |byte| byte.is_ascii_hexdigit()),
    ("{word}", |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')),
];

/// Whether a byte is one of some characters.
type Has = fn(u8) -> bool;

fn of_bump(bytes: &[u8], pattern: &str) -> Result<Match, NoMatch> {
    let split = BUMPED.iter().find_map(|(mark, is)| Some((pattern.split_once(mark)?, is)));
    let Some(((before, after), is)) = split.filter(|((before, _), _)| !before.is_empty()) else {
        return Err(NoMatch::new(
            format!("`{pattern}` does not say what changes"),
            Some("write `{digits}`, `{hex}` or `{word}`, with what stands before it"),
        ));
    };
    let mut found = Match::default();
    for at in memmem::find_iter(bytes, before) {
        let start = at + before.len();
        let length = bytes[start..].iter().take_while(|byte| is(**byte)).count();
        let end = start + length;
        if length == 0 || !bytes[end..].starts_with(after.as_bytes()) {
            continue;
        }
        let old = String::from_utf8_lossy(&bytes[start..end]).into_owned();
        found.splices.push((Splice { start, end, value: 0, form: Form::Plain }, Put::Bump(old)));
        found.count += 1;
    }
    Ok(found)
}

/// Rules at the end of a stylesheet, or as a `<style>` at the end of a page's head.
fn of_css(path: &str, bytes: &[u8], put: Put) -> Result<Match, NoMatch> {
    let (at, before, after) = if path.ends_with(".css") {
        (bytes.len(), "\n", "\n")
    } else {
        let head = HtmlRule { selector: "head".to_owned(), action: HtmlAction::Append(0) };
        let places = html::find(bytes, &[head])
            .map_err(|error| NoMatch::new(error.to_string(), Some(error.help())))?;
        let splice =
            places.splices.first().ok_or_else(|| NoMatch::new("the page has no `head`", None))?;
        (splice.start, "<style>", "</style>")
    };
    let splice = Splice { start: at, end: at, value: 0, form: Form::Plain };
    let fixed = |text: &str| (splice.clone(), Put::Fixed(text.to_owned()));
    let splices = vec![fixed(before), (splice.clone(), put), fixed(after)];
    Ok(Match { splices, count: 1, ..Match::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, text: &str, expect: &[&str]) {
        let found = of_bump(text.as_bytes(), pattern).unwrap();
        let old = found.splices.iter().map(|(splice, _)| &text[splice.start..splice.end]);
        assert_eq!(old.collect::<Vec<_>>(), expect, "{pattern} in {text}");
    }

    #[test]
    fn what_changes_of_a_version_is_found() {
        check("version: \"{digits}\"", "version: \"123\" version: \"4a\"", &["123"]);
        check("cacheName = \"{hex}\"", "a;cacheName = \"531d949a9c\";", &["531d949a9c"]);
        check("v{word}", "v v1-a", &["1-a"]);
        check("no{digits}", "nothing", &[]);
    }

    #[test]
    fn a_text_in_a_script_is_escaped_for_its_literal() {
        let found = |text: &str| {
            let found = of_text("a.js", text.as_bytes(), &[rule("old", false)]);
            found.splices.into_iter().map(|(splice, _)| splice.form).collect::<Vec<_>>()
        };
        assert_eq!(found("a='old'+`old${b}`"), [Form::Script('\''), Form::Script('`')]);
        assert_eq!(found("old=1"), [Form::Plain]);
    }

    #[test]
    fn a_value_within_tags_of_a_script_is_no_markup() {
        let check = |path: &str, script: &str, is_markup: bool, expect: Form| {
            let found = of_text(path, script.as_bytes(), &[rule("Old", is_markup)]);
            assert_eq!(found.splices[0].0.form, expect, "{script}");
        };
        check("a.js", "a='<b>Old</b>'", false, Form::ScriptMarkup('\''));
        check("a.js", "a='x < Old'", false, Form::Script('\''));
        check("a.js", "a=\"Old\"", false, Form::Script('"'));
        check("a.html", "<b>Old</b>", false, Form::Markup);
        // What the contract writes as markup is markup.
        check("a.js", "a='<b>Old</b>'", true, Form::Script('\''));
        check("a.html", "<b>Old</b>", true, Form::Plain);
    }

    fn rule(old: &str, is_markup: bool) -> TextRule {
        TextRule { old: old.to_owned(), value: 0, is_markup }
    }

    #[test]
    fn utf_16_is_text_of_it_and_no_bytes_that_begin_so() {
        let check = |bytes: &[u8], expect: bool| assert_eq!(is_utf16(bytes), expect, "{bytes:?}");
        check(b"\xff\xfeH\0i\0", true);
        check(b"\xfe\xff\0H\0i", true);
        check(b"\xff\xfeH", false);
        check(b"\xff\xfe\0\xd8", false);
        check(b"Hi", false);
        check(b"", false);
    }

    #[test]
    fn a_version_says_what_changes() {
        for pattern in ["version", "{digits}", ""] {
            assert!(of_bump(b"1", pattern).is_err(), "{pattern}");
        }
    }
}

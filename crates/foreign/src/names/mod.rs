//! The edit `name`: the old names in all that people read, and nowhere else.
//!
//! Keys of catalogs that are the English texts themselves (gettext, i18next with natural keys) are a case of their own: a text
//! that is looked up by a key must change with the key or not at all. So it is decided for a bundle, not for a file: a text
//! changes as a key if some file with many such keys has it as a key, and some literal that is no key is the same text, or literals are its parts between tags.
//! Then it changes everywhere, and everywhere to the same text, whatever is around it. All other keys stay.

mod grammar;
mod keys;
mod search;

use std::ops::Range;

use crate::language;
use crate::splice::{Form, Splice};
use crate::texts::{self, FileKind, Pick, Piece, pieces};
use crate::visible::{Class, Text};
use crate::words::{Ending, Suffixes};

pub use self::grammar::Why;
pub use self::keys::{Keys, Sightings};
use self::search::Search;

/// What the edit replaces.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The old names, each in its own spelling. The value of a splice is an index into them; behind them are the same names in
    /// capitals, so `names.len() + 1` is the second one in capitals.
    pub names: Vec<String>,
    /// What becomes of compounds.
    pub compounds: Compounds,
    /// Which languages are edited, by their tags; all if there are none. Files that belong to no language always are.
    pub languages: Vec<String>,
}

/// What becomes of `Actual-Server`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compounds {
    /// It stays, and is reported.
    #[default]
    Kept,
    /// The name in it is replaced.
    Replaced,
}

/// A file of a bundle.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its path in the bundle.
    pub path: &'a str,
    /// What it is.
    pub kind: FileKind,
    /// What is in it.
    pub bytes: &'a [u8],
}

impl<'a> File<'a> {
    /// A file whose kind follows from its path.
    pub fn of_path(path: &'a str, bytes: &'a [u8]) -> File<'a> {
        File { path, kind: FileKind::of(path, bytes), bytes }
    }
}

/// What the edit does in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What is replaced: sorted, without overlaps.
    pub splices: Vec<Splice>,
    /// Places that a person should look at, in their order.
    pub told: Vec<Told>,
    /// Whether the file holds a name and could not be read as its kind: it is not UTF-8.
    pub is_unread: bool,
}

impl Found {
    /// How many names are replaced: articles are not counted.
    pub fn count(&self) -> usize {
        let names = self.splices.iter().filter(|splice| !matches!(splice.form, Form::Article(_)));
        names.count()
    }
}

/// A place at which grammar may be wrong after the edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The name's bytes in the file.
    pub span: Range<usize>,
    /// Why it should be looked at.
    pub why: Why,
}

/// What finds the old names in files. It is made once for an edit.
#[derive(Debug)]
pub struct Finder {
    search: Search,
    compounds: Compounds,
    languages: Vec<String>,
}

impl Finder {
    /// What finds these names. An empty name is in no text.
    pub fn new(wanted: &Wanted) -> Finder {
        Finder {
            search: Search::new(&wanted.names, wanted.compounds),
            compounds: wanted.compounds,
            languages: wanted.languages.clone(),
        }
    }

    /// The keys and texts of a file that may belong together.
    pub fn sightings(&self, file: File) -> Sightings {
        keys::sightings(&self.search, file)
    }

    /// What the edit does in a file, given the keys of the whole bundle.
    pub fn find(&self, file: File, keys: &Keys) -> Found {
        let mut found = Found::default();
        let hits = self.search.hits(file);
        if hits.is_empty() {
            return found;
        }
        let Some(pieces) = pieces(file.kind, file.bytes, Pick::At(&hits)) else {
            found.is_unread = true;
            return found;
        };
        let language = language::of_path(file.path);
        let suffixes = texts::suffixes(file.path, file.bytes);
        let is_wanted = self.languages.is_empty()
            || language.is_none_or(|language| language::is_among(language, &self.languages));
        for piece in &pieces {
            if let Some(length) = keys.length(piece) {
                let text = Text::read(&piece.text.text[..length], Suffixes::Never);
                self.replace(piece, &text, Some("en"), &mut found);
            } else if is_wanted && !piece.is_key() {
                self.replace(piece, &piece.seen(suffixes), language, &mut found);
            }
        }
        found.told.sort_by_key(|told| told.span.start);
        found
    }

    /// Replaces the names in a text.
    fn replace(&self, piece: &Piece, seen: &Text, language: Option<&str>, found: &mut Found) {
        let text = seen.text();
        let mut is_english = None;
        let counts = |part: Range<usize>, is_capital: bool| {
            (!is_capital || seen.is_prose())
                && seen.is_editable(&part)
                && seen.class(part) == Class::Visible
        };
        let is_unclear = |part: Range<usize>, is_capital: bool| {
            !is_capital && seen.class(part) == Class::Unclear
        };
        for (part, _) in self.search.names_in(text, is_unclear) {
            found.told.push(Told { span: shift(piece, &part), why: Why::Joined });
        }
        for (part, value) in self.search.names_in(text, counts) {
            let ending = seen.ending(&part);
            let span = shift(piece, &part);
            let is_english = *is_english.get_or_insert_with(|| grammar::is_english(text, language));
            if let Some(why) = grammar::told(text, &part, ending, language) {
                found.told.push(Told { span: span.clone(), why });
            }
            if ending == Some(Ending::Compound) && self.compounds == Compounds::Kept {
                continue;
            }
            if is_english && let Some((article, case)) = grammar::article(text, part.start) {
                let span = shift(piece, &article);
                let form = Form::Article(case);
                found.splices.push(Splice { start: span.start, end: span.end, value, form });
            }
            let form = form_in(piece.form, seen);
            found.splices.push(Splice { start: span.start, end: span.end, value, form });
        }
    }
}

/// The bytes of the file that a part of a piece's text takes.
fn shift(piece: &Piece, part: &Range<usize>) -> Range<usize> {
    let source = piece.text.source(part);
    piece.span.start + source.start..piece.span.start + source.end
}

/// How a value is written into a piece, which may be HTML.
fn form_in(form: Form, seen: &Text) -> Form {
    match form {
        Form::Script(quote) if seen.is_markup() => Form::ScriptMarkup(quote),
        Form::Json if seen.is_markup() => Form::JsonMarkup,
        form => form,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::apply;

    fn finder(compounds: Compounds) -> Finder {
        let names = vec!["Actual Budget".to_owned(), "Actual".to_owned()];
        Finder::new(&Wanted { names, compounds, languages: Vec::new() })
    }

    fn edited(path: &str, source: &str) -> String {
        let finder = finder(Compounds::Replaced);
        let file = File::of_path(path, source.as_bytes());
        let keys = Keys::of([finder.sightings(file)]);
        let found = finder.find(file, &keys);
        let values =
            ["Nordwind \"Geld\"", "Nordwind", "NORDWIND \"GELD\"", "NORDWIND"].map(str::to_owned);
        String::from_utf8(apply(source.as_bytes(), &found.splices, &values)).unwrap()
    }

    fn check(path: &str, source: &str, expect: &str) {
        assert_eq!(edited(path, source), expect, "{source}");
    }

    #[test]
    fn names_are_replaced_in_texts_only() {
        check(
            "a.js",
            "f({title:'Actual Budget',class:'Actual'})",
            "f({title:'Nordwind \"Geld\"',class:'Actual'})",
        );
        check("a.js", "t(\"About Actual Budget\")", "t(\"About Nordwind \\\"Geld\\\"\")");
        check("a.js", "t(\"Actual Budgets of Actual\")", "t(\"Nordwind Budgets of Nordwind\")");
        check(
            "a.js",
            "Actual.run('Actually so, Actual_id')",
            "Actual.run('Actually so, Actual_id')",
        );
        check("a.js", r"t('A\u0063tual \x41ctual so')", "t('Nordwind Nordwind so')");
        check("a.js", "t('<b>Actual Budget</b>')", "t('<b>Nordwind &quot;Geld&quot;</b>')");
        check(
            "a.js",
            r#"x=JSON.parse('{"a.b":"In Actual\\nso","Actual":1}')"#,
            r#"x=JSON.parse('{"a.b":"In Nordwind\\nso","Actual":1}')"#,
        );
        check(
            "de.json",
            r#"{"Actual":"In Actual Budget"}"#,
            r#"{"Actual":"In Nordwind \"Geld\""}"#,
        );
        check("a.json", r#"{"name":"Actual"}"#, r#"{"name":"Actual"}"#);
        check(
            "a.webmanifest",
            r#"{"name":"Actual","id":"Actual"}"#,
            r#"{"name":"Nordwind","id":"Actual"}"#,
        );
        check(
            "a.html",
            "<title>A&#99;tual</title><a href='/Actual'>",
            "<title>Nordwind</title><a href='/Actual'>",
        );
    }

    #[test]
    fn articles_follow_the_new_name_in_english() {
        check("a.js", "t('Connect to an Actual server')", "t('Connect to a Nordwind server')");
        check("a.js", "t('An <b>Actual</b> of the day')", "t('A <b>Nordwind</b> of the day')");
        check("de.json", r#"{"a":"Sende an Actual"}"#, r#"{"a":"Sende an Nordwind"}"#);
        check("a.js", "t('Sende es an Actual bitte')", "t('Sende es an Nordwind bitte')");
        check("a.js", "t('than Actual is')", "t('than Nordwind is')");
    }

    #[test]
    fn compounds_and_endings_keep_their_rest() {
        check("hu.json", r#"{"a":"Az Actualhoz"}"#, r#"{"a":"Az Nordwindhoz"}"#);
        check("de.json", r#"{"a":"Actual-Server"}"#, r#"{"a":"Nordwind-Server"}"#);
        check(
            "de.json",
            r#"{"a":"Die Actual-Budget-Datei"}"#,
            r#"{"a":"Die Nordwind \"Geld\"-Datei"}"#,
        );
        check("a.html", "<p>In Actual&nbsp;Budget", "<p>In Nordwind &quot;Geld&quot;");
        check("es.json", r#"{"a":"Actualizar"}"#, r#"{"a":"Actualizar"}"#);
        let source = r#"{"a":"Der Actual-Server"}"#;
        let found = finder(Compounds::Kept)
            .find(File::of_path("de.json", source.as_bytes()), &Keys::default());
        assert_eq!((found.splices.len(), found.told[0].why), (0, Why::Compound));
    }

    #[test]
    fn keys_change_with_their_texts_or_not_at_all() {
        let others: String = (0..20).map(|number| format!("'key {number}':'x',")).collect();
        let catalog = |key: &str, text: &str| format!("x={{{others}'{key}':'{text}'}};");
        // Used as a text: key and use change, to the same text.
        let source = catalog("Open an Actual file", "Actual öffnen") + "t('Open an Actual file')";
        let expect =
            catalog("Open a Nordwind file", "Nordwind öffnen") + "t('Open a Nordwind file')";
        check("a.js", &source, &expect);
        let source = catalog("Actual file_one", "Actual öffnen") + "t('Actual file')";
        let expect = catalog("Nordwind file_one", "Nordwind öffnen") + "t('Nordwind file')";
        check("a.js", &source, &expect);
        // A key with tags is put together from literals.
        let source = catalog("In <1>an Actual</1> box", "Actual hier")
            + "h(T,{children:['In ',h('b',{},'an Actual'),' box']})";
        let expect = catalog("In <1>a Nordwind</1> box", "Nordwind hier")
            + "h(T,{children:['In ',h('b',{},'a Nordwind'),' box']})";
        check("a.js", &source, &expect);
        // A key that nothing uses stays, and so does one of an object that is no catalog.
        check(
            "a.js",
            &catalog("Open Actual", "Actual öffnen"),
            &catalog("Open Actual", "Nordwind öffnen"),
        );
        let others: String = (0..20).map(|number| format!(r#""key {number}":["x"],"#)).collect();
        let catalog =
            |key: &str| format!(r#"x=JSON.parse('{{{others}"{key}":["so"]}}');t("{key}")"#);
        check("a.js", &catalog("Actual logo"), &catalog("Nordwind logo"));
        check("a.js", "x={'The Actual':1};t('The Actual')", "x={'The Actual':1};t('The Nordwind')");
    }

    #[test]
    fn files_of_other_languages_stay() {
        let mut wanted =
            Wanted { names: vec!["Actual".to_owned(), String::new()], ..Wanted::default() };
        wanted.languages = vec!["de".to_owned()];
        let finder = Finder::new(&wanted);
        let count = |path: &str| {
            finder.find(File::of_path(path, br#"{"a":"In Actual"}"#), &Keys::default()).count()
        };
        assert_eq!(
            (count("i18n/de.json"), count("i18n/fr.json"), count("i18n/all.json")),
            (1, 0, 1)
        );
    }

    #[test]
    fn a_name_within_the_new_name_is_replaced_once() {
        let source = b"t('In Actual Budget')";
        let found = finder(Compounds::Kept).find(File::of_path("a.js", source), &Keys::default());
        let values = ["Actual Foods".to_owned(), "Actual".to_owned()];
        assert_eq!(apply(source, &found.splices, &values), b"t('In Actual Foods')");
    }

    #[test]
    fn code_of_a_server_stays() {
        for source in [
            "<p>{{ greeting or \"Welcome to Actual\" }}</p>",
            "<script>var t = \"{{ _('Welcome to Actual') }}\", u = {{ _('In Actual')|tojson }}</script>",
            "<a title='<?php echo __(\"Actual\") ?>' {% if x == 'Actual' %}b{% endif %}>",
        ] {
            check("a.html", source, source);
        }
        check("a.html", "<p>{{ a }} Actual {{ b }}", "<p>{{ a }} Nordwind {{ b }}");
        check("a.js", "t('{{x}} of Actual')", "t('{{x}} of Nordwind')");
        check("a.js", "t(\"{{ t('In Actual') }} x\")", "t(\"{{ t('In Actual') }} x\")");
    }

    #[test]
    fn capitals_and_wrapped_lines_are_names_too() {
        check("a.html", "<p>ACTUAL IS HERE</p>", "<p>NORDWIND IS HERE</p>");
        check("a.js", "t('ACTUAL IS HERE', 'ACTUAL')", "t('NORDWIND IS HERE', 'ACTUAL')");
        check("a.html", "<p>In Actual\n  Budget", "<p>In Nordwind &quot;Geld&quot;");
        check("a.html", "<p>In Actual\n\nBudget", "<p>In Nordwind\n\nBudget");
        check("a.js", "t(\"Actual's\")", "t(\"Nordwind's\")");
    }

    #[test]
    fn words_that_signs_join_are_names() {
        check("a.js", "t('Your Actual/UI settings')", "t('Your Nordwind/UI settings')");
        check("a.js", "t('Actual(및 검증된)는')", "t('Nordwind(및 검증된)는')");
        check("a.js", "t('auf der Haupt-Actual neu')", "t('auf der Haupt-Nordwind neu')");
        check("a.js", "x={children:[' (Actual)']}", "x={children:[' (Nordwind)']}");
        check("a.js", "document.title=`Actual@${host}`", "document.title=`Nordwind@${host}`");
        check("a.js", "t('„Actual“','Actual™')", "t('„Nordwind“','Nordwind™')");
        check("a.js", "x={title:'ACTUAL'}", "x={title:'NORDWIND'}");
        check("a.js", "t('Ac\\u00adtual app')", "t('Nordwind app')");
        check("a.js", "t('Ac\u{AD}tual app')", "t('Nordwind app')");
        check(
            "a.html",
            "<p aria-label='Actual/Home'>Ac&shy;tual",
            "<p aria-label='Nordwind/Home'>Nordwind",
        );
        check("a.html", "<meta content='Actual/UI'>", "<meta content='Nordwind/UI'>");
        check("i18n/en.json", r#"{"y":"_Actual_ is"}"#, r#"{"y":"_Nordwind_ is"}"#);
        for source in ["t('Actual.js is','@Actual on X')", "t('run `pip install Actual` now')"] {
            check("a.js", source, source);
        }
    }

    #[test]
    fn identifiers_within_strings_stay() {
        for source in [
            "r({name:'Actual',label:'x',value:'Actual',text:i.__('Actual')})",
            "if(x==='Actual')y={kind:'Actual'}",
            "s=`.a div:has(>Actual-ui){width:1px}`",
            "s='import Actual as a'",
        ] {
            let expect = source.replace("i.__('Actual')", "i.__('Nordwind')");
            check("a.js", source, &expect);
        }
    }

    #[test]
    fn a_file_tells_whether_its_texts_add_endings() {
        let others: String = (0..8).map(|n| format!("k{n}:`Tämä on äidinkieli`,")).collect();
        let finnish = format!("x={{{others}c:`Actualen portti`}};");
        check("a.js", &finnish, &finnish.replace("Actualen", "Nordwinden"));
        let english = "x={a:`This is so`,c:`Actualen portti`};";
        check("a.js", english, english);
        let found = finder(Compounds::Kept)
            .find(File::of_path("a.js", english.as_bytes()), &Keys::default());
        assert_eq!(found.told.iter().map(|told| told.why).collect::<Vec<_>>(), [Why::Joined]);
    }

    #[test]
    fn texts_of_styles_stay_within_their_quotes() {
        check(
            "a.html",
            "<style>a::after{content: \"Actual Budget\"}.Actual{}</style>",
            "<style>a::after{content: \"Nordwind \\\"Geld\\\"\"}.Actual{}</style>",
        );
        check("a.css", "a{content:'Actual'}", "a{content:'Nordwind'}");
    }

    #[test]
    fn owners_in_copyright_texts_stay() {
        for source in ["© 2021-2023 Actual Contributors", "Copyright (c) 2020 by Foo and Actual"] {
            check("a.html", source, source);
        }
        check("a.html", "Copyright notices in Actual", "Copyright notices in Nordwind");
        check("a.html", "(c) Actual is so", "(c) Nordwind is so");
    }

    #[test]
    fn what_is_not_utf8_is_told() {
        let found = finder(Compounds::Kept)
            .find(File::of_path("a.html", b"<p>\xE4 Actual"), &Keys::default());
        assert!(found.is_unread);
        check("a.js", "t('\u{e4} Actual')", "t('\u{e4} Nordwind')");
    }
}

//! Spans of a file that a tenant's values replace. They are found once for a bundle; a tenant costs only the writing.

use serde::{Deserialize, Serialize};

use crate::notation::Notation;

/// A span of a file that a value replaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splice {
    /// The first byte of the span.
    pub start: usize,
    /// The byte after the span.
    pub end: usize,
    /// Which of the edit's values goes there.
    pub value: usize,
    /// How the value is written.
    pub form: Form,
}

/// How a value is written where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// As it is.
    Plain,
    /// Within a string or template of JavaScript that has these quotes: `"`, `'` or a backtick.
    Script(char),
    /// Within a string of JSON.
    Json,
    /// Within text or an attribute of HTML or XML.
    Markup,
    /// A color, given as CSS color, in the notation of the one that is there.
    Color(Notation),
    /// Within HTML that is in a string or template of JavaScript.
    ScriptMarkup(char),
    /// Within a string of JSON that is in a string or template of JavaScript.
    ScriptJson(char),
    /// Within HTML that is in a string of JSON.
    JsonMarkup,
    /// Not the value, but the English article before it: `a` or `an`.
    Article(Case),
}

/// How a word begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Case {
    /// With a small letter.
    Lower,
    /// With a capital.
    Upper,
}

impl Form {
    /// A value, escaped for where it goes.
    pub fn write(self, value: &str) -> String {
        match self {
            Form::Plain => value.to_owned(),
            Form::Json => {
                let quoted = serde_json::Value::from(value).to_string();
                quoted[1..quoted.len() - 1].to_owned()
            }
            Form::Script(quote) => script(value, quote),
            Form::Color(notation) => notation.write(value),
            Form::Markup => value
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&quot;")
                .replace('\'', "&#39;"),
            Form::ScriptMarkup(quote) => script(&Form::Markup.write(value), quote),
            Form::ScriptJson(quote) => script(&Form::Json.write(value), quote),
            Form::JsonMarkup => Form::Json.write(&Form::Markup.write(value)),
            Form::Article(case) => article(value, case).to_owned(),
        }
    }
}

/// The English article that a name takes: by its sound, as far as its first letters tell.
fn article(name: &str, case: Case) -> &'static str {
    let word = name.split(|letter: char| !letter.is_alphanumeric()).find(|word| !word.is_empty());
    match (takes_an(word.unwrap_or_default()), case) {
        (true, Case::Lower) => "an",
        (true, Case::Upper) => "An",
        (false, Case::Lower) => "a",
        (false, Case::Upper) => "A",
    }
}

fn takes_an(word: &str) -> bool {
    let lower = word.to_lowercase();
    let letters = word.chars().count();
    // Spelled by its letters: `an HTML page`, `a UK firm`.
    if letters > 1 && letters < 5 && word.chars().all(|letter| letter.is_ascii_uppercase()) {
        return word.starts_with(['A', 'E', 'F', 'H', 'I', 'L', 'M', 'N', 'O', 'R', 'S', 'X']);
    }
    let sounds_otherwise = |starts: &[&str]| starts.iter().any(|start| lower.starts_with(start));
    if lower.starts_with(['a', 'e', 'i', 'o', 'u']) {
        return !sounds_otherwise(&["uni", "use", "usa", "uti", "ura", "eu", "one", "once", "ubi"]);
    }
    let plain = lower.chars().map(crate::words::without_accent).next();
    sounds_otherwise(&["hour", "honest", "honor", "heir", "8", "11", "18"])
        || plain.is_some_and(|letter| "aeiou".contains(letter))
}

/// A value within a literal of JavaScript (ECMA-262, "String Literals", "Template Literal Lexical Components").
fn script(value: &str, quote: char) -> String {
    let mut out = String::new();
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            '$' if quote == '`' && chars.peek() == Some(&'{') => out.push_str("\\$"),
            // A script within a page ends at `</script`, whatever it is within.
            '/' if out.ends_with('<') => out.push_str("\\/"),
            c if c == quote => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// The bytes of a file with each span replaced by its value.
///
/// # Panics
/// For spans that are not sorted, overlap or lie outside of the file, and for values that are not there.
pub fn apply(bytes: &[u8], splices: &[Splice], values: &[String]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for splice in splices {
        out.extend_from_slice(&bytes[at..splice.start]);
        out.extend_from_slice(splice.form.write(&values[splice.value]).as_bytes());
        at = splice.end;
    }
    out.extend_from_slice(&bytes[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: Form, value: &str, expect: &str) {
        assert_eq!(form.write(value), expect, "{form:?}");
    }

    #[test]
    fn a_value_stays_within_its_literal() {
        check(Form::Plain, "a\"b", "a\"b");
        check(Form::Script('"'), "a\"b'c\\d", "a\\\"b'c\\\\d");
        check(Form::Script('\''), "it's", "it\\'s");
        check(Form::Script('`'), "`${x} $5", "\\`\\${x} $5");
        check(Form::Script('"'), "</script>\n\u{2028}", "<\\/script>\\n\\u2028");
        check(Form::Json, "a\"b\\\u{1}中", "a\\\"b\\\\\\u0001中");
        check(Form::Markup, "<b a=\"1\">&'", "&lt;b a=&quot;1&quot;&gt;&amp;&#39;");
        check(Form::ScriptMarkup('"'), "a\"&b\\", "a&quot;&amp;b\\\\");
        check(Form::ScriptJson('\''), "a\"it's", "a\\\\\"it\\'s");
        check(Form::JsonMarkup, "a\"\\", "a&quot;\\\\");
    }

    #[test]
    fn articles_follow_the_sound() {
        check(Form::Article(Case::Lower), "Nordwind", "a");
        check(Form::Article(Case::Upper), "Actual", "An");
        check(Form::Article(Case::Lower), "Élan", "an");
        check(Form::Article(Case::Lower), "HTML", "an");
        check(Form::Article(Case::Lower), "UK Bank", "a");
        check(Form::Article(Case::Lower), "Unity", "a");
        check(Form::Article(Case::Lower), "8flow", "an");
        check(Form::Article(Case::Lower), "北风", "a");
        check(Form::Article(Case::Lower), "", "a");
    }

    #[test]
    fn spans_are_replaced_from_the_front() {
        let splice = |start, end, value| Splice { start, end, value, form: Form::Plain };
        let values = ["one".to_owned(), String::new()];
        let spliced =
            apply(b"abcdef", &[splice(0, 2, 0), splice(2, 2, 1), splice(4, 5, 0)], &values);
        assert_eq!(spliced, b"onecdonef");
    }
}

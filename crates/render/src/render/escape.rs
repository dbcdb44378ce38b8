//! Escapes a value for the language of the file that it is written into.
//!
//! What a browser or a parser reads back is the text of the theme, and no part of it acts as markup or code. Except for
//! HTML and XML text this holds *between quotes*.

mod quoted;

use std::io::{self, Write};

use self::quoted::{desktop, gradle, properties, rc, shell, strings, toml, yaml};

/// The language of a rendered file: how values are escaped in it, and how the whole is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Escape {
    /// HTML text and quoted attributes.
    Html,
    /// XML text and quoted attributes, SVG and property lists too.
    Xml,
    /// The content of a JSON string.
    Json,
    /// The content of a JavaScript string: in quotes or in back-ticks.
    Js,
    /// The content of a CSS string; colors, numbers and plain words come out as they are.
    Css,
    /// The value of a key in a desktop entry (freedesktop.org, Desktop Entry Specification, "Possible value types").
    Desktop,
    /// The content of a TOML basic string.
    Toml,
    /// The content of a YAML string in double quotes.
    Yaml,
    /// The content of a string in Apple's `.strings` files.
    Strings,
    /// The value of a key in Java's `.properties` files (`java.util.Properties`).
    Properties,
    /// The content of a string in a Windows resource script.
    Rc,
    /// The content of a string in double quotes in Groovy or Kotlin, as Gradle's build files have them.
    Gradle,
    /// The content of a string in double quotes in a POSIX shell.
    Shell,
    /// Nothing is escaped.
    Plain,
}

/// A language: its names, how a value is written in it, and which characters it has no way to write.
struct Language {
    escape: Escape,
    /// As a contract says it.
    name: &'static str,
    /// File name endings, in lower case.
    endings: &'static [&'static str],
    write: EscapeFunction,
    forbids: fn(char) -> bool,
}

/// Each language once.
const LANGUAGES: &[Language] = &[
    row(Escape::Html, "html", &["html", "htm"], html, forbidden_in_html),
    row(Escape::Xml, "xml", XML_ENDINGS, xml, forbidden_in_xml),
    row(Escape::Json, "json", &["json", "webmanifest"], json, nothing),
    row(Escape::Js, "js", &["js", "mjs"], js, nothing),
    row(Escape::Css, "css", &["css"], css, |c| c == '\0'),
    row(Escape::Desktop, "desktop", &["desktop", "directory"], desktop, other_control),
    row(Escape::Toml, "toml", &["toml"], toml, nothing),
    row(Escape::Yaml, "yaml", &["yaml", "yml"], yaml, nothing),
    row(Escape::Strings, "strings", &["strings"], strings, other_control),
    row(Escape::Properties, "properties", &["properties"], properties, nothing),
    row(Escape::Rc, "rc", &["rc"], rc, other_control),
    row(Escape::Gradle, "gradle", &["gradle", "kts", "groovy"], gradle, other_control),
    row(Escape::Shell, "shell", &["sh"], shell, |c| c == '\0'),
    row(Escape::Plain, "plain", &["txt", "md"], plain, nothing),
];

/// SVG, Apple's property lists and storyboards, Windows' manifests and resources.
const XML_ENDINGS: &[&str] = &[
    "svg",
    "xml",
    "plist",
    "entitlements",
    "storyboard",
    "xib",
    "appxmanifest",
    "resw",
    "resx",
    "wxs",
];

const fn row(
    escape: Escape,
    name: &'static str,
    endings: &'static [&'static str],
    write: EscapeFunction,
    forbids: fn(char) -> bool,
) -> Language {
    Language { escape, name, endings, write, forbids }
}

impl Escape {
    /// All languages, in a fixed order.
    pub fn all() -> impl Iterator<Item = Escape> {
        LANGUAGES.iter().map(|language| language.escape)
    }

    fn language(self) -> &'static Language {
        let found = LANGUAGES.iter().find(|language| language.escape == self);
        found.unwrap_or_else(|| unreachable!("a test looks up all of them"))
    }

    /// The language of a file after the ending of its name (without `.tera`), in any case of letters.
    pub fn for_file_name(name: &str) -> Option<Escape> {
        let ending = name.rsplit('/').next()?.rsplit_once('.')?.1.to_ascii_lowercase();
        let found = LANGUAGES.iter().find(|language| language.endings.contains(&ending.as_str()));
        found.map(|language| language.escape)
    }

    /// The name by which a contract says it: `html`, `xml`, `json`, `js`, `css`, `plain` and so on.
    pub fn name(self) -> &'static str {
        self.language().name
    }

    /// The language of that name.
    pub fn from_name(name: &str) -> Option<Escape> {
        LANGUAGES.iter().find(|language| language.name == name).map(|language| language.escape)
    }

    /// The first character of a text that this language has no way to write.
    pub fn cannot_hold(self, text: &str) -> Option<char> {
        text.chars().find(|c| (self.language().forbids)(*c))
    }

    /// The function that escapes for this language.
    pub fn function(self) -> EscapeFunction {
        self.language().write
    }
}

/// Writes a text, escaped. Fails where the language cannot hold a character of it.
pub type EscapeFunction = fn(&str, &mut dyn Write) -> io::Result<()>;

/// The text, escaped for a language. Fails where the language cannot hold a character of it.
pub fn escape(language: Escape, text: &str) -> io::Result<String> {
    let mut bytes = Vec::with_capacity(text.len());
    language.function()(text, &mut bytes)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// HTML has no way to write these: a parser drops or replaces them, as text and as a reference.
fn forbidden_in_html(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\t' | '\n' | '\x0c');
    control || is_noncharacter(c)
}

/// All but the production `Char` of XML 1.0.
fn forbidden_in_xml(c: char) -> bool {
    let control = c < ' ' && !matches!(c, '\t' | '\n' | '\r');
    control || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// For languages that can write any character.
fn nothing(_: char) -> bool {
    false
}

/// Control characters but tab and line ends, for which alone many languages have an escape.
fn other_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || (c as u32) & 0xfffe == 0xfffe
}

/// Refuses a text before a byte of it is written.
fn refuse(language: Escape, text: &str) -> io::Result<()> {
    match language.cannot_hold(text) {
        Some(c) => {
            Err(io::Error::new(io::ErrorKind::InvalidData, cannot_hold_message(language, c)))
        }
        None => Ok(()),
    }
}

/// Says which character a language cannot hold.
pub(crate) fn cannot_hold_message(language: Escape, c: char) -> String {
    format!("a value holds the character U+{:04X}, which {} cannot hold", c as u32, language.name())
}

/// Writes the text; what `replace` has another form for, in that form.
fn write_with(
    text: &str,
    out: &mut dyn Write,
    mut replace: impl FnMut(char, &mut dyn Write) -> io::Result<bool>,
) -> io::Result<()> {
    let mut plain_from = 0;
    for (at, c) in text.char_indices() {
        // Peeks: the characters so far must be out before the replaced one.
        let mut special = Vec::new();
        if replace(c, &mut special)? {
            out.write_all(&text.as_bytes()[plain_from..at])?;
            out.write_all(&special)?;
            plain_from = at + c.len_utf8();
        }
    }
    out.write_all(&text.as_bytes()[plain_from..])
}

fn html(text: &str, out: &mut dyn Write) -> io::Result<()> {
    refuse(Escape::Html, text)?;
    write_with(text, out, |c, out| markup(c, out))
}

fn xml(text: &str, out: &mut dyn Write) -> io::Result<()> {
    refuse(Escape::Xml, text)?;
    write_with(text, out, |c, out| match c {
        // A parser turns white space of an attribute into spaces, and each line end into a line feed.
        '\t' | '\n' | '\r' => write!(out, "&#{};", c as u32).map(|()| true),
        _ => markup(c, out),
    })
}

fn markup(c: char, out: &mut dyn Write) -> io::Result<bool> {
    let reference: &[u8] = match c {
        '&' => b"&amp;",
        '<' => b"&lt;",
        '>' => b"&gt;",
        '"' => b"&quot;",
        '\'' => b"&#39;",
        _ => return Ok(false),
    };
    out.write_all(reference).map(|()| true)
}

fn json(text: &str, out: &mut dyn Write) -> io::Result<()> {
    write_with(text, out, |c, out| match c {
        '"' => out.write_all(b"\\\"").map(|()| true),
        '\\' => out.write_all(b"\\\\").map(|()| true),
        _ if c < ' ' || acts_in_script(c) => code_unit(c, out),
        _ => Ok(false),
    })
}

/// Characters that mean something to the HTML around a script, or end a line of JavaScript.
pub(crate) fn acts_in_script(c: char) -> bool {
    matches!(c, '<' | '>' | '&' | '\'' | '\u{7f}' | '\u{2028}' | '\u{2029}')
}

fn js(text: &str, out: &mut dyn Write) -> io::Result<()> {
    write_with(text, out, |c, out| match c {
        '"' | '`' | '$' => code_unit(c, out),
        '\\' => out.write_all(b"\\\\").map(|()| true),
        _ if c < ' ' || acts_in_script(c) => code_unit(c, out),
        _ => Ok(false),
    })
}

/// `\uXXXX`, as JSON and JavaScript read it. For characters of the basic plane.
fn code_unit(c: char, out: &mut dyn Write) -> io::Result<bool> {
    write!(out, "\\u{:04x}", c as u32).map(|()| true)
}

fn css(text: &str, out: &mut dyn Write) -> io::Result<()> {
    refuse(Escape::Css, text)?;
    write_with(text, out, |c, out| {
        let kept = c.is_ascii_alphanumeric() || !c.is_ascii() || " #-_.,%/+".contains(c);
        if kept {
            return Ok(false);
        }
        // The space ends the escape, so that a hex digit may follow.
        write!(out, "\\{:x} ", c as u32).map(|()| true)
    })
}

fn plain(text: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: Escape, text: &str, expect: &str) {
        assert_eq!(escape(language, text).expect("holds it"), expect);
    }

    #[test]
    fn languages_by_file_name() {
        let of = |name| Escape::for_file_name(name).map(Escape::name);
        assert_eq!(of("a/index.HTML"), Some("html"));
        assert_eq!(of("favicon.svg"), Some("xml"));
        assert_eq!(of("app.webmanifest"), Some("json"));
        assert_eq!(of("sw.min.mjs"), Some("js"));
        assert_eq!(of("theme.css"), Some("css"));
        assert_eq!(of("robots.txt"), Some("plain"));
        assert_eq!(of("app.desktop"), Some("desktop"));
        assert_eq!(of("Info.plist"), Some("xml"));
        assert_eq!(of("build.gradle.kts"), Some("gradle"));
        assert_eq!(of("a.html/nginx.conf"), None);
        assert_eq!(of("html"), None);
    }

    #[test]
    fn names_read_back() {
        for language in Escape::all() {
            assert_eq!(Escape::from_name(language.name()), Some(language));
        }
        assert_eq!(Escape::from_name("xhtml"), None);
    }

    #[test]
    fn each_language_has_its_own_form() {
        let text = "<a b='\"'>&`${x}\\\n\u{2028}示🐑";
        check(Escape::Html, text, "&lt;a b=&#39;&quot;&#39;&gt;&amp;`${x}\\\n\u{2028}示🐑");
        check(Escape::Xml, text, "&lt;a b=&#39;&quot;&#39;&gt;&amp;`${x}\\&#10;\u{2028}示🐑");
        check(Escape::Json, text, r#"\u003ca b=\u0027\"\u0027\u003e\u0026`${x}\\\u000a\u2028示🐑"#);
        check(
            Escape::Js,
            text,
            r"\u003ca b=\u0027\u0022\u0027\u003e\u0026\u0060\u0024{x}\\\u000a\u2028示🐑",
        );
        check(Escape::Plain, text, text);
        check(Escape::Toml, text, "<a b='\\\"'>&`${x}\\\\\\n\u{2028}示🐑");
        check(Escape::Yaml, text, "<a b='\\\"'>&`${x}\\\\\\n\\u2028示🐑");
        check(Escape::Desktop, " A\\o\nB;  ", "\\sA\\\\o\\nB;\\s\\s");
        check(Escape::Desktop, "  ", "\\s\\s");
        check(Escape::Strings, "\"\\\t示", "\\\"\\\\\\t示");
        check(Escape::Properties, " a =b示🐑\\", "\\ a =b\\u793a\\ud83d\\udc11\\\\");
        check(Escape::Rc, "\"\\n\"", "\"\"\\\\n\"\"");
        check(Escape::Gradle, "${x} \"'\\", "\\${x} \\\"'\\\\");
        check(Escape::Shell, "$(x) `y` \"'\\\n!", "\\$(x) \\`y\\` \\\"'\\\\\n!");
    }

    #[test]
    fn css_keeps_what_css_values_are_made_of() {
        check(
            Escape::Css,
            "#ff6a00 1.5rem 50% sans-serif, brand/logo_1.svg 示",
            "#ff6a00 1.5rem 50% sans-serif, brand/logo_1.svg 示",
        );
        check(Escape::Css, "a\"b;c}\\\n<", "a\\22 b\\3b c\\7d \\5c \\a \\3c ");
    }

    #[test]
    fn a_character_that_a_language_cannot_hold_is_an_error() {
        for (language, text) in [
            (Escape::Html, "a\0"),
            (Escape::Html, "a\u{1b}"),
            (Escape::Html, "\r"),
            (Escape::Html, "\u{ffff}"),
            (Escape::Xml, "\0"),
            (Escape::Xml, "\u{8}"),
            (Escape::Xml, "\u{fffe}"),
            (Escape::Css, "\0"),
            (Escape::Desktop, "\u{7f}"),
            (Escape::Strings, "\u{1b}"),
            (Escape::Rc, "\0"),
            (Escape::Gradle, "\u{8}"),
            (Escape::Shell, "\0"),
        ] {
            assert!(escape(language, text).is_err(), "{language:?} {text:?}");
        }
        let message = escape(Escape::Xml, "\0").expect_err("a NUL").to_string();
        assert_eq!(message, "a value holds the character U+0000, which xml cannot hold");
        assert!(escape(Escape::Json, "\0\u{ffff}").is_ok());
    }
}

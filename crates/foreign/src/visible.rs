//! Whether a name that is in a text is something that a person reads, or what a program needs: nine of ten occurrences of a
//! brand in scripts are identifiers, keys, paths and the like.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::markup;
use crate::placeholders;
use crate::script::{Kind, Literal, Role};
use crate::words::{self, Ending, Suffixes};

/// What an occurrence of a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// A text for people.
    Visible,
    /// What programs need, or what nobody sees.
    Identifier,
    /// A license notice or another comment.
    License,
    /// A part of an address: of a page, a host, a mailbox.
    Url,
}

/// A literal as far as the rule needs it.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    /// What the literal is.
    pub kind: Kind,
    /// What it is used as.
    pub role: Role,
    /// The property, variable or function that the role speaks of.
    pub name: &'a str,
}

impl<'a> Use<'a> {
    /// The use of a literal of a script. A name that is not UTF-8 is none.
    pub fn of(source: &'a [u8], literal: &Literal) -> Use<'a> {
        let name = source.get(literal.name.clone()).and_then(|name| std::str::from_utf8(name).ok());
        Use { kind: literal.kind, role: literal.role, name: name.unwrap_or_default() }
    }
}

/// A text, seen once for all names that stand in it.
#[derive(Clone, Debug)]
pub struct Text<'a> {
    text: &'a str,
    shape: Shape,
    suffixes: Suffixes,
    /// The end of a prefix in brackets, as lines of logs have: `[Name SDK] failed`.
    prefix: usize,
    /// Where code of a server or of a template is in it.
    placeholders: Vec<Range<usize>>,
    /// Whether a value can be written into it.
    is_editable: bool,
}

#[derive(Clone, Debug)]
enum Shape {
    /// All names in it are of one class.
    Fixed(Class),
    /// Nobody reads it.
    Inner,
    /// A word without white space: a text if the name is all of it, or a compound in a catalog.
    Word { is_entry: bool },
    /// People read it.
    Read,
    /// HTML.
    Markup(Vec<markup::Part>),
}

impl<'a> Text<'a> {
    /// A literal of a script, given its text with its escapes resolved.
    pub fn of_literal(used: Use, text: &'a str, suffixes: Suffixes) -> Text<'a> {
        let shape = match used.kind {
            Kind::Comment => Shape::Fixed(Class::License),
            Kind::Regex => Shape::Fixed(Class::Identifier),
            Kind::String(_) | Kind::Chunk if !is_value(used) => Shape::Inner,
            _ if has_markup(text) => Shape::Markup(markup::parts(text)),
            // What is before and behind a chunk is not known: `Name${id}`.
            Kind::Chunk if !is_prose(text) => Shape::Inner,
            _ if !is_prose(text) && is_word_call(used) => Shape::Inner,
            _ if !is_prose(text) => Shape::Word { is_entry: is_entry(used) },
            _ if is_code(text) => Shape::Inner,
            _ => Shape::Read,
        };
        let start = text.len() - text.trim_start().len();
        let bracket = text[start..].starts_with('[').then(|| text.find(']')).flatten();
        let suffixes = suffixes.in_text(text);
        Text { prefix: bracket.unwrap_or_default(), ..Text::of(text, shape, suffixes) }
    }

    /// A text that people read: of a catalog, a page, a manifest.
    pub fn read(text: &'a str, suffixes: Suffixes) -> Text<'a> {
        Text::of(text, Shape::Read, suffixes.in_text(text))
    }

    /// A text that nobody reads.
    pub fn inner(text: &'a str) -> Text<'a> {
        Text::of(text, Shape::Inner, Suffixes::Never)
    }

    /// A text of which all names are of one class.
    pub fn fixed(text: &'a str, class: Class) -> Text<'a> {
        Text::of(text, Shape::Fixed(class), Suffixes::Never)
    }

    /// A text that people read, and that may have tags of HTML.
    pub fn read_markup(text: &'a str, suffixes: Suffixes) -> Text<'a> {
        let mut read = Text::read(text, suffixes);
        if has_markup(text) {
            read.shape = Shape::Markup(markup::parts(text));
        }
        read
    }

    /// A text that people read, and that no value can be written into: how it would be escaped there is not known.
    pub fn read_only(text: &'a str, suffixes: Suffixes) -> Text<'a> {
        Text { is_editable: false, ..Text::read_markup(text, suffixes) }
    }

    fn of(text: &'a str, shape: Shape, suffixes: Suffixes) -> Text<'a> {
        let placeholders = match shape {
            Shape::Fixed(_) | Shape::Inner => Vec::new(),
            _ => placeholders::spans(text.as_bytes()),
        };
        Text { text, shape, suffixes, prefix: 0, placeholders, is_editable: true }
    }

    /// Whether a value can be written in place of a part of the text: it is in no code of a server.
    pub fn is_editable(&self, part: &Range<usize>) -> bool {
        let after = self.placeholders.partition_point(|code| code.end <= part.start);
        let is_outside = |code: &Range<usize>| part.end <= code.start;
        self.is_editable && self.placeholders.get(after).is_none_or(is_outside)
    }

    /// Whether people read the text as a whole, so that a name in capitals is a name there, and no constant.
    pub fn is_prose(&self) -> bool {
        matches!(self.shape, Shape::Read | Shape::Markup(_))
    }

    /// The text itself.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Whether the text is HTML: what is written into it is escaped for that.
    pub fn is_markup(&self) -> bool {
        matches!(self.shape, Shape::Markup(_))
    }

    /// How the text's language treats names.
    pub fn suffixes(&self) -> Suffixes {
        self.suffixes
    }

    /// What the name is that takes a part of the text.
    pub fn class(&self, part: Range<usize>) -> Class {
        if let Shape::Fixed(class) = self.shape {
            return class;
        }
        if is_address(self.text, &part) {
            return Class::Url;
        }
        let is_read = match &self.shape {
            Shape::Fixed(_) | Shape::Inner => false,
            Shape::Word { is_entry } => {
                is_all_of(self.text, &part) || *is_entry && heads_compound(self.text, &part)
            }
            Shape::Read => true,
            Shape::Markup(parts) => match in_parts(self.text, parts, &part) {
                Class::Visible => true,
                class => return class,
            },
        };
        let stands = is_read && part.end > self.prefix && self.stands(&part);
        match stands {
            true if is_owner(&self.text[..part.start]) => Class::License,
            true => Class::Visible,
            false => Class::Identifier,
        }
    }

    /// Whether a part of the text is a word of its own, or one with an ending or with another behind a hyphen.
    fn stands(&self, part: &Range<usize>) -> bool {
        let ending = words::ending(self.text, part.end, self.suffixes);
        words::stands_before(self.text, part.start)
            && ending.is_some_and(|ending| ending != Ending::Identifier)
    }
}

/// Whether a name is all of a text, with or without the ending of its genitive: `Name's`.
fn is_all_of(text: &str, part: &Range<usize>) -> bool {
    let rest = text[part.end..].trim_end();
    text[..part.start].trim_start().is_empty() && matches!(rest, "" | "'s" | "’s")
}

/// How far before a name a copyright mark is looked for, in bytes.
const OWNER_REACH: usize = 120;

/// Words in small letters that are between a copyright mark and an owner.
const OWNER_WORDS: &[&str] = &["and", "by", "for", "of", "present", "the", "to"];

/// Whether what stands before a name makes it an owner: `© 2021-2023 Name`, `Copyright (c) 2020 by A and Name`. Between the
/// mark and the name are years and names only, and `(c)`, which letters of lists are too, has a year.
fn is_owner(before: &str) -> bool {
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(OWNER_REACH))..];
    let near = near.rsplit('\n').next().unwrap_or_default();
    let lower = near.to_ascii_lowercase();
    ["©", "&copy;", "copyright", "(c)"].into_iter().any(|mark| {
        lower.rfind(mark).is_some_and(|at| {
            let between = &near[at + mark.len()..];
            let is_named = |word: &str| {
                !word.starts_with(|letter: char| letter.is_lowercase())
                    || OWNER_WORDS.contains(&word)
            };
            let words = |letter: char| !letter.is_alphanumeric();
            (mark != "(c)" || between.contains(|letter: char| letter.is_ascii_digit()))
                && between.split(words).all(is_named)
        })
    })
}

/// What a part of HTML is: visible where people read it, whether or not it is a word there.
fn in_parts(text: &str, parts: &[markup::Part], part: &Range<usize>) -> Class {
    let after = parts.partition_point(|found| found.span.start <= part.start);
    let found = after.checked_sub(1).map(|at| &parts[at]);
    // What is in no part is in a tag or in the name of an attribute.
    let Some(found) = found.filter(|found| part.end <= found.span.end) else {
        return Class::Identifier;
    };
    match found.kind {
        markup::Kind::Comment => Class::License,
        markup::Kind::Script | markup::Kind::Style => Class::Identifier,
        markup::Kind::Text => Class::Visible,
        markup::Kind::Attribute => {
            let [element, name] =
                [&found.element, &found.name].map(|span| text[span.clone()].to_ascii_lowercase());
            if is_read_attribute(&element, &name) { Class::Visible } else { Class::Identifier }
        }
    }
}

/// Whether people see or hear the values of an attribute, given the names of element and attribute in lower case.
pub fn is_read_attribute(element: &str, name: &str) -> bool {
    SEEN_ATTRIBUTES.contains(&name)
        || name == "value" && matches!(element, "input" | "button" | "option")
        || name == "content" && element == "meta"
}

/// Attributes whose values people see or hear.
const SEEN_ATTRIBUTES: &[&str] = &[
    "alt",
    "aria-description",
    "aria-label",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
    "data-original-title",
    "data-title",
    "data-tooltip",
    "description",
    "heading",
    "header",
    "helper",
    "hint",
    "label",
    "placeholder",
    "summary",
    "title",
    "tooltip",
];

/// Keys of objects and variables whose values are for programs.
const INNER_NAMES: &[&str] = &[
    "class",
    "classname",
    "component",
    "css",
    "displayname",
    "event",
    "eventname",
    "from",
    "href",
    "icon",
    "id",
    "import",
    "key",
    "module",
    "package",
    "path",
    "pathname",
    "query",
    "ref",
    "rel",
    "route",
    "selector",
    "slot",
    "src",
    "srcset",
    "style",
    "styles",
    "tag",
    "tagname",
    "target",
    "testid",
    "to",
    "tostringtag",
    "type",
    "uri",
    "url",
    "useragent",
    "__name",
    "__proto__",
];

/// Functions whose arguments are for programs: the last word of the call.
const INNER_CALLS: &[&str] = &[
    "addEventListener",
    "closest",
    "CustomEvent",
    "define",
    "defineProperty",
    "describe",
    "dispatchEvent",
    "endsWith",
    "Event",
    "getAttribute",
    "getElementById",
    "getElementsByClassName",
    "getItem",
    "hasAttribute",
    "hasOwnProperty",
    "includes",
    "indexOf",
    "lastIndexOf",
    "localeCompare",
    "match",
    "matchMedia",
    "querySelector",
    "querySelectorAll",
    "RegExp",
    "removeEventListener",
    "removeItem",
    "replace",
    "replaceAll",
    "search",
    "split",
    "startsWith",
    "Symbol",
];

/// Functions whose arguments are for programs if they have the shape of a word: `createElement("name", …, "A text")`.
const WORD_CALLS: &[&str] = &["createElement", "createElementNS", "get", "has", "set"];

/// Objects that write logs.
const LOGS: &[&str] = &["console", "log", "logger", "debug"];

/// Tags of templates that hold code.
const CODE_TAGS: &[&str] = &[
    "css",
    "gql",
    "graphql",
    "glsl",
    "sql",
    "keyframes",
    "String.raw",
    "injectGlobal",
    "createGlobalStyle",
];

/// Whether what a literal is used as lets it be a text.
fn is_value(used: Use) -> bool {
    let last = used.name.rsplit('.').next().unwrap_or_default();
    match used.role {
        Role::Key | Role::Member | Role::Module | Role::Compared => false,
        Role::Property | Role::Assigned => {
            // The keys of catalogs are no names of programs, whatever they end with.
            let is_command = !used.name.contains(['.', ' ']) && last.ends_with("Command");
            let name = last.replace('-', "").to_ascii_lowercase();
            !is_command && !INNER_NAMES.contains(&name.as_str())
        }
        Role::Tagged => !CODE_TAGS.contains(&used.name),
        Role::Argument => !is_log(used.name) && !INNER_CALLS.contains(&last),
        Role::Value => true,
    }
}

fn is_word_call(used: Use) -> bool {
    let last = used.name.rsplit('.').next().unwrap_or_default();
    used.role == Role::Argument && WORD_CALLS.contains(&last)
}

/// Whether a function writes logs: `console.warn`, `window.console.log`, `log_1.default.info`.
fn is_log(name: &str) -> bool {
    let mut words = name.rsplit('.').skip(1);
    words.any(|word| {
        LOGS.contains(&word.split('_').next().unwrap_or_default().to_ascii_lowercase().as_str())
    })
}

/// Whether a text has more than the shape of an identifier.
fn is_prose(text: &str) -> bool {
    text.trim().contains(char::is_whitespace) || text.chars().any(words::is_foreign_letter)
}

/// Whether a literal is the text of a catalog: `"Actual field": "Actual-Feld"`, `"nav.store": "Langflow-Shop"`.
fn is_entry(used: Use) -> bool {
    used.role == Role::Property && used.name.contains(['.', ' '])
}

/// Whether a text is a name and another word behind a hyphen.
fn heads_compound(text: &str, part: &Range<usize>) -> bool {
    let is_capital = |word: &str| word.starts_with(|letter: char| letter.is_uppercase());
    part.start == 0 && text[part.end..].strip_prefix('-').is_some_and(is_capital)
}

/// Whether the word around a part of a text is an address: `https://x.example/Name`, `name@x.example`, `name.example`, `/a/Name`.
fn is_address(text: &str, part: &Range<usize>) -> bool {
    let (word, inner) = words::around(text, part);
    let (before, after) = (&word[..inner.start], &word[inner.end..]);
    word.contains("://")
        || word.starts_with("//") && before.len() >= 2
        || word.contains('@') && word.rsplit('@').next().is_some_and(words::is_host)
        || words::is_host(
            word.trim_end_matches(['.', ',', ')', '/', ':'])
                .split(['/', ':'])
                .next()
                .unwrap_or_default(),
        )
        || before.starts_with('/') && before.len() + after.len() > 1 && !before.contains('<')
}

/// Whether a text has tags of HTML.
fn has_markup(text: &str) -> bool {
    let tag = |at: usize| {
        let rest = text.as_bytes().get(at + 1..).unwrap_or_default();
        let name = rest.strip_prefix(b"/").unwrap_or(rest);
        let length =
            name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
        length > 0
            && name[0].is_ascii_alphabetic()
            && name.get(length).is_none_or(|next| matches!(next, b' ' | b'>' | b'/' | b'\n'))
    };
    memchr::memchr_iter(b'<', text.as_bytes()).any(tag)
}

/// What only code has: words that English has too stand with a sign.
const CODE: &[&str] = &[
    "=>",
    "();",
    "){",
    ") {",
    "};",
    "&&",
    "||",
    "===",
    "!==",
    "+=",
    "<?php",
    "#include",
    "#version",
    "${",
    "function(",
    "function (",
    "return(",
    "return {",
    "return;",
    "const ",
    "import {",
    "import * as",
    "export {",
    "export default",
    "export const",
    "class=\"",
    "print(",
    "//#",
    "/*",
    "*/",
    "npm ",
    "pip install",
    "docker ",
    "curl ",
];

/// Whether a text is a piece of code. Placeholders, `{name}` and `{{ name }}`, and the tags of translations, `<0>`, are none.
fn is_code(text: &str) -> bool {
    let text = text.trim();
    if text.starts_with("{\n") || text.starts_with("{\"") {
        return true;
    }
    let marks = CODE.iter().filter(|mark| text.contains(**mark)).count();
    let signs = signs(text.as_bytes());
    marks > 1 || marks == 1 && signs * 25 > text.len() || signs * 6 > text.len() && signs > 4
}

/// How many signs a text has that code has many of.
fn signs(text: &[u8]) -> usize {
    let (mut at, mut depth, mut signs) = (0, 0_usize, 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'<' if tag_length(&text[at..]) > 0 => at += tag_length(&text[at..]) - 1,
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b';' | b'=' => signs += 1,
            byte if depth == 0 && b"[]()<>|\\&$#`".contains(byte) => signs += 1,
            _ => {}
        }
        at += 1;
    }
    signs
}

/// The length of a tag without attributes with which a text begins: `<0>`, `</strong>`, `<br/>`.
fn tag_length(text: &[u8]) -> usize {
    let start = if text.get(1) == Some(&b'/') { 2 } else { 1 };
    let name = text[start.min(text.len())..]
        .iter()
        .take(20)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let end = start + name + usize::from(text.get(start + name) == Some(&b'/'));
    if name > 0 && text.get(end) == Some(&b'>') { end + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language;

    /// A literal of a client that was labelled by hand.
    #[derive(Deserialize)]
    struct Label {
        kind: String,
        role: String,
        of: String,
        text: String,
        start: usize,
        file: String,
        visible: bool,
    }

    /// What the rule says of a label.
    fn judge(label: &Label, name: &str) -> Class {
        let roles = [
            Role::Value,
            Role::Property,
            Role::Assigned,
            Role::Argument,
            Role::Key,
            Role::Member,
            Role::Module,
            Role::Compared,
            Role::Tagged,
        ];
        let role = roles.into_iter().find(|role| format!("{role:?}") == label.role).unwrap();
        let kind = if label.kind == "Chunk" { Kind::Chunk } else { Kind::String('`') };
        let part = label.start..label.start + name.len();
        let suffixes = Suffixes::of(language::of_path(&label.file));
        Text::of_literal(Use { kind, role, name: &label.of }, &label.text, suffixes).class(part)
    }

    /// Precision and recall of the rule on the labels of clients, in parts of a thousand, are at least so high.
    #[track_caller]
    fn hold(clients: &[(&str, &str)], least: [usize; 2]) {
        let (mut hits, mut wrong, mut missed) = (0, 0, 0);
        for (labels, name) in clients {
            for label in serde_json::from_str::<Vec<Label>>(labels).unwrap() {
                let is_visible = judge(&label, name) == Class::Visible;
                hits += usize::from(is_visible && label.visible);
                wrong += usize::from(is_visible && !label.visible);
                missed += usize::from(!is_visible && label.visible);
            }
        }
        let shares = [hits * 1000 / (hits + wrong), hits * 1000 / (hits + missed)];
        assert!(
            shares[0] >= least[0] && shares[1] >= least[1],
            "{shares:?}: {hits}, {wrong} wrong, {missed} missed"
        );
    }

    #[test]
    fn the_rule_holds_on_labels() {
        let directus = (include_str!("../../../tests/data/visible-directus.json"), "Directus");
        let n8n = (include_str!("../../../tests/data/visible-n8n.json"), "n8n");
        hold(&[directus], [990, 990]);
        hold(&[n8n], [940, 990]);
        hold(&[directus, n8n], [970, 990]);
    }

    fn check(role: Role, name: &str, text: &str, expect: Class) {
        let used = Use { kind: Kind::String('"'), role, name };
        let start = text.find("Actual").unwrap();
        let seen = Text::of_literal(used, text, Suffixes::Guessed);
        assert_eq!(seen.class(start..start + 6), expect, "{text}");
    }

    #[test]
    fn uses_tell_texts_from_identifiers() {
        check(Role::Property, "title", "Actual", Class::Visible);
        check(Role::Property, "className", "Actual", Class::Identifier);
        check(Role::Property, "User-Agent", "Actual client", Class::Identifier);
        check(Role::Key, "", "Welcome to Actual", Class::Identifier);
        check(Role::Compared, "", "Actual", Class::Identifier);
        check(Role::Argument, "console.log", "Starting Actual now", Class::Identifier);
        check(Role::Argument, "Error", "Starting Actual failed", Class::Visible);
        check(Role::Property, "Actual field", "Actual-Feld", Class::Visible);
        check(Role::Property, "header", "Actual-Feld", Class::Identifier);
        check(Role::Value, "", "see https://Actual.example/Actual now", Class::Url);
        check(Role::Value, "", "<p class=\"Actual\">a b</p>", Class::Identifier);
        check(Role::Value, "", "<img alt=\"Actual logo\">", Class::Visible);
        check(Role::Value, "", "<h1>Actual</h1>", Class::Visible);
        check(Role::Value, "", "x=>{return Actual();}", Class::Identifier);
        check(Role::Value, "", "[Actual SDK] no answer", Class::Identifier);
        check(
            Role::Property,
            "a b",
            "<0>Actual 的资料存档</0> <2>你文档的收集之处</2>",
            Class::Visible,
        );
        check(
            Role::Value,
            "",
            "First export your data, then import it into Actual",
            Class::Visible,
        );
        check(Role::Value, "", "{{count}} of {{total}} in Actual {{version}}.", Class::Visible);
    }
}

//! Whether a name that is in a text is something that a person reads, or what a program needs: nine of ten occurrences of a
//! brand in scripts are identifiers, keys, paths and the like.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::code::is_code;
use crate::markup;
use crate::placeholders;
use crate::prose;
use crate::words::{self, Ending, Suffixes};
use rebadge_script::{Kind, Literal, Role};

/// What an occurrence of a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// A text for people.
    Visible,
    /// In a text for people, but with the shape of a path, a member or a handle, or of another word.
    Unclear,
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
    /// What the literals around it tell of it.
    pub context: Context,
}

/// What the literals around one tell of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Context {
    /// Nothing.
    #[default]
    Unknown,
    /// It is one of the texts of a catalog.
    Catalog,
    /// The same word is an identifier elsewhere, or it stands beside a label with the same text.
    Identifier,
    /// It is the label of what has the same text as an identifier.
    Label,
}

impl<'a> Use<'a> {
    /// The use of a literal of a script. A name that is not UTF-8 is none.
    pub fn of(source: &'a [u8], literal: &Literal) -> Use<'a> {
        let name = source.get(literal.name.clone()).and_then(|name| std::str::from_utf8(name).ok());
        let (name, context) = (name.unwrap_or_default(), Context::Unknown);
        Use { kind: literal.kind, role: literal.role, name, context }
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
            _ if is_code(text) => Shape::Inner,
            _ if is_prose(text) || is_shown(used) => Shape::Read,
            // What is before and behind a chunk is not known: `Name${id}`.
            Kind::Chunk => Shape::Inner,
            _ if is_word_call(used) => Shape::Inner,
            _ => Shape::Word { is_entry: is_entry(used) },
        };
        let start = text.len() - text.trim_start().len();
        let bracket = text[start..].starts_with('[').then(|| text.find(']')).flatten();
        Text { prefix: bracket.unwrap_or_default(), ..Text::of(text, shape, suffixes) }
    }

    /// A text that people read: of a catalog, a page, a manifest.
    pub fn read(text: &'a str, suffixes: Suffixes) -> Text<'a> {
        Text::of(text, Shape::Read, suffixes)
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
        if !is_read {
            return Class::Identifier;
        }
        match self.ending(&part) {
            Some(_) if part.end <= self.prefix => Class::Unclear,
            Some(_) if is_owner(&self.text[..part.start]) => Class::License,
            Some(_) => Class::Visible,
            None if words::is_apart(self.text, &part) || self.may_be_inflected(&part) => {
                Class::Unclear
            }
            None => Class::Identifier,
        }
    }

    /// What follows a name that takes a part of the text: nothing if the part is no word of its own, nor one with an ending or
    /// joined to another by a hyphen.
    pub fn ending(&self, part: &Range<usize>) -> Option<Ending> {
        if self.is_prose() {
            return prose::ending(self.text, part, self.suffixes);
        }
        let ending = words::ending(self.text, part.end, self.suffixes);
        let stands = words::stands_before(self.text, part.start);
        ending.filter(|ending| stands && *ending != Ending::Identifier)
    }

    /// Whether a part of the text is perhaps a name with an ending, where the text's language does not tell.
    pub fn may_be_inflected(&self, part: &Range<usize>) -> bool {
        words::stands_before(self.text, part.start)
            && words::may_be_inflected(self.text, part.end, self.suffixes)
    }
}

/// Whether a name is all of a text, but for the ending of its genitive and signs of texts: `Name's`, `(Name)`, `„Name“`, `Name™`.
fn is_all_of(text: &str, part: &Range<usize>) -> bool {
    let [mut before, mut after] = [text[..part.start].trim_start(), text[part.end..].trim_end()];
    let pairs = ["**", "(", "„", "“", "«", "»", "「", "『", "‹", "‘", "（", "【", "”", "…"];
    let ends = [
        "**", ")", "“", "”", "»", "«", "」", "』", "›", "’", "）", "】", "…", "!", "?", "！", "？",
    ];
    let ends = ends.into_iter().chain(["™", "®", "℠", "'s", "’s"]);
    while let Some(rest) = pairs.iter().find_map(|sign| before.strip_suffix(sign)) {
        before = rest.trim_end();
    }
    while let Some(rest) = ends.clone().find_map(|sign| after.strip_prefix(sign)) {
        after = rest.trim_start();
    }
    before.is_empty() && after.is_empty()
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
        _ if used.context == Context::Identifier => false,
        Role::Property | Role::Assigned if used.context == Context::Label => true,
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

/// Properties and variables whose values are shown as they are, in small letters without signs.
const SHOWN_NAMES: &[&str] = &[
    "arialabel",
    "caption",
    "children",
    "datatip",
    "datatitle",
    "datatooltip",
    "label",
    "placeholder",
    "subtitle",
    "title",
    "tooltip",
];

/// Whether people read a literal whatever its shape: the text of a catalog, a label, the title of the window.
fn is_shown(used: Use) -> bool {
    let last = used.name.rsplit('.').next().unwrap_or_default();
    let name = last.replace(['-', '_'], "").to_ascii_lowercase();
    matches!(used.context, Context::Catalog | Context::Label)
        || matches!(used.role, Role::Property | Role::Assigned)
            && SHOWN_NAMES.contains(&name.as_str())
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
        Text::of_literal(
            Use { kind, role, name: &label.of, context: Context::Unknown },
            &label.text,
            suffixes,
        )
        .class(part)
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
        let used = Use { kind: Kind::String('"'), role, name, context: Context::Unknown };
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
        check(Role::Value, "", "[Actual SDK] no answer", Class::Unclear);
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

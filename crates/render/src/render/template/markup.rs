//! Where in HTML or XML a template writes a value. Apart from [`super::position`], because markup is the largest of its
//! languages.

/// Within a file of HTML or XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Markup {
    kind: Kind,
    within: Within,
    /// Whether the text ends in what may be the first half of a character reference.
    in_reference: bool,
    /// Whether an `<svg>` or `<math>` is open, in which HTML has other rules.
    is_foreign: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Html,
    Xml,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Within {
    Content,
    /// A tag, outside of quotes; with the name of an element whose content is no markup.
    Tag {
        raw: Option<&'static str>,
    },
    /// The quoted value of an attribute.
    Value {
        quote: char,
        is_plain: bool,
        raw: Option<&'static str>,
    },
    /// An element whose content is no markup.
    Raw(&'static str),
    Comment,
}

/// Elements of HTML whose content is no markup. In `noscript` it is none where scripts run, as the parser takes it.
const RAW: [&str; 10] = [
    "title",
    "textarea",
    "style",
    "script",
    "noscript",
    "iframe",
    "noembed",
    "noframes",
    "xmp",
    "plaintext",
];

/// Attributes whose value says how something else is read, by their beginnings.
const ACTIVE: [&str; 6] = ["type", "encoding", "xml", "shadowroot", "charset", "http-equiv"];

impl Markup {
    pub(crate) fn html() -> Markup {
        let within = Within::Content;
        Markup { kind: Kind::Html, within, in_reference: false, is_foreign: false }
    }

    pub(crate) fn xml() -> Markup {
        Markup { kind: Kind::Xml, ..Markup::html() }
    }

    /// Whether an escaped text is nothing but a text here.
    pub(crate) fn is_safe(&self) -> bool {
        let is_text = match &self.within {
            Within::Content => true,
            Within::Value { is_plain, .. } => *is_plain,
            Within::Raw(name) => !matches!(*name, "script" | "plaintext"),
            Within::Tag { .. } | Within::Comment => false,
        };
        is_text && !self.in_reference && !self.is_foreign
    }

    /// Behind a tag of the template. Between quotes and in content, space is but space.
    pub(crate) fn tag(&self, trims: bool) -> Option<()> {
        (!trims || !matches!(self.within, Within::Tag { .. } | Within::Comment)).then_some(())
    }

    /// Behind a text. `None` also if it ends in the middle of markup.
    pub(crate) fn text(&mut self, text: &str) -> Option<()> {
        let is_reference = |c: char| c.is_ascii_alphanumeric() || c == '#';
        let tail = text.trim_end_matches(is_reference);
        if !tail.is_empty() {
            self.in_reference = tail.ends_with('&');
        }
        let mut rest = text;
        while !rest.is_empty() {
            rest = match self.within.clone() {
                Within::Content => self.content(rest)?,
                Within::Tag { raw } => self.in_tag(rest, raw)?,
                Within::Value { quote, raw, .. } => self.until(rest, &[quote], Within::Tag { raw }),
                Within::Raw(name) => self.raw(rest, name)?,
                Within::Comment => match rest.find("-->") {
                    Some(end) => self.go_on(Within::Content, &rest[end + 3..]),
                    None if rest.ends_with('-') => return None,
                    None => "",
                },
            };
        }
        Some(())
    }

    fn go_on<'t>(&mut self, within: Within, rest: &'t str) -> &'t str {
        self.within = within;
        rest
    }

    fn until<'t>(&mut self, text: &'t str, end: &[char], then: Within) -> &'t str {
        match text.find(end) {
            Some(at) => self.go_on(then, &text[at + 1..]),
            None => "",
        }
    }

    fn content<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let Some(start) = text.find('<') else {
            return Some("");
        };
        let rest = &text[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            return Some(self.go_on(Within::Comment, comment));
        }
        if let Some(doctype) = rest.get(..8).filter(|_| self.kind == Kind::Html)
            && doctype.eq_ignore_ascii_case("!doctype")
        {
            return Some(self.go_on(Within::Tag { raw: None }, &rest[8..]));
        }
        if let Some(instruction) = rest.strip_prefix('?').filter(|_| self.kind == Kind::Xml) {
            return instruction.find("?>").map(|end| &instruction[end + 2..]);
        }
        let (is_end, name) = match rest.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        // A name that a tag divides, or that is none, is not followed.
        let length = name.find(|c: char| c.is_ascii_whitespace() || "/><=\"'&".contains(c))?;
        let (name, rest) = name.split_at(length);
        name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(())?;
        let raw = self.element(&name.to_ascii_lowercase(), is_end)?;
        Some(self.go_on(Within::Tag { raw }, rest))
    }

    /// Takes notice of an element, and says whether its content is no markup.
    fn element(&mut self, name: &str, is_end: bool) -> Option<Option<&'static str>> {
        if self.kind == Kind::Xml {
            return Some(None);
        }
        let is_foreign = matches!(name, "svg" | "math");
        let raw = RAW.into_iter().find(|raw| *raw == name && !is_end);
        // Drawings within drawings, and what is raw outside of them only.
        if self.is_foreign && (raw.is_some() || (is_foreign && !is_end)) {
            return None;
        }
        if is_foreign {
            self.is_foreign = !is_end;
        }
        Some(raw)
    }

    fn in_tag<'t>(&mut self, text: &'t str, raw: Option<&'static str>) -> Option<&'t str> {
        let Some(at) = text.find(['>', '=', '<', '"', '\'']) else {
            return Some("");
        };
        let (before, rest) = (&text[..at], &text[at + 1..]);
        match &text[at..=at] {
            ">" if before.ends_with('/') && raw.is_some() => None,
            ">" => Some(self.go_on(raw.map_or(Within::Content, Within::Raw), rest)),
            "=" => {
                let value = rest.trim_ascii_start();
                let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
                let is_plain = is_plain(before);
                Some(self.go_on(Within::Value { quote, is_plain, raw }, &value[1..]))
            }
            // The words of a doctype stand in quotes, too; it is written before all values.
            _ => None,
        }
    }

    fn raw<'t>(&mut self, text: &'t str, name: &'static str) -> Option<&'t str> {
        let lower = text.to_ascii_lowercase();
        if name == "script" && lower.contains("<!--") {
            return None;
        }
        match lower.find(&format!("</{name}")) {
            Some(end) => {
                let rest = &text[end + 2 + name.len()..];
                let ends = rest.starts_with(|c: char| c.is_ascii_whitespace() || c == '>');
                ends.then(|| self.go_on(Within::Tag { raw: None }, rest))
            }
            // A tag may not stand where the end of the element may have begun.
            None => {
                let last = lower.rfind('<').map_or("", |at| &lower[at..]);
                let is_open = last.contains(|c: char| c.is_whitespace() || c == '>');
                (last.is_empty() || is_open).then_some("")
            }
        }
    }
}

/// Whether the attribute whose name ends there is one whose value is only handed on.
fn is_plain(before: &str) -> bool {
    let before = before.trim_ascii_end();
    // What stands before a tag may belong to the name.
    let Some(start) = before.rfind(|c: char| c.is_ascii_whitespace()) else {
        return false;
    };
    let name = before[start + 1..].to_ascii_lowercase();
    !name.is_empty() && !ACTIVE.iter().any(|active| name.starts_with(active))
}

//! What comes before the root of an SVG: processing instructions and the document type. The XML parser never sees a
//! document type; its entities are expanded here, within limits, and everything else in it is ignored, as browsers do
//! with one that they do not validate against.
//!
//! Source: Extensible Markup Language (XML) 1.0 (Fifth Edition), sections 2.8, 4.4 and 4.5.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::vector::finding::{Fault, Finding, quote};

/// Entities may add at most this many bytes to a file: 2 MiB.
const EXPANSION: usize = 2 * 1024 * 1024;
/// Entities may be referred to at most this often, including from other entities.
const REFERENCES: usize = 100_000;
/// Entities within entities.
const DEPTH: usize = 16;

/// The text of a file without its document type, with its entities expanded.
#[derive(Debug)]
pub(crate) struct Plain<'a> {
    /// What the XML parser reads.
    pub(crate) text: Cow<'a, str>,
    /// Where the parts of the text come from; empty where all of it is at the same place in the file.
    segments: Vec<Segment>,
}

/// A part of the text, and the part of the file that it comes from.
#[derive(Debug)]
struct Segment {
    to: Range<usize>,
    from: Range<usize>,
}

impl Plain<'_> {
    /// The place in the file of a place in the text. What comes from an entity is at its reference.
    pub(crate) fn place(&self, span: &Range<usize>) -> Range<usize> {
        if self.segments.is_empty() {
            return span.clone();
        }
        let start = self.locate(span.start).start;
        let end = if span.is_empty() { start } else { self.locate(span.end - 1).end };
        start..end.max(start)
    }

    /// The bytes of the file that one byte of the text comes from.
    fn locate(&self, at: usize) -> Range<usize> {
        let index = self.segments.partition_point(|segment| segment.to.end <= at);
        let Some(segment) = self.segments.get(index) else {
            let end = self.segments.last().map_or(0, |last| last.from.end);
            return end..end;
        };
        if segment.to.len() == segment.from.len() {
            let start = segment.from.start + (at - segment.to.start);
            start..start + 1
        } else {
            segment.from.clone()
        }
    }
}

/// Reads the prolog. `None` where the rest cannot be read: then a finding says why.
pub(crate) fn plain<'a>(text: &'a str, found: &mut Vec<Finding>) -> Option<Plain<'a>> {
    let same = Plain { text: Cow::Borrowed(text), segments: Vec::new() };
    let mut cursor = Cursor { text, at: text.len() - text.trim_start_matches('\u{feff}').len() };
    let mut doctype = None;
    loop {
        cursor.skip_space();
        let start = cursor.at;
        let closed = if cursor.take("<!--") {
            cursor.until("-->").is_some()
        } else if cursor.take("<?") {
            let instruction = cursor.until("?>");
            let loads = instruction.is_some_and(loads_sheet);
            if loads {
                let (message, help) =
                    ("the file loads a style sheet", "write the style into the file");
                found.push(Finding::new(Fault::External, start..cursor.at, message, help));
            }
            instruction.is_some()
        } else if doctype.is_none() && cursor.take("<!DOCTYPE") {
            match read_doctype(&mut cursor) {
                Some(read) => doctype = Some((start..cursor.at, read)),
                None => {
                    let message = "the document type is not well-formed";
                    let help = "remove it: an SVG needs none";
                    found.push(Finding::new(Fault::Broken, start..start + 9, message, help));
                    return None;
                }
            }
            true
        } else {
            break;
        };
        if !closed {
            // The XML parser says where.
            return Some(same);
        }
    }
    let Some((range, doctype)) = doctype else {
        return Some(same);
    };
    if let Some(name) = doctype.parameter {
        let message = format!("the document type uses the parameter entity {}", quote(name));
        let help = "export it as plain SVG, or remove the document type";
        found.push(Finding::new(Fault::Unsafe, range, message, help));
        return None;
    }
    match expand(text, range, cursor.at, &doctype) {
        Ok(plain) => Some(plain),
        Err(finding) => {
            found.push(*finding);
            None
        }
    }
}

/// Is it an `xml-stylesheet` that names something outside of the file?
fn loads_sheet(instruction: &str) -> bool {
    let Some(rest) = instruction.strip_prefix("xml-stylesheet") else {
        return false;
    };
    let Some((_, href)) = rest.split_once("href") else {
        return false;
    };
    !href
        .trim_start()
        .trim_start_matches('=')
        .trim_start()
        .trim_start_matches(['"', '\''])
        .starts_with('#')
}

#[derive(Debug, Default)]
struct Doctype<'a> {
    entities: BTreeMap<&'a str, Entity<'a>>,
    /// Namespaces that an `ATTLIST` declares: the element, the attribute, the value.
    namespaces: Vec<(&'a str, &'a str, &'a str)>,
    /// The first reference to a parameter entity.
    parameter: Option<&'a str>,
}

#[derive(Debug)]
enum Entity<'a> {
    /// Its replacement text: character references in it are replaced already.
    Text(String),
    /// The address of a file.
    Outside(&'a str),
}

#[derive(Debug)]
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

/// A word, or a value in quotes, of a declaration.
#[derive(Debug, PartialEq)]
enum Token<'a> {
    Word(&'a str),
    Quoted(&'a str),
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn take(&mut self, start: &str) -> bool {
        let is_there = self.rest().starts_with(start);
        self.at += if is_there { start.len() } else { 0 };
        is_there
    }

    /// What comes before `end`; the cursor is behind it then.
    fn until(&mut self, end: &str) -> Option<&'a str> {
        let (before, _) = self.rest().split_once(end)?;
        self.at += before.len() + end.len();
        Some(before)
    }

    /// A word or a value in quotes; `None` at the end, and at what is neither.
    fn token(&mut self) -> Option<Token<'a>> {
        self.skip_space();
        for quote in ["\"", "'"] {
            if self.take(quote) {
                return self.until(quote).map(Token::Quoted);
            }
        }
        let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '>' | '<' | '[' | ']');
        let word = &self.rest()[..self.rest().find(is_end)?];
        self.at += word.len();
        (!word.is_empty()).then_some(Token::Word(word))
    }

    /// All tokens before the closing `>`.
    fn declaration(&mut self) -> Option<Vec<Token<'a>>> {
        let mut tokens = Vec::new();
        loop {
            self.skip_space();
            if self.take(">") {
                return Some(tokens);
            }
            tokens.push(self.token()?);
        }
    }
}

/// Reads a document type from behind `<!DOCTYPE`.
fn read_doctype<'a>(cursor: &mut Cursor<'a>) -> Option<Doctype<'a>> {
    let mut doctype = Doctype::default();
    loop {
        cursor.skip_space();
        if cursor.take(">") {
            return Some(doctype);
        } else if cursor.take("[") {
            subset(cursor, &mut doctype)?;
        } else {
            cursor.token()?;
        }
    }
}

/// Reads the declarations between square brackets.
fn subset<'a>(cursor: &mut Cursor<'a>, doctype: &mut Doctype<'a>) -> Option<()> {
    loop {
        cursor.skip_space();
        if cursor.take("]") {
            return Some(());
        } else if cursor.take("<!--") {
            cursor.until("-->")?;
        } else if cursor.take("<?") {
            cursor.until("?>")?;
        } else if cursor.take("<!ENTITY") {
            entity(&cursor.declaration()?, doctype);
        } else if cursor.take("<!ATTLIST") {
            namespaces(&cursor.declaration()?, doctype);
        } else if cursor.take("<!ELEMENT") || cursor.take("<!NOTATION") {
            cursor.declaration()?;
        } else if cursor.take("%") {
            doctype.parameter = doctype.parameter.or(cursor.until(";"));
            doctype.parameter?;
        } else {
            return None;
        }
    }
}

/// Takes the declaration of a general entity; the first of a name counts.
fn entity<'a>(tokens: &[Token<'a>], doctype: &mut Doctype<'a>) {
    let (name, entity) = match tokens {
        [Token::Word("%"), ..] => return,
        [Token::Word(name), Token::Quoted(value)] => (name, Entity::Text(with_characters(value))),
        [Token::Word(name), Token::Word("SYSTEM"), Token::Quoted(address), ..]
        | [Token::Word(name), Token::Word("PUBLIC"), _, Token::Quoted(address), ..] => {
            (name, Entity::Outside(address))
        }
        _ => return,
    };
    doctype.entities.entry(name).or_insert(entity);
}

/// Takes the namespaces that an `ATTLIST` gives a value.
fn namespaces<'a>(tokens: &[Token<'a>], doctype: &mut Doctype<'a>) {
    let Some((Token::Word(element), rest)) = tokens.split_first() else {
        return;
    };
    for (at, token) in rest.iter().enumerate() {
        let Token::Word(name) = token else { continue };
        let value = match &rest[at + 1..] {
            [Token::Word("CDATA"), Token::Quoted(value), ..]
            | [Token::Word("CDATA"), Token::Word("#FIXED"), Token::Quoted(value), ..] => value,
            _ => continue,
        };
        if *name == "xmlns" || name.starts_with("xmlns:") {
            doctype.namespaces.push((element, name, value));
        }
    }
}

/// The value of an entity with its character references replaced.
fn with_characters(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("&#") {
        out.push_str(before);
        let code = after.split_once(';').and_then(|(code, rest)| Some((character(code)?, rest)));
        match code {
            Some((character, behind)) => {
                out.push(character);
                rest = behind;
            }
            None => {
                out.push_str("&#");
                rest = after;
            }
        }
    }
    out + rest
}

fn character(code: &str) -> Option<char> {
    let number = match code.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    char::from_u32(number).filter(|c| !c.is_control() || c.is_whitespace())
}

/// The text without the document type in `range`, and with the entities of the root, which begins at `root`, expanded.
fn expand<'a>(
    text: &'a str,
    range: Range<usize>,
    root: usize,
    doctype: &Doctype<'_>,
) -> Result<Plain<'a>, Box<Finding>> {
    let blank = |c: char| if c == '\n' { "\n".to_owned() } else { " ".repeat(c.len_utf8()) };
    let mut expander = Expander {
        doctype,
        out: String::with_capacity(text.len()),
        segments: Vec::new(),
        limit: text.len() + EXPANSION,
        references: 0,
    };
    expander.push(&text[..range.start], Origin::At(0));
    let hidden: String = text[range.clone()].chars().map(blank).collect();
    expander.push(&hidden, Origin::At(range.start));
    let name_end = root + root_name(&text[root..]).map_or(0, |name| 1 + name.len());
    expander.push(&text[range.end..name_end], Origin::At(range.end));
    let tag = &text[root..crate::vector::source::tag_end(text, root)];
    for (_, name, value) in doctype.namespaces.iter().filter(|(element, name, _)| {
        root_name(tag) == Some(*element) && !tag.contains(&format!("{name}="))
    }) {
        let added = format!(" {name}=\"{}\"", in_attribute(value));
        expander.push(&added, Origin::Of(&(name_end..name_end)));
    }
    expander.content(&text[name_end..], In::Tag, Origin::At(name_end), 0)?;
    let segments = if expander.out.len() == text.len() && expander.references == 0 {
        Vec::new()
    } else {
        expander.segments
    };
    Ok(Plain { text: Cow::Owned(expander.out), segments })
}

/// The name of the element whose tag a text begins with.
fn root_name(text: &str) -> Option<&str> {
    let name = text.strip_prefix('<')?;
    Some(&name[..name.find([' ', '\t', '\r', '\n', '>', '/']).unwrap_or(name.len())])
}

/// Where a piece of text comes from.
#[derive(Debug, Clone, Copy)]
enum Origin<'a> {
    /// From this byte of the file on.
    At(usize),
    /// From an entity that is referred to here.
    Of(&'a Range<usize>),
}

/// What kind of markup a place is in.
#[derive(Debug, Clone, Copy, PartialEq)]
enum In {
    Content,
    Tag,
    Value(char),
}

struct Expander<'a> {
    doctype: &'a Doctype<'a>,
    out: String,
    segments: Vec<Segment>,
    limit: usize,
    references: usize,
}

impl Expander<'_> {
    fn push(&mut self, piece: &str, origin: Origin<'_>) {
        if piece.is_empty() {
            return;
        }
        let to = self.out.len()..self.out.len() + piece.len();
        let from = match origin {
            Origin::At(start) => start..start + piece.len(),
            Origin::Of(range) => range.clone(),
        };
        self.out.push_str(piece);
        self.segments.push(Segment { to, from });
    }

    /// Expands the references in a text, which begins within a kind of markup.
    fn content(
        &mut self,
        text: &str,
        mut state: In,
        origin: Origin<'_>,
        depth: usize,
    ) -> Result<(), Box<Finding>> {
        let mut at = 0;
        while at < text.len() {
            let from = match origin {
                Origin::At(start) => Origin::At(start + at),
                inner @ Origin::Of(_) => inner,
            };
            let rest = &text[at..];
            let next = match state {
                In::Content => rest.find(['<', '&']),
                In::Tag => rest.find(['"', '\'', '>']),
                In::Value(quote) => rest.find([quote, '&']),
            };
            let Some(next) = next else {
                self.push(rest, from);
                break;
            };
            let (step, then) = step(&rest[next..], state);
            let piece = &rest[next..next + step];
            state = then;
            at += next + step;
            let replacement = reference(piece).and_then(|name| self.doctype.entities.get(name));
            let Some(entity) = replacement else {
                self.push(&rest[..next + step], from);
                continue;
            };
            self.push(&rest[..next], from);
            let place = match from {
                Origin::At(start) => start + next..start + next + step,
                Origin::Of(place) => place.clone(),
            };
            self.entity(piece, entity, state, (&place, depth))?;
        }
        Ok(())
    }

    /// Writes the replacement text of an entity.
    fn entity(
        &mut self,
        piece: &str,
        entity: &Entity<'_>,
        state: In,
        (place, depth): (&Range<usize>, usize),
    ) -> Result<(), Box<Finding>> {
        let refuse = |fault, message: String, help: &str| {
            Err(Box::new(Finding::new(fault, place.clone(), message, help)))
        };
        let text = match entity {
            Entity::Text(text) => text,
            Entity::Outside(address) => {
                let message = format!("{} is outside of the file", quote(address));
                return refuse(Fault::External, message, "remove the entity that loads it");
            }
        };
        self.references += 1;
        if depth == DEPTH {
            let message = format!("the entity {} never ends, or is nested too deep", quote(piece));
            return refuse(Fault::TooComplex, message, "write its text in its place");
        }
        if self.out.len() + text.len() > self.limit || self.references > REFERENCES {
            let message = "the entities of the document type expand to more than 2 MiB".to_owned();
            return refuse(Fault::TooLarge, message, "export it as plain SVG, without entities");
        }
        match state {
            In::Value(_) => self.content(&in_attribute(text), state, Origin::Of(place), depth + 1),
            _ => self.content(text, In::Content, Origin::Of(place), depth + 1),
        }
    }
}

/// How many bytes of markup a text begins with, and what comes behind them. It begins at a reference, a quote, or where a
/// tag begins or ends.
fn step(text: &str, state: In) -> (usize, In) {
    let through = |end: &str| text.find(end).map_or(text.len(), |at| at + end.len());
    match (text.as_bytes()[0], state) {
        (b'&', _) => (reference(text).map_or(1, |name| name.len() + 2), state),
        (b'>', _) => (1, In::Content),
        (b'<', _) if text.starts_with("<!--") => (through("-->"), In::Content),
        (b'<', _) if text.starts_with("<![CDATA[") => (through("]]>"), In::Content),
        (b'<', _) if text.starts_with("<?") => (through("?>"), In::Content),
        (b'<', _) => (1, In::Tag),
        (_, In::Value(_)) => (1, In::Tag),
        (quote, _) => (1, In::Value(char::from(quote))),
    }
}

/// The name of the entity that a text begins with a reference to.
fn reference(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('&')?.split_once(';')?;
    let is_name = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
    (is_name && !name.is_empty()).then_some(name)
}

/// The replacement text of an entity as it must be written in the value of an attribute: it cannot end it.
fn in_attribute(text: &str) -> String {
    text.replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&apos;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, found: &[Finding]) -> Vec<String> {
        let one = |f: &Finding| format!("{:?}: {} [{}]", f.fault, f.message, &text[f.span.clone()]);
        found.iter().map(one).collect()
    }

    /// The text behind the prolog, or what is wrong.
    fn check(text: &str, expect: Result<&str, &[&str]>) {
        let mut found = Vec::new();
        let plain = plain(text, &mut found);
        match expect {
            Ok(expect) => {
                assert_eq!(shown(text, &found), [""; 0], "{text}");
                assert_eq!(plain.unwrap().text.trim_start(), expect);
            }
            Err(expect) => assert_eq!(shown(text, &found), expect, "{text}"),
        }
    }

    #[test]
    fn a_document_type_is_not_part_of_the_text() {
        check("<!DOCTYPE svg><svg/>", Ok("<svg/>"));
        check(
            "<!DOCTYPE svg SYSTEM \"x>y\" [<!ATTLIST svg onload CDATA \"x()\">]><svg/>",
            Ok("<svg/>"),
        );
        check(
            "<!DOCTYPE svg PUBLIC '-//a' 'b' [ <!ELEMENT a (b|c)*> <!-- ]> --> <?x ]> ?> ]><svg/>",
            Ok("<svg/>"),
        );
        check("<!DOCTYPE svg [<!ENTITY % p 'x'>]><svg/>", Ok("<svg/>"));
        check(
            "<!DOCTYPE svg [<!ENTITY % p 'x'> %p; ]><svg/>",
            Err(&[
                "Unsafe: the document type uses the parameter entity `p` [<!DOCTYPE svg [<!ENTITY % p 'x'> %p; ]>]",
            ]),
        );
        check(
            "<!DOCTYPE svg [ <svg/>",
            Err(&["Broken: the document type is not well-formed [<!DOCTYPE]"]),
        );
    }

    #[test]
    fn style_sheets_outside_are_found_wherever_they_stand_in_the_prolog() {
        let outside = "External: the file loads a style sheet [<?xml-stylesheet href='http://x'?>]";
        check(
            "<!DOCTYPE svg SYSTEM 'x>y'><?xml-stylesheet href='http://x'?><svg/>",
            Err(&[outside]),
        );
        check(
            "<?xml version='1.0'?><!-- <?xml-stylesheet href='x'?> --><svg/>",
            Ok("<?xml version='1.0'?><!-- <?xml-stylesheet href='x'?> --><svg/>"),
        );
    }

    #[test]
    fn entities_are_expanded_where_xml_has_them() {
        let check = |entities: &str, body: &str, expect: &str| {
            check(&format!("<!DOCTYPE svg [{entities}]>{body}"), Ok(expect));
        };
        check(
            "<!ENTITY s 'fill:red'>",
            "<svg style='&s;'>&s;</svg>",
            "<svg style='fill:red'>fill:red</svg>",
        );
        check("<!ENTITY a '<g/>'><!ENTITY b '&a;&a;'>", "<svg>&b;</svg>", "<svg><g/><g/></svg>");
        check("<!ENTITY a '<g q=\"&#38;lt;\"/>'>", "<svg>&a;</svg>", "<svg><g q=\"&lt;\"/></svg>");
        check("<!ENTITY q '\"><g/>'>", "<svg a=\"&q;\"/>", "<svg a=\"&quot;>&lt;g/>\"/>");
        check(
            "<!ENTITY a 'b'>",
            "<svg><![CDATA[&a;]]><!--&a;--><?p &a;?>&lt;&c;</svg>",
            "<svg><![CDATA[&a;]]><!--&a;--><?p &a;?>&lt;&c;</svg>",
        );
        check("<!ENTITY a 'first'><!ENTITY a 'second'>", "<svg>&a;</svg>", "<svg>first</svg>");
        check(
            "<!ATTLIST svg xmlns:xlink CDATA #FIXED 'urn:x' onload CDATA 'x()'>",
            "<svg><use xlink:href='#a'/></svg>",
            "<svg xmlns:xlink=\"urn:x\"><use xlink:href='#a'/></svg>",
        );
        check("<!ATTLIST svg xmlns:x CDATA 'urn:x'>", "<svg xmlns:x='y'/>", "<svg xmlns:x='y'/>");
    }

    #[test]
    fn entities_cannot_grow_or_reach_out() {
        check(
            "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
            Err(&["External: `file:///etc/passwd` is outside of the file [&x;]"]),
        );
        check("<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg/>", Ok("<svg/>"));
        check(
            "<!DOCTYPE svg [<!ENTITY a '&b;'><!ENTITY b '&a;'>]><svg>&a;</svg>",
            Err(&["TooComplex: the entity `&a;` never ends, or is nested too deep [&a;]"]),
        );
        let grows = "TooLarge: the entities of the document type expand to more than 2 MiB";
        for first in ["ha", ""] {
            let level = |n: u32| format!("<!ENTITY e{n} '{}'>", format!("&e{};", n - 1).repeat(10));
            let levels: String = (1..10).map(level).collect();
            let text = format!("<!DOCTYPE svg [<!ENTITY e0 '{first}'>{levels}]><svg>&e9;</svg>");
            check(&text, Err(&[&format!("{grows} [&e9;]")]));
        }
        let long = "x".repeat(100_000);
        let text =
            format!("<!DOCTYPE svg [<!ENTITY e '{long}'>]><svg>{}</svg>", "&e;".repeat(10_000));
        check(&text, Err(&[&format!("{grows} [&e;]")]));
    }

    #[test]
    fn places_are_those_of_the_file() {
        let text = "<!DOCTYPE svg [<!ENTITY s 'fill:red'>]>\n<svg a='1 &s; 2'><é/></svg>";
        let plain = plain(text, &mut Vec::new()).unwrap();
        let check = |part: &str, expect: &str| {
            let at = plain.text.find(part).unwrap();
            assert_eq!(&text[plain.place(&(at..at + part.len()))], expect);
        };
        check("<svg", "<svg");
        check("red", "&s;");
        check("1 fill", "1 &s;");
        check("<é/>", "<é/>");
        check("</svg>", "</svg>");
    }
}

//! Labels in scripts: as a property of an element, as the text of its `title`, as the variable that holds it.

use std::ops::Range;

use memchr::memmem;

use super::label::{Labels, Manner};
use super::{Drawn, Labelled, drawn, shown};
use crate::path_data;
use rebadge_script::{Literal, Role, literals};

/// Keys of labels that people read, and of names that programs use.
const TEXTS: [&str; 6] = ["title", "aria-label", "ariaLabel", "alt", "label", "titleAccess"];
const WORDS: [&str; 7] =
    ["className", "class", "id", "name", "data-testid", "data-icon", "iconName"];
/// How far a drawing is from what holds it, in bytes, and the largest one.
const NEAR: usize = 300;
const LARGEST: usize = 256 << 10;
/// How many brackets lie between a `title` and its drawing, at most.
const DEEP: usize = 5;

/// A pair of brackets outside of literals.
struct Group {
    open: usize,
    close: usize,
    parent: Option<usize>,
}

/// A script with its literals and brackets.
pub(super) struct Script<'a> {
    bytes: &'a [u8],
    literals: Vec<Literal>,
    /// In the order of their openings.
    groups: Vec<Group>,
}

impl<'a> Script<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Script<'a> {
        let literals = literals(bytes);
        let (mut groups, mut open, mut at): (Vec<Group>, Vec<usize>, usize) =
            (Vec::new(), Vec::new(), 0);
        let mut next = literals.iter();
        loop {
            let literal = next.next();
            let end = literal.map_or(bytes.len(), |literal| literal.span.start);
            for place in at.min(end)..end {
                match bytes[place] {
                    b'(' | b'[' | b'{' => {
                        let parent = open.last().copied();
                        open.push(groups.len());
                        groups.push(Group { open: place, close: bytes.len(), parent });
                    }
                    b')' | b']' | b'}' => {
                        if let Some(group) = open.pop() {
                            groups[group].close = place;
                        }
                    }
                    _ => {}
                }
            }
            let Some(literal) = literal else { break };
            at = literal.span.end;
        }
        Script { bytes, literals, groups }
    }

    /// The drawings that have a label at one of these places.
    pub(super) fn labelled(&self, labels: &Labels, hits: &[usize]) -> Vec<Labelled> {
        let mut found = Vec::new();
        for at in hits {
            let number = self.literals.partition_point(|literal| literal.span.end < *at);
            let literal = self.literals.get(number).filter(|literal| literal.span.contains(at));
            found.extend(match literal {
                Some(literal) => self.by_literal(literal, labels),
                None => self.by_word(*at, labels),
            });
        }
        found
    }

    fn text(&self, span: Range<usize>) -> String {
        String::from_utf8_lossy(&self.bytes[span]).into_owned()
    }

    fn by_literal(&self, literal: &Literal, labels: &Labels) -> Option<Labelled> {
        if literal.span.len() > 80 {
            return None;
        }
        let text = self.text(literal.span.clone());
        let key = self.text(literal.name.clone());
        let group = self.around(literal.span.start)?;
        let (drawn, span) = match literal.role {
            Role::Property if TEXTS.contains(&key.as_str()) => {
                labels.is_label(&text, Manner::Text).then_some(())?;
                self.of_properties(group)?
            }
            Role::Property if WORDS.contains(&key.as_str()) => {
                labels.is_label(&text, Manner::Word).then_some(())?;
                self.of_properties(group).or_else(|| self.of_siblings(group))?
            }
            _ => {
                labels.is_label(&text, Manner::Text).then_some(())?;
                self.of_title(group)?
            }
        };
        Some(Labelled { label: text, span, drawn })
    }

    /// The drawing of an element that has these properties: of the call, of what follows a constant, or a picture that they name.
    fn of_properties(&self, group: usize) -> Option<(Drawn, Range<usize>)> {
        let properties = &self.groups[group];
        let span = properties.open..properties.close;
        if self.bytes[span.start] != b'{' {
            return None;
        }
        let call = properties.parent.filter(|call| self.bytes[self.groups[*call].open] == b'(');
        match call.and_then(|call| Some((self.tag(call)?, call))) {
            Some((tag, call)) if tag == "svg" => {
                let span = self.groups[call].open..self.groups[call].close;
                Some((self.within(&span)?, span))
            }
            Some(_) => Some((self.source(&span)?, span)),
            None if has_key(&self.bytes[span.clone()], "viewBox") => {
                self.after(span.end).map(|(drawn, path)| (drawn, span.start..path.end))
            }
            None => Some((self.source(&span)?, span)),
        }
    }

    /// The drawing beside a name: a member that is markup, or a variable that is.
    fn of_siblings(&self, group: usize) -> Option<(Drawn, Range<usize>)> {
        let span = self.groups[group].open..self.groups[group].close;
        let part = (span.len() <= LARGEST).then(|| &self.bytes[span.clone()])?;
        let literals = self.literals_in(&span).filter(|literal| literal.role == Role::Property);
        let markup = literals.filter_map(|literal| self.markup(literal.span.clone())).next();
        let by_variable = || {
            let keys = ["svgstr", "svg", "icon", "src", "data"];
            keys.iter().find_map(|key| self.markup(self.assigned(part, key)?))
        };
        Some((markup.or_else(by_variable)?, span))
    }

    /// The drawing around a `title` with this text in it.
    fn of_title(&self, group: usize) -> Option<(Drawn, Range<usize>)> {
        let mut around = Some(group);
        let mut is_title = false;
        for _ in 0..DEEP {
            let own = around?;
            let tag = self.tag(own);
            match tag.as_deref() {
                Some("title") if !is_title => is_title = true,
                Some("svg") if is_title => {
                    let span = self.groups[own].open..self.groups[own].close;
                    return Some((self.within(&span)?, span));
                }
                Some(_) => return None,
                None => {}
            }
            around = self.groups[own].parent;
        }
        None
    }

    /// The drawing of a variable, function or member whose name is the label.
    fn by_word(&self, at: usize, labels: &Labels) -> Option<Labelled> {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
        let start = at - self.bytes[..at].iter().rev().take_while(|byte| is_word(byte)).count();
        let end = at + self.bytes[at..].iter().take_while(|byte| is_word(byte)).count();
        let label = self.text(start..end);
        if !labels.is_label(&label, Manner::Word) {
            return None;
        }
        let rest = &self.bytes[end..];
        let is_function = self.bytes[..start].ends_with(b"function ");
        let is_set = matches!(rest, [b'=' | b':', next, ..] if !matches!(next, b'=' | b':'));
        if !is_function && !is_set {
            return None;
        }
        let span = end..end + NEAR.min(rest.len());
        let first = self.literals_in(&span).find(|literal| {
            let text = &self.bytes[literal.span.clone()];
            text == b"svg" || text.starts_with(b"<svg") || text.starts_with(b"data:image/")
        })?;
        if self.bytes[end..first.span.start].contains(&b';') && !is_function {
            return None;
        }
        if let Some(drawn) = self.markup(first.span.clone()) {
            return Some(Labelled { label, span: first.span.clone(), drawn });
        }
        let call = self.around(first.span.start).filter(|call| self.tag(*call).is_some())?;
        let span = self.groups[call].open..self.groups[call].close;
        Some(Labelled { label, drawn: self.within(&span)?, span })
    }

    /// What a literal draws that is markup or an address.
    fn markup(&self, span: Range<usize>) -> Option<Drawn> {
        let text = &self.bytes[span.clone()];
        if text.starts_with(b"<svg") || text.starts_with(b"<?xml") {
            return drawn(self.bytes, &span);
        }
        shown(&self.text(span.start..span.end.min(span.start + 4096)))
    }

    /// The picture that `src` of some properties names.
    fn source(&self, span: &Range<usize>) -> Option<Drawn> {
        let part = (span.len() <= LARGEST).then(|| &self.bytes[span.clone()])?;
        let mut own = self.literals_in(span).filter(|literal| literal.role == Role::Property);
        let written = own.find(|literal| &self.bytes[literal.name.clone()] == b"src");
        self.markup(
            written.map(|literal| literal.span.clone()).or_else(|| self.assigned(part, "src"))?,
        )
    }

    /// The literal of a variable that is the value of a key: the only one that is assigned to this name and is a picture.
    fn assigned(&self, part: &[u8], key: &str) -> Option<Range<usize>> {
        let key = format!("{key}:");
        let at = memmem::find(part, key.as_bytes())? + key.len();
        let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
        let length = part[at..].iter().take_while(is_word).count();
        let name = part.get(at..at + length).filter(|name| !name.is_empty())?;
        let is_own = |literal: &&Literal| {
            literal.role == Role::Assigned
                && &self.bytes[literal.name.clone()] == name
                && self.markup(literal.span.clone()).is_some()
        };
        let mut own = self.literals.iter().filter(is_own);
        let first = own.next()?;
        own.next().is_none().then(|| first.span.clone())
    }

    /// What is drawn within a call of `svg`.
    fn within(&self, span: &Range<usize>) -> Option<Drawn> {
        (span.len() <= LARGEST).then(|| drawn(self.bytes, span))?
    }

    /// The path data that follows a constant with the properties of its element.
    fn after(&self, at: usize) -> Option<(Drawn, Range<usize>)> {
        let part = at..(at + NEAR).min(self.bytes.len());
        let first = self.literals_in(&part).find(|literal| {
            let text = &self.bytes[literal.span.clone()];
            matches!(text.first(), Some(b'M' | b'm')) && path_data::length(text) == text.len()
        })?;
        Some((drawn(self.bytes, &(first.span.start - 1..first.span.end + 1))?, first.span.clone()))
    }

    /// The literal that is the first argument of a call, as the name of an element is.
    fn tag(&self, group: usize) -> Option<String> {
        let open = self.groups[group].open;
        let number = self.literals.partition_point(|literal| literal.span.start <= open);
        let first = self.literals.get(number)?;
        let is_first = self.bytes[open] == b'('
            && self.bytes[open + 1..first.span.start - 1].iter().all(u8::is_ascii_whitespace);
        (is_first && first.span.len() < 40).then(|| self.text(first.span.clone()))
    }

    /// The innermost brackets around a place.
    fn around(&self, at: usize) -> Option<usize> {
        let mut group = self.groups.partition_point(|group| group.open < at).checked_sub(1)?;
        while self.groups[group].close < at {
            group = self.groups[group].parent?;
        }
        Some(group)
    }

    fn literals_in(&self, span: &Range<usize>) -> impl Iterator<Item = &Literal> {
        let start = self.literals.partition_point(|literal| literal.span.start < span.start);
        let end = span.end;
        self.literals[start..].iter().take_while(move |literal| literal.span.start < end)
    }
}

/// Whether properties have a key.
fn has_key(part: &[u8], key: &str) -> bool {
    memmem::find(&part[..part.len().min(2048)], key.as_bytes()).is_some()
}

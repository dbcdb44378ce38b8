//! What the literals around one tell of it: whether it is a text of a catalog, or an identifier that looks like a text.

use std::collections::BTreeSet;

use crate::visible::Context;
use rebadge_script::{Kind, Literal, Role};

/// How many literals before and after one tell whether it is in a catalog, and how near a label is.
const CATALOG: usize = 12;
const LABEL: usize = 8;

/// Properties of what has a label, in small letters.
const IDS: &[&str] = &["id", "key", "name", "slug", "type", "value"];

/// Those that are never shown.
const KEYS: &[&str] = &["id", "key", "slug", "value"];

/// Properties with labels, in small letters without signs.
const LABELS: &[&str] = &["caption", "displayname", "label", "text", "title", "tooltip"];

/// The literals of a script, seen for what they tell of each other.
pub(super) struct Contexts<'a> {
    source: &'a [u8],
    literals: &'a [Literal],
    /// Words that a script compares a value with, or looks for in an object.
    compared: BTreeSet<&'a [u8]>,
}

impl<'a> Contexts<'a> {
    /// Those of a script. `is_wanted` is whether a literal has a text that is asked for.
    pub(super) fn new(
        source: &'a [u8],
        literals: &'a [Literal],
        is_wanted: impl Fn(&Literal) -> bool,
    ) -> Contexts<'a> {
        let is_compared =
            |literal: &&Literal| matches!(literal.role, Role::Compared | Role::Member);
        let compared = literals.iter().filter(is_compared).filter(|literal| is_wanted(literal));
        let compared = compared.map(|literal| &source[literal.span.clone()]).collect();
        Contexts { source, literals, compared }
    }

    /// What is told of the literal with a number.
    pub(super) fn of(&self, number: usize) -> Context {
        let literal = &self.literals[number];
        let is_text = matches!(literal.kind, Kind::String(_) | Kind::Chunk);
        if !is_text || matches!(literal.role, Role::Key | Role::Module | Role::Tagged) {
            return Context::Unknown;
        }
        let name = self.name(number);
        let is_property = literal.role == Role::Property;
        if is_property && IDS.contains(&name.as_str()) && self.partner(number, LABELS).is_some() {
            return Context::Identifier;
        }
        let is_shown = LABELS.contains(&name.as_str()) || name == "children";
        if is_property && name == "displayname" && self.partner(number, IDS).is_some() {
            return Context::Label;
        }
        let is_word = !self.text(number).contains(&b' ');
        let is_value = matches!(literal.role, Role::Value | Role::Property | Role::Assigned);
        let is_compared = || is_value && self.compared.contains(self.text(number));
        // `{ id: "name", name: "name" }`: the name is what is shown of the two.
        let is_shown = is_shown || name == "name" && self.partner(number, KEYS).is_some();
        if is_word && !is_shown && (is_compared() || self.is_in_list(number)) {
            return Context::Identifier;
        }
        if is_property && self.is_in_catalog(number) { Context::Catalog } else { Context::Unknown }
    }

    fn text(&self, number: usize) -> &'a [u8] {
        &self.source[self.literals[number].span.clone()]
    }

    /// The property of a literal, in small letters without signs.
    fn name(&self, number: usize) -> String {
        let name = &self.source[self.literals[number].name.clone()];
        let name = name.iter().filter(|byte| byte.is_ascii_alphanumeric());
        name.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
    }

    /// The literal with the same text in the same object that is the value of one of some properties, perhaps by a call:
    /// `label: t("Name")`.
    fn partner(&self, number: usize, properties: &[&str]) -> Option<usize> {
        let near = number.saturating_sub(LABEL)..(number + LABEL + 1).min(self.literals.len());
        let mut others = near.filter(|other| *other != number);
        others.find(|other| {
            self.text(*other) == self.text(number)
                && properties.contains(&self.property(*other).as_str())
                && self.is_in_one_object(number.min(*other), number.max(*other))
        })
    }

    /// The property whose value a literal is, or is an argument in, in small letters without signs.
    fn property(&self, number: usize) -> String {
        let literal = &self.literals[number];
        if literal.role == Role::Property {
            return self.name(number);
        }
        let start = literal.span.start.saturating_sub(1);
        let before = &self.source[start.saturating_sub(80)..start];
        let call = before.strip_suffix(b"(").unwrap_or_default();
        let is_member = |byte: &u8| byte.is_ascii_alphanumeric() || b"_$.".contains(byte);
        let length = call.iter().rev().take_while(|byte| is_member(byte)).count();
        let front = call[..call.len() - length].trim_ascii_end();
        let front = front.strip_suffix(b":").unwrap_or_default().trim_ascii_end();
        let front = front.strip_suffix(b"\"").unwrap_or(front);
        let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_$-".contains(byte);
        let name = front.iter().rev().take_while(is_name);
        let mut name: Vec<u8> = name.filter(|byte| byte.is_ascii_alphanumeric()).copied().collect();
        name.reverse();
        String::from_utf8(name).unwrap_or_default().to_ascii_lowercase()
    }

    /// Whether no brace is between two literals.
    fn is_in_one_object(&self, first: usize, second: usize) -> bool {
        (first..second).all(|number| {
            let between = self.literals[number].span.end..self.literals[number + 1].span.start;
            let between = self.source.get(between).unwrap_or_default();
            !between.iter().any(|byte| matches!(byte, b'{' | b'}'))
        })
    }

    /// Whether a word in small letters is in a list of such words: `["name", "export"]`.
    fn is_in_list(&self, number: usize) -> bool {
        let is_small = |text: &[u8]| {
            let is_inner = |byte: &u8| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(byte)
            };
            text.first().is_some_and(u8::is_ascii_alphanumeric) && text.iter().all(is_inner)
        };
        let is_beside = |first: usize, second: usize| {
            let [first, second] = [first, second].map(|number| self.literals.get(number));
            first.zip(second).is_some_and(|(first, second)| {
                let between = self.source.get(first.span.end + 1..second.span.start - 1);
                between.is_some_and(|between| between.trim_ascii() == b",")
                    && is_small(&self.source[first.span.clone()])
                    && is_small(&self.source[second.span.clone()])
            })
        };
        let is_item = |literal: &Literal| {
            literal.role != Role::Property || {
                let before = self.source[..literal.span.start.saturating_sub(1)].trim_ascii_end();
                before.ends_with(b"[") || before.ends_with(b",")
            }
        };
        is_item(&self.literals[number])
            && (is_beside(number, number + 1)
                || number.checked_sub(1).is_some_and(|before| is_beside(before, number)))
    }

    /// Whether nearly all literals around one are values of properties, and most are texts.
    fn is_in_catalog(&self, number: usize) -> bool {
        let near = number.saturating_sub(CATALOG)..(number + CATALOG + 1).min(self.literals.len());
        let near = near.filter(|other| self.literals[*other].role != Role::Key);
        let (mut all, mut values, mut words, mut sentences) = (0, 0, 0, 0);
        for other in near.filter(|other| *other != number) {
            let text = self.text(other);
            let is_sentence = text.contains(&b' ') || text.iter().any(|byte| *byte >= 0x80);
            let is_value = self.literals[other].role == Role::Property
                && matches!(self.literals[other].kind, Kind::String(_));
            all += 1;
            values += usize::from(is_value);
            sentences += usize::from(is_value && is_sentence);
            words += usize::from(
                is_value && (is_sentence || text.first().is_some_and(u8::is_ascii_uppercase)),
            );
        }
        all >= CATALOG
            && values * 10 >= all * 9
            && words * 10 >= all * 7
            && sentences * 10 >= all * 3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expect: &[Context]) {
        let source = source.as_bytes();
        let literals = rebadge_script::literals(source);
        let contexts = Contexts::new(source, &literals, |_| true);
        let named = (0..literals.len())
            .filter(|number| contexts.text(*number).to_ascii_lowercase().starts_with(b"oldmark"));
        let found: Vec<Context> = named.map(|number| contexts.of(number)).collect();
        assert_eq!(found, expect, "{}", String::from_utf8_lossy(source));
    }

    use Context::{Catalog, Identifier, Label, Unknown};

    #[test]
    fn what_has_a_label_is_an_identifier() {
        check("r({name:'Oldmark Dark',displayName:i.__('Oldmark Dark')})", &[Identifier, Unknown]);
        check("r({displayName:'Oldmark',name:'Oldmark'})", &[Label, Identifier]);
        check("r({value:'Oldmark',x:1,label:'Oldmark'})", &[Identifier, Unknown]);
        check("x==='oldmark';r({name:'oldmark',id:'oldmark'})", &[Unknown, Unknown, Identifier]);
        check("r({name:'Oldmark'},{label:'Oldmark'})", &[Unknown, Unknown]);
        check("r({name:'Oldmark',label:'Oldmark Dark'})", &[Unknown, Unknown]);
    }

    #[test]
    fn words_that_are_compared_or_listed_are_identifiers() {
        check("a={kind:'oldmark'};if(x==='oldmark')f('oldmark')", &[Identifier, Unknown, Unknown]);
        check("e(['oldmark','context7'])", &[Identifier]);
        check("e(['azure',`oldmark`])", &[Identifier]);
        check("e(['Oldmark','The app'])", &[Unknown]);
        check("h('p',{title:'oldmark'});x==='oldmark'", &[Unknown, Unknown]);
    }

    #[test]
    fn texts_among_texts_are_of_a_catalog() {
        let others: String =
            (0..20).map(|number| format!("key{number}:`Ein Text`,word{number}:`Wort`,")).collect();
        check(&format!("x={{{others}oldmark_version:`Oldmark-version`}}"), &[Catalog]);
        let others: String =
            (0..20).map(|number| format!("key{number}:`a b`,word{number}:`wort`,")).collect();
        check(&format!("x={{{others}version:`Oldmark-version`}}"), &[Unknown]);
    }
}

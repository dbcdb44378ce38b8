//! Custom properties and `var()`. Source: CSS Custom Properties 1.

use std::collections::BTreeMap;
use std::rc::Rc;

use cssparser::{ParseError, Parser, Token};

use crate::vector::cascade::registered::{Registered, Registry};

/// A value may grow to this many bytes: a few lines can ask for terabytes.
const BYTES: usize = 64 * 1024;
/// All values that one element declares may grow to this many bytes.
const ALL_BYTES: usize = 8 * 1024 * 1024;
/// Properties that are made of one another.
const DEPTH: usize = 32;

/// The custom properties of an element, shared with what it inherits them from.
pub(super) type Variables = Rc<BTreeMap<String, String>>;

/// Does the value ask for a custom property?
pub(super) fn has_var(value: &str) -> bool {
    value.as_bytes().windows(4).any(|four| four.eq_ignore_ascii_case(b"var("))
}

/// The value with all `var()` replaced; `None` where one has no value and no fallback.
pub(super) fn substitute(
    value: &str,
    lookup: &mut dyn FnMut(&str) -> Option<String>,
) -> Option<String> {
    if !has_var(value) {
        return Some(value.to_owned());
    }
    let mut out = String::new();
    walk(&mut Parser::new(value), lookup, &mut out)?;
    Some(out)
}

fn walk(
    parser: &mut Parser<'_>,
    lookup: &mut dyn FnMut(&str) -> Option<String>,
    out: &mut String,
) -> Option<()> {
    loop {
        let start = parser.position();
        let Ok(token) = parser.next_including_whitespace_and_comments().cloned() else {
            return Some(());
        };
        let close = match token {
            Token::Function(name) if name.eq_ignore_ascii_case("var") => {
                let value = nested(parser, |inner| one(inner, lookup))?;
                // Spaces keep it a token of its own.
                *out += &format!(" {value} ");
                continue;
            }
            Token::Function(_) | Token::ParenthesisBlock => ')',
            Token::SquareBracketBlock => ']',
            Token::CurlyBracketBlock => '}',
            _ => {
                out.push_str(parser.slice_from(start));
                continue;
            }
        };
        out.push_str(parser.slice_from(start));
        nested(parser, |inner| walk(inner, lookup, out))?;
        out.push(close);
        if out.len() > BYTES {
            return None;
        }
    }
}

fn nested<T>(
    parser: &mut Parser<'_>,
    read: impl FnOnce(&mut Parser<'_>) -> Option<T>,
) -> Option<T> {
    let read = |input: &mut Parser<'_>| read(input).ok_or_else(ParseError::<()>::unexpected_token);
    parser.parse_nested_block(read).ok()
}

/// What is in the brackets of `var()`: a name, and perhaps a fallback.
fn one(parser: &mut Parser<'_>, lookup: &mut dyn FnMut(&str) -> Option<String>) -> Option<String> {
    let name = parser.expect_ident_cloned().ok()?;
    if !name.starts_with("--") {
        return None;
    }
    let has_fallback = match parser.next() {
        Ok(Token::Comma) => true,
        Ok(_) => return None,
        Err(_) => false,
    };
    let start = parser.position();
    while parser.next().is_ok() {}
    let fallback = parser.slice_from(start);
    match lookup(&name) {
        Some(value) => Some(value),
        None if has_fallback => substitute(fallback.trim(), lookup),
        None => None,
    }
}

/// What every property has around the root: its initial value.
pub(super) fn initial(registry: &Registry) -> Variables {
    let one = |(name, registered): (&String, &Registered)| {
        Some((name.clone(), registered.initial.clone()?))
    };
    Rc::new(registry.iter().filter_map(one).collect())
}

/// About how many bytes a copy takes.
pub(super) fn size(variables: &Variables) -> usize {
    variables.iter().map(|(name, value)| name.len() + value.len() + 100).sum()
}

/// What the children of an element have that declare nothing.
pub(super) fn undeclared(parent: &Variables, registry: &Registry) -> Variables {
    let mut all = Rc::clone(parent);
    for (name, registered) in registry.iter().filter(|(_, registered)| !registered.inherits) {
        if all.get(name) != registered.initial.as_ref() {
            let all = Rc::make_mut(&mut all);
            match &registered.initial {
                Some(value) => drop(all.insert(name.clone(), value.clone())),
                None => drop(all.remove(name)),
            }
        }
    }
    all
}

/// The custom properties of an element that declares some. The element around it has those of `parent`; without its
/// declarations this one would have those of `undeclared`.
pub(super) fn computed(
    declared: &[(&str, &str)],
    (parent, undeclared): (&Variables, &Variables),
    registry: &Registry,
) -> Variables {
    let mut resolver = Resolver {
        // The last declaration of a name wins.
        declared: declared.iter().copied().collect(),
        parent,
        undeclared,
        registry,
        done: BTreeMap::new(),
        bytes: 0,
        within: Vec::new(),
        cycles: Vec::new(),
    };
    let names: Vec<&str> = resolver.declared.keys().copied().collect();
    for name in names {
        resolver.value(name);
    }
    let mut all = BTreeMap::clone(undeclared);
    for (name, value) in resolver.done {
        match value {
            Some(value) => drop(all.insert(name, value)),
            None => drop(all.remove(&name)),
        }
    }
    Rc::new(all)
}

struct Resolver<'a> {
    declared: BTreeMap<&'a str, &'a str>,
    parent: &'a Variables,
    undeclared: &'a Variables,
    registry: &'a Registry,
    done: BTreeMap<String, Option<String>>,
    /// Of all values in `done`.
    bytes: usize,
    /// What is being resolved, from the outside.
    within: Vec<String>,
    /// What was found to be made of itself.
    cycles: Vec<String>,
}

impl Resolver<'_> {
    fn value(&mut self, name: &str) -> Option<String> {
        if let Some(value) = self.done.get(name) {
            return value.clone();
        }
        let Some(text) = self.declared.get(name).copied() else {
            return self.undeclared.get(name).cloned();
        };
        if let Some(at) = self.within.iter().position(|outer| outer == name) {
            self.cycles.extend_from_slice(&self.within[at..]);
            return None;
        }
        if self.within.len() >= DEPTH {
            return None;
        }
        self.within.push(name.to_owned());
        let value = match text.to_ascii_lowercase().as_str() {
            "initial" => self.registry.get(name).and_then(|registered| registered.initial.clone()),
            "inherit" => self.parent.get(name).cloned(),
            "unset" | "revert" | "revert-layer" => self.undeclared.get(name).cloned(),
            _ => substitute(text, &mut |other| self.value(other)),
        };
        self.within.pop();
        let value = value
            .filter(|value| value.len() <= BYTES && !self.cycles.iter().any(|cycle| cycle == name));
        // One that is registered has a value of its type in any case.
        let value = match self.registry.get(name) {
            Some(registered) => value
                .filter(|value| registered.takes(value))
                .or_else(|| self.undeclared.get(name).cloned()),
            None => value,
        };
        self.bytes += value.as_ref().map_or(0, String::len);
        let value = value.filter(|_| self.bytes <= ALL_BYTES);
        self.done.insert(name.to_owned(), value.clone());
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(declared: &[(&str, &str)], value: &str, expect: Option<&str>) {
        let inherited = Rc::new(BTreeMap::from([("--outer".to_owned(), "gold".to_owned())]));
        let variables = computed(declared, (&inherited, &inherited), &Registry::new());
        let seen = substitute(value, &mut |name| variables.get(name).cloned());
        let seen = seen.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        assert_eq!(seen.as_deref(), expect, "{value}");
    }

    #[test]
    fn variables_are_replaced() {
        check(&[("--a", "red")], "var(--a)", Some("red"));
        check(&[("--a", "red"), ("--a", "blue")], "VAR( --a )", Some("blue"));
        check(&[], "var(--outer)", Some("gold"));
        check(&[], "var(--fill-0, #d22)", Some("#d22"));
        check(&[], "var(--a, var(--b, rgb(1, 2, 3)))", Some("rgb(1, 2, 3)"));
        check(&[("--a", "1"), ("--b", "calc(var(--a) * 2px)")], "var(--b)", Some("calc( 1 * 2px)"));
        check(&[("--a", "")], "var(--a) red", Some("red"));
        check(&[], "var(--a,)red", Some("red"));
        check(&[("--outer", "initial")], "var(--outer, red)", Some("red"));
        check(&[("--A", "red")], "var(--a)", None);
        check(&[], "var(--a)", None);
        check(&[], "var(a, red)", None);
    }

    #[test]
    fn cycles_have_no_value() {
        check(&[("--a", "var(--b)"), ("--b", "var(--a)")], "var(--a, red)", Some("red"));
        check(&[("--a", "var(--a, blue)")], "var(--a, red)", Some("red"));
        check(&[("--a", "var(--b, x)"), ("--b", "var(--a)")], "var(--b, red)", Some("red"));
    }

    #[test]
    fn values_do_not_explode() {
        let names: Vec<String> = (0..40).map(|n| format!("--v{n}")).collect();
        let values: Vec<String> =
            (0..40).map(|n| format!("var(--v{}) var(--v{})", n + 1, n + 1)).collect();
        let mut declared: Vec<(&str, &str)> = names
            .iter()
            .zip(&values)
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        declared.push(("--v40", "0123456789"));
        check(&declared, "var(--v0, red)", Some("red"));
    }
}

//! Selectors of CSS, read. Source: Selectors 4, CSS Nesting 1.

use std::rc::Rc;

use cssparser::{ParseError, Parser, Token, parse_nth};

use crate::vector::cascade::specificity::specificity;
use crate::vector::cascade::states::{NEVER, PARTS, is_in};

/// How a compound relates to the one on its right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Combinator {
    /// `a b`
    Descendant,
    /// `a > b`
    Child,
    /// `a + b`
    Next,
    /// `a ~ b`
    Later,
}

/// How the value of an attribute is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Compare {
    /// `[a]`
    Exists,
    /// `[a=b]`
    Equal,
    /// `[a~=b]`
    Word,
    /// `[a|=b]`
    Dash,
    /// `[a^=b]`
    Prefix,
    /// `[a$=b]`
    Suffix,
    /// `[a*=b]`
    Substring,
}

/// Whether upper and lower case differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Case {
    /// They do.
    Sensitive,
    /// They do not: `[a=b i]`.
    Insensitive,
}

/// Which elements `:nth-child()` and its like count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Count {
    /// All, from the first.
    Children,
    /// All, from the last.
    LastChildren,
    /// Those of the same name, from the first.
    OfType,
    /// Those of the same name, from the last.
    LastOfType,
}

/// One condition on an element.
#[derive(Debug, Clone)]
pub(super) enum Simple {
    /// `*`
    Any,
    /// `rect`
    Type(String),
    /// `#a`
    Id(String),
    /// `.a`
    Class(String),
    /// `[a=b]`
    Attribute(String, Compare, String, Case),
    /// `:root`
    Root,
    /// `:empty`
    Empty,
    /// `:any-link`
    Link,
    /// `:nth-child(an+b)`
    Nth(Count, i32, i32),
    /// `:nth-child(an+b of …)`; from the end where the last is set.
    NthOf(i32, i32, Vec<Selector>, Count),
    /// `:is(…)`, and `&` as the selectors of the rule around it.
    Is(Rc<[Selector]>),
    /// `:where(…)`
    Where(Vec<Selector>),
    /// `:not(…)`
    Not(Vec<Selector>),
    /// `:has(…)`
    Has(Vec<(Combinator, Selector)>),
    /// What a picture never is: `:hover`, `::before`.
    Never,
}

/// Conditions on one element.
pub(super) type Compound = Vec<Simple>;

/// A selector. The compounds go from right to left: the first is of the element itself, each other one has its relation
/// to the one before it.
#[derive(Debug, Clone)]
pub(super) struct Selector {
    /// Conditions on the element itself.
    pub(super) subject: Compound,
    /// Conditions on others.
    pub(super) others: Vec<(Combinator, Compound)>,
    /// Ids, classes and types.
    pub(super) specificity: [u32; 3],
}

/// What the selectors of a sheet mean.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// The selectors of the rule around this one.
    pub(super) parent: Option<Rc<[Selector]>>,
    /// Prefixes of `@namespace`, and whether each is SVG. The default has an empty prefix.
    pub(super) namespaces: Vec<(String, bool)>,
}

/// Whether one invalid selector makes its list invalid.
#[derive(Clone, Copy, PartialEq)]
enum List {
    Strict,
    Forgiving,
}

/// The selectors of a rule; `None` where one of them is invalid.
pub(super) fn selectors(parser: &mut Parser<'_>, scope: &Scope) -> Option<Vec<Selector>> {
    let read = |input: &mut Parser<'_>| match &scope.parent {
        Some(parent) => nested(input, scope, parent),
        None => complex(input, scope).ok_or_else(invalid),
    };
    parser.parse_comma_separated(read).ok()
}

fn invalid() -> ParseError<()> {
    ParseError::unexpected_token()
}

/// A selector within a rule: relative to that rule, where it does not name it.
fn nested(
    parser: &mut Parser<'_>,
    scope: &Scope,
    parent: &Rc<[Selector]>,
) -> Result<Selector, ParseError<()>> {
    let start = parser.position();
    let relation = parser.try_parse(combinator);
    let mut selector = complex(parser, scope).ok_or_else(invalid)?;
    let names_parent = parser.slice_from(start).contains('&');
    if relation.is_ok() || !names_parent {
        let of_parent = vec![Simple::Is(Rc::clone(parent))];
        selector.others.push((relation.unwrap_or(Combinator::Descendant), of_parent));
        selector.specificity = specificity(&selector.subject, &selector.others);
    }
    Ok(selector)
}

fn combinator(parser: &mut Parser<'_>) -> Result<Combinator, ParseError<()>> {
    match parser.next() {
        Ok(Token::Delim('>')) => Ok(Combinator::Child),
        Ok(Token::Delim('+')) => Ok(Combinator::Next),
        Ok(Token::Delim('~')) => Ok(Combinator::Later),
        _ => Err(invalid()),
    }
}

/// Compounds and combinators, up to the end or a comma.
fn complex(parser: &mut Parser<'_>, scope: &Scope) -> Option<Selector> {
    parser.skip_whitespace();
    let mut subject = compound(parser, scope)?;
    let mut others = Vec::new();
    loop {
        let before = parser.position();
        parser.skip_whitespace();
        if parser.is_exhausted() {
            break;
        }
        let has_space = parser.position() != before;
        let relation = match parser.try_parse(combinator) {
            Ok(relation) => relation,
            Err(_) if has_space => Combinator::Descendant,
            Err(_) => return None,
        };
        parser.skip_whitespace();
        let next = compound(parser, scope)?;
        others.insert(0, (relation, std::mem::replace(&mut subject, next)));
    }
    let specificity = specificity(&subject, &others);
    Some(Selector { subject, others, specificity })
}

fn compound(parser: &mut Parser<'_>, scope: &Scope) -> Option<Compound> {
    let mut compound = Vec::new();
    loop {
        let state = parser.state();
        let Ok(token) = parser.next_including_whitespace() else {
            break;
        };
        let token = token.clone();
        let first = compound.is_empty();
        match token {
            Token::Ident(_) | Token::Delim('*' | '|') if first => {
                parser.reset(&state);
                compound.extend(type_selector(parser, scope)?);
            }
            Token::IDHash(id) => compound.push(Simple::Id(id.to_string())),
            Token::Delim('&') => compound.push(match &scope.parent {
                Some(parent) => Simple::Is(Rc::clone(parent)),
                None => Simple::Root,
            }),
            Token::Delim('.') => match parser.next_including_whitespace() {
                Ok(Token::Ident(class)) => compound.push(Simple::Class(class.to_string())),
                _ => return None,
            },
            Token::SquareBracketBlock => {
                let read = |input: &mut Parser<'_>| attribute(input).ok_or_else(invalid);
                compound.push(parser.parse_nested_block(read).ok()?);
            }
            Token::Colon => compound.push(pseudo(parser, scope)?),
            _ => {
                parser.reset(&state);
                break;
            }
        }
    }
    (!compound.is_empty()).then_some(compound)
}

/// `rect`, `*`, `svg|rect`, `*|rect`.
fn type_selector(parser: &mut Parser<'_>, scope: &Scope) -> Option<Vec<Simple>> {
    let is_svg = |prefix: &str| scope.namespaces.iter().rev().find(|(name, _)| name == prefix);
    let name = |token: &Token<'_>| match token {
        Token::Ident(name) => Some(name.to_string()),
        Token::Delim('*') => Some("*".to_owned()),
        _ => None,
    };
    let mut first = parser.next_including_whitespace().ok().cloned()?;
    let mut prefix = None;
    let next_is_bar = |input: &mut Parser<'_>| match input.next_including_whitespace() {
        Ok(Token::Delim('|')) => Ok(()),
        _ => Err(()),
    };
    if first == Token::Delim('|') || parser.try_parse(next_is_bar).is_ok() {
        prefix = Some(name(&first).unwrap_or_default());
        first = parser.next_including_whitespace().ok().cloned()?;
    }
    let name = name(&first)?;
    let matches = match prefix.as_deref() {
        Some("*") => true,
        // No element of a drawing is without a namespace.
        Some("") => false,
        Some(prefix) => is_svg(prefix)?.1,
        None => is_svg("").is_none_or(|(_, is_svg)| *is_svg),
    };
    let simple = if name == "*" { Simple::Any } else { Simple::Type(name) };
    Some(if matches { vec![simple] } else { vec![simple, Simple::Never] })
}

/// What is in square brackets.
fn attribute(parser: &mut Parser<'_>) -> Option<Simple> {
    let mut name = parser.expect_ident_cloned().ok()?;
    if parser.try_parse(|input| input.expect_delim('|')).is_ok() {
        name = parser.expect_ident_cloned().ok()?;
    }
    let compare = match parser.next() {
        Err(_) => Compare::Exists,
        Ok(Token::Delim('=')) => Compare::Equal,
        Ok(Token::IncludeMatch) => Compare::Word,
        Ok(Token::DashMatch) => Compare::Dash,
        Ok(Token::PrefixMatch) => Compare::Prefix,
        Ok(Token::SuffixMatch) => Compare::Suffix,
        Ok(Token::SubstringMatch) => Compare::Substring,
        Ok(_) => return None,
    };
    let value = match compare {
        Compare::Exists => String::new(),
        _ => parser.expect_ident_or_string().ok()?.to_string(),
    };
    let case = match parser.next() {
        Err(_) => Case::Sensitive,
        Ok(Token::Ident(flag)) if flag.eq_ignore_ascii_case("i") => Case::Insensitive,
        Ok(Token::Ident(flag)) if flag.eq_ignore_ascii_case("s") => Case::Sensitive,
        Ok(_) => return None,
    };
    Some(Simple::Attribute(name.to_string(), compare, value, case))
}

/// What follows a colon.
fn pseudo(parser: &mut Parser<'_>, scope: &Scope) -> Option<Simple> {
    match parser.next_including_whitespace().ok()?.clone() {
        Token::Colon => part(parser),
        Token::Ident(name) => {
            let name = name.to_ascii_lowercase();
            Some(match name.as_str() {
                "root" | "scope" => Simple::Root,
                "empty" => Simple::Empty,
                "any-link" | "link" => Simple::Link,
                "defined" | "read-only" => Simple::Any,
                "first-child" => Simple::Nth(Count::Children, 0, 1),
                "last-child" => Simple::Nth(Count::LastChildren, 0, 1),
                "first-of-type" => Simple::Nth(Count::OfType, 0, 1),
                "last-of-type" => Simple::Nth(Count::LastOfType, 0, 1),
                "only-child" => both(Count::Children, Count::LastChildren),
                "only-of-type" => both(Count::OfType, Count::LastOfType),
                "before" | "after" | "first-line" | "first-letter" => Simple::Never,
                _ if name.starts_with("-webkit-") || is_in(NEVER, &name) => Simple::Never,
                _ => return None,
            })
        }
        Token::Function(name) => {
            let name = name.to_ascii_lowercase();
            let read = |input: &mut Parser<'_>| call(&name, input, scope).ok_or_else(invalid);
            parser.parse_nested_block(read).ok()
        }
        _ => None,
    }
}

/// The one child that is the first and the last: neither may fail.
fn both(first: Count, last: Count) -> Simple {
    let subject = vec![Simple::Nth(first, 0, 1), Simple::Nth(last, 0, 1)];
    Simple::Is(Rc::from(vec![Selector { subject, others: Vec::new(), specificity: [0, 1, 0] }]))
}

/// What follows two colons.
fn part(parser: &mut Parser<'_>) -> Option<Simple> {
    match parser.next_including_whitespace().ok()?.clone() {
        Token::Ident(name) => {
            let name = name.to_ascii_lowercase();
            (name.starts_with("-webkit-") || is_in(PARTS, &name)).then_some(Simple::Never)
        }
        Token::Function(_) => {
            let skip = |input: &mut Parser<'_>| {
                while input.next().is_ok() {}
                Ok::<_, ParseError<()>>(Simple::Never)
            };
            parser.parse_nested_block(skip).ok()
        }
        _ => None,
    }
}

/// A pseudo-class with arguments.
fn call(name: &str, parser: &mut Parser<'_>, scope: &Scope) -> Option<Simple> {
    match name {
        "is" | "matches" | "-webkit-any" => {
            Some(Simple::Is(Rc::from(list(parser, scope, List::Forgiving)?)))
        }
        "where" => Some(Simple::Where(list(parser, scope, List::Forgiving)?)),
        "not" => Some(Simple::Not(list(parser, scope, List::Strict)?)),
        "has" => {
            let read = |input: &mut Parser<'_>| {
                let relation = input.try_parse(combinator).unwrap_or(Combinator::Descendant);
                complex(input, scope).map(|selector| (relation, selector)).ok_or_else(invalid)
            };
            parser.parse_comma_separated(read).ok().map(Simple::Has)
        }
        "nth-child" => nth(parser, scope, Count::Children),
        "nth-last-child" => nth(parser, scope, Count::LastChildren),
        "nth-of-type" => nth(parser, scope, Count::OfType),
        "nth-last-of-type" => nth(parser, scope, Count::LastOfType),
        "lang" | "dir" | "host" | "host-context" | "state" => {
            while parser.next().is_ok() {}
            Some(Simple::Never)
        }
        _ => None,
    }
}

fn list(parser: &mut Parser<'_>, scope: &Scope, kind: List) -> Option<Vec<Selector>> {
    let read = |input: &mut Parser<'_>| {
        let selector = complex(input, scope).ok_or_else(invalid)?;
        input.expect_exhausted()?;
        Ok(selector)
    };
    match kind {
        List::Strict => parser.parse_comma_separated(read).ok(),
        List::Forgiving => Some(parser.parse_comma_separated_ignoring_errors(read)),
    }
}

fn nth(parser: &mut Parser<'_>, scope: &Scope, count: Count) -> Option<Simple> {
    let (step, first) = parse_nth(parser).ok()?;
    if parser.try_parse(|input| input.expect_ident_matching("of")).is_err() {
        return parser.is_exhausted().then_some(Simple::Nth(count, step, first));
    }
    matches!(count, Count::Children | Count::LastChildren)
        .then(|| Some(Simple::NthOf(step, first, list(parser, scope, List::Strict)?, count)))?
}

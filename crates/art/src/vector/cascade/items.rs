//! A value of CSS as a tree: functions and brackets hold what is in them, white space and comments are gone.

use std::fmt;

use cssparser::{ParseError, Parser, Token};

/// Functions and brackets within one another: no value of a drawing needs more.
const NESTING: u32 = 32;

/// One part of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    /// A key word, as it is written.
    Word(String),
    /// A number without a unit.
    Number(f64),
    /// A percentage: 50 for `50%`.
    Percent(f64),
    /// A number and its unit, in lower case.
    Dimension(f64, String),
    /// What follows a `#`.
    Hash(String),
    /// A string in quotes.
    Text(String),
    /// A reference.
    Url(String),
    /// A function, its name in lower case.
    Function(String, Vec<Item>),
    /// What is in round brackets.
    Brackets(Vec<Item>),
    /// A comma, a slash, an operator.
    Sign(char),
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Item::Word(word) => f.write_str(word),
            Item::Number(number) => f.write_str(&plain(*number)),
            Item::Percent(number) => write!(f, "{}%", plain(*number)),
            Item::Dimension(number, unit) => write!(f, "{}{unit}", plain(*number)),
            Item::Hash(hash) => write!(f, "#{hash}"),
            Item::Text(text) => cssparser::serialize_string(text, f),
            Item::Url(url) if url.contains(['(', ')', '\'', '"', ' ', '\\', '\n', '\t']) => {
                f.write_str("url(")?;
                cssparser::serialize_string(url, f)?;
                f.write_str(")")
            }
            Item::Url(url) => write!(f, "url({url})"),
            Item::Function(name, items) => write!(f, "{name}({})", join(items)),
            Item::Brackets(items) => write!(f, "({})", join(items)),
            Item::Sign(sign) => write!(f, "{sign}"),
        }
    }
}

/// Items as text, with one space between them.
pub(super) fn join(items: &[Item]) -> String {
    let mut out = String::new();
    for item in items {
        if !out.is_empty() && *item != Item::Sign(',') {
            out.push(' ');
        }
        out += &item.to_string();
    }
    out
}

/// A number with at most six digits behind the point, without an exponent.
pub(super) fn plain(number: f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    format!("{}", rounded + 0.0)
}

/// The items of a value; `None` for one that CSS cannot read, or with a block in it.
pub(super) fn items(value: &str) -> Option<Vec<Item>> {
    read(&mut Parser::new(value), 0)
}

/// The items up to the end of the parser's input.
pub(super) fn read(parser: &mut Parser<'_>, depth: u32) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    while let Ok(token) = parser.next() {
        let item = match token.clone() {
            Token::Ident(word) => Item::Word(word.to_string()),
            Token::Number { value, .. } => Item::Number(f64::from(value)),
            Token::Percentage { unit_value, .. } => Item::Percent(f64::from(unit_value) * 100.0),
            Token::Dimension { value, unit, .. } => {
                Item::Dimension(f64::from(value), unit.to_ascii_lowercase())
            }
            Token::Hash(hash) | Token::IDHash(hash) => Item::Hash(hash.to_string()),
            Token::QuotedString(text) => Item::Text(text.to_string()),
            Token::UnquotedUrl(url) => Item::Url(url.trim().to_owned()),
            Token::Function(name) => function(&name.to_ascii_lowercase(), within(parser, depth)?)?,
            Token::ParenthesisBlock => Item::Brackets(within(parser, depth)?),
            Token::Comma => Item::Sign(','),
            Token::Colon => Item::Sign(':'),
            Token::Delim(sign) => Item::Sign(sign),
            _ => return None,
        };
        items.push(item);
    }
    Some(items)
}

fn within(parser: &mut Parser<'_>, depth: u32) -> Option<Vec<Item>> {
    if depth >= NESTING {
        return None;
    }
    let nested = |input: &mut Parser<'_>| Ok::<_, ParseError<()>>(read(input, depth + 1));
    parser.parse_nested_block(nested).ok()?
}

/// A function; `url("a")` is a reference.
fn function(name: &str, items: Vec<Item>) -> Option<Item> {
    match (name, items.as_slice()) {
        ("url", [Item::Text(url)]) => Some(Item::Url(url.trim().to_owned())),
        ("url" | "src", _) => None,
        _ => Some(Item::Function(name.to_owned(), items)),
    }
}

/// The parts between commas.
pub(super) fn commas(items: &[Item]) -> Vec<&[Item]> {
    items.split(|item| *item == Item::Sign(',')).collect()
}

/// The key word that is all of the value, in lower case.
pub(super) fn word(items: &[Item]) -> Option<String> {
    match items {
        [Item::Word(word)] => Some(word.to_ascii_lowercase()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expect: Option<&str>) {
        assert_eq!(items(value).map(|items| join(&items)).as_deref(), expect, "{value}");
    }

    #[test]
    fn a_value_is_a_tree() {
        check(" RED /* c */ 4PX ", Some("RED 4px"));
        check("rgb(1,2 ,50%)/ calc( (1 + 2) * 3px)", Some("rgb(1, 2, 50%) / calc((1 + 2) * 3px)"));
        check("url( '#a' ) url(#b)", Some("url(#a) url(#b)"));
        check("a {b}", None);
        check("a)", None);
        check("'a\n", None);
        check(&"(".repeat(10_000), None);
    }
}

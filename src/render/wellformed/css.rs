//! CSS: the whole sheet is walked, because a browser drops what it cannot read without a word.
//!
//! First the tokens (texts, brackets), then the statements that they form. Which properties exist, and which
//! values they take, is left to the browser.

use crate::render::wellformed::{Malformed, malformed};
use cssparser::{Parser, Token};

/// What a statement is made of; white space and comments are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Name,
    /// `--name`: may have an empty value, and blocks in it.
    CustomName,
    AtKeyword,
    Colon,
    Semicolon,
    /// `(`, `[` or a function; `{`
    Open(char),
    Close,
    Other,
}

#[derive(Debug, Clone, Copy)]
struct Item {
    kind: Kind,
    at: usize,
}

/// Deeper than any sheet that a person writes, and far from the end of the stack.
const MAX_DEPTH: u8 = 64;

/// Walks the sheet.
pub(crate) fn check(text: &str) -> Result<(), Malformed> {
    let mut parser = Parser::new(text);
    parser.set_nested_block_limit(MAX_DEPTH);
    let mut items = Vec::new();
    flatten(&mut parser, text, &mut items, None)
        .map_err(|(at, message)| malformed(text, at, message))?;
    let mut walk = Statements { items: &items, index: 0, end: text.len() };
    walk.block(Place::Sheet).map_err(|(at, message)| malformed(text, at, message))
}

type Fault = (usize, String);

fn fault<T>(at: usize, message: impl Into<String>) -> Result<T, Fault> {
    Err((at, message.into()))
}

/// A bracket that is open, and its place.
type Open = (usize, char);

/// Appends the tokens of a block, with its brackets.
fn flatten(
    parser: &mut Parser<'_>,
    text: &str,
    items: &mut Vec<Item>,
    open: Option<Open>,
) -> Result<(), Fault> {
    loop {
        let at = parser.position().byte_index();
        let Ok(token) = parser.next_including_whitespace_and_comments() else {
            return Ok(());
        };
        let token = token.clone();
        let written = &text[at..parser.position().byte_index()];
        if let (Token::CloseCurlyBracket, Some((at, bracket @ ('(' | '[')))) = (&token, open) {
            return not_closed(at, bracket);
        }
        check_token(&token, written).or_else(|message| fault(at, message))?;
        let kind = match token {
            Token::WhiteSpace(_) | Token::Comment(_) => continue,
            Token::Ident(name) if name.starts_with("--") => Kind::CustomName,
            Token::Ident(_) => Kind::Name,
            Token::AtKeyword(_) => Kind::AtKeyword,
            Token::Colon => Kind::Colon,
            Token::Semicolon => Kind::Semicolon,
            Token::Function(_) | Token::ParenthesisBlock => Kind::Open('('),
            Token::SquareBracketBlock => Kind::Open('['),
            Token::CurlyBracketBlock => Kind::Open('{'),
            _ => Kind::Other,
        };
        items.push(Item { kind, at });
        if let Kind::Open(bracket) = kind {
            flatten_block(parser, text, items, (at, bracket))?;
        }
    }
}

/// What is between the brackets, and the closing one.
fn flatten_block(
    parser: &mut Parser<'_>,
    text: &str,
    items: &mut Vec<Item>,
    (at, bracket): Open,
) -> Result<(), Fault> {
    let mut inner = Ok(());
    let mut inner_end = None;
    let nested = parser.parse_nested_block(|parser| -> Result<(), cssparser::ParseError<()>> {
        inner = flatten(parser, text, items, Some((at, bracket)));
        inner_end = Some(parser.position().byte_index());
        Ok(())
    });
    inner?;
    let Some(inner_end) = inner_end.filter(|_| nested.is_ok()) else {
        return fault(at, format!("more than {MAX_DEPTH} brackets within each other"));
    };
    if inner_end == parser.position().byte_index() {
        return not_closed(at, bracket);
    }
    items.push(Item { kind: Kind::Close, at: inner_end });
    Ok(())
}

fn not_closed(at: usize, bracket: char) -> Result<(), Fault> {
    fault(at, format!("this `{bracket}` is not closed"))
}

fn check_token(token: &Token<'_>, written: &str) -> Result<(), String> {
    match token {
        Token::BadString(_) => Err("a text in quotes ends at a line end".into()),
        Token::BadUrl(_) => Err("a `url(…)` with a character that needs quotes".into()),
        Token::QuotedString(_) if !is_closed(written) => {
            Err("a text in quotes is not closed".into())
        }
        Token::UnquotedUrl(_) if !written.ends_with(')') => Err("a `url(` is not closed".into()),
        Token::Comment(_) if written.len() < 4 || !written.ends_with("*/") => {
            Err("a comment is not closed".into())
        }
        Token::CloseParenthesis => Err("a `)` that closes nothing".into()),
        Token::CloseSquareBracket => Err("a `]` that closes nothing".into()),
        Token::CloseCurlyBracket => Err("a `}` that closes nothing".into()),
        _ => Ok(()),
    }
}

fn is_closed(written: &str) -> bool {
    let quote = &written[..1];
    let Some(content) = written[1..].strip_suffix(quote) else {
        return false;
    };
    content.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 0
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Sheet,
    Block,
}

struct Statements<'a> {
    items: &'a [Item],
    index: usize,
    /// The length of the text: where the sheet ends.
    end: usize,
}

impl Statements<'_> {
    fn kind(&self) -> Option<Kind> {
        self.items.get(self.index).map(|item| item.kind)
    }

    fn at(&self) -> usize {
        self.items.get(self.index).map_or(self.end, |item| item.at)
    }

    /// Rules and declarations, up to the bracket that closes the block.
    fn block(&mut self, place: Place) -> Result<(), Fault> {
        loop {
            match self.kind() {
                None | Some(Kind::Close) => return Ok(()),
                Some(Kind::Semicolon) if place == Place::Sheet => {
                    return fault(self.at(), "a `;` outside of a block");
                }
                Some(Kind::Semicolon) => self.index += 1,
                Some(_) => self.statement(place)?,
            }
        }
    }

    /// A rule with its block, a declaration, or an at-rule that ends in `;`.
    fn statement(&mut self, place: Place) -> Result<(), Fault> {
        let first = self.index;
        let is_custom = self.is_custom_property();
        loop {
            match self.kind() {
                Some(Kind::Semicolon) => {
                    self.end_of_declaration(first, place)?;
                    self.index += 1;
                    return Ok(());
                }
                None | Some(Kind::Close) => return self.end_of_declaration(first, place),
                Some(Kind::Open('{')) if !is_custom => {
                    if self.index == first {
                        return fault(self.at(), "a block without a selector");
                    }
                    self.index += 1;
                    self.block(Place::Block)?;
                    self.index += 1;
                    return Ok(());
                }
                Some(Kind::Open(_)) => self.skip_brackets(),
                Some(_) => self.index += 1,
            }
        }
    }

    fn is_custom_property(&self) -> bool {
        let next = self.items.get(self.index + 1).map(|item| item.kind);
        self.kind() == Some(Kind::CustomName) && next == Some(Kind::Colon)
    }

    fn skip_brackets(&mut self) {
        let mut depth = 0;
        while let Some(kind) = self.kind() {
            self.index += 1;
            match kind {
                Kind::Open(_) => depth += 1,
                Kind::Close => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Checks the statement that ends here without a block.
    fn end_of_declaration(&self, first: usize, place: Place) -> Result<(), Fault> {
        let statement = &self.items[first..self.index];
        let start = self.items[first].at;
        let custom = match statement[0].kind {
            Kind::AtKeyword => return Ok(()),
            _ if place == Place::Sheet => return fault(start, "a rule without a block"),
            Kind::CustomName => true,
            Kind::Name => false,
            _ => return fault(start, "a declaration does not begin with a name"),
        };
        match statement.get(1) {
            Some(item) if item.kind == Kind::Colon => {}
            Some(item) => return fault(item.at, "a declaration without a `:` behind its name"),
            None => return fault(start, "a declaration without a `:` and a value"),
        }
        let value = &statement[2..];
        if custom {
            return Ok(());
        }
        if value.is_empty() {
            return fault(start, "a declaration with an empty value");
        }
        match second_colon(value) {
            Some(item) => fault(item.at, "a `:` in a value; is the `;` before it missing?"),
            None => Ok(()),
        }
    }
}

/// A colon outside of brackets.
fn second_colon(value: &[Item]) -> Option<&Item> {
    let mut depth = 0;
    value.iter().find(|item| {
        match item.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close => depth -= 1,
            _ => {}
        }
        depth == 0 && item.kind == Kind::Colon
    })
}

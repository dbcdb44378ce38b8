//! Declarations, as they are written. Source: CSS Syntax 3, section 5.

use std::ops::Range;

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, Parser, ParserState,
    QualifiedRuleParser, RuleBodyItemParser, RuleBodyParser, Token,
};

/// One declaration.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Declaration {
    /// In lower case, but for a custom property.
    pub(super) name: String,
    /// Without `!important`.
    pub(super) value: String,
    /// Does it go over those that are not?
    pub(super) important: bool,
    /// Bytes in the sheet: name and value.
    pub(super) span: Range<usize>,
}

/// The declarations of a `style` attribute.
pub(super) fn declarations(css: &str) -> Vec<Declaration> {
    descriptors(&mut Parser::new(css))
}

/// The declarations of a block in which there are no rules.
pub(super) fn descriptors(input: &mut Parser<'_>) -> Vec<Declaration> {
    let mut list = List(Vec::new());
    RuleBodyParser::new(input, &mut list).for_each(drop);
    list.0
}

/// What cannot be read; why does not matter.
pub(super) type Failure = ParseError<()>;

/// The failure.
pub(super) fn invalid() -> Failure {
    ParseError::unexpected_token()
}

/// The value of a declaration up to its end.
pub(super) fn declaration(
    name: &str,
    input: &mut Parser<'_>,
    start: &ParserState,
) -> Result<Declaration, Failure> {
    let is_custom = name.starts_with("--");
    input.skip_whitespace();
    let from = input.position();
    let mut end = from;
    let mut important = false;
    loop {
        match input.next_including_whitespace_and_comments().cloned() {
            Err(_) => break,
            Ok(Token::WhiteSpace(_) | Token::Comment(_)) => {}
            Ok(Token::Delim('!')) => {
                input.expect_ident_matching("important")?;
                input.expect_exhausted()?;
                important = true;
                break;
            }
            Ok(Token::CurlyBracketBlock) if !is_custom => return Err(invalid()),
            Ok(token) => {
                sound(&token, input)?;
                end = input.position();
            }
        }
    }
    let value = input.slice(from..end).to_owned();
    if value.is_empty() && !is_custom {
        return Err(invalid());
    }
    let name = if is_custom { name.to_owned() } else { name.to_ascii_lowercase() };
    let span = start.position().byte_index()..end.byte_index();
    Ok(Declaration { name, value, important, span })
}

/// Checks that a token is allowed in a value, with all that is within it.
fn sound(token: &Token<'_>, input: &mut Parser<'_>) -> Result<(), Failure> {
    match token {
        Token::BadUrl(_)
        | Token::BadString(_)
        | Token::CloseParenthesis
        | Token::CloseSquareBracket
        | Token::CloseCurlyBracket => Err(invalid()),
        Token::Function(_)
        | Token::ParenthesisBlock
        | Token::SquareBracketBlock
        | Token::CurlyBracketBlock => input.parse_nested_block(|inner| {
            while let Ok(token) = inner.next().cloned() {
                sound(&token, inner)?;
            }
            Ok(())
        }),
        _ => Ok(()),
    }
}

/// Reads a list of declarations and nothing else.
struct List(Vec<Declaration>);

impl<'i> DeclarationParser<'i> for List {
    type Declaration = ();
    type Error = ();

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        start: &ParserState,
    ) -> Result<(), Failure> {
        self.0.push(declaration(&name, input, start)?);
        Ok(())
    }
}

impl AtRuleParser<'_> for List {
    type Prelude = ();
    type AtRule = ();
    type Error = ();
}

impl QualifiedRuleParser<'_> for List {
    type Prelude = ();
    type QualifiedRule = ();
    type Error = ();
}

impl RuleBodyItemParser<'_, (), ()> for List {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        false
    }
}

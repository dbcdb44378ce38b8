//! CSS: the whole sheet is walked, because a browser drops what it cannot read without a word.
//!
//! First the tokens (strings, brackets), then the rules and declarations that they form. Which properties exist, and
//! which values they take, is left to the browser. Source: CSS Syntax 3.

use cssparser::{
    AtRuleParser, BasicParseErrorKind, CowRcStr, DeclarationParser, ParseError, ParseErrorKind,
    Parser, ParserState, QualifiedRuleParser, RuleBodyItemParser, RuleBodyParser, StyleSheetParser,
    Token,
};

use crate::render::wellformed::{Malformed, malformed};

/// Deeper than any sheet that a person writes, and far from the end of the stack.
const MAX_DEPTH: u8 = 64;

/// Walks the sheet.
pub(crate) fn check(text: &str) -> Result<(), Malformed> {
    let fault = tokens(text).err().or_else(|| rules(text));
    fault.map_or(Ok(()), |(at, message)| Err(malformed(text, at, message)))
}

/// The byte at which something is wrong, and what.
type Fault = (usize, String);

fn fault<T>(at: usize, message: impl Into<String>) -> Result<T, Fault> {
    Err((at, message.into()))
}

/// Finds the first token that is broken, and the first bracket that is not closed.
fn tokens(text: &str) -> Result<(), Fault> {
    let mut parser = Parser::new(text);
    parser.set_nested_block_limit(MAX_DEPTH);
    within(&mut parser, text, None)
}

/// A bracket that is open, and its place.
type Open = (usize, char);

fn within(parser: &mut Parser<'_>, text: &str, open: Option<Open>) -> Result<(), Fault> {
    loop {
        let at = parser.position().byte_index();
        let Ok(token) = parser.next_including_whitespace_and_comments().cloned() else {
            return Ok(());
        };
        let written = &text[at..parser.position().byte_index()];
        if let (Token::CloseCurlyBracket, Some((at, bracket @ ('(' | '[')))) = (&token, open) {
            return not_closed(at, bracket);
        }
        check_token(&token, written).or_else(|message| fault(at, message))?;
        match token {
            Token::Function(_) | Token::ParenthesisBlock => block(parser, text, (at, '('))?,
            Token::SquareBracketBlock => block(parser, text, (at, '['))?,
            Token::CurlyBracketBlock => block(parser, text, (at, '{'))?,
            _ => {}
        }
    }
}

/// What is between the brackets, and the closing one.
fn block(parser: &mut Parser<'_>, text: &str, (at, bracket): Open) -> Result<(), Fault> {
    let mut inner = Ok(());
    let mut inner_end = None;
    let nested = parser.parse_nested_block(|parser| -> Result<(), ParseError<()>> {
        inner = within(parser, text, Some((at, bracket)));
        inner_end = Some(parser.position().byte_index());
        Ok(())
    });
    inner?;
    let Some(inner_end) = inner_end.filter(|_| nested.is_ok()) else {
        return fault(at, format!("more than {MAX_DEPTH} brackets within each other"));
    };
    if inner_end == parser.position().byte_index() { not_closed(at, bracket) } else { Ok(()) }
}

fn not_closed(at: usize, bracket: char) -> Result<(), Fault> {
    fault(at, format!("this `{bracket}` is not closed"))
}

fn check_token(token: &Token<'_>, written: &str) -> Result<(), String> {
    match token {
        Token::BadString(_) => Err("a string ends at the end of its line".into()),
        Token::BadUrl(_) => Err("a `url(…)` with a character that needs quotes".into()),
        Token::QuotedString(_) if !is_closed(written) => Err("a string is not closed".into()),
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

/// Finds the first rule or declaration that a browser would drop, in a sheet whose tokens are sound.
fn rules(text: &str) -> Option<Fault> {
    let mut parser = Parser::new(text);
    let mut reader = Reader { text, depth: 0, fault: None };
    let mut sheet = StyleSheetParser::new(&mut parser, &mut reader);
    while let Some(rule) = sheet.next() {
        if let Err((error, written, _)) = rule {
            sheet.parser.keep(&error, written);
        }
        if sheet.parser.fault.is_some() {
            break;
        }
    }
    reader.fault
}

/// Reads rules and declarations, up to the first fault.
struct Reader<'t> {
    text: &'t str,
    /// How many blocks are around.
    depth: u32,
    fault: Option<Fault>,
}

type Failure = ParseError<Fault>;

impl Reader<'_> {
    /// Keeps the fault of a statement that was not read; `written` is all of it.
    fn keep(&mut self, error: &Failure, written: &str) {
        let at = written.as_ptr() as usize - self.text.as_ptr() as usize;
        let fault = match &error.kind {
            ParseErrorKind::Custom(fault) => fault.clone(),
            ParseErrorKind::Basic(kind) => {
                let (from, message) = statement_fault(written, self.depth, kind);
                (at + from, message.to_owned())
            }
        };
        self.fault.get_or_insert(fault);
    }

    /// What is within the brackets of a rule.
    fn body(&mut self, input: &mut Parser<'_>) {
        self.depth += 1;
        let mut body = RuleBodyParser::new(input, self);
        while let Some(item) = body.next() {
            if let Err((error, written, _)) = item {
                body.parser.keep(&error, written);
            }
            if body.parser.fault.is_some() {
                break;
            }
        }
        self.depth -= 1;
        rest(input);
    }
}

/// What is wrong with a statement that is neither a rule nor a declaration with a value, and at which byte of it.
fn statement_fault(written: &str, depth: u32, kind: &BasicParseErrorKind) -> (usize, &'static str) {
    let mut parser = Parser::new(written);
    parser.skip_whitespace();
    let start = parser.position().byte_index();
    let is_name = match parser.next() {
        Ok(Token::CurlyBracketBlock) => return (start, "a block without a selector"),
        Ok(Token::Semicolon) if depth == 0 => return (start, "a `;` outside of a block"),
        _ if depth == 0 => return (start, "a rule without a block"),
        token => matches!(token, Ok(Token::Ident(_))),
    };
    match kind {
        _ if !is_name => (start, "a declaration does not begin with a name"),
        BasicParseErrorKind::EndOfInput => (start, "a declaration without a `:` and a value"),
        _ => {
            parser.skip_whitespace();
            (parser.position().byte_index(), "a declaration without a `:` behind its name")
        }
    }
}

fn rest(input: &mut Parser<'_>) {
    while input.next().is_ok() {}
}

impl<'i> DeclarationParser<'i> for Reader<'_> {
    type Declaration = ();
    type Error = Fault;

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        start: &ParserState,
    ) -> Result<(), Failure> {
        let is_custom = name.starts_with("--");
        let mut is_empty = true;
        loop {
            input.skip_whitespace();
            let at = input.position().byte_index();
            match input.next() {
                Err(_) => break,
                Ok(_) if is_custom => {}
                // It is a rule with a pseudo-class, such as `a:hover {…}`.
                Ok(Token::CurlyBracketBlock) => return Err(ParseError::unexpected_token()),
                Ok(Token::Colon) => {
                    let message = "a `:` in a value; is the `;` before it missing?";
                    return Err(ParseError::custom((at, message.to_owned())));
                }
                Ok(_) => {}
            }
            is_empty = false;
        }
        if is_empty && !is_custom {
            let at = start.position().byte_index();
            let message = "a declaration with an empty value".to_owned();
            Err(ParseError::custom((at, message)))
        } else {
            Ok(())
        }
    }
}

impl<'i> AtRuleParser<'i> for Reader<'_> {
    type Prelude = ();
    type AtRule = ();
    type Error = Fault;

    fn parse_prelude(&mut self, _: CowRcStr<'i>, input: &mut Parser<'i>) -> Result<(), Failure> {
        rest(input);
        Ok(())
    }

    fn rule_without_block(&mut self, (): (), _: &ParserState) -> Result<(), ()> {
        Ok(())
    }

    fn parse_block(
        &mut self,
        (): (),
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), Failure> {
        self.body(input);
        Ok(())
    }
}

impl<'i> QualifiedRuleParser<'i> for Reader<'_> {
    type Prelude = ();
    type QualifiedRule = ();
    type Error = Fault;

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<(), Failure> {
        let mut is_empty = true;
        loop {
            match input.next() {
                Err(_) if !is_empty => return Ok(()),
                // A block without a selector, or a statement before the rule.
                Err(_) | Ok(Token::Semicolon) => return Err(ParseError::unexpected_token()),
                Ok(_) => is_empty = false,
            }
        }
    }

    fn parse_block(
        &mut self,
        (): (),
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), Failure> {
        self.body(input);
        Ok(())
    }
}

impl RuleBodyItemParser<'_, (), Fault> for Reader<'_> {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        true
    }
}

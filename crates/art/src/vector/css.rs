//! The tokens of a value of CSS, each with its place.

use std::ops::Range;

use cssparser::{Parser, Token};

/// Blocks within blocks: no sheet of a drawing needs more.
const NESTING: u32 = 16;

/// One token with its place in the sheet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece<'a> {
    /// Bytes in the sheet.
    pub(crate) range: Range<usize>,
    /// The token.
    pub(crate) token: Token<'a>,
}

/// All tokens in order; blocks are flattened, their closing brackets included.
pub(crate) fn pieces(css: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    flatten(&mut Parser::new(css), 0, &mut out);
    out
}

fn flatten<'a>(parser: &mut Parser<'a>, depth: u32, out: &mut Vec<Piece<'a>>) {
    loop {
        let start = parser.position().byte_index();
        let Ok(token) = parser.next_including_whitespace_and_comments() else {
            return;
        };
        let token = token.clone();
        let closing = match token {
            Token::CurlyBracketBlock => Some(Token::CloseCurlyBracket),
            Token::SquareBracketBlock => Some(Token::CloseSquareBracket),
            Token::ParenthesisBlock | Token::Function(_) => Some(Token::CloseParenthesis),
            _ => None,
        };
        let range = start..parser.position().byte_index();
        out.push(Piece { range, token });
        let Some(token) = closing else { continue };
        if depth < NESTING {
            let nested = parser.parse_nested_block(|inner| {
                flatten(inner, depth + 1, out);
                Ok::<(), cssparser::ParseError<()>>(())
            });
            debug_assert!(nested.is_ok());
        }
        let end = parser.position().byte_index();
        let range = end.saturating_sub(1)..end;
        out.push(Piece { range, token });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_does_not_overflow_the_stack() {
        assert!(pieces(&"{(".repeat(200_000)).len() < 100);
    }
}

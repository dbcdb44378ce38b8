//! The style sheets of an SVG, as far as the lint needs them: which selectors there are, what they refer to, and
//! what reaches out. Apart because CSS has a grammar of its own.

use std::ops::Range;

use cssparser::{Parser, Token};

/// Blocks within blocks: no sheet of a drawing needs more.
const NESTING: u32 = 16;

/// One token with its place in the sheet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece<'a> {
    /// Bytes in the sheet.
    pub(crate) range: Range<usize>,
    /// What stands there.
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

/// One thing that the lint has to say about a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Loads something: `@import`, `@font-face`, `url(…)` that is not `url(#…)`.
    Outside(String),
    /// Changes by itself: `animation`, `@keyframes`.
    Animation(String),
    /// Not well formed: two readers could see two different sheets in it.
    Broken,
}

/// A rule: whom it may hit, and which ids of the file it refers to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Classes in the selector.
    pub(crate) classes: Vec<String>,
    /// Ids in the selector.
    pub(crate) ids: Vec<String>,
    /// Element names in the selector.
    pub(crate) tags: Vec<String>,
    /// `url(#id)` in the declarations, with their places in the sheet.
    pub(crate) targets: Vec<(String, Range<usize>)>,
}

impl Rule {
    /// May the rule hit every element?
    pub(crate) fn hits_all(&self) -> bool {
        self.classes.is_empty() && self.ids.is_empty() && self.tags.is_empty()
    }
}

/// What a sheet, or the value of a `style` attribute, holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sheet {
    /// The rules that refer to something.
    pub(crate) rules: Vec<Rule>,
    /// Selectors and declarations: what matching costs per element.
    pub(crate) size: usize,
    /// What is not allowed, with its place in the sheet.
    pub(crate) troubles: Vec<(Trouble, Range<usize>)>,
    /// Is `currentColor` used?
    pub(crate) current_color: bool,
}

/// What stands between a pair of curly brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Within {
    /// Rules: the whole sheet, `@media`.
    Rules,
    /// Declarations: `.a { … }`, `@font-face`.
    Declarations,
}

/// At-rules that hold rules.
pub(crate) const GROUPS: [&str; 5] = ["media", "supports", "layer", "container", "scope"];

/// Functions that load what their argument names.
const LOADERS: [&str; 4] = ["image-set", "-webkit-image-set", "src", "image"];

/// Reads a whole sheet ([`Within::Rules`]) or the value of a `style` attribute ([`Within::Declarations`]).
pub(crate) fn sheet(css: &str, within: Within) -> Sheet {
    let mut reader = Reader { stack: vec![within], ..Reader::default() };
    for piece in pieces(css) {
        reader.take(piece);
    }
    reader.end_rule();
    // A string that does not end hides the rest of the sheet from one reader and not from another.
    if reader.urls != urls(css) && reader.sheet.troubles.is_empty() {
        reader.sheet.troubles.push((Trouble::Broken, 0..css.len()));
    }
    reader.sheet
}

/// How often `url(` stands in a sheet, outside of comments.
fn urls(css: &str) -> usize {
    let lower = css.to_ascii_lowercase();
    let parts = lower.split("/*").enumerate();
    let plain = parts.map(|(n, part)| match n {
        0 => part,
        _ => part.split_once("*/").map_or("", |(_, rest)| rest),
    });
    plain.map(|part| part.matches("url(").count()).sum()
}

#[derive(Default)]
struct Reader<'a> {
    sheet: Sheet,
    stack: Vec<Within>,
    rule: Rule,
    at: Option<String>,
    before: Option<Token<'a>>,
    url: bool,
    urls: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, piece: Piece<'a>) {
        let rules = self.stack.last() != Some(&Within::Declarations);
        match &piece.token {
            Token::CurlyBracketBlock => self.open(),
            Token::CloseCurlyBracket => self.close(),
            Token::AtKeyword(name) => self.at_rule(name, &piece.range),
            Token::Semicolon => {
                self.at = None;
                self.sheet.size += 1;
            }
            Token::Comma if rules => self.sheet.size += 1,
            Token::BadString(_) | Token::BadUrl(_) => {
                self.sheet.troubles.push((Trouble::Broken, piece.range.clone()));
            }
            Token::UnquotedUrl(url) => self.link(url, piece.range.clone()),
            Token::QuotedString(url) if self.url => self.link(url, piece.range.clone()),
            Token::Function(name) => self.function(name, &piece.range),
            Token::IDHash(name) if rules => self.rule.ids.push(name.to_string()),
            Token::Ident(name) if rules && self.at.is_none() => self.selector(name),
            Token::Ident(name) => self.word(name, &piece.range),
            _ => {}
        }
        let blank = matches!(piece.token, Token::WhiteSpace(_) | Token::Comment(_));
        self.url = matches!(&piece.token, Token::Function(name) if name.eq_ignore_ascii_case("url"))
            || (self.url && blank);
        if !blank {
            self.before = Some(piece.token);
        }
    }

    fn open(&mut self) {
        let group = self.at.take().is_some_and(|at| GROUPS.contains(&at.as_str()));
        self.sheet.size += 1;
        self.stack.push(if group { Within::Rules } else { Within::Declarations });
    }

    fn close(&mut self) {
        if self.stack.pop() == Some(Within::Declarations) {
            self.end_rule();
        }
    }

    fn end_rule(&mut self) {
        let rule = std::mem::take(&mut self.rule);
        if !rule.targets.is_empty() {
            self.sheet.rules.push(rule);
        }
    }

    fn at_rule(&mut self, name: &str, range: &Range<usize>) {
        let name = name.to_ascii_lowercase();
        let trouble = match name.as_str() {
            "import" | "font-face" => Some(Trouble::Outside(format!("@{name}"))),
            _ if name.ends_with("keyframes") => Some(Trouble::Animation(format!("@{name}"))),
            _ => None,
        };
        if let Some(trouble) = trouble {
            self.sheet.troubles.push((trouble, range.clone()));
        }
        self.at = Some(name);
    }

    fn selector(&mut self, name: &str) {
        match self.before {
            Some(Token::Delim('.')) => self.rule.classes.push(name.to_owned()),
            Some(Token::Colon | Token::SquareBracketBlock) => {}
            _ => self.rule.tags.push(name.to_owned()),
        }
    }

    fn word(&mut self, name: &str, range: &Range<usize>) {
        let name = name.to_ascii_lowercase();
        let starts =
            matches!(self.before, None | Some(Token::CurlyBracketBlock | Token::Semicolon));
        if starts && name.trim_start_matches("-webkit-").starts_with("animation") {
            let trouble = Trouble::Animation(name);
            self.sheet.troubles.push((trouble, range.clone()));
        } else if name == "currentcolor" {
            self.sheet.current_color = true;
        }
    }

    fn function(&mut self, name: &str, range: &Range<usize>) {
        let name = name.to_ascii_lowercase();
        if LOADERS.contains(&name.as_str()) {
            let trouble = Trouble::Outside(format!("{name}()"));
            self.sheet.troubles.push((trouble, range.clone()));
        }
    }

    fn link(&mut self, url: &str, range: Range<usize>) {
        self.urls += 1;
        // A name of a namespace looks like an address and loads nothing.
        if matches!(self.at.as_deref(), Some("namespace" | "import")) {
            return;
        }
        match url.trim().strip_prefix('#') {
            Some(id) => self.rule.targets.push((id.to_owned(), range)),
            None => {
                let trouble = Trouble::Outside(url.to_owned());
                self.sheet.troubles.push((trouble, range));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(css: &str, troubles: &[&str]) {
        let found = sheet(css, Within::Rules).troubles;
        let found: Vec<String> = found
            .into_iter()
            .map(|(trouble, range)| format!("{trouble:?} {}", &css[range]))
            .collect();
        assert_eq!(found, troubles);
    }

    #[test]
    fn what_reaches_out_is_found() {
        check("@import 'http://x/y.css'; .a{fill:red}", &["Outside(\"@import\") @import"]);
        check(".a{fill:url(http://x/y)}", &["Outside(\"http://x/y\") url(http://x/y)"]);
        check(".a{fill:url( 'f.svg#a' )}", &["Outside(\"f.svg#a\") 'f.svg#a'"]);
        check("@namespace url(http://www.w3.org/2000/svg);", &[]);
        check(".a{fill:red\"} .b{fill:url(#g)}", &["Broken .a{fill:red\"} .b{fill:url(#g)}"]);
        check(".a{x:'\n} .b{fill:url(#g)}", &["Broken '"]);
        check(".a{fill:url(#g)} /* url(http://x) */", &[]);
        check(".a{animation:b 1s}", &["Animation(\"animation\") animation"]);
        check("@media print{@keyframes b{}}", &["Animation(\"@keyframes\") @keyframes"]);
    }

    #[test]
    fn rules_know_whom_they_hit_and_what_they_name() {
        let found = sheet(
            "rect.a > #b, c:hover{fill:url(#p);x:y} .d{} @media screen{.e{mask:url('#m')}}",
            Within::Rules,
        );
        let names = |rule: &Rule| {
            let targets: Vec<_> = rule.targets.iter().map(|t| t.0.clone()).collect();
            [rule.classes.join(" "), rule.ids.join(" "), rule.tags.join(" "), targets.join(" ")]
        };
        let rules: Vec<_> = found.rules.iter().map(names).collect();
        assert_eq!(rules, [["a", "b", "rect c", "p"], ["e", "", "", "m"]]);
    }

    #[test]
    fn a_style_attribute_is_read_too() {
        let found = sheet("fill:url(#p); color:CurrentColor", Within::Declarations);
        assert!(found.current_color && found.rules[0].hits_all());
        assert_eq!(found.rules[0].targets[0].0, "p");
    }

    #[test]
    fn nesting_does_not_overflow_the_stack() {
        assert!(pieces(&"{(".repeat(200_000)).len() < 100);
    }
}

//! Runtime expressions and simple conditions (Arazzo 1.0.1, 4.6 and 5): the part of both that is run.

/// What an expression reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression<'a> {
    /// `$statusCode`.
    Status,
    /// `$response.header.NAME`.
    Header,
    /// `$response.body`, or what a JSON Pointer leads to in it.
    Body(&'a str),
    /// `$inputs.NAME`.
    Input(&'a str),
    /// `$steps.STEP.outputs.NAME`, or what a JSON Pointer leads to in it.
    Output { step: &'a str, name: &'a str },
}

/// Reads an expression.
///
/// # Errors
/// What is wrong with it.
pub(super) fn parse(text: &str) -> Result<Expression<'_>, String> {
    let (head, pointer) = text.split_once('#').map_or((text, ""), |(head, rest)| (head, rest));
    let has_pointer = text.contains('#');
    if has_pointer && !is_pointer(pointer) {
        return Err(format!("`#{pointer}` is no JSON Pointer, which begins with `/`"));
    }
    let mut parts = head.split('.');
    let parts = [parts.next(), parts.next(), parts.next(), parts.next(), parts.next()];
    match parts {
        [Some("$statusCode"), None, ..] if !has_pointer => Ok(Expression::Status),
        [Some("$response"), Some("body"), None, ..] => Ok(Expression::Body(pointer)),
        [Some("$response"), Some("header"), Some(name), None, _]
            if !has_pointer && is_name(name) =>
        {
            Ok(Expression::Header)
        }
        [Some("$inputs"), Some(name), None, ..] if !has_pointer && is_name(name) => {
            Ok(Expression::Input(name))
        }
        [Some("$steps"), Some(step), Some("outputs"), Some(name), None]
            if is_name(step) && is_name(name) =>
        {
            Ok(Expression::Output { step, name })
        }
        _ => Err(format!("`{text}` is no expression that is run")),
    }
}

/// What expressions may be, for help.
pub(super) const FORMS: &str = "write `$inputs.NAME`, `$steps.STEP.outputs.NAME`, `$statusCode`, `$response.header.NAME`, \
     or `$response.body#/POINTER`";

pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

fn is_pointer(text: &str) -> bool {
    text.is_empty() || text.starts_with('/')
}

/// The expressions of a value: it is one, or holds them in braces.
///
/// # Errors
/// What is wrong with one of them.
pub(super) fn within(text: &str) -> Result<Vec<Expression<'_>>, String> {
    if text.starts_with('$') {
        return parse(text).map(|one| vec![one]);
    }
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("{$") {
        let Some((inner, after)) = behind.split_once('}') else {
            return Err(format!("`{text}`: a `{{$` is not closed"));
        };
        let start = text.len() - behind.len() - 1;
        found.push(parse(&text[start..start + inner.len() + 1])?);
        rest = after;
    }
    Ok(found)
}

/// The expressions of a simple condition.
///
/// # Errors
/// What is wrong with it.
pub(super) fn condition(text: &str) -> Result<Vec<Expression<'_>>, String> {
    let mut reader = Reader { tokens: tokens(text)?, at: 0, found: Vec::new() };
    reader.either()?;
    match reader.tokens.get(reader.at) {
        None => Ok(reader.found),
        Some(token) => Err(format!("`{}` is not expected here", token.text())),
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'a> {
    Sign(&'a str),
    Literal(&'a str),
    Expression(&'a str),
}

impl<'a> Token<'a> {
    fn text(self) -> &'a str {
        match self {
            Token::Sign(text) | Token::Literal(text) | Token::Expression(text) => text,
        }
    }
}

/// Longer ones first.
const SIGNS: [&str; 11] = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")"];

fn tokens(text: &str) -> Result<Vec<Token<'_>>, String> {
    let mut all = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign))
        {
            (Token::Sign(&rest[..sign.len()]), sign.len())
        } else if first == '\'' {
            let length = quoted(rest).ok_or("a text in quotes is not closed")?;
            (Token::Literal(&rest[..length]), length)
        } else {
            let ends = |c: char| c.is_whitespace() || "()=!<>&|'".contains(c);
            let length = rest.find(ends).unwrap_or(rest.len());
            let word = &rest[..length];
            let is_literal = ["true", "false", "null"].contains(&word)
                || word.parse::<f64>().is_ok_and(f64::is_finite);
            match (first, is_literal) {
                ('$', _) => (Token::Expression(word), length),
                (_, true) => (Token::Literal(word), length),
                _ => {
                    let word = if word.is_empty() { &rest[..first.len_utf8()] } else { word };
                    return Err(format!("`{word}` is no value; a text stands in single quotes"));
                }
            }
        };
        all.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(all)
}

/// How long a text in single quotes is, in which two of them stand for one.
fn quoted(text: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        at += text.get(at..)?.find('\'')? + 1;
        if !text[at..].starts_with('\'') {
            return Some(at);
        }
        at += 1;
    }
}

struct Reader<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
    found: Vec<Expression<'a>>,
}

impl<'a> Reader<'a> {
    fn sign(&mut self, all: &[&str]) -> bool {
        let is_one =
            matches!(self.tokens.get(self.at), Some(Token::Sign(sign)) if all.contains(sign));
        self.at += usize::from(is_one);
        is_one
    }

    fn either(&mut self) -> Result<(), String> {
        self.both()?;
        while self.sign(&["||"]) {
            self.both()?;
        }
        Ok(())
    }

    fn both(&mut self) -> Result<(), String> {
        self.one()?;
        while self.sign(&["&&"]) {
            self.one()?;
        }
        Ok(())
    }

    fn one(&mut self) -> Result<(), String> {
        while self.sign(&["!"]) {}
        if self.sign(&["("]) {
            self.either()?;
            return if self.sign(&[")"]) { Ok(()) } else { Err("a `(` is not closed".to_owned()) };
        }
        self.operand()?;
        if self.sign(&["==", "!=", "<=", ">=", "<", ">"]) {
            self.operand()?;
        }
        Ok(())
    }

    fn operand(&mut self) -> Result<(), String> {
        match self.tokens.get(self.at).copied() {
            Some(Token::Literal(_)) => {}
            Some(Token::Expression(text)) => self.found.push(parse(text)?),
            Some(Token::Sign(sign)) => return Err(format!("a value is expected before `{sign}`")),
            None => return Err("it ends where a value is expected".to_owned()),
        }
        self.at += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_that_are_run() {
        let check = |text: &str, expect: Option<Expression<'_>>| {
            assert_eq!(parse(text).ok(), expect, "{text}");
        };
        check("$statusCode", Some(Expression::Status));
        check("$inputs.batch", Some(Expression::Input("batch")));
        check("$response.header.Location", Some(Expression::Header));
        check("$response.body", Some(Expression::Body("")));
        check("$response.body#/a.b/0", Some(Expression::Body("/a.b/0")));
        check("$steps.a.outputs.b", Some(Expression::Output { step: "a", name: "b" }));
        check("$steps.a.outputs.b#/c", Some(Expression::Output { step: "a", name: "b" }));
        for bad in [
            "$inputs",
            "$inputs.a.b",
            "$inputs.a#/b",
            "$response.body#a",
            "$response.body.a",
            "$steps.a.b",
            "$url",
            "$method",
            "$request.body",
            "$workflows.a.outputs.b",
            "$sourceDescriptions.a.url",
            "$statusCode.x",
            "statusCode",
            "$",
            "",
            "$steps..outputs.b",
            "$inputs.a b",
        ] {
            check(bad, None);
        }
    }

    #[test]
    fn values_hold_expressions() {
        let check = |text: &str, expect: Result<usize, &str>| match (within(text), expect) {
            (Ok(found), Ok(expect)) => assert_eq!(found.len(), expect, "{text}"),
            (Err(found), Err(expect)) => assert!(found.contains(expect), "{text}: {found}"),
            (found, _) => panic!("{text}: {found:?}"),
        };
        check("plain", Ok(0));
        check("$inputs.a", Ok(1));
        check("{$inputs.a} and {$steps.s.outputs.b#/c}", Ok(2));
        check("costs 5 $", Ok(0));
        check("{$inputs.a", Err("is not closed"));
        check("{$input.a}", Err("no expression"));
    }

    #[test]
    fn conditions() {
        let check = |text: &str, expect: Result<usize, &str>| match (condition(text), expect) {
            (Ok(found), Ok(expect)) => assert_eq!(found.len(), expect, "{text}"),
            (Err(found), Err(expect)) => assert!(found.contains(expect), "{text}: {found}"),
            (found, _) => panic!("{text}: {found:?}"),
        };
        check("$statusCode == 200", Ok(1));
        check("$statusCode>=200&&$statusCode<300", Ok(2));
        check("!($response.body#/state == 'it''s free' || $inputs.a == null)", Ok(2));
        check("$response.body#/held", Ok(1));
        check("$statusCode = 200", Err("`=` is no value"));
        check("$statusCode == ", Err("ends where a value"));
        check("$statusCode == free", Err("single quotes"));
        check("$statusCode == 'free", Err("not closed"));
        check("($statusCode == 200", Err("not closed"));
        check("$statusCode == 200 201", Err("not expected"));
        check("== 200", Err("expected before `==`"));
        check("", Err("ends where a value"));
        check("$status == 200", Err("no expression"));
    }
}

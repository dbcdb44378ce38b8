//! Reads Rust as far as the rules need it: what is code and what is comment or text, where a function begins and ends.

/// The source with comments and the insides of strings blanked out; lines stay where they are.
pub(crate) fn code_of(source: &str) -> String {
    let letters: Vec<char> = source.chars().collect();
    let mut code = String::with_capacity(source.len());
    let mut at = 0;
    while at < letters.len() {
        let end = end_of_prose(&letters, at);
        if end == at {
            code.push(letters[at]);
            at += 1;
        } else {
            code.extend(
                letters[at..end].iter().map(|letter| if *letter == '\n' { '\n' } else { ' ' }),
            );
            at = end;
        }
    }
    code
}

/// Where the comment, string or character that begins here ends; `at` itself when none begins here.
fn end_of_prose(letters: &[char], at: usize) -> usize {
    let is_word = |letter: Option<&char>| {
        letter.is_some_and(|letter| letter.is_alphanumeric() || *letter == '_')
    };
    match (letters[at], letters.get(at + 1)) {
        ('/', Some('/')) => find(letters, at, "\n"),
        ('/', Some('*')) => end_of_block(letters, at),
        ('"', _) => end_of_string(letters, at),
        ('r', Some('"' | '#'))
            if at == 0 || !is_word(letters.get(at - 1)) || letters[at - 1] == 'b' =>
        {
            end_of_raw(letters, at)
        }
        // A character, not a lifetime: `'a'` or `'\n'`.
        ('\'', Some('\\')) => find(letters, at + 3, "'") + 1,
        ('\'', Some(_)) if letters.get(at + 2) == Some(&'\'') => at + 3,
        _ => at,
    }
}

fn end_of_string(letters: &[char], at: usize) -> usize {
    let mut end = at + 1;
    while end < letters.len() && letters[end] != '"' {
        end += if letters[end] == '\\' { 2 } else { 1 };
    }
    (end + 1).min(letters.len())
}

/// `r#"…"#`; `r#type` is a name.
fn end_of_raw(letters: &[char], at: usize) -> usize {
    let hashes = letters[at + 1..].iter().take_while(|letter| **letter == '#').count();
    if letters.get(at + 1 + hashes) != Some(&'"') {
        return at;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    (find(letters, at + 2 + hashes, &close) + close.len()).min(letters.len())
}

/// Block comments nest.
fn end_of_block(letters: &[char], at: usize) -> usize {
    let (mut end, mut depth) = (at, 0);
    while end < letters.len() {
        match (letters[end], letters.get(end + 1)) {
            ('/', Some('*')) => depth += 1,
            ('*', Some('/')) => depth -= 1,
            _ => {
                end += 1;
                continue;
            }
        }
        end += 2;
        if depth == 0 {
            return end;
        }
    }
    letters.len()
}

/// Where `text` is next, or the end.
fn find(letters: &[char], from: usize, text: &str) -> usize {
    let text: Vec<char> = text.chars().collect();
    let rest = letters.get(from..).unwrap_or_default();
    rest.windows(text.len())
        .position(|window| window == text)
        .map_or(letters.len(), |offset| from + offset)
}

/// A function: where it is and how large.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// Its first line, from 1.
    pub(crate) line: usize,
    /// From `fn` to the closing brace.
    pub(crate) lines: usize,
    /// The types of its parameters, without `self`.
    pub(crate) parameters: Vec<String>,
    pub(crate) is_public: bool,
}

/// Every function with a body, in code whose comments and strings are blanked out.
pub(crate) fn functions(code: &str) -> Vec<Function> {
    let starts = code.match_indices("fn ").map(|(at, _)| at);
    let starts = starts.filter(|at| {
        !code[..*at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
    });
    starts.filter_map(|at| function(code, at)).collect()
}

fn function(code: &str, at: usize) -> Option<Function> {
    let signature = &code[at + 3..];
    let name: String =
        signature.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    // `fn(u8)` as a type has no name, and a function of a trait may have no body.
    let body = end_of_signature(signature).filter(|_| !name.is_empty())?;
    let end = body + closing(&signature[body..])?;
    let line_start = code[..at].rfind('\n').map_or(0, |end| end + 1);
    Some(Function {
        name,
        line: code[..at].matches('\n').count() + 1,
        lines: signature[..end].matches('\n').count() + 1,
        parameters: parameters(&signature[..body]),
        is_public: code[line_start..at].trim_start().starts_with("pub "),
    })
}

/// Where the body opens; nothing for a function without one.
fn end_of_signature(signature: &str) -> Option<usize> {
    let mut depth = 0;
    let end = signature.char_indices().find(|(_, letter)| {
        depth += i32::from("([".contains(*letter)) - i32::from(")]".contains(*letter));
        // The semicolon of `[u8; 2]` ends nothing.
        depth == 0 && "{;".contains(*letter)
    });
    end.filter(|(_, letter)| *letter == '{').map(|(at, _)| at)
}

/// The offset of the brace that closes the first one.
fn closing(code: &str) -> Option<usize> {
    let mut depth = 0;
    code.char_indices().find_map(|(at, letter)| {
        depth += match letter {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        (depth == 0).then_some(at)
    })
}

/// The types of the parameters in `name<…>(a: A, b: B) -> C`.
fn parameters(signature: &str) -> Vec<String> {
    let mut depth = 0;
    let mut angles = 0;
    let mut list = vec![String::new()];
    let mut previous = ' ';
    for letter in signature.chars() {
        match letter {
            '<' => angles += 1,
            '>' if previous != '-' && previous != '=' => angles -= 1,
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        previous = letter;
        match letter {
            ')' if depth == 0 && angles == 0 => break,
            '(' if depth == 1 && angles == 0 => list = vec![String::new()],
            ',' if depth == 1 && angles == 0 => list.push(String::new()),
            _ => list.last_mut().expect("one").push(letter),
        }
    }
    let types = list.iter().filter_map(|parameter| parameter.split_once(':'));
    types.map(|(_, kind)| kind.trim().to_owned()).collect()
}

#[test]
fn prose_is_blanked_out() {
    let check = |source: &str, expect: &str| assert_eq!(code_of(source), expect, "{source}");
    check("a // b\nc", "a     \nc");
    check("a /* b /* c */ d */ e", "a                   e");
    check(r#"f("a\"b", 'x', '\'', &'a str)"#, "f(      ,    ,     , &'a str)");
    check("r#\"a\"b\"# + r#type", "         + r#type");
    check("\"a\nb\"", "  \n  ");
}

#[test]
fn functions_are_found() {
    let source = "trait T { fn none(&self); }\npub fn one<F: Fn(u8, u8) -> u8>(&self, f: F, b: bool) -> [u8; 2] {\n\
                  }\n    fn two(\n        a: &[(u8, u8)],\n    ) {\n        if a { b() }\n    }\nlet f: fn(u8) = g;";
    let found = functions(source);
    let short: Vec<_> = found
        .iter()
        .map(|f| (f.name.as_str(), f.line, f.lines, f.parameters.len(), f.is_public))
        .collect();
    assert_eq!(short, [("one", 2, 2, 2, true), ("two", 4, 5, 1, false)]);
    assert_eq!(found[0].parameters, ["F", "bool"]);
}

//! Text of strangers, made safe to show: names, values and paths of themes and packages may hold what a terminal obeys,
//! what a CI system takes for a command, or markup. All that prints uses these functions.

pub mod github;
pub mod markdown;

use serde_json::Value;

/// One line without control characters, line breaks, changes of the direction of text, and commands of CI systems.
///
/// ASCII controls become their pictures (`␛`), others `\u{85}`. The result is the same when it is escaped again.
pub fn line(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    text.chars().for_each(|letter| push(&mut plain, letter));
    without_commands(plain)
}

/// Several lines, in which colors and styles of a terminal (SGR, ISO 6429) stay and all else is as in [`line()`].
pub fn styled(text: &str) -> String {
    text.split('\n').map(styled_line).collect::<Vec<_>>().join("\n")
}

/// JSON on one line. What would act on a terminal or a CI system within a string is escaped: the value is the same.
pub fn json(value: &Value) -> String {
    let mut safe = String::new();
    // Outside of strings JSON has none of these characters.
    for letter in value.to_string().chars() {
        if is_unsafe(letter) {
            safe.push_str(&format!("\\u{:04x}", u32::from(letter)))
        } else {
            safe.push(letter)
        }
    }
    safe.replace("##", "#\\u0023")
}

/// Whether a character does something when it is printed: a control character, a line or paragraph separator, or one
/// that turns the direction of what follows (Unicode Technical Report 36, section 2.5).
pub fn is_unsafe(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') || turns(letter)
}

/// Whether a character overrides or isolates the direction of text (UAX #9): it can make a name read as another one.
pub fn turns(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn push(plain: &mut String, letter: char) {
    match letter {
        '\t' => plain.push_str("    "),
        '\n' => plain.push('␊'),
        '\u{7f}' => plain.push('␡'),
        // The block Control Pictures is in the order of ASCII.
        '\0'..'\u{20}' => plain.extend(char::from_u32(0x2400 + u32::from(letter))),
        _ if is_unsafe(letter) => plain.push_str(&letter.escape_unicode().to_string()),
        _ => plain.push(letter),
    }
}

fn styled_line(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let style = style(rest);
        let end = if style == 0 { letter.len_utf8() } else { style };
        match style {
            0 => push(&mut plain, letter),
            _ => plain.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    without_commands(plain)
}

/// The length of the SGR sequence with which a text begins, or 0.
fn style(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("\x1b[") else { return 0 };
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(rest.len());
    if rest[end..].starts_with('m') { "\x1b[m".len() + end } else { 0 }
}

/// Breaks up what a CI system would run: `::error::` at the start of a line (GitHub, Forgejo), `##[…]` (GitHub, Azure),
/// `##vso[…]` (Azure) and `##teamcity[…]` anywhere.
fn without_commands(line: String) -> String {
    let start = line.len() - unstyled(&line).len();
    // `:::` is how our own messages point to a second file, and no command.
    let is_command = line[start..].starts_with("::") && !line[start..].starts_with(":::");
    let mut safe =
        if is_command { format!("{}: {}", &line[..start], &line[start + 1..]) } else { line };
    let mut from = 0;
    while let Some(at) = safe[from..].find("##").map(|at| from + at) {
        let name = safe[at + 2..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        if name.starts_with('[') {
            safe.insert(at + 1, ' ');
        }
        from = at + 1;
    }
    safe
}

/// What of a line a reader of commands sees first: without spaces and styles.
fn unstyled(line: &str) -> &str {
    let rest = line.trim_start();
    match style(rest) {
        0 => rest,
        length => unstyled(&rest[length..]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(line(text), expect, "{text:?}");
        assert_eq!(line(expect), expect, "again");
    }

    #[test]
    fn a_line_does_nothing() {
        check("Acme – 示例 👩‍👩‍👧 العربية", "Acme – 示例 👩‍👩‍👧 العربية");
        check("a\n::error::b", "a␊::error::b");
        check("a\x1b]0;x\x07\r\0\x7f\tb", "a␛]0;x␇␍␀␡    b");
        check("a\u{9b}2J\u{85}", "a\\u{9b}2J\\u{85}");
        check("a\u{202e}b\u{2066}\u{2028}", "a\\u{202e}b\\u{2066}\\u{2028}");
    }

    #[test]
    fn a_line_is_no_command() {
        check("::error::x", ": :error::x");
        check("  ::set-output name=a::b", "  : :set-output name=a::b");
        check("a ::b", "a ::b");
        check("  ::: themes/a/theme.toml:1:1", "  ::: themes/a/theme.toml:1:1");
        check("x ##[error]y ##vso[task.setvariable]z", "x # #[error]y # #vso[task.setvariable]z");
        check("###[a ##teamcity[b ## c", "## #[a # #teamcity[b ## c");
    }

    #[test]
    fn styles_stay_and_nothing_else() {
        let check = |text: &str, expect: &str| assert_eq!(styled(text), expect, "{text:?}");
        check("\x1b[1;31mred\x1b[0m\n  b", "\x1b[1;31mred\x1b[0m\n  b");
        check("\x1b[2J\x1b[0", "␛[2J␛[0");
        check("a\n\x1b[31m::error::", "a\n\x1b[31m: :error::");
    }

    #[test]
    fn json_is_the_same_value_without_what_acts() {
        let value = json!({ "a": "\u{9b}\u{2028}\u{202e}\u{7f}\x1b\n##[error]###é" });
        let text = json(&value);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        assert!(!text.contains(is_unsafe) && !text.contains("##"), "{text}");
    }
}

//! Text of strangers within Markdown: it shows as it is, and does nothing (CommonMark 0.31, and GitHub's tables).

use super::line;

/// Text as code, in running text and in tables: between back-ticks where that is plain, else as HTML in which each
/// sign is a character reference. References never begin markup (CommonMark 0.31, section 2.5).
pub fn code(text: &str) -> String {
    let text = line(text);
    let is_plain = !text.contains(['`', '|', '\\', '<', '>', '&']) && text.trim() == text;
    match text.is_empty() {
        true => "none".into(),
        false if is_plain => format!("`{text}`"),
        false => format!("<code>{}</code>", references(&text)),
    }
}

/// Text as running text; also within HTML.
pub fn text(text: &str) -> String {
    references(&line(text))
}

/// A sentence of ours that quotes strangers between back-ticks.
pub fn sentence(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let is_code = |at: usize| at % 2 == 1 && at + 1 < parts.len();
    let shown = parts.iter().enumerate().map(|(at, part)| match is_code(at) {
        // Two back-ticks that quote nothing are one of a stranger's.
        true if part.is_empty() => "&#96;".into(),
        true => code(part),
        // Two runs of back-ticks side by side would be one.
        false if part.is_empty() && at > 0 && at + 1 < parts.len() => " ".into(),
        // The last back-tick has no partner.
        false if at % 2 == 1 => format!("&#96;{}", self::text(part)),
        false => self::text(part),
    });
    shown.collect()
}

/// Lines as a block of a difference.
pub fn fence(lines: &str) -> String {
    let lines = lines.split('\n').map(line).collect::<Vec<_>>().join("\n");
    let longest = lines.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}diff\n{lines}\n{fence}")
}

/// Every sign of ASCII that Markdown or HTML may read as markup becomes a character reference. A name after `@` is
/// not called, and a host name is no link.
fn references(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_full_stop = letter == '.' && letters.peek().is_none_or(|next| *next == ' ');
        let is_plain = !letter.is_ascii_punctuation() || ",;?%'()/-".contains(letter);
        if is_plain || is_full_stop {
            safe.push(letter)
        } else {
            safe.push_str(&format!("&#{};", u32::from(letter)))
        }
        if letter == '@' {
            safe.push_str("&#8203;");
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_does_nothing() {
        let check = |text: &str, expect: &str| assert_eq!(code(text), expect);
        check("themes/a_b*c*", "`themes/a_b*c*`");
        check("", "none");
        check("a|b", "<code>a&#124;b</code>");
        check("a\\|b", "<code>a&#92;&#124;b</code>");
        check("`", "<code>&#96;</code>");
        check("<img src=x>\n# x", "<code>&#60;img src&#61;x&#62;␊&#35; x</code>");
        check("&lt;", "<code>&#38;lt;</code>");
    }

    #[test]
    fn running_text_does_nothing() {
        let check = |raw: &str, expect: &str| assert_eq!(text(raw), expect);
        check("Smith & Sons, Ltd.", "Smith &#38; Sons, Ltd.");
        check("<b>@team", "&#60;b&#62;&#64;&#8203;team");
        check("[x](y)", "&#91;x&#93;(y)");
        check("https://a.example", "https&#58;//a&#46;example");
    }

    #[test]
    fn what_a_sentence_quotes_stays_quoted() {
        let check = |text: &str, expect: &str| assert_eq!(sentence(text), expect);
        check("`a` is no `b`", "`a` is no `b`");
        check("`a``b` is", "`a` `b` is");
        check("`a`<img>` is", "`a`&#60;img&#62;&#96; is");
        check("`x``<b>``` y", "`x` <code>&#60;b&#62;</code> &#96; y");
    }

    #[test]
    fn a_fence_is_longer_than_all_in_it() {
        assert_eq!(fence("a\n```\n"), "````diff\na\n```\n\n````");
        assert_eq!(fence(" ::error::x"), "```diff\n : :error::x\n```");
    }
}

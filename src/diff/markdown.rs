//! Text of a stranger within Markdown: it must show as it is, and do nothing. Rules of CommonMark 0.31 and GitHub's
//! tables.

use annotate_snippets::normalize_untrusted_str;

fn visible(text: &str) -> String {
    normalize_untrusted_str(text).replace('\n', "␊")
}

/// Text between back-ticks, as many as it needs.
pub(super) fn code(text: &str) -> String {
    let text = visible(text);
    let ticks = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    match text.is_empty() {
        true => "none".into(),
        false => format!("{ticks}{pad}{text}{pad}{ticks}"),
    }
}

/// The same within a table.
pub(super) fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Text as running text. A name after `@` is not called.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in visible(text).chars() {
        // Back-ticks stay: our own notes quote with them.
        if "\\*_[]<>#|~&!$".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
        if letter == '@' {
            escaped.push_str("&#8203;");
        }
    }
    escaped
}

/// Text within HTML.
pub(super) fn html(text: &str) -> String {
    visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Lines as a block of a difference.
pub(super) fn fence(lines: &str) -> String {
    let fence = "`".repeat(longest_run(lines).max(2) + 1);
    let lines: Vec<String> = lines.split('\n').map(visible).collect();
    format!("{fence}diff\n{}\n{fence}", lines.join("\n"))
}

/// The most back-ticks in a row.
fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(cell(text), expect);
    }

    #[test]
    fn text_in_a_table_does_nothing() {
        check("a|b", "`a\\|b`");
        check("a`b", "``a`b``");
        check("`", "`` ` ``");
        check("", "none");
        check("<script>\n# x", "`<script>␊# x`");
    }

    #[test]
    fn running_text_does_nothing() {
        assert_eq!(escape("<b> @team [x](y)"), "\\<b\\> @&#8203;team \\[x\\](y)");
        assert_eq!(html("<a & b>"), "&lt;a &amp; b&gt;");
    }

    #[test]
    fn a_fence_is_longer_than_all_in_it() {
        assert_eq!(fence("a\n```\n"), "````diff\na\n```\n\n````");
    }
}

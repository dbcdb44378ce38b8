//! Addresses, in pieces between which a line may end.

/// A text in pieces: an address ends a line behind a slash or before what it is asked, anything else is one piece.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    let Some(start) = text.find("://").map(|at| at + 3) else { return vec![text] };
    let (mut pieces, mut from) = (Vec::new(), 0);
    for (at, c) in text.char_indices().filter(|(at, _)| *at >= start) {
        let end = match c {
            '/' => at + 1,
            '?' | '#' | '&' => at,
            _ => continue,
        };
        if end > from && end < text.len() {
            pieces.push(&text[from..end]);
            from = end;
        }
    }
    pieces.push(&text[from..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        assert_eq!(pieces(text), expect);
    }

    #[test]
    fn addresses_end_lines_at_slashes() {
        check("https://acme.example/a/b", &["https://acme.example/", "a/", "b"]);
        check("https://acme.example/", &["https://acme.example/"]);
        check(
            "https://acme.example/a?b=1&c#d",
            &["https://acme.example/", "a", "?b=1", "&c", "#d"],
        );
        check("mailto:a@acme.example", &["mailto:a@acme.example"]);
        check("https://示例.example//ä", &["https://示例.example/", "/", "ä"]);
        check("Acme", &["Acme"]);
        check("", &[""]);
    }
}

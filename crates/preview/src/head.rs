//! What of a document changed, where that is in its head only. A page that is open swaps such a change in place: with the
//! color of a brand the `theme-color` of every document changes, and nothing else in it.

use rebadge_stage::stage::opening;

/// The longest head that is sent along, in bytes.
const LONGEST: usize = 64 << 10;

/// The contents of the heads of two documents; none where the documents differ elsewhere too.
pub(super) fn changed(before: &[u8], after: &[u8]) -> Option<(String, String)> {
    let ((old_start, old, old_end), (new_start, new, new_end)) = (parts(before)?, parts(after)?);
    let is_only_head = old_start == new_start && old_end == new_end;
    let text = |head: &[u8]| String::from_utf8(head.to_vec()).ok();
    (is_only_head && old.len().max(new.len()) <= LONGEST).then_some(())?;
    Some((text(old)?, text(new)?))
}

/// A document up to its head, the content of that, and the rest.
fn parts(html: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    const END: &[u8] = b"</head";
    let start = opening(html, b"head")?;
    let is_end = |window: &[u8]| window.eq_ignore_ascii_case(END);
    let end = start + html[start..].windows(END.len()).position(is_end)?;
    Some((&html[..start], &html[start..end], &html[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, expect: Option<(&str, &str)>) {
        let got = changed(before.as_bytes(), after.as_bytes());
        let expect = expect.map(|(old, new)| (old.to_owned(), new.to_owned()));
        assert_eq!(got, expect, "{before} {after}");
    }

    #[test]
    fn only_a_change_of_the_head_is_told() {
        let page = |head: &str, body: &str| format!("<html><HEAD lang=a>{head}</HEAD ><p>{body}");
        check(&page("<meta a>", "x"), &page("<meta b>", "x"), Some(("<meta a>", "<meta b>")));
        check(&page("<meta a>", "x"), &page("<meta b>", "y"), None);
        check("<html lang=a><head></head>", "<html lang=b><head></head>", None);
        check("<p>a", "<p>b", None);
        check("<head>", "<head>", None);
        check("<header></header>", "<header></header>", None);
    }
}

//! Pages.

use std::ops::Range;

/// The contents of the inline scripts and styles of a page, in their order.
pub fn inline(page: &[u8]) -> Vec<Range<usize>> {
    let lower = page.to_ascii_lowercase();
    let find = |needle: &[u8], from: usize| {
        lower[from..].windows(needle.len()).position(|window| window == needle).map(|at| from + at)
    };
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(start) = find(b"<s", at) {
        at = start + 2;
        let Some(name) = [&b"script"[..], b"style"]
            .into_iter()
            .find(|name| lower[start + 1..].starts_with(name))
        else {
            continue;
        };
        let Some(open) = find(b">", at) else { break };
        let close = [b"</", name].concat();
        let Some(end) = find(&close, open) else { break };
        spans.push(open + 1..end);
        at = end;
    }
    spans
}

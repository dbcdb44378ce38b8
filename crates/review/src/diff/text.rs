//! What differs between two texts, as a unified excerpt of limited length.

use similar::{DiffOp, group_diff_ops};

use super::ops::ops;

/// The largest text of which an excerpt is made, in bytes and in lines.
const BYTES: usize = 1 << 20;
const LINES: usize = 5_000;

/// Lines of context around a change.
const CONTEXT: usize = 2;

/// The most lines of an excerpt, and the most characters of a line.
const MOST: usize = 40;
const WIDE: usize = 160;

/// An excerpt: lines that begin with ` `, `-` or `+`, and `@@` between places that are apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// Its lines.
    pub lines: Vec<String>,
    /// How many lines of the difference it leaves out.
    pub more: usize,
}

/// The excerpt of two files that are UTF-8 text, and not too large.
pub(super) fn excerpt(before: &[u8], after: &[u8]) -> Option<Excerpt> {
    let (before, after) = (text(before)?, text(after)?);
    let [before, after] =
        [before, after].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let mut excerpt = Excerpt::default();
    let mut add = |line: String| {
        if excerpt.lines.len() < MOST { excerpt.lines.push(line) } else { excerpt.more += 1 }
    };
    for group in group_diff_ops(ops(&before, &after), CONTEXT) {
        let (first, last) = (group.first()?, group.last()?);
        let range = |from: usize, to: usize| format!("{},{}", from + 1, to - from);
        add(format!(
            "@@ -{} +{} @@",
            range(first.old_range().start, last.old_range().end),
            range(first.new_range().start, last.new_range().end)
        ));
        for op in &group {
            let (old, new) = (&before[op.old_range()], &after[op.new_range()]);
            let shared = match op {
                DiffOp::Replace { .. } => shared(old, new),
                _ => Vec::new(),
            };
            let mut lines = |sign: char, lines: &[&str]| {
                for (at, line) in lines.iter().enumerate() {
                    let line = line.trim_end_matches('\n').replace('\r', "␍");
                    add(format!("{sign}{}", cut(&line, shared.get(at).copied().unwrap_or(0))));
                }
            };
            match op {
                DiffOp::Equal { .. } => lines(' ', old),
                _ => {
                    lines('-', old);
                    lines('+', new);
                }
            }
        }
    }
    Some(excerpt)
}

fn text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
    (text.len() <= BYTES && text.lines().count() <= LINES).then_some(text)
}

/// For each pair of lines, one in place of the other: how many characters at their beginning are the same and too many to
/// be shown. None where both lines are short.
fn shared(old: &[&str], new: &[&str]) -> Vec<usize> {
    let pairs = old.iter().zip(new);
    pairs
        .map(|(old, new)| {
            let same = old.chars().zip(new.chars()).take_while(|(old, new)| old == new).count();
            let is_long = old.chars().count().max(new.chars().count()) > WIDE;
            if is_long && same > WIDE / 2 { same - WIDE / 4 } else { 0 }
        })
        .collect()
}

/// At most [`WIDE`] characters of a line, from the one at `start` on.
fn cut(line: &str, start: usize) -> String {
    let length = line.chars().count();
    let middle: String = line.chars().skip(start).take(WIDE).collect();
    let mark = |is_cut: bool| if is_cut { "…" } else { "" };
    format!("{}{middle}{}", mark(start > 0), mark(start + WIDE < length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, expect: &[&str], more: usize) {
        let excerpt = excerpt(before.as_bytes(), after.as_bytes()).expect("texts");
        assert_eq!(excerpt.lines, expect);
        assert_eq!(excerpt.more, more);
    }

    #[test]
    fn excerpts_show_what_differs() {
        check("a\nb\nc\n", "a\nx\nc\n", &["@@ -1,3 +1,3 @@", " a", "-b", "+x", " c"], 0);
        check("a\n", "a\r\n", &["@@ -1,1 +1,1 @@", "-a", "+a␍"], 0);
        check("", "a", &["@@ -1,0 +1,1 @@", "+a"], 0);
        let long = "x".repeat(1000);
        let shown = format!("-{}…", "x".repeat(WIDE));
        check(&long, "", &["@@ -1,1 +1,0 @@", &shown], 0);
        let (old, new) = (format!("{long}old"), format!("{long}new"));
        let end = |sign: &str, word: &str| format!("{sign}…{}{word}", "x".repeat(WIDE / 4));
        check(&old, &new, &["@@ -1,1 +1,1 @@", &end("-", "old"), &end("+", "new")], 0);
    }

    #[test]
    fn excerpts_stay_short() {
        let many: String = (0..100).map(|n| format!("{n}\n")).collect();
        let excerpt = excerpt(b"", many.as_bytes()).expect("texts");
        assert_eq!((excerpt.lines.len(), excerpt.more), (MOST, 101 - MOST));
    }

    #[test]
    fn what_is_no_text_has_no_excerpt() {
        assert_eq!(excerpt(b"\0", b"a"), None);
        assert_eq!(excerpt(&[0xff], b"a"), None);
        assert_eq!(excerpt("\n".repeat(LINES + 1).as_bytes(), b"a"), None);
        assert_eq!(excerpt(&vec![b'a'; BYTES + 1], b"a"), None);
    }
}

//! Names of a page that people read as one, and that its source has in parts: `<b>Old</b>mark`, `Old&shy;mark`, a name that
//! goes on in the next line.

use std::ops::Range;

use memchr::memmem;

use crate::markup;

/// The text of a page without its tags and soft hyphens, and with one space for every run of white space.
pub(super) struct Joined {
    text: String,
    /// Where a part of it begins: in it, and in the page.
    starts: Vec<(usize, usize)>,
}

impl Joined {
    /// The text of a page.
    pub(super) fn of(page: &str) -> Joined {
        let mut joined = Joined { text: String::new(), starts: Vec::new() };
        for part in markup::parts(page).iter().filter(|part| part.kind == markup::Kind::Text) {
            let decoded = markup::decode(&page[part.span.clone()]);
            joined.starts.push((joined.text.len(), part.span.start));
            let mut at = 0;
            for run in decoded.text.split_inclusive(is_parting) {
                let place = part.span.start + decoded.source(&(at..at + run.len())).start;
                joined.push(run, place);
                at += run.len();
            }
        }
        joined
    }

    /// Adds what ends with a soft hyphen or white space, if with anything.
    fn push(&mut self, run: &str, place: usize) {
        let text = run.trim_end_matches(is_parting);
        let is_after_space = text.is_empty() && self.text.ends_with(' ');
        self.text.push_str(text);
        if !is_after_space && run.ends_with(|letter: char| letter.is_ascii_whitespace()) {
            self.text.push(' ');
        }
        if is_after_space || run.ends_with(['\n', '\r', '\t', '\u{AD}']) {
            self.starts.push((self.text.len(), place + run.len()));
        }
    }

    /// All of it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where a name is in the text, and where it begins in the page: those only that are words and have two parts or more.
    pub(super) fn find(&self, name: &str) -> Vec<(Range<usize>, usize)> {
        let found = memmem::find_iter(self.text.as_bytes(), name);
        let found = found.map(|start| start..start + name.len());
        found.filter_map(|part| Some((part.clone(), self.place(&part)?))).collect()
    }

    fn place(&self, part: &Range<usize>) -> Option<usize> {
        let after = self.starts.partition_point(|(start, _)| *start <= part.start);
        let next = self.starts.get(after).map(|(start, _)| *start);
        let (start, place) = self.starts[after.checked_sub(1)?];
        let is_start = |at: usize| self.starts.binary_search_by_key(&at, |(at, _)| *at).is_ok();
        let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let begins =
            is_start(part.start) || !is_letter(self.text[..part.start].chars().next_back());
        let ends = is_start(part.end) || !is_letter(self.text[part.end..].chars().next());
        let is_split = next.is_some_and(|next| next < part.end);
        (is_split && begins && ends).then(|| place + part.start - start)
    }
}

/// Whether a character is white space, or parts a word only at the end of a line.
fn is_parting(letter: char) -> bool {
    letter == '\u{AD}' || letter.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expect: &[usize]) {
        find("Oldmark", page, expect);
    }

    #[track_caller]
    fn find(name: &str, page: &str, expect: &[usize]) {
        let places = Joined::of(page).find(name).into_iter().map(|(_, place)| place);
        assert_eq!(places.collect::<Vec<_>>(), expect, "{page}");
    }

    #[test]
    fn names_in_parts_are_found() {
        check("<b>Old</b>mark and <h1><i>Old</i><br>mark</h1>is", &[3, 26]);
        check("a Old&shy;mark", &[2]);
        check("<p>Oldmark</p><b>Old</b> mark<p>Old</p>marks", &[]);
        check("<p>Old</p>", &[]);
        find("Old Mark", "<p>In Old\n  Mark, or Old Mark</p>", &[6]);
        find("Old Mark", "<p>Old&nbsp;Mark <b>Old</b> Mark", &[20]);
        find("Old Mark", "<p>Old\nMark</p>", &[3]);
    }
}

//! What is done to a text for a tenant who has some languages.

use std::ops::Range;

use super::{Put, TextChange};
use crate::entries::{self, LanguageEntry};
use crate::splice::{Form, Splice};

impl TextChange {
    /// It for a tenant: without the entries of languages that do not ship, and what is put into them.
    pub fn in_languages(&self, ships: &dyn Fn(&str) -> bool) -> TextChange {
        let goes = self.entries.iter().filter(|entry| !ships(&entry.language));
        let spans = entries::without(goes);
        let mut text = TextChange { entries: Vec::new(), ..self.clone() };
        let is_left = |splice: &Splice| {
            let next = spans.partition_point(|span| span.end < splice.end);
            spans.get(next).is_none_or(|span| splice.start < span.start)
        };
        text.splices.retain(is_left);
        let value = text.number(Put::Fixed(String::new()));
        let gap = |span: Range<usize>| Splice {
            start: span.start,
            end: span.end,
            value,
            form: Form::Plain,
        };
        text.splices.extend(spans.into_iter().map(gap));
        text.splices.sort_by_key(|splice| (splice.start, splice.end));
        text.joined(value);
        text
    }

    /// Joins spans of nothing that overlap: both may have the comma between them.
    fn joined(&mut self, nothing: usize) {
        self.splices.dedup_by(|next, last| {
            let overlaps = next.start < last.end && last.value == nothing && next.value == nothing;
            if overlaps {
                last.end = last.end.max(next.end);
            }
            overlaps
        });
    }

    /// Where an edit reaches over the end of an entry of a language, and which.
    pub(super) fn clash<'e>(
        &self,
        owned: &'e [(Splice, usize)],
    ) -> Option<(usize, usize, &'e usize)> {
        owned.iter().find_map(|(splice, edit)| {
            let crosses = |entry: &&LanguageEntry| {
                let (start, end) = (entry.span.start, entry.span.end);
                let overlaps = splice.start < end && start < splice.end;
                overlaps && (splice.start < start || end < splice.end)
            };
            let entry = self.entries.iter().find(crosses)?;
            let from = splice.start.max(entry.span.start);
            Some((from, splice.end.min(entry.span.end), edit))
        })
    }
}

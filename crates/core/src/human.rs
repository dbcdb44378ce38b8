//! Diagnostics and errors for people, as rustc prints them.

use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{self, Diagnostic};
use crate::error::Error;
use crate::printable::{is_unsafe, line, styled};
use crate::source::Place;

/// A line longer than this is cut around the place.
const WIDE: usize = 400;

/// A diagnostic with its lines, underlined, in the colors of a terminal.
pub fn diagnostic(diagnostic: &Diagnostic) -> String {
    by(Renderer::styled(), diagnostic)
}

/// A diagnostic as a terminal shows it, without colors.
pub fn plain(diagnostic: &Diagnostic) -> String {
    by(Renderer::plain(), diagnostic)
}

fn by(renderer: Renderer, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.code.level() {
        diagnostic::Level::Error => Level::ERROR,
        diagnostic::Level::Warning => Level::WARNING,
    };
    let message = line(&diagnostic.message);
    let mut group = Group::with_title(level.primary_title(message).id(diagnostic.code.name()));
    let places = diagnostic.place.iter().map(|place| (place, None));
    let related = diagnostic.related.iter().map(|(place, text)| (place, Some(text.as_str())));
    let mut left: Vec<Marked<'_>> = places.chain(related).collect();
    while let Some((first, _)) = left.first() {
        let source = Arc::clone(&first.source);
        let (here, elsewhere) = left.into_iter().partition(|(place, _)| place.source == source);
        group = if source.text.is_empty() {
            group.element(Origin::path(line(&source.path.display().to_string())))
        } else {
            group.element(snippet(here))
        };
        left = elsewhere;
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(line(help)));
    }
    styled(&renderer.decor_style(DecorStyle::Ascii).render(&[group])) + "\n"
}

/// A place with what is said of it.
type Marked<'a> = (&'a Place, Option<&'a str>);

/// The lines around places of one source. The source is cut to them: rendering scans all that it is given.
fn snippet(places: Vec<Marked<'_>>) -> Snippet<'_, Annotation<'_>> {
    let source = &places[0].0.source;
    let windows = places.iter().map(|(place, _)| window(&source.text, place));
    let (from, to) = windows.fold((usize::MAX, 0), |all, one| (all.0.min(one.0), all.1.max(one.1)));
    let first = source.text[..from].matches('\n').count() + 1;
    let snippet = Snippet::source(harmless(&source.text[from..to]))
        .line_start(first)
        .path(line(&source.path.display().to_string()));
    snippet.annotations(places.into_iter().map(|(place, text)| {
        let kind = if text.is_none() { AnnotationKind::Primary } else { AnnotationKind::Context };
        kind.span(place.span.start - from..place.span.end.min(to) - from).label(text.map(line))
    }))
}

/// Lines of a source without what a terminal would obey. Each character keeps its length, so that places stay true.
fn harmless(text: &str) -> String {
    let shown = |letter: char| match (letter, letter.len_utf8()) {
        ('\r', _) => ' ',
        (_, 2) if is_unsafe(letter) => '·',
        (_, 3) if is_unsafe(letter) => char::REPLACEMENT_CHARACTER,
        _ => letter,
    };
    text.chars().map(shown).collect()
}

/// The bytes of the lines that a place covers; at most three lines, and of a very long line only what is near.
fn window(source: &str, place: &Place) -> (usize, usize) {
    let start = source[..place.span.start].rfind('\n').map_or(0, |at| at + 1);
    let mut end = place.span.start;
    for _ in 0..3 {
        end = source[end..].find('\n').map_or(source.len(), |at| end + at + 1);
        if end >= place.span.end {
            break;
        }
    }
    let end = source[..end].trim_end_matches('\n').len().max(place.span.start);
    let far = place.span.start - start > WIDE;
    let near = source.floor_char_boundary(place.span.start.saturating_sub(WIDE / 4));
    let from = if far { near } else { start };
    let to = end.min(source.floor_char_boundary(from + 2 * WIDE));
    (from, to.max(place.span.start))
}

/// An error of the run, in the colors of a terminal.
pub fn error(tenant: Option<&str>, error: &Error) -> String {
    let title = match tenant {
        Some(tenant) => format!("{tenant}: {error}"),
        None => error.to_string(),
    };
    let mut group = Group::with_title(Level::ERROR.primary_title(line(&title)));
    if let Some(help) = error.help() {
        group = group.element(Level::HELP.message(line(&help)));
    }
    styled(&Renderer::styled().decor_style(DecorStyle::Ascii).render(&[group])) + "\n"
}

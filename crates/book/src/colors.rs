//! The palette, each pair with its contrast and what that means.

use serde_json::{Value, json};

use super::Making;
use super::words::Language;
use rebadge_art::color::{Color, PAIRS, Pair, PairKind, Palette, Role, Scheme, contrast};

/// The pairs that people see most.
const SEEN: [(Role, Role); 10] = [
    (Role::OnPrimary, Role::Primary),
    (Role::OnSecondary, Role::Secondary),
    (Role::OnPrimaryContainer, Role::PrimaryContainer),
    (Role::OnSurface, Role::Surface),
    (Role::OnSurfaceVariant, Role::SurfaceContainer),
    (Role::Link, Role::SurfaceContainerLow),
    (Role::OnSuccess, Role::Success),
    (Role::OnWarning, Role::Warning),
    (Role::OnError, Role::Error),
    (Role::OnRecording, Role::Recording),
];

pub(super) fn chapter(making: &Making<'_>) -> Value {
    let theme = making.subject.theme;
    let seed = |word: &str, key: &str, color: Color| {
        json!({
            "word": making.subject.language.word(word),
            "color": color.to_string(),
            "mark": making.mark(key),
        })
    };
    let mut seeds = vec![seed("brand_color", "brand.color", theme.brand_color.value)];
    seeds.extend(theme.accent.as_ref().map(|color| seed("accent", "brand.accent", color.value)));
    let failing = Scheme::ALL.into_iter().flat_map(|scheme| {
        let palette = theme.palettes.get(scheme);
        PAIRS.iter().filter(move |pair| ratio(palette, pair) < pair.minimum)
    });
    json!({
        "seeds": seeds,
        "schemes": Scheme::ALL.map(|scheme| in_use(making, scheme)),
        "roles": Role::ALL.iter().map(|role| row(making, *role)).collect::<Vec<_>>(),
        "failing": failing.count(),
    })
}

fn in_use(making: &Making<'_>, scheme: Scheme) -> Value {
    let palette = making.subject.theme.palettes.get(scheme);
    let language = making.subject.language;
    let pairs = SEEN
        .iter()
        .filter_map(|(text, on)| PAIRS.iter().find(|pair| (pair.text, pair.on) == (*text, *on)));
    let card = |pair: &Pair| {
        let measured = ratio(palette, pair);
        json!({
            "name": language.role(if pair.on == Role::Surface || pair.text == Role::Link { pair.text } else { pair.on }),
            "text": palette.get(pair.text).to_string(),
            "on": palette.get(pair.on).to_string(),
            "ratio": shown(measured),
            "verdict": verdict(language, pair.kind, measured),
        })
    };
    json!({
        "scheme": scheme.name(),
        "title": language.word(scheme.name()),
        "surface": palette.get(Role::Surface).to_string(),
        "ink": palette.get(Role::OnSurface).to_string(),
        "cards": pairs.map(card).collect::<Vec<_>>(),
    })
}

fn row(making: &Making<'_>, role: Role) -> Value {
    let theme = making.subject.theme;
    let language = making.subject.language;
    let cell = |scheme: Scheme| {
        let palette = theme.palettes.get(scheme);
        let weakest = weakest(palette, role);
        json!({
            "title": language.word(scheme.name()),
            "color": palette.get(role).to_string(),
            "own": theme.written_colors.contains_key(&(scheme, role)),
            "ratio": weakest.map(|(_, measured)| shown(measured)).unwrap_or_default(),
            "verdict": match weakest {
                Some((pair, measured)) => verdict(language, pair.kind, measured),
                None => language.word("decoration"),
            },
            "mark": making.mark(&format!("colors.{}.{role}", scheme.name())),
        })
    };
    json!({ "role": role.name(), "use": language.role(role), "cells": Scheme::ALL.map(cell) })
}

fn ratio(palette: &Palette, pair: &Pair) -> f64 {
    contrast(palette.get(pair.text), palette.get(pair.on))
}

/// The pair of a role that comes nearest to failing: of those in which it is in front, or else behind.
fn weakest(palette: &Palette, role: Role) -> Option<(&'static Pair, f64)> {
    let in_front = PAIRS.iter().any(|pair| pair.text == role);
    let pairs =
        PAIRS.iter().filter(|pair| if in_front { pair.text == role } else { pair.on == role });
    let measured = pairs.map(|pair| (pair, ratio(palette, pair)));
    measured.min_by(|(a, one), (b, other)| (one / a.minimum).total_cmp(&(other / b.minimum)))
}

/// Never rounded up: what shows as 4.5 is enough.
fn shown(ratio: f64) -> String {
    format!("{:.1} : 1", (ratio * 10.0).floor() / 10.0)
}

/// What a contrast means to who reads it (WCAG 2.2: 1.4.3, 1.4.6 and 1.4.11).
fn verdict(language: Language, kind: PairKind, ratio: f64) -> &'static str {
    let (best, good, words) = match kind {
        PairKind::Text => (7.0, 4.5, ["text_best", "text_good", "text_weak"]),
        PairKind::NonText => (4.5, 3.0, ["shape_best", "shape_good", "shape_weak"]),
    };
    let at = if ratio >= best { 0 } else { usize::from(ratio < good) + 1 };
    language.word(words[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: PairKind, ratio: f64, expect: &str, number: &str) {
        assert_eq!(verdict(Language::English, kind, ratio), expect);
        assert_eq!(shown(ratio), number);
    }

    #[test]
    fn a_contrast_is_told_in_words_and_never_rounded_up() {
        check(PairKind::Text, 12.0, "very easy to read", "12.0 : 1");
        check(PairKind::Text, 4.5, "easy to read", "4.5 : 1");
        check(PairKind::Text, 4.499, "hard to read", "4.4 : 1");
        check(PairKind::NonText, 3.0, "easy to see", "3.0 : 1");
        check(PairKind::NonText, 2.99, "hard to see", "2.9 : 1");
    }

    #[test]
    fn what_is_seen_most_is_measured() {
        for (text, on) in SEEN {
            assert!(PAIRS.iter().any(|pair| (pair.text, pair.on) == (text, on)), "{text} on {on}");
        }
    }
}

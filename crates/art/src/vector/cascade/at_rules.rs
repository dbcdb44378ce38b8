//! At-rules that say nothing about a still picture, or nothing that can be drawn: each is reported by its name.

use std::ops::Range;

use crate::vector::cascade::states::is_in;
use crate::vector::finding::{Fault, Finding, quote};

/// Why an at-rule is not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// It loads another file.
    External,
    /// Browsers apply it, and nothing here does.
    Undrawable,
    /// No browser draws a still picture differently because of it.
    NoEffect,
    /// Browsers ignore it where it is written, or as it is written.
    Invalid,
    /// No browser knows it.
    Unknown,
}

/// An at-rule that is not applied, at its place in a sheet.
#[derive(Debug)]
pub(super) struct Unapplied {
    /// With the `@`.
    pub(super) name: String,
    /// Why it is not applied.
    pub(super) reason: Reason,
    /// The number of the sheet.
    pub(super) sheet: usize,
    /// Bytes in the sheet.
    pub(super) span: Range<usize>,
}

/// Rules about what a still picture does not have: pages, lists, transitions, glyphs of color fonts.
const NO_EFFECT: &str = "color-profile counter-style font-feature-values font-palette-values page position-try \
    starting-style view-transition";

/// Why a rule that the cascade does not read is not applied; `None` where others report it: text in a family that no
/// font brings, an animation that a drawing starts.
pub(super) fn reason(name: &str) -> Option<Reason> {
    match name {
        "font-face" => None,
        _ if name.ends_with("keyframes") => None,
        "import" => Some(Reason::External),
        "function" | "scope" => Some(Reason::Undrawable),
        "charset" => Some(Reason::Invalid),
        _ if is_in(NO_EFFECT, name) => Some(Reason::NoEffect),
        _ => Some(Reason::Unknown),
    }
}

impl Unapplied {
    /// The finding, at its place in the file.
    pub(super) fn finding(&self, span: Range<usize>) -> Finding {
        let name = quote(&self.name);
        let (fault, message, help) = match self.reason {
            Reason::External => (
                Fault::External,
                format!("{name} is outside of the file"),
                "put what it refers to into the file, or remove it",
            ),
            Reason::Undrawable => {
                (Fault::Broken, format!("{name} cannot be drawn"), "write the rules without it")
            }
            Reason::NoEffect => {
                (Fault::Ignored, format!("{name} has no effect on a still picture"), "remove it")
            }
            Reason::Invalid => (
                Fault::Ignored,
                format!("browsers ignore this {name}"),
                match self.name.as_str() {
                    "@property" => {
                        "give it a name such as `--brand`, `syntax`, `inherits` and an `initial-value` of that syntax"
                    }
                    "@layer" => "name one layer before its block",
                    _ => "move it before all rules, or remove it",
                },
            ),
            Reason::Unknown => (
                Fault::Ignored,
                format!("no browser reads {name}"),
                "remove it, or write the rules without it",
            ),
        };
        Finding::new(fault, span, message, help)
    }
}

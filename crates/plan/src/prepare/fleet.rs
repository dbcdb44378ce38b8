//! What is wrong between the themes of a run, which is known before any of them is built.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::checks;
use rebadge_core::diagnostic::{self, Diagnostic};
use rebadge_theme::base::Base;
use rebadge_theme::fleet::foreign::{self, Known};
use rebadge_theme::fleet::{Finding, Member};
use rebadge_theme::inherit::{Library, ThemeFile, chain};

/// What is wrong between themes.
#[derive(Debug, Default)]
pub struct Between {
    findings: Vec<Finding>,
    /// The files of the themes that an error names.
    failed: BTreeSet<PathBuf>,
}

impl Between {
    /// The problems, in the order of files.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all = self.findings.iter().map(|finding| finding.problem.clone()).collect();
        diagnostic::sort(&mut all);
        all
    }

    /// Only what concerns one of these themes.
    pub fn about(mut self, themes: &[ThemeFile]) -> Between {
        let files: BTreeSet<&Path> = themes.iter().map(|theme| theme.file.as_path()).collect();
        self.findings.retain(|finding| {
            let place = finding.problem.place.as_ref();
            let place = place.map(|place| place.source.path.as_path());
            let mut named = finding.fails.iter().map(PathBuf::as_path).chain(place);
            named.any(|file| files.contains(file))
        });
        self
    }

    /// Whether an error names a theme: it must not be built.
    pub fn fails(&self, theme: &ThemeFile) -> bool {
        self.failed.contains(&theme.file)
    }

    /// The problems that concern a theme: errors that fail it, and what is to be mended in its file.
    pub fn of<'a>(&'a self, theme: &'a ThemeFile) -> impl Iterator<Item = &'a Diagnostic> {
        let is_of = |finding: &&Finding| {
            let place = finding.problem.place.as_ref();
            finding.fails.contains(&theme.file)
                || place.is_some_and(|place| place.source.path == theme.file)
        };
        self.findings.iter().filter(is_of).map(|finding| &finding.problem)
    }
}

/// Checks themes against each other; nothing is wrong between one and itself.
pub fn between(themes: &[ThemeFile], base: &Base, library: &Library) -> Between {
    if themes.len() < 2 {
        return Between::default();
    }
    let members: Vec<Member> = themes.iter().filter_map(|theme| member(theme, library)).collect();
    let findings = checks::of_fleet(&members, base);
    let failed = findings.iter().flat_map(|finding| finding.fails.iter().cloned()).collect();
    Between { findings, failed }
}

/// By what the tenants of some themes are known.
pub fn tenants(themes: &[ThemeFile], library: &Library) -> Vec<Known> {
    let members: Vec<Member> = themes.iter().filter_map(|theme| member(theme, library)).collect();
    foreign::known(&members)
}

/// A theme with the files that it extends. One with errors is a member all the same, with as much as can be read.
fn member(theme: &ThemeFile, library: &Library) -> Option<Member> {
    let own = library.document(theme).ok()?;
    Member::new(chain(&own, library).unwrap_or_else(|_| vec![own]))
}

//! What a contract allows to be left, and whether that is still so.

use serde::{Deserialize, Serialize};

use crate::hosts::is_below;
use crate::paths::PathPattern;
use crate::siblings;

/// A leftover or a host that is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// What is allowed.
    pub subject: Subject,
    /// The files in which it is allowed; all where none are named.
    pub files: Vec<PathPattern>,
    /// How often it must be there; any number but none if this is not said.
    pub count: Option<usize>,
    /// Why it is allowed.
    pub reason: String,
}

/// What an allowance is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// A text that holds a name: `application/actual-sync`.
    Text(String),
    /// A host, with all below it.
    Host(String),
}

impl Allowance {
    /// Whether it is for a file, by its path or that of the file which it is compressed.
    pub fn covers_file(&self, path: &str) -> bool {
        let plain = siblings::plain(path).map_or(path, |(plain, _)| plain);
        let is_match = |pattern: &PathPattern| pattern.is_match(path) || pattern.is_match(plain);
        self.files.is_empty() || self.files.iter().any(is_match)
    }

    /// Whether it allows a host.
    pub fn covers_host(&self, host: &str) -> bool {
        matches!(&self.subject, Subject::Host(allowed) if is_below(host, allowed))
    }
}

/// What is wrong with an allowance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Fault {
    /// Nothing uses it.
    Unused,
    /// It is used another number of times than it says.
    Count {
        /// How often it is used.
        found: usize,
    },
    /// It says no reason.
    NoReason,
}

/// What is wrong with allowances, given how often each was used: the place of the allowance, and the fault.
pub fn faults(allowances: &[Allowance], used: &[usize]) -> Vec<(usize, Fault)> {
    let mut faults = Vec::new();
    for (at, allowance) in allowances.iter().enumerate() {
        let found = used.get(at).copied().unwrap_or_default();
        if found == 0 {
            faults.push((at, Fault::Unused));
        } else if allowance.count.is_some_and(|count| count != found) {
            faults.push((at, Fault::Count { found }));
        }
        if allowance.reason.trim().is_empty() {
            faults.push((at, Fault::NoReason));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(count: Option<usize>, used: usize, reason: &str, expect: &[Fault]) {
        let (subject, reason) = (Subject::Text("a".to_owned()), reason.to_owned());
        let allowance = Allowance { subject, files: Vec::new(), count, reason };
        let found: Vec<Fault> =
            faults(&[allowance], &[used]).into_iter().map(|(_, fault)| fault).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn hosts_are_allowed_with_those_below() {
        let subject = Subject::Host("flet.dev".to_owned());
        let (files, reason) = (Vec::new(), "help".to_owned());
        let allowance = Allowance { subject, files, count: None, reason };
        assert!(allowance.covers_host("docs.flet.dev") && !allowance.covers_host("notflet.dev"));
    }

    #[test]
    fn an_allowance_may_name_its_files() {
        let files = vec![PathPattern::parse("js/*.js").unwrap()];
        let (subject, reason) = (Subject::Text("Flet".to_owned()), "help".to_owned());
        let allowance = Allowance { subject, files, count: None, reason };
        let covers = ["js/a.js", "js/a.js.gz", "b.js"].map(|path| allowance.covers_file(path));
        assert_eq!(covers, [true, true, false]);
    }

    #[test]
    fn allowances_must_be_true() {
        check(Some(2), 2, "the protocol", &[]);
        check(None, 7, "the protocol", &[]);
        check(Some(2), 3, "the protocol", &[Fault::Count { found: 3 }]);
        check(Some(2), 0, " ", &[Fault::Unused, Fault::NoReason]);
    }
}

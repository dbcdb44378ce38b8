//! Checks between themes: two tenants with one domain, one tenant's name in another's theme, a value that a hundred
//! themes repeat. Checks of a single theme are in [`crate::check`].

pub mod foreign;
mod leaves;
pub mod shared;
pub mod twins;
pub mod unique;
mod unread;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::inherit::Document;
use rebadge_core::diagnostic::{Diagnostic, Level};
use rebadge_core::document::{Kind, Node};
use rebadge_core::source::Sourced;

pub use unread::{passed_over, unread};

/// What is wrong between themes, and whose fault it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The problem.
    pub problem: Diagnostic,
    /// The files of the themes that must not be built with it; none for a warning.
    pub fails: Vec<PathBuf>,
}

impl Finding {
    /// A problem of these themes, which fails them if it is an error.
    fn of<'a>(problem: Diagnostic, members: impl IntoIterator<Item = &'a Member>) -> Finding {
        let files = members.into_iter().map(|member| member.file().to_owned());
        let is_error = problem.code.level() == Level::Error;
        Finding { fails: files.filter(|_| is_error).collect(), problem }
    }
}

/// One theme among many.
#[derive(Debug)]
pub struct Member {
    /// Its file and those that it extends, the lowest first, its own last; at least its own.
    layers: Vec<Arc<Document>>,
}

impl Member {
    /// A theme with the files that it extends, the lowest first. None without a file.
    pub fn new(layers: Vec<Arc<Document>>) -> Option<Member> {
        (!layers.is_empty()).then_some(Member { layers })
    }

    fn own(&self) -> &Document {
        self.layers.last().expect("a member has its own file")
    }

    fn file(&self) -> &Path {
        &self.own().location.file
    }

    /// Whether it is a tenant, and no template for others.
    fn is_tenant(&self) -> bool {
        !self.own().is_abstract
    }

    /// As messages name it: the tenant's id where it has one.
    fn name(&self) -> String {
        self.own().tenant_id().map_or_else(|| self.own().name(), |id| id.value)
    }

    /// Whether a file is its own, or of a theme that it extends.
    fn has_layer(&self, file: &Path) -> bool {
        self.layers.iter().any(|layer| layer.location.file == file)
    }

    /// The files of the themes that it extends.
    fn ancestors(&self) -> BTreeSet<&Path> {
        let below = &self.layers[..self.layers.len() - 1];
        below.iter().map(|layer| layer.location.file.as_path()).collect()
    }

    /// A text of `[tenant]` in its own file; those are never inherited.
    fn identity(&self, key: &str) -> Option<Sourced<String>> {
        let node = leaves::find(&self.own().table, &["tenant", key])?;
        match &node.kind {
            Kind::String(text) if !text.is_empty() => {
                Some(Sourced::written(text.clone(), node.place.clone()))
            }
            _ => None,
        }
    }

    /// The value of a key: the theme's own, or the one that it inherits.
    fn value(&self, key: &[&str]) -> Option<&Node> {
        for layer in self.layers.iter().rev() {
            let found = leaves::find(&layer.table, key);
            let is_unset = || layer.unset.iter().any(|pattern| pattern.value.matches(key));
            if found.is_some() || is_unset() {
                return found;
            }
        }
        None
    }
}

/// The most names that a message lists before "and N more".
const NAMED: usize = 5;

/// Some names, of many at most the first.
fn named(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    match (names.len().saturating_sub(NAMED), shown.split_last()) {
        (0, Some((last, []))) => last.clone(),
        (0, Some((last, first))) => format!("{} and {last}", first.join(", ")),
        (more, _) => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_names_are_a_few_and_a_number() {
        let check = |count: usize, expect: &str| {
            let names: Vec<String> = ["a", "b", "c", "d", "e", "f", "g"].map(String::from).into();
            assert_eq!(named(&names[..count]), expect);
        };
        check(1, "`a`");
        check(2, "`a` and `b`");
        check(5, "`a`, `b`, `c`, `d` and `e`");
        check(7, "`a`, `b`, `c`, `d`, `e` and 2 more");
    }
}

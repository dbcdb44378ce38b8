//! The Content-Security-Policy of a package: what the contract allows, the hosts that the theme names, what parts add, and nothing
//! else (W3C, Content Security Policy Level 3).

use std::collections::BTreeMap;

use rebadge_theme::base::Target;
use rebadge_theme::theme::Theme;

/// A policy: its directives in the order in which they are written, each with its sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The directives.
    pub directives: Vec<(String, Vec<String>)>,
}

/// What all that loads something falls back to (section 6.6.1).
const DEFAULT: &str = "default-src";

/// Directives that browsers pass over in a `<meta>` (section 3.3).
const NOT_IN_META: [&str; 4] = ["frame-ancestors", "report-to", "report-uri", "sandbox"];

impl Policy {
    /// As a header has it.
    pub fn header(&self) -> String {
        written(self.directives.iter())
    }

    /// As a `<meta>` has it.
    pub fn meta(&self) -> String {
        let is_taken = |(name, _): &&(String, Vec<String>)| !NOT_IN_META.contains(&name.as_str());
        written(self.directives.iter().filter(is_taken))
    }
}

fn written<'a>(directives: impl Iterator<Item = &'a (String, Vec<String>)>) -> String {
    let one = |(name, sources): &(String, Vec<String>)| format!("{name} {}", sources.join(" "));
    let all: Vec<String> = directives.map(one).collect();
    all.iter().map(|text| text.trim_end()).collect::<Vec<_>>().join("; ")
}

/// The policy of a theme's package, some of whose parts are in it.
pub fn policy(theme: &Theme, target: &Target, parts: &BTreeMap<String, bool>) -> Policy {
    let mut all = target.policy.clone();
    let mut add = |directive: &str, source: &str| {
        let is_loading = directive.ends_with("-src");
        let fallback = || target.policy.get(DEFAULT).filter(|_| is_loading).cloned();
        // Where nothing is said, everything is allowed, and a list would allow less.
        let Some(sources) = all.get(directive).cloned().or_else(fallback) else { return };
        let mut sources: Vec<String> =
            sources.into_iter().filter(|own| own != "'none'" && own != source).collect();
        sources.push(source.to_owned());
        all.insert(directive.to_owned(), sources);
    };
    for part in target.parts.iter().filter(|part| parts.get(&part.name) == Some(&true)) {
        for (directive, sources) in &part.policy {
            sources.iter().for_each(|source| add(directive, source));
        }
    }
    for host in &theme.hosts {
        host.uses.iter().for_each(|of| add(of.directive(), host.origin.as_str()));
    }
    let mut directives: Vec<(String, Vec<String>)> = all.into_iter().collect();
    // What the others fall back to comes first.
    directives.sort_by_key(|(name, _)| name != DEFAULT);
    Policy { directives }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meta_has_what_browsers_take_there() {
        let directive = |name: &str, sources: &[&str]| {
            (name.to_owned(), sources.iter().map(ToString::to_string).collect())
        };
        let directives = vec![
            directive("default-src", &["'self'"]),
            directive("connect-src", &["'self'", "https://id.acme.example"]),
            directive("frame-ancestors", &["'self'"]),
            directive("upgrade-insecure-requests", &[]),
        ];
        let policy = Policy { directives };
        let meta = "default-src 'self'; connect-src 'self' https://id.acme.example; upgrade-insecure-requests";
        assert_eq!(policy.meta(), meta);
        assert!(policy.header().contains("; frame-ancestors 'self'; "));
    }
}

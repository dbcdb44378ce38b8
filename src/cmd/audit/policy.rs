//! `--policy`: the Content-Security-Policy that allows what a package needs of itself, the hosts of its tenant and those that the
//! contract allows, and nothing else; for the usual servers.

use std::collections::{BTreeMap, BTreeSet};

use crate::foreign::hosts::{Contact, Party};
use crate::foreign::needs::{Needs, directives};
use crate::foreign::remains::{NamedHost, Remains};
use crate::plan::Policy;

/// What is written of each directive, besides what a package needs.
const START: [(&str, &str); 10] = [
    ("default-src", "'self'"),
    ("base-uri", "'self'"),
    ("connect-src", "'self'"),
    ("font-src", "'self'"),
    ("form-action", "'self'"),
    ("frame-ancestors", "'self'"),
    ("img-src", "'self'"),
    ("object-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
];

/// The policy of a package.
pub(super) fn policy(remains: &Remains, needs: &[Needs]) -> Policy {
    let mut all: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (directive, sources) in needs.iter().flatten() {
        all.entry(directive).or_default().extend(sources.iter().cloned());
    }
    for host in remains.hosts.iter().filter(|host| is_taken(host)) {
        for address in &host.addresses {
            for directive in directives(address) {
                all.entry(directive).or_default().extend(origin(address, &host.host));
            }
        }
    }
    for sources in all.values_mut() {
        // Beside a hash, browsers pass over it (section 6.7.3.2).
        if sources.contains("'unsafe-inline'") {
            sources.retain(|source| !source.starts_with("'sha"));
        }
    }
    let mut directives: Vec<(String, Vec<String>)> = Vec::new();
    for (directive, own) in START {
        let more = all.remove(directive).unwrap_or_default();
        let sources = std::iter::once(own.to_owned()).chain(more).collect();
        directives.push((directive.to_owned(), sources));
    }
    for (directive, more) in all {
        let sources = std::iter::once("'self'".to_owned()).chain(more).collect();
        directives.push((directive.to_owned(), sources));
    }
    Policy { directives }
}

fn is_taken(host: &NamedHost) -> bool {
    let is_allowed = host.party == Party::Tenant || host.allowance.is_some();
    is_allowed && host.contact == Contact::Asked
}

/// The origin of an address, as a source. It is a stranger's text: what is no plain host and port is left out.
fn origin(address: &str, host: &str) -> Option<String> {
    let scheme = address.split_once("://").map_or("https", |(scheme, _)| scheme);
    let scheme = ["http", "https", "ws", "wss"].into_iter().find(|own| *own == scheme)?;
    let is_plain =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    let rest = address.split_once(host).map_or("", |(_, rest)| rest);
    let port = rest.strip_prefix(':').unwrap_or_default();
    let port: String = port.chars().take_while(char::is_ascii_digit).take(5).collect();
    let port = if port.is_empty() { port } else { format!(":{port}") };
    (is_plain(host) && !host.is_empty()).then(|| format!("{scheme}://{host}{port}"))
}

/// A policy as servers take it: each with its text.
pub(super) fn texts(policy: &Policy) -> [(&'static str, String); 4] {
    let (header, meta) = (policy.header(), policy.meta());
    [
        ("nginx", format!("add_header Content-Security-Policy \"{header}\" always;")),
        ("Caddy", format!("header Content-Security-Policy \"{header}\"")),
        ("_headers", format!("/*\n  Content-Security-Policy: {header}")),
        ("meta", format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{meta}\">")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(name: &str, party: Party, allowance: Option<usize>, address: &str) -> NamedHost {
        NamedHost {
            host: name.to_owned(),
            party,
            contact: Contact::Asked,
            count: 1,
            files: Vec::new(),
            addresses: [address.to_owned()].into(),
            allowance,
        }
    }

    #[test]
    fn only_what_is_needed_is_allowed() {
        let hosts = vec![
            host("a.example", Party::Tenant, None, "https://a.example:8443/api"),
            host("b.example", Party::Third, Some(0), "//b.example/c.woff2"),
            host("c.example", Party::Third, None, "https://c.example/d.js"),
            host("d.example\"", Party::Tenant, None, "https://d.example\"/d.js"),
        ];
        let remains = Remains { hosts, ..Remains::default() };
        let needs = |directive: &'static str, sources: &[&str]| -> Needs {
            [(directive, sources.iter().map(ToString::to_string).collect())].into()
        };
        let needs = [
            needs("script-src", &["'sha256-a='"]),
            needs("style-src", &["'sha256-b='", "'unsafe-inline'"]),
            needs("worker-src", &["blob:"]),
        ];
        let text = policy(&remains, &needs).header();
        assert_eq!(
            text,
            "default-src 'self'; base-uri 'self'; connect-src 'self' https://a.example:8443; font-src 'self' https://b.example; form-action 'self'; frame-ancestors 'self'; img-src 'self'; object-src 'none'; script-src 'self' 'sha256-a='; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:"
        );
    }

    #[test]
    fn servers_take_the_policy() {
        let directives = vec![("frame-ancestors".to_owned(), vec!["'self'".to_owned()])];
        let texts = texts(&Policy { directives });
        assert_eq!(texts[2].1, "/*\n  Content-Security-Policy: frame-ancestors 'self'");
        assert!(texts[3].1.ends_with("content=\"\">"), "{}", texts[3].1);
    }
}

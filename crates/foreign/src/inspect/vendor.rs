//! The hosts of a client's maker.

use super::Inspection;
use super::names::{packages, plain};
use crate::hosts::is_below;

/// Hosts of the maker: those of which a part is a name or that of the package, and that of its home page. And those of which a part
/// begins or ends so, which may be of others.
pub(super) fn vendor(seen: &Inspection, names: &[String]) -> (Vec<String>, Vec<String>) {
    let long = names.iter().map(|name| plain(name)).filter(|name| name.len() > 3);
    let packages = packages(seen);
    let packages = packages.iter().map(|name| plain(name)).filter(|name| name.len() > 4);
    let own: Vec<String> = long.chain(packages).chain(family(seen, names)).collect();
    let home = seen.home.as_ref().and_then(|said| home(&said.value));
    // The last part is that of a country or kind.
    let parts = |host: &str| host.rsplit('.').skip(1).map(plain).collect::<Vec<_>>();
    let is_of = |host: &str| parts(host).iter().any(|part| own.contains(part));
    let is_near = |host: &str| {
        let is_long = |name: &&String| name.len() > 4;
        let is_in = |part: &String| {
            own.iter()
                .filter(is_long)
                .any(|name| part.starts_with(name.as_str()) || part.ends_with(name.as_str()))
        };
        parts(host).iter().any(is_in)
    };
    let (mut domains, mut near): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for seen in &seen.hosts {
        let domain = own_domain(&seen.host);
        if home.as_ref().is_some_and(|home| is_below(&seen.host, home)) {
            domains.extend(home.clone());
        } else if is_of(&seen.host) {
            // A user of a host that many share is no owner of it.
            domains.push(if is_of(&domain) { domain } else { seen.host.clone() });
        } else if is_near(&seen.host) && !near.contains(&seen.host) {
            near.push(seen.host.clone());
        }
    }
    domains.sort_by_key(String::len);
    // Those below another one go with it.
    let mut highest: Vec<String> = Vec::new();
    for domain in domains {
        if !highest.iter().any(|other| is_below(&domain, other)) {
            highest.push(domain);
        }
    }
    (highest, near)
}

/// Hosts that many makers share.
const SHARED: [&str; 23] = [
    "apache.org",
    "bitbucket.org",
    "codeberg.org",
    "debian.org",
    "docs.rs",
    "freedesktop.org",
    "github.com",
    "github.io",
    "gitlab.com",
    "gitlab.io",
    "gnome.org",
    "gnu.org",
    "google.com",
    "herokuapp.com",
    "kde.org",
    "launchpad.net",
    "netlify.app",
    "npmjs.com",
    "pages.dev",
    "readthedocs.io",
    "sourceforge.net",
    "vercel.app",
    "wikipedia.org",
];

/// The domain of a home page, if it is the maker's own.
fn home(url: &str) -> Option<String> {
    let host = url.split_once("://")?.1.split(['/', ':', '?', '#']).next()?;
    let domain = own_domain(host);
    let is_shared = SHARED.contains(&domain.as_str());
    (!is_shared && domain.contains('.')).then_some(domain)
}

/// The last two parts of a host.
fn own_domain(host: &str) -> String {
    let parts: Vec<&str> = host.rsplit('.').take(2).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join(".")
}

/// The word that both the name and the package begin with, where the maker has several clients: `oldmark` of "Oldmark Editor" and
/// `oldmark-editor`.
fn family(seen: &Inspection, names: &[String]) -> Option<String> {
    let first = |name: &str| name.split(|c: char| !c.is_alphanumeric()).next().map(plain);
    let word = first(names.first()?)?;
    let is_both = packages(seen).iter().any(|name| first(name).as_ref() == Some(&word));
    (is_both && word.len() > 4).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::super::{HostSeen, Said};
    use super::*;

    fn say(value: &str) -> Option<Said> {
        Some(Said { value: value.to_owned(), place: String::new() })
    }

    #[test]
    fn hosts_of_a_maker_are_known_by_its_names() {
        let check = |package: &str, home: &str, hosts: &[&str], expect: &[&str]| {
            let host =
                |host: &&str| HostSeen { host: (*host).to_owned(), is_asked: false, count: 1 };
            let hosts = hosts.iter().map(host).collect();
            let (package, home) = (say(package), say(home));
            let seen = Inspection { package, home, hosts, ..Inspection::default() };
            assert_eq!(vendor(&seen, &["Oldmark Web Interface".to_owned()]).0, expect);
        };
        check("oldmark-web", "", &["docs.oldmark.io", "other.io"], &["oldmark.io"]);
        check("oldmark-web", "", &["oldmarkbt.com", "notoldmark.com"], &[]);
        check(
            "oldmark-web",
            "",
            &["old-mark.com", "oldmark.github.io"],
            &["old-mark.com", "oldmark.github.io"],
        );
        check("open_webui", "", &["openai.com", "open.spotify.com"], &[]);
        check("x", "https://www.makers.io/old", &["help.makers.io"], &["makers.io"]);
        check("x", "https://github.com/x/old", &["github.com"], &[]);
        check("x", "https://makers.io", &["other.io"], &[]);
        check(
            "oldmark-web-interface",
            "",
            &["oldmark.org", "editor.oldmark.org"],
            &["oldmark.org"],
        );
        check("web-interface", "", &["oldmark.org"], &[]);
    }
}

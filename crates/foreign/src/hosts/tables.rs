//! Whose a host is, and which hosts do what: short tables.

use serde::{Deserialize, Serialize};

use super::{Contact, Finding, Tie};
use crate::markup::{Kind, Part};

/// Whose hosts are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners {
    /// The tenant's, with all below them.
    pub tenant: Vec<String>,
    /// The maker's of the base client, with all below them.
    pub vendor: Vec<String>,
}

/// Whose a host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Party {
    /// The tenant's.
    Tenant,
    /// The maker's of the base client.
    Vendor,
    /// Anybody else's.
    Third,
    /// A name for something, which nobody asks: a namespace, a license, an example.
    Specification,
}

/// Hosts of namespaces, standards and licenses.
const SPECIFICATIONS: &[&str] = &[
    "w3.org",
    "schema.org",
    "json-schema.org",
    "xmlns.com",
    "purl.org",
    "ns.adobe.com",
    "ietf.org",
    "rfc-editor.org",
    "whatwg.org",
    "tc39.es",
    "ecma-international.org",
    "unicode.org",
    "iana.org",
    "creativecommons.org",
    "opensource.org",
    "apache.org",
    "gnu.org",
    "mozilla.org",
    "spdx.org",
    "inkscape.org",
    "sodipodi.sourceforge.net",
    "schemas.microsoft.com",
    "schemas.openxmlformats.org",
    "schemas.xmlsoap.org",
    "java.sun.com",
    "openoffice.org",
    "docbook.org",
    "oasis-open.org",
    "ogp.me",
    "xml.org",
    "jabber.org",
    "bohemiancoding.com",
    "figma.com",
    "boxy-svg.com",
    "vectornator.io",
    "serif.com",
    "sketchapp.com",
];

/// Names that belong to nobody (RFC 2606, RFC 6761), and this machine.
const RESERVED: &[&str] = &[
    "example",
    "test",
    "invalid",
    "localhost",
    "local",
    "example.com",
    "example.org",
    "example.net",
    "127.0.0.1",
    "0.0.0.0",
];

impl Owners {
    /// Whose a host is. One of a specification that is asked is anybody else's: a request for a namespace reveals the user.
    pub fn party(&self, host: &str, contact: Contact) -> Party {
        let is_of = |list: &[String]| list.iter().any(|of| is_below(host, of));
        let is_in = |list: &[&str]| list.iter().any(|of| is_below(host, of));
        if is_of(&self.tenant) {
            Party::Tenant
        } else if is_of(&self.vendor) {
            Party::Vendor
        } else if is_in(RESERVED) || contact != Contact::Asked && is_in(SPECIFICATIONS) {
            Party::Specification
        } else {
            Party::Third
        }
    }
}

/// Whether a host is another or below it: `docs.flet.dev` and `flet.dev`.
pub fn is_below(host: &str, of: &str) -> bool {
    let front = host.to_ascii_lowercase();
    let of = of.to_ascii_lowercase();
    front.strip_suffix(&of).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Hosts that collect what users do, or errors.
const TELEMETRY: &[&str] = &[
    "amplitude.com",
    "appcues.com",
    "browser-intake-datadoghq.com",
    "bugsnag.com",
    "chatwoot.com",
    "clarity.ms",
    "cloudflareinsights.com",
    "datadoghq.com",
    "fullstory.com",
    "google-analytics.com",
    "googletagmanager.com",
    "heap.io",
    "heapanalytics.com",
    "hotjar.com",
    "hs-scripts.com",
    "intercom.io",
    "launchdarkly.com",
    "logrocket.com",
    "matomo.cloud",
    "mixpanel.com",
    "newrelic.com",
    "nr-data.net",
    "pendo.io",
    "plausible.io",
    "posthog.com",
    "raygun.io",
    "rollbar.com",
    "rudderstack.com",
    "scarf.sh",
    "segment.com",
    "segment.io",
    "sentry.io",
    "statsig.com",
    "statsigapi.net",
    "userpilot.io",
];

/// Parts of addresses of lists of releases.
const UPDATES: &[&str] = &[
    "/releases/latest",
    "/releases.atom",
    "/releases?",
    "appcast.xml",
    "latest.yml",
    "latest-mac.yml",
    "/releases.json",
];

/// What an address ties a client to. Links to a maker's pages on telemetry are none.
pub(super) fn tie(host: &str, address: &str, contact: Contact) -> Option<Tie> {
    let is_store = is_below(host, "apps.apple.com") || is_below(host, "itunes.apple.com");
    if is_store || address.contains("play.google.com/store/apps") {
        return Some(Tie::App);
    }
    let is_repository = host == "api.github.com" && address.contains("/releases");
    if contact != Contact::Linked
        && (is_repository || UPDATES.iter().any(|part| address.contains(part)))
    {
        return Some(Tie::Updates);
    }
    let collects = TELEMETRY.iter().any(|of| is_below(host, of));
    let is_manual = ["docs.", "doc.", "www.", "help."].iter().any(|start| host.starts_with(start))
        && contact != Contact::Asked;
    (collects && contact != Contact::Linked && !is_manual).then_some(Tie::Telemetry)
}

/// A file that associates a site with apps, by its path.
pub(super) fn association(path: &str) -> Option<Finding> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_one = matches!(
        name,
        "assetlinks.json" | "apple-app-site-association" | "apple-app-site-association.json"
    );
    is_one.then(|| Finding { tie: Tie::App, offset: 0, excerpt: super::urls::line(path) })
}

/// Names of `<meta>` that name an app.
const APPS: &[&str] = &[
    "apple-itunes-app",
    "google-play-app",
    "al:ios:app_store_id",
    "al:android:package",
    "twitter:app:id:iphone",
    "msapplication-id",
];

/// Whether a page may name an app.
pub(super) fn may_name_apps(bytes: &[u8]) -> bool {
    APPS.iter().any(|name| memchr::memmem::find(bytes, name.as_bytes()).is_some())
}

/// The apps that a page names.
pub(super) fn page_ties(source: &str, parts: &[Part]) -> Vec<Finding> {
    let of = |part: &Part| {
        (part.kind == Kind::Attribute).then(|| source[part.span.clone()].to_ascii_lowercase())
    };
    let names =
        parts.iter().filter(|part| of(part).is_some_and(|value| APPS.contains(&value.as_str())));
    let content = |name: &Part| {
        let next = parts.partition_point(|part| part.span.start < name.element.start);
        let mut element = parts[next..].iter().take_while(|part| part.element == name.element);
        element.find(|part| source[part.name.clone()].eq_ignore_ascii_case("content"))
    };
    let finding = |part: &Part| Finding {
        tie: Tie::App,
        offset: part.span.start,
        excerpt: super::urls::line(&source[part.span.clone()]),
    };
    names.filter_map(content).map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(host: &str, contact: Contact, expect: Party) {
        let owners =
            Owners { tenant: vec!["Nord.example".to_owned()], vendor: vec!["flet.dev".to_owned()] };
        assert_eq!(owners.party(host, contact), expect, "{host}");
    }

    #[test]
    fn hosts_have_owners() {
        check("api.nord.example", Contact::Asked, Party::Tenant);
        check("flet.dev", Contact::Named, Party::Vendor);
        check("docs.flet.dev", Contact::Linked, Party::Vendor);
        check("notflet.dev", Contact::Asked, Party::Third);
        check("www.w3.org", Contact::Named, Party::Specification);
        check("www.w3.org", Contact::Asked, Party::Third);
        check("localhost", Contact::Asked, Party::Specification);
        check("other.example", Contact::Asked, Party::Specification);
    }
}

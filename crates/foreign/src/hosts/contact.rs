//! What a file does with an address, as far as its syntax shows.

use serde::{Deserialize, Serialize};

use crate::markup::{Kind, Part};
use crate::texts::{FileKind, Piece, Place};
use crate::visible::Use;
use rebadge_script::Role;

/// What a file does with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Contact {
    /// It loads or fetches it.
    Asked,
    /// It offers it to people, to follow.
    Linked,
    /// It names it: a namespace, a comment, something to compare with, or what only the running client shows.
    Named,
}

/// Functions that ask the address they are given: the last word of the call.
const ASKING: &[&str] = &[
    "EventSource",
    "Request",
    "SharedWorker",
    "URL",
    "WebSocket",
    "Worker",
    "ajax",
    "axios",
    "fetch",
    "getJSON",
    "importScripts",
    "loadScript",
    "loadStyle",
    "sendBeacon",
];

/// Functions of clients for HTTP: `axios.get`, `$http.post`.
const METHODS: &[&str] = &["delete", "get", "patch", "post", "put", "request"];

/// Names of properties and variables whose addresses are asked, without `-` and `_`, in lower case.
const ASKED_NAMES: &[&str] = &[
    "action",
    "apihost",
    "baseurl",
    "dsn",
    "endpoint",
    "host",
    "poster",
    "remoteentry",
    "server",
    "src",
    "srcset",
    "tiles",
    "tunnel",
    "uploadurl",
    "websocket",
];

/// Parts of names whose addresses people follow.
const LINKED_PARTS: &[&str] = &[
    "about",
    "contact",
    "doc",
    "faq",
    "feedback",
    "forum",
    "guide",
    "help",
    "home",
    "href",
    "issue",
    "learn",
    "license",
    "link",
    "more",
    "privacy",
    "reference",
    "repo",
    "site",
    "support",
    "terms",
    "tutorial",
    "video",
];

/// What a file does with the addresses of a piece.
pub(super) fn of_piece(path: &str, piece: &Piece) -> Contact {
    match piece.place {
        Place::Comment | Place::Key => Contact::Named,
        Place::Entry | Place::Read => Contact::Linked,
        Place::Literal(used) => of_use(used, &piece.text.text),
        Place::Inner if FileKind::of_path(path) != FileKind::Data || path.ends_with(".map") => {
            Contact::Named
        }
        Place::Inner | Place::ReadOnly => of_name(piece.name, Contact::Named),
    }
}

fn of_use(used: Use, text: &str) -> Contact {
    if used.kind == rebadge_script::Kind::Comment || used.kind == rebadge_script::Kind::Regex {
        return Contact::Named;
    }
    let last = used.name.rsplit('.').next().unwrap_or_default();
    let is_sentence = text.trim().contains(' ');
    if text.starts_with("data:") {
        return Contact::Named;
    }
    match used.role {
        Role::Module => Contact::Asked,
        Role::Key | Role::Member | Role::Compared => Contact::Named,
        _ if is_sentence => Contact::Linked,
        Role::Argument if ASKING.contains(&last) => Contact::Asked,
        Role::Argument if METHODS.contains(&last) && is_client(used.name) => Contact::Asked,
        Role::Argument if used.name == "window.open" || last == "assign" => Contact::Linked,
        // A variable `url` may hold anything; a property with that name is an option of what asks it.
        Role::Assigned if last == "url" => Contact::Named,
        Role::Property | Role::Assigned if is_page(text) => {
            of_name(last, Contact::Named).max(Contact::Linked)
        }
        Role::Property | Role::Assigned => of_name(last, Contact::Named),
        _ => Contact::Named,
    }
}

/// Whether an address is a page for people, by its host or path.
fn is_page(address: &str) -> bool {
    let hosts = [
        "://docs.",
        "://doc.",
        "://help.",
        "://support.",
        "://community.",
        "://forum.",
        "://blog.",
    ];
    let paths = ["/docs", "/issues", "/blob/", "/tree/", "/wiki", "/blog/", "/privacy", "/terms"];
    hosts.iter().chain(&paths).any(|part| address.contains(part))
}

/// Whether a function belongs to a client for HTTP.
fn is_client(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["axios", "http", "ky", "got", "api", "client", "request", "$"]
        .iter()
        .any(|part| name.contains(part))
}

/// What is done with the address that a property or variable of this name holds.
fn of_name(name: &str, otherwise: Contact) -> Contact {
    let name = name.replace(['-', '_'], "").to_ascii_lowercase();
    if name.contains("schema") || name.contains("xmlns") || name.contains("namespace") {
        return Contact::Named;
    }
    if ASKED_NAMES.contains(&name.as_str()) {
        return Contact::Asked;
    }
    if LINKED_PARTS.iter().any(|part| name.contains(part)) {
        return Contact::Linked;
    }
    if name.ends_with("url") { Contact::Asked } else { otherwise }
}

/// Relations of `<link>` that load nothing (HTML, "Link types").
const SILENT_RELATIONS: &[&str] = &[
    "alternate",
    "author",
    "canonical",
    "help",
    "license",
    "me",
    "next",
    "prev",
    "privacy-policy",
    "search",
    "terms-of-service",
];

/// What a page does with the addresses of one of its parts.
pub(super) fn of_part(source: &str, parts: &[Part], at: usize) -> Contact {
    let part = &parts[at];
    match part.kind {
        Kind::Comment | Kind::Script | Kind::Style => return Contact::Named,
        Kind::Text => return Contact::Linked,
        Kind::Attribute => {}
    }
    let [element, name] =
        [&part.element, &part.name].map(|span| source[span.clone()].to_ascii_lowercase());
    match (element.as_str(), name.as_str()) {
        ("a" | "area", _) | (_, "cite" | "formaction") => Contact::Linked,
        ("link", "href") => of_relation(source, parts, at),
        ("base" | "image" | "use" | "feimage" | "script", "href" | "xlink:href") => Contact::Asked,
        (_, "href" | "xlink:href") => Contact::Linked,
        (
            _,
            "src" | "srcset" | "poster" | "data" | "action" | "manifest" | "background" | "ping",
        ) => Contact::Asked,
        (_, "style") => Contact::Asked,
        _ => Contact::Named,
    }
}

/// How many attributes are looked at on each side of an `href`.
const REACH: usize = 50;

/// What the `rel` of the same `<link>` says.
fn of_relation(source: &str, parts: &[Part], at: usize) -> Contact {
    let same = |part: &&Part| part.element == parts[at].element && part.kind == Kind::Attribute;
    // An element of a stranger may have any number of attributes.
    let before = parts[..at].iter().rev().take(REACH).take_while(same);
    let mut element = before.chain(parts[at..].iter().take(REACH).take_while(same));
    let relation = element.find(|part| source[part.name.clone()].eq_ignore_ascii_case("rel"));
    let relation = relation.map_or("", |part| &source[part.span.clone()]);
    let is_silent = relation
        .split_ascii_whitespace()
        .all(|word| SILENT_RELATIONS.contains(&word.to_ascii_lowercase().as_str()));
    // An icon of an `alternate stylesheet` is asked for.
    if is_silent { Contact::Linked } else { Contact::Asked }
}

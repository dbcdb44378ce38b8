//! A visit: a page is opened with the network cut, and what it asks for is read from Chromium's own record of it (NetLog).
//!
//! The browser reaches this machine alone: every other name has no address, and all connections go through a proxy that
//! is not there. So nothing that a page asks for leaves the machine, and it is recorded all the same.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::Browser;
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Scratch};

/// The largest record or log that is read, in bytes.
const LIMIT: u64 = 256 << 20;

/// The most messages and addresses that are kept.
const MOST: usize = 1000;

/// What a page did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// The addresses beyond its own origin that it asked, without what follows `?`. They are a stranger's texts.
    pub asked: BTreeSet<String>,
    /// Origins that it only connected to, before it needs them.
    pub connected: BTreeSet<String>,
    /// What went wrong in it: each kind, `console`, `error` or `policy`, and the text, which is a stranger's.
    pub errors: BTreeSet<(String, String)>,
}

impl Browser {
    /// Opens a page of an origin of this machine, and waits until it has nothing more to do, or 8 seconds of its time are over.
    ///
    /// # Errors
    /// [`Error::Drawing`], [`Error::Read`].
    pub fn visit(&self, origin: &str, path: &str) -> Result<Visit, Error> {
        let scratch = Scratch::new()?;
        let (record, log) = (scratch.path().join("net.json"), scratch.path().join("log.txt"));
        let mut command = self.command(&scratch);
        command.args([
            "--virtual-time-budget=8000",
            "--proxy-server=127.0.0.1:9",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
            "--enable-logging",
            "--v=0",
            "--dump-dom",
        ]);
        command.arg(super::joined("--log-net-log=", &record));
        command.arg(super::joined("--log-file=", &log));
        command.arg(format!("{origin}{path}"));
        self.wait(command)?;
        if !fs::is_file(&record) {
            return Err(self.failed("it recorded nothing"));
        }
        let mut visit = requests(&fs::read(&record, LIMIT)?, origin)
            .ok_or_else(|| self.failed("its record of the network cannot be read"))?;
        if fs::is_file(&log) {
            visit.errors = errors(&String::from_utf8_lossy(&fs::read(&log, LIMIT)?));
        }
        Ok(visit)
    }
}

/// The record, as far as it is of use.
#[derive(Deserialize)]
struct Record {
    constants: Constants,
    events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Constants {
    log_event_types: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct Event {
    r#type: u64,
    #[serde(default)]
    params: Params,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Params {
    url: Option<String>,
    initiator: Option<String>,
    network_isolation_key: Option<String>,
    is_preconnect: bool,
}

/// What a page of an origin asked for, by the record. The browser's own requests, for updates of itself, come from no page.
fn requests(record: &[u8], origin: &str) -> Option<Visit> {
    let record: Record = serde_json::from_slice(record).ok()?;
    let number = |name: &str| record.constants.log_event_types.get(name).copied();
    let (asks, connects) = (number("URL_REQUEST_START_JOB")?, number("HTTP_STREAM_JOB_CONTROLLER"));
    let mut visit = Visit::default();
    for Event { r#type, params } in record.events {
        let Some(url) = params.url.filter(|url| is_elsewhere(url, origin)) else { continue };
        let bare = url.split(['?', '#']).next().unwrap_or_default();
        let bare: String = bare.chars().take(300).collect();
        let is_of_page = params.initiator.is_some_and(|from| from != "not an origin")
            || params.network_isolation_key.is_some_and(|key| key.starts_with("http://127.0.0.1"));
        if r#type == asks && is_of_page && visit.asked.len() < MOST {
            visit.asked.insert(bare);
        } else if Some(r#type) == connects && params.is_preconnect && visit.connected.len() < MOST {
            visit.connected.insert(bare);
        }
    }
    let hosts: BTreeSet<String> = visit.asked.iter().map(|url| host(url).to_owned()).collect();
    visit.connected.retain(|url| !hosts.contains(host(url)));
    Some(visit)
}

/// Whether an address is on a network, and not on the page's own origin.
fn is_elsewhere(url: &str, origin: &str) -> bool {
    let is_own =
        url.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_of_network =
        ["http://", "https://", "ws://", "wss://"].iter().any(|scheme| url.starts_with(scheme));
    let socket = url.strip_prefix("ws://").map(|rest| format!("http://{rest}"));
    is_of_network && !is_own && !socket.is_some_and(|url| url.starts_with(&format!("{origin}/")))
}

/// The host of an address, without its port.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let rest = rest.rsplit('@').next().unwrap_or_default();
    match rest.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => rest,
    }
}

/// The messages of the listening script in the browser's log.
fn errors(log: &str) -> BTreeSet<(String, String)> {
    let messages = log.split("[rebadge] ").skip(1);
    let messages = messages.filter_map(|rest| rest.split(" [/rebadge]").next());
    messages.filter_map(|text| serde_json::from_str(text).ok()).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "http://127.0.0.1:8765";

    #[test]
    fn a_record_tells_what_a_page_asked() {
        let record = r#"{"constants":{"logEventTypes":{"URL_REQUEST_START_JOB":7,"HTTP_STREAM_JOB_CONTROLLER":9}},"events":[
            {"type":7,"params":{"url":"https://update.example/x","initiator":"not an origin","network_isolation_key":"null null"}},
            {"type":7,"params":{"url":"http://127.0.0.1:8765/a.js","initiator":"http://127.0.0.1:8765"}},
            {"type":7,"params":{"url":"https://a.example/v1?key=1","initiator":"http://127.0.0.1:8765"}},
            {"type":7,"params":{"url":"data:image/png,","initiator":"http://127.0.0.1:8765"}},
            {"type":8,"params":{"url":"https://b.example/"}},{"type":8},
            {"type":9,"params":{"url":"https://c.example/","is_preconnect":true}},
            {"type":9,"params":{"url":"https://a.example/","is_preconnect":true}}]}"#;
        let visit = requests(record.as_bytes(), ORIGIN).expect("a record");
        assert_eq!(Vec::from_iter(visit.asked), ["https://a.example/v1"]);
        assert_eq!(Vec::from_iter(visit.connected), ["https://c.example/"]);
        assert_eq!(requests(b"{}", ORIGIN), None);
    }

    #[test]
    fn hosts_of_addresses() {
        let check = |url: &str, expect: &str| assert_eq!(host(url), expect);
        check("https://a.example/b", "a.example");
        check("wss://u@a.example:8080", "a.example");
        check("http://127.0.0.1:87650/", "127.0.0.1");
        assert!(is_elsewhere("http://127.0.0.1:87650/", ORIGIN));
        assert!(!is_elsewhere("ws://127.0.0.1:8765/s", ORIGIN));
    }

    #[test]
    fn the_log_tells_what_went_wrong() {
        let log = "[1:INFO:CONSOLE:1] \"[rebadge] [\"error\",\"a \\\"b\\\"\"] [/rebadge]\", source: x\n[rebadge] no [/rebadge]";
        let found: Vec<_> = errors(log).into_iter().collect();
        assert_eq!(found, [("error".to_owned(), "a \"b\"".to_owned())]);
    }
}

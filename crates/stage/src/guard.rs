//! Who may ask. A browser sends requests to this server for every page that it shows, and a name of a stranger's may lead
//! to this machine (DNS rebinding); what is served here is for the preview's own page only.
//!
//! Fetch Metadata (W3C) and `Origin` (RFC 6454) say which page asks, `Host` under which name. This check runs before
//! everything else.

use std::net::{IpAddr, SocketAddr};

use crate::wire::{Request, Response};
use rebadge_core::digest::hex;

/// What one listener goes by.
#[derive(Clone, Debug)]
pub struct Guard {
    /// The name that the user gave this machine, if it is no address.
    name: String,
    address: SocketAddr,
}

/// Which pages may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// Those of the listener's own origin.
    Itself,
    /// Those of any port of this machine too: a frame is asked for by the page around it.
    Neighbors,
}

impl Guard {
    /// A guard of what listens on this address, under the name that it was asked to listen on.
    pub fn new(host: &str, address: SocketAddr) -> Guard {
        Guard { name: host.to_ascii_lowercase(), address }
    }

    /// Lets a request for one of the listener's own names pass, or says why not.
    pub fn check_name(&self, request: &Request) -> Result<(), Response> {
        if request.field("host").is_some_and(|host| self.is_own(host)) {
            Ok(())
        } else {
            Err(Response::refusal(403, "this server does not go by that name"))
        }
    }

    /// Lets a request pass, or says why not.
    pub fn check(&self, request: &Request, from: From) -> Result<(), Response> {
        self.check_name(request)?;
        let refuse = |message: &str| Err(Response::refusal(403, message));
        match (request.field("sec-fetch-site"), from) {
            (None | Some("same-origin" | "none"), _) | (Some("same-site"), From::Neighbors) => {}
            _ => return refuse("another page may not ask"),
        }
        match request.field("origin") {
            None => Ok(()),
            Some(origin) if self.is_own_origin(origin) => Ok(()),
            Some(_) => refuse("another page may not ask"),
        }
    }

    /// Whether a request comes from a page of the listener's own, which a write must.
    pub fn is_from_itself(&self, request: &Request) -> bool {
        let origin = request.field("origin").and_then(|origin| origin.strip_prefix("http://"));
        origin.is_some() && origin == request.field("host")
    }

    fn is_own_origin(&self, origin: &str) -> bool {
        origin.strip_prefix("http://").is_some_and(|host| self.is_own(host))
    }

    /// Whether `host:port` is an address that the listener has.
    fn is_own(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port),
            _ => (host, "80"),
        };
        port == self.address.port().to_string() && self.is_own_name(&name.to_ascii_lowercase())
    }

    fn is_own_name(&self, name: &str) -> bool {
        let ip = self.address.ip();
        let literal = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
        match literal {
            // Nobody but the owner of an address can lead a browser to it by that address.
            Some(literal) => literal == ip || ip.is_unspecified(),
            None if name == "localhost" => ip.is_loopback() || ip.is_unspecified(),
            None => name == self.name,
        }
    }
}

/// A secret that nobody can guess: 32 hexadecimal digits.
///
/// # Errors
/// That the system has no random numbers.
pub fn secret() -> std::io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(fields: &[(&str, &str)]) -> Request {
        let fields = fields.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        Request { fields: fields.collect(), ..Request::default() }
    }

    fn check(address: &str, fields: &[(&str, &str)], expect: bool) {
        let guard = Guard::new("127.0.0.1", address.parse().expect("an address"));
        let passes = guard.check(&request(fields), From::Itself).is_ok();
        assert_eq!(passes, expect, "{address}: {fields:?}");
    }

    #[test]
    fn only_names_of_this_machine_pass() {
        let host = |address: &str, host: &str, expect| check(address, &[("Host", host)], expect);
        host("127.0.0.1:4173", "127.0.0.1:4173", true);
        host("127.0.0.1:4173", "localhost:4173", true);
        host("127.0.0.1:4173", "LOCALHOST:4173", true);
        host("[::1]:4173", "[::1]:4173", true);
        host("0.0.0.0:4173", "192.168.1.7:4173", true);
        host("127.0.0.1:80", "localhost", true);
        host("127.0.0.1:4173", "localhost:4174", false);
        host("127.0.0.1:4173", "localhost", false);
        host("127.0.0.1:4173", "attacker.example:4173", false);
        host("127.0.0.1:4173", "127.0.0.1.attacker.example:4173", false);
        host("0.0.0.0:4173", "attacker.example:4173", false);
        host("127.0.0.1:4173", "", false);
        check("127.0.0.1:4173", &[], false);
        let twice = [("Host", "localhost:4173"), ("Host", "localhost:4173")];
        check("127.0.0.1:4173", &twice, false);
    }

    #[test]
    fn only_the_own_page_passes() {
        let with = |name: &str, value: &str, expect| {
            check("127.0.0.1:4173", &[("Host", "localhost:4173"), (name, value)], expect);
        };
        with("Origin", "http://localhost:4173", true);
        with("Origin", "http://127.0.0.1:4173", true);
        with("Origin", "https://localhost:4173", false);
        with("Origin", "http://localhost:8080", false);
        with("Origin", "http://attacker.example", false);
        with("Origin", "null", false);
        with("Sec-Fetch-Site", "same-origin", true);
        with("Sec-Fetch-Site", "none", true);
        with("Sec-Fetch-Site", "same-site", false);
        with("Sec-Fetch-Site", "cross-site", false);
    }

    #[test]
    fn a_secret_is_another_one_each_time() {
        let (one, other) = (secret().expect("a secret"), secret().expect("a secret"));
        assert_eq!(one.len(), 32);
        assert_ne!(one, other);
    }
}

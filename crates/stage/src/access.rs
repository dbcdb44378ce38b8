//! Access: nothing is served without the secret that only the printed link holds.
//!
//! The link's token is exchanged for a cookie, as Jupyter does it. A cookie belongs to a host and not to a port, and all
//! ports of one host are the same site, so frames on ports of their own are protected by the same cookie.

use std::io;
use std::sync::{Mutex, PoisonError};

use crate::guard;
use crate::wire::{Request, Response};
use rebadge_core::fs::Scratch;

/// The two secrets of one run.
#[derive(Debug)]
pub struct Access {
    /// The secret in the link.
    token: String,
    /// The secret in the cookie.
    key: String,
    /// The name of the cookie, which two previews on one host must not share.
    cookie: String,
    /// The private file that leads the user's browser to the link, until it has been used.
    opener: Mutex<Option<Scratch>>,
}

impl Access {
    /// New secrets for a page at a port.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn new(port: u16) -> io::Result<Access> {
        Ok(Access {
            token: guard::secret()?,
            key: guard::secret()?,
            cookie: format!("rebadge-{port}"),
            opener: Mutex::default(),
        })
    }

    /// The query of the link.
    pub fn query(&self) -> String {
        format!("token={}", self.token)
    }

    /// Keeps the file that opens the browser until the link has been used.
    pub fn keep(&self, opener: Scratch) {
        *self.opener.lock().unwrap_or_else(PoisonError::into_inner) = Some(opener);
    }

    /// Whether a request has the cookie. A page of the same host may have added others of this name, so one is enough.
    pub fn allows(&self, request: &Request) -> bool {
        let fields = request.fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
        let pairs = fields.flat_map(|(_, value)| value.split(';'));
        let mut values = pairs.filter_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name == self.cookie).then_some(value)
        });
        values.any(|value| is_same(value, &self.key))
    }

    /// Exchanges the token of the link for the cookie; none for a request that is not for the link.
    pub fn exchange(&self, request: &Request) -> Option<Response> {
        let is_link = matches!(request.method.as_str(), "GET" | "HEAD") && request.path == "/";
        let token = request.asked("token").filter(|_| is_link)?;
        if !is_same(&token, &self.token) {
            return Some(refusal());
        }
        // The file that opened the browser has done its work.
        drop(self.opener.lock().unwrap_or_else(PoisonError::into_inner).take());
        let rest: Vec<&str> =
            request.query.split('&').filter(|pair| !pair.starts_with("token=")).collect();
        let rest = rest.join("&");
        let target = if rest.is_empty() { "/".to_owned() } else { format!("/?{rest}") };
        let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie, self.key);
        Some(onward(request, &target).with("Set-Cookie", cookie))
    }
}

/// Leads on to the page. A redirect keeps the site where it began, and a strict cookie is not sent with one that began on
/// another site: in a chat, or in the file that opens the browser. There a document of our own begins anew.
fn onward(request: &Request, target: &str) -> Response {
    let began_elsewhere =
        matches!(request.field("sec-fetch-site"), Some("cross-site" | "same-site"));
    if !began_elsewhere {
        return Response::bytes(303, "", Vec::new()).with("Location", target);
    }
    let page = refresh(target);
    let policy = "default-src 'none'; frame-ancestors 'none'";
    let response = Response::bytes(200, "text/html; charset=utf-8", page.into_bytes());
    response.with("Content-Security-Policy", policy)
}

/// A document that leads on to a URL.
pub fn refresh(url: &str) -> String {
    let url = url.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        "<!doctype html><title>Rebadge</title><meta http-equiv=\"refresh\" content=\"0;url={url}\">"
    )
}

/// The one answer without the secret, whatever was asked for.
pub fn refusal() -> Response {
    Response::refusal(403, "open the link that `rebadge preview` printed")
}

/// Whether two secrets are equal, in a time that depends on their lengths only.
fn is_same(given: &str, secret: &str) -> bool {
    let differing = given.bytes().zip(secret.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    given.len() == secret.len() && std::hint::black_box(differing) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access() -> Access {
        Access::new(4173).expect("random numbers")
    }

    fn request(path: &str, query: &str, fields: &[(&str, &str)]) -> Request {
        let fields = fields.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        Request {
            method: "GET".into(),
            path: path.into(),
            query: query.into(),
            fields: fields.collect(),
            ..Request::default()
        }
    }

    fn field<'a>(response: &'a Response, name: &str) -> &'a str {
        let found = response.fields.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    #[test]
    fn only_the_own_cookie_is_let_in() {
        let access = access();
        let check = |cookie: &str, expect: bool| {
            let request = request("/", "", &[("Cookie", cookie)]);
            assert_eq!(access.allows(&request), expect, "{cookie}");
        };
        let key = &access.key;
        check(&format!("rebadge-4173={key}"), true);
        check(&format!("a=b; rebadge-4173={key}; c=d"), true);
        check(&format!("rebadge-4173=forged; rebadge-4173={key}"), true);
        check(&format!("rebadge-4174={key}"), false);
        check(&format!("rebadge-4173={}", access.token), false);
        check(&format!("rebadge-4173={}", &key[1..]), false);
        check(&format!("rebadge-4173={key}0"), false);
        check("rebadge-4173=", false);
        check("", false);
        assert!(!access.allows(&request("/", "", &[])));
    }

    #[test]
    fn a_link_is_exchanged_for_a_cookie() {
        let access = access();
        let query = format!("surface=icons&{}&page=a%26b", access.query());
        let typed = access.exchange(&request("/", &query, &[])).expect("the link");
        assert_eq!((typed.status, field(&typed, "Location")), (303, "/?surface=icons&page=a%26b"));
        let cookie = field(&typed, "Set-Cookie");
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
        assert!(!cookie.contains(&access.token));
        let clicked = request("/", &query, &[("Sec-Fetch-Site", "cross-site")]);
        let clicked = access.exchange(&clicked).expect("the link");
        assert_eq!((clicked.status, field(&clicked, "Set-Cookie")), (200, cookie));
        let wrong = access.exchange(&request("/", "token=0123", &[])).expect("a refusal");
        assert_eq!((wrong.status, field(&wrong, "Set-Cookie")), (403, ""));
        assert!(access.exchange(&request("/", "surface=icons", &[])).is_none());
        assert!(access.exchange(&request("/api/tenants", &query, &[])).is_none());
    }

    #[test]
    fn a_url_stays_within_its_attribute() {
        let page = refresh("/?a=\"><script>&b");
        assert!(page.ends_with("url=/?a=&quot;>&lt;script>&amp;b\">"), "{page}");
    }
}

//! Addresses of hosts, as a theme writes them and as a policy names them.

/// A scheme, a host and perhaps a port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin(String);

impl Origin {
    /// `https://id.acme.example`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The origin of an `https:` or `wss:` URL, or of a host name; what may stand in a policy and in the configuration of a server.
///
/// # Errors
/// What is wrong with it, as the end of a sentence.
pub fn origin(text: &str, schemes: &[&str]) -> Result<Origin, String> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
    if !schemes.contains(&scheme) {
        let all: Vec<String> = schemes.iter().map(|scheme| format!("`{scheme}://`")).collect();
        return Err(format!("begins with none of {}", all.join(", ")));
    }
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if host.contains('@') {
        return Err("has a user's name in it".to_owned());
    }
    let odd = |c: char| {
        c.is_control() || c.is_whitespace() || !c.is_ascii() || "<>\"'`\\{}|^".contains(c)
    };
    if path.contains(odd) || path.contains(['?', '#']) {
        return Err("has more than a host and a path".to_owned());
    }
    let (name, port) = match host.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let is_port = |port: &str| {
        (1..=5).contains(&port.len())
            && port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok_and(|number| number > 0)
    };
    if !is_host(name) || !port.is_none_or(is_port) {
        return Err("has no host name".to_owned());
    }
    let port = port.filter(|port| *port != "443").map(|port| format!(":{port}"));
    Ok(Origin(format!("{scheme}://{}{}", name.to_ascii_lowercase(), port.unwrap_or_default())))
}

/// The origin of a whole `https:` URL, which may have a query; none of another.
pub fn origin_of(url: &str) -> Option<Origin> {
    let rest = url.strip_prefix("https://")?;
    if url.contains(|c: char| c.is_control() || c.is_whitespace() || "<>\"'`\\".contains(c)) {
        return None;
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    origin(&format!("https://{host}"), &["https"]).ok()
}

/// Whether a text is a host name of at least two labels (RFC 1123), not the number of a machine.
fn is_host(name: &str) -> bool {
    let is_label = |label: &str| {
        let inner = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (1..=63).contains(&label.len()) && inner && !label.starts_with('-') && !label.ends_with('-')
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    name.len() <= 253
        && name.contains('.')
        && name.split('.').all(is_label)
        && last.contains(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<&str, &str>) {
        let found = origin(text, &["https", "wss"]);
        match (&found, expect) {
            (Ok(found), Ok(expect)) => assert_eq!(found.as_str(), expect, "{text}"),
            (Err(found), Err(expect)) => assert!(found.contains(expect), "{text}: {found}"),
            _ => panic!("{text}: {found:?}"),
        }
    }

    #[test]
    fn a_host_or_a_url_has_an_origin() {
        check("id.acme.example", Ok("https://id.acme.example"));
        check("https://ID.acme.example/realms/a", Ok("https://id.acme.example"));
        check("https://id.acme.example:443", Ok("https://id.acme.example"));
        check("wss://id.acme.example:8443/x", Ok("wss://id.acme.example:8443"));
    }

    #[test]
    fn a_url_with_a_query_has_an_origin() {
        let check = |url: &str, expect: Option<&str>| {
            assert_eq!(origin_of(url).as_ref().map(Origin::as_str), expect, "{url}");
        };
        check("https://a.example/b?c=${d}#e", Some("https://a.example"));
        check("https://a.example:8443", Some("https://a.example:8443"));
        for bad in [
            "javascript:alert(1)",
            "http://a.example",
            "//a.example",
            "https://a@b.example",
            "https://a.example/ b",
            "a.example",
        ] {
            check(bad, None);
        }
    }

    #[test]
    fn nothing_else_has() {
        check("http://id.acme.example", Err("begins with none of"));
        check("https://a:b@id.acme.example", Err("a user's name"));
        check("https://id.acme.example/?k=1", Err("more than a host"));
        check("https://id.acme.example/a b", Err("more than a host"));
        for bad in [
            "",
            "https://",
            "*",
            "*.acme.example",
            "localhost",
            "10.0.0.1",
            "a.example;script-src *",
            "a.example 'unsafe-inline'",
            "a.example:0",
            "a.example:99999",
            "-a.example",
            "a..example",
            "[::1]",
            "münchen.example",
            "a.example\n",
        ] {
            check(bad, Err("has no host name"));
        }
    }
}

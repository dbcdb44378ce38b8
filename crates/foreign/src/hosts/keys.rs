//! Keys of services, by their shapes: what makers publish with a client is theirs, and a customer's users would run on it.

use aho_corasick::AhoCorasick;
use serde::{Deserialize, Serialize};

use super::{Finding, Tie};

/// Whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Key {
    /// Google's services: Maps, Firebase.
    Google,
    /// Google Analytics and Tag Manager.
    Analytics,
    /// Stripe.
    Stripe,
    /// PostHog.
    Posthog,
    /// Mapbox.
    Mapbox,
    /// Sentry.
    Sentry,
    /// Amazon Web Services.
    Aws,
    /// GitHub.
    Github,
    /// Slack.
    Slack,
    /// Anthropic, OpenAI and others whose keys begin with `sk-`.
    Model,
    /// A private key in PEM.
    Private,
}

/// A shape: how a key begins, which bytes follow, how many at least and at most.
struct Shape {
    key: Key,
    start: &'static str,
    fits: fn(u8) -> bool,
    length: [usize; 2],
}

const SHAPES: &[Shape] = &[
    Shape { key: Key::Google, start: "AIza", fits: is_token, length: [35, 35] },
    Shape { key: Key::Analytics, start: "UA-", fits: is_dashed_digit, length: [6, 14] },
    Shape { key: Key::Analytics, start: "GTM-", fits: is_capital, length: [6, 9] },
    Shape { key: Key::Analytics, start: "G-", fits: is_capital, length: [10, 10] },
    Shape { key: Key::Stripe, start: "pk_live_", fits: is_token, length: [20, 120] },
    Shape { key: Key::Stripe, start: "sk_live_", fits: is_token, length: [20, 120] },
    Shape { key: Key::Posthog, start: "phc_", fits: is_token, length: [30, 60] },
    Shape { key: Key::Mapbox, start: "pk.eyJ", fits: is_dotted, length: [40, 200] },
    Shape { key: Key::Aws, start: "AKIA", fits: is_capital, length: [16, 16] },
    Shape { key: Key::Github, start: "ghp_", fits: is_token, length: [36, 36] },
    Shape { key: Key::Slack, start: "xoxb-", fits: is_token, length: [20, 100] },
    Shape { key: Key::Model, start: "sk-ant-", fits: is_token, length: [40, 200] },
    Shape { key: Key::Model, start: "sk-proj-", fits: is_token, length: [40, 200] },
    Shape {
        key: Key::Private,
        start: "-----BEGIN PRIVATE KEY-----",
        fits: is_base64,
        length: [40, 10_000],
    },
    Shape {
        key: Key::Private,
        start: "-----BEGIN RSA PRIVATE KEY-----",
        fits: is_base64,
        length: [40, 10_000],
    },
    Shape {
        key: Key::Private,
        start: "-----BEGIN EC PRIVATE KEY-----",
        fits: is_base64,
        length: [40, 10_000],
    },
];

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn is_dotted(byte: u8) -> bool {
    is_token(byte) || byte == b'.'
}

fn is_capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn is_dashed_digit(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'-'
}

/// With line breaks, as they are or escaped.
fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\n' | b'\r' | b'\\')
}

/// The keys in a file.
pub(super) fn find(bytes: &[u8]) -> Vec<Finding> {
    let Ok(starts) = AhoCorasick::new(SHAPES.iter().map(|shape| shape.start)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for start in starts.find_iter(bytes) {
        let shape = &SHAPES[start.pattern().as_usize()];
        if has_shape(bytes, start.start(), shape) {
            let head = &bytes[start.start()..start.end() + 2];
            let excerpt = format!("{}…", String::from_utf8_lossy(head));
            found.push(Finding { tie: Tie::Key(shape.key), offset: start.start(), excerpt });
        }
    }
    found.extend(sentry(bytes));
    found
}

fn has_shape(bytes: &[u8], start: usize, shape: &Shape) -> bool {
    let before = start.checked_sub(1).map(|at| bytes[at]);
    // A key is within quotes or behind a sign, not within a longer word.
    let stands = before.is_none_or(|byte| !is_dotted(byte) && byte != b'/' && byte != b'+');
    let rest = &bytes[start + shape.start.len()..];
    let run = &rest
        [..rest.iter().take(shape.length[1] + 1).take_while(|byte| (shape.fits)(**byte)).count()];
    let fits = (shape.length[0]..=shape.length[1]).contains(&run.len());
    let has_digit = run.iter().any(u8::is_ascii_digit);
    let ends = rest.get(run.len()).is_none_or(|byte| !is_token(*byte) || shape.key == Key::Private);
    stands && fits && has_digit && ends
}

/// The addresses of Sentry, which hold a key: `https://<32 hexadecimal digits>@host/number`.
fn sentry(bytes: &[u8]) -> Vec<Finding> {
    let is_key = |at: &usize| {
        let digits =
            bytes.get(at + 3..at + 35).is_some_and(|key| key.iter().all(u8::is_ascii_hexdigit));
        digits && bytes.get(at + 35) == Some(&b'@')
    };
    let starts = memchr::memmem::find_iter(bytes, b"://").filter(is_key);
    let finding = |at: usize| {
        let head = String::from_utf8_lossy(&bytes[at + 3..at + 7]).into_owned();
        Finding { tie: Tie::Key(Key::Sentry), offset: at + 3, excerpt: format!("{head}…") }
    };
    starts.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: &[Key]) {
        let keys: Vec<Tie> =
            find(source.as_bytes()).into_iter().map(|finding| finding.tie).collect();
        let expect: Vec<Tie> = expect.iter().copied().map(Tie::Key).collect();
        assert_eq!(keys, expect, "{source}");
    }

    #[test]
    fn keys_are_known_by_their_shapes() {
        // Each in two parts, so that no scanner takes this file for one with keys.
        let joined = |parts: [&str; 2]| format!("x='{}'", parts.concat());
        check(&joined(["AIza", "SyA0123456789abcdefghijklmnopqrstuv"]), &[Key::Google]);
        check(&joined(["phc", "_0123456789abcdefghijklmnopqrstuvwxyz"]), &[Key::Posthog]);
        check(&joined(["UA-", "12345678-1"]), &[Key::Analytics]);
        check(
            &joined(["https://0123456789abcdef0123456789abcdef", "@o1.example/2"]),
            &[Key::Sentry],
        );
        check(&joined(["AKIA", "0123456789ABCDEF"]), &[Key::Aws]);
    }

    #[test]
    fn other_words_are_no_keys() {
        check("x='AIza'", &[]);
        check("x='AIzaSyA0123456789abcdefghijklmnopqrstuv0123'", &[]);
        check("UA-", &[]);
        check("G-ABCDEFGHIJ", &[]);
        check("https://0123456789abcdef", &[]);
    }
}

//! What secrets look like, and where they stand.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::Secret;

/// How a secret of one kind begins, and how it goes on.
struct Shape {
    begins: &'static str,
    goes_on: fn(u8) -> bool,
    /// At least so many letters behind the beginning.
    least: usize,
    what: &'static str,
}

const fn shape(
    begins: &'static str,
    goes_on: fn(u8) -> bool,
    least: usize,
    what: &'static str,
) -> Shape {
    Shape { begins, goes_on, least, what }
}

fn any(_: u8) -> bool {
    true
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// Letters of base64 in its form for URLs.
fn name(byte: u8) -> bool {
    word(byte) || byte == b'_' || byte == b'-'
}

fn parts(byte: u8) -> bool {
    name(byte) || byte == b'.' || byte == b'/'
}

/// As their makers document them, and as the scanners of code hosts look for them.
#[rustfmt::skip]
const SHAPES: &[Shape] = &[
    shape("BEGIN PRIVATE KEY", any, 0, "a private key"),
    shape("BEGIN RSA PRIVATE KEY", any, 0, "a private key"),
    shape("BEGIN EC PRIVATE KEY", any, 0, "a private key"),
    shape("BEGIN DSA PRIVATE KEY", any, 0, "a private key"),
    shape("BEGIN OPENSSH PRIVATE KEY", any, 0, "a private key"),
    shape("BEGIN ENCRYPTED PRIVATE KEY", any, 0, "a private key"),
    shape("BEGIN PGP PRIVATE KEY BLOCK", any, 0, "a private key"),
    shape("PuTTY-User-Key-File-", any, 0, "a private key"),
    shape("AGE-SECRET-KEY-1", capital, 50, "a private key"),
    shape("AKIA", capital, 16, "a key of AWS"),
    shape("ASIA", capital, 16, "a key of AWS"),
    shape("LTAI", word, 12, "a key of Alibaba Cloud"),
    shape("AKID", word, 32, "a key of Tencent Cloud"),
    shape("AIza", name, 35, "a key of Google"),
    shape("GOCSPX-", name, 28, "a secret of Google"),
    shape("ya29.", name, 20, "a token of Google"),
    shape("AccountKey=", parts, 40, "a key of Azure"),
    shape("SharedAccessKey=", parts, 40, "a key of Azure"),
    shape("dop_v1_", hex, 64, "a token of DigitalOcean"),
    shape("ghp_", word, 36, "a token of GitHub"),
    shape("gho_", word, 36, "a token of GitHub"),
    shape("ghu_", word, 36, "a token of GitHub"),
    shape("ghs_", word, 36, "a token of GitHub"),
    shape("ghr_", word, 36, "a token of GitHub"),
    shape("github_pat_", name, 22, "a token of GitHub"),
    shape("glpat-", name, 20, "a token of GitLab"),
    shape("gldt-", name, 20, "a token of GitLab"),
    shape("glrt-", name, 20, "a token of GitLab"),
    shape("npm_", word, 36, "a token of npm"),
    shape("pypi-AgEI", name, 20, "a token of PyPI"),
    shape("sk_live_", word, 10, "a key of Stripe"),
    shape("sk_test_", word, 10, "a key of Stripe"),
    shape("rk_live_", word, 10, "a key of Stripe"),
    shape("rk_test_", word, 10, "a key of Stripe"),
    shape("whsec_", word, 20, "a secret of Stripe"),
    shape("sq0csp-", name, 30, "a secret of Square"),
    shape("xoxa-", name, 10, "a token of Slack"),
    shape("xoxb-", name, 10, "a token of Slack"),
    shape("xoxp-", name, 10, "a token of Slack"),
    shape("xoxe-", name, 10, "a token of Slack"),
    shape("xoxs-", name, 10, "a token of Slack"),
    shape("xapp-", name, 20, "a token of Slack"),
    shape("hooks.slack.com/services/", parts, 20, "a webhook of Slack"),
    shape("discord.com/api/webhooks/", parts, 40, "a webhook of Discord"),
    shape("webhook.office.com/webhookb2/", parts, 30, "a webhook of Teams"),
    shape("open.feishu.cn/open-apis/bot/v2/hook/", name, 20, "a webhook of Feishu"),
    shape("open.larksuite.com/open-apis/bot/v2/hook/", name, 20, "a webhook of Lark"),
    shape("oapi.dingtalk.com/robot/send?access_token=", name, 20, "a webhook of DingTalk"),
    shape("qyapi.weixin.qq.com/cgi-bin/webhook/send?key=", name, 20, "a webhook of WeCom"),
    shape("sk-ant-", name, 20, "a key of Anthropic"),
    shape("sk-proj-", name, 20, "a key of OpenAI"),
    shape("sk-", word, 40, "a key of OpenAI"),
    shape("hf_", word, 30, "a token of Hugging Face"),
    shape("hvs.", name, 20, "a token of Vault"),
    shape("SG.", name, 22, "a key of SendGrid"),
    shape("SK", hex, 32, "a key of Twilio"),
    shape("dapi", hex, 32, "a token of Databricks"),
    shape("shpat_", hex, 32, "a token of Shopify"),
    shape("shpss_", hex, 32, "a secret of Shopify"),
    shape("glsa_", name, 32, "a token of Grafana"),
    shape("lin_api_", word, 32, "a key of Linear"),
    shape("PMAK-", name, 40, "a key of Postman"),
    shape("NRAK-", capital, 27, "a key of New Relic"),
    shape("figd_", name, 32, "a token of Figma"),
    shape("bot_token=", parts, 20, "a token of a bot"),
];

/// Finds the beginnings of all shapes at once.
static BEGINNINGS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let all = AhoCorasick::new(SHAPES.iter().map(|shape| shape.begins));
    all.unwrap_or_else(|error| unreachable!("a few short texts: {error}"))
});

/// A secret of a known shape.
pub(super) fn known(text: &str) -> Option<Secret> {
    BEGINNINGS
        .find_overlapping_iter(text)
        .find_map(|found| {
            let shape = &SHAPES[found.pattern()];
            // `ask-` is no beginning. A private key is between dashes, a host behind other labels.
            let is_within = text[..found.start()].ends_with(|c: char| c.is_ascii_alphanumeric());
            let length = run(&text.as_bytes()[found.end()..], shape.goes_on, shape.least);
            (!is_within && length >= shape.least).then(|| Secret {
                span: found.start()..found.end() + whole(&text[found.end()..], shape.goes_on),
                what: shape.what,
            })
        })
        .or_else(|| web_token(text))
}

/// How many bytes go on as they should, at most `most`.
fn run(bytes: &[u8], goes_on: fn(u8) -> bool, most: usize) -> usize {
    bytes.iter().take(most).take_while(|byte| goes_on(**byte)).count()
}

/// How long a secret is that was found; one that may hold anything ends at the end of its line.
fn whole(rest: &str, goes_on: fn(u8) -> bool) -> usize {
    let line = rest.find('\n').unwrap_or(rest.len());
    let end = rest.bytes().take(line).take_while(|byte| goes_on(*byte)).count();
    rest.floor_char_boundary(end)
}

/// A JSON Web Token: three parts of base64, of which the first two are JSON (RFC 7519).
fn web_token(text: &str) -> Option<Secret> {
    /// `{"` in base64.
    const JSON: &str = "eyJ";
    let mut from = 0;
    while let Some(at) = text[from..].find(JSON).map(|at| from + at) {
        let end = at + run(&text.as_bytes()[at..], |byte| name(byte) || byte == b'.', usize::MAX);
        let parts: Vec<&str> = text[at..end].splitn(4, '.').collect();
        if parts.len() >= 3 && parts[1].starts_with(JSON) && parts[2].len() >= 8 {
            return Some(Secret { span: at..end, what: "a JSON Web Token" });
        }
        from = end;
    }
    None
}

/// What ends a URL in a text.
fn ends_url(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`' | '\\')
}

/// A user's name or password before the host of a URL.
pub(super) fn in_url(text: &str) -> Option<Secret> {
    let mut from = 0;
    while let Some(at) = text[from..].find("://").map(|at| from + at) {
        let start = at + "://".len();
        let rest = &text[start..];
        let length =
            rest.find(|c| ends_url(c) || matches!(c, '/' | '?' | '#')).unwrap_or(rest.len());
        from = start;
        let Some(user) = rest[..length].rfind('@') else { continue };
        let has_scheme = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let is_to_fill_in = rest[..user].contains(['{', '…', '*']);
        if has_scheme && user > 0 && !is_to_fill_in {
            return Some(Secret { span: start..start + user, what: "a password in a URL" });
        }
    }
    None
}

/// A secret behind its name: `?api_key=…`, `"password": "…"`, `Bearer …`.
pub(super) fn named(text: &str) -> Option<Secret> {
    parameter(text).or_else(|| member(text)).or_else(|| bearer(text))
}

/// The part of a text that is a slice of it, as a secret.
fn within(text: &str, part: &str) -> Secret {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    Secret { span: start..start + part.len(), what: "a secret behind a name" }
}

fn parameter(text: &str) -> Option<Secret> {
    if !text.contains('=') {
        return None;
    }
    let pieces = text.split(|c| ends_url(c) || matches!(c, '?' | '&' | '#' | ';' | ','));
    let pairs = pieces.filter_map(|piece| piece.split_once('='));
    let has_url = text.contains("://");
    let is_one = |(name, value): &(&str, &str)| {
        let before = &text[..name.as_ptr() as usize - text.as_ptr() as usize];
        let is_in_url = has_url && before.ends_with(['?', '&', '#', ';']);
        is_named_secret(name, value)
            || (is_parameter(name) && is_secret_value(value, 10))
            || (is_in_url && is_password(name) && is_word(value))
    };
    pairs.filter(is_one).map(|(_, value)| within(text, value)).next()
}

/// A member of JSON, as text between quotes.
fn member(text: &str) -> Option<Secret> {
    if !text.contains('"') {
        return None;
    }
    let pieces: Vec<&str> = text.split('"').collect();
    let found = pieces.windows(3).find(|three| {
        three[1].trim() == ":" && is_secret_name(three[0]) && is_secret_value(three[2], LEAST)
    });
    found.map(|three| within(text, three[2]))
}

fn bearer(text: &str) -> Option<Secret> {
    let lower = text.to_ascii_lowercase();
    let starts = ["bearer ", "basic "].into_iter().flat_map(|word| {
        lower.match_indices(word).map(|(at, word)| at + word.len()).collect::<Vec<_>>()
    });
    let mut values = starts.map(|start| {
        let rest = &text[start..];
        let end = rest.find(|c| ends_url(c) || matches!(c, ',' | ';')).unwrap_or(rest.len());
        &rest[..end]
    });
    values.find(|value| is_secret_value(value, 16)).map(|value| within(text, value))
}

/// Whether a value is a secret by its name.
pub(super) fn is_named_secret(name: &str, value: &str) -> bool {
    (is_secret_name(name) && is_secret_value(value, LEAST)) || (is_key(name) && is_code(value))
}

/// A name without what joins its words, in small letters; empty for a longer one, which is a text.
fn joined(name: &str) -> String {
    if name.len() > 64 {
        return String::new();
    }
    let plain = name.chars().filter(char::is_ascii_alphanumeric);
    plain.map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether the parameter of a URL with this name is a password or what stands for one, whatever it looks like.
fn is_password(name: &str) -> bool {
    const NAMES: [&str; 18] = [
        "password",
        "passwd",
        "pwd",
        "pass",
        "passphrase",
        "token",
        "accesstoken",
        "authtoken",
        "idtoken",
        "refreshtoken",
        "bearertoken",
        "apitoken",
        "apikey",
        "apisecret",
        "secret",
        "clientsecret",
        "secretkey",
        "accesskey",
    ];
    NAMES.contains(&joined(name).as_str())
}

/// Whether a value may be a password, and is not what examples are written with.
fn is_word(value: &str) -> bool {
    let is_plain =
        (LEAST..=4096).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_graphic());
    let is_named = value.starts_with(['/', '#', '.']) || is_secret_name(value);
    is_plain && !is_named && !value.contains(['{', '<', '*', '$', '%']) && !is_stand_in(value)
}

/// Whether it is the name of a key that is no public one.
fn is_key(name: &str) -> bool {
    const OTHERS: [&str; 10] = [
        "public",
        "publishable",
        "site",
        "sort",
        "primary",
        "foreign",
        "partition",
        "cache",
        "group",
        "hot",
    ];
    let name = joined(name);
    name.strip_suffix("key").is_some_and(|kind| !OTHERS.iter().any(|other| kind.ends_with(other)))
}

/// Whether a value is long, of letters and digits alone, as machines write keys.
fn is_code(value: &str) -> bool {
    let has = |is: fn(&u8) -> bool| value.bytes().any(|byte| is(&byte));
    let is_long =
        (24..=512).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_long && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) && !is_stand_in(value)
}

/// Whether a value is what examples are written with.
fn is_stand_in(value: &str) -> bool {
    const STAND_INS: [&str; 5] = ["xxx", "example", "your", "placeholder", "changeme"];
    let lower = value.to_ascii_lowercase();
    STAND_INS.iter().any(|word| lower.contains(word))
}

/// Whether only secrets have such a name.
pub(super) fn is_secret_name(name: &str) -> bool {
    /// How they end, without what joins words.
    const ENDS: [&str; 14] = [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "apikey",
        "accesskey",
        "secretkey",
        "privatekey",
        "token",
        "signingkey",
        "credential",
        "credentials",
        "webhookkey",
        "sessionid",
    ];
    let plain = joined(name);
    ENDS.iter().any(|end| plain.ends_with(end)) || plain == "pwd"
}

/// Whether a parameter of a URL with this name is a secret.
fn is_parameter(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "key" | "auth" | "sig" | "signature" | "pass" | "jwt")
}

/// The least length of a value that is taken for a secret by its name alone.
pub(super) const LEAST: usize = 6;

/// Whether a value of at least so many letters can be a secret, and is no word, link, placeholder or name of something else.
pub(super) fn is_secret_value(value: &str, least: usize) -> bool {
    let bytes = value.as_bytes();
    let is_plain = (least..=4096).contains(&value.len()) && bytes.iter().all(u8::is_ascii_graphic);
    if !is_plain || value.contains(['{', '<', '*', '$']) || value.contains("://") {
        return false;
    }
    let has = |is: fn(&u8) -> bool| bytes.iter().any(is);
    let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    let is_named = value.starts_with(['/', '#', '.']) || value.starts_with("view:");
    is_mixed && !is_named && !is_stand_in(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(of: fn(&str) -> Option<Secret>, text: &str, expect: Option<&str>) {
        let found = of(text).map(|found| &text[found.span]);
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn shapes_are_known_anywhere() {
        let aws = format!("AKIA{}", "IOSFODNN7EXAMPLE");
        check(known, &format!("x {aws} y"), Some(&aws));
        check(known, &format!("https://a.example/{aws}?b#c"), Some(&aws));
        check(known, &format!("z{aws}"), None);
        check(known, "AKIASHORT", None);
        check(known, "ask-for-help-with-things-of-every-kind-at-all", None);
        check(
            known,
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl",
            Some("BEGIN OPENSSH PRIVATE KEY-----"),
        );
        check(known, "-----BEGIN PUBLIC KEY-----", None);
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmN";
        check(known, &format!("a={token}&b"), Some(token));
        check(known, "eyJhbGciOiJIUzI1NiJ9", None);
    }

    #[test]
    fn a_url_with_a_user() {
        check(in_url, "see https://bob:hunter2@erp.example/a", Some("bob:hunter2"));
        check(in_url, "https://bob@erp.example", Some("bob"));
        check(in_url, "postgres://u:p%40@h/db", Some("u:p%40"));
        check(in_url, "https://erp.example/@bob", None);
        check(in_url, "https://erp.example?mail=a@b.example", None);
        check(in_url, "https://{user}@erp.example", None);
        check(in_url, "a://b c@d", None);
    }

    #[test]
    fn a_value_behind_its_name() {
        check(named, "https://a.example/?x=1&api_key=abcd1234efgh#z", Some("abcd1234efgh"));
        check(named, "https://a.example/#access-token=abcd1234efgh", Some("abcd1234efgh"));
        check(named, "https://a.example/;password=hunter2hunter", Some("hunter2hunter"));
        check(named, "https://a.example/?key=home", None);
        check(named, "https://a.example/?q=1&token=swordfishes", Some("swordfishes"));
        check(named, "https://a.example/?apikey=12345678", Some("12345678"));
        check(named, "https://a.example/a;jsessionid=A1B2C3D4E5F6", Some("A1B2C3D4E5F6"));
        check(named, "https://a.example/?password=password", None);
        check(named, "https://a.example/?reset_password=success", None);
        check(named, "the form has token=required", None);
        let key = "0123456789abcdef0123456789abcdef";
        check(named, &format!("https://a.example/?subscription-key={key}"), Some(key));
        check(named, &format!("https://a.example/?site-key={key}"), None);
        check(named, &format!("https://a.example/?revision={key}"), None);
        check(named, "https://a.example/?token={token}", None);
        check(named, "{\"client_secret\": \"abcd1234efgh\"}", Some("abcd1234efgh"));
        check(named, "{\"password\": \"Your password\"}", None);
        check(named, "{\"type\": \"abcd1234efgh\"}", None);
        check(named, "Authorization: Bearer abcd1234efgh5678", Some("abcd1234efgh5678"));
        check(named, "the bearer of this card", None);
    }

    #[test]
    fn long_lines_take_no_long_time() {
        for piece in ["://", "sk-", "eyJ.", "\"a\":", "?key=", "bearer ", "://a@", "eyJ"] {
            let text = piece.repeat(1_000_000 / piece.len());
            let start = std::time::Instant::now();
            assert!(named(&text).is_none() && known(&text).is_none(), "{piece}");
            assert!(in_url(&text).is_none(), "{piece}");
            assert!(start.elapsed().as_secs() < 10, "{piece}");
        }
    }
}

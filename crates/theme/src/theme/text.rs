//! Rules for single values: texts, ids, versions, hosts, URLs, languages.

use unicode_segmentation::UnicodeSegmentation;

use crate::base::Base;
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::fields::Findings;
use rebadge_core::output_path::is_device;
use rebadge_core::source::Sourced;

/// How many characters a person counts (UAX #29, extended grapheme clusters).
pub(super) fn characters(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Says what is wrong with a value, at its place.
pub(super) fn say(
    findings: &Findings,
    code: Code,
    value: &Sourced<String>,
    message: String,
    help: &str,
) {
    if let Some(place) = value.place() {
        let help = (!help.is_empty()).then(|| help.to_owned());
        findings.add(Diagnostic::at(code, place, message).maybe_help(help));
    }
}

/// Checks a text that people read: not empty, at most `most` characters, on one line.
pub(super) fn check_text(name: &str, text: &Sourced<String>, most: usize, findings: &Findings) {
    let value = &text.value;
    let problem = if value.trim().is_empty() {
        Some((format!("`{name}` is empty"), "write a text, or remove the key"))
    } else if characters(value) > most {
        let message = format!("`{name}` has {} characters, at most {most} fit", characters(value));
        Some((message, "shorten it"))
    } else if value.contains(['\n', '\t']) {
        Some((format!("`{name}` has a line break or a tab"), "keep it on one line, without tabs"))
    } else {
        None
    };
    if let Some((message, help)) = problem {
        say(findings, Code::Text, text, message, help);
    }
}

/// Checks that the base client knows a language; `written` is what is said to be wrong if not.
pub(super) fn check_language(
    language: &str,
    written: &Sourced<String>,
    base: &Base,
    findings: &Findings,
) {
    let known = base.languages.iter().map(String::as_str);
    if !known.clone().any(|known| known == language) {
        let message = format!("the base client does not know the language `{language}`");
        let known = did_you_mean(language, known).unwrap_or_default();
        let more = "if the client has this language, or its own texts will do, add it to `languages` in `client.toml`";
        let help = if known.is_empty() { more.to_owned() } else { format!("{known}; {more}") };
        say(findings, Code::Language, written, message, &help);
    }
}

/// Whether a text is an id: a DNS label that may name a folder, also on Windows.
pub fn is_id(id: &str) -> bool {
    is_label(id) && !is_device(id)
}

/// Whether a text is a DNS label: `a-z 0-9 -`, 1 to 63 (RFC 1123, section 2.1).
fn is_label(id: &str) -> bool {
    let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    id.len() <= 63
        && ends(id.chars().next())
        && ends(id.chars().last())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Whether a text is a version that file names can hold: a digit, then letters, digits, `.`, `-`, `+`.
pub(super) fn is_version(version: &str) -> bool {
    version.len() <= 64
        && version.starts_with(|c: char| c.is_ascii_digit())
        && version.ends_with(|c: char| c.is_ascii_alphanumeric())
        && version.chars().all(|c| c.is_ascii_alphanumeric() || ".-+".contains(c))
}

/// Whether a text is a host name of at least two labels (RFC 1123; other scripts as `xn--`).
pub(super) fn is_domain(domain: &str) -> bool {
    domain.len() <= 253 && domain.split('.').count() > 1 && domain.split('.').all(is_label)
}

/// The most characters of an application id.
const APPLICATION_ID: usize = 150;

/// Whether a text is an application id: at least two parts joined by dots, each a letter and then letters, digits or
/// `_`, which is what Android takes (Configure the app module, "Set the application ID"). Apple's bundle ids take the
/// same but for `_` (`CFBundleIdentifier`).
pub(super) fn is_application_id(id: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    id.len() <= APPLICATION_ID && id.contains('.') && id.split('.').all(is_part)
}

/// The application id that belongs to a domain: its labels, the last one first, with `_` for hyphens (The Java Language
/// Specification, 6.1, on package names). None where a label begins with a digit: there is no one way to write it.
pub fn application_id(domain: &str) -> Option<String> {
    let labels: Vec<&str> = domain.rsplit('.').collect();
    Some(labels.join(".").replace('-', "_")).filter(|id| is_application_id(id))
}

/// Whether a text is a URL that a client may open: https, mailto or tel, with something behind it.
pub(super) fn is_url(url: &str) -> bool {
    let rest = ["https://", "mailto:", "tel:"].iter().find_map(|scheme| url.strip_prefix(scheme));
    let odd = |c: char| c.is_control() || c.is_whitespace() || "<>\"{}|\\^`".contains(c);
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '+' || c == '['))
        && !url.contains(odd)
}

/// The direction in which a language is written, by its script's usual direction (CLDR, character order).
pub(super) fn direction(language: &str) -> &'static str {
    const RIGHT_TO_LEFT: &[&str] =
        &["ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"];
    let primary = language.split('-').next().unwrap_or_default();
    if RIGHT_TO_LEFT.contains(&primary) { "rtl" } else { "ltr" }
}

/// The leading words of a name that fit in `most` characters, if at least one does.
pub fn leading_words(name: &str, most: usize) -> Option<String> {
    let mut kept = String::new();
    for word in name.split_whitespace() {
        let longer = if kept.is_empty() { word.to_owned() } else { format!("{kept} {word}") };
        if characters(&longer) > most {
            break;
        }
        kept = longer;
    }
    let kept = kept
        .trim_end_matches(|c: char| c.is_ascii_punctuation() && c != '.' && c != ')')
        .trim_end();
    (!kept.is_empty()).then(|| kept.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: Option<&str>) {
        assert_eq!(leading_words(name, 12).as_deref(), expect, "{name}");
    }

    #[test]
    fn short_names_are_whole_words() {
        check("Orange Logistics", Some("Orange"));
        check("示例乳业集团", Some("示例乳业集团"));
        check("Smith & Sons Ltd", Some("Smith & Sons"));
        check("Smith & Sonsandmore", Some("Smith"));
        check("Donaudampfschifffahrt", None);
        check("👩‍👩‍👧‍👦 Family", Some("👩‍👩‍👧‍👦 Family"));
    }

    #[test]
    fn urls_open_only_what_is_harmless() {
        for good in ["https://a.example/x?y=z#t", "mailto:a@b.example", "tel:+49123"] {
            assert!(is_url(good), "{good}");
        }
        for bad in
            ["javascript:alert(1)", "https://", "https://a b", "file:///etc", "//a.example", ""]
        {
            assert!(!is_url(bad), "{bad}");
        }
    }

    #[test]
    fn application_ids() {
        for good in ["example.acme.work", "a.b", "com.Acme_2.app"] {
            assert!(is_application_id(good), "{good}");
        }
        for bad in ["acme", "com.2acme", "com.acme-work", "com..acme", "com._a", "", "com.示例"] {
            assert!(!is_application_id(bad), "{bad}");
        }
        assert!(is_application_id(&format!("a.{}", "b".repeat(148))));
        assert!(!is_application_id(&format!("a.{}", "b".repeat(149))));
        let of = |domain| application_id(domain);
        assert_eq!(of("work.acme-2.example").as_deref(), Some("example.acme_2.work"));
        assert_eq!((of(""), of("1.acme.example")), (None, None));
    }

    #[test]
    fn ids_versions_and_domains() {
        assert!(is_id("a") && is_id("dealer-7") && !is_id("-a") && !is_id("A") && !is_id(""));
        assert!(!is_id("con") && !is_id("lpt1") && is_id("com") && is_domain("con.example"));
        assert!(
            is_version("1.0.0-rc.1")
                && !is_version("v1")
                && !is_version("1/..")
                && !is_version("1.")
        );
        assert!(is_domain("work.orange.example") && !is_domain("localhost") && !is_domain("a..b"));
    }
}

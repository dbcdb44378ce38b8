//! `[tenant]` and `[legal]`.

use super::text::{
    application_id, check_language, check_text, direction, is_application_id, is_domain, is_id,
    is_url, is_version, leading_words, say,
};
use super::{Legal, Tenant};
use crate::base::Base;
use rebadge_core::diagnostic::Code;
use rebadge_core::document::Table;
use rebadge_core::fields::{Fields, Findings};
use rebadge_core::output_path::is_device;
use rebadge_core::source::{Place, Sourced};

/// The longest short name, in characters: what home screens show (W3C Web Application Manifest, `short_name`; Chrome
/// cuts at 12).
pub const SHORT_NAME: usize = 12;

/// Reads `[tenant]`. What is missing is said and left empty; `file` is where a theme without the table begins.
pub(super) fn tenant(fields: Option<Fields<'_>>, base: &Base, file: &Place) -> Tenant {
    // That the table is missing is said already; what an empty one lacks is not said again.
    let (empty, unsaid) = (Table { place: file.clone(), entries: Vec::new() }, Findings::default());
    let fields = fields.unwrap_or_else(|| Fields::new(&empty, "tenant", &unsaid));
    let tenant = read(&fields, base);
    fields.finish();
    tenant
}

fn read(fields: &Fields<'_>, base: &Base) -> Tenant {
    let findings = fields.findings();
    let required = |key: &str| {
        let text = fields.required_text(key);
        text.unwrap_or_else(|| Sourced::placeholder(String::new()))
    };
    let (id, name) = (required("id"), required("name"));
    let or = |key: &str, default: &str, rule: &'static str| {
        fields.text(key).unwrap_or_else(|| Sourced::derived(default.to_owned(), rule))
    };
    let short_name = fields.text("short-name");
    let languages = fields.texts("languages");
    let first = first_language(&languages, base);
    let language = or("language", &first, "the first of the languages");
    let domain = or("domain", "", "none");
    let tenant = Tenant {
        application_id: or(
            "application-id",
            &application_id(&domain.value).unwrap_or_default(),
            "the domain's labels, the last one first",
        ),
        short_name: short_name.unwrap_or_else(|| derive_short_name(&name, findings)),
        languages: all_languages(&languages, &language, base, findings),
        description: or("description", &name.value, "the tenant's name"),
        vendor: or("vendor", &name.value, "the tenant's name"),
        version: or("version", &base.version, "the base client's version"),
        direction: or("direction", direction(&language.value), "from the language"),
        domain,
        start_url: or("start-url", "./", "the package's root"),
        id,
        name,
        language,
    };
    check(&tenant, findings);
    tenant
}

fn derive_short_name(name: &Sourced<String>, findings: &Findings) -> Sourced<String> {
    let short = leading_words(&name.value, SHORT_NAME);
    if short.is_none() && !name.value.trim().is_empty() {
        let message = format!(
            "no word of the name fits on a home screen, which shows {SHORT_NAME} characters"
        );
        say(findings, Code::Text, name, message, "add `short-name = \"…\"` to `[tenant]`");
    }
    // An empty name is said elsewhere, and once is enough.
    let short = short.unwrap_or_else(|| "-".into());
    Sourced::derived(short, "the leading words of the name that fit")
}

fn first_language(languages: &Option<Vec<Sourced<String>>>, base: &Base) -> String {
    let own = languages.as_ref().and_then(|all| all.first()).map(|first| first.value.clone());
    own.or_else(|| base.languages.first().cloned()).unwrap_or_default()
}

/// The tenant's languages, the default first; those that the base does not know are said and left out.
fn all_languages(
    languages: &Option<Vec<Sourced<String>>>,
    default: &Sourced<String>,
    base: &Base,
    findings: &Findings,
) -> Vec<String> {
    // Without a base client there is nobody who knows languages.
    let known = |value: &String| base.languages.is_empty() || base.languages.contains(value);
    let mut all: Vec<String> = Some(default.value.clone()).filter(known).into_iter().collect();
    for language in languages.iter().flatten().chain([default]) {
        if !base.languages.is_empty() {
            check_language(&language.value, language, base, findings);
        }
    }
    let own = languages.as_ref().map(|all| all.iter().map(|l| l.value.clone()).collect());
    for language in own.unwrap_or_else(|| base.languages.clone()) {
        if known(&language) && !all.contains(&language) {
            all.push(language);
        }
    }
    all
}

fn check(tenant: &Tenant, findings: &Findings) {
    check_text("name", &tenant.name, 80, findings);
    check_text("description", &tenant.description, 300, findings);
    check_text("vendor", &tenant.vendor, 80, findings);
    check_text("short-name", &tenant.short_name, SHORT_NAME, findings);
    let value = |ok: bool, value: &Sourced<String>, message: &str, help: &str| {
        if !ok {
            say(findings, Code::Value, value, format!("`{}` {message}", value.value), help);
        }
    };
    value(
        is_id(&tenant.id.value),
        &tenant.id,
        "is no tenant id",
        if is_device(&tenant.id.value) {
            "Windows reserves this name: choose another one, such as the name with `-app`"
        } else {
            "use 1 to 63 of a-z, 0-9 and hyphens, such as `acme-2`"
        },
    );
    value(
        is_version(&tenant.version.value),
        &tenant.version,
        "is no version",
        "write a version such as `1.0.0`",
    );
    value(
        ["ltr", "rtl"].contains(&tenant.direction.value.as_str()),
        &tenant.direction,
        "is no direction",
        "write `ltr` or `rtl`",
    );
    let domain = &tenant.domain;
    if domain.place().is_some() {
        value(
            is_domain(&domain.value),
            domain,
            "is no domain",
            "write a host name such as `work.acme.example`; other scripts as `xn--…`",
        );
    }
    let application_id = &tenant.application_id;
    if application_id.place().is_some() {
        value(
            is_application_id(&application_id.value),
            application_id,
            "is no application id",
            "write a reversed domain of at least two parts, each a letter and then letters, digits or `_`, such as `example.acme.work`",
        );
    }
    value(
        is_start_url(tenant),
        &tenant.start_url,
        "is no start URL",
        "write a relative path such as `./`, or an https URL within `domain`",
    );
}

fn is_start_url(tenant: &Tenant) -> bool {
    let url = tenant.start_url.value.as_str();
    let is_plain = !url.is_empty()
        && !url.contains(|c: char| c.is_control() || c.is_whitespace() || "\\\"<>".contains(c));
    let is_relative =
        !url.starts_with('/') && !url.contains(':') && !url.split('/').any(|part| part == "..");
    let origin = format!("https://{}", tenant.domain.value);
    let rest = url.strip_prefix(&origin).filter(|_| !tenant.domain.value.is_empty());
    is_plain && (is_relative || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Reads `[legal]`.
pub(super) fn legal(fields: Option<Fields<'_>>) -> Legal {
    let Some(fields) = fields else {
        return Legal::default();
    };
    let link = |key: &str| {
        let url = fields.text(key);
        if let Some(url) = url.as_ref().filter(|url| !is_url(&url.value)) {
            let message = format!("`{}` is no link that a client may open", url.value);
            say(
                fields.findings(),
                Code::Url,
                url,
                message,
                "write an `https:`, `mailto:` or `tel:` URL",
            );
        }
        url.map(|url| url.value).unwrap_or_default()
    };
    let legal = Legal {
        support: link("support"),
        terms: link("terms"),
        privacy: link("privacy"),
        imprint: link("imprint"),
    };
    fields.finish();
    legal
}

//! `[strings]`, `[features]` and the sections that the base client defines.

use std::collections::BTreeMap;

use super::text::say;
use super::{Tenant, Texts};
use crate::base::{Base, Extent};
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::{Kind, Table};
use rebadge_core::fields::{Fields, Findings, wrong_type};
use rebadge_core::source::Sourced;

type Strings = BTreeMap<String, Texts>;

/// Reads `[strings.<language>]` over the base client's texts, for the tenant's languages.
pub(super) fn strings(fields: Option<Fields<'_>>, tenant: &Tenant, base: &Base) -> Strings {
    let mut all: Strings = tenant
        .languages
        .iter()
        .map(|language| {
            let texts = base.strings.get(language).cloned().unwrap_or_default();
            (language.clone(), Texts::of_base(texts))
        })
        .collect();
    let Some(fields) = fields else {
        return all;
    };
    for entry in fields.entries() {
        let Some(texts) = all.get_mut(&entry.key) else {
            let help = did_you_mean(&entry.key, tenant.languages.iter().map(String::as_str));
            let message = format!("`{}` is not one of the tenant's languages", entry.key);
            fields
                .findings()
                .add(Diagnostic::at(Code::Language, &entry.key_place, message).maybe_help(help));
            continue;
        };
        match &entry.value.kind {
            Kind::Table(table) => override_texts(table, "", texts, fields.findings()),
            _ => fields.findings().add(wrong_type(
                &entry.value,
                &fields.name(&entry.key),
                "a table of texts",
            )),
        }
    }
    all
}

fn override_texts(table: &Table, path: &str, texts: &mut Texts, findings: &Findings) {
    let fields = Fields::new(table, path, findings);
    for entry in fields.entries() {
        let key = fields.name(&entry.key);
        if let Kind::Table(inner) = &entry.value.kind {
            override_texts(inner, &key, texts, findings);
            continue;
        }
        let Some(text) = fields.text(&entry.key) else {
            continue;
        };
        match texts.get(&key).cloned() {
            Some(original) => {
                check_placeholders(&original, &text, findings);
                texts.set(&key, text.value);
            }
            None => {
                let help = did_you_mean(&key, texts.iter().map(|(key, _)| key.as_str()));
                let message = format!("the base client has no text `{key}`");
                findings.add(
                    Diagnostic::at(Code::StringUnknown, &entry.key_place, message).maybe_help(help),
                );
            }
        }
    }
}

/// An override may leave a placeholder out, but not make one up.
fn check_placeholders(original: &str, text: &Sourced<String>, findings: &Findings) {
    let known = placeholders(original);
    for name in placeholders(&text.value) {
        if known.contains(&name) {
            continue;
        }
        let help = did_you_mean(name, known.iter().copied())
            .unwrap_or_else(|| "this text of the base client has no placeholder".into());
        let message = format!("the base client does not fill `{{{name}}}` in this text");
        say(findings, Code::StringPlaceholder, text, message, &help);
    }
}

/// The names between braces: `{name}`.
fn placeholders(text: &str) -> Vec<&str> {
    let inner = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    let is_name = |name: &&str| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    inner.map(|(name, _)| name).filter(is_name).collect()
}

/// Reads `[features]` over the base client's defaults.
pub(super) fn features(fields: Option<Fields<'_>>, base: &Base) -> BTreeMap<String, bool> {
    let mut all: BTreeMap<String, bool> =
        base.features.iter().map(|(name, feature)| (name.clone(), feature.default)).collect();
    let Some(fields) = fields else {
        return all;
    };
    for entry in fields.entries() {
        let value = fields.bool(&entry.key);
        match all.get_mut(&entry.key) {
            Some(feature) => *feature = value.map_or(*feature, |value| value.value),
            None => {
                let help = did_you_mean(&entry.key, base.features.keys().map(String::as_str));
                let message = format!("the base client has no feature `{}`", entry.key);
                fields.findings().add(
                    Diagnostic::at(Code::FeatureUnknown, &entry.key_place, message)
                        .maybe_help(help),
                );
            }
        }
    }
    all
}

/// Reads the sections that the base client defines, with its defaults filled in.
pub(super) fn sections(
    fields: &Fields<'_>,
    base: &Base,
    extent: Extent,
) -> BTreeMap<String, serde_json::Value> {
    let mut all = BTreeMap::new();
    for (name, section) in &base.sections {
        let value = match fields.node(name) {
            Some(node) => {
                fields.findings().extend(section.check(name, node, extent));
                section.fill(node.to_json())
            }
            None => {
                if extent == Extent::Whole {
                    fields.findings().extend(section.check_unset(name, fields.place()));
                }
                section.unset()
            }
        };
        all.insert(name.clone(), value);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_names_between_braces() {
        let check = |text: &str, expect: &[&str]| assert_eq!(placeholders(text), expect, "{text}");
        check("Hello {name}, {count} new", &["name", "count"]);
        check("{{ 7*7 }} {} { x }", &[]);
        check("no }{ one", &[]);
    }
}

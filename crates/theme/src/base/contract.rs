//! `client.toml` as typed values. [`super::scan`] reads the files that it names.

use std::collections::BTreeMap;

use super::{Base, Feature, IconPaint, IconPlace, MenuPlace, Policy, Shortcuts};
use super::{foreign, parts, security};
use crate::lock;
use rebadge_art::color::{Meaning, Role};
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::Entry;
use rebadge_core::fields::{Fields, Findings};
use rebadge_core::output_path::OutputPath;
use rebadge_core::pattern::{Part, Pattern};
use rebadge_core::source::{Place, Sourced};

/// The keys that a theme of any base client may have.
pub(super) const THEME_TABLES: [&str; 16] = [
    "tenant",
    "legal",
    "brand",
    "colors",
    "icon",
    "launch",
    "fonts",
    "screenshots",
    "menu",
    "strings",
    "features",
    "extends",
    "abstract",
    "demo",
    "lock",
    "unset",
];

/// The names of folders and files that the contract points to.
#[derive(Debug, Default)]
pub(super) struct Pointers {
    pub(super) strings: Option<Sourced<String>>,
    pub(super) icons: Option<Sourced<String>>,
    pub(super) sbom: Option<Sourced<String>>,
    pub(super) starters: Vec<(String, Sourced<String>)>,
    pub(super) fonts: Vec<Sourced<String>>,
    pub(super) sections: Vec<(String, Sourced<String>)>,
    pub(super) adjustable: Vec<Sourced<String>>,
    pub(super) security: Option<super::Security>,
    pub(super) targets: Vec<TargetTable>,
}

/// `[targets.<name>]`.
#[derive(Debug)]
pub(super) struct TargetTable {
    pub(super) name: String,
    pub(super) root: Sourced<String>,
    pub(super) brand: Option<OutputPath>,
    pub(super) icons: Vec<IconPlace>,
    pub(super) inventory: Vec<Sourced<String>>,
    pub(super) common: Vec<Sourced<String>>,
    pub(super) escape: Vec<(String, Sourced<String>)>,
    pub(super) pages: Vec<(String, Sourced<String>)>,
    pub(super) screenshots: Vec<Sourced<String>>,
    pub(super) shortcuts: Option<Shortcuts>,
    pub(super) foreign: Option<foreign::Contract>,
    pub(super) parts: Vec<parts::Part>,
    pub(super) policy: Policy,
}

/// Reads everything but `[menu]`'s common part into `base`; gives back what is to be read from disk.
pub(super) fn read(fields: &Fields<'_>, base: &mut Base) -> Pointers {
    let findings = fields.findings();
    let mut pointers = Pointers::default();
    match fields.table("client") {
        Some(client) => read_client(client, base, &mut pointers),
        None => fields.missing("client"),
    }
    base.locks = lock::read(fields, "the base client");
    if let Some(brand) = fields.table("brand") {
        base.logo_on = roles(&brand, "logo-on").unwrap_or_default();
        base.protected = protected(&brand);
        brand.finish();
    }
    if base.logo_on.is_empty() {
        base.logo_on = vec![Role::Surface];
    }
    match fields.table("targets") {
        Some(targets) => pointers.targets = read_targets(&targets),
        None => fields.missing("targets"),
    }
    if let Some(features) = fields.table("features") {
        base.features = read_features(&features);
    }
    pointers.security =
        fields.table("security").and_then(|table| security::read(table, &base.roles));
    if let Some(sections) = fields.table("sections") {
        for entry in sections.entries() {
            if THEME_TABLES.contains(&entry.key.as_str()) {
                let message = format!("every theme has `[{}]`, it cannot be a section", entry.key);
                let problem = Diagnostic::at(Code::Contract, &entry.key_place, message);
                findings.add(problem.help("give the section another name"));
            }
            let path = sections.text(&entry.key);
            pointers.sections.extend(path.map(|path| (entry.key.clone(), path)));
        }
    }
    pointers
}

fn read_client(client: Fields<'_>, base: &mut Base, pointers: &mut Pointers) {
    let text = |key: &str| client.required_text(key).map(|text| text.value).unwrap_or_default();
    (base.id, base.name) = (text("id"), text("name"));
    if let Some(version) = client.required_text("version") {
        if let Some(place) = version.place() {
            check_name_part("version", &version.value, place, client.findings());
        }
        base.version = version.value;
    }
    let names = |key: &str| -> Vec<String> {
        let texts = client.texts(key).unwrap_or_default();
        texts.into_iter().map(|text| text.value).collect()
    };
    base.languages = names("languages");
    if base.languages.is_empty() {
        client.missing("languages");
    }
    pointers.adjustable = client.texts("adjustable").unwrap_or_default();
    (base.roles, base.views, base.badges) = (names("roles"), names("views"), names("badges"));
    base.unique = client
        .texts("unique")
        .iter()
        .flatten()
        .filter_map(|key| unique(key, client.findings()))
        .collect();
    pointers.strings = client.text("strings");
    pointers.icons = client.text("icons");
    pointers.sbom = client.text("sbom");
    pointers.starters = named_texts(&client, "starters");
    pointers.fonts = client.texts("fonts").unwrap_or_default();
    client.finish();
}

/// A key whose value no two tenants may share.
fn unique(key: &Sourced<String>, findings: &Findings) -> Option<Sourced<Pattern>> {
    let (reason, help) = match Pattern::parse(&key.value) {
        Ok(pattern) if pattern.parts().iter().all(|part| matches!(part, Part::Key(_))) => {
            return Some(key.clone().map(|_| pattern));
        }
        Ok(_) => (
            "`unique` takes whole keys, without `*`".to_owned(),
            "name each key, such as `updates.feed`",
        ),
        Err(error) => (error.to_string(), error.help()),
    };
    findings.add(Diagnostic::at(Code::Contract, key.place()?, reason).help(help));
    None
}

/// Whether a text can be part of a package's file name.
pub(super) fn is_name_part(value: &str) -> bool {
    let is_portable = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
    value.chars().all(is_portable) && OutputPath::new(value).is_ok()
}

/// A version and a target's name become part of a package's file name, and must not lead out of its folder.
fn check_name_part(what: &str, value: &str, place: &Place, findings: &Findings) {
    if !is_name_part(value) {
        let message = format!("the {what} `{value}` cannot be part of a package's name");
        let help = "use letters, digits, hyphens and dots";
        findings.add(Diagnostic::at(Code::Contract, place, message).help(help));
    }
}

fn read_features(features: &Fields<'_>) -> BTreeMap<String, Feature> {
    let mut all = BTreeMap::new();
    for entry in features.entries() {
        let Some(feature) = features.table(&entry.key) else {
            continue;
        };
        let default = feature.bool("default");
        if default.is_none() {
            feature.missing("default");
        }
        let summary = feature.text("summary").map(|text| text.value).unwrap_or_default();
        let default = default.is_some_and(|value| value.value);
        let translations = feature.table("translations").map(translations).unwrap_or_default();
        all.insert(entry.key.clone(), Feature { default, summary, translations });
        feature.finish();
    }
    all
}

/// Language → text.
fn translations(fields: Fields<'_>) -> BTreeMap<String, String> {
    let texts = fields.entries().iter().filter_map(|entry| {
        let text = fields.text(&entry.key)?;
        Some((entry.key.clone(), text.value))
    });
    let texts = texts.collect();
    fields.finish();
    texts
}

fn read_targets(targets: &Fields<'_>) -> Vec<TargetTable> {
    let mut all = Vec::new();
    for entry in targets.entries() {
        check_name_part("target", &entry.key, &entry.key_place, targets.findings());
        if let Some(target) = targets.table(&entry.key) {
            all.extend(read_target(entry, target));
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn read_target(entry: &Entry, fields: Fields<'_>) -> Option<TargetTable> {
    let findings = fields.findings();
    let root = fields.required_text("root");
    let foreign = foreign::read(&fields);
    let brand = match fields.text("brand") {
        Some(text) => Some(output_path(&text, findings)?),
        // A finished bundle takes what its edits name.
        None if foreign.is_some() => None,
        None => OutputPath::new("brand").ok(),
    };
    let icons = fields.tables("icons").into_iter().filter_map(icon_place).collect();
    let inventory = fields.texts("inventory").unwrap_or_default();
    let common = fields.texts("common").unwrap_or_default();
    let (escape, pages) = (named_texts(&fields, "escape"), named_texts(&fields, "pages"));
    let screenshots = fields.texts("screenshots").unwrap_or_default();
    let shortcuts = fields.table("shortcuts").and_then(shortcuts);
    let parts = fields.table("parts").map(parts::parts).unwrap_or_default();
    let policy = fields.table("policy").map(parts::policy).unwrap_or_default();
    fields.finish();
    Some(TargetTable {
        name: entry.key.clone(),
        root: root?,
        brand,
        icons,
        inventory,
        common,
        escape,
        pages,
        screenshots,
        shortcuts,
        foreign,
        parts,
        policy,
    })
}

/// How many shortcuts Android shows beside its own; browsers on desktops show more.
const SHORTCUTS: usize = 4;

fn shortcuts(fields: Fields<'_>) -> Option<Shortcuts> {
    let place = fields.required_text("place");
    let max = limit(&fields, "max").unwrap_or(SHORTCUTS);
    fields.finish();
    Some(Shortcuts { place: place?, max })
}

/// A table of texts under names that its author chose, as it is ordered.
fn named_texts(fields: &Fields<'_>, key: &str) -> Vec<(String, Sourced<String>)> {
    let table = fields.table(key);
    let texts = table.iter().flat_map(|table| {
        let entries = table.entries().iter();
        entries.filter_map(|entry| Some((entry.key.clone(), table.text(&entry.key)?)))
    });
    texts.collect()
}

fn icon_place(fields: Fields<'_>) -> Option<IconPlace> {
    let set = fields.required_text("set");
    let place = fields.required_text("place");
    let place = place.and_then(|text| output_path(&text, fields.findings()));
    fields.finish();
    Some(IconPlace { set: set?, place: place? })
}

fn output_path(text: &Sourced<String>, findings: &Findings) -> Option<OutputPath> {
    match OutputPath::new(&text.value) {
        Ok(path) => Some(path),
        Err(reason) => {
            let message = format!("the path `{}` {reason}", text.value);
            findings.add(Diagnostic::at(Code::AssetPath, text.place()?, message));
            None
        }
    }
}

/// Reads `[menu.targets]`: kind of target → the key of a list.
pub(super) fn read_opens(menu: &Fields<'_>) -> BTreeMap<String, Vec<String>> {
    let opens = named_texts(menu, "targets").into_iter().filter_map(|(kind, of)| {
        let place = of.place()?;
        let is_kind = kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        if !is_kind || ["view", "https", "mailto", "tel"].contains(&kind.as_str()) {
            let message = format!("`{kind}` cannot be a kind of target");
            let help = "use a-z and hyphens; `view`, `https`, `mailto` and `tel` are taken";
            menu.findings().add(Diagnostic::at(Code::Contract, place, message).help(help));
        }
        Some((kind, of.value.split('.').map(str::to_owned).collect()))
    });
    opens.collect()
}

/// Reads `[menu.places]`.
pub(super) fn read_places(menu: &Fields<'_>) -> BTreeMap<String, MenuPlace> {
    let mut all = BTreeMap::new();
    let Some(places) = menu.table("places") else {
        return all;
    };
    for entry in places.entries() {
        let Some(place) = places.table(&entry.key) else {
            continue;
        };
        let (max, label_max) = (limit(&place, "max"), limit(&place, "label-max"));
        let icon = place.table("icon").and_then(icon_paint);
        place.finish();
        all.insert(entry.key.clone(), MenuPlace { max, label_max, icon });
    }
    all
}

/// A number of at least 1.
fn limit(fields: &Fields<'_>, key: &str) -> Option<usize> {
    let number = fields.integer(key)?;
    let limit = usize::try_from(number.value).ok().filter(|limit| *limit > 0);
    if let (None, Some(at)) = (limit, number.place()) {
        let message = format!("`{key}` is {}, it must be at least 1", number.value);
        fields.findings().add(Diagnostic::at(Code::Contract, at, message));
    }
    limit
}

fn icon_paint(fields: Fields<'_>) -> Option<IconPaint> {
    let paint = fields.required_text("paint");
    let on = fields.required_text("on");
    let findings = fields.findings();
    let paint = paint.and_then(|text| match text.value.as_str() {
        "own" => Some(None),
        name => role(name, text.place()?, findings).map(Some),
    });
    let on = on.and_then(|text| role(&text.value, text.place()?, findings));
    fields.finish();
    Some(IconPaint { paint: paint?, on: on? })
}

fn roles(fields: &Fields<'_>, key: &str) -> Option<Vec<Role>> {
    let texts = fields.texts(key)?;
    let findings = fields.findings();
    Some(texts.iter().filter_map(|text| role(&text.value, text.place()?, findings)).collect())
}

/// Reads `protect`.
fn protected(brand: &Fields<'_>) -> BTreeMap<Meaning, Place> {
    let mut all = BTreeMap::new();
    for text in brand.texts("protect").unwrap_or_default() {
        let Some(place) = text.place() else { continue };
        if let Some(meaning) = Meaning::from_name(&text.value) {
            all.insert(meaning, place.clone());
            continue;
        }
        let help = did_you_mean(&text.value, Meaning::ALL.iter().map(|meaning| meaning.name()));
        let message = format!("`{}` is no meaning of colors", text.value);
        let problem = Diagnostic::at(Code::Contract, place, message);
        brand.findings().add(problem.maybe_help(help));
    }
    all
}

fn role(name: &str, place: &Place, findings: &Findings) -> Option<Role> {
    let role = Role::from_name(name);
    if role.is_none() {
        let help = did_you_mean(name, Role::ALL.iter().map(|role| role.name()));
        let message = format!("there is no color role `{name}`");
        findings.add(Diagnostic::at(Code::Contract, place, message).maybe_help(help));
    }
    role
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use rebadge_core::source::Source;

    fn check(value: &str, expect: usize) {
        let findings = Findings::default();
        let place = Place::file(&Source::new(Path::new("client.toml"), String::new()));
        check_name_part("version", value, &place, &findings);
        assert_eq!(findings.count(), expect, "{value:?}");
    }

    #[test]
    fn a_part_of_a_package_name_leads_nowhere() {
        check("1.0.0-rc.1+5", 0);
        check("web", 0);
        for bad in ["", "..", "../web", "a/b", "a b", "a\nb", "nul", "1."] {
            check(bad, 1);
        }
    }
}

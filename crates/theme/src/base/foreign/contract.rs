//! `[targets.<name>.foreign]`, `edits` and `allow`, as typed values.

use std::collections::BTreeMap;

use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::{Entry, Kind, Node};
use rebadge_core::fields::{Fields, Findings};
use rebadge_core::source::{Place, Sourced};
use rebadge_foreign::changes::Part;
use rebadge_foreign::edits::{
    self, Change, Edit, HtmlAction, HtmlRule, JsonRule, NameRule, PathShown, RampRule, Shown,
    TextRule, ValueId,
};
use rebadge_foreign::json::JsonValue;
use rebadge_foreign::names::Compounds;
use rebadge_foreign::paths::PathPattern;

use super::{
    Allowance, Allowed, AllowedPicture, EditValue, Extras, OldBrand, Server, ValueKind, languages,
    server,
};

/// What a contract says of a finished bundle.
#[derive(Debug)]
pub(crate) struct Contract {
    pub(crate) place: Place,
    pub(crate) bundle: Option<Sourced<String>>,
    pub(crate) sha256: Option<Sourced<String>>,
    pub(crate) old: OldBrand,
    pub(crate) hashed: Vec<Sourced<PathPattern>>,
    pub(super) maps: Extras,
    pub(super) siblings: Extras,
    pub(super) server: Server,
    pub(crate) languages: LanguageTable,
    pub(crate) edits: Vec<WrittenEdit>,
    pub(crate) values: Vec<EditValue>,
}

/// What a contract says of files that are of one language each.
#[derive(Debug, Default)]
pub(crate) struct LanguageTable {
    /// Where the files are, and where their paths have the language.
    pub(super) files: Vec<Sourced<PathPattern>>,
    /// Language of the client → how paths write it, where they write it otherwise.
    pub(super) names: BTreeMap<String, Vec<Sourced<String>>>,
    /// Where each language of `names` is.
    pub(super) name_places: BTreeMap<String, Place>,
    /// The languages that every tenant has, as paths write them.
    pub(super) always: Vec<Sourced<String>>,
}

/// An edit, with where the contract has it and its parts.
#[derive(Debug)]
pub(crate) struct WrittenEdit {
    pub(super) edit: Edit,
    pub(super) place: Place,
    /// Where each key of what it changes is.
    keys: BTreeMap<String, Place>,
    /// Where each pattern of its files is.
    files: Vec<Place>,
}

impl WrittenEdit {
    /// Where a part of it is; all of it where the contract has no such part.
    pub(super) fn place_of(&self, part: &Part) -> &Place {
        let place = match part {
            Part::Whole => None,
            Part::Key(key) => self.keys.get(key),
            Part::Files(number) => self.files.get(*number),
        };
        place.unwrap_or(&self.place)
    }
}

/// Licenses that let whoever ships a changed copy call it by another name (SPDX license list).
const PERMISSIVE: [&str; 26] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "ISC",
    "0BSD",
    "CC0-1.0",
    "EPL-2.0",
    "MPL-2.0",
    "PostgreSQL",
    "Unlicense",
    "Zlib",
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0-only",
    "GPL-3.0-or-later",
    "AGPL-3.0-only",
    "AGPL-3.0-or-later",
    "LGPL-2.0-only",
    "LGPL-2.0-or-later",
    "LGPL-2.1-only",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
];

/// Whether a license lets whoever ships a changed copy call it by another name: one of those of an `OR`, all of an `AND` (SPDX,
/// "License expressions"). One with brackets or exceptions is not known to.
fn is_permissive(license: &str) -> bool {
    let is_known = |id: &str| PERMISSIVE.contains(&id.trim());
    license.split(" OR ").any(|all| all.split(" AND ").all(is_known))
}

/// Reads `foreign`, `edits` and `allow` of a target; none where it has no `foreign`.
pub(crate) fn read(target: &Fields<'_>) -> Option<Contract> {
    let edits = target.tables("edits");
    let allow = target.tables("allow");
    let Some(fields) = target.table("foreign") else {
        if !edits.is_empty() || !allow.is_empty() {
            target.missing("foreign");
        }
        return None;
    };
    let findings = fields.findings();
    let texts = |key: &str| fields.texts(key).unwrap_or_default();
    let (mut allowed, mut pictures) = (Vec::new(), Vec::new());
    for fields in allow {
        match allowance(fields) {
            Some(Allowing::Name(allowance)) => allowed.push(allowance),
            Some(Allowing::Picture(picture)) => pictures.push(picture),
            None => {}
        }
    }
    let old = OldBrand {
        names: texts("names"),
        colors: texts("colors"),
        hosts: texts("hosts"),
        marks: texts("marks"),
        allowed,
        pictures,
    };
    let hashed = texts("hashed").iter().filter_map(|text| hashed(text, findings)).collect();
    // Source maps hold the old brand and the sources, and are asked for by open developer tools alone.
    let maps = extras(&fields, "maps").unwrap_or(Extras::Deleted);
    let siblings = extras(&fields, "siblings").unwrap_or(Extras::Kept);
    check_license(&fields);
    let languages = fields.table("languages").map(languages).unwrap_or_default();
    let server = fields.table("server").map(server::read).unwrap_or_default();
    let mut reading = Reading { values: Vec::new(), findings };
    let edits = edits.into_iter().filter_map(|edit| reading.edit(edit)).collect();
    let contract = Contract {
        place: fields.place().clone(),
        bundle: fields.text("bundle"),
        sha256: fields.text("sha256"),
        old,
        hashed,
        maps,
        siblings,
        server,
        languages,
        edits,
        values: reading.values,
    };
    fields.finish();
    Some(contract)
}

/// What becomes of some files: `delete` or `keep`.
fn extras(fields: &Fields<'_>, key: &str) -> Option<Extras> {
    let text = fields.text(key)?;
    match text.value.as_str() {
        "delete" => Some(Extras::Deleted),
        "keep" => Some(Extras::Kept),
        other => {
            let message = format!("`{key}` is `delete` or `keep`, not `{other}`");
            let place = text.place().unwrap_or(fields.place());
            fields.findings().add(Diagnostic::at(Code::Contract, place, message));
            None
        }
    }
}

/// A bundle must name its license, and one that may forbid another brand must say who allowed it.
fn check_license(fields: &Fields<'_>) {
    let allowed_by = fields.text("license-allowed-by");
    let Some(license) = fields.required_text("license") else { return };
    let is_known = is_permissive(&license.value);
    let is_allowed = allowed_by.is_some_and(|by| !by.value.trim().is_empty());
    if let (false, false, Some(place)) = (is_known, is_allowed, license.place()) {
        let message = format!("whether `{}` allows another brand is not known", license.value);
        let problem = Diagnostic::at(Code::Contract, place, message);
        fields.findings().add(problem.help(
            "write an SPDX id such as `MIT`, or who allowed it: `license-allowed-by = \"contract of 2026-03-01\"`",
        ));
    }
}

fn pattern(text: &Sourced<String>, findings: &Findings) -> Option<PathPattern> {
    match PathPattern::parse(&text.value) {
        Ok(pattern) => Some(pattern),
        Err(reason) => {
            let message = format!("`{}`: {reason}", text.value);
            findings.add(Diagnostic::at(Code::Contract, text.place()?, message));
            None
        }
    }
}

fn hashed(text: &Sourced<String>, findings: &Findings) -> Option<Sourced<PathPattern>> {
    let pattern = pattern(text, findings)?;
    if !pattern.has_hash() {
        let message = format!("`{pattern}` does not say where the hash is");
        let problem = Diagnostic::at(Code::Contract, text.place()?, message);
        findings.add(problem.help("write `{hash:8}` in its place, with its length"));
        return None;
    }
    Some(text.clone().map(|_| pattern))
}

/// Reads `languages`.
fn languages(fields: Fields<'_>) -> LanguageTable {
    let findings = fields.findings();
    let files = fields.texts("files").unwrap_or_default();
    if files.is_empty() {
        fields.missing("files");
    }
    let files = files.iter().filter_map(|text| of_language(text, findings)).collect();
    let name_places = places_of_keys(&fields, "names");
    let names = fields.table("names").map(|table| {
        let entries = table.entries().iter();
        let names =
            entries.filter_map(|entry| Some((entry.key.clone(), one_or_more(&table, &entry.key)?)));
        let names = names.collect();
        table.finish();
        names
    });
    let always = fields.texts("always").unwrap_or_default();
    fields.finish();
    LanguageTable { files, names: names.unwrap_or_default(), name_places, always }
}

/// A pattern of files of languages.
fn of_language(text: &Sourced<String>, findings: &Findings) -> Option<Sourced<PathPattern>> {
    let pattern = pattern(text, findings)?;
    if !pattern.has_language() {
        let message = format!("`{pattern}` does not say where the language is");
        let problem = Diagnostic::at(Code::Contract, text.place()?, message);
        findings.add(problem.help("write `{language}` in its place"));
        return None;
    }
    Some(text.clone().map(|_| pattern))
}

/// A text, or a list of texts.
pub(super) fn one_or_more(fields: &Fields<'_>, key: &str) -> Option<Vec<Sourced<String>>> {
    match fields.node(key).map(|node| &node.kind) {
        Some(Kind::Array(_)) => fields.texts(key),
        _ => fields.text(key).map(|text| vec![text]),
    }
}

/// What an entry of `allow` allows.
enum Allowing {
    Name(Allowance),
    Picture(AllowedPicture),
}

fn allowance(fields: Fields<'_>) -> Option<Allowing> {
    let place = fields.place().clone();
    let (text, host, picture) = (fields.text("text"), fields.text("host"), fields.text("picture"));
    let begins = fields.text("begins");
    let count = fields.integer("count").and_then(|count| usize::try_from(count.value).ok());
    let reason = fields.required_text("reason").map(|reason| reason.value);
    let findings = fields.findings();
    let files = files(&fields, "files", findings);
    fields.finish();
    let what = match (text, host, picture) {
        (Some(text), None, None) if begins.is_none() => Allowed::Text(text.value),
        (None, Some(host), None) if begins.is_none() => Allowed::Host(host.value),
        (None, None, Some(picture)) if files.as_ref().is_some_and(Vec::is_empty) => {
            let files = pattern(&picture, findings)?;
            let begins = begins.map(|begins| begins.value);
            return reason.map(|_| Allowing::Picture(AllowedPicture { files, begins, count }));
        }
        _ => {
            let message = "an allowance names a `text` or a `host`, with or without `files`, or a `picture`, with or without `begins`";
            findings.add(Diagnostic::at(Code::Contract, &place, message));
            return None;
        }
    };
    Some(Allowing::Name(Allowance { what, files: files?, count, reason: reason?, place }))
}

/// `files`, or what else names them: a pattern or several.
fn files(fields: &Fields<'_>, key: &str, findings: &Findings) -> Option<Vec<PathPattern>> {
    if fields.node(key).is_none() {
        return Some(Vec::new());
    }
    let texts = one_or_more(fields, key)?;
    let patterns: Vec<_> = texts.iter().filter_map(|text| pattern(text, findings)).collect();
    (patterns.len() == texts.len()).then_some(patterns)
}

/// Where the keys of a table are; none where the value is no table.
fn places_of_keys(fields: &Fields<'_>, key: &str) -> BTreeMap<String, Place> {
    match fields.node(key).map(|node| &node.kind) {
        Some(Kind::Table(table)) => {
            let place = |entry: &Entry| (entry.key.clone(), entry.key_place.clone());
            table.entries.iter().map(place).collect()
        }
        _ => BTreeMap::new(),
    }
}

/// Where the texts of a list are, or a text alone.
fn places_of_texts(fields: &Fields<'_>, key: &str) -> Vec<Place> {
    match fields.node(key) {
        None => Vec::new(),
        Some(Node { kind: Kind::Array(items), .. }) => {
            items.iter().map(|item| item.place.clone()).collect()
        }
        Some(node) => vec![node.place.clone()],
    }
}

struct Reading<'a> {
    values: Vec<EditValue>,
    findings: &'a Findings,
}

/// The keys of which an edit has one.
const CHANGES: [&str; 12] = [
    "html", "json", "name", "text", "color", "ramp", "css", "icons", "paths", "entries", "delete",
    "bump",
];

impl Reading<'_> {
    fn edit(&mut self, fields: Fields<'_>) -> Option<WrittenEdit> {
        let place = fields.place().clone();
        let set: Vec<&str> =
            CHANGES.into_iter().filter(|key| fields.entry(key).is_some()).collect();
        let [key] = set.as_slice() else {
            let message = match set.as_slice() {
                [] => "the edit changes nothing".to_owned(),
                [first, second, ..] => format!("the edit has both `{first}` and `{second}`"),
                [_] => unreachable!("it is matched above"),
            };
            let help =
                format!("an edit has one of {}", CHANGES.map(|key| format!("`{key}`")).join(", "));
            self.findings.add(Diagnostic::at(Code::Contract, &place, message).help(help));
            return None;
        };
        let count = fields.integer("count");
        let key_of_files = if *key == "delete" { "delete" } else { "files" };
        let files = files(&fields, key_of_files, self.findings);
        let places_of_files = places_of_texts(&fields, key_of_files);
        let keys = places_of_keys(&fields, key);
        let change = self.change(key, &fields);
        fields.finish();
        let count = match count {
            Some(count) => Some(usize::try_from(count.value).ok()?),
            None => None,
        };
        let edit = Edit { files: files?, count, change: change? };
        Some(WrittenEdit { edit, place, keys, files: places_of_files })
    }

    fn change(&mut self, key: &str, fields: &Fields<'_>) -> Option<Change> {
        Some(match key {
            "html" => Change::Html(self.html(fields.table("html")?)),
            "json" => Change::Json(self.json(fields.table("json")?)),
            "text" => Change::Text(self.texts(fields.table("text")?)),
            "color" => Change::Color(self.pairs_of(fields.table("color")?, ValueKind::Color)),
            "css" => Change::Css(self.value(fields.text("css")?, ValueKind::Css)),
            "bump" => Change::Bump(fields.text("bump")?.value),
            "icons" => Change::Icons(self.icons(fields.table("icons")?)),
            "paths" => Change::Paths(self.paths(fields.table("paths")?)),
            "entries" => {
                Change::Entries(languages::entries(fields.table("entries")?, self.findings))
            }
            "ramp" => Change::Ramp(self.ramp(fields.table("ramp")?)?),
            "name" => {
                let compounds = match fields.bool("compounds") {
                    Some(compounds) if compounds.value => Compounds::Replaced,
                    _ => Compounds::Kept,
                };
                let texts = |key: &str| {
                    let texts = fields.texts(key).unwrap_or_default();
                    texts.into_iter().map(|text| text.value).collect()
                };
                Change::Name(NameRule {
                    names: self.pairs(fields.table("name")?),
                    compounds,
                    languages: texts("languages"),
                    except: texts("except"),
                })
            }
            _ => Change::Delete,
        })
    }

    fn value(&mut self, text: Sourced<String>, kind: ValueKind) -> ValueId {
        self.values.push(EditValue { text, kind });
        self.values.len() - 1
    }

    /// Old text → new text. What the contract writes with tags or attributes is markup; a theme's values within tags are escaped.
    fn texts(&mut self, table: Fields<'_>) -> Vec<TextRule> {
        let pairs = self.pairs(table);
        let rules = pairs.into_iter().map(|(old, value)| {
            let EditValue { text, kind } = &mut self.values[value];
            let has_tags = edits::has_tags(&text.value);
            if has_tags {
                *kind = ValueKind::Markup;
            }
            let is_markup = has_tags || edits::has_attributes(&text.value);
            TextRule { old, value, is_markup }
        });
        rules.collect()
    }

    fn pairs(&mut self, table: Fields<'_>) -> Vec<(String, ValueId)> {
        self.pairs_of(table, ValueKind::Text)
    }

    fn pairs_of(&mut self, table: Fields<'_>, kind: ValueKind) -> Vec<(String, ValueId)> {
        let entries = table.entries().iter();
        let pairs: Vec<(String, Sourced<String>)> = entries
            .filter_map(|entry| Some((entry.key.clone(), table.text(&entry.key)?)))
            .collect();
        table.finish();
        pairs.into_iter().map(|(key, text)| (key, self.value(text, kind))).collect()
    }

    /// Pointer → a text, a number, `true` or `false`, a list; or a table that says what is done.
    fn json(&mut self, table: Fields<'_>) -> Vec<JsonRule> {
        let mut rules = Vec::new();
        for entry in table.entries() {
            let Some(node) = table.node(&entry.key) else { continue };
            let rule = |value, is_added| JsonRule { pointer: entry.key.clone(), value, is_added };
            if !matches!(node.kind, Kind::Table(_)) {
                rules.extend(self.json_value(node).map(|value| rule(Some(value), false)));
                continue;
            }
            let Some(fields) = table.table(&entry.key) else { continue };
            let (json, added) = (fields.text("json"), fields.node("add"));
            let is_removed = fields.bool("remove").is_some_and(|remove| remove.value);
            match (json, added, is_removed) {
                (Some(text), None, false) => {
                    let value = self.value(text, ValueKind::Json);
                    rules.push(rule(Some((value, JsonValue::Json)), false));
                }
                (None, Some(node), false) => {
                    rules.extend(self.json_value(node).map(|value| rule(Some(value), true)));
                }
                (None, None, true) => rules.push(rule(None, false)),
                _ => {
                    let message = "a table has one of `json`, `add` and `remove = true`";
                    self.findings.add(Diagnostic::at(Code::Contract, &node.place, message));
                }
            }
            fields.finish();
        }
        table.finish();
        rules
    }

    /// A text, which becomes a string, or what is JSON as it stands.
    fn json_value(&mut self, node: &Node) -> Option<(ValueId, JsonValue)> {
        let (text, kind, value) = match &node.kind {
            Kind::String(text) => (text.clone(), ValueKind::Text, JsonValue::Text),
            Kind::Datetime(_) => {
                self.wrong(node, "a text, a number, `true`, `false` or a list");
                return None;
            }
            _ => (node.to_json().to_string(), ValueKind::Json, JsonValue::Json),
        };
        Some((self.value(Sourced::written(text, node.place.clone()), kind), value))
    }

    /// Selector → a text for its content, `false` to remove it, or a table of attributes.
    fn html(&mut self, table: Fields<'_>) -> Vec<HtmlRule> {
        let mut rules = Vec::new();
        for entry in table.entries() {
            let rule = |action| HtmlRule { selector: entry.key.clone(), action };
            let Some(node) = table.node(&entry.key) else { continue };
            match &node.kind {
                Kind::String(text) => {
                    let text = Sourced::written(text.clone(), node.place.clone());
                    rules.push(rule(HtmlAction::Text(self.value(text, ValueKind::Text))));
                }
                Kind::Bool(false) => rules.push(rule(HtmlAction::Remove)),
                Kind::Table(_) => {
                    let Some(attributes) = table.table(&entry.key) else { continue };
                    rules.extend(self.attributes(&attributes).into_iter().map(rule));
                    attributes.finish();
                }
                _ => self.wrong(node, "a text, a table of attributes, or `false` to remove it"),
            }
        }
        table.finish();
        rules
    }

    fn attributes(&mut self, attributes: &Fields<'_>) -> Vec<HtmlAction> {
        let mut actions = Vec::new();
        for entry in attributes.entries() {
            let Some(node) = attributes.node(&entry.key) else { continue };
            match &node.kind {
                Kind::String(text) => {
                    let text = Sourced::written(text.clone(), node.place.clone());
                    actions.push(match entry.key.as_str() {
                        "+" => HtmlAction::Append(self.value(text, ValueKind::Markup)),
                        name => {
                            let value = self.value(text, ValueKind::Text);
                            HtmlAction::Attribute(name.to_owned(), value)
                        }
                    });
                }
                Kind::Bool(false) => actions.push(HtmlAction::Without(entry.key.clone())),
                _ => self.wrong(node, "a text, or `false` to remove the attribute"),
            }
        }
        actions
    }

    fn wrong(&self, node: &Node, expected: &str) {
        let message = format!("{expected} is needed, and not {}", node.kind.name());
        self.findings.add(Diagnostic::at(Code::WrongType, &node.place, message));
    }

    fn icons(&mut self, table: Fields<'_>) -> Vec<(PathPattern, Shown)> {
        let mut icons = Vec::new();
        for entry in table.entries() {
            let key = Sourced::written(entry.key.clone(), entry.key_place.clone());
            let (pattern, shown) =
                (pattern(&key, self.findings), self.named(&table, &entry.key, &Shown::ALL));
            icons.extend(pattern.zip(shown));
        }
        table.finish();
        icons
    }

    /// How path data begins → what is drawn instead.
    fn paths(&self, table: Fields<'_>) -> Vec<(String, PathShown)> {
        /// What is shorter begins too many paths.
        const LEAST: usize = 6;
        let mut paths = Vec::new();
        for entry in table.entries() {
            let Some(shown) = self.named(&table, &entry.key, &PathShown::ALL) else { continue };
            if entry.key.starts_with(['M', 'm']) && entry.key.len() >= LEAST {
                paths.push((entry.key.clone(), shown));
                continue;
            }
            let message = format!("`{}` is not how the data of one path begins", entry.key);
            let problem = Diagnostic::at(Code::Contract, &entry.key_place, message);
            self.findings.add(problem.help("copy its first numbers: `m1.138 30.423`"));
        }
        table.finish();
        paths
    }

    /// The picture that an entry of a table names.
    fn named<T: Copy>(&self, table: &Fields<'_>, key: &str, all: &[(T, &str)]) -> Option<T> {
        let what = table.text(key)?;
        let names = || all.iter().map(|(_, name)| *name);
        if let Some((shown, _)) = all.iter().find(|(_, name)| *name == what.value) {
            return Some(*shown);
        }
        let message = format!("there is no picture `{}`", what.value);
        let help = did_you_mean(&what.value, names());
        let list = || format!("one of {}", names().collect::<Vec<_>>().join(", "));
        let place = what.place().unwrap_or(table.place());
        let problem = Diagnostic::at(Code::Contract, place, message);
        self.findings.add(problem.help(help.unwrap_or_else(list)));
        None
    }

    fn ramp(&mut self, table: Fields<'_>) -> Option<RampRule> {
        let (from, to) = (table.required_text("from"), table.required_text("to"));
        let (dark, variables) = (table.text("dark"), table.required_text("variables"));
        let into = files(&table, "into", self.findings).unwrap_or_default();
        if into.is_empty() {
            table.missing("into");
        }
        table.finish();
        let light = self.value(to?, ValueKind::Color);
        let dark = dark.map_or(light, |dark| self.value(dark, ValueKind::Color));
        Some(RampRule { from: from?.value, light, dark, variables: variables?.value, into })
    }
}

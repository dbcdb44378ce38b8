//! `[targets.<name>.foreign.languages]`: which files of a bundle are of one language each, and which of them a tenant has.

use std::collections::{BTreeMap, BTreeSet};

use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::fields::{Fields, Findings};
use rebadge_core::source::{Place, Sourced};
use rebadge_foreign::bundle_file::BundleFile;
use rebadge_foreign::catalogs::{Catalogs, Unlisted};
use rebadge_foreign::entries::{EntryPattern, ListRule};
use rebadge_foreign::language::normal;
use rebadge_foreign::paths::PathPattern;
use rebadge_foreign::siblings::plain;

use super::Contract;
use super::contract::{LanguageTable, one_or_more};

/// Which languages of a finished bundle a tenant has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Languages {
    /// Language of the client → how the bundle writes it, where it does so otherwise.
    names: BTreeMap<String, Vec<String>>,
    /// Those that every tenant has.
    always: Vec<String>,
}

impl Languages {
    pub(super) fn new(table: &LanguageTable) -> Languages {
        let texts =
            |texts: &[Sourced<String>]| texts.iter().map(|text| normal(&text.value)).collect();
        let names = table.names.iter().map(|(name, written)| (normal(name), texts(written)));
        Languages { names: names.collect(), always: texts(&table.always) }
    }

    /// The languages of the bundle that ship for a tenant, as tags are compared.
    pub fn shipped(&self, tenant: &[String]) -> BTreeSet<String> {
        let own = tenant.iter().map(|language| normal(language));
        let named = own
            .clone()
            .flat_map(|language| self.names.get(&language).into_iter().flatten().cloned());
        own.chain(named).chain(self.always.iter().cloned()).collect()
    }
}

impl Contract {
    /// The files of a bundle that are of one language each.
    pub(super) fn catalogs(&self, files: &[BundleFile]) -> Catalogs {
        let patterns: Vec<PathPattern> =
            self.languages.files.iter().map(|pattern| pattern.value.clone()).collect();
        Catalogs::new(files, &patterns)
    }
}

/// How a list begins → how its entries do, which are of one language each.
pub(super) fn entries(table: Fields<'_>, findings: &Findings) -> Vec<ListRule> {
    let mut rules = Vec::new();
    for entry in table.entries() {
        let Some(texts) = one_or_more(&table, &entry.key) else { continue };
        if !ListRule::is_list(&entry.key) {
            let message = format!("`{}` does not end with the bracket of a list", entry.key);
            let problem = Diagnostic::at(Code::Contract, &entry.key_place, message);
            findings.add(problem.help("write how the list begins, up to its `{` or `[`"));
        }
        let entries = texts.iter().filter_map(|text| list_entry(text, findings)).collect();
        rules.push(ListRule { list: entry.key.clone(), entries });
    }
    table.finish();
    rules
}

fn list_entry(text: &Sourced<String>, findings: &Findings) -> Option<EntryPattern> {
    let pattern = EntryPattern::parse(&text.value);
    if let (None, Some(place)) = (&pattern, text.place()) {
        let message = format!("`{}` does not say once where the language is", text.value);
        let problem = Diagnostic::at(Code::Contract, place, message);
        findings.add(problem.help("write how an entry begins, with `{language}` in it"));
    }
    pattern
}

/// How many languages are named where one is not there.
const NAMED: usize = 12;

/// What a contract says of languages that the bundle has not, and what names files of a language where no list does.
pub(super) fn faults(
    contract: &Contract,
    catalogs: &Catalogs,
    (client, unlisted): (&[String], &[Unlisted]),
) -> Vec<Diagnostic> {
    let table = &contract.languages;
    let Some(first) = table.files.first() else { return Vec::new() };
    let place = first.place().unwrap_or(&contract.place);
    let mut faults = no_files(table, catalogs);
    faults.extend(strange(table, catalogs, (client, place)));
    faults.extend(client.iter().filter_map(|language| {
        let is_there = table.names.contains_key(language) || catalogs.has(language);
        let message = format!("the bundle has no file of the language `{language}`");
        let problem = Diagnostic::at(Code::Contract, place, message);
        (!is_there).then(|| problem.help(help(language, catalogs)))
    }));
    faults.extend(unlisted.iter().map(|one| {
        let more = match one.count {
            1 => String::new(),
            count => format!(", and {} more of such files", count - 1),
        };
        let message = format!(
            "`{}` names `{}`{more}, which a tenant without the language has not: `{}`",
            one.path, one.name, one.excerpt
        );
        let help = "name the list with an edit `entries`, or leave the file out of `languages`";
        Diagnostic::at(Code::Edit, place, message).help(help)
    }));
    faults
}

/// Patterns that no file has.
fn no_files<'a>(table: &LanguageTable, catalogs: &'a Catalogs) -> Vec<Diagnostic> {
    let name = |path: &'a String| plain(path).map_or(path.as_str(), |(name, _)| name);
    let is_used = |pattern: &&Sourced<PathPattern>| {
        catalogs.files.keys().map(name).any(|path| pattern.value.is_match(path))
    };
    let unused = table.files.iter().filter(|pattern| !is_used(pattern));
    let told = unused.filter_map(|pattern| {
        let message = format!("no file of the bundle matches `{}`", pattern.value);
        Some(Diagnostic::at(Code::Contract, pattern.place()?, message))
    });
    told.collect()
}

/// Names of languages that neither the client nor the bundle has.
fn strange(
    table: &LanguageTable,
    catalogs: &Catalogs,
    (client, place): (&[String], &Place),
) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for (language, written) in &table.names {
        if !client.contains(language) {
            let message = format!("`{language}` is not among the `languages` of the client");
            let at = table.name_places.get(language).unwrap_or(place);
            let near = did_you_mean(language, client.iter().map(String::as_str));
            told.push(Diagnostic::at(Code::Contract, at, message).maybe_help(near));
        }
        told.extend(written.iter().filter_map(|name| unknown(name, catalogs)));
    }
    // One that is not in files may have an entry of a list.
    let is_named = |name: &&Sourced<String>| !table.names.contains_key(&name.value);
    told.extend(table.always.iter().filter(is_named).filter_map(|name| unknown(name, catalogs)));
    told
}

/// A language, as paths write it, of which the bundle has no file.
fn unknown(name: &Sourced<String>, catalogs: &Catalogs) -> Option<Diagnostic> {
    if catalogs.has(&name.value) {
        return None;
    }
    let message = format!("the bundle has no file of the language `{}`", name.value);
    let near = did_you_mean(&name.value, catalogs.tags.iter().map(String::as_str));
    Some(Diagnostic::at(Code::Contract, name.place()?, message).maybe_help(near))
}

/// What to do about a language without files.
fn help(language: &str, catalogs: &Catalogs) -> String {
    let primary = |tag: &str| normal(tag).split('-').next().unwrap_or_default().to_owned();
    let is_near = |tag: &&String| primary(tag) == primary(language);
    let near: Vec<&String> = catalogs.tags.iter().filter(is_near).collect();
    let name = near.first().map_or("…", |tag| tag.as_str());
    let all: Vec<String> = if near.is_empty() { catalogs.tags.iter().collect() } else { near }
        .into_iter()
        .take(NAMED)
        .map(|tag| format!("`{tag}`"))
        .collect();
    format!(
        "the files have {}: write `names = {{ \"{language}\" = \"{name}\" }}`, or `[]` for one that is not in files",
        all.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_has_its_languages_and_those_that_all_have() {
        let names =
            [("zh-cn".to_owned(), vec!["zh-hans".to_owned()]), ("en".to_owned(), Vec::new())];
        let languages = Languages { names: names.into(), always: vec!["en-gb".to_owned()] };
        let check = |tenant: &[&str], expect: &[&str]| {
            let tenant: Vec<String> = tenant.iter().map(|tag| (*tag).to_owned()).collect();
            let found = languages.shipped(&tenant);
            assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expect);
        };
        check(&["zh-CN"], &["en-gb", "zh-cn", "zh-hans"]);
        check(&["en", "pt_BR"], &["en", "en-gb", "pt-br"]);
        check(&[], &["en-gb"]);
    }
}

//! What a contract says in one place of what is in another: lists of sections, conditions of parts, words of schemas.

use std::collections::BTreeSet;

use super::contract::THEME_TABLES;
use super::leads::{self, Nowhere};
use super::{Base, Ids, Is, Of, Section, Security, Use, When, Word, word};
use crate::lock::Lock;
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::Table;
use rebadge_core::fields::Findings;
use rebadge_core::pattern::Part as Key;
use rebadge_core::source::Place;

/// Lists that ids may be of, besides those of sections.
const LISTS: [&[&str]; 5] =
    [&["menu", "entries"], &["menu", "groups"], &["features"], &["views"], &["roles"]];

/// Checks a contract whose files were read, as it is written in this table.
pub(super) fn check(base: &Base, written: &Table, findings: &Findings) {
    let check = Check { base, written, findings };
    for (kind, of) in &base.opens {
        check.list(&["menu", "targets", kind], of);
    }
    if let Some(security) = &base.security {
        check.security(security);
    }
    let parts = base.targets.iter().flat_map(|target| &target.parts);
    parts.flat_map(|part| &part.when).for_each(|when| check.condition(when));
    base.locks.iter().for_each(|lock| check.lock(lock));
    check.tables();
    check.words();
}

struct Check<'a> {
    base: &'a Base,
    written: &'a Table,
    findings: &'a Findings,
}

impl Check<'_> {
    /// Where a key of the contract is written, or what it is in.
    fn place(&self, keys: &[&str]) -> &Place {
        let Some((first, rest)) = keys.split_first() else { return &self.written.place };
        let rest: Vec<String> = rest.iter().map(ToString::to_string).collect();
        let entry = self.written.get(first);
        entry.map_or(&self.written.place, |entry| &entry.value.follow(&rest).place)
    }

    fn say(&self, place: &Place, message: String, help: Option<String>) {
        self.findings.add(Diagnostic::at(Code::Contract, place, message).maybe_help(help));
    }

    fn nowhere(&self, place: &Place, what: &str, of: &str, nowhere: &Nowhere) {
        let help = did_you_mean(&nowhere.part, nowhere.known.iter().map(String::as_str));
        self.say(place, format!("{what}: no theme has `{of}`, for its `{}`", nowhere.part), help);
    }

    /// A key of the contract that names a list of a theme.
    fn list(&self, key: &[&str], of: &[String]) {
        let place = self.place(key);
        self.known(&format!("`{}`", key.join(".")), of, place);
    }

    fn known(&self, what: &str, of: &[String], place: &Place) {
        let names: Vec<&str> = of.iter().map(String::as_str).collect();
        let first = names.first().copied().unwrap_or_default();
        if LISTS.contains(&names.as_slice()) {
            return;
        }
        if LISTS.iter().any(|list| list.first() == Some(&first)) {
            let all: Vec<String> = LISTS.iter().map(|list| list.join(".")).collect();
            let message = format!("{what}: `{}` is no list of ids", of.join("."));
            return self.say(
                place,
                message,
                did_you_mean(&of.join("."), all.iter().map(String::as_str)),
            );
        }
        if !self.base.sections.contains_key(first) {
            let known = self.base.sections.keys().map(String::as_str);
            let message = format!("{what}: the base client has no section `{first}`");
            return self.say(place, message, did_you_mean(first, known));
        }
        if let Err(nowhere) = leads::from_root(self.base, &parts(of)) {
            self.nowhere(place, what, &of.join("."), &nowhere);
        }
    }

    fn security(&self, security: &Security) {
        for (kind, subject) in &security.kinds {
            if let Some(Ids::Of(of)) = &subject.ids {
                self.list(&["security", "on", kind, "of"], of);
            }
        }
        let place = self.place(&["security", "section"]);
        self.known("`security.section`", std::slice::from_ref(&security.section), place);
        if self.base.sections.get(&security.section).is_some_and(Section::is_list) {
            let message = format!("`security.section`: `{}` is a list", security.section);
            let help = "name a section that is a table: it holds `roles` and `rules`";
            self.say(place, message, Some(help.to_owned()));
        }
        if !security.issuer.is_empty() {
            self.list(&["security", "issuer"], &security.issuer);
        }
    }

    /// A lock: there is something that it keeps themes from.
    fn lock(&self, lock: &Lock) {
        let keys = lock.pattern.parts();
        let led = match keys {
            [Key::Key(first), ..]
                if first == "features" || self.base.sections.contains_key(first) =>
            {
                leads::from_root(self.base, keys)
            }
            [Key::Key(menu), Key::Key(layout), Key::Key(place), ..]
                if menu == "menu"
                    && layout == "layout"
                    && !self.base.places.contains_key(place) =>
            {
                Err(Nowhere {
                    part: place.clone(),
                    known: self.base.places.keys().cloned().collect(),
                })
            }
            [Key::Key(first), ..] if !THEME_TABLES.contains(&first.as_str()) => {
                let sections = self.base.sections.keys().cloned();
                let known = THEME_TABLES.into_iter().map(str::to_owned).chain(sections).collect();
                Err(Nowhere { part: first.clone(), known })
            }
            _ => Ok(()),
        };
        if let Err(nowhere) = led {
            self.nowhere(&lock.place, "`lock`", &lock.pattern.to_string(), &nowhere);
        }
    }

    /// A condition of a part: it may hold for some theme.
    fn condition(&self, when: &When) {
        let Some(place) = when.keys.place() else { return };
        let keys = when.keys.value.parts();
        let first = when.keys.value.first();
        let is_root = |name| name == "features" || self.base.sections.contains_key(name);
        match first {
            Some("demo") if keys.len() == 1 => {}
            Some(name) if !is_root(name) => {
                let help = "write a key of `features`, of a section, or `demo`";
                self.say(
                    place,
                    format!("no theme has `{}`", when.keys.value),
                    Some(help.to_owned()),
                );
            }
            _ => {
                if let Err(nowhere) = leads::from_root(self.base, keys) {
                    self.nowhere(place, "`when`", &when.keys.value.to_string(), &nowhere);
                }
            }
        }
    }

    /// Checks that the tables of texts that parts name are there.
    fn tables(&self) {
        let keys = self.base.strings.values().flat_map(|texts| texts.keys());
        let known: BTreeSet<&str> = keys.filter_map(|key| Some(key.split_once('.')?.0)).collect();
        let named = self
            .base
            .targets
            .iter()
            .flat_map(|target| &target.parts)
            .flat_map(|part| &part.strings);
        for table in named.filter(|table| !known.contains(table.value.as_str())) {
            let Some(at) = table.place() else { continue };
            let message = format!("no language has the table of texts `{}`", table.value);
            let help = did_you_mean(&table.value, known.iter().copied());
            self.say(at, message, help);
        }
    }

    /// Words of schemas that name what is elsewhere.
    fn words(&self) {
        for (name, section) in self.base.sections.iter().filter(|(_, section)| section.has_words())
        {
            let place = self.place(&["sections", name]);
            let all = word::words(section.schema()).into_iter();
            for (at, word) in all.filter_map(|(at, word)| Some((at, word.ok()?))) {
                self.word(&format!("`sections.{name}{at}`"), word, place);
            }
            for one in leads::beside(name, section.schema()) {
                if let Some(nowhere) = &one.nowhere {
                    let help =
                        did_you_mean(&nowhere.part, nowhere.known.iter().map(String::as_str));
                    let message = format!(
                        "`x-rebadge` of `{}`: there is no `{}` where it points to",
                        one.key, nowhere.part
                    );
                    self.say(place, message, help);
                }
            }
        }
    }

    fn word(&self, what: &str, word: Word, place: &Place) {
        match word.is {
            Some(Is::Icon { place: Some(own) }) if !self.base.places.contains_key(&own) => {
                let help = did_you_mean(&own, self.base.places.keys().map(String::as_str));
                self.say(place, format!("{what}: the menu has no place `{own}`"), help);
            }
            Some(Is::Id(Of::Key(of))) => self.known(what, &of, place),
            Some(Is::Document { links, .. }) => {
                for of in [links.sources, links.verbs].into_iter().flatten() {
                    self.known(what, &of, place);
                }
            }
            Some(Is::Host(uses)) if uses.is_empty() => {
                let help = format!("`for` takes {}", Use::ALL.map(Use::name).join(", "));
                self.say(place, format!("{what}: a host is for nothing"), Some(help));
            }
            _ => {}
        }
    }
}

/// Keys as they are written between dots: `*` is each item.
fn parts(of: &[String]) -> Vec<Key> {
    let part = |key: &String| if key == "*" { Key::One } else { Key::Key(key.clone()) };
    of.iter().map(part).collect()
}

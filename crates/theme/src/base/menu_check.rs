//! Checks of the base client's own menu: every name exists, and every entry is complete. They run once, not per tenant.

use super::Base;
use crate::menu::EntryTable;
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::fields::Findings;
use rebadge_core::source::Sourced;

/// Checks the menu of a contract.
pub(super) fn check(base: &Base, findings: &Findings) {
    let checker = Checker { base, findings };
    checker.layout();
    checker.shortcuts();
    base.menu.entries.iter().for_each(|entry| checker.entry(entry));
}

struct Checker<'a> {
    base: &'a Base,
    findings: &'a Findings,
}

impl Checker<'_> {
    fn layout(&self) {
        let entries: Vec<&str> =
            self.base.menu.entries.iter().map(|entry| entry.id.value.as_str()).collect();
        for (name, list) in &self.base.menu.layout {
            if !self.base.places.contains_key(name) {
                let message = format!("`menu.layout` has `{name}`, `menu.places` has not");
                self.findings.add(Diagnostic::at(Code::Contract, &list.key_place, message));
            }
            list.ids.iter().for_each(|id| self.known(Some(id), "menu entry", &entries));
        }
    }

    /// Their icons are drawn as their place paints them: it must be there, and say how.
    fn shortcuts(&self) {
        let places = names(self.base.places.keys());
        for shortcuts in self.base.targets.iter().filter_map(|target| target.shortcuts.as_ref()) {
            let name = &shortcuts.place.value;
            self.known(Some(&shortcuts.place), "place of the menu", &places);
            let place = self.base.places.get(name).filter(|place| place.icon.is_none());
            if let (Some(_), Some(at)) = (place, shortcuts.place.place()) {
                let message = format!("`menu.places.{name}` does not say how icons are painted");
                let help = "give it an `icon`, such as `{ paint = \"on-primary-container\", on = \"primary-container\" }`";
                self.findings.add(Diagnostic::at(Code::Contract, at, message).help(help));
            }
        }
    }

    fn entry(&self, entry: &EntryTable) {
        let id = &entry.id.value;
        let lacks = [
            ("label", entry.label.is_none()),
            ("icon", entry.icon.is_none()),
            ("target", entry.target.is_none()),
        ];
        for (key, _) in lacks.iter().filter(|(_, is_missing)| *is_missing) {
            let message = format!("`{key}` is missing from the menu entry `{id}`");
            self.findings.add(Diagnostic::at(Code::MissingKey, &entry.place, message));
        }
        let base = self.base;
        self.known(entry.icon.as_ref(), "icon", &names(base.icons.keys()));
        self.known(entry.badge.as_ref(), "badge", &names(&base.badges));
        self.known(entry.group.as_ref(), "group", &names(base.menu.groups.keys()));
        let roles = names(&base.roles);
        entry.roles.iter().flatten().for_each(|role| self.known(Some(role), "role", &roles));
        self.target(entry);
        self.languages(entry);
    }

    fn target(&self, entry: &EntryTable) {
        let view = entry.target.as_ref().and_then(|target| {
            let view = target.value.strip_prefix("view:")?.to_owned();
            Some(target.clone().map(|_| view))
        });
        self.known(view.as_ref(), "view", &names(&self.base.views));
    }

    fn languages(&self, entry: &EntryTable) {
        let Some(label) = &entry.label else {
            return;
        };
        let lacks = |language: &&String| label.text(language).is_none();
        for language in self.base.languages.iter().filter(lacks) {
            let message = format!("the label of `{}` has no text in `{language}`", entry.id.value);
            self.findings.add(Diagnostic::at(Code::LabelMissing, &label.place, message));
        }
    }

    fn known(&self, name: Option<&Sourced<String>>, what: &str, known: &[&str]) {
        let Some((name, place)) = name.and_then(|name| Some((name, name.place()?))) else {
            return;
        };
        if !known.contains(&name.value.as_str()) {
            let help = did_you_mean(&name.value, known.iter().copied());
            let message = format!("the base client has no {what} `{}`", name.value);
            self.findings.add(Diagnostic::at(Code::Contract, place, message).maybe_help(help));
        }
    }
}

fn names<'a>(names: impl IntoIterator<Item = &'a String>) -> Vec<&'a str> {
    names.into_iter().map(String::as_str).collect()
}

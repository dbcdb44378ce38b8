//! `[menu]`: the theme's entries and lists over the base client's.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::assets::Assets;
use super::lists::Lists;
use super::text::{check_language, is_url, say};
use super::{Menu, MenuEntry, MenuGroup, PlaceList, Target, Tenant};
use crate::base::Base;
use crate::menu::{self, EntryTable, Label, LabelTexts, MenuTable};
use rebadge_art::artwork::Artwork;
use rebadge_art::vector::Fonts;
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::fields::{Fields, Findings};
use rebadge_core::source::{Source, Sourced};

/// What a menu is resolved with.
pub(super) struct Context<'a> {
    pub(super) base: &'a Base,
    pub(super) lists: &'a Lists<'a>,
    pub(super) tenant: &'a Tenant,
    pub(super) assets: &'a Assets<'a>,
    pub(super) fonts: &'a Fonts,
    /// The theme's own file.
    pub(super) source: &'a Arc<Source>,
    /// The entries of the base client that the theme removes.
    pub(super) removed: &'a BTreeSet<String>,
    pub(super) findings: &'a Findings,
}

/// Reads `[menu]`.
pub(super) fn menu(fields: Option<Fields<'_>>, context: &Context<'_>) -> Menu {
    let own = fields.map(|fields| {
        let table = menu::read(&fields);
        fields.finish();
        table
    });
    context.resolve(&own.unwrap_or_default())
}

impl Context<'_> {
    fn resolve(&self, own: &MenuTable) -> Menu {
        let tables = self.merge(own);
        let mut result = Menu::default();
        for (id, label) in self.base.menu.groups.iter().chain(&own.groups) {
            let group = MenuGroup { place: label.place.clone(), label: self.texts(label) };
            result.groups.insert(id.clone(), group);
        }
        let labels = own.entries.iter().filter_map(|entry| entry.label.as_ref());
        labels.chain(own.groups.values()).for_each(|label| self.check_languages(label));
        let lists = self.lists(own);
        for (name, list) in &lists {
            for id in &list.ids {
                self.place(id, own, &tables, &mut result);
            }
            let ids = list.ids.iter().map(|id| id.value.clone());
            let ids = ids.filter(|id| result.entries.contains_key(id)).collect();
            let place = list.place.clone();
            result
                .places
                .insert((*name).to_owned(), PlaceList { ids, written: list.ids.len(), place });
        }
        let is_placed =
            |id: &str| lists.iter().any(|(_, list)| list.ids.iter().any(|i| i.value == id));
        // What a parent brings is an offer; only what the theme writes itself must be shown.
        let written = own.entries.iter();
        let written = written.filter(|entry| Arc::ptr_eq(&entry.place.source, self.source));
        let unplaced: Vec<&EntryTable> =
            written.filter(|entry| !is_placed(&entry.id.value)).collect();
        // What else is wrong with such an entry is said at once too.
        let tables_of = unplaced.iter().filter_map(|entry| tables.get(entry.id.value.as_str()));
        tables_of.for_each(|table| drop(self.entry(table, true, &result)));
        result.unplaced = unplaced.into_iter().map(last_written).collect();
        self.check_unplaced_icons(own, &result);
        result
    }

    /// The base client's entries with what the theme changes, and the theme's own.
    fn merge<'a>(&'a self, own: &'a MenuTable) -> BTreeMap<&'a str, Cow<'a, EntryTable>> {
        let mut all: BTreeMap<&str, Cow<'_, EntryTable>> = BTreeMap::new();
        let of_base = self.base.menu.entries.iter();
        let of_base = of_base.filter(|entry| !self.removed.contains(&entry.id.value));
        for entry in of_base.chain(&own.entries) {
            let id = entry.id.value.as_str();
            let merged = match all.remove(id) {
                Some(under) => Cow::Owned(over(entry.clone(), under.into_owned())),
                None => Cow::Borrowed(entry),
            };
            all.insert(id, merged);
        }
        all
    }

    /// The list of every place: the theme's, else the base client's.
    fn lists<'a>(&'a self, own: &'a MenuTable) -> Vec<(&'a str, &'a menu::Layout)> {
        for (name, list) in &own.layout {
            if !self.base.places.contains_key(name) {
                let help = did_you_mean(name, self.base.places.keys().map(String::as_str));
                let message = format!("the base client has no menu place `{name}`");
                self.findings.add(
                    Diagnostic::at(Code::UnknownKey, &list.key_place, message).maybe_help(help),
                );
            }
        }
        let places = self.base.places.keys();
        places
            .filter_map(|name| {
                let list = own.layout.get(name).or_else(|| self.base.menu.layout.get(name))?;
                Some((name.as_str(), list))
            })
            .collect()
    }

    /// Resolves the entry that a list names, once.
    fn place(
        &self,
        id: &Sourced<String>,
        own: &MenuTable,
        tables: &BTreeMap<&str, Cow<'_, EntryTable>>,
        menu: &mut Menu,
    ) {
        if menu.entries.contains_key(&id.value) {
            return;
        }
        let Some(table) = tables.get(id.value.as_str()) else {
            let help = did_you_mean(&id.value, tables.keys().copied());
            let message = format!("there is no menu entry `{}`", id.value);
            return say(self.findings, Code::MenuEntry, id, message, &help.unwrap_or_default());
        };
        let is_own = own.entries.iter().any(|entry| entry.id.value == id.value);
        if let Some(entry) = self.entry(table, is_own, menu) {
            menu.entries.insert(id.value.clone(), entry);
        }
    }

    fn entry(&self, table: &EntryTable, is_own: bool, menu: &Menu) -> Option<MenuEntry> {
        let missing = |key: &str, is_missing: bool| {
            if is_missing && is_own {
                let message =
                    format!("`{key}` is missing from the menu entry `{}`", table.id.value);
                let place = table.id.place().unwrap_or(&table.place);
                self.findings.add(Diagnostic::at(Code::MissingKey, place, message));
            }
        };
        missing("label", table.label.is_none());
        missing("icon", table.icon.is_none());
        missing("target", table.target.is_none());
        let icon = table.icon.as_ref().and_then(|name| self.icon(name));
        let target = table.target.as_ref().and_then(|target| self.target(target));
        let badge = self.known(table.badge.as_ref(), "badge", &self.base.badges);
        let groups: Vec<String> = menu.groups.keys().cloned().collect();
        let group = self.known(table.group.as_ref(), "group", &groups);
        let roles = table.roles.iter().flatten();
        let roles = roles.map(|role| self.known(Some(role), "role", &self.lists.roles)).collect();
        let label = table.label.as_ref()?;
        Some(MenuEntry {
            place: table.place.clone(),
            label_place: label.place.clone(),
            label: self.texts(label),
            icon: icon?,
            badge,
            target: target?,
            roles,
            group,
        })
    }

    fn texts(&self, label: &Label) -> BTreeMap<String, Sourced<String>> {
        let languages = self.tenant.languages.iter();
        languages
            .filter_map(|language| Some((language.clone(), label.text(language)?.clone())))
            .collect()
    }

    /// A text in a language that the base client does not know is never shown.
    fn check_languages(&self, label: &Label) {
        let LabelTexts::ByLanguage(texts) = &label.texts else {
            return;
        };
        for (language, text) in texts {
            check_language(language, text, self.base, self.findings);
        }
    }

    /// An icon: a file where the theme names one with its ending, else one of the base client's set.
    fn icon(&self, name: &Sourced<String>) -> Option<Sourced<Arc<Artwork>>> {
        if is_file_name(&name.value) {
            let artwork = self.assets.image(name, self.fonts)?;
            return Some(name.clone().map(|_| artwork));
        }
        if let Some(artwork) = self.base.icons.get(&name.value) {
            return Some(name.clone().map(|_| Arc::clone(artwork)));
        }
        let help = did_you_mean(&name.value, self.base.icons.keys().map(String::as_str));
        let message = format!("the base client's set has no icon `{}`", name.value);
        let help = help.unwrap_or_default() + "; a file of the theme is named with its ending";
        say(self.findings, Code::MenuIcon, name, message, help.trim_start_matches("; "));
        None
    }

    fn target(&self, target: &Sourced<String>) -> Option<Target> {
        let Some(view) = target.value.strip_prefix("view:") else {
            if is_url(&target.value) {
                return Some(Target::Url(target.value.clone()));
            }
            return self.item(target);
        };
        if self.base.views.iter().any(|known| known == view) {
            return Some(Target::View(view.to_owned()));
        }
        let help = did_you_mean(view, self.base.views.iter().map(String::as_str));
        let message = format!("the base client has no view `{view}`");
        say(self.findings, Code::MenuTarget, target, message, &help.unwrap_or_default());
        None
    }

    /// A target that a section has, as the contract says.
    fn item(&self, target: &Sourced<String>) -> Option<Target> {
        let opens = &self.base.opens;
        let written = target.value.split_once(':');
        let Some((kind, id, of)) =
            written.and_then(|(kind, id)| Some((kind, id, opens.get(kind)?)))
        else {
            let message = format!("`{}` is no target", target.value);
            let kinds: String = opens.keys().map(|kind| format!(", `{kind}:<id>`")).collect();
            let help = format!("write `view:<id>`{kinds}, or an `https:`, `mailto:` or `tel:` URL");
            say(self.findings, Code::MenuTarget, target, message, &help);
            return None;
        };
        let ids = self.lists.ids(of);
        if ids.iter().any(|known| known == id) {
            return Some(Target::Item { kind: kind.to_owned(), id: id.to_owned() });
        }
        let help = did_you_mean(id, ids.iter().map(String::as_str));
        let message = format!("`{}` has no `{id}`", of.join("."));
        say(self.findings, Code::MenuTarget, target, message, &help.unwrap_or_default());
        None
    }

    /// A name that the base client or the theme must know; empty where there is none.
    fn known(&self, name: Option<&Sourced<String>>, what: &str, known: &[String]) -> String {
        let Some(name) = name else {
            return String::new();
        };
        if !known.contains(&name.value) {
            let help = did_you_mean(&name.value, known.iter().map(String::as_str));
            let message = format!("there is no {what} `{}`", name.value);
            say(self.findings, Code::MenuName, name, message, &help.unwrap_or_default());
        }
        name.value.clone()
    }

    /// What an entry names counts as read even when no place shows the entry: that is said of the entry itself.
    fn check_unplaced_icons(&self, own: &MenuTable, menu: &Menu) {
        for entry in &own.entries {
            let is_placed = menu.entries.contains_key(&entry.id.value);
            if let (false, Some(icon)) = (is_placed, &entry.icon) {
                let _ = is_file_name(&icon.value).then(|| self.assets.image(icon, self.fonts));
            }
        }
    }
}

/// The id of an entry, at the place where the highest layer writes of the entry.
fn last_written(entry: &EntryTable) -> Sourced<String> {
    if entry.id.place().is_some_and(|id| id.source == entry.place.source) {
        entry.id.clone()
    } else {
        Sourced::written(entry.id.value.clone(), entry.place.clone())
    }
}

/// Whether an icon's name means a file of the theme.
fn is_file_name(name: &str) -> bool {
    name.contains(['/', '.'])
}

/// An entry of the theme over one of the base client.
fn over(own: EntryTable, under: EntryTable) -> EntryTable {
    EntryTable {
        label: own.label.or(under.label),
        icon: own.icon.or(under.icon),
        badge: own.badge.or(under.badge),
        target: own.target.or(under.target),
        roles: own.roles.or(under.roles),
        group: own.group.or(under.group),
        place: own.place,
        id: own.id,
    }
}

//! Merges the layers of a theme into one table. Every value keeps the place where it was written, and every step is
//! remembered in the [`Lineage`].

use std::collections::{BTreeMap, BTreeSet};
use std::slice;
use std::sync::{Arc, OnceLock};

use super::document::Document;
use super::leaves;
use super::lineage::{Act, Lineage, Set, parts};
use super::screenshots;
use crate::base::Base;
use crate::shape;
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::{Entry, Kind, Node, Table};
use rebadge_core::fields::Findings;
use rebadge_core::pattern::Pattern;
use rebadge_core::source::Place;

/// A theme's layers as one table.
#[derive(Debug)]
pub struct Layered {
    /// All that the layers set; nothing of the base client's defaults.
    pub table: Table,
    /// Where it comes from.
    pub lineage: Lineage,
    /// The menu entries of the base client that a layer removed.
    pub removed_entries: BTreeSet<String>,
}

/// The keys of `[tenant]` that are one tenant's own and never inherited.
const OWN: [&str; 5] = ["id", "name", "short-name", "domain", "application-id"];

/// What gives way when a theme sets a key that it would otherwise be derived from: a logo of its own must not stand
/// beside the app icon that was drawn for its parent's.
const FOLLOWS: [(&str, &[&str]); 3] = [
    ("brand.logo", &["brand.logo-dark", "icon.**", "launch.branding"]),
    (
        "icon.mark",
        &["icon.monochrome", "icon.padding", "icon.dark", "icon.tinted", "icon.notification"],
    ),
    (
        "brand.color",
        &[
            "brand.accent",
            "colors.*.primary",
            "colors.*.on-primary",
            "colors.*.primary-container",
            "colors.*.on-primary-container",
            "colors.*.secondary",
            "colors.*.on-secondary",
            "colors.*.secondary-container",
            "colors.*.on-secondary-container",
            "colors.*.link",
        ],
    ),
];

/// [`FOLLOWS`] with its patterns read.
fn follows() -> &'static [(&'static str, Vec<Pattern>)] {
    static READ: OnceLock<Vec<(&str, Vec<Pattern>)>> = OnceLock::new();
    let patterns =
        |texts: &[&str]| texts.iter().filter_map(|text| Pattern::parse(text).ok()).collect();
    READ.get_or_init(|| FOLLOWS.iter().map(|(key, texts)| (*key, patterns(texts))).collect())
}

/// Merges layers, the lowest first.
pub fn merge(layers: Vec<Arc<Document>>, base: &Base, findings: &Findings) -> Layered {
    let own = layers.last().map(|own| Place::file(&own.source));
    let place = own.unwrap_or_else(|| Place::file(&base.source));
    let mut merge = Merge {
        base,
        findings,
        path: Vec::new(),
        lineage: Lineage { locks: base.locks.clone(), ..Lineage::default() },
        removed: BTreeSet::new(),
        is_own: false,
    };
    let mut table = Table { place, entries: Vec::new() };
    for (at, layer) in layers.iter().enumerate() {
        merge.is_own = at + 1 == layers.len();
        merge.layer(&mut table, layer);
    }
    merge.lineage.layers = layers;
    point_to_own(&mut table);
    Layered { table, lineage: merge.lineage, removed_entries: merge.removed }
}

/// What a table as a whole lacks is missing from the theme itself, wherever its parents wrote the table's header.
fn point_to_own(table: &mut Table) {
    let own = table.place.clone();
    for entry in &mut table.entries {
        match &mut entry.value.kind {
            Kind::Table(inner) if inner.place.source != own.source => inner.place = own.clone(),
            _ => {}
        }
    }
}

pub(super) struct Merge<'a> {
    pub(super) base: &'a Base,
    pub(super) findings: &'a Findings,
    /// The key that is being merged.
    pub(super) path: Vec<String>,
    pub(super) lineage: Lineage,
    /// Menu entries that are gone, also those of the base client.
    pub(super) removed: BTreeSet<String>,
    /// Whether the layer is the theme itself.
    pub(super) is_own: bool,
}

impl Merge<'_> {
    fn layer(&mut self, table: &mut Table, layer: &Document) {
        let foreign = screenshots::foreign(table, layer);
        self.forget_identity(table);
        let unknown = if self.is_own { self.unknown_patterns(layer) } else { Vec::new() };
        self.unset(table, layer, &unknown);
        self.give_way(table, layer);
        if let Some((key, place)) = foreign {
            self.drop_screenshots(table, key, place);
        }
        let entries: Vec<&Entry> = layer.entries().collect();
        self.entries(table, &entries);
        self.take_from_lists(table, layer);
        self.lineage.locks.extend(layer.locks.iter().cloned());
    }

    fn forget_identity(&mut self, table: &mut Table) {
        let tenant = table.entries.iter_mut().find(|entry| entry.key == "tenant");
        if let Some(Entry { value: Node { kind: Kind::Table(tenant), .. }, .. }) = tenant {
            tenant.entries.retain(|entry| !OWN.contains(&entry.key.as_str()));
            for key in OWN {
                self.lineage.sets.remove(&format!("tenant.{key}"));
            }
        }
    }

    /// Says which patterns of `lock` and `unset` no key can match.
    fn unknown_patterns(&self, layer: &Document) -> Vec<Place> {
        let locks = layer.locks.iter().map(|lock| (&lock.pattern, &lock.place));
        let unset = layer.unset.iter().filter_map(|text| Some((&text.value, text.place()?)));
        let patterns: Vec<(&Pattern, &Place)> = locks.chain(unset).collect();
        if patterns.is_empty() {
            return Vec::new();
        }
        let shape = shape::values(self.base);
        let mut places = Vec::new();
        for (pattern, place) in patterns {
            if let Err(unknown) = shape::covers(&shape, pattern) {
                let within = match unknown.before.as_str() {
                    "" => "a theme".to_owned(),
                    before => format!("`{before}`"),
                };
                let message = format!("{within} has no key `{}`", unknown.key);
                let help = did_you_mean(&unknown.key, unknown.known.iter().map(String::as_str));
                let problem = Diagnostic::at(Code::UnknownKey, place, message);
                self.findings.add(problem.maybe_help(help));
                places.push(place.clone());
            }
        }
        places
    }

    fn unset(&mut self, table: &mut Table, layer: &Document, unknown: &[Place]) {
        for pattern in &layer.unset {
            let Some(place) = pattern.place() else {
                continue;
            };
            let taken = leaves::take(table, slice::from_ref(&pattern.value), |_| false);
            if taken.is_empty() && !unknown.contains(place) {
                let message = format!("nothing is inherited for `{}`", pattern.value);
                let help = "remove it; what the base client says is not unset but overridden";
                self.findings.add(Diagnostic::at(Code::OverrideUnknown, place, message).help(help));
            }
            for path in taken {
                self.path = path;
                self.record(place, Act::Unset);
            }
            self.path.clear();
        }
    }

    /// Takes away what was derived from a key that this layer sets anew, except what is locked.
    fn give_way(&mut self, table: &mut Table, layer: &Document) {
        for (key, followers) in follows() {
            let parts: Vec<&str> = key.split('.').collect();
            let Some(place) = set_at(&layer.table, &parts) else {
                continue;
            };
            let is_locked = |path: &[&str]| self.lineage.locks_of(path).next().is_some();
            for path in leaves::take(table, followers, is_locked) {
                let set = Set { place: place.clone(), act: Act::GaveWay((*key).to_owned()) };
                self.lineage.sets.entry(path.join(".")).or_default().push(set);
            }
        }
    }

    pub(super) fn entries(&mut self, under: &mut Table, over: &[&Entry]) {
        // Looked up in an index: a file may have tens of thousands of keys.
        let mut index: BTreeMap<&str, Option<usize>> =
            over.iter().map(|entry| (entry.key.as_str(), None)).collect();
        for (at, entry) in under.entries.iter().enumerate() {
            if let Some(place) = index.get_mut(entry.key.as_str()) {
                *place = Some(at);
            }
        }
        for entry in over {
            self.path.push(entry.key.clone());
            let place = index.get(entry.key.as_str()).copied().flatten();
            match place {
                Some(at) => {
                    let old = &mut under.entries[at];
                    let kind = Kind::Bool(false);
                    let place = entry.value.place.clone();
                    let value = std::mem::replace(&mut old.value, Node { kind, place });
                    old.value = self.value(Some(value), &entry.value);
                    old.key_place = entry.key_place.clone();
                }
                None => {
                    let value = self.value(None, &entry.value);
                    index.insert(&entry.key, Some(under.entries.len()));
                    let (key, key_place) = (entry.key.clone(), entry.key_place.clone());
                    under.entries.push(Entry { key, key_place, value });
                }
            }
            self.path.pop();
        }
    }

    fn value(&mut self, under: Option<Node>, over: &Node) -> Node {
        let over = self.preset(over).unwrap_or(over);
        match &over.kind {
            Kind::Table(edit) if self.is_edit(under.as_ref(), edit) => self.edit(under, edit, over),
            Kind::Table(table) if self.is_texts() => self.texts(under, table, over),
            Kind::Table(table) => {
                let mut result = as_table(under, &table.place);
                self.entries(&mut result, &table.entries.iter().collect::<Vec<_>>());
                Node { kind: Kind::Table(result), place: over.place.clone() }
            }
            Kind::Array(items) if self.is_named(items) => self.named(under, items, &over.place),
            _ => self.put(under.as_ref(), over),
        }
    }

    /// A single value over another one.
    fn put(&mut self, under: Option<&Node>, over: &Node) -> Node {
        self.record(&over.place, Act::Value);
        if let Some(under) =
            under.filter(|under| self.is_own && under.is_same(over) && !is_file(over))
        {
            let message = format!("`{}` is inherited with this value already", self.key());
            let problem = Diagnostic::at(Code::StaleOverride, &over.place, message);
            let help = "remove it, so that it follows when the parent changes";
            self.findings.add(problem.related(&under.place, "inherited from here").help(help));
        }
        over.clone()
    }

    /// Remembers what a layer does to the key, and says so if it is locked.
    pub(super) fn record(&mut self, place: &Place, act: Act) {
        if let Some(lock) = self.lineage.locks_of(&parts(&self.path)).next() {
            self.findings.add(lock.broken(&self.key(), place));
        }
        let set = Set { place: place.clone(), act };
        self.lineage.sets.entry(self.key()).or_default().push(set);
    }

    pub(super) fn key(&self) -> String {
        self.path.join(".")
    }

    /// The value within `{ fixed = … }` or `{ default = … }`, in a feature or a section.
    fn preset<'n>(&mut self, over: &'n Node) -> Option<&'n Node> {
        let may_be = match self.path.first().map(String::as_str) {
            Some("features") => self.path.len() == 2,
            Some(first) => self.path.len() > 1 && self.base.sections.contains_key(first),
            None => false,
        };
        let key = self.key();
        let entry = match &over.kind {
            Kind::Table(table) if may_be && table.entries.len() == 1 => &table.entries[0],
            Kind::Table(_) | Kind::Array(_) => return None,
            _ if may_be => {
                self.lineage.fixed.remove(&key);
                return None;
            }
            _ => return None,
        };
        match entry.key.as_str() {
            "fixed" => drop(self.lineage.fixed.insert(key, entry.key_place.clone())),
            "default" => {
                self.lineage.fixed.remove(&key);
                if !self.base.adjustable.contains(&key) {
                    let message = format!("the client's user cannot change `{key}`");
                    let help = "write the value itself; the base client's contract lists what is adjustable";
                    let problem = Diagnostic::at(Code::Preset, &entry.key_place, message);
                    self.findings.add(problem.help(help));
                }
            }
            _ => return None,
        }
        Some(&entry.value)
    }

    /// Whether the key holds the texts of a language, whose keys may be written nested or with dots.
    fn is_texts(&self) -> bool {
        self.path.len() == 2 && self.path[0] == "strings"
    }

    fn texts(&mut self, under: Option<Node>, table: &Table, over: &Node) -> Node {
        let mut flat = Vec::new();
        flatten(table, "", &mut flat);
        let mut seen: BTreeMap<&str, &Entry> = BTreeMap::new();
        for entry in &flat {
            if let Some(first) = seen.insert(&entry.key, entry) {
                let message = format!("the text `{}` is there twice", entry.key);
                let problem = Diagnostic::at(Code::Syntax, &entry.key_place, message);
                self.findings.add(
                    problem.related(&first.key_place, "first here").help("remove one of them"),
                );
            }
        }
        let mut result = as_table(under, &table.place);
        self.entries(&mut result, &flat.iter().collect::<Vec<_>>());
        Node { kind: Kind::Table(result), place: over.place.clone() }
    }
}

/// The nested keys of a language's texts as keys with dots.
fn flatten(table: &Table, path: &str, flat: &mut Vec<Entry>) {
    for entry in &table.entries {
        let key = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        match &entry.value.kind {
            Kind::Table(inner) => flatten(inner, &key, flat),
            _ => flat.push(Entry { key, ..entry.clone() }),
        }
    }
}

/// What a table goes over: the inherited table, or nothing.
fn as_table(under: Option<Node>, place: &Place) -> Table {
    match under {
        Some(Node { kind: Kind::Table(table), .. }) => Table { place: place.clone(), ..table },
        _ => Table { place: place.clone(), entries: Vec::new() },
    }
}

/// Where a file sets a key.
pub(super) fn set_at<'a>(table: &'a Table, path: &[&str]) -> Option<&'a Place> {
    let (first, rest) = path.split_first()?;
    let entry = table.get(first)?;
    match (&entry.value.kind, rest) {
        (_, []) => Some(&entry.value.place),
        (Kind::Table(inner), rest) => set_at(inner, rest),
        _ => None,
    }
}

/// The same name means another file in another folder.
fn is_file(node: &Node) -> bool {
    const ENDINGS: [&str; 6] = [".svg", ".png", ".jpg", ".jpeg", ".ttf", ".otf"];
    match &node.kind {
        Kind::String(text) => {
            let text = text.to_ascii_lowercase();
            ENDINGS.iter().any(|ending| text.ends_with(ending))
        }
        Kind::Array(items) => items.iter().any(is_file),
        Kind::Table(table) => table.entries.iter().any(|entry| is_file(&entry.value)),
        _ => false,
    }
}

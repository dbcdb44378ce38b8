//! Menus as written: the layout of places, entries, groups, and labels per language. Contracts and themes use the same
//! form.

use std::collections::BTreeMap;

use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::{Entry, Kind, Node};
use rebadge_core::fields::{Fields, Findings, as_text, wrong_type};
use rebadge_core::source::{Place, Sourced};

/// `[menu]` as written.
#[derive(Clone, Debug, Default)]
pub struct MenuTable {
    /// Place → the ids of its entries, in order.
    pub layout: BTreeMap<String, Layout>,
    /// `[[menu.entries]]`.
    pub entries: Vec<EntryTable>,
    /// `[menu.groups]`: id → label.
    pub groups: BTreeMap<String, Label>,
}

/// One place's list.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Where the list is written.
    pub place: Place,
    /// Where the place's name is written.
    pub key_place: Place,
    /// Ids of entries.
    pub ids: Vec<Sourced<String>>,
}

/// One of `[[menu.entries]]`.
#[derive(Clone, Debug)]
pub struct EntryTable {
    /// The whole table.
    pub place: Place,
    /// Its id.
    pub id: Sourced<String>,
    /// The label.
    pub label: Option<Label>,
    /// The name of a set's icon, or a file.
    pub icon: Option<Sourced<String>>,
    /// A counter of the base client.
    pub badge: Option<Sourced<String>>,
    /// `view:<id>` or a URL.
    pub target: Option<Sourced<String>>,
    /// Who sees it.
    pub roles: Option<Vec<Sourced<String>>>,
    /// The group it is in.
    pub group: Option<Sourced<String>>,
}

/// A label as written.
#[derive(Clone, Debug)]
pub struct Label {
    /// Where it is written.
    pub place: Place,
    /// One text for all languages, or a text for each.
    pub texts: LabelTexts,
}

/// The texts of a label.
#[derive(Clone, Debug)]
pub enum LabelTexts {
    /// One text for every language.
    One(Sourced<String>),
    /// Language → text, in the order of the file.
    ByLanguage(Vec<(String, Sourced<String>)>),
}

impl Label {
    /// The text in a language, if there is one.
    pub fn text(&self, language: &str) -> Option<&Sourced<String>> {
        match &self.texts {
            LabelTexts::One(text) => Some(text),
            LabelTexts::ByLanguage(texts) => {
                texts.iter().find(|(name, _)| name == language).map(|(_, text)| text)
            }
        }
    }
}

/// Reads `[menu]` without `[menu.places]`, which only a contract has.
pub fn read(fields: &Fields<'_>) -> MenuTable {
    let findings = fields.findings();
    let mut menu = MenuTable::default();
    if let Some(layout) = fields.table("layout") {
        for entry in layout.entries() {
            if let Some(list) = layout_of(entry, &layout.name(&entry.key), findings) {
                menu.layout.insert(entry.key.clone(), list);
            }
        }
    }
    for entry in fields.tables("entries") {
        menu.entries.extend(entry_of(entry));
    }
    if let Some(groups) = fields.table("groups") {
        for entry in groups.entries() {
            check_id(&Sourced::written(entry.key.clone(), entry.key_place.clone()), findings);
            let label = label_of(&entry.value, &groups.name(&entry.key), findings);
            menu.groups.extend(label.map(|label| (entry.key.clone(), label)));
        }
    }
    duplicates(&menu, findings);
    menu
}

fn layout_of(entry: &Entry, name: &str, findings: &Findings) -> Option<Layout> {
    let Kind::Array(items) = &entry.value.kind else {
        findings.add(wrong_type(&entry.value, name, "a list of entry ids"));
        return None;
    };
    Some(Layout {
        place: entry.value.place.clone(),
        key_place: entry.key_place.clone(),
        ids: items.iter().filter_map(|item| as_text(item, name, findings)).collect(),
    })
}

fn entry_of(fields: Fields<'_>) -> Option<EntryTable> {
    let id = fields.required_text("id")?;
    check_id(&id, fields.findings());
    let entry = EntryTable {
        place: fields.place().clone(),
        id,
        label: fields
            .node("label")
            .and_then(|node| label_of(node, &fields.name("label"), fields.findings())),
        icon: fields.text("icon"),
        badge: fields.text("badge"),
        target: fields.text("target"),
        roles: fields.texts("roles"),
        group: fields.text("group"),
    };
    fields.finish();
    Some(entry)
}

/// An id is used in keys, in class names and in addresses of the client: no spaces, no signs.
fn check_id(id: &Sourced<String>, findings: &Findings) {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if (1..=63).contains(&id.value.len()) && id.value.chars().all(is_plain) {
        return;
    }
    let Some(place) = id.place() else { return };
    let words = id.value.split(|letter| !is_plain(letter)).filter(|word| !word.is_empty());
    let meant = words.collect::<Vec<_>>().join("-").to_lowercase();
    let example = if meant.is_empty() || meant.len() > 63 { "time-sheet" } else { &meant };
    let problem =
        Diagnostic::at(Code::Value, place, format!("`{}` is no id of a menu entry", id.value));
    findings.add(problem.help(format!("use a-z, 0-9 and hyphens, such as `{example}`")));
}

/// Reads a label: a text, or a table language → text.
pub fn label_of(node: &Node, name: &str, findings: &Findings) -> Option<Label> {
    let texts = match &node.kind {
        Kind::String(text) => LabelTexts::One(Sourced::written(text.clone(), node.place.clone())),
        Kind::Table(table) => LabelTexts::ByLanguage(
            table
                .entries
                .iter()
                .filter_map(|entry| {
                    let text = as_text(&entry.value, &format!("{name}.{}", entry.key), findings)?;
                    Some((entry.key.clone(), text))
                })
                .collect(),
        ),
        _ => {
            findings.add(wrong_type(node, name, "a text, or a table of texts by language"));
            return None;
        }
    };
    Some(Label { place: node.place.clone(), texts })
}

fn duplicates(menu: &MenuTable, findings: &Findings) {
    let ids: Vec<_> = menu.entries.iter().map(|entry| &entry.id).collect();
    say_duplicates(&ids, |id| format!("two menu entries have the id `{id}`"), findings);
    for list in menu.layout.values() {
        say_duplicates(
            &list.ids.iter().collect::<Vec<_>>(),
            |id| format!("the list names `{id}` twice"),
            findings,
        );
    }
}

fn say_duplicates(ids: &[&Sourced<String>], message: impl Fn(&str) -> String, findings: &Findings) {
    for (at, id) in ids.iter().enumerate() {
        let first = ids[..at].iter().find(|other| other.value == id.value);
        let (Some(first), Some(place)) = (first.and_then(|f| f.place()), id.place()) else {
            continue;
        };
        let message = message(&id.value);
        findings.add(
            Diagnostic::at(Code::MenuDuplicate, place, message)
                .related(first, "first here")
                .help("remove one of them"),
        );
    }
}

//! Lists of tables with an `id`: merged item by item. An item may be removed, or placed before or after another one.

use super::lineage::Act;
use super::merge::Merge;
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::{Entry, Kind, Node, Table};
use rebadge_core::fields::wrong_type;
use rebadge_core::source::Place;

/// The keys of an item that say what is done with it.
const REMOVE: &str = "remove";
pub(super) const ANCHORS: [&str; 2] = ["before", "after"];

/// The id of an item.
pub fn id_of(item: &Node) -> Option<&str> {
    let Kind::Table(table) = &item.kind else {
        return None;
    };
    match &table.get("id")?.value.kind {
        Kind::String(id) => Some(id),
        _ => None,
    }
}

/// Where an item goes.
pub(super) struct Anchor {
    key: String,
    pub(super) id: String,
    pub(super) place: Place,
}

impl Merge<'_> {
    /// Whether a list is one of named things.
    pub(super) fn is_named(&self, items: &[Node]) -> bool {
        let is_entries =
            self.path.len() == 2 && self.path[0] == "menu" && self.path[1] == "entries";
        is_entries || items.iter().any(|item| id_of(item).is_some())
    }

    pub(super) fn named(&mut self, under: Option<Node>, items: &[Node], place: &Place) -> Node {
        let mut list = match under {
            Some(Node { kind: Kind::Array(items), .. }) => items,
            _ => Vec::new(),
        };
        let mut seen: Vec<&str> = Vec::new();
        for item in items {
            match (id_of(item), &item.kind) {
                // Two of one id, or none: the readers of the list say so.
                (Some(id), Kind::Table(table)) if !seen.contains(&id) => {
                    seen.push(id);
                    self.path.push(id.to_owned());
                    self.item(&mut list, item, table);
                    self.path.pop();
                }
                _ => list.push(item.clone()),
            }
        }
        if self.path.first().is_none_or(|first| first != "menu") {
            self.say_twice(items);
        }
        Node { kind: Kind::Array(list), place: place.clone() }
    }

    /// Menus say this themselves, of the base client's as well.
    pub(super) fn say_twice(&self, items: &[Node]) {
        for (at, item) in items.iter().enumerate() {
            let first = items[..at]
                .iter()
                .find(|other| id_of(item).is_some() && id_of(other) == id_of(item));
            if let (Some(first), Some(id)) = (first, id_of(item)) {
                let message = format!("two items of `{}` have the id `{id}`", self.key());
                let problem = Diagnostic::at(Code::Section, &item.place, message);
                self.findings
                    .add(problem.related(&first.place, "first here").help("remove one of them"));
            }
        }
    }

    fn item(&mut self, list: &mut Vec<Node>, item: &Node, table: &Table) {
        let id = self.path.last().cloned().unwrap_or_default();
        let position = list.iter().position(|other| id_of(other) == Some(&id));
        if let Some(entry) = table.get(REMOVE) {
            return self.remove(list, position, table, entry);
        }
        let is_entry = self.path[0] == "menu";
        if is_entry {
            self.removed.remove(&id);
        }
        let anchor = self.anchor(table);
        let content: Vec<&Entry> =
            table.entries.iter().filter(|entry| !ANCHORS.contains(&entry.key.as_str())).collect();
        let mut result = match position {
            Some(at) => match std::mem::replace(&mut list[at].kind, Kind::Bool(false)) {
                Kind::Table(under) => under,
                _ => Table { place: table.place.clone(), entries: Vec::new() },
            },
            None => Table { place: table.place.clone(), entries: Vec::new() },
        };
        result.place = table.place.clone();
        // The id says which item is meant; it is no override of itself.
        let content: Vec<&Entry> =
            content.into_iter().filter(|entry| position.is_none() || entry.key != "id").collect();
        self.entries(&mut result, &content);
        let node = Node { kind: Kind::Table(result), place: item.place.clone() };
        match position {
            Some(at) => list[at] = node,
            None => list.push(node),
        }
        if let Some(anchor) = anchor {
            let at = position.unwrap_or(list.len() - 1);
            let ids = list.iter().map(|item| id_of(item).map(str::to_owned)).collect();
            if let Some(to) = self.target(ids, at, &anchor) {
                let node = list.remove(at);
                list.insert(to, node);
                self.record(&anchor.place, Act::Edit);
            }
        }
    }

    fn remove(
        &mut self,
        list: &mut Vec<Node>,
        position: Option<usize>,
        table: &Table,
        entry: &Entry,
    ) {
        let id = self.path.last().cloned().unwrap_or_default();
        if !matches!(entry.value.kind, Kind::Bool(true)) {
            let message = wrong_type(&entry.value, REMOVE, "`true`");
            return self.findings.add(message.help("write `remove = true`, or leave it out"));
        }
        if let Some(other) =
            table.entries.iter().find(|entry| !["id", REMOVE].contains(&entry.key.as_str()))
        {
            let message = format!("`{id}` is removed, `{}` has no meaning", other.key);
            let problem = Diagnostic::at(Code::Value, &other.key_place, message);
            self.findings.add(problem.help("remove this line, or `remove = true`"));
        }
        let is_entry = self.path[0] == "menu";
        let of_base = is_entry && self.base.menu.entries.iter().any(|entry| entry.id.value == id);
        if position.is_none() && (!of_base || self.removed.contains(&id)) {
            let own = list.iter().filter_map(id_of);
            let base = self.base.menu.entries.iter().filter(|_| is_entry);
            let known: Vec<String> =
                own.map(str::to_owned).chain(base.map(|entry| entry.id.value.clone())).collect();
            let help = did_you_mean(&id, known.iter().map(String::as_str));
            let message = format!("there is no `{id}` to remove");
            let problem = Diagnostic::at(Code::OverrideUnknown, &entry.key_place, message);
            return self.findings.add(problem.maybe_help(help));
        }
        if let Some(at) = position {
            list.remove(at);
        }
        if is_entry {
            self.removed.insert(id);
        }
        self.record(&entry.key_place, Act::Unset);
    }

    /// `before` or `after` of an item.
    pub(super) fn anchor(&self, table: &Table) -> Option<Anchor> {
        let entry = table.entries.iter().find(|entry| ANCHORS.contains(&entry.key.as_str()))?;
        match &entry.value.kind {
            Kind::String(id) => Some(Anchor {
                key: entry.key.clone(),
                id: id.clone(),
                place: entry.value.place.clone(),
            }),
            _ => {
                self.findings.add(wrong_type(&entry.value, &entry.key, "the id of another item"));
                None
            }
        }
    }

    /// Where the item at `at` goes, counted without itself; says so if there is no such neighbour.
    pub(super) fn target(
        &self,
        ids: Vec<Option<String>>,
        at: usize,
        anchor: &Anchor,
    ) -> Option<usize> {
        let mut others = ids;
        others.remove(at);
        let found = others.iter().position(|id| id.as_deref() == Some(anchor.id.as_str()));
        if found.is_none() {
            let help = did_you_mean(&anchor.id, others.iter().flatten().map(String::as_str));
            let message = format!("there is no `{}` to be placed {}", anchor.id, anchor.key);
            let problem = Diagnostic::at(Code::OverrideUnknown, &anchor.place, message);
            self.findings.add(problem.maybe_help(help));
        }
        found.map(|found| if anchor.key == "after" { found + 1 } else { found })
    }
}

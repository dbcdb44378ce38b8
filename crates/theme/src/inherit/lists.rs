//! Changes of an inherited list: `{ add = […], remove = […] }`, or `{ replace = […] }`.

use super::document::Document;
use super::lineage::Act;
use super::merge::Merge;
use super::named::{ANCHORS, Anchor, id_of};
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::{Entry, Kind, Node, Table};
use rebadge_core::fields::{Fields, wrong_type};
use rebadge_core::source::{Place, Sourced};

const EDITS: [&str; 3] = ["add", "remove", "replace"];

/// What an item of a list is called: a text is its own name.
fn name_of(item: &Node) -> Option<&str> {
    match &item.kind {
        Kind::String(text) => Some(text),
        _ => id_of(item),
    }
}

impl Merge<'_> {
    /// Whether a table is a change of a list. It is one where a list is inherited, or where only a list can stand.
    pub(super) fn is_edit(&self, under: Option<&Node>, edit: &Table) -> bool {
        let mut keys = edit.entries.iter().map(|entry| entry.key.as_str());
        match under {
            Some(Node { kind: Kind::Array(_), .. }) => true,
            Some(_) => false,
            None => {
                let is_layout = self.path.len() == 3 && self.path[..2] == ["menu", "layout"];
                let is_entries = self.path == ["menu", "entries"];
                is_layout
                    || ((is_entries || self.base_list().is_some())
                        && keys.any(|key| EDITS.contains(&key)))
            }
        }
    }

    /// The base client's list, where no layer has one.
    fn base_list(&self) -> Option<Vec<Node>> {
        let text = |text: &Sourced<String>| Node {
            kind: Kind::String(text.value.clone()),
            place: text.place().cloned().unwrap_or_else(|| Place::file(&self.base.source)),
        };
        let (first, rest) = self.path.split_first()?;
        if let ("menu", [layout, place]) = (first.as_str(), rest) {
            let list = self.base.menu.layout.get(place).filter(|_| layout == "layout")?;
            return Some(list.ids.iter().map(text).collect());
        }
        let value = self.base.sections.get(first)?.default_at(rest)?;
        let items = value.as_array()?;
        let place = Place::file(&self.base.source);
        Some(items.iter().map(|item| Node::from_json(item, &place)).collect())
    }

    pub(super) fn edit(&mut self, under: Option<Node>, edit: &Table, over: &Node) -> Node {
        let inherited = match under {
            Some(Node { kind: Kind::Array(items), .. }) => items,
            _ => self.base_list().unwrap_or_default(),
        };
        self.record(&over.place, Act::Edit);
        let fields = Fields::new(edit, &self.key(), self.findings);
        let parts = EDITS.map(|key| fields.node(key).map(|node| self.items(node, key)));
        fields.finish();
        let [add, remove, replace] = parts;
        if let (Some(_), Some(entry)) = (&replace, edit.get("add").or(edit.get("remove"))) {
            let message = format!("`{}` has no meaning beside `replace`", entry.key);
            let problem = Diagnostic::at(Code::Value, &entry.key_place, message);
            self.findings.add(problem.help("write the whole list into `replace`"));
        }
        [&add, &replace].into_iter().flatten().for_each(|items| self.say_twice(items));
        let mut list = if replace.is_some() { Vec::new() } else { inherited };
        for item in remove.unwrap_or_default() {
            self.take(&mut list, &item);
        }
        for item in add.into_iter().chain(replace).flatten() {
            self.add(&mut list, &item);
        }
        Node { kind: Kind::Array(list), place: over.place.clone() }
    }

    fn items(&self, node: &Node, key: &str) -> Vec<Node> {
        match &node.kind {
            Kind::Array(items) => items.clone(),
            _ => {
                let name = format!("{}.{key}", self.key());
                self.findings.add(wrong_type(node, &name, "a list"));
                Vec::new()
            }
        }
    }

    fn take(&self, list: &mut Vec<Node>, item: &Node) {
        let Some(name) = name_of(item) else {
            let name = format!("{}.remove", self.key());
            return self.findings.add(wrong_type(item, &name, "names of items"));
        };
        match list.iter().position(|other| name_of(other) == Some(name)) {
            Some(at) => drop(list.remove(at)),
            None => {
                let help = did_you_mean(name, list.iter().filter_map(name_of));
                let message = format!("`{name}` is not in the inherited list");
                let problem = Diagnostic::at(Code::OverrideUnknown, &item.place, message);
                self.findings.add(problem.maybe_help(help));
            }
        }
    }

    fn add(&mut self, list: &mut Vec<Node>, item: &Node) {
        let (item, anchor) = match &item.kind {
            // `{ id = "trace", before = "tasks" }` places a name; a table with more is an item of its own.
            Kind::Table(table) => {
                let is_name = table
                    .entries
                    .iter()
                    .all(|e| e.key == "id" || ANCHORS.contains(&e.key.as_str()));
                match table.get("id").filter(|_| is_name) {
                    Some(id) => (id.value.clone(), self.anchor(table)),
                    None => return self.add_item(list, item, table),
                }
            }
            _ => (item.clone(), None),
        };
        let position = name_of(&item)
            .and_then(|name| list.iter().position(|other| name_of(other) == Some(name)));
        let at = match (position, &anchor) {
            (Some(at), None) => {
                return self.already_there(&item, &list[at].place);
            }
            (Some(at), Some(_)) => at,
            (None, _) => {
                list.push(item);
                list.len() - 1
            }
        };
        if let Some(anchor) = anchor {
            self.move_to(list, at, &anchor);
        }
    }

    fn already_there(&self, item: &Node, inherited: &Place) {
        if self.is_own {
            let name = name_of(item).unwrap_or_default();
            let message = format!("`{name}` is in the inherited list already");
            let problem = Diagnostic::at(Code::StaleOverride, &item.place, message);
            let help = "remove it, or place it with `before` or `after`";
            self.findings.add(problem.related(inherited, "inherited from here").help(help));
        }
    }

    fn move_to(&self, list: &mut Vec<Node>, at: usize, anchor: &Anchor) {
        let ids = list.iter().map(|item| name_of(item).map(str::to_owned)).collect();
        if let Some(to) = self.target(ids, at, anchor) {
            let node = list.remove(at);
            list.insert(to, node);
        }
    }

    fn add_item(&mut self, list: &mut Vec<Node>, item: &Node, table: &Table) {
        let under = Node { kind: Kind::Array(std::mem::take(list)), place: table.place.clone() };
        let merged = self.named(Some(under), std::slice::from_ref(item), &table.place);
        if let Kind::Array(items) = merged.kind {
            *list = items;
        }
    }

    /// An entry that a layer removes goes from every list that the layer did not write itself.
    pub(super) fn take_from_lists(&mut self, table: &mut Table, layer: &Document) {
        if self.removed.is_empty() {
            return;
        }
        for (name, list) in &self.base.menu.layout {
            let names_removed = list.ids.iter().any(|id| self.removed.contains(&id.value));
            if names_removed {
                self.path = ["menu", "layout", name].map(str::to_owned).to_vec();
                let items = self.base_list().unwrap_or_default();
                let node = Node { kind: Kind::Array(items), place: list.place.clone() };
                insert_missing(table, &self.path, node);
                self.path.clear();
            }
        }
        let Some(Kind::Table(menu)) = table.get_mut("menu").map(|entry| &mut entry.value.kind)
        else {
            return;
        };
        let Some(Kind::Table(layout)) = menu.get_mut("layout").map(|entry| &mut entry.value.kind)
        else {
            return;
        };
        for entry in &mut layout.entries {
            let Kind::Array(items) = &mut entry.value.kind else { continue };
            let mut removals = Vec::new();
            items.retain(|item| {
                let name = name_of(item).filter(|name| self.removed.contains(*name));
                let name = name.filter(|_| item.place.source != layer.source);
                removals.extend(name.and_then(|name| self.lineage.removal(name)));
                name.is_none()
            });
            let sets = self.lineage.sets.entry(format!("menu.layout.{}", entry.key));
            if !removals.is_empty() {
                sets.or_default().extend(removals);
            }
        }
    }
}

/// Puts a value at a key where there is none.
fn insert_missing(table: &mut Table, path: &[String], node: Node) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    let place = node.place.clone();
    if table.get(first).is_none() {
        let kind = Kind::Table(Table { place: place.clone(), entries: Vec::new() });
        let value =
            if rest.is_empty() { node.clone() } else { Node { kind, place: place.clone() } };
        table.entries.push(Entry { key: first.clone(), key_place: place, value });
    }
    if let Some(Kind::Table(inner)) = table.get_mut(first).map(|entry| &mut entry.value.kind) {
        insert_missing(inner, rest, node);
    }
}

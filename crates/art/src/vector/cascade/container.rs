//! `@container`: queries about the size of an element around. In a drawing only the root has a size of its own.
//! Source: CSS Conditional 5, section 5.

use crate::vector::cascade::gather::Held;
use crate::vector::cascade::items::{self, Item};
use crate::vector::cascade::media;
use crate::vector::cascade::numbers::Viewport;

/// Features of a size query, but for the prefixes `min-` and `max-`, each with that of `@media` which is the same here.
const FEATURES: [(&str, &str); 6] = [
    ("width", "width"),
    ("inline-size", "width"),
    ("height", "height"),
    ("block-size", "height"),
    ("aspect-ratio", "aspect-ratio"),
    ("orientation", "orientation"),
];

/// A query that holds for the size of the drawing, if the root answers it.
#[derive(Debug, PartialEq)]
pub(super) struct Query {
    name: Option<String>,
    asks_height: bool,
}

/// What is behind `@container`.
#[derive(Debug, PartialEq)]
pub(super) enum Read {
    /// It holds for what is within a container.
    Holds(Query),
    /// It holds for nothing.
    Fails,
    /// It asks for the style of an element.
    Style,
}

/// Reads what is behind `@container`.
pub(super) fn read(items: &[Item], viewport: Viewport) -> Read {
    let (name, condition) = match items {
        [Item::Word(name), rest @ ..] if !name.eq_ignore_ascii_case("not") => (Some(name), rest),
        _ => (None, items),
    };
    if asks(condition, &|item| matches!(item, Item::Function(name, _) if name == "style")) {
        return Read::Style;
    }
    let asks_height = asks(condition, &|item| feature(item).is_some_and(|name| name != "width"));
    match media::condition(condition, &|leaf| leaf_holds(leaf, viewport)) {
        Some(true) => Read::Holds(Query { name: name.cloned(), asks_height }),
        // Without a condition a container of that name is enough.
        None if condition.is_empty() && name.is_some() => {
            Read::Holds(Query { name: name.cloned(), asks_height: false })
        }
        _ => Read::Fails,
    }
}

fn asks(items: &[Item], is_it: &dyn Fn(&Item) -> bool) -> bool {
    items.iter().any(|item| match item {
        _ if is_it(item) => true,
        Item::Brackets(inner) | Item::Function(_, inner) => asks(inner, is_it),
        _ => false,
    })
}

/// The feature of `@media` that a word means here, without its prefix.
fn feature(item: &Item) -> Option<&'static str> {
    let Item::Word(word) = item else {
        return None;
    };
    let word = word.to_ascii_lowercase();
    let bare = word.strip_prefix("min-").or_else(|| word.strip_prefix("max-")).unwrap_or(&word);
    FEATURES.iter().find(|(known, _)| *known == bare).map(|(_, same)| *same)
}

/// What is in the last brackets.
fn leaf_holds(leaf: &[Item], viewport: Viewport) -> Option<bool> {
    let mut is_known = false;
    let same = |item: &Item| match (feature(item), item) {
        (Some(name), Item::Word(word)) => {
            is_known = true;
            let prefix = word.get(..4).filter(|start| start.ends_with('-')).unwrap_or_default();
            Item::Word(format!("{prefix}{name}"))
        }
        _ => item.clone(),
    };
    let leaf: Vec<Item> = leaf.iter().map(same).collect();
    if is_known { media::feature(&leaf, viewport) } else { None }
}

/// The root as a container.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Container {
    names: Vec<String>,
    has_width: bool,
    has_height: bool,
}

impl Container {
    /// What the declarations of the root make of it.
    pub(super) fn of(held: &[Held]) -> Container {
        let mut container = Container::default();
        for declaration in held.iter().map(|held| &held.declaration) {
            let items = items::items(&declaration.value).unwrap_or_default();
            let slash = items.iter().position(|item| *item == Item::Sign('/'));
            match declaration.name.as_str() {
                "container-name" => container.names = words(&items),
                "container-type" => container.set_type(&items),
                "container" => {
                    let (names, kind) = items.split_at(slash.unwrap_or(items.len()));
                    container.names = words(names);
                    container.set_type(kind.get(1..).unwrap_or_default());
                }
                _ => {}
            }
        }
        container
    }

    fn set_type(&mut self, items: &[Item]) {
        let words = words(items);
        let has = |kind: &str| words.iter().any(|word| word.eq_ignore_ascii_case(kind));
        self.has_height = has("size");
        self.has_width = self.has_height || has("inline-size");
    }

    /// Is it the container that a query asks?
    pub(super) fn answers(&self, query: &Query) -> bool {
        let is_named = query.name.as_ref().is_none_or(|name| self.names.contains(name));
        is_named && if query.asks_height { self.has_height } else { self.has_width }
    }
}

fn words(items: &[Item]) -> Vec<String> {
    let word = |item: &Item| match item {
        Item::Word(word) => Some(word.clone()),
        _ => None,
    };
    items.iter().filter_map(word).collect()
}

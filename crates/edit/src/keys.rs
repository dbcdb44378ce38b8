//! Single keys: set, added beside their like, and removed.

use toml_edit::{Decor, DocumentMut, InlineTable, Item, Key, Table, TableLike, Value};

/// A key as a path from the theme's root, and what is written for it; none where the key goes.
pub type Writing = (Vec<String>, Option<Value>);

/// How the `=` of keys stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// As a person put them.
    Kept,
    /// Those of a table in one column.
    Aligned,
}

/// The text of a theme after any of its keys were written.
///
/// # Errors
/// What of the text is no TOML.
pub fn write(
    text: &str,
    all: &[Writing],
    columns: Columns,
) -> Result<String, toml_edit::TomlError> {
    let mut document: DocumentMut = text.parse()?;
    for (path, value) in all {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        write_key(&mut document, &path, value.clone());
    }
    if columns == Columns::Aligned {
        align(document.as_table_mut());
    }
    Ok(as_it_was(text, &document))
}

fn write_key(document: &mut DocumentMut, path: &[&str], value: Option<Value>) {
    match (value, path.split_last()) {
        (Some(value), Some((key, tables))) => set(document.as_table_mut(), tables, key, value),
        (None, Some((key, tables))) => remove(document.as_item_mut(), tables, key),
        (_, None) => {}
    }
}

/// The changed document with the line ends that the text had.
pub(super) fn as_it_was(text: &str, document: &DocumentMut) -> String {
    let edited = document.to_string();
    if text.contains("\r\n") { edited.replace("\r\n", "\n").replace('\n', "\r\n") } else { edited }
}

/// Removes a key, and its table where nothing is left in it.
fn remove(item: &mut Item, tables: &[&str], key: &str) {
    let Some(table) = item.as_table_like_mut() else {
        return;
    };
    let Some((name, below)) = tables.split_first() else {
        table.remove(key);
        return;
    };
    if let Some(next) = table.get_mut(name) {
        remove(next, below, key);
        if next.as_table_like().is_some_and(|next| next.is_empty()) {
            table.remove(name);
        }
    }
}

fn set(root: &mut Table, tables: &[&str], key: &str, value: Value) {
    match tables {
        [] => put(root, key, value),
        [name, below @ ..] => {
            if !root.contains_key(name) {
                let position = place_for(root, name);
                root.insert(name, Item::Table(new_table(!below.is_empty(), position)));
            }
            let position = place_below(root, name, below);
            match root.get_mut(name) {
                Some(Item::Table(table)) => {
                    if let ([next], false) =
                        (below, table.contains_key(below.first().unwrap_or(&"")))
                    {
                        table.insert(next, Item::Table(new_table(false, position)));
                    }
                    set(table, below, key, value);
                }
                Some(item) => set_like(item, below, key, value),
                None => {}
            }
        }
    }
}

/// Sets a key in tables that are written in braces, or by dotted keys.
fn set_like(item: &mut Item, tables: &[&str], key: &str, value: Value) {
    let Some(table) = item.as_table_like_mut() else {
        return;
    };
    match tables {
        [] => put(table, key, value),
        [name, below @ ..] => {
            let next = table.entry(name).or_insert_with(|| Item::Value(InlineTable::new().into()));
            set_like(next, below, key, value);
        }
    }
}

/// A new value in the old one's place, or behind the last key, aligned as the others are.
fn put(table: &mut dyn TableLike, key: &str, mut value: Value) {
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        _ => {
            let width = width(table);
            let mut name = Key::new(key);
            if let Some(width) = width.filter(|width| *width > key.len()) {
                *name.leaf_decor_mut() = Decor::new("", " ".repeat(width - key.len()));
            }
            table.entry_format(&name).or_insert(Item::Value(value));
        }
    }
}

/// The column of `=`, if all keys of a table have the same.
fn width(table: &dyn TableLike) -> Option<usize> {
    let mut widths = table.iter().filter(|(_, item)| item.is_value()).filter_map(|(name, _)| {
        let key = table.key(name)?;
        let spaces = key.leaf_decor().suffix().and_then(|suffix| suffix.as_str()).unwrap_or(" ");
        Some(key.display_repr().len() + spaces.len())
    });
    let first = widths.next()?;
    widths.all(|width| width == first).then_some(first)
}

/// Puts the `=` of all keys of a table in one column.
fn align(table: &mut Table) {
    let keys = table.iter().filter(|(_, item)| item.is_value());
    let width = keys.map(|(name, _)| name.len()).max().unwrap_or(0) + 1;
    for (mut key, item) in table.iter_mut() {
        if let Some(below) = item.as_table_mut() {
            align(below);
        } else {
            let spaces = " ".repeat(width.saturating_sub(key.get().len()));
            key.leaf_decor_mut().set_suffix(spaces);
        }
    }
}

fn new_table(is_implicit: bool, position: Option<isize>) -> Table {
    let mut table = Table::new();
    table.set_implicit(is_implicit);
    table.set_position(position);
    table.decor_mut().set_prefix("\n");
    table
}

/// Where a new table comes: behind the one that it follows in the documentation, or at the end.
fn place_for(root: &Table, name: &str) -> Option<isize> {
    let before: &[&str] = match name {
        "brand" => &["tenant", "legal"],
        "colors" => &["brand"],
        "icon" => &["colors", "brand"],
        "launch" => &["icon", "colors", "brand"],
        _ => &[],
    };
    before.iter().find_map(|name| last(root.get(name)?.as_table()?))
}

/// Where a scheme's colors come: behind what is before the group's first table, the dark ones behind the light.
fn place_below(root: &Table, name: &str, below: &[&str]) -> Option<isize> {
    below.first()?;
    root.get(name).and_then(Item::as_table).and_then(last).or_else(|| place_for(root, name))
}

/// The last position of a table and those in it.
fn last(table: &Table) -> Option<isize> {
    let below = table.iter().filter_map(|(_, item)| last(item.as_table()?)).max();
    below.max(table.position().filter(|_| !table.is_implicit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(key: &str, text: &str) -> Writing {
        (key.split('.').map(str::to_owned).collect(), Some(text.into()))
    }

    fn check(text: &str, all: &[Writing], expect: &str) {
        assert_eq!(write(text, all, Columns::Kept).as_deref(), Ok(expect));
    }

    const DARK: &str = "colors.dark.link";

    #[test]
    fn only_the_value_changes() {
        check(
            "# a\n[brand]\ncolor  =  '#fff'   # why\n\n\n[x]\n",
            &[color("brand.color", "#000000")],
            "# a\n[brand]\ncolor  =  \"#000000\"   # why\n\n\n[x]\n",
        );
        check(
            "brand = { color = \"red\", logo = \"l.svg\" }\n",
            &[color("brand.color", "#000000")],
            "brand = { color = \"#000000\", logo = \"l.svg\" }\n",
        );
        check(
            "colors.dark.link = \"red\" # x\n[brand]\n",
            &[color(DARK, "#000000")],
            "colors.dark.link = \"#000000\" # x\n[brand]\n",
        );
    }

    #[test]
    fn new_keys_stand_with_their_like() {
        check(
            "[brand]\ncolor = \"red\"\nlogo  = \"l.svg\"\n\n[icon]\nmark = \"m.svg\"\n",
            &[color(DARK, "#000000"), color("colors.light.link", "#111111")],
            "[brand]\ncolor = \"red\"\nlogo  = \"l.svg\"\n\n[colors.dark]\nlink = \"#000000\"\n\n\
             [colors.light]\nlink = \"#111111\"\n\n[icon]\nmark = \"m.svg\"\n",
        );
        check(
            "[colors.dark]\non-primary = \"red\"\nprimary    = \"red\"\n",
            &[color(DARK, "#000000")],
            "[colors.dark]\non-primary = \"red\"\nprimary    = \"red\"\nlink       = \"#000000\"\n",
        );
    }

    #[test]
    fn a_key_goes_with_its_empty_table() {
        let gone = (DARK.split('.').map(str::to_owned).collect(), None);
        check("[colors.dark]\nlink = \"red\"\n[x]\n", std::slice::from_ref(&gone), "[x]\n");
        check(
            "[colors.dark]\nlink = \"red\"\nerror = \"red\"\n",
            &[gone],
            "[colors.dark]\nerror = \"red\"\n",
        );
    }

    #[test]
    fn files_of_windows_stay_so() {
        check(
            "# a\r\n[brand]\r\ncolor = \"red\"\r\n",
            &[color("brand.color", "#000000"), color(DARK, "#111111")],
            "# a\r\n[brand]\r\ncolor = \"#000000\"\r\n\r\n[colors.dark]\r\nlink = \"#111111\"\r\n",
        );
    }

    #[test]
    fn columns_are_aligned() {
        let text = write("[a]\nx = 1\n", &[color("a.long", "b")], Columns::Aligned);
        assert_eq!(text.as_deref(), Ok("[a]\nx    = 1\nlong = \"b\"\n"));
    }
}

//! A piece of a theme joined to the whole: what its tables have comes into those that are there, and its lists of tables come
//! behind all else, as they are written.

use std::fmt;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TomlError, Value};

use super::keys::as_it_was;

/// Why a piece cannot be joined to a theme.
#[derive(Debug)]
pub enum JoinError {
    /// The theme is no TOML, or is not one afterwards.
    Theme(TomlError),
    /// The piece is no TOML.
    Piece(TomlError),
    /// The theme has another value for a key of the piece.
    Taken(String),
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = |error: &TomlError| error.message().trim().to_owned();
        match self {
            JoinError::Theme(error) => write!(f, "the theme would not be TOML: {}", reason(error)),
            JoinError::Piece(error) => write!(f, "it is not TOML: {}", reason(error)),
            JoinError::Taken(key) => {
                write!(f, "the theme sets `{key}` in a way that nothing can be added to")
            }
        }
    }
}

/// The text of a theme with a piece joined to it. In the piece tables come before lists of tables.
///
/// # Errors
/// Why it cannot be joined.
pub fn join(text: &str, piece: &str) -> Result<String, JoinError> {
    let piece = piece.replace("\r\n", "\n");
    let (tables, lists) = piece.split_at(lists_begin(&piece));
    let tables: DocumentMut = tables.parse().map_err(JoinError::Piece)?;
    lists.parse::<DocumentMut>().map_err(JoinError::Piece)?;
    let mut document: DocumentMut = text.parse().map_err(JoinError::Theme)?;
    add_table(document.as_table_mut(), tables.as_table(), "")?;
    let joined = document.to_string();
    let joined = format!("{}\n\n{}\n", joined.trim_end(), lists.trim());
    let joined: DocumentMut = joined.parse().map_err(JoinError::Theme)?;
    Ok(as_it_was(text, &joined))
}

/// Where the first list of tables begins, with the comment above it.
fn lists_begin(piece: &str) -> usize {
    let mut begin = None;
    let mut at = 0;
    for line in piece.split_inclusive('\n') {
        let is_above = line.starts_with('#') || line.trim().is_empty();
        if line.starts_with("[[") {
            return begin.unwrap_or(at);
        }
        begin = if is_above { begin.or(Some(at)) } else { None };
        at += line.len();
    }
    piece.len()
}

fn add_table(table: &mut Table, new: &Table, path: &str) -> Result<(), JoinError> {
    for (key, item) in new {
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        match (table.get_mut(key), item) {
            (None, Item::Table(new)) => {
                let mut fresh = Table::new();
                fresh.set_implicit(new.is_implicit());
                fresh.decor_mut().set_prefix("\n");
                add_table(&mut fresh, new, &path)?;
                table.insert(key, Item::Table(fresh));
            }
            (None, item) => {
                table.insert(key, item.clone());
            }
            (Some(Item::Table(old)), Item::Table(new)) => add_table(old, new, &path)?,
            (Some(Item::Value(old)), Item::Value(new)) => {
                add_value(old, new).ok_or(JoinError::Taken(path))?;
            }
            _ => return Err(JoinError::Taken(path)),
        }
    }
    Ok(())
}

/// Adds a list, or what `{ add = […] }` adds, to a list that is written whole or by its changes.
fn add_value(old: &mut Value, new: &Value) -> Option<()> {
    let new = match new {
        Value::InlineTable(changes) => changes.get("add")?.as_array()?,
        other => other.as_array()?,
    };
    match old {
        Value::Array(old) => push(old, new),
        Value::InlineTable(changes) => push(list_of(changes)?, new),
        _ => return None,
    }
    Some(())
}

fn list_of(changes: &mut InlineTable) -> Option<&mut Array> {
    let key = if changes.contains_key("replace") { "replace" } else { "add" };
    if !changes.contains_key(key) {
        changes.insert(key, Array::new().into());
        changes.fmt();
    }
    changes.get_mut(key)?.as_array_mut()
}

/// Adds to a list as its last item is written: in a line, or below each other.
fn push(old: &mut Array, new: &Array) {
    for value in new {
        let mut value = value.clone();
        if let Some(last) = old.get(old.len().wrapping_sub(1)) {
            let prefix = last.decor().prefix().and_then(|prefix| prefix.as_str());
            let prefix = prefix.filter(|_| old.len() > 1).unwrap_or(" ").to_owned();
            value.decor_mut().set_prefix(prefix);
        }
        old.push_formatted(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIECE: &str = "# About the piece.\n\n[menu.layout]\nhome = { add = [\"x\"] }\n\n# A list.\n[[menu.entries]]\nid = \"x\"  # it\n";

    fn check(text: &str, expect: &str) {
        assert_eq!(join(text, PIECE).ok().as_deref(), Some(expect), "{text}");
    }

    #[test]
    fn lists_grow_as_they_are_written() {
        let tail = "\n\n# A list.\n[[menu.entries]]\nid = \"x\"  # it\n";
        let with = |list: &str| format!("# a\n[menu.layout]\nhome  = {list}  # why\n[z]\na = 1");
        let pairs = [
            ("[\"a\"]", "[\"a\", \"x\"]"),
            ("[\"a\", \"b\"]", "[\"a\", \"b\", \"x\"]"),
            ("[\n  \"a\",\n  \"b\",\n]", "[\n  \"a\",\n  \"b\",\n  \"x\",\n]"),
            ("{ remove = [\"a\"] }", "{ remove = [\"a\"], add = [\"x\"] }"),
            ("{ add = [\"a\"] }", "{ add = [\"a\", \"x\"] }"),
        ];
        for (before, after) in pairs {
            check(&with(before), &format!("{}{tail}", with(after)));
        }
        check(
            "[a]\nb = 1\n",
            &format!("[a]\nb = 1\n\n[menu.layout]\nhome = {{ add = [\"x\"] }}{tail}"),
        );
    }

    #[test]
    fn what_cannot_be_joined_is_said() {
        let check = |text: &str, piece: &str, expect: &str| {
            let error = join(text, piece).map_err(|error| error.to_string());
            assert!(error.as_ref().is_err_and(|error| error.contains(expect)), "{error:?}");
        };
        check("[menu.layout]\nhome = 1\n", PIECE, "sets `menu.layout.home`");
        check("[menu]\nlayout = 1\n", PIECE, "sets `menu.layout`");
        check("[menu]\nentries = []\n", PIECE, "would not be TOML");
        check("[menu\n", PIECE, "would not be TOML");
        check("", "[menu\n", "is not TOML");
    }
}

//! Updates `[[screenshots]]` in the text of a theme: entries for a page are replaced, everything else stays.

use toml_edit::{
    Array, ArrayOfTables, Decor, DocumentMut, InlineTable, Item, Key, Table, TableLike, TomlError,
    Value,
};

use crate::keys::as_it_was;

const KEY: &str = "screenshots";

/// A screenshot that was taken, as its table in a theme says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenTable {
    /// The file, from the theme's folder.
    pub file: String,
    /// `wide` or `narrow`.
    pub form: &'static str,
    /// The page that it shows.
    pub page: String,
}

/// The text of a theme that names these as its taken screenshots, and no others. A table without `page` was written by
/// hand and stays; one of the same page and form keeps its place and whatever else it says.
///
/// # Errors
/// What of the text is no TOML.
pub fn name_taken(text: &str, taken: &[TakenTable]) -> Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let mut missing: Vec<&TakenTable> = taken.iter().collect();
    match document.get_mut(KEY) {
        Some(Item::ArrayOfTables(tables)) => {
            tables.retain(|table| stays(table, taken));
            for table in tables.iter_mut() {
                rename(table, &mut missing);
            }
            missing.iter().for_each(|one| tables.push(table(one)));
        }
        Some(Item::Value(Value::Array(list))) => {
            list.retain(|item| item.as_inline_table().is_none_or(|table| stays(table, taken)));
            for table in list.iter_mut().filter_map(Value::as_inline_table_mut) {
                rename(table, &mut missing);
            }
            push_inline(list, &missing);
        }
        _ if !missing.is_empty() => {
            let mut tables = ArrayOfTables::new();
            missing.iter().for_each(|one| tables.push(table(one)));
            document.insert(KEY, Item::ArrayOfTables(tables));
        }
        _ => {}
    }
    let is_empty = |item: &Item| match item {
        Item::ArrayOfTables(tables) => tables.is_empty(),
        Item::Value(Value::Array(list)) => list.is_empty(),
        _ => false,
    };
    if taken.is_empty() && document.get(KEY).is_some_and(is_empty) {
        document.remove(KEY);
    }
    Ok(as_it_was(text, &document))
}

fn text_of<'a>(table: &'a dyn TableLike, key: &str) -> Option<&'a str> {
    table.get(key).and_then(Item::as_str)
}

fn is_of(table: &dyn TableLike, one: &TakenTable) -> bool {
    text_of(table, "page") == Some(&one.page) && text_of(table, "form-factor") == Some(one.form)
}

fn stays(table: &dyn TableLike, taken: &[TakenTable]) -> bool {
    !table.contains_key("page") || taken.iter().any(|one| is_of(table, one))
}

/// Lets a table name the file that was taken of its page; then that is not missing any more.
fn rename(table: &mut dyn TableLike, missing: &mut Vec<&TakenTable>) {
    let Some(at) = missing.iter().position(|one| is_of(table, one)) else { return };
    let one = missing.remove(at);
    if text_of(table, "file") == Some(&one.file) {
        return;
    }
    let mut file = Value::from(one.file.as_str());
    match table.get_mut("file") {
        Some(Item::Value(old)) => {
            *file.decor_mut() = old.decor().clone();
            *old = file;
        }
        _ => drop(table.insert("file", Item::Value(file))),
    }
}

fn pairs(one: &TakenTable) -> [(&'static str, &str); 3] {
    [("file", &one.file), ("form-factor", one.form), ("page", &one.page)]
}

fn table(one: &TakenTable) -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    for (key, text) in pairs(one) {
        let spaces = " ".repeat("form-factor ".len() - key.len());
        let key = Key::new(key).with_leaf_decor(Decor::new("", spaces));
        table.insert_formatted(&key, Item::Value(text.into()));
    }
    table
}

/// Adds to a list in brackets, each on a line of its own if the others are.
fn push_inline(list: &mut Array, missing: &[&TakenTable]) {
    let first = list.get(0).and_then(|item| item.decor().prefix()).and_then(|text| text.as_str());
    let prefix = first.filter(|text| text.contains('\n')).map(str::to_owned);
    for one in missing {
        let table: InlineTable = pairs(one).into_iter().collect();
        let mut item = Value::from(table);
        match &prefix {
            Some(prefix) => {
                item.decor_mut().set_prefix(prefix.as_str());
                list.push_formatted(item);
            }
            None => list.push(item),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(file: &str, form: &'static str, page: &str) -> TakenTable {
        TakenTable { file: file.to_owned(), form, page: page.to_owned() }
    }

    #[track_caller]
    fn check(text: &str, taken: &[TakenTable], expect: &str) {
        let got = name_taken(text, taken).expect("TOML");
        assert_eq!(got, expect);
        assert_eq!(name_taken(&got, taken).expect("TOML"), got, "a second time");
    }

    const WIDE: &str =
        "\n[[screenshots]]\nfile        = \"a.png\"\nform-factor = \"wide\"\npage        = \"a\"\n";

    #[test]
    fn the_first_ones_go_to_the_end() {
        let text = "[tenant]\nid = \"a\" # who\n\n[menu.layout]\ntabs = []\n";
        check(text, &[one("a.png", "wide", "a")], &format!("{text}{WIDE}"));
        check(text, &[], text);
    }

    #[test]
    fn what_was_made_by_hand_stays() {
        let hand = "[tenant]\nid = \"a\"\n\n# ours\n[[screenshots]]\nfile = \"hand.jpg\" # by hand\nform-factor = \"wide\"\n";
        let after = "\n[launch]\nimage = \"logo\"\n";
        check(
            &format!("{hand}{after}"),
            &[one("a.png", "wide", "a")],
            &format!("{hand}{WIDE}{after}"),
        );
        check(&format!("{hand}{WIDE}{after}"), &[], &format!("{hand}{after}"));
    }

    #[test]
    fn a_table_keeps_its_place_and_its_label() {
        let text = "[[screenshots]]\npage = \"b\"\nfile = \"old.png\" # new soon\nform-factor = \"narrow\"\nlabel = \"B\"\n\n[[screenshots]]\nfile = \"c.png\"\nform-factor = \"wide\"\npage = \"gone\"\n";
        let taken = [one("a.png", "wide", "a"), one("b.png", "narrow", "b")];
        let kept = "[[screenshots]]\npage = \"b\"\nfile = \"b.png\" # new soon\nform-factor = \"narrow\"\nlabel = \"B\"\n";
        check(text, &taken, &format!("{kept}{WIDE}"));
    }

    #[test]
    fn a_list_in_brackets_stays_one() {
        let text = "screenshots = [\n  { file = \"hand.png\", form-factor = \"wide\" },\n]\r\n";
        let text = text.replace("\r\n", "\n");
        let expect = "screenshots = [\n  { file = \"hand.png\", form-factor = \"wide\" },\n  { file = \"a.png\", form-factor = \"wide\", page = \"a\" },\n]\n";
        check(&text, &[one("a.png", "wide", "a")], expect);
        check("screenshots = []\n", &[], "");
    }
}

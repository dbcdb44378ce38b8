//! A TOML or JSON file as written: every key and value with its place. TOML is parsed here; whoever reads JSON makes the
//! same values of it.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Place, Source};

/// A value as written.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it is.
    pub place: Place,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// JSON's `null`; TOML has none.
    Null,
    /// A text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A date or time of TOML, as text; nothing in a theme takes one.
    Datetime(String),
    /// A list.
    Array(Vec<Node>),
    /// A table.
    Table(Table),
}

impl Kind {
    /// As messages name it.
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Null => "`null`",
            Kind::String(_) => "a text",
            Kind::Integer(_) => "a whole number",
            Kind::Float(_) => "a number",
            Kind::Bool(_) => "`true` or `false`",
            Kind::Datetime(_) => "a date",
            Kind::Array(_) => "a list",
            Kind::Table(_) => "a table",
        }
    }
}

/// A table as written: its entries in the order of the file.
#[derive(Clone, Debug)]
pub struct Table {
    /// Where the table begins: its header, or its braces.
    pub place: Place,
    /// Its keys and values.
    pub entries: Vec<Entry>,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key is.
    pub key_place: Place,
    /// The value.
    pub value: Node,
}

/// Parses a TOML file. Its syntax errors come back beside all that could be read.
pub fn parse(source: &Arc<Source>) -> (Table, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    let mut problems: Vec<Diagnostic> = errors.iter().map(|error| syntax(source, error)).collect();
    let mut table = table_of(source, table.get_ref(), 0..0);
    problems.extend(bound(&mut table));
    (table, problems)
}

/// The most keys of a table, and the most items of a list. What reads them may look at each for each.
const MOST: usize = 2000;
/// The most values of a file.
const VALUES: usize = 50_000;

/// Drops what is beyond the bounds, and says where they are passed first.
fn bound(table: &mut Table) -> Option<Diagnostic> {
    let mut bound = Bound { left: VALUES, passed: None };
    bound.table(table);
    let place = bound.passed?;
    let message =
        format!("the file has more than {VALUES} values, or more than {MOST} in one table or list");
    let problem = Diagnostic::at(Code::Syntax, &place, message);
    Some(problem.help("remove what no theme needs: nothing was read from here on"))
}

struct Bound {
    left: usize,
    passed: Option<Place>,
}

impl Bound {
    fn table(&mut self, table: &mut Table) {
        let most = self.take(table.entries.len());
        if let Some(first) = table.entries.get(most) {
            self.passed.get_or_insert_with(|| first.key_place.clone());
        }
        table.entries.truncate(most);
        table.entries.iter_mut().for_each(|entry| self.node(&mut entry.value));
    }

    fn node(&mut self, node: &mut Node) {
        match &mut node.kind {
            Kind::Table(table) => self.table(table),
            Kind::Array(items) => {
                let most = self.take(items.len());
                if let Some(first) = items.get(most) {
                    self.passed.get_or_insert_with(|| first.place.clone());
                }
                items.truncate(most);
                items.iter_mut().for_each(|item| self.node(item));
            }
            _ => {}
        }
    }

    /// How many of so many values are read.
    fn take(&mut self, count: usize) -> usize {
        let most = count.min(MOST).min(self.left);
        self.left -= most;
        most
    }
}

fn syntax(source: &Arc<Source>, error: &toml::de::Error) -> Diagnostic {
    let place = Place::new(source, error.span().unwrap_or(0..0));
    let message = error.message().trim_end().to_lowercase();
    let is_escape = message.contains("escaped value") || message.contains("unicode");
    let escape =
        || is_escape.then(|| "a backslash begins an escape; in a path write `/`".to_owned());
    let help = curly(&place).or_else(escape);
    Diagnostic::at(Code::Syntax, &place, message).maybe_help(help)
}

/// Quotes of a word processor, where TOML wants straight ones.
fn curly(place: &Place) -> Option<String> {
    const QUOTES: [char; 12] = ['“', '”', '„', '‟', '‘', '’', '‚', '«', '»', '「', '」', '＂'];
    let text = &place.source.text;
    let start = text[..place.span.start].rfind('\n').map_or(0, |at| at + 1);
    let rest = text[place.span.start..].find('\n').map_or(text.len(), |at| place.span.start + at);
    let found = text[start..rest].find(QUOTES).map(|at| start + at)?;
    // Within straight quotes they are part of a text.
    let is_bare = text[start..found].matches('"').count().is_multiple_of(2);
    is_bare
        .then(|| "write straight quotes, `\"…\"`; these are those of a word processor".to_owned())
}

fn table_of(source: &Arc<Source>, table: &DeTable<'_>, span: Range<usize>) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_place: Place::new(source, key.span()),
            value: node_of(source, value),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_place.span.start);
    Table { place: Place::new(source, span), entries }
}

fn node_of(source: &Arc<Source>, value: &Spanned<DeValue<'_>>) -> Node {
    let place = Place::new(source, value.span());
    let kind = match value.get_ref() {
        // A file from Windows means the same texts.
        DeValue::String(text) => Kind::String(text.replace("\r\n", "\n")),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Kind::Float(f64::INFINITY), Kind::Integer),
        DeValue::Float(number) => Kind::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Kind::Bool(*value),
        DeValue::Datetime(value) => Kind::Datetime(value.to_string()),
        DeValue::Array(items) => {
            Kind::Array(items.iter().map(|item| node_of(source, item)).collect())
        }
        DeValue::Table(table) => Kind::Table(table_of(source, table, value.span())),
    };
    Node { kind, place }
}

impl Node {
    /// The value as JSON; a date becomes a text.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.kind {
            Kind::Null => serde_json::Value::Null,
            Kind::String(text) | Kind::Datetime(text) => text.as_str().into(),
            Kind::Integer(number) => (*number).into(),
            Kind::Float(number) => (*number).into(),
            Kind::Bool(value) => (*value).into(),
            Kind::Array(items) => items.iter().map(Node::to_json).collect(),
            Kind::Table(table) => table.to_json(),
        }
    }

    /// A value that is given as JSON, such as a default in a schema; all of it is at `place`.
    pub fn from_json(value: &serde_json::Value, place: &Place) -> Node {
        use serde_json::Value;
        let kind = match value {
            Value::Null => Kind::String(String::new()),
            Value::Bool(value) => Kind::Bool(*value),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Kind::Integer(whole),
                None => Kind::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => Kind::String(text.clone()),
            Value::Array(items) => {
                Kind::Array(items.iter().map(|item| Node::from_json(item, place)).collect())
            }
            Value::Object(object) => {
                let entries = object.iter().map(|(key, value)| Entry {
                    key: key.clone(),
                    key_place: place.clone(),
                    value: Node::from_json(value, place),
                });
                Kind::Table(Table { place: place.clone(), entries: entries.collect() })
            }
        };
        Node { kind, place: place.clone() }
    }

    /// The value of a key; none of what is no table.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The keys and values; none of what is no table.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Table(table) => &table.entries,
            _ => &[],
        }
    }

    /// The items; none of what is no list.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::Array(items) => items,
            _ => &[],
        }
    }

    /// The string, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self.kind {
            Kind::Float(number) => Some(number),
            Kind::Integer(number) => Some(number as f64),
            _ => None,
        }
    }

    /// Whether it is a table, or an object of JSON.
    pub fn is_table(&self) -> bool {
        matches!(self.kind, Kind::Table(_))
    }

    /// Whether two values are equal, wherever they are written.
    pub fn is_same(&self, other: &Node) -> bool {
        self.to_json() == other.to_json()
    }

    /// The value, or key, that a JSON Pointer's parts lead to; as near as they lead.
    pub fn follow<'a>(&'a self, parts: &[String]) -> &'a Node {
        let Some((first, rest)) = parts.split_first() else {
            return self;
        };
        let next = match &self.kind {
            Kind::Table(table) => table.get(first).map(|entry| &entry.value),
            Kind::Array(items) => first.parse().ok().and_then(|at: usize| items.get(at)),
            _ => None,
        };
        next.map_or(self, |node| node.follow(rest))
    }
}

impl Table {
    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The entry of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.key == key)
    }

    /// The table as a JSON object.
    pub fn to_json(&self) -> serde_json::Value {
        let pairs = self.entries.iter();
        pairs
            .map(|entry| (entry.key.clone(), entry.value.to_json()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// The first problem of a text as `line: message`, and how many values are at its root.
    fn check(text: &str, expect: Option<usize>, count: usize) {
        let (table, problems) = parse(&Source::new(Path::new("a.toml"), text.to_owned()));
        let line = problems.first().and_then(|problem| problem.place.as_ref());
        assert_eq!(line.map(|place| place.source.line_column(place.span.start).0), expect);
        assert_eq!(table.entries.len(), count);
    }

    #[test]
    fn tables_and_lists_are_bounded() {
        let keys = |count: usize| -> String { (0..count).map(|n| format!("k{n} = 1\n")).collect() };
        check(&keys(2000), None, 2000);
        check(&keys(2001), Some(2001), 2000);
        check(&format!("a = [\n{}]", "1,\n".repeat(2001)), Some(2002), 1);
        let lists: String = (0..30).map(|n| format!("k{n} = [{}]\n", "1,".repeat(1999))).collect();
        check(&lists, Some(25), 30);
    }
}

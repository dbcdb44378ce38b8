//! What templates see, as a tree that borrows from the theme. The template engine takes it as values.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Number, Value};
use tera::Context;

/// A value of the tree.
#[derive(Clone, Debug)]
pub(super) enum View<'a> {
    /// Nothing.
    None,
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<View<'a>>),
    /// A map, in the order in which it is written.
    Map(Vec<(Cow<'a, str>, View<'a>)>),
}

impl<'a> View<'a> {
    /// A map of the fields of a record.
    pub(super) fn record<const N: usize>(fields: [(&'a str, View<'a>); N]) -> View<'a> {
        View::Map(fields.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
    }

    /// A map.
    pub(super) fn map<T: Into<View<'a>>>(
        entries: impl IntoIterator<Item = (&'a String, T)>,
    ) -> View<'a> {
        let entries = entries.into_iter();
        View::Map(entries.map(|(name, value)| (name.as_str().into(), value.into())).collect())
    }

    /// A list.
    pub(super) fn list<T: Into<View<'a>>>(items: impl IntoIterator<Item = T>) -> View<'a> {
        View::List(items.into_iter().map(Into::into).collect())
    }

    /// Adds a form of it that is that of no other value: of each its kind, and how long it is. It is written and hashed in a
    /// third of the time of JSON.
    pub(super) fn canonical(&self, out: &mut Vec<u8>) {
        match self {
            View::None => out.push(b'-'),
            View::Bool(value) => out.push(if *value { b't' } else { b'f' }),
            View::Number(number) => text(b'n', &number.to_string(), out),
            View::Text(own) => text(b's', own, out),
            View::List(items) => {
                start(b'l', items.len(), out);
                items.iter().for_each(|item| item.canonical(out));
            }
            View::Map(entries) => {
                start(b'm', entries.len(), out);
                for (name, value) in entries {
                    text(b'k', name, out);
                    value.canonical(out);
                }
            }
        }
    }

    /// The fields of a map as the names that a template knows.
    pub(super) fn context(&self) -> Context {
        let mut context = Context::new();
        if let View::Map(entries) = self {
            for (name, value) in entries {
                context.insert(name.clone().into_owned(), value);
            }
        }
        context
    }
}

fn start(kind: u8, length: usize, out: &mut Vec<u8>) {
    out.push(kind);
    out.extend((length as u64).to_le_bytes());
}

fn text(kind: u8, text: &str, out: &mut Vec<u8>) {
    start(kind, text.len(), out);
    out.extend(text.as_bytes());
}

impl<'a> From<&'a str> for View<'a> {
    fn from(text: &'a str) -> View<'a> {
        View::Text(text.into())
    }
}

impl<'a> From<&'a String> for View<'a> {
    fn from(text: &'a String) -> View<'a> {
        View::Text(text.into())
    }
}

impl From<String> for View<'_> {
    fn from(text: String) -> Self {
        View::Text(text.into())
    }
}

impl From<&bool> for View<'_> {
    fn from(value: &bool) -> Self {
        View::Bool(*value)
    }
}

impl<'a> From<&'a Vec<String>> for View<'a> {
    fn from(list: &'a Vec<String>) -> View<'a> {
        View::list(list)
    }
}

impl<'a> From<&'a Value> for View<'a> {
    fn from(value: &'a Value) -> View<'a> {
        match value {
            Value::Null => View::None,
            Value::Bool(value) => View::Bool(*value),
            Value::Number(number) => View::Number(number.clone()),
            Value::String(text) => text.into(),
            Value::Array(items) => View::list(items),
            Value::Object(map) => View::map(map),
        }
    }
}

impl From<Value> for View<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => View::None,
            Value::Bool(value) => View::Bool(value),
            Value::Number(number) => View::Number(number),
            Value::String(text) => text.into(),
            Value::Array(items) => View::list(items),
            Value::Object(map) => {
                View::Map(map.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
            }
        }
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            View::None => serializer.serialize_unit(),
            View::Bool(value) => serializer.serialize_bool(*value),
            View::Number(number) => number.serialize(serializer),
            View::Text(text) => serializer.serialize_str(text),
            View::List(items) => serializer.collect_seq(items),
            View::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (name, value) in entries {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn canonical(value: &Value) -> Vec<u8> {
        let mut bytes = Vec::new();
        View::from(value).canonical(&mut bytes);
        bytes
    }

    #[test]
    fn no_two_values_have_one_canonical_form() {
        let values = [
            json!(null),
            json!(true),
            json!(false),
            json!(1),
            json!("1"),
            json!([]),
            json!({}),
            json!([[], "a"]),
            json!([["a"]]),
            json!(["a", "b"]),
            json!(["ab"]),
            json!({ "a": "b" }),
            json!({ "a": { "b": "c" } }),
            json!({ "a": {}, "b": "c" }),
        ];
        for (at, value) in values.iter().enumerate() {
            for other in &values[..at] {
                assert_ne!(canonical(value), canonical(other), "{value} {other}");
            }
        }
    }
}

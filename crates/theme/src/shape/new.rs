//! Constructors for shapes.

use serde_json::Value;

use super::{Change, Field, Kind, Need, Otherwise, Shape, Text};

pub(super) fn shape(summary: &str, kind: Kind) -> Shape {
    Shape { summary: summary.to_owned(), otherwise: Otherwise::Nothing, examples: Vec::new(), kind }
}

pub(super) fn text(summary: &str, rule: Text) -> Shape {
    shape(summary, Kind::Text(rule))
}

pub(super) fn file(summary: &str, endings: &'static [&'static str]) -> Shape {
    shape(summary, Kind::File(endings))
}

pub(super) fn choice(summary: &str, names: &[String]) -> Shape {
    shape(summary, Kind::Choice(names.to_vec()))
}

pub(super) fn names(summary: &str, all: &[&str]) -> Shape {
    shape(summary, Kind::Choice(all.iter().map(|&name| name.to_owned()).collect()))
}

pub(super) fn list(summary: &str, of: Shape, change: Change) -> Shape {
    shape(summary, Kind::List { of: Box::new(of), change })
}

pub(super) fn table(summary: &str, fields: Vec<Field>) -> Shape {
    shape(summary, Kind::Table(fields))
}

pub(super) fn any(summary: &str, kinds: Vec<Shape>) -> Shape {
    shape(summary, Kind::Any(kinds))
}

pub(super) fn optional(key: &str, shape: Shape) -> Field {
    Field { key: key.to_owned(), shape, need: Need::Optional }
}

pub(super) fn inherited(key: &str, shape: Shape) -> Field {
    Field { key: key.to_owned(), shape, need: Need::Inherited }
}

pub(super) fn always(key: &str, shape: Shape) -> Field {
    Field { key: key.to_owned(), shape, need: Need::Always }
}

pub(super) fn own(key: &str, shape: Shape) -> Field {
    Field { key: key.to_owned(), shape, need: Need::Own }
}

impl Field {
    /// With what must be of it.
    pub(super) fn need(self, need: Need) -> Field {
        Field { need, ..self }
    }
}

impl Shape {
    /// With the value that holds where a theme says nothing.
    pub(super) fn or(self, value: impl Into<Value>) -> Shape {
        Shape { otherwise: Otherwise::Value(value.into()), ..self }
    }

    /// With the rule that makes the value where a theme says nothing.
    pub(super) fn or_by(self, rule: &str) -> Shape {
        Shape { otherwise: Otherwise::Rule(rule.to_owned()), ..self }
    }

    pub(super) fn example(mut self, example: Value) -> Shape {
        self.examples.push(example);
        self
    }
}

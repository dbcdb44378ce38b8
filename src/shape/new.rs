//! Short hands for shapes. Apart, so that [`super::tree`] reads as the theme's format does.

use serde_json::Value;

use super::{Change, Field, Kind, Need, Shape, Text};

pub(super) fn shape(summary: &str, kind: Kind) -> Shape {
    Shape { summary: summary.to_owned(), default: String::new(), examples: Vec::new(), kind }
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

pub(super) fn required(key: &str, shape: Shape) -> Field {
    Field { key: key.to_owned(), shape, need: Need::Required }
}

impl Shape {
    pub(super) fn summary(self, summary: &str) -> Shape {
        Shape { summary: summary.to_owned(), ..self }
    }

    pub(super) fn default(self, default: &str) -> Shape {
        Shape { default: default.to_owned(), ..self }
    }

    pub(super) fn example(mut self, example: Value) -> Shape {
        self.examples.push(example);
        self
    }
}

impl Field {
    pub(super) fn default(self, default: &str) -> Field {
        Field { shape: self.shape.default(default), ..self }
    }

    pub(super) fn example(self, example: Value) -> Field {
        Field { shape: self.shape.example(example), ..self }
    }
}

//! The literals of JavaScript and JSON: every string, chunk of a template, comment and regular expression, with its place and
//! what it is used as. A lexer with a stack of brackets is enough for that: the grammar is needed only to tell a regular
//! expression from a division and an object from a block.
//!
//! It reads bytes and nothing else, and must not know what the literals are for.

mod decode;
mod lexer;

use std::ops::Range;

pub use self::decode::{Decoded, decode};

/// A literal of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// What it is.
    pub kind: Kind,
    /// The bytes within the quotes of a string or the marks of a template's chunk; all bytes of a comment and of a regular
    /// expression with its flags.
    pub span: Range<usize>,
    /// What a string or chunk is used as.
    pub role: Role,
    /// The word that the role speaks of: the property, the function, the variable. Empty if there is none.
    pub name: Range<usize>,
}

/// What a literal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A string in these quotes: `"`, `'`, or a backtick for a template without `${`.
    String(char),
    /// A part of a template that has `${`.
    Chunk,
    /// A comment.
    Comment,
    /// A regular expression.
    Regex,
}

/// What a string or a chunk is used as, as far as the tokens around it tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A value of which nothing else is known.
    Value,
    /// The value of a property of an object, whose key is named.
    Property,
    /// What is assigned to the named variable or member.
    Assigned,
    /// An argument of the named function.
    Argument,
    /// A key of an object.
    Key,
    /// A computed member: `object["key"]`.
    Member,
    /// The name of a module: `import`, `export … from`, `require`.
    Module,
    /// Compared with another value: `===`, `case`, `in`.
    Compared,
    /// A part of a template with a function before it.
    Tagged,
}

/// The literals of a script in the order of their places. A script that is broken or cut gives those that were read so far.
pub fn literals(source: &[u8]) -> Vec<Literal> {
    lexer::Lexer::of_script(source).run()
}

/// The strings of a JSON document in the order of their places; keys have [`Role::Key`]. Comments are allowed.
pub fn json_strings(source: &[u8]) -> Vec<Literal> {
    lexer::Lexer::of_value(source).run()
}

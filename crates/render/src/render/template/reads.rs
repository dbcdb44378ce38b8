//! What a template reads of its values, and how: found once, without a value.
//!
//! A template does the same for two tenants if all that it reads is the same. It is more often the same if a text that
//! is only written, in a [`Position`] where a text is but a text, counts by its characters: only the writing sees it.
//! A text that is compared, handed to a filter, looped over or assigned counts as it is. So does everything that is not
//! understood; where a tag is not, nothing is known of the whole template.

use crate::render::escape::Escape;
use crate::render::template::load::{Source, writes_value};
use crate::render::template::names::is_variable;
use crate::render::template::position::{Around, Position};
use crate::render::template::scan::{Tag, TagKind, TokenKind, Tokens, read_path};
use std::collections::{BTreeMap, BTreeSet};

/// Paths that a template reads, each with how.
pub type Reads = BTreeSet<(Vec<Step>, Mode)>;

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A field.
    Field(String),
    /// All that is in a map or list.
    Each,
}

/// How a value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// It matters as it is.
    Exact,
    /// Its keys, or how many items it has; each value in it is read by itself.
    Keys,
    /// Whether it is empty.
    Truth,
    /// It is written, or all of it as JSON: its form, and this of its texts.
    Written(Detail),
}

/// What of a text matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// About how long it is.
    Size,
    /// Its kinds of characters, too.
    Signs,
}

/// What a template reads, and what it includes; `None` if that cannot be told.
pub(crate) fn reads(
    sources: &BTreeMap<String, Source>,
    name: &str,
    language: Escape,
) -> Option<Reads> {
    let position = Position::start(language);
    let (scopes, open, reads) = (Vec::new(), Vec::new(), Reads::new());
    let mut walk = Walk { sources, position, scopes, open, reads };
    walk.file(name)?;
    Some(walk.reads)
}

/// A path; `None` for what follows from what is read exactly.
type Bound = Option<Vec<Step>>;

struct Walk<'a> {
    sources: &'a BTreeMap<String, Source>,
    position: Position,
    /// The variables of loops, from outer to inner. What is assigned is read exactly, so it need not be followed.
    scopes: Vec<BTreeMap<String, Bound>>,
    /// The conditions and loops that are open, with where their branches begin and must end.
    open: Vec<(Block, Position)>,
    reads: Reads,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    If,
    For,
}

/// A path in an expression.
struct Access {
    path: Bound,
    /// What its parts are chosen by.
    indexes: Vec<Vec<Step>>,
    /// The token behind it.
    next: usize,
}

impl Walk<'_> {
    fn file(&mut self, name: &str) -> Option<()> {
        let sources = self.sources;
        let source = sources.get(name)?;
        let mut from = 0;
        for tag in &source.tags {
            self.text(&source.text[from..tag.outer.start])?;
            let around = around(source, tag);
            let tokens = source.tokens(tag);
            match tag.kind {
                TagKind::Output if !writes_value(&source.text, tag) => return None,
                TagKind::Output => self.output(tokens, around),
                TagKind::Statement => {}
            }
            self.position.tag(around)?;
            if tag.kind == TagKind::Statement {
                self.statement(tokens)?;
            }
            from = tag.outer.end;
        }
        self.text(&source.text[from..])
    }

    /// Text between two tags, which may hold comments.
    fn text(&mut self, text: &str) -> Option<()> {
        let mut rest = text;
        while let Some((before, comment)) = rest.split_once("{#") {
            let (comment, behind) = comment.split_once("#}")?;
            self.position.text(before)?;
            let trims = comment.starts_with('-') || comment.ends_with('-');
            self.position.tag(Around { trims, next: None })?;
            rest = behind;
        }
        // A raw block.
        if rest.contains("{%") {
            return None;
        }
        self.position.text(rest)
    }

    fn statement(&mut self, tokens: Tokens<'_>) -> Option<()> {
        match tokens.at(0) {
            "if" => {
                self.condition(tokens);
                self.open.push((Block::If, self.position.clone()));
            }
            "elif" => {
                self.branch_ends()?;
                self.condition(tokens);
            }
            "else" => {
                if self.branch_ends()? == Block::For {
                    self.scopes.last_mut()?.clear();
                }
            }
            "endif" | "endfor" => {
                if self.branch_ends()? == Block::For {
                    self.scopes.pop();
                }
                self.open.pop();
            }
            "for" => {
                self.for_loop(tokens)?;
                self.open.push((Block::For, self.position.clone()));
            }
            "set" | "set_global" if tokens.at(2) == "=" => self.expression(tokens, 3),
            "include" if tokens.list.len() == 2 => {
                let name = tokens.literal(1)?;
                self.file(name)?;
            }
            _ => return None,
        }
        Some(())
    }

    /// Whatever branch is taken, the text goes on at the same position.
    fn branch_ends(&self) -> Option<Block> {
        let (block, start) = self.open.last()?;
        (*start == self.position).then_some(*block)
    }

    fn condition(&mut self, tokens: Tokens<'_>) {
        let from = if tokens.at(1) == "not" { 2 } else { 1 };
        match self.access(tokens, from) {
            Some(access) if access.next == tokens.list.len() => self.read(access, Mode::Truth),
            _ => self.expression(tokens, 1),
        }
    }

    fn for_loop(&mut self, tokens: Tokens<'_>) -> Option<()> {
        let at = (1..tokens.list.len()).find(|index| tokens.at(*index) == "in")?;
        let mut scope = BTreeMap::from([("loop".to_owned(), None)]);
        let mut element = None;
        match self.access(tokens, at + 1) {
            Some(access) if access.next == tokens.list.len() => {
                element = access.path.clone().map(|mut path| {
                    path.push(Step::Each);
                    path
                });
                self.read(access, Mode::Keys);
            }
            _ => self.expression(tokens, at + 1),
        }
        if tokens.at(2) == "," {
            scope.insert(tokens.at(1).to_owned(), None);
            scope.insert(tokens.at(3).to_owned(), element);
        } else {
            scope.insert(tokens.at(1).to_owned(), element);
        }
        self.scopes.push(scope);
        Some(())
    }

    fn output(&mut self, tokens: Tokens<'_>, around: Around) {
        if self.written(tokens, around).is_none() {
            self.expression(tokens, 0);
        }
    }

    /// A path alone, through one filter that writes, or put into a text.
    fn written(&mut self, tokens: Tokens<'_>, around: Around) -> Option<()> {
        let access = self.access(tokens, 0)?;
        let end = tokens.list.len();
        let filter = match access.next {
            next if next == end => "",
            next if tokens.at(next) == "|" && next + 2 == end => tokens.at(next + 1),
            _ => return self.filled(tokens, access, around),
        };
        let detail = self.position.detail(filter, around)?;
        self.read(access, Mode::Written(detail));
        Some(())
    }

    /// `text | replace(from="{name}", to=path)`: a text that is the same, with another one in it.
    fn filled(&mut self, tokens: Tokens<'_>, text: Access, around: Around) -> Option<()> {
        let at = text.next;
        let form = ["|", "replace", "(", "from", "="];
        let is_form = form.iter().enumerate().all(|(n, token)| tokens.at(at + n) == *token);
        tokens.literal(at + 5).filter(|_| is_form)?;
        let is_to = [",", "to", "="].iter().enumerate().all(|(n, t)| tokens.at(at + 6 + n) == *t);
        let filler = self.access(tokens, at + 9).filter(|_| is_to)?;
        let is_end = tokens.at(filler.next) == ")" && filler.next + 1 == tokens.list.len();
        let detail = self.position.detail("", around).filter(|_| is_end)?;
        self.read(text, Mode::Exact);
        self.read(filler, Mode::Written(detail));
        Some(())
    }

    fn read(&mut self, access: Access, mode: Mode) {
        self.reads.extend(access.path.map(|path| (path, mode)));
        self.reads.extend(access.indexes.into_iter().map(|path| (path, Mode::Exact)));
    }

    /// Every value of an expression, as it is.
    fn expression(&mut self, tokens: Tokens<'_>, from: usize) {
        let mut index = from;
        while index < tokens.list.len() {
            if !is_variable(tokens, index) {
                index += 1;
                continue;
            }
            let path = read_path(tokens, index);
            let mut steps = self.root(&path.parts[0].0);
            if let Some(steps) = &mut steps {
                steps.extend(path.parts.iter().skip(1).map(|(name, _)| Step::Field(name.clone())));
            }
            self.reads.extend(steps.map(|steps| (steps, Mode::Exact)));
            index = path.next;
        }
    }

    /// A path with names, texts and paths as its parts.
    fn access(&self, tokens: Tokens<'_>, from: usize) -> Option<Access> {
        if !is_variable(tokens, from) {
            return None;
        }
        let mut access = Access { path: self.root(tokens.at(from)), indexes: Vec::new(), next: 0 };
        let mut next = from + 1;
        loop {
            let step = if tokens.at(next) == "." && tokens.kind(next + 1) == Some(TokenKind::Name) {
                next += 2;
                Step::Field(tokens.at(next - 1).to_owned())
            } else if tokens.at(next) != "[" {
                access.next = next;
                return Some(access);
            } else if let (Some(name), "]") = (tokens.literal(next + 1), tokens.at(next + 2)) {
                next += 3;
                Step::Field(name.to_owned())
            } else {
                let index = self.access(tokens, next + 1).filter(|a| tokens.at(a.next) == "]")?;
                next = index.next + 1;
                access.indexes.extend(index.path.into_iter().chain(index.indexes));
                Step::Each
            };
            access.path.iter_mut().for_each(|path| path.push(step.clone()));
        }
    }

    /// What a name stands for.
    fn root(&self, name: &str) -> Bound {
        let local = self.scopes.iter().rev().find_map(|scope| scope.get(name).cloned());
        local.unwrap_or_else(|| Some(vec![Step::Field(name.to_owned())]))
    }
}

fn around(source: &Source, tag: &Tag) -> Around {
    // Two braces, or three characters with the hyphen.
    let trims = tag.inner.start - tag.outer.start > 2 || tag.outer.end - tag.inner.end > 2;
    Around { trims, next: source.text[tag.outer.end..].chars().next() }
}

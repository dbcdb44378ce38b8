//! Finds what a template uses that a context does not define, without rendering it: in every branch, all at
//! once, each at its place.
//!
//! It follows what it can: paths, and the variables of loops and assignments. What only rendering can know (an
//! index that is computed, the result of a filter) is left to rendering.

use crate::render::template::TemplateFault;
use crate::render::template::fault::Problem;
use crate::render::template::filters::{composite, first_undefined};
use crate::render::template::load::{Output, Source};
use crate::render::template::references::is_test;
use crate::render::template::scan::{Path, Tag, TagKind, TokenKind, Tokens, read_path};
use std::collections::{BTreeMap, BTreeSet};
use tera::{Context, ErrorKind, Tera, Value};

const WORDS: &[&str] =
    &["and", "or", "not", "in", "is", "if", "else", "true", "false", "True", "False"];
const NOTHING: &[&str] = &["none", "None", "null"];

/// What is known of a variable of the template: its value, or only that it exists.
type Known = Option<Value>;

/// The walk through one template and those that it includes.
struct Walk<'a> {
    sources: &'a BTreeMap<String, Source>,
    context: &'a Context,
    /// The variables of loops, components and assignments, from outer to inner.
    scopes: Vec<BTreeMap<String, Known>>,
    /// Paths that the template asks for before it uses them.
    guarded: BTreeSet<String>,
    /// The paths of the context that are read, if somebody asks for them.
    used: Option<BTreeSet<Vec<String>>>,
    faults: Vec<TemplateFault>,
}

/// All that the template, and what it includes, uses and the context does not define.
pub(crate) fn check(
    sources: &BTreeMap<String, Source>,
    name: &str,
    context: &Context,
) -> Vec<TemplateFault> {
    let mut walk = walk(sources, name, context, None);
    let mut seen = BTreeSet::new();
    walk.faults.retain(|fault| {
        seen.insert((fault.template.clone(), fault.span.clone().map(|span| span.start)))
    });
    complete_help(&mut walk.faults, context);
    walk.faults
}

/// The paths of the context that the template, and what it includes, reads: `["tenant", "name"]`. They are the same for
/// every context.
pub(crate) fn used(sources: &BTreeMap<String, Source>, name: &str) -> BTreeSet<Vec<String>> {
    let context = Context::new();
    walk(sources, name, &context, Some(BTreeSet::new())).used.unwrap_or_default()
}

fn walk<'a>(
    sources: &'a BTreeMap<String, Source>,
    name: &str,
    context: &'a Context,
    used: Option<BTreeSet<Vec<String>>>,
) -> Walk<'a> {
    let scopes = vec![variables_of_parents(sources, name)];
    let (guarded, faults) = (BTreeSet::new(), Vec::new());
    let mut walk = Walk { sources, context, scopes, guarded, used, faults };
    walk.template(name);
    walk
}

/// The names of a context: Tera's own error is the only list of them.
pub(crate) fn defined(context: &Context) -> Vec<String> {
    let error = Tera::one_off("{{ __missing }}", context, false).err();
    let message = match error.as_ref().map(tera::Error::kind) {
        Some(ErrorKind::RenderingError(report)) => report.message(),
        _ => "",
    };
    let list = message.split_once(": ").map_or("", |(_, list)| list);
    list.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn complete_help(faults: &mut [TemplateFault], context: &Context) {
    let names = if faults.is_empty() { Vec::new() } else { defined(context) };
    for fault in faults.iter_mut().filter(|fault| fault.help.is_none()) {
        let name =
            fault.message.strip_prefix('`').and_then(|rest| rest.strip_suffix("` is not defined"));
        fault.help = name.and_then(|name| {
            crate::render::template::fault::did_you_mean(name, names.iter().map(String::as_str))
        });
    }
}

/// A block may stand in a loop of the template that is extended.
fn variables_of_parents(sources: &BTreeMap<String, Source>, name: &str) -> BTreeMap<String, Known> {
    let mut variables = BTreeMap::new();
    let mut next = parent(sources, name);
    while let Some(name) = next {
        let source = &sources[name];
        for tokens in source.tags.iter().map(|tag| source.tokens(tag)) {
            if matches!(tokens.at(0), "for" | "set" | "set_global") {
                variables.insert(tokens.at(1).to_owned(), None);
                variables.insert(tokens.at(3).to_owned(), None);
            }
        }
        next = parent(sources, name);
    }
    variables
}

fn parent<'a>(sources: &'a BTreeMap<String, Source>, name: &str) -> Option<&'a str> {
    let source = sources.get(name)?;
    let extends = |tag: &&Tag| source.tokens(tag).at(0) == "extends";
    let tag = source.tags.iter().find(extends)?;
    let parent = source.tokens(tag).literal(1)?;
    sources.get_key_value(parent).map(|(name, _)| name.as_str())
}

impl Walk<'_> {
    fn template(&mut self, name: &str) {
        let sources = self.sources;
        let Some(source) = sources.get(name) else {
            return;
        };
        for tag in &source.tags {
            let tokens = source.tokens(tag);
            match tag.kind {
                TagKind::Output => self.output(name, tokens),
                TagKind::Statement => self.statement(name, tokens),
            }
        }
    }

    fn output(&mut self, name: &str, tokens: Tokens<'_>) {
        let is_component = tokens.at(0) == "<";
        self.expression(name, tokens, if is_component { component_name_end(tokens) } else { 0 });
        let Some(path) = whole_path(tokens, 0) else {
            return;
        };
        if let Some(value) = self.value(&path).filter(|value| value.is_map() || value.is_array()) {
            let expression = path.parts[0].1.start..tokens.span(path.next - 1).end;
            let output = Output { expression, path: None };
            self.faults.push(composite(&value, &output).of(name));
        }
    }

    fn statement(&mut self, name: &str, tokens: Tokens<'_>) {
        match tokens.at(0) {
            "for" => self.for_loop(name, tokens),
            "set" | "set_global" => self.assignment(name, tokens),
            "component" => {
                let names = (1..tokens.list.len())
                    .filter(|index| tokens.kind(*index) == Some(TokenKind::Name));
                let mut scope: BTreeMap<_, _> =
                    names.map(|index| (tokens.at(index).to_owned(), None)).collect();
                scope.insert("body".to_owned(), None);
                self.scopes.push(scope);
            }
            "endfor" | "endcomponent" => {
                self.scopes.pop();
            }
            "include" => {
                if let Some(included) = tokens.literal(1) {
                    let included = included.to_owned();
                    self.template(&included);
                }
            }
            "extends" | "block" | "endblock" | "endset" | "endfilter" | "endif" | "</" => {}
            "<" => self.expression(name, tokens, component_name_end(tokens)),
            "filter" => self.expression(name, tokens, 2),
            _ => self.expression(name, tokens, 1),
        }
    }

    fn for_loop(&mut self, name: &str, tokens: Tokens<'_>) {
        let Some(at) = (1..tokens.list.len()).find(|index| tokens.at(*index) == "in") else {
            return;
        };
        self.expression(name, tokens, at + 1);
        let container = whole_path(tokens, at + 1).and_then(|path| self.value(&path));
        let element = container.as_ref().and_then(|value| match value.as_map() {
            Some(map) => map.values().next().cloned(),
            None => value.as_array().and_then(|list| list.first().cloned()),
        });
        let mut scope = BTreeMap::from([("loop".to_owned(), None)]);
        if tokens.at(2) == "," {
            scope.insert(tokens.at(1).to_owned(), None);
            scope.insert(tokens.at(3).to_owned(), element);
        } else {
            scope.insert(tokens.at(1).to_owned(), element);
        }
        self.scopes.push(scope);
    }

    fn assignment(&mut self, name: &str, tokens: Tokens<'_>) {
        let mut known = None;
        if tokens.at(2) == "=" {
            self.expression(name, tokens, 3);
            known = whole_path(tokens, 3).and_then(|path| self.value(&path));
        } else {
            self.expression(name, tokens, 2);
        }
        let last = self.scopes.len() - 1;
        let scope = if tokens.at(0) == "set_global" { 0 } else { last };
        self.scopes[scope].insert(tokens.at(1).to_owned(), known);
    }

    /// Checks the names of an expression from a token on.
    fn expression(&mut self, template: &str, tokens: Tokens<'_>, from: usize) {
        let own = variables_of_comprehensions(tokens);
        let mut index = from;
        while index < tokens.list.len() {
            if !is_variable(tokens, index) || own.contains(tokens.at(index)) {
                index += 1;
                continue;
            }
            let path = read_path(tokens, index);
            index = path.next;
            if let Some(used) = &mut self.used
                && !self.scopes.iter().any(|scope| scope.contains_key(&*path.parts[0].0))
            {
                used.insert(path.parts.iter().map(|(name, _)| name.to_string()).collect());
            }
            if is_asked_for(tokens, path.next) {
                self.guarded.insert(path.written(path.parts.len()));
            } else {
                self.path(template, &path);
            }
        }
    }

    fn path(&mut self, template: &str, path: &Path<'_>) {
        let mut prefixes = (1..=path.parts.len()).map(|parts| path.written(parts));
        if !self.guarded.is_empty() && prefixes.any(|prefix| self.guarded.contains(&prefix)) {
            return;
        }
        let (root, span) = &path.parts[0];
        let problem = match self.root(root) {
            Some(Some(value)) => first_undefined(&value, path),
            Some(None) => None,
            None => Some(Problem::new(span.clone(), format!("`{root}` is not defined"))),
        };
        self.faults.extend(problem.map(|problem| problem.of(template)));
    }

    /// `None` if there is no such name.
    fn root(&self, name: &str) -> Option<Known> {
        let local = self.scopes.iter().rev().find_map(|scope| scope.get(name).cloned());
        local.or_else(|| self.context.get(name).cloned().map(Some))
    }

    /// The value of a path, if all of it is known.
    fn value(&self, path: &Path<'_>) -> Known {
        let root = self.root(&path.parts[0].0)??;
        path.parts.iter().skip(1).try_fold(root, |value, (name, _)| {
            crate::render::template::filters::field(value.as_map()?, name).cloned()
        })
    }
}

/// The path, if nothing but it is from there on.
fn whole_path(tokens: Tokens<'_>, from: usize) -> Option<Path<'_>> {
    if !is_variable(tokens, from) {
        return None;
    }
    Some(read_path(tokens, from)).filter(|path| path.next == tokens.list.len())
}

/// Whether the name is that of a value: not of a field, filter, test, function or argument.
fn is_variable(tokens: Tokens<'_>, index: usize) -> bool {
    let name = tokens.at(index);
    let is_name = tokens.kind(index) == Some(TokenKind::Name);
    let is_word = WORDS.contains(&name) || NOTHING.contains(&name) || name == "for";
    let is_part = matches!(tokens.before(index), "." | "?." | "|") || is_test(tokens, index);
    let is_named = matches!(tokens.at(index + 1), "(" | "=");
    is_name && !is_word && !is_part && !is_named
}

/// Whether the template asks if the value is there, or says what to take if it is not.
fn is_asked_for(tokens: Tokens<'_>, next: usize) -> bool {
    let test = if tokens.at(next + 1) == "not" { next + 2 } else { next + 1 };
    let tested = tokens.at(next) == "is" && matches!(tokens.at(test), "defined" | "undefined");
    tested || (tokens.at(next) == "|" && tokens.at(next + 1) == "default")
}

/// The names between `for` and `in`.
fn variables_of_comprehensions(tokens: Tokens<'_>) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut inside = false;
    for index in 1..tokens.list.len() {
        match tokens.at(index) {
            "for" => inside = true,
            "in" => inside = false,
            name if inside => {
                names.insert(name);
            }
            _ => {}
        }
    }
    names
}

/// The first token behind `<Name.with.dots`.
fn component_name_end(tokens: Tokens<'_>) -> usize {
    read_path(tokens, 1).next
}

//! Checks, before Tera links the templates, that all they refer to exists and is allowed: Tera reports these
//! as one text without places.

use crate::render::escape::Escape;
use crate::render::template::TemplateFault;
use crate::render::template::fault::Problem;
use crate::render::template::filters::{ALLOWED, REFUSED};
use crate::render::template::load::{Source, writes_value};
use crate::render::template::scan::{Tag, TagKind, TokenKind, Tokens};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

const TESTS: &[&str] = &[
    "string",
    "number",
    "map",
    "bool",
    "array",
    "integer",
    "float",
    "none",
    "iterable",
    "defined",
    "undefined",
    "odd",
    "even",
    "divisible_by",
    "starting_with",
    "ending_with",
    "containing",
];

const FUNCTIONS: &[&str] = &["range", "throw", "super"];

/// Words before a parenthesis that are not the name of a function.
const OPERATORS: &[&str] =
    &["and", "or", "not", "in", "if", "elif", "else", "is", "for", "component"];

/// All references of all templates.
pub(crate) fn check(
    sources: &BTreeMap<String, Source>,
    escapes: &BTreeMap<String, Escape>,
) -> Vec<TemplateFault> {
    let components = components(sources);
    let mut faults = Vec::new();
    for (name, source) in sources {
        let mut problems = Vec::new();
        check_links(source, sources, &mut problems);
        for tag in &source.tags {
            check_tag(source.tokens(tag), tag.kind, &components, &mut problems);
        }
        if escapes.get(name) == Some(&Escape::Html) {
            check_scripts(source, &mut problems);
        }
        problems.sort_by_key(|problem| problem.span.start);
        faults.extend(problems.into_iter().map(|problem| problem.of(name)));
    }
    faults
}

fn components(sources: &BTreeMap<String, Source>) -> BTreeSet<String> {
    let tags = sources.values().flat_map(|source| source.tags.iter().map(|tag| source.tokens(tag)));
    let definitions = tags.filter(|tokens| tokens.at(0) == "component");
    definitions.map(|tokens| dotted(tokens, 1).0).collect()
}

/// A name with dots, and its place.
fn dotted(tokens: Tokens<'_>, first: usize) -> (String, Range<usize>) {
    let mut last = first;
    while tokens.at(last + 1) == "." && tokens.kind(last + 2) == Some(TokenKind::Name) {
        last += 2;
    }
    let name: String = (first..=last).map(|index| tokens.at(index)).collect();
    (name, tokens.span(first).start..tokens.span(last).end)
}

fn check_links(source: &Source, sources: &BTreeMap<String, Source>, problems: &mut Vec<Problem>) {
    for (name, span) in source.links().filter(|(name, _)| !sources.contains_key(*name)) {
        let problem = Problem::new(span, format!("there is no template `{name}`"));
        problems.push(problem.did_you_mean(name, sources.keys().map(String::as_str)));
    }
}

fn check_tag(
    tokens: Tokens<'_>,
    kind: TagKind,
    components: &BTreeSet<String>,
    problems: &mut Vec<Problem>,
) {
    if matches!(tokens.at(0), "<" | "</") {
        let (name, span) = dotted(tokens, 1);
        if !components.contains(&name) {
            let problem = Problem::new(span, format!("there is no component `{name}`"));
            problems.push(problem.did_you_mean(&name, components.iter().map(String::as_str)));
        }
    }
    let names = (0..tokens.list.len()).filter(|index| tokens.kind(*index) == Some(TokenKind::Name));
    for index in names {
        let (name, span) = (tokens.at(index), tokens.span(index));
        if tokens.before(index) == "|" || (index == 1 && is_statement(tokens, kind, "filter")) {
            problems.extend(check_filter(name, span));
        } else if is_test(tokens, index) {
            problems.extend(check_known("test", name, span, TESTS));
        } else if is_call(tokens, index) {
            problems.extend(check_known("function", name, span, FUNCTIONS));
        } else if name == "__tera_context" {
            problems.push(Problem::new(span, "`__tera_context` is not available".to_owned()));
        }
    }
}

fn is_statement(tokens: Tokens<'_>, kind: TagKind, name: &str) -> bool {
    kind == TagKind::Statement && tokens.at(0) == name
}

/// Whether the name is behind `is` or `is not`.
pub(crate) fn is_test(tokens: Tokens<'_>, index: usize) -> bool {
    let after_not = tokens.before(index) == "not" && index >= 2 && tokens.before(index - 1) == "is";
    (tokens.before(index) == "is" || after_not) && tokens.at(index) != "not"
}

fn is_call(tokens: Tokens<'_>, index: usize) -> bool {
    let name = tokens.at(index);
    let defined_here = tokens.at(0) == "component";
    tokens.at(index + 1) == "(" && !OPERATORS.contains(&name) && !defined_here
}

fn check_filter(name: &str, span: Range<usize>) -> Option<Problem> {
    if REFUSED.contains(&name) {
        let problem = Problem::new(span, format!("the filter `{name}` is not available"));
        return Some(
            problem.with_help("values are escaped for the kind of file by themselves".to_owned()),
        );
    }
    check_known("filter", name, span, ALLOWED)
}

fn check_known(what: &str, name: &str, span: Range<usize>, known: &[&str]) -> Option<Problem> {
    if known.contains(&name) {
        return None;
    }
    let problem = Problem::new(span, format!("there is no {what} `{name}`"));
    Some(problem.did_you_mean(name, known.iter().copied()))
}

/// In a `<script>` or `<style>` the escapes of HTML mean nothing.
fn check_scripts(source: &Source, problems: &mut Vec<Problem>) {
    for (element, filter) in [("script", "json"), ("style", "css")] {
        let ranges = element_contents(&source.text, element);
        let within = |tag: &&Tag| ranges.iter().any(|range| range.contains(&tag.outer.start));
        for tag in source.tags.iter().filter(within).filter(|tag| writes_value(&source.text, tag)) {
            if last_filter(source.tokens(tag)) != Some(filter) {
                let message = format!("a value within `<{element}>` is not escaped for it");
                let problem = Problem::new(tag.outer.clone(), message);
                problems.push(problem.with_help(format!("write it with `| {filter}`")));
            }
        }
    }
}

/// What is between the tags of an element that holds no markup.
fn element_contents(text: &str, element: &str) -> Vec<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let (open, close) = (format!("<{element}"), format!("</{element}"));
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(start) = lower[from..].find(&open).map(|at| from + at + open.len()) {
        from = start;
        let ends_name = lower[start..].starts_with(|c: char| c.is_ascii_whitespace() || c == '>');
        let Some(content) = lower[start..].find('>').map(|at| start + at + 1).filter(|_| ends_name)
        else {
            continue;
        };
        let end = lower[content..].find(&close).map_or(lower.len(), |at| content + at);
        ranges.push(content..end);
        from = end;
    }
    ranges
}

/// The filter that an expression ends with, outside of brackets.
fn last_filter(tokens: Tokens<'_>) -> Option<&str> {
    let mut depth = 0;
    let mut last = None;
    for index in 0..tokens.list.len() {
        match tokens.at(index) {
            "(" | "[" | "{" | "?[" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            "|" if depth == 0 => last = Some(tokens.at(index + 1)),
            _ => {}
        }
    }
    last
}

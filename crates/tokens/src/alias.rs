//! Resolves aliases: `{a.b}`, `$ref` by JSON Pointer, and `$extends` of groups. Cycles of any length are found.

use std::collections::{BTreeMap, BTreeSet};

use super::flat::{Extends, Token, Tokens, alias_of};
use rebadge_core::diagnostic::{Code, Diagnostic, nearest};
use rebadge_core::document::{Kind, Node};
use rebadge_core::fields::Findings;

/// What stands for another token's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alias<'a> {
    /// A name joined by dots, from between braces.
    Name(&'a str),
    /// A JSON Pointer.
    Pointer(&'a str),
}

/// A name → that of the token whose value it has in the end; none where it leads nowhere.
pub(super) type Ends = BTreeMap<String, Option<String>>;

/// The alias that a whole value is.
pub(super) fn whole(value: &Node) -> Option<Alias<'_>> {
    match &value.kind {
        Kind::String(text) => {
            let name = text.trim().strip_prefix('{')?.strip_suffix('}')?;
            (!name.contains(['{', '}'])).then_some(Alias::Name(name.trim()))
        }
        _ => value.get("$ref").and_then(Node::text).map(Alias::Pointer),
    }
}

/// The group that a group's `$extends` or `$ref` names.
pub(super) fn group(node: &Node) -> Option<String> {
    match whole(node)? {
        Alias::Name(name) => Some(name.to_owned()),
        Alias::Pointer(pointer) => Some(parts(pointer)?.join(".")),
    }
}

/// The keys of a JSON Pointer within a file (RFC 6901, section 6).
pub(super) fn parts(pointer: &str) -> Option<Vec<String>> {
    let parts = pointer.strip_prefix("#/")?.split('/');
    Some(parts.map(|part| part.replace("~1", "/").replace("~0", "~")).collect())
}

/// The name of the token that an alias means; none where there is no such token.
pub(super) fn find(alias: Alias<'_>, tokens: &Tokens<'_>) -> Option<String> {
    let known = |name: &str| tokens.contains_key(name).then(|| name.to_owned());
    let name = match alias {
        Alias::Name(name) => name.to_owned(),
        Alias::Pointer(pointer) => parts(pointer)?.join("."),
    };
    // Older files name the value itself; and a group may have a token of its own.
    let shorter = [".value", ".$value"].iter().find_map(|ending| known(name.strip_suffix(ending)?));
    known(&name).or(shorter).or_else(|| known(&format!("{name}.$root")))
}

/// As a person wrote it.
pub(super) fn shown(alias: Alias<'_>) -> &str {
    match alias {
        Alias::Name(text) | Alias::Pointer(text) => text,
    }
}

/// An alias that leads nowhere or back to itself: the token that has it, and what is wrong.
pub(super) type Broken = (String, Diagnostic);

/// Follows every alias to its end. Whether a broken one is an error depends on who needs the token.
pub(super) fn resolve(tokens: &Tokens<'_>) -> (Ends, Vec<Broken>) {
    let mut ends = Ends::new();
    let mut broken = Vec::new();
    // To look for the nearest of very many names takes time.
    let mut searches = 2_000_000 / tokens.len().max(20_000);
    for name in tokens.keys() {
        let mut chain: Vec<String> = Vec::new();
        let mut open: BTreeSet<String> = BTreeSet::new();
        let mut current = name.clone();
        let end = loop {
            if let Some(end) = ends.get(&current) {
                break end.clone();
            }
            let token = &tokens[&current];
            if !open.insert(current.clone()) {
                let from = chain.iter().position(|each| *each == current).unwrap_or(0);
                broken.push((current.clone(), circle(token, &chain[from..])));
                break None;
            }
            chain.push(current.clone());
            let Some(alias) = alias_of(token) else {
                break Some(current);
            };
            match find(alias, tokens) {
                Some(next) => current = next,
                None => {
                    searches = searches.saturating_sub(1);
                    broken.push((current.clone(), unknown(alias, token, tokens, searches)));
                    break None;
                }
            }
        };
        ends.extend(chain.into_iter().map(|name| (name, end.clone())));
    }
    (ends, broken)
}

fn circle(token: &Token<'_>, members: &[String]) -> Diagnostic {
    let first = members.first().cloned().unwrap_or_default();
    let message = format!("`{first}` leads back to itself: {}", chain(members, &first));
    let problem = Diagnostic::at(Code::TokenAlias, &token.place(), message);
    problem.help("give one of them a value of its own")
}

/// `a → b → a`, with the middle left out of a long one.
fn chain(members: &[String], first: &str) -> String {
    let quoted = |name: &str| format!("`{name}`");
    let mut names: Vec<String> = members.iter().map(|name| quoted(name)).collect();
    names.push(quoted(first));
    if names.len() > 8 {
        let left_out = names.len() - 6;
        names.splice(3..names.len() - 3, [format!("{left_out} more")]);
    }
    names.join(" → ")
}

fn unknown(
    alias: Alias<'_>,
    token: &Token<'_>,
    tokens: &Tokens<'_>,
    searches: usize,
) -> Diagnostic {
    let name = match alias {
        Alias::Pointer(pointer) => match parts(pointer) {
            Some(parts) => parts.join("."),
            None => {
                let message = format!("`{pointer}` leads out of the file");
                let problem = Diagnostic::at(Code::TokenAlias, &token.place(), message);
                return problem.help("name a token of this file, `{a.b}` or `#/a/b`");
            }
        },
        Alias::Name(name) => name.to_owned(),
    };
    let names = || tokens.keys().map(String::as_str);
    let meant = (searches > 0).then(|| nearest(&name, names())).flatten();
    let group = tokens.range(format!("{name}.")..).next();
    let is_group = group.is_some_and(|(first, _)| first.starts_with(&format!("{name}.")));
    let help = match meant {
        Some(meant) => Some(format!("did you mean `{{{meant}}}`?")),
        None if is_group => Some(format!("`{name}` is a group; name one of its tokens")),
        None => None,
    };
    let message = format!("there is no token `{}`", shown(alias));
    Diagnostic::at(Code::TokenAlias, &token.place(), message).maybe_help(help)
}

/// Groups that extend others, those first that others need. Says which go round in a circle, and leaves them out.
pub(super) fn order<'m>(
    extends: &'m BTreeMap<String, Extends<'_>>,
    findings: &Findings,
) -> Vec<&'m String> {
    let mut done: BTreeSet<&String> = BTreeSet::new();
    let mut order = Vec::new();
    for start in extends.keys() {
        // An own stack: a chain of groups may be of any length.
        let mut stack = vec![(start, needs(extends, start))];
        let mut open: BTreeSet<&String> = [start].into();
        while let Some((group, left)) = stack.last_mut() {
            let group = *group;
            match left.pop() {
                _ if done.contains(group) => drop(stack.pop()),
                Some(next) if open.contains(next) => {
                    let from = stack.iter().position(|(each, _)| *each == next).unwrap_or(0);
                    let members: Vec<String> =
                        stack[from..].iter().map(|(name, _)| (*name).clone()).collect();
                    findings.add(group_circle(&extends[group], &members));
                    done.extend(stack[from..].iter().map(|(name, _)| *name));
                }
                Some(next) if done.contains(next) => {}
                Some(next) => {
                    open.insert(next);
                    stack.push((next, needs(extends, next)));
                }
                None => {
                    done.insert(group);
                    open.remove(group);
                    order.push(group);
                    stack.pop();
                }
            }
        }
    }
    order
}

/// The extending groups that give tokens to the target of one: it, those above it, those below it.
fn needs<'m>(extends: &'m BTreeMap<String, Extends<'_>>, group: &str) -> Vec<&'m String> {
    let target = &extends[group].target;
    let below = format!("{target}.");
    let inside = extends.range(below.clone()..).take_while(|(name, _)| name.starts_with(&below));
    let mut needs: Vec<&String> = inside.map(|(name, _)| name).collect();
    let mut above = target.as_str();
    loop {
        needs.extend(extends.get_key_value(above).map(|(name, _)| name));
        match above.rfind('.') {
            Some(at) => above = &above[..at],
            None => return needs,
        }
    }
}

fn group_circle(extends: &Extends<'_>, members: &[String]) -> Diagnostic {
    let place = &extends.node.place;
    let first = members.first().cloned().unwrap_or_default();
    let message = format!("the group `{first}` extends itself: {}", chain(members, &first));
    Diagnostic::at(Code::TokenAlias, place, message).help("let one of them extend nothing")
}

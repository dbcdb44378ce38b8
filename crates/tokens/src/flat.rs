//! The tokens of a view as a flat map: name → token, with what groups give them.

use std::collections::BTreeMap;

use super::alias::{self, Alias};
use super::json::{File, name};
use rebadge_core::diagnostic::{Code, Diagnostic, nearest};
use rebadge_core::document::{Entry, Kind, Node};
use rebadge_core::fields::Findings;
use rebadge_core::source::Place;

/// No more tokens are taken: groups that extend each other could make any number.
const MOST: usize = 500_000;

/// The types of 2025.10.
const TYPES: [&str; 13] = [
    "color",
    "dimension",
    "fontFamily",
    "fontWeight",
    "duration",
    "cubicBezier",
    "number",
    "strokeStyle",
    "border",
    "transition",
    "shadow",
    "gradient",
    "typography",
];

/// What tools write besides.
#[rustfmt::skip]
const OTHER_TYPES: [&str; 35] = [
    "string", "boolean", "link", "other", "text", "asset", "sizing", "size", "spacing", "borderRadius", "borderWidth",
    "opacity", "fontFamilies", "fontWeights", "fontSizes", "fontSize", "fontStyle", "lineHeights", "lineHeight",
    "letterSpacing", "paragraphSpacing", "paragraphIndent", "textCase", "textDecoration", "composition", "boxShadow",
    "time", "content", "icon", "percentage", "media-query", "custom", "file", "object", "ratio",
];

/// What an object of the format may hold.
const PROPERTIES: [&str; 10] = [
    "$value",
    "$type",
    "$description",
    "$extensions",
    "$deprecated",
    "$extends",
    "$ref",
    "$root",
    "$schema",
    "$themes",
];

/// A part of a file that gives tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer<'a> {
    pub(super) file: &'a File,
    pub(super) node: &'a Node,
}

/// A token as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub(super) file: &'a File,
    /// The whole of it.
    pub(super) node: &'a Node,
    /// Its value, or the object of its `$ref`.
    pub(super) value: &'a Node,
    /// Its type, or its group's.
    pub(super) kind: Option<&'a str>,
}

impl Token<'_> {
    pub(super) fn place(&self) -> Place {
        self.value.place.clone()
    }
}

/// All tokens of a view: name, joined by dots, → token.
pub(super) type Tokens<'a> = BTreeMap<String, Token<'a>>;

/// A group that takes over another's tokens.
#[derive(Debug)]
pub(super) struct Extends<'a> {
    pub(super) node: &'a Node,
    pub(super) target: String,
}

/// Lays out layers; of two tokens of one name the later one counts.
pub(super) fn flatten<'a>(layers: &[Layer<'a>], findings: &Findings) -> Tokens<'a> {
    let mut flat = Flat {
        tokens: Tokens::new(),
        extends: BTreeMap::new(),
        strays: Vec::new(),
        seen: 0,
        findings,
    };
    for layer in layers {
        let mut path = String::new();
        flat.seen = 0;
        flat.group(*layer, &mut path, None);
        flat.say_strays();
    }
    let Flat { mut tokens, extends, .. } = flat;
    extend(&mut tokens, &extends, findings);
    tokens
}

struct Flat<'a, 'f> {
    tokens: Tokens<'a>,
    extends: BTreeMap<String, Extends<'a>>,
    /// What of the layer is neither a group nor a token: its name and place.
    strays: Vec<(String, &'a Node)>,
    /// How many tokens the layer has.
    seen: usize,
    findings: &'f Findings,
}

impl<'a> Flat<'a, '_> {
    fn group(&mut self, layer: Layer<'a>, path: &mut String, inherited: Option<&'a str>) {
        let Layer { file, node } = layer;
        let own = own_type(node);
        if let Some(own) = own {
            self.check_type(own);
        }
        let kind = own.and_then(Node::text).or(inherited);
        let target = node.get("$extends").or_else(|| node.get("$ref").map(|_| node));
        if let Some((target, node)) = target.and_then(|node| Some((alias::group(node)?, node))) {
            self.extends.insert(path.clone(), Extends { node, target });
        }
        for member in node.entries() {
            let length = path.len();
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&member.key);
            self.member(file, member, path, kind);
            path.truncate(length);
        }
    }

    fn member(
        &mut self,
        file: &'a File,
        member: &'a Entry,
        path: &mut String,
        kind: Option<&'a str>,
    ) {
        if member.key.starts_with('$') && member.key != "$root" {
            return self.property(member);
        }
        let node = &member.value;
        if !node.is_table() {
            // Style Dictionary allows a few texts beside tokens.
            let is_said = matches!(
                member.key.as_str(),
                "comment" | "description" | "type" | "name" | "themeable"
            );
            if !is_said {
                self.strays.push((path.clone(), node));
            }
            return;
        }
        match value_of(node) {
            Some(value) => self.token(Token { file, node, value, kind }, path),
            None => self.group(Layer { file, node }, path, kind),
        }
    }

    /// Says once what of a file is neither a group nor a token: a file of another kind has nothing else.
    fn say_strays(&mut self) {
        let strays = std::mem::take(&mut self.strays);
        let Some((path, node)) = strays.first() else { return };
        let (what, help) = if self.seen > 0 {
            (format!("`{path}` is {}", name(node)), "write `{ \"$value\": … }`")
        } else {
            (
                format!("there are no design tokens here; `{path}` is {}", name(node)),
                "give a file of design tokens: `{ \"color\": { \"brand\": { \"$value\": \"#0a66c2\" } } }`",
            )
        };
        let rest = match strays.len() {
            1 => String::new(),
            2 => ", and so is 1 other value".to_owned(),
            count => format!(", and so are {} other values", count - 1),
        };
        self.say(node, format!("{what}, neither a group nor a token{rest}"), help);
    }

    fn token(&mut self, token: Token<'a>, path: &str) {
        let node = token.node;
        let own = own_type(node);
        if let Some(own) = own {
            self.check_type(own);
        }
        for member in node.entries() {
            if member.key.starts_with('$') {
                self.property(member);
            } else if node.get("$value").is_some() && member.value.get("$value").is_some() {
                let message = format!("`{}` stands below `{path}`, which is a token", member.key);
                let place = &member.key_place;
                let problem = Diagnostic::at(Code::Token, place, message);
                self.findings.add(problem.help("name the group's own token `$root`"));
            }
        }
        let kind = own.and_then(Node::text).or(token.kind);
        self.seen += 1;
        self.tokens.insert(path.to_owned(), Token { kind, ..token });
    }

    /// A property that is nearly one of the format's is a slip; others are some tool's own.
    fn property(&self, member: &Entry) {
        if PROPERTIES.contains(&member.key.as_str()) || member.key.len() < 5 {
            return;
        }
        if let Some(meant) = nearest(&member.key, PROPERTIES) {
            let place = &member.key_place;
            let message = format!("unknown property `{}`", member.key);
            let problem = Diagnostic::at(Code::UnknownKey, place, message);
            self.findings.add(problem.help(format!("did you mean `{meant}`?")));
        }
    }

    fn check_type(&self, kind: &Node) {
        let Some(name) = kind.text() else {
            let message = format!("a type is a text, not {}", name(kind));
            return self.say(kind, message, "write `\"color\"`, or another type of the format");
        };
        if TYPES.contains(&name) || OTHER_TYPES.contains(&name) {
            return;
        }
        // Tools have types of their own; a token of one is not taken, and counted at the end.
        let Some(meant) = nearest(name, TYPES) else {
            return;
        };
        let help = format!("did you mean `{meant}`?");
        self.say(kind, format!("there is no type `{name}`"), &help);
    }

    fn say(&self, node: &Node, message: String, help: &str) {
        let place = &node.place;
        self.findings.add(Diagnostic::at(Code::Token, place, message).help(help));
    }
}

/// The type that an object says itself: the format's, or that of older files, where it is a text.
fn own_type(node: &Node) -> Option<&Node> {
    let is_token = || value_of(node).is_some();
    let older = || node.get("type").filter(|kind| kind.text().is_some() && is_token());
    let newer = node.get("$type");
    // What older files call a type may be anything; only the format's are known.
    newer.or_else(|| older().filter(|kind| kind.text().is_some_and(|name| TYPES.contains(&name))))
}

/// The value of an object, if that makes it a token: `$value`, `value` of older files, or a `$ref` to a token.
fn value_of(node: &Node) -> Option<&Node> {
    if let Some(value) = node.get("$value") {
        return Some(value);
    }
    let is_group = |value: &Node| {
        ["$value", "value"].iter().any(|name| value.get(name).is_some())
            || value
                .entries()
                .iter()
                .any(|member| member.value.get("value").is_some_and(|inner| !inner.is_table()))
    };
    if let Some(value) =
        node.get("value").filter(|value| !matches!(value.kind, Kind::Null) && !is_group(value))
    {
        return Some(value);
    }
    let has_children = || node.entries().iter().any(|member| !member.key.starts_with('$'));
    (node.get("$ref").is_some() && !has_children()).then_some(node)
}

/// Gives each group the tokens of the one that it extends.
fn extend<'a>(
    tokens: &mut Tokens<'a>,
    extends: &BTreeMap<String, Extends<'a>>,
    findings: &Findings,
) {
    for group in alias::order(extends, findings) {
        let Extends { node, target, .. } = &extends[group];
        let prefix = format!("{target}.");
        let theirs: Vec<(String, Token<'a>)> = tokens
            .range(prefix.clone()..)
            .take_while(|(name, _)| name.starts_with(&prefix))
            .map(|(name, token)| (format!("{group}.{}", &name[prefix.len()..]), *token))
            .collect();
        let place = &node.place;
        if theirs.is_empty() {
            let names = tokens.keys().flat_map(|name| ancestors(name));
            let message = format!("there is no group `{target}`");
            let help = nearest(target, names).map(|name| format!("did you mean `{name}`?"));
            findings.add(Diagnostic::at(Code::TokenAlias, place, message).maybe_help(help));
        }
        if tokens.len() + theirs.len() > MOST {
            let message = format!("`{group}` brings the file to more than {MOST} tokens");
            findings.add(Diagnostic::at(Code::Token, place, message).help("extend fewer groups"));
            return;
        }
        for (name, token) in theirs {
            tokens.entry(name).or_insert(token);
        }
    }
}

/// The groups that a token is in, by their names.
fn ancestors(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('.').map(|(at, _)| &name[..at])
}

/// Whether a token's value is another token's.
pub(super) fn alias_of<'a>(token: &Token<'a>) -> Option<Alias<'a>> {
    alias::whole(token.value)
}

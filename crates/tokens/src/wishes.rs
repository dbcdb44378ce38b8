//! The values that token files set on a theme: at most one for each key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::EXTENSION;
use super::alias::{self, Broken, Ends};
use super::flat::{Token, Tokens, flatten};
use super::json::name;
use super::names::{self, Key, Meaning};
use super::value::Values;
use super::views;
use rebadge_art::color::{Color, Role, Scheme};
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean, nearest};
use rebadge_core::document::{Kind, Node};
use rebadge_core::fields::Findings;
use rebadge_core::source::Place;
use rebadge_theme::theme::Gradient;

/// So many names are listed where not all are.
const LISTED: usize = 6;

/// A key, and what it shall be.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The key.
    pub key: Key,
    /// What it shall be.
    pub wanted: Wanted,
    /// The token's name.
    pub token: String,
    /// Where its value is.
    pub place: Place,
    /// Whether someone chose that value.
    pub stance: Stance,
}

/// A value for a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// A color; with the role that the token is an alias of, where it is one.
    Color(Color, Option<Role>),
    /// A gradient.
    Gradient(Gradient),
    /// A number.
    Number(f64),
    /// A family of fonts.
    Family(String),
}

/// Whether someone chose a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// The token was exported as derived, and is as it was.
    Derived,
    /// The token was exported as written.
    Written,
    /// The file does not tell.
    Unsaid,
}

/// A token that a person sends to a key.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// The token's name.
    pub token: String,
    /// The key: `brand.color`, `colors.light.primary`, `colors.*.primary`, …
    pub key: String,
    /// Where it is written, if in a file.
    pub place: Option<Place>,
}

/// What token files wish, and what is wrong with them.
#[derive(Debug)]
pub struct Wishes {
    /// In the order of their keys.
    pub wishes: Vec<Wish>,
    /// What is wrong, in order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads token files, folders of sets, and resolvers.
pub fn wishes(paths: &[PathBuf], mappings: &[Mapping]) -> Wishes {
    let findings = Findings::default();
    let files = views::read(paths, &findings);
    let views = files.views(&findings);
    let (mut read, mut broken) = (Vec::new(), Vec::new());
    for view in &views {
        let tokens = flatten(&view.layers, &findings);
        let (ends, problems) = alias::resolve(&tokens);
        broken.push(problems);
        read.push((view.scheme, tokens, ends));
    }
    let mut collected = Collected { read, mappings, findings: &findings, used: BTreeSet::new() };
    collected.say_broken(broken);
    let wishes = collected.wishes();
    if let Some(file) = files.first() {
        collected.say_rest(&Place::file(&file.source), wishes.len());
    }
    let mut diagnostics = findings.into_vec();
    rebadge_core::diagnostic::sort(&mut diagnostics);
    Wishes { wishes, diagnostics }
}

/// A view: its scheme, its tokens, the ends of its aliases.
type Read<'a> = (Option<Scheme>, Tokens<'a>, Ends);

struct Collected<'a, 'f> {
    read: Vec<Read<'a>>,
    mappings: &'f [Mapping],
    findings: &'f Findings,
    used: BTreeSet<String>,
}

/// A token that could give a key's value.
#[derive(Clone, Debug)]
struct Candidate {
    rank: usize,
    view: usize,
    name: String,
    has_scheme: bool,
}

impl Collected<'_, '_> {
    fn wishes(&mut self) -> Vec<Wish> {
        let mut wishes = Vec::new();
        let mut unsaid = Vec::new();
        for (key, mut candidates) in self.candidates() {
            candidates.sort_by(|a, b| (a.rank, a.view, &a.name).cmp(&(b.rank, b.view, &b.name)));
            let chosen = candidates.remove(0);
            let Some(wish) = self.wish(key, &chosen, self.findings) else {
                self.used.insert(chosen.name);
                continue;
            };
            for other in &candidates {
                self.compare(&wish, other, other.rank == chosen.rank);
            }
            if matches!(key, Key::Role(..)) && !chosen.has_scheme {
                unsaid.push(wish.place.clone());
            }
            self.use_chain(&chosen);
            wishes.push(wish);
        }
        if let (Some(first), false) = (unsaid.first(), wishes.iter().any(is_dark)) {
            let count = unsaid.len();
            let message = match count {
                1 => {
                    "1 color does not say for which scheme it is; it is taken for light".to_owned()
                }
                _ => format!(
                    "{count} colors do not say for which scheme they are; they are taken for light"
                ),
            };
            let help = "name a file or a group after each scheme, `light` and `dark`";
            self.findings.add(Diagnostic::at(Code::TokenScheme, first, message).help(help));
        }
        wishes
    }

    /// Says which aliases are broken: an error where a key needs the token, else a warning.
    fn say_broken(&self, broken: Vec<Vec<Broken>>) {
        if broken.iter().all(Vec::is_empty) {
            return;
        }
        let mut needed: BTreeSet<(usize, String)> = BTreeSet::new();
        for candidate in self.named().0.into_values().flatten() {
            let (_, tokens, ends) = &self.read[candidate.view];
            let values = Values { tokens, ends, findings: self.findings };
            let mut current = Some(candidate.name);
            while let Some(name) = current {
                current = values.next(&name);
                if !needed.insert((candidate.view, name)) {
                    break;
                }
            }
        }
        for (view, problems) in broken.into_iter().enumerate() {
            for (name, problem) in problems {
                let is_needed = needed.contains(&(view, name.clone()));
                self.findings.add(if is_needed { problem } else { unneeded(&name, problem) });
            }
        }
    }

    fn candidates(&self) -> BTreeMap<Key, Vec<Candidate>> {
        let (candidates, found) = self.named();
        self.check_mappings(&found);
        candidates
    }

    /// The tokens that could give a key's value, and which mappings name one.
    fn named(&self) -> (BTreeMap<Key, Vec<Candidate>>, BTreeSet<usize>) {
        let mut candidates: BTreeMap<Key, Vec<Candidate>> = BTreeMap::new();
        let mut found = BTreeSet::new();
        for (view, (scheme, tokens, ends)) in self.read.iter().enumerate() {
            for (name, token) in tokens {
                let mapped = self.mappings.iter().position(|mapping| mapping.token == *name);
                found.extend(mapped);
                let meaning = match mapped {
                    Some(at) => names::named(&self.mappings[at].key, *scheme)
                        .map(|key| Meaning { key, rank: 0, has_scheme: true })
                        // A key of the light scheme takes no value of the dark file.
                        .filter(|meaning| {
                            scheme.is_none_or(|own| scheme_of(meaning.key).is_none_or(|s| s == own))
                        }),
                    None => {
                        names::meaning(name, *scheme).map(|m| Meaning { rank: m.rank + 1, ..m })
                    }
                };
                let Some(meaning) =
                    meaning.filter(|m| mapped.is_some() || fits(m.key, token, name, tokens, ends))
                else {
                    continue;
                };
                let Meaning { key, rank, has_scheme } = meaning;
                let candidate = Candidate { rank, view, name: name.clone(), has_scheme };
                candidates.entry(key).or_default().push(candidate);
            }
        }
        (candidates, found)
    }

    /// Says which mappings name no token or no key.
    fn check_mappings(&self, found: &BTreeSet<usize>) {
        for (at, mapping) in self.mappings.iter().enumerate() {
            let at_place = |code, message: String| match &mapping.place {
                Some(place) => Diagnostic::at(code, place, message),
                None => Diagnostic::nowhere(code, message),
            };
            if names::named(&mapping.key, None).is_none() {
                let keys: Vec<String> = names::all().into_iter().map(Key::name).collect();
                let help = nearest(&mapping.key, keys.iter().map(String::as_str));
                let help = help.map(|key| format!("did you mean `{key}`?")).unwrap_or_else(|| {
                    "a token sets `brand.color`, `brand.accent`, a color such as `colors.dark.link`, \
                     `colors.*.link` for both schemes, `icon.background`, `icon.padding` or `launch.background`"
                        .into()
                });
                let message = format!("`{}` is no key that a token sets", mapping.key);
                self.findings.add(at_place(Code::Value, message).help(help));
            } else if !found.contains(&at) {
                let names =
                    self.read.iter().flat_map(|(_, tokens, _)| tokens.keys().map(String::as_str));
                let help = did_you_mean(&mapping.token, names);
                let message = format!("there is no token `{}` to map", mapping.token);
                self.findings.add(at_place(Code::TokenAlias, message).maybe_help(help));
            }
        }
    }

    fn wish(&self, key: Key, candidate: &Candidate, findings: &Findings) -> Option<Wish> {
        let (scheme, tokens, ends) = &self.read[candidate.view];
        let values = Values { tokens, ends, findings };
        let name = &candidate.name;
        let token = tokens.get(name)?;
        let (_, end) = values.end(name)?;
        let wanted = match key {
            Key::IconPadding => Wanted::Number(number(end, findings)?),
            Key::Font(_) => Wanted::Family(family(end)?),
            Key::IconBackground if matches!(end.value.kind, Kind::Array(_)) => {
                Wanted::Gradient(gradient(&values, end)?)
            }
            _ => {
                let alias = values.next(name).and_then(|next| names::meaning(&next, *scheme));
                let role = alias.and_then(|meaning| match meaning.key {
                    Key::Role(own, role) if scheme_of(key).is_none_or(|scheme| scheme == own) => {
                        Some(role)
                    }
                    _ => None,
                });
                Wanted::Color(values.color(name)?, role)
            }
        };
        let stance = stance(token, &wanted);
        Some(Wish { key, wanted, token: name.clone(), place: end.place(), stance })
    }

    /// Says where another token wants something else for the same key.
    fn compare(&mut self, wish: &Wish, other: &Candidate, is_equal: bool) {
        let silent = Findings::default();
        let Some(theirs) = self.wish(wish.key, other, &silent) else {
            return;
        };
        if is_same(&theirs.wanted, &wish.wanted) {
            self.use_chain(other);
        } else if is_equal {
            self.use_chain(other);
            let message = format!(
                "`{}` wants another `{}` than `{}`, which is taken",
                other.name,
                wish.key.name(),
                wish.token
            );
            let help = format!("say which with `--map {}={}`", other.name, wish.key.name());
            let problem = Diagnostic::at(Code::TokenConflict, &theirs.place, message);
            self.findings.add(problem.related(&wish.place, "this one is taken").help(help));
        }
    }

    /// A token counts as used, and so does every token that it is an alias of.
    fn use_chain(&mut self, candidate: &Candidate) {
        let (_, tokens, ends) = &self.read[candidate.view];
        let values = Values { tokens, ends, findings: self.findings };
        let mut current = Some(candidate.name.clone());
        while let Some(name) = current {
            current = values.next(&name);
            self.used.insert(name);
        }
    }

    /// What no key takes: said once, by number and names.
    fn say_rest(&self, file: &Place, wishes: usize) {
        let all: BTreeSet<&String> =
            self.read.iter().flat_map(|(_, tokens, _)| tokens.keys()).collect();
        if wishes == 0 {
            let message = match all.len() {
                0 => "there are no tokens in it".to_owned(),
                count => format!("none of {count} tokens has a name that a theme knows"),
            };
            let help = "`rebadge tokens export` shows the names; `--map NAME=colors.light.primary` maps others";
            // What is wrong already explains it.
            if self.findings.count() == 0 {
                self.findings.add(Diagnostic::at(Code::Token, file, message).help(help));
            }
            return;
        }
        let unused: Vec<&&String> = all.iter().filter(|name| !self.used.contains(**name)).collect();
        if unused.is_empty() {
            return;
        }
        let listed: Vec<String> =
            unused.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
        let more = match unused.len().saturating_sub(LISTED) {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        let message = format!(
            "no key of a theme takes {} of {} tokens: {}{more}",
            unused.len(),
            all.len(),
            listed.join(", ")
        );
        let help = "where one is a color of the theme, map it: `--map NAME=colors.light.primary`";
        self.findings.add(Diagnostic::at(Code::TokenUnused, file, message).help(help));
    }
}

/// A broken alias that stops nothing: no key takes its token.
fn unneeded(name: &str, problem: Diagnostic) -> Diagnostic {
    let message = format!("{}; no key takes `{name}`, so it is left out", problem.message);
    Diagnostic { code: Code::TokenUnused, message, ..problem }
}

/// Whether two tokens want the same: a role is the same in every scheme, whatever its color there.
fn is_same(a: &Wanted, b: &Wanted) -> bool {
    match (a, b) {
        (Wanted::Color(_, Some(a)), Wanted::Color(_, Some(b))) => a == b,
        (Wanted::Color(a, _), Wanted::Color(b, _)) => a == b,
        _ => a == b,
    }
}

fn is_dark(wish: &Wish) -> bool {
    matches!(wish.key, Key::Role(Scheme::Dark, _))
}

fn scheme_of(key: Key) -> Option<Scheme> {
    match key {
        Key::Role(scheme, _) | Key::Launch(scheme) => Some(scheme),
        _ => None,
    }
}

/// Whether a token's type is one that a key takes; where a file has no types, whether its value looks like it.
fn fits(key: Key, token: &Token<'_>, name: &str, tokens: &Tokens<'_>, ends: &Ends) -> bool {
    let end = ends.get(name).and_then(|end| tokens.get(end.as_ref()?));
    let kind = token.kind.or_else(|| end.and_then(|end| end.kind));
    let value = end.map(|end| end.value);
    let wanted: &[&str] = match key {
        Key::IconPadding => &["number"],
        Key::Font(_) => &["fontFamily", "fontFamilies"],
        Key::IconBackground => &["color", "gradient"],
        _ => &["color"],
    };
    match (kind, value) {
        (Some(kind), _) => wanted.contains(&kind),
        (None, None) => true,
        (None, Some(value)) => match key {
            Key::IconPadding => value.number().is_some(),
            _ => value.text().is_some() || value.get("colorSpace").is_some(),
        },
    }
}

fn number(token: &Token<'_>, findings: &Findings) -> Option<f64> {
    let number = token.value.number().filter(|number| number.is_finite());
    if number.is_none() {
        let message = format!("a number is needed, not {}", name(token.value));
        findings.add(Diagnostic::at(Code::Token, &token.place(), message));
    }
    number
}

fn family(token: &Token<'_>) -> Option<String> {
    let first = token.value.items().first().unwrap_or(token.value);
    first.text().map(str::to_owned)
}

/// The first and the last color of a gradient, and the angle that an export noted.
fn gradient(values: &Values<'_, '_>, token: &Token<'_>) -> Option<Gradient> {
    let stops = token.value.items();
    let color = |stop: &Node| values.literal(token.file, stop.get("color")?, 0);
    if stops.len() != 2 {
        let message = format!("a gradient of {} colors; an icon's background has two", stops.len());
        values.findings.add(Diagnostic::at(Code::Token, &token.place(), message));
        return None;
    }
    let angle = token.node.at(&["$extensions", EXTENSION, "angle"]).and_then(Node::number);
    Some(Gradient { from: color(&stops[0])?, to: color(&stops[1])?, angle: angle.unwrap_or(180.0) })
}

/// Whether a token is as it was exported, and what it was then.
fn stance(token: &Token<'_>, wanted: &Wanted) -> Stance {
    let is_ours = token.file.root.at(&["$extensions", EXTENSION]).is_some();
    let mark = token.node.at(&["$extensions", EXTENSION, "derived"]).and_then(Node::text);
    match (mark, wanted) {
        (Some(mark), _) if token.value.text() == Some(mark) => Stance::Derived,
        (Some(mark), Wanted::Color(color, _)) if mark == color.to_string() => Stance::Derived,
        (None, _) if is_ours => Stance::Written,
        _ => Stance::Unsaid,
    }
}

//! `roles` and `rules` of the section that the contract names: who may do what.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::assets::Assets;
use super::lists::Lists;
use super::{Menu, MenuEntry, words};
use crate::base::{Base, Ids, Security};
use crate::rules::{ALL, Conditions, Details, Effect, Idle, Rule, Rules, size};
use rebadge_core::diagnostic::{Code, Diagnostic, SUGGESTED, did_you_mean};
use rebadge_core::document::{Kind, Node, Table};
use rebadge_core::fields::{Fields, Findings};
use rebadge_core::source::Place;

/// What rules are read with.
pub(super) struct Context<'a> {
    pub(super) base: &'a Base,
    pub(super) lists: &'a Lists<'a>,
    pub(super) sections: &'a BTreeMap<String, Value>,
    pub(super) menu: &'a Menu,
    pub(super) assets: &'a Assets<'a>,
    pub(super) findings: &'a Findings,
}

impl<'a> Context<'a> {
    /// What there is once sections and the menu were read.
    pub(super) fn new(
        words: &words::Context<'a>,
        sections: &'a BTreeMap<String, Value>,
        menu: &'a Menu,
    ) -> Context<'a> {
        let words::Context { base, lists, assets, findings, .. } = *words;
        Context { base, lists, sections, menu, assets, findings }
    }
}

/// Reads the rules of the section that the contract names, as it is written.
pub(super) fn rules(fields: &Fields<'_>, context: &Context<'_>) -> Rules {
    let Some(security) = &context.base.security else {
        return Rules { is_open: true, ..Rules::default() };
    };
    let table = table(fields.node(&security.section));
    let known = security.kinds.iter().filter_map(|(kind, subject)| {
        let ids = match subject.ids.as_ref()? {
            Ids::Of(of) => context.lists.ids(of).to_vec(),
            Ids::These(ids) => ids.clone(),
        };
        Some((kind.clone(), ids))
    });
    let mut rules = Rules {
        actions: security.actions.clone(),
        kinds: security.kinds.iter().map(|(kind, of)| (kind.clone(), of.within.clone())).collect(),
        roles: roles(table, context),
        rules: Vec::new(),
        known: known.collect(),
        details: security.details(),
        is_open: false,
    };
    let (known, details) = (sets(&rules.known), rules.details.clone());
    let written = Written { security, context, known, details };
    rules.rules = items(table, "rules").filter_map(|item| written.rule(item)).collect();
    let own = rules.rules.len();
    rules.is_open = own == 0 || !has_issuer(security, context.sections);
    if own > 0 {
        written.say_idle(&rules);
        let roles = context.menu.entries.iter();
        rules.rules.extend(roles.filter_map(|(id, entry)| written.of_entry(id, entry)));
    }
    rules
}

fn sets(known: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, BTreeSet<String>> {
    known.iter().map(|(kind, ids)| (kind.clone(), ids.iter().cloned().collect())).collect()
}

fn has_issuer(security: &Security, sections: &BTreeMap<String, Value>) -> bool {
    let Some((section, keys)) = security.issuer.split_first() else { return true };
    let value = sections.get(section);
    let value = value.and_then(|value| keys.iter().try_fold(value, |value, key| value.get(key)));
    value.is_some_and(|value| value.as_str().is_some_and(|text| !text.is_empty()))
}

fn table(node: Option<&Node>) -> Option<&Table> {
    match node.map(|node| &node.kind) {
        Some(Kind::Table(table)) => Some(table),
        _ => None,
    }
}

/// The most items that are read of a list; the schema refuses more.
const MOST: usize = 1000;

/// The items of a list of a table.
fn items<'a>(table: Option<&'a Table>, key: &str) -> impl Iterator<Item = &'a Node> + use<'a> {
    let list = table.and_then(|table| table.get(key)).map(|entry| &entry.value.kind);
    let items = match list {
        Some(Kind::Array(items)) => items.as_slice(),
        _ => &[],
    };
    items.iter().take(MOST)
}

fn text<'a>(table: &'a Table, key: &str) -> Option<(&'a str, &'a Place)> {
    let value = &table.get(key)?.value;
    match &value.kind {
        Kind::String(text) => Some((text, &value.place)),
        _ => None,
    }
}

fn texts<'a>(table: &'a Table, key: &str) -> Vec<(&'a str, &'a Place)> {
    let all = items(Some(table), key).filter_map(|item| match &item.kind {
        Kind::String(text) => Some((text.as_str(), &item.place)),
        _ => None,
    });
    all.collect()
}

/// All roles, each with all that come with it.
fn roles(table: Option<&Table>, context: &Context<'_>) -> BTreeMap<String, Vec<String>> {
    let mut above: BTreeMap<String, Vec<(&str, &Place)>> =
        context.lists.roles.iter().map(|role| (role.clone(), Vec::new())).collect();
    for item in items(table, "roles") {
        let Some(role) = self::table(Some(item)) else { continue };
        if let Some((id, _)) = text(role, "id") {
            above.insert(id.to_owned(), texts(role, "is"));
        }
    }
    let all = above.keys().map(|role| {
        let mut with = vec![role.clone()];
        let mut seen = BTreeSet::from([role.as_str()]);
        let mut at = 0;
        while let Some(next) = with.get(at).cloned() {
            for (name, place) in above.get(&next).into_iter().flatten() {
                if *name == role {
                    let message = format!("the role `{role}` comes with itself");
                    let problem = Diagnostic::at(Code::Rule, place, message);
                    context.findings.add(problem.help("remove one of the roles of the circle"));
                } else if seen.insert(name) {
                    with.push((*name).to_owned());
                }
            }
            at += 1;
        }
        (role.clone(), with)
    });
    all.collect()
}

struct Written<'a> {
    security: &'a Security,
    context: &'a Context<'a>,
    known: BTreeMap<String, BTreeSet<String>>,
    details: BTreeMap<String, Details>,
}

impl Written<'_> {
    fn rule(&self, node: &Node) -> Option<Rule> {
        let table = table(Some(node))?;
        let (id, place) = text(table, "id")?;
        let (may, must_not) = (table.get("may"), table.get("must-not"));
        let (key, effect) = match (may, must_not) {
            (Some(_), None) => ("may", Effect::Permit),
            (None, Some(_)) => ("must-not", Effect::Forbid),
            (may, _) => {
                let what = if may.is_some() {
                    "both allows and forbids"
                } else {
                    "neither allows nor forbids"
                };
                let message = format!("the rule `{id}` {what}");
                self.say(
                    Code::Rule,
                    place,
                    message,
                    "write one of `may` and `must-not`; two rules for both",
                );
                return None;
            }
        };
        let on = texts(table, "on");
        on.iter().for_each(|(on, place)| self.check_on(on, place));
        let conditions = conditions(table);
        let asked = ["own", "larger-than", "at-most"].into_iter();
        asked.filter(|key| table.get(key).is_some()).for_each(|key| self.check_known(key, &on));
        self.check_sizes(table, conditions);
        let plain =
            |all: Vec<(&str, &Place)>| all.into_iter().map(|(text, _)| text.to_owned()).collect();
        Some(Rule {
            id: id.to_owned(),
            line: self.context.assets.line(place),
            place: Some(place.clone()),
            effect,
            actions: plain(texts(table, key)),
            on: plain(on),
            who: groups(table, "who"),
            except: groups(table, "except"),
            conditions,
            reason: text(table, "reason").map_or_else(String::new, |(text, _)| text.to_owned()),
        })
    }

    /// What a rule is about must be there.
    fn check_on(&self, on: &str, place: &Place) {
        if on == ALL {
            return;
        }
        let kinds = || self.security.kinds.keys().map(String::as_str);
        let Some((kind, id)) = on.split_once(':') else {
            let help = "write such as `entry:messages`, `entry:*` or `*`";
            return self.say(Code::Rule, place, format!("`{on}` is about nothing"), help);
        };
        if !self.security.kinds.contains_key(kind) {
            let help = did_you_mean(kind, kinds()).unwrap_or_default();
            let message = format!("`{on}`: no rule is about a `{kind}`");
            return self.say(Code::Rule, place, message, &help);
        }
        let is_there = match self.known.get(kind) {
            _ if id == ALL => true,
            Some(known) => known.contains(id),
            None => !id.is_empty() && !id.contains(char::is_control),
        };
        if !is_there {
            let names = self.known.get(kind).into_iter().flatten().map(String::as_str);
            let is_read = self.context.findings.count() < SUGGESTED;
            let help = is_read.then(|| did_you_mean(id, names)).flatten().unwrap_or_default();
            self.say(Code::Rule, place, format!("there is no {kind} `{id}`"), &help);
        }
    }

    /// What a rule asks of things must be known of all that it is about.
    fn check_known(&self, key: &str, on: &[(&str, &Place)]) {
        let (what, is_it): (_, fn(&Details) -> bool) = match key {
            "own" => ("to whom things belong", |details| !details.own.is_empty()),
            _ => ("a size", |details| details.is_sized),
        };
        let is_known = |kind: &str| self.details.get(kind).is_some_and(is_it);
        for (on, place) in on {
            let kind = on.split_once(':').map_or(*on, |(kind, _)| kind);
            let is_there = *on == ALL || self.security.kinds.contains_key(kind);
            if !is_there || is_known(kind) {
                continue;
            }
            let kinds = self.details.keys().filter(|kind| is_known(kind));
            let kinds = kinds.map(|kind| format!("`{kind}:…`")).collect::<Vec<_>>().join(", ");
            let help = format!("let the rule be about {kinds} alone, or leave out `{key}`");
            let message = format!("`{key}`: the contract does not know {what} in `{on}`");
            self.say(Code::Rule, place, message, &help);
        }
    }

    /// Sizes are written as sizes, and something is between them.
    fn check_sizes(&self, table: &Table, asked: Conditions) {
        for key in ["larger-than", "at-most"] {
            let written = text(table, key).filter(|(text, _)| size::read(text).is_none());
            if let Some((wrong, place)) = written {
                let help = "write a whole number and its unit: `500 kB`, `20 MB`, `1 GB`";
                self.say(Code::Rule, place, format!("`{key}`: `{wrong}` is no size"), help);
            }
        }
        let (Some(over), Some(most)) = (asked.larger_than, asked.at_most) else { return };
        if let (true, Some((_, place))) = (over >= most, text(table, "at-most")) {
            let message = "nothing is larger than `larger-than` and no larger than `at-most`";
            self.say(Code::Rule, place, message.to_owned(), "write a larger `at-most`");
        }
    }

    fn say(&self, code: Code, place: &Place, message: String, help: &str) {
        let help = (!help.is_empty()).then(|| help.to_owned());
        self.context.findings.add(Diagnostic::at(code, place, message).maybe_help(help));
    }

    /// Who may see an entry of the menu, as a rule.
    fn of_entry(&self, id: &str, entry: &MenuEntry) -> Option<Rule> {
        let see = self.security.actions.first()?;
        let kind = self.security.kind_of(&["menu", "entries"])?;
        let roles = entry.roles.iter().filter(|role| !role.is_empty());
        let except: Vec<Vec<String>> = roles.map(|role| vec![format!("role:{role}")]).collect();
        let is_own = |place: &&Place| place.source != self.context.base.source;
        let line = Some(&entry.place).filter(is_own);
        (!except.is_empty()).then(|| Rule {
            id: format!("menu.entries.{id}.roles"),
            line: line
                .map_or_else(|| "client.toml".to_owned(), |place| self.context.assets.line(place)),
            place: Some(entry.place.clone()),
            effect: Effect::Forbid,
            actions: vec![see.clone()],
            on: vec![format!("{kind}:{id}")],
            who: Vec::new(),
            except,
            conditions: Conditions::default(),
            reason: String::new(),
        })
    }

    fn say_idle(&self, rules: &Rules) {
        let place = |at: usize| rules.rules.get(at).and_then(|rule| rule.place.as_ref());
        let name = |at: usize| rules.rules.get(at).map_or("", |rule| rule.id.as_str());
        let is_abstract = self.context.assets.is_abstract();
        if let (true, false, Some(at)) = (rules.is_open, is_abstract, place(0)) {
            let key = self.security.issuer.join(".");
            let message =
                format!("no rule holds: `{key}` is not set, so nobody says who a person is");
            self.say(Code::RuleIdle, at, message, "set it, or remove the rules");
        }
        for (at, why) in rules.idle() {
            let Some(own) = place(at) else { continue };
            let (what, other) = match why {
                Idle::Nobody => {
                    ("is for nobody: its exceptions are all whom it is for".to_owned(), None)
                }
                Idle::Forbidden(by) => {
                    (format!("allows nothing: `{}` forbids all of it", name(by)), place(by))
                }
                Idle::Said(by) => (format!("says no more than `{}`", name(by)), place(by)),
                Idle::NotAllowed => ("forbids what no rule allows".to_owned(), None),
            };
            let message = format!("the rule `{}` {what}", name(at));
            let problem = Diagnostic::at(Code::RuleIdle, own, message);
            let problem = problem.help("remove it, or change whom or what it is about");
            self.context.findings.add(match other {
                Some(other) => problem.related(other, "this rule"),
                None => problem,
            });
        }
    }
}

/// What a rule asks of things.
fn conditions(table: &Table) -> Conditions {
    let own = table.get("own").and_then(|entry| match entry.value.kind {
        Kind::Bool(own) => Some(own),
        _ => None,
    });
    let bytes = |key: &str| text(table, key).and_then(|(text, _)| size::read(text));
    Conditions { own, larger_than: bytes("larger-than"), at_most: bytes("at-most") }
}

/// Whom a rule is for, or not for: a list of tables, each a group of tags.
fn groups(table: &Table, key: &str) -> Vec<Vec<String>> {
    let group = |item: &Node| {
        let table = self::table(Some(item))?;
        let tag = |kind: &str| text(table, kind).map(|(name, _)| format!("{kind}:{name}"));
        let tags: Vec<String> =
            ["role", "department", "person"].into_iter().filter_map(tag).collect();
        (!tags.is_empty()).then_some(tags)
    };
    items(Some(table), key).filter_map(group).collect()
}

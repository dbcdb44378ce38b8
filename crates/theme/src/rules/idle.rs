//! Rules that can never make a difference. What is found here is so for every person; not everything that is so is found.

use std::collections::BTreeSet;

use super::{ALL, Effect, Rule, Rules};

/// Why a rule makes no difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// Its exceptions are all whom it is for.
    Nobody,
    /// This rule forbids all that it allows.
    Forbidden(usize),
    /// This rule says all that it says.
    Said(usize),
    /// It forbids what nothing allows.
    NotAllowed,
}

/// Beyond so many groups, whom a rule is for is not compared: a theme may hold tens of thousands.
const GROUPS: usize = 40;

/// What one rule is about, looked up once.
struct About<'a> {
    rule: &'a Rule,
    /// What it names.
    on: BTreeSet<&'a str>,
    /// For each of them what it is in, itself too.
    chains: Vec<Vec<String>>,
    /// All of these.
    above: BTreeSet<String>,
    /// The kinds of what it names.
    kinds: BTreeSet<&'a str>,
    /// Of those that it names as a whole, the kinds that they are in, themselves too.
    whole: BTreeSet<String>,
}

pub(super) fn find(rules: &Rules) -> Vec<(usize, Idle)> {
    let all: Vec<About<'_>> = rules.rules.iter().map(|rule| about(rules, rule)).collect();
    let why = |at: usize, rule: &About<'_>| -> Option<Idle> {
        let (who, except) = (&rule.rule.who, &rule.rule.except);
        if !who.is_empty() && is_group_in(rules, who, except) {
            return Some(Idle::Nobody);
        }
        let mut others = all.iter().enumerate().filter(|(other, _)| *other != at);
        let covering = others.find_map(|(other, by)| {
            let is_said = by.rule.effect == rule.rule.effect;
            let forbids = by.rule.effect == Effect::Forbid;
            if !(is_said || forbids) || !covers(rules, by, rule) {
                return None;
            }
            // Of two that say the same, the first stays.
            let is_later = other < at || !covers(rules, rule, by);
            match is_said {
                true => is_later.then_some(Idle::Said(other)),
                false => Some(Idle::Forbidden(other)),
            }
        });
        let is_moot = || {
            let mut permits = all.iter().filter(|by| by.rule.effect == Effect::Permit);
            rule.rule.effect == Effect::Forbid && !permits.any(|by| meets(by, rule))
        };
        covering.or_else(|| is_moot().then_some(Idle::NotAllowed))
    };
    let found = all.iter().enumerate();
    found.filter_map(|(at, rule)| Some((at, why(at, rule)?))).collect()
}

fn about<'a>(rules: &Rules, rule: &'a Rule) -> About<'a> {
    let chains: Vec<Vec<String>> = rule.on.iter().map(|on| chain(rules, on)).collect();
    let parts = || rule.on.iter().filter_map(|on| on.split_once(':'));
    let whole = parts().filter(|(_, id)| *id == ALL).flat_map(|(kind, _)| {
        let above = rules.chain(kind).into_iter();
        above.filter_map(|name| name.strip_suffix(":*").map(str::to_owned)).collect::<Vec<_>>()
    });
    About {
        rule,
        on: rule.on.iter().map(String::as_str).collect(),
        above: chains.iter().flatten().cloned().collect(),
        kinds: parts().map(|(kind, _)| kind).collect(),
        whole: whole.collect(),
        chains,
    }
}

/// The chain of a resource; `kind:*` is in no single one.
fn chain(rules: &Rules, on: &str) -> Vec<String> {
    match on.split_once(':') {
        Some((kind, ALL)) => {
            let chain = rules.chain(kind).into_iter();
            chain.filter(|name| name.ends_with(ALL)).collect()
        }
        _ if on == ALL => vec![ALL.to_owned()],
        _ => rules.chain(on),
    }
}

fn does(by: &Rule, action: &str) -> bool {
    by.actions.iter().any(|own| own == ALL || own == action)
}

/// Whether a rule without exceptions is for all that another is for.
fn covers(rules: &Rules, by: &About<'_>, rule: &About<'_>) -> bool {
    let is_about = |chain: &Vec<String>| chain.iter().any(|name| by.on.contains(name.as_str()));
    let (own, other) = (&by.rule, &rule.rule);
    own.except.is_empty()
        && other.actions.iter().all(|action| does(own, action))
        && rule.chains.iter().all(is_about)
        && (own.who.is_empty()
            || (!other.who.is_empty() && is_group_in(rules, &other.who, &own.who)))
}

/// Whether two rules can be about one action with one thing.
fn meets(by: &About<'_>, rule: &About<'_>) -> bool {
    let is_above = |a: &About<'_>, b: &About<'_>| a.on.iter().any(|on| b.above.contains(*on));
    let is_near = |a: &About<'_>, b: &About<'_>| b.kinds.iter().any(|kind| a.whole.contains(*kind));
    let mut actions = rule.rule.actions.iter();
    actions.any(|action| action == ALL || does(by.rule, action))
        && (is_above(by, rule) || is_above(rule, by) || is_near(by, rule) || is_near(rule, by))
}

/// Whether all whom some groups mean are meant by others.
fn is_group_in(rules: &Rules, groups: &[Vec<String>], others: &[Vec<String>]) -> bool {
    if groups.len() > GROUPS || others.len() > GROUPS {
        return false;
    }
    let is_in = |group: &Vec<String>, other: &Vec<String>| {
        other.iter().all(|tag| group.iter().any(|own| implies(rules, own, tag)))
    };
    groups.iter().all(|group| others.iter().any(|other| is_in(group, other)))
}

/// Whether who has one tag has the other.
fn implies(rules: &Rules, own: &str, tag: &str) -> bool {
    match (own.split_once(':'), tag.split_once(':')) {
        (Some(("role", own)), Some(("role", role))) => {
            rules.roles.get(own).is_some_and(|all| all.iter().any(|one| one == role))
        }
        (Some(("department", own)), Some(("department", name))) => {
            own == name || own.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'))
        }
        _ => own == tag,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::rules;
    use super::*;

    fn check(lines: &[&str], expect: &[(usize, Idle)]) {
        assert_eq!(find(&rules(lines)), expect, "{lines:?}");
    }

    #[test]
    fn a_rule_for_nobody() {
        check(&["permit see on doc:a for role:inspector except role:member"], &[(0, Idle::Nobody)]);
        check(&["permit see on doc:a for role:member except role:inspector"], &[]);
        check(&["permit see on doc:a except role:member"], &[]);
    }

    #[test]
    fn what_is_allowed_in_vain() {
        check(&["permit see on page:a.b", "forbid * on doc:a"], &[(0, Idle::Forbidden(1))]);
        check(&["permit see on page:a.b", "forbid * on doc:a except person:x"], &[]);
        check(&["permit see on doc:a", "forbid see on doc:a for role:guest"], &[]);
        let lines = [
            "permit see on doc:a for department:dairy/north",
            "forbid see on * for department:dairy",
        ];
        check(&lines, &[(0, Idle::Forbidden(1))]);
    }

    #[test]
    fn what_is_said_twice() {
        check(&["permit see on doc:a", "permit see on doc:a"], &[(1, Idle::Said(0))]);
        check(&["permit see on doc:a", "permit * on doc:*"], &[(0, Idle::Said(1))]);
        check(&["permit see on doc:a", "permit edit on doc:a"], &[]);
    }

    #[test]
    fn what_is_forbidden_in_vain() {
        check(&["permit see on doc:a", "forbid see on file:x"], &[(1, Idle::NotAllowed)]);
        check(&["permit see on doc:a", "forbid see on page:*"], &[]);
        check(&["permit see on page:*", "forbid see on doc:a"], &[]);
        check(&["permit see on page:a.b", "forbid see on doc:* for role:guest"], &[]);
        check(&["permit see on *", "forbid see on doc:a"], &[]);
    }
}

//! Rules that can never make a difference: for nobody, covered by one other rule, or forbidding what no rule allows. Each of these is
//! found exactly, for any number of rules and groups, and is so for every person. Whether several rules together cover one is not examined.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::{ALL, Conditions, Effect, Rule, Rules, levels};

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

/// What one rule is about, looked up once.
struct About<'a> {
    rule: &'a Rule,
    /// What it does, each action by its name.
    actions: BTreeSet<&'a str>,
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
    let index = Index::new(&all);
    let covered: Vec<FixedBitSet> = all.iter().map(|rule| index.covering(rules, rule)).collect();
    let why = |at: usize, rule: &About<'_>, by: &FixedBitSet| -> Option<Idle> {
        if is_for_nobody(rules, rule.rule) {
            return Some(Idle::Nobody);
        }
        let covering = by.ones().filter(|other| *other != at).find_map(|other| {
            let by = all.get(other)?;
            let (own, other_effect) = (rule.rule.effect, by.rule.effect);
            if (own, other_effect) == (Effect::Permit, Effect::Forbid) {
                return Some(Idle::Forbidden(other));
            }
            // Of two that say the same, the first stays.
            let is_later = other < at || !covered.get(other).is_some_and(|by| by.contains(at));
            (own == other_effect && is_later).then_some(Idle::Said(other))
        });
        let is_moot = || {
            let mut permits = all.iter().filter(|by| by.rule.effect == Effect::Permit);
            rule.rule.effect == Effect::Forbid && !permits.any(|by| meets(by, rule))
        };
        covering.or_else(|| is_moot().then_some(Idle::NotAllowed))
    };
    let found = all.iter().zip(&covered).enumerate();
    found.filter_map(|(at, (rule, by))| Some((at, why(at, rule, by)?))).collect()
}

fn about<'a>(rules: &'a Rules, rule: &'a Rule) -> About<'a> {
    let chains: Vec<Vec<String>> = rule.on.iter().map(|on| chain(rules, on)).collect();
    let parts = || rule.on.iter().filter_map(|on| on.split_once(':'));
    let whole = parts().filter(|(_, id)| *id == ALL).flat_map(|(kind, _)| {
        let above = rules.chain(kind).into_iter();
        above.filter_map(|name| name.strip_suffix(":*").map(str::to_owned)).collect::<Vec<_>>()
    });
    let is_all = rule.actions.iter().any(|action| action == ALL);
    let actions = if is_all { &rules.actions } else { &rule.actions };
    About {
        rule,
        actions: actions.iter().map(String::as_str).collect(),
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

/// The rules without exceptions, by what they do, by what they are about and by whom they are for: sets of their places in the list. What
/// covers a rule is what is in the sets of each of its actions, of each of its things and of each of its groups, so that a rule costs
/// what it says and not how many others there are.
struct Index<'a> {
    all: &'a [About<'a>],
    actions: BTreeMap<&'a str, FixedBitSet>,
    on: BTreeMap<&'a str, FixedBitSet>,
    everybody: FixedBitSet,
    groups: Groups<'a>,
}

impl<'a> Index<'a> {
    fn new(all: &'a [About<'a>]) -> Index<'a> {
        let none = || FixedBitSet::with_capacity(all.len());
        let (actions, on) = (BTreeMap::new(), BTreeMap::new());
        let groups = Groups::default();
        let mut index = Index { all, actions, on, everybody: none(), groups };
        for (at, about) in all.iter().enumerate().filter(|(_, one)| one.rule.except.is_empty()) {
            for action in &about.actions {
                index.actions.entry(action).or_insert_with(none).insert(at);
            }
            for on in &about.on {
                index.on.entry(on).or_insert_with(none).insert(at);
            }
            about.rule.who.iter().for_each(|group| index.groups.insert(group, at));
            if about.rule.who.is_empty() {
                index.everybody.insert(at);
            }
        }
        index
    }

    /// The rules that are for all that this one is for, itself too where it has no exceptions.
    fn covering(&self, rules: &Rules, about: &About<'_>) -> FixedBitSet {
        let mut found = FixedBitSet::with_capacity(self.all.len());
        found.insert_range(..);
        for action in &about.actions {
            found.intersect_with(self.actions.get(action).unwrap_or(&FixedBitSet::new()));
        }
        for chain in &about.chains {
            let mut by = FixedBitSet::new();
            chain.iter().filter_map(|on| self.on.get(on.as_str())).for_each(|on| by.union_with(on));
            found.intersect_with(&by);
        }
        if about.rule.who.is_empty() {
            found.intersect_with(&self.everybody);
        }
        for group in &about.rule.who {
            if found.is_clear() {
                break;
            }
            let mut by = self.everybody.clone();
            self.groups.find(&tags(rules, group), &mut by);
            found.intersect_with(&by);
        }
        let asked = about.rule.conditions;
        let is_wide =
            |at: &usize| self.all.get(*at).is_some_and(|by| is_within(asked, by.rule.conditions));
        found.ones().filter(is_wide).collect()
    }
}

/// Groups of tags as a tree, a tag after the other in their order, with the rules that are for each.
#[derive(Default)]
struct Groups<'a> {
    rules: FixedBitSet,
    next: BTreeMap<&'a str, Groups<'a>>,
}

impl<'a> Groups<'a> {
    fn insert(&mut self, group: &'a [String], rule: usize) {
        let tags: BTreeSet<&str> = group.iter().map(String::as_str).collect();
        let mut at = self;
        for tag in tags {
            at = at.next.entry(tag).or_default();
        }
        at.rules.grow_and_insert(rule);
    }

    /// Adds the rules for those of the groups all of whose tags are among these, which are sorted.
    fn find(&self, tags: &[String], found: &mut FixedBitSet) {
        found.union_with(&self.rules);
        for (at, tag) in tags.iter().enumerate() {
            if let (Some(next), Some(rest)) = (self.next.get(tag.as_str()), tags.get(at + 1..)) {
                next.find(rest, found);
            }
        }
    }
}

/// The tags that everybody of a group has, sorted: a role comes with others, and a department is in those above it.
fn tags(rules: &Rules, group: &[String]) -> Vec<String> {
    let mut all = BTreeSet::new();
    for tag in group {
        match tag.split_once(':') {
            Some(("role", role)) => {
                let with = rules.roles.get(role).into_iter().flatten();
                all.extend(with.map(|role| format!("role:{role}")));
            }
            Some(("department", name)) => {
                all.extend(levels(name).map(|name| format!("department:{name}")));
            }
            _ => drop(all.insert(tag.clone())),
        }
    }
    all.into_iter().collect()
}

/// Whether a rule's exceptions are all whom it is for.
fn is_for_nobody(rules: &Rules, rule: &Rule) -> bool {
    let mut except = Groups::default();
    rule.except.iter().for_each(|group| except.insert(group, 0));
    let is_excepted = |group: &Vec<String>| {
        let mut found = FixedBitSet::new();
        except.find(&tags(rules, group), &mut found);
        !found.is_clear()
    };
    !rule.who.is_empty() && !rule.except.is_empty() && rule.who.iter().all(is_excepted)
}

/// Whether all of which some conditions hold are things of which others hold.
fn is_within(own: Conditions, wide: Conditions) -> bool {
    (wide.own.is_none() || wide.own == own.own)
        && wide.larger_than.is_none_or(|limit| own.larger_than.is_some_and(|own| own >= limit))
        && wide.at_most.is_none_or(|limit| own.at_most.is_some_and(|own| own <= limit))
}

/// Whether there can be a thing of which the conditions of two rules hold.
fn can_hold(one: Conditions, other: Conditions) -> bool {
    let is_own = one.own.is_none() || other.own.is_none() || one.own == other.own;
    let over = one.larger_than.max(other.larger_than);
    let most = [one.at_most, other.at_most].into_iter().flatten().min();
    is_own && over.zip(most).is_none_or(|(over, most)| over < most)
}

/// Whether two rules can be about one action with one thing.
fn meets(by: &About<'_>, rule: &About<'_>) -> bool {
    let is_above = |a: &About<'_>, b: &About<'_>| a.on.iter().any(|on| b.above.contains(*on));
    let is_near = |a: &About<'_>, b: &About<'_>| b.kinds.iter().any(|kind| a.whole.contains(*kind));
    !by.actions.is_disjoint(&rule.actions)
        && can_hold(by.rule.conditions, rule.rule.conditions)
        && (is_above(by, rule) || is_above(rule, by) || is_near(by, rule) || is_near(rule, by))
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

    /// 1,000 rules for 50 groups each, which took minutes when each was compared with each.
    #[test]
    fn many_groups_are_compared_too() {
        let group = |at: usize| format!("department:d{at}/x");
        let list = |from: usize, to: usize| (from..to).map(group).collect::<Vec<_>>().join("|");
        let mut lines: Vec<String> =
            (0..998).map(|at| format!("permit see on doc:a for {}", list(at, at + 50))).collect();
        lines.push(format!("permit see on doc:a for {}", list(500, 549)));
        lines.push(format!("forbid see on doc:* for {}|department:d700", list(0, 20)));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        check(&lines, &[(998, Idle::Said(499))]);
        let lines = [
            &format!("permit see on doc:a for {}", list(0, 30)),
            &format!("forbid see on doc:* for {}", list(0, 40)),
            &format!(
                "permit edit on doc:a for {} except department:d0|{}",
                list(0, 20),
                list(0, 20)
            ),
        ];
        check(&lines.map(String::as_str), &[(0, Idle::Forbidden(1)), (2, Idle::Nobody)]);
    }

    #[test]
    fn conditions_count() {
        check(&["permit see on doc:a own true", "permit see on doc:*"], &[(0, Idle::Said(1))]);
        check(&["permit see on doc:a", "permit see on doc:* own true"], &[]);
        check(
            &["permit see on doc:a own true", "forbid see on doc:a own false"],
            &[(1, Idle::NotAllowed)],
        );
        check(&["permit see on doc:a", "forbid see on doc:a own false"], &[]);
        check(
            &["permit see on doc:a own true", "forbid see on doc:a own true"],
            &[(0, Idle::Forbidden(1))],
        );
        let sizes = ["permit see on file:* at-most 5", "permit see on file:x at-most 4"];
        check(&sizes, &[(1, Idle::Said(0))]);
        let sizes = ["permit see on file:* at-most 4", "permit see on file:x at-most 5"];
        check(&sizes, &[]);
        let sizes = ["permit see on file:* at-most 5", "forbid see on file:x larger-than 5"];
        check(&sizes, &[(1, Idle::NotAllowed)]);
        let sizes = [
            "permit see on file:*",
            "forbid see on file:x larger-than 5",
            "forbid see on file:* larger-than 4",
        ];
        check(&sizes, &[(1, Idle::Said(2))]);
    }

    #[test]
    fn what_is_said_twice() {
        check(&["permit see on doc:a", "permit see on doc:a"], &[(1, Idle::Said(0))]);
        check(&["permit see on doc:a", "permit * on doc:*"], &[(0, Idle::Said(1))]);
        check(&["permit see on doc:a", "permit edit on doc:a"], &[]);
        check(&["permit * on doc:a", "permit see,edit on doc:a"], &[(1, Idle::Said(0))]);
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

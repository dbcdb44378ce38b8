//! `explain --as`: what a person may do, by which rule, and what they see of the menu.

use std::collections::BTreeSet;

use serde_json::json;

use crate::base::Base;
use crate::diagnostic::did_you_mean;
use crate::error::Error;
use crate::report::{Report, location};
use crate::rules::{ALL, Decision, Effect, Facts, Person, Rule, Rules, size};
use crate::theme::Theme;

/// Says what people may do.
pub(super) fn tell(
    people: &[Person],
    theme: &Theme,
    base: &Base,
    report: &Report,
) -> Result<(), Error> {
    let rules = &theme.rules;
    if rules.is_open {
        let why =
            if rules.rules.is_empty() { "there is no rule" } else { "nobody says who a person is" };
        report.line(&format!("everything is allowed: {why}"))?;
    }
    for person in people {
        one(person, (theme, base), report)?;
    }
    Ok(())
}

/// What is asked about, decided alike.
struct Answer {
    decision: Decision,
    actions: Vec<String>,
    resources: Vec<String>,
}

fn one(person: &Person, (theme, base): (&Theme, &Base), report: &Report) -> Result<(), Error> {
    let rules = &theme.rules;
    report.line(&format!("{}:", named(person)))?;
    for role in person.roles.iter().filter(|role| !rules.roles.contains_key(*role)) {
        let help = did_you_mean(role, rules.roles.keys().map(String::as_str));
        let help = help.map(|help| format!("; {help}")).unwrap_or_default();
        report.line(&format!("  there is no role `{role}`{help}"))?;
    }
    let mut tags = rules.tags(person);
    // Somebody without an id has things of their own too.
    let id = if person.id.is_empty() { "…" } else { &person.id };
    tags.insert(format!("person:{id}"));
    let mut answers: Vec<Answer> = Vec::new();
    for resource in resources(rules) {
        let asked = asked(rules, &tags, (id, &resource));
        for one in &asked {
            report.json(&to_json(person, &resource, one, rules))?;
        }
        for (name, decision, actions) in decided(&resource, &asked) {
            let is_it =
                |answer: &&mut Answer| answer.decision == decision && answer.actions == actions;
            match answers.iter_mut().find(is_it) {
                Some(answer) => answer.resources.push(name),
                None => answers.push(Answer { decision, actions, resources: vec![name] }),
            }
        }
    }
    answers.sort_by_key(|answer| !answer.decision.is_allowed);
    for answer in &answers {
        let may = if answer.decision.is_allowed { "may" } else { "may not" };
        report.line(&format!(
            "  {may} {}, {}",
            joined(&answer.actions),
            by(answer.decision, rules)
        ))?;
        report.line(&format!("      {}", joined(&answer.resources)))?;
    }
    menu(&tags, (theme, base), report)
}

/// A question about a thing of which this is known, and its answer.
struct Asked<'a> {
    action: &'a String,
    own: Option<bool>,
    larger_than: Option<u64>,
    at_most: Option<u64>,
    decision: Decision,
}

impl Asked<'_> {
    /// What is known of the thing, in words.
    fn words(&self) -> String {
        let words = [
            self.own.map(|own| if own { "their own" } else { "of others" }.to_owned()),
            self.larger_than.map(|limit| format!("larger than {}", size::written(limit))),
            self.at_most.map(|limit| format!("up to {}", size::written(limit))),
        ];
        words.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// All questions about a resource: of each action one for each case that the conditions of rules about it tell apart.
fn asked<'a>(
    rules: &'a Rules,
    tags: &BTreeSet<String>,
    (id, resource): (&str, &str),
) -> Vec<Asked<'a>> {
    let chain = rules.chain(resource);
    let of_action = |action: &'a String| {
        let is_about = |rule: &&Rule| {
            rule.actions.iter().any(|own| own == ALL || own == action)
                && rule.on.iter().any(|on| chain.contains(on))
        };
        let conditions: Vec<_> =
            rules.rules.iter().filter(is_about).map(|rule| rule.conditions).collect();
        let asks_own = conditions.iter().any(|asked| asked.own.is_some());
        let own = if asks_own { vec![Some(true), Some(false)] } else { vec![None] };
        let limits = conditions.iter().flat_map(|asked| [asked.larger_than, asked.at_most]);
        let limits: BTreeSet<u64> = limits.flatten().collect();
        let ends = || limits.iter().copied().map(Some);
        let ranges: Vec<_> = [None].into_iter().chain(ends()).zip(ends().chain([None])).collect();
        let case = |own: Option<bool>, (larger_than, at_most): (Option<u64>, Option<u64>)| {
            let people = if own == Some(true) { vec![id.to_owned()] } else { Vec::new() };
            let facts = Facts { people, size: at_most.or(larger_than.map(|limit| limit + 1)) };
            let decision = rules.decide(tags, action, (resource, &facts));
            Asked { action, own, larger_than, at_most, decision }
        };
        let cases = own.into_iter().flat_map(|own| ranges.iter().map(move |range| (own, *range)));
        cases.map(|(own, range)| case(own, range)).collect::<Vec<_>>()
    };
    rules.actions.iter().flat_map(of_action).collect()
}

/// A thing's name, with what is known of it where that matters; what is decided of it; and for which actions.
type Decided = (String, Decision, Vec<String>);

fn decided(resource: &str, asked: &[Asked<'_>]) -> Vec<Decided> {
    let mut all: Vec<Decided> = Vec::new();
    for cases in asked.chunk_by(|one, next| one.action == next.action) {
        let first = cases.first().map(|one| one.decision);
        let is_one = cases.iter().all(|one| Some(one.decision) == first);
        let cases = if is_one { cases.get(..1).unwrap_or_default() } else { cases };
        for one in cases {
            let name =
                if is_one { resource.to_owned() } else { format!("{resource} ({})", one.words()) };
            let is_it = |(own, known, _): &&mut Decided| *own == name && *known == one.decision;
            match all.iter_mut().find(is_it) {
                Some((_, _, actions)) => actions.push(one.action.clone()),
                None => all.push((name, one.decision, vec![one.action.clone()])),
            }
        }
    }
    all
}

fn named(person: &Person) -> String {
    let id = Some(&person.id).filter(|id| !id.is_empty()).map(|id| format!("person {id}"));
    let roles = person.roles.iter().map(|role| format!("role {role}"));
    let departments = person.departments.iter().map(|name| format!("department {name}"));
    joined(&id.into_iter().chain(roles).chain(departments).collect::<Vec<_>>())
}

fn joined(all: &[String]) -> String {
    all.join(", ")
}

/// All that can be asked about: what there is of each kind, and what rules name of a kind that takes any id.
fn resources(rules: &Rules) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for kind in rules.kinds.keys() {
        match rules.known.get(kind) {
            Some(ids) => all.extend(ids.iter().map(|id| format!("{kind}:{id}"))),
            None => {
                let start = format!("{kind}:");
                let named = rules.rules.iter().flat_map(|rule| &rule.on);
                let named = named.filter(|on| on.starts_with(&start) && !on.ends_with(":*"));
                all.extend(named.cloned());
                // Stands for all others.
                all.push(format!("{kind}:…"));
            }
        }
    }
    let mut seen = BTreeSet::new();
    all.retain(|name| seen.insert(name.clone()));
    all
}

fn rule(decision: Decision, rules: &Rules) -> Option<&Rule> {
    rules.rules.get(decision.by?)
}

fn by(decision: Decision, rules: &Rules) -> String {
    match rule(decision, rules) {
        Some(rule) => {
            let what = if rule.effect == Effect::Permit { "by" } else { "forbidden by" };
            let place = rule.place.as_ref().map_or_else(|| rule.line.clone(), ToString::to_string);
            format!("{what} `{}`, {place}:", rule.id)
        }
        None if decision.is_allowed => "as everybody:".to_owned(),
        None => "no rule allows it:".to_owned(),
    }
}

/// What the person sees of the menu, place by place.
fn menu(
    tags: &BTreeSet<String>,
    (theme, base): (&Theme, &Base),
    report: &Report,
) -> Result<(), Error> {
    let Some(security) = &base.security else { return Ok(()) };
    let kind = security.kind_of(&["menu", "entries"]);
    let (Some(see), Some(kind)) = (security.actions.first(), kind) else { return Ok(()) };
    let sees = |id: &&String| {
        let (resource, facts) = (format!("{kind}:{id}"), Facts::default());
        theme.rules.decide(tags, see, (&resource, &facts)).is_allowed
    };
    for (place, list) in &theme.menu.places {
        let seen: Vec<String> = list.ids.iter().filter(sees).cloned().collect();
        let seen = if seen.is_empty() { "nothing".to_owned() } else { joined(&seen) };
        report.line(&format!("  sees in `{place}`: {seen}"))?;
    }
    Ok(())
}

fn to_json(person: &Person, resource: &str, asked: &Asked<'_>, rules: &Rules) -> serde_json::Value {
    let rule = rule(asked.decision, rules);
    json!({
        "reason": "access",
        "format_version": 1,
        "person": person.id,
        "roles": person.roles,
        "departments": person.departments,
        "action": asked.action,
        "resource": resource,
        "own": asked.own,
        "larger_than": asked.larger_than,
        "at_most": asked.at_most,
        "allowed": asked.decision.is_allowed,
        "rule": rule.map(|rule| &rule.id),
        "place": rule.and_then(|rule| rule.place.as_ref()).map(location),
    })
}

//! `explain --as`: what a person may do, by which rule, and what they see of the menu.

use serde_json::json;

use crate::base::Base;
use crate::error::Error;
use crate::report::{Report, location};
use crate::rules::{Decision, Effect, Person, Rule, Rules};
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
        report.line(&format!("  there is no role `{role}`"))?;
    }
    let tags = rules.tags(person);
    let mut answers: Vec<Answer> = Vec::new();
    for resource in resources(rules) {
        let mut own: Vec<(Decision, Vec<String>)> = Vec::new();
        for action in &rules.actions {
            let decision = rules.decide(&tags, action, &resource);
            report.json(&to_json(person, (action, &resource), decision, rules))?;
            match own.iter_mut().find(|(known, _)| *known == decision) {
                Some((_, actions)) => actions.push(action.clone()),
                None => own.push((decision, vec![action.clone()])),
            }
        }
        for (decision, actions) in own {
            let is_it =
                |answer: &&mut Answer| answer.decision == decision && answer.actions == actions;
            match answers.iter_mut().find(is_it) {
                Some(answer) => answer.resources.push(resource.clone()),
                None => {
                    let resources = vec![resource.clone()];
                    answers.push(Answer { decision, actions, resources });
                }
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
    let mut seen = std::collections::BTreeSet::new();
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
    tags: &std::collections::BTreeSet<String>,
    (theme, base): (&Theme, &Base),
    report: &Report,
) -> Result<(), Error> {
    let Some(security) = &base.security else { return Ok(()) };
    let kind = security.kind_of(&["menu", "entries"]);
    let (Some(see), Some(kind)) = (security.actions.first(), kind) else { return Ok(()) };
    let sees = |id: &&String| theme.rules.decide(tags, see, &format!("{kind}:{id}")).is_allowed;
    for (place, list) in &theme.menu.places {
        let seen: Vec<String> = list.ids.iter().filter(sees).cloned().collect();
        let seen = if seen.is_empty() { "nothing".to_owned() } else { joined(&seen) };
        report.line(&format!("  sees in `{place}`: {seen}"))?;
    }
    Ok(())
}

fn to_json(
    person: &Person,
    (action, resource): (&str, &str),
    decision: Decision,
    rules: &Rules,
) -> serde_json::Value {
    let rule = rule(decision, rules);
    json!({
        "reason": "access",
        "format_version": 1,
        "person": person.id,
        "roles": person.roles,
        "departments": person.departments,
        "action": action,
        "resource": resource,
        "allowed": decision.is_allowed,
        "rule": rule.map(|rule| &rule.id),
        "place": rule.and_then(|rule| rule.place.as_ref()).map(location),
    })
}

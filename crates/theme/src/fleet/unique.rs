//! Values that no two tenants may share: their domain, their application id, and what the contract names besides. Two
//! themes with one id are another matter: neither of them can be built, with or without the other one's knowledge.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Finding, Member, NAMED, named};
use crate::base::Base;
use crate::shape;
use crate::theme::application_id;
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::pattern::{Part, Pattern};
use rebadge_core::source::{Place, Sourced};

/// The tenants that have one value, each with the place where it is written.
type Holders<'a> = Vec<(&'a Member, Place)>;

/// Values that tenants share and must not. A slip in the contract is wrong for all of them.
pub fn values(members: &[Member], base: &Base) -> Vec<Finding> {
    let tenants: Vec<&Member> = members.iter().filter(|member| member.is_tenant()).collect();
    let domain = |member: &Member| member.identity("domain");
    let mut found = problems("tenant.domain", group(&tenants, domain));
    // Of one domain follows one application id; that is not said again.
    let mut ids = group(&tenants, own_or_derived_id);
    ids.retain(|_, holders| holders.iter().any(|(member, _)| is_written(member)));
    found.extend(problems("tenant.application-id", ids));
    for key in &base.unique {
        match unknown(key, base) {
            Some(problem) => found.push(Finding::of(problem, members)),
            None => found.extend(of_contract(key, &tenants, base)),
        }
    }
    found
}

fn is_written(member: &Member) -> bool {
    member.identity("application-id").is_some()
}

/// Application ids differ in more than the case of letters: Apple's systems take upper for lower case.
fn own_or_derived_id(member: &Member) -> Option<Sourced<String>> {
    let written = member.identity("application-id").map(|id| id.map(|id| id.to_ascii_lowercase()));
    written.or_else(|| {
        let domain = member.identity("domain")?;
        application_id(&domain.value).map(|id| domain.map(|_| id))
    })
}

fn group<'a>(
    tenants: &[&'a Member],
    value: impl Fn(&'a Member) -> Option<Sourced<String>>,
) -> BTreeMap<String, Holders<'a>> {
    let mut groups: BTreeMap<String, Holders<'a>> = BTreeMap::new();
    for tenant in tenants {
        let Some(value) = value(tenant) else {
            continue;
        };
        if let Some(place) = value.place() {
            groups.entry(value.value.clone()).or_default().push((tenant, place.clone()));
        }
    }
    groups
}

/// A key that no theme of this client can have is a slip in the contract.
fn unknown(key: &Sourced<Pattern>, base: &Base) -> Option<Diagnostic> {
    let unknown = shape::covers(&shape::values(base), &key.value).err()?;
    let message = format!("no theme has a key `{}`", key.value);
    let help = did_you_mean(&unknown.key, unknown.known.iter().map(String::as_str));
    Some(Diagnostic::at(Code::Contract, key.place()?, message).maybe_help(help))
}

fn of_contract(key: &Sourced<Pattern>, tenants: &[&Member], base: &Base) -> Vec<Finding> {
    let name = key.value.to_string();
    let parts: Vec<&str> = key.value.parts().iter().map(part).collect();
    let default = default(&parts, base);
    let value = |tenant: &Member| match tenant.value(&parts) {
        Some(node) => Some(Sourced::written(text(&node.to_json()), node.place.clone())),
        // Nobody wrote it: what is to be mended is known only from the contract.
        None => Some(Sourced::written(text(default.as_ref()?), key.place()?.clone())),
    };
    let mut groups = group(tenants, value);
    // That there is none is no value.
    groups.remove("");
    problems(&name, groups)
}

fn part(part: &Part) -> &str {
    match part {
        Part::Key(key) => key,
        Part::One => "*",
        Part::Many => "**",
    }
}

/// What the base client's schema fills in for a key.
fn default(key: &[&str], base: &Base) -> Option<Value> {
    let (section, rest) = key.split_first()?;
    let filled = base.sections.get(*section)?.unset();
    rest.iter().try_fold(&filled, |value, key| value.get(key)).cloned()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn problems(key: &str, groups: BTreeMap<String, Holders<'_>>) -> Vec<Finding> {
    let shared = groups.into_iter().filter(|(_, holders)| holders.len() > 1);
    let finding = |(value, holders): (String, Holders<'_>)| {
        let problem = problem(key, &value, &holders)?;
        Some(Finding::of(problem, holders.iter().map(|(member, _)| *member)))
    };
    shared.filter_map(finding).collect()
}

/// One problem for all who share a value: a thousand of them need to be read once.
fn problem(key: &str, value: &str, holders: &Holders<'_>) -> Option<Diagnostic> {
    let names: Vec<String> = holders.iter().map(|(member, _)| member.name()).collect();
    let count = holders.len();
    let message = format!("{count} tenants have the same `{key}`, `{value}`: {}", named(&names));
    let (_, first) = holders.first()?;
    let mut problem = Diagnostic::at(Code::NotUnique, first, message);
    let mut places = vec![first];
    for ((_, place), name) in holders.iter().zip(&names) {
        if !places.contains(&place) && places.len() < NAMED {
            places.push(place);
            problem = problem.related(place, format!("that of `{name}`"));
        }
    }
    // All of them inherit it, or nobody has set it.
    let is_one_place = holders.iter().all(|(_, place)| place == first);
    let help = if is_one_place {
        format!("set `{key}` in each tenant's own theme")
    } else {
        "give each tenant one of its own".to_owned()
    };
    Some(problem.help(help))
}

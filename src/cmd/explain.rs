//! `explain`: where the values of a theme come from.

use serde_json::{Value as Json, json};

use super::{End, access, one, people};
use crate::base::Base;
use crate::cli;
use crate::diagnostic::{any_error, did_you_mean, nearest};
use crate::error::Error;
use crate::explain::{Explanation, From, Past, explain};
use crate::inherit::Act;
use crate::lock::Lock;
use crate::pattern::Pattern;
use crate::report::{Report, location};
use crate::shape::{self, Kind, Shape, Unknown};
use crate::source::{Origin, Place};
use crate::theme::Theme;

pub(super) fn run(options: &cli::Explain, report: &Report) -> Result<End, Error> {
    let patterns = options.keys.iter().map(|key| pattern(key)).collect::<Result<Vec<_>, _>>()?;
    let Some(one) = one::read(&options.theme, &options.folders, report)? else {
        return Ok(End::Problems);
    };
    let base = &one.client.base;
    let listed = options.list.as_deref().map(people::read).transpose()?;
    let asked = [options.people.clone(), listed.unwrap_or_default()].concat();
    if !options.people.is_empty() || options.list.is_some() {
        report.diagnostics(Some(&one.theme.tenant.id.value), &one.diagnostics)?;
        access::tell(&asked, &one.theme, base, report)?;
        return Ok(if any_error(&one.diagnostics) { End::Problems } else { End::Clean });
    }
    report.diagnostics(Some(&one.theme.tenant.id.value), &one.diagnostics)?;
    if patterns.is_empty() {
        all(&one.theme, base, report)?;
    }
    for (pattern, key) in patterns.iter().zip(&options.keys) {
        let found = explain(&one.theme, base, Some(pattern));
        if found.is_empty() {
            nothing(key, pattern, base, report)?;
        }
        found.iter().try_for_each(|explanation| tell(explanation, report))?;
    }
    Ok(if any_error(&one.diagnostics) { End::Problems } else { End::Clean })
}

/// Reads a key, or a pattern of keys, of the command line.
pub(super) fn pattern(key: &str) -> Result<Pattern, Error> {
    Pattern::parse(key)
        .map_err(|error| Error::NoKey { key: key.to_owned(), help: error.help().to_owned() })
}

/// A key that has no value, or one that there is not.
fn nothing(key: &str, pattern: &Pattern, base: &Base, report: &Report) -> Result<(), Error> {
    let shape = shape::theme(base);
    match shape::covers(&shape, pattern) {
        Ok(()) => report.line(&format!("{key} is not set, and nothing stands for it")),
        Err(unknown) => {
            let help = match meant(key, pattern, &unknown, base) {
                help if help.is_empty() => in_a_table(key, &shape),
                help => help,
            };
            Err(Error::NoKey { key: key.to_owned(), help })
        }
    }
}

/// The keys of tables that end so: who asks for `name` may not know in which table it is.
fn in_a_table(key: &str, shape: &Shape) -> String {
    let mut all = Vec::new();
    keys("", shape, &mut all);
    let end = format!(".{key}");
    let found = all.iter().filter(|long| long.ends_with(&end)).take(3);
    let found: Vec<String> = found.map(|key| format!("`{key}`")).collect();
    match found.split_last() {
        None => String::new(),
        Some((one, [])) => format!("did you mean {one}?"),
        Some((last, first)) => format!("did you mean {} or {last}?", first.join(", ")),
    }
}

/// Adds the keys below a table, each with the tables that it is in.
fn keys(above: &str, shape: &Shape, all: &mut Vec<String>) {
    let Kind::Table(fields) = &shape.kind else { return };
    for field in fields {
        let key = format!("{above}{}", field.key);
        keys(&format!("{key}."), &field.shape, all);
        all.push(key);
    }
}

/// The whole keys that may have been meant, each of which can be asked for.
fn meant(key: &str, pattern: &Pattern, unknown: &Unknown, base: &Base) -> String {
    let before =
        if unknown.before.is_empty() { Vec::new() } else { unknown.before.split('.').collect() };
    let rest = pattern.parts().iter().skip(before.len() + 1).map(ToString::to_string);
    let rest: Vec<String> = rest.collect();
    let shape = shape::theme(base);
    let whole = |name: &String| {
        let parts = || before.iter().map(ToString::to_string).chain([name.clone()]);
        let long = parts().chain(rest.iter().cloned()).collect::<Vec<_>>().join(".");
        let is_known = Pattern::parse(&long).is_ok_and(|long| shape::covers(&shape, &long).is_ok());
        if is_known { long } else { parts().collect::<Vec<_>>().join(".") }
    };
    let names = unknown.known.iter();
    if let Some(name) = nearest(&unknown.key, names.clone().map(String::as_str)) {
        return format!("did you mean `{}`?", whole(&name.to_owned()));
    }
    let all: Vec<String> = names.map(whole).collect();
    did_you_mean(key, all.iter().map(String::as_str)).unwrap_or_default()
}

/// The whole theme, a line for each value with its origin.
fn all(theme: &Theme, base: &Base, report: &Report) -> Result<(), Error> {
    let found = explain(theme, base, None);
    let left: Vec<String> = found
        .iter()
        .map(|found| format!("{} = {}", found.key, shown(&found.value.to_string())))
        .collect();
    let width = left.iter().map(|text| text.chars().count()).filter(|width| *width <= WIDE).max();
    let width = width.unwrap_or(0);
    for (text, found) in left.iter().zip(&found) {
        let lock = if found.locks.is_empty() { "" } else { ", locked" };
        report.line(&format!("{text:width$}  {}{lock}", origin(found)))?;
        report.json(&to_json(found))?;
    }
    Ok(())
}

/// A line is not moved to the right of this column for the sake of a few long values.
const WIDE: usize = 72;

fn shown(text: &str) -> String {
    match text.char_indices().nth(WIDE) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Where a value comes from, in a few words.
pub(super) fn origin(found: &Explanation) -> String {
    match (&found.from, found.history.first()) {
        (From::Theme, Some(past)) => past.place.to_string(),
        (From::Rule { rule, .. }, _) => rule.clone(),
        (From::Base(Some(place)), _) => place.to_string(),
        _ => "the base client's".to_owned(),
    }
}

fn tell(found: &Explanation, report: &Report) -> Result<(), Error> {
    report.line(&format!("{} = {}", found.key, found.value))?;
    for (word, text) in lines(found) {
        report.line(&format!("  {word:10}{text}"))?;
    }
    report.line("")?;
    report.json(&to_json(found))
}

fn lines(found: &Explanation) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    if let From::Rule { rule, inputs } = &found.from {
        lines.push(("derived", rule.clone()));
        lines.extend(inputs.iter().map(|row| {
            let at = match &row.origin {
                Some(Origin::Written(place)) => place.to_string(),
                _ => "derived".to_owned(),
            };
            ("from", format!("{} = {}  {at}", row.key, row.value))
        }));
    }
    if let From::Base(place) = &found.from {
        let place = place.as_ref().map(|place| format!("  {place}")).unwrap_or_default();
        lines.push(("default", format!("the base client's{place}")));
    }
    for (at, past) in found.history.iter().enumerate() {
        lines.push((word(&past.act, at == 0), format!("{}  {}", past.place, detail(past))));
    }
    if let Some(place) = &found.allowed {
        lines.push(("allowed", format!("{place}  the base client's contract")));
    }
    lines.extend(found.locks.iter().map(|lock| ("locked", locked(lock))));
    match found.adjustable {
        Some(true) => lines.push(("preset", "the client's user may change it".into())),
        Some(false) => lines.push(("fixed", "the client's user cannot change it".into())),
        None => {}
    }
    lines
}

fn word(act: &Act, is_last: bool) -> &'static str {
    match (act, is_last) {
        (Act::Value, true) => "set",
        (Act::Value, false) => "overrides",
        (Act::Edit, _) => "changed",
        (Act::Unset, _) => "unset",
        (Act::GaveWay(_), _) => "gave way",
    }
}

fn detail(past: &Past) -> String {
    match &past.act {
        Act::GaveWay(key) => format!("to `{key}`"),
        _ => past.text.clone(),
    }
}

fn locked(lock: &Lock) -> String {
    let reason = lock.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{}  by {}{reason}", lock.place, lock.by)
}

fn to_json(found: &Explanation) -> Json {
    let (origin, rule, inputs, default) = match &found.from {
        From::Theme => ("theme", None, Vec::new(), None),
        From::Rule { rule, inputs } => {
            let inputs =
                inputs.iter().map(|row| json!({ "key": row.key, "value": row.value.to_json() }));
            ("derived", Some(rule.as_str()), inputs.collect(), None)
        }
        From::Base(place) => ("base", None, Vec::new(), place.as_ref()),
    };
    json!({
        "reason": "value",
        "format_version": 1,
        "key": found.key,
        "value": found.value.to_json(),
        "origin": origin,
        "rule": rule,
        "inputs": inputs,
        "default": default.map(location),
        "history": found.history.iter().map(past_json).collect::<Vec<_>>(),
        "allowed": found.allowed.as_ref().map(location),
        "locks": found.locks.iter().map(lock_json).collect::<Vec<_>>(),
        "adjustable": found.adjustable,
    })
}

fn past_json(past: &Past) -> Json {
    let (act, by) = match &past.act {
        Act::Value => ("set", None),
        Act::Edit => ("changed", None),
        Act::Unset => ("unset", None),
        Act::GaveWay(key) => ("gave-way", Some(key)),
    };
    with(
        &past.place,
        [("act", act.into()), ("by", by.cloned().into()), ("text", past.text.clone().into())],
    )
}

fn lock_json(lock: &Lock) -> Json {
    let pattern = lock.pattern.to_string();
    let reason = lock.reason.clone();
    with(
        &lock.place,
        [("pattern", pattern.into()), ("by", lock.by.clone().into()), ("reason", reason.into())],
    )
}

fn with(place: &Place, pairs: [(&str, Json); 3]) -> Json {
    let mut all = location(place);
    all.extend(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)));
    all.into()
}

//! What a step sends with its call, against what the operation takes.

use serde_json::Value;

use super::{Cursor, Scope, Workflow, check_text, only};
use crate::base::Checker;
use crate::documents::openapi::{Operation, Parameter, resolve};
use rebadge_core::diagnostic::did_you_mean;

/// Where a parameter may stand.
const PLACES: [&str; 3] = ["path", "query", "header"];
/// Headers that browsers and gateways set (Fetch, 2.2.2).
const KEPT: [&str; 6] = ["authorization", "cookie", "host", "origin", "referer", "content-length"];

/// The parameters of a step.
pub(super) fn parameters(all: &Workflow<'_, '_>, index: usize, operation: &Operation<'_>) {
    let step = &all.steps[index];
    let given = step.list("parameters");
    for one in &given {
        only(one, &["name", "in", "value"]);
        let (name, stands_in) = (one.text("name"), one.text("in"));
        let at = one.get("name").unwrap_or_else(|| one.clone());
        if !PLACES.contains(&stands_in) {
            one.say(
                format!("a parameter in `{stands_in}` is not run"),
                format!("`in` is one of {}", PLACES.join(", ")),
            );
            continue;
        }
        if stands_in == "header" && KEPT.contains(&name.to_ascii_lowercase().as_str()) {
            at.say(
                format!("no page may send the header `{name}`"),
                "the gateway adds what the system asks for",
            );
        }
        let is_it = |known: &&Parameter<'_>| known.name == name && known.stands_in == stands_in;
        match operation.parameters.iter().find(is_it) {
            Some(known) => {
                if let (Some(value), Some(schema)) = (one.get("value"), known.schema) {
                    check_value(all, index, &value, (operation, schema));
                }
            }
            None => {
                let there =
                    operation.parameters.iter().filter(|known| known.stands_in == stands_in);
                let help = did_you_mean(name, there.map(|known| known.name));
                let message =
                    format!("`{}` takes no parameter `{name}` in {stands_in}", operation.id);
                at.say(message, help.unwrap_or_default());
            }
        }
    }
    let is_given = |known: &Parameter<'_>| {
        given.iter().any(|one| one.text("name") == known.name && one.text("in") == known.stands_in)
    };
    for missing in operation.parameters.iter().filter(|known| known.is_required && !is_given(known))
    {
        let (name, stands_in) = (missing.name, missing.stands_in);
        let message = format!("`{}` needs the parameter `{name}` in {stands_in}", operation.id);
        step.say(
            message,
            format!("add `{{ \"name\": \"{name}\", \"in\": \"{stands_in}\", \"value\": … }}`"),
        );
    }
}

/// The body of a step's request.
pub(super) fn body(all: &Workflow<'_, '_>, index: usize, operation: &Operation<'_>) {
    let step = &all.steps[index];
    let id = operation.id;
    match (step.get("requestBody"), &operation.body) {
        (None, Some(body)) if body.is_required => {
            step.say(format!("`{id}` needs a body"), "add `requestBody` with a `payload`");
        }
        (Some(given), None) => given.say(format!("`{id}` takes no body"), "remove it"),
        (Some(given), Some(body)) => {
            only(&given, &["contentType", "payload"]);
            if !["", "application/json"].contains(&given.text("contentType")) {
                let message = format!("a body in `{}` is not run", given.text("contentType"));
                given.say(message, "send `application/json`");
            }
            match (body.schema, given.get("payload")) {
                (None, _) => given.say(format!("`{id}` takes no JSON"), "call another operation"),
                (_, None) => given.say("the body has no `payload`", "add what is sent"),
                (Some(schema), Some(payload)) => {
                    check_value(all, index, &payload, (operation, schema))
                }
            }
        }
        (None, _) => {}
    }
}

/// A value that is sent: what is written as it is fits the schema, and expressions read what there is.
fn check_value(
    all: &Workflow<'_, '_>,
    index: usize,
    at: &Cursor<'_>,
    of: (&Operation<'_>, &Value),
) {
    let (operation, schema) = of;
    let schema = resolve(operation.root, schema);
    match at.value {
        Value::String(text) if text.starts_with('$') || text.contains("{$") => {
            check_text(all, at, text, Scope::Before(index));
        }
        Value::Object(_) => {
            let properties = schema.get("properties");
            for (key, value) in at.entries() {
                match properties.and_then(|all| all.get(key)) {
                    Some(known) => check_value(all, index, &value, (operation, known)),
                    None => unknown(all, index, &value, (operation, schema)),
                }
            }
            let needed = schema.get("required").and_then(Value::as_array).into_iter().flatten();
            for key in needed.filter_map(Value::as_str).filter(|key| at.get(key).is_none()) {
                at.say(format!("`{}` needs `{key}` here", operation.id), format!("add `{key}`"));
            }
        }
        Value::Array(items) => {
            let schema = schema.get("items").unwrap_or(&Value::Bool(true));
            for (place, item) in items.iter().enumerate() {
                check_value(all, index, &at.step(&place.to_string(), item), (operation, schema));
            }
        }
        literal => {
            if let Some(what) = unfit(operation.root, schema, literal) {
                at.say(format!("`{}` does not take {literal}: {what}", operation.id), "");
            }
        }
    }
}

/// A key that a schema does not name: refused where it names any.
fn unknown(all: &Workflow<'_, '_>, index: usize, at: &Cursor<'_>, of: (&Operation<'_>, &Value)) {
    let (operation, schema) = of;
    let names = schema.get("properties").and_then(Value::as_object);
    let is_open =
        schema.get("additionalProperties").is_some_and(|open| *open != Value::Bool(false))
            || ["allOf", "anyOf", "oneOf", "patternProperties"]
                .iter()
                .any(|key| schema.get(key).is_some());
    match names.filter(|_| !is_open) {
        Some(names) => {
            let help = did_you_mean(at.key(), names.keys().map(String::as_str));
            at.say(
                format!("`{}` takes no `{}` here", operation.id, at.key()),
                help.unwrap_or_default(),
            );
        }
        None => check_value(all, index, at, (operation, &Value::Bool(true))),
    }
}

/// Why a value does not fit a schema of an OpenAPI document.
fn unfit(root: &Value, schema: &Value, value: &Value) -> Option<String> {
    let mut whole = schema.clone();
    if let (Some(table), Some(components)) = (whole.as_object_mut(), root.get("components")) {
        table.insert("components".to_owned(), components.clone());
    }
    Checker::new(&whole).ok()?.faults(value).into_iter().next().map(|fault| fault.what)
}

//! Arazzo documents (1.0 and 1.1): the subset that a client runs, and whether it fits the OpenAPI documents that it names.
//! What is outside of the subset is an error, at its line.

mod calls;
mod expression;
mod paths;

use std::collections::BTreeSet;

use serde_json::Value;

use super::Cursor;
use super::openapi::{Operation, find, may_have};
use crate::base::Checker;
use expression::{Expression, FORMS, condition, is_name, within};
use paths::Paths;
use rebadge_core::diagnostic::did_you_mean;

/// A document that the steps of another call.
pub(crate) struct Source<'a> {
    /// Its name, by which it is called.
    pub(crate) id: String,
    /// The name of its file, without folders.
    pub(crate) file: String,
    /// None where the document could not be read.
    pub(crate) operations: Option<Vec<Operation<'a>>>,
}

/// What others may name of a document.
pub(crate) struct Flow<'a> {
    pub(crate) inputs: Vec<&'a str>,
    pub(crate) needed: Vec<&'a str>,
    pub(crate) steps: Vec<&'a str>,
    pub(crate) outputs: Vec<&'a str>,
}

/// What others may name of a document.
pub(crate) fn flow(document: &Value) -> Flow<'_> {
    let workflow = document.pointer("/workflows/0").unwrap_or(&Value::Null);
    let keys = |pointer: &str| {
        let table = workflow.pointer(pointer).and_then(Value::as_object).into_iter().flatten();
        table.map(|(key, _)| key.as_str()).collect()
    };
    let needed = workflow.pointer("/inputs/required").and_then(Value::as_array);
    let steps = workflow.get("steps").and_then(Value::as_array).into_iter().flatten();
    Flow {
        inputs: keys("/inputs/properties"),
        needed: needed.into_iter().flatten().filter_map(Value::as_str).collect(),
        steps: steps.filter_map(|step| step.get("stepId")?.as_str()).collect(),
        outputs: keys("/outputs"),
    }
}

/// Checks a document that is sound by its schema: the subset, and the documents that it calls.
pub(crate) fn check(document: &Cursor<'_>, sources: &[Source<'_>]) {
    only(document, &["arazzo", "info", "sourceDescriptions", "workflows"]);
    let named = described(document, sources);
    let workflows = document.list("workflows");
    if let Some(second) = workflows.get(1) {
        second.say("a document has one workflow", "put this one into a document of its own");
    }
    if let Some(first) = workflows.first() {
        workflow(first, &named);
    }
}

/// Whether an object has these keys only.
fn only(of: &Cursor<'_>, known: &[&str]) {
    for (key, value) in of.entries() {
        if !known.contains(&key) {
            let help = did_you_mean(key, known.iter().copied());
            let help = help.unwrap_or_else(|| format!("here stand {}", known.join(", ")));
            value.say(format!("`{key}` is not in the subset of Arazzo that is run"), help);
        }
    }
}

/// The documents that are described, of those there are.
fn described<'s, 'd>(document: &Cursor<'_>, sources: &'s [Source<'d>]) -> Vec<&'s Source<'d>> {
    let mut named: Vec<&Source<'_>> = Vec::new();
    for one in document.list("sourceDescriptions") {
        only(&one, &["name", "url", "type"]);
        let (name, url) = (one.text("name"), one.text("url"));
        if let (Some(kind), true) = (one.get("type"), one.text("type") != "openapi") {
            kind.say(
                format!("a source of the type {} is not run", kind.value),
                "name an OpenAPI document",
            );
        }
        let Some(source) = sources.iter().find(|source| source.id == name) else {
            let help = did_you_mean(name, sources.iter().map(|source| source.id.as_str()));
            let at = one.get("name").unwrap_or(one);
            at.say(format!("there is no source `{name}`"), help.unwrap_or_default());
            continue;
        };
        if url.rsplit('/').next() != Some(&source.file) {
            let at = one.get("url").unwrap_or_else(|| one.clone());
            at.say(
                format!("`{url}` is not the document of `{name}`"),
                format!("it is `{}`", source.file),
            );
        }
        if named.iter().any(|known| known.id == name) {
            one.say(format!("`{name}` is described twice"), "remove one of them");
        }
        named.push(source);
    }
    named
}

/// A workflow, as its steps see it.
struct Workflow<'a, 's> {
    sources: &'s [&'s Source<'a>],
    inputs: Vec<&'a str>,
    steps: Vec<Cursor<'a>>,
    paths: Paths,
}

impl<'a> Workflow<'a, '_> {
    fn step_ids(&self) -> impl Iterator<Item = &'a str> + Clone {
        self.steps.iter().map(|step| step.text("stepId"))
    }

    fn index(&self, id: &str) -> Option<usize> {
        self.step_ids().position(|known| known == id)
    }
}

/// Where an expression stands: what there is to be read.
#[derive(Clone, Copy)]
enum Scope<'o, 'a> {
    /// Before the call of a step.
    Before(usize),
    /// After its answer; with the operation, if it is known.
    After(usize, Option<&'o Operation<'a>>),
    /// After the last step.
    End,
}

fn workflow(workflow: &Cursor<'_>, sources: &[&Source<'_>]) {
    only(workflow, &["workflowId", "summary", "description", "inputs", "steps", "outputs"]);
    if let Some(inputs) = workflow.get("inputs") {
        check_inputs(&inputs);
    }
    let steps = workflow.list("steps");
    let mut known = BTreeSet::new();
    for step in &steps {
        let id = step.text("stepId");
        let at = step.get("stepId").unwrap_or_else(|| step.clone());
        if !is_name(id) {
            at.say(format!("`{id}` is no name of a step"), "take letters, digits, `-` and `_`");
        } else if !known.insert(id) {
            at.say(format!("two steps are named `{id}`"), "give each its own name");
        }
    }
    let inputs = workflow.get("inputs").and_then(|inputs| inputs.get("properties"));
    let inputs = inputs.map(|all| all.entries().into_iter().map(|(key, _)| key).collect());
    let paths = Paths::of(&steps);
    let all = Workflow { sources, inputs: inputs.unwrap_or_default(), steps, paths };
    for index in 0..all.steps.len() {
        step(&all, index);
    }
    let Some(outputs) = workflow.get("outputs").filter(|outputs| !outputs.entries().is_empty())
    else {
        let help = "add `outputs`: how it went is read from them, not from its end";
        return workflow.say("the workflow has no outputs", help);
    };
    check_outputs(&all, &outputs, Scope::End);
}

/// The keys of an input's schema of which a form is drawn.
const INPUT: [&str; 13] = [
    "type",
    "title",
    "description",
    "default",
    "enum",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
];
const TYPES: [&str; 4] = ["string", "number", "integer", "boolean"];
const FORMATS: [&str; 5] = ["date", "time", "date-time", "email", "uri"];

fn check_inputs(inputs: &Cursor<'_>) {
    only(
        inputs,
        &["type", "properties", "required", "title", "description", "additionalProperties"],
    );
    if inputs.text("type") != "object" {
        inputs.say("`inputs` describes no object", "write `\"type\": \"object\"`");
    }
    if let Err(what) = Checker::new(inputs.value) {
        inputs.say(format!("`inputs` is no JSON Schema: {what}"), "");
    }
    let properties = inputs.get("properties");
    let all = properties.as_ref().map(Cursor::entries).unwrap_or_default();
    for needed in inputs.list("required") {
        let name = needed.value.as_str().unwrap_or_default();
        if !all.iter().any(|(key, _)| *key == name) {
            let help = did_you_mean(name, all.iter().map(|(key, _)| *key));
            needed.say(format!("there is no input `{name}`"), help.unwrap_or_default());
        }
    }
    for (key, input) in &all {
        if !is_name(key) {
            input.say(
                format!("`{key}` is no name of an input"),
                "take letters, digits, `-` and `_`",
            );
        }
        only(input, &INPUT);
        let kind = input.text("type");
        if !TYPES.contains(&kind) {
            let help = format!("`type` is one of {}", TYPES.join(", "));
            input.say(format!("the input `{key}` has no type that a form can ask for"), help);
        }
        let format = input.text("format");
        if let (Some(at), false) = (input.get("format"), FORMATS.contains(&format)) {
            at.say(
                format!("a form cannot ask for the format `{format}`"),
                format!("it is one of {}", FORMATS.join(", ")),
            );
        }
    }
}

fn step(all: &Workflow<'_, '_>, index: usize) {
    let step = &all.steps[index];
    only(
        step,
        &[
            "stepId",
            "description",
            "operationId",
            "parameters",
            "requestBody",
            "successCriteria",
            "onSuccess",
            "onFailure",
            "outputs",
        ],
    );
    let operation = operation(all, step);
    if let Some(operation) = &operation {
        calls::parameters(all, index, operation);
        calls::body(all, index, operation);
    }
    let after = Scope::After(index, operation.as_ref());
    for criterion in step.list("successCriteria") {
        check_criterion(all, &criterion, after);
    }
    for (key, kinds) in
        [("onSuccess", ["end", "goto"].as_slice()), ("onFailure", &["end", "goto", "retry"])]
    {
        let actions = step.list(key);
        for (at, one) in actions.iter().enumerate() {
            action(all, one, kinds, after);
            let is_last = at + 1 == actions.len();
            let is_final = one.get("criteria").is_none() && one.text("type") != "retry";
            if is_final && !is_last {
                one.say(
                    "what stands below this is never done",
                    "give it `criteria`, or put it last",
                );
            }
        }
    }
    if let Some(outputs) = step.get("outputs") {
        check_outputs(all, &outputs, after);
    }
    all.paths.check(all, index);
}

/// The operation that a step calls.
fn operation<'a>(all: &Workflow<'a, '_>, step: &Cursor<'_>) -> Option<Operation<'a>> {
    let Some(at) = step.get("operationId") else {
        step.say("a step calls an operation by `operationId`", "name one of a source's document");
        return None;
    };
    let written = step.text("operationId");
    let (source, id) = match written.strip_prefix("$sourceDescriptions.") {
        Some(rest) => rest.split_once('.').map_or((None, rest), |(name, id)| (Some(name), id)),
        None => (None, written),
    };
    let known = || all.sources.iter().map(|source| source.id.as_str());
    let within: Vec<_> = match source {
        Some(name) => all.sources.iter().filter(|one| one.id == name).collect(),
        None => all.sources.iter().collect(),
    };
    let names = || within.iter().map(|one| format!("`{}`", one.id)).collect::<Vec<_>>().join(", ");
    let read: Vec<_> = within.iter().filter_map(|one| one.operations.as_deref()).collect();
    let found: Vec<_> = read.iter().filter_map(|all| find(all, id).ok()).collect();
    match (found.len(), source) {
        (1, _) => found.into_iter().next(),
        (0, Some(name)) if within.is_empty() => {
            let help = did_you_mean(name, known());
            at.say(
                format!("the document does not describe a source `{name}`"),
                help.unwrap_or_default(),
            );
            None
        }
        // It may be in one that could not be read.
        (0, _) if within.is_empty() || read.len() < within.len() => None,
        (0, _) => {
            let alike = read.iter().find_map(|all| find(all, id).err().flatten());
            at.say(
                format!("there is no operation `{id}` in {}", names()),
                alike.unwrap_or_default(),
            );
            None
        }
        _ => {
            let help = format!("write such as `$sourceDescriptions.{}.{id}`", within[0].id);
            at.say(format!("several sources have an operation `{id}`"), help);
            None
        }
    }
}

fn check_criterion(all: &Workflow<'_, '_>, criterion: &Cursor<'_>, scope: Scope<'_, '_>) {
    only(criterion, &["condition", "type"]);
    if let (Some(kind), true) = (criterion.get("type"), criterion.text("type") != "simple") {
        return kind.say(
            format!("a condition of the type {} is not run", kind.value),
            "write a simple condition",
        );
    }
    let Some(at) = criterion.get("condition") else { return };
    match condition(criterion.text("condition")) {
        Ok(found) => found.iter().for_each(|one| reads(all, &at, one, scope)),
        Err(what) => at.say(
            what,
            format!(
                "write such as `$statusCode == 200 && $response.body#/state == 'free'`; {FORMS}"
            ),
        ),
    }
}

fn action(all: &Workflow<'_, '_>, action: &Cursor<'_>, kinds: &[&str], scope: Scope<'_, '_>) {
    let kind = action.text("type");
    match kind {
        "retry" => only(action, &["name", "type", "retryAfter", "retryLimit", "criteria"]),
        "goto" => only(action, &["name", "type", "stepId", "criteria"]),
        _ => only(action, &["name", "type", "criteria"]),
    }
    if !kinds.contains(&kind) {
        let at = action.get("type").unwrap_or_else(|| action.clone());
        at.say(
            format!("there is no action `{kind}` here"),
            format!("it is one of {}", kinds.join(", ")),
        );
    }
    for criterion in action.list("criteria") {
        check_criterion(all, &criterion, scope);
    }
    for (key, most) in [("retryAfter", 600.0), ("retryLimit", 20.0)] {
        let Some(at) = action.get(key) else { continue };
        if !at.value.as_f64().is_some_and(|number| (0.0..=most).contains(&number)) {
            at.say(format!("`{key}` is {}", at.value), format!("it is a number up to {most}"));
        }
    }
    let id = action.text("stepId");
    if kind == "goto" && all.index(id).is_none() {
        let at = action.get("stepId").unwrap_or_else(|| action.clone());
        at.say(
            format!("there is no step `{id}`"),
            did_you_mean(id, all.step_ids()).unwrap_or_default(),
        );
    }
}

fn check_outputs(all: &Workflow<'_, '_>, outputs: &Cursor<'_>, scope: Scope<'_, '_>) {
    for (name, output) in outputs.entries() {
        if !is_name(name) {
            output.say(
                format!("`{name}` is no name of an output"),
                "take letters, digits, `-` and `_`",
            );
        }
        match output.value.as_str() {
            Some(text) if text.starts_with('$') => check_text(all, &output, text, scope),
            _ => output.say(format!("the output `{name}` is no expression"), FORMS),
        }
    }
}

/// The expressions of a text.
fn check_text(all: &Workflow<'_, '_>, at: &Cursor<'_>, text: &str, scope: Scope<'_, '_>) {
    match within(text) {
        Ok(found) => found.iter().for_each(|one| reads(all, at, one, scope)),
        Err(what) => at.say(what, FORMS),
    }
}

/// Whether what an expression reads is there.
fn reads(all: &Workflow<'_, '_>, at: &Cursor<'_>, one: &Expression<'_>, scope: Scope<'_, '_>) {
    match (one, scope) {
        (
            Expression::Status | Expression::Header | Expression::Body(_),
            Scope::Before(_) | Scope::End,
        ) => {
            at.say(
                "there is no answer here",
                "read it in the outputs of a step, and name these here",
            );
        }
        (Expression::Body(pointer), Scope::After(_, Some(operation))) => {
            if !may_have(operation, pointer) {
                let message = format!("the answers of `{}` have no `{pointer}`", operation.id);
                at.say(message, "read what the schema of an answer names");
            }
        }
        (Expression::Status | Expression::Header | Expression::Body(_), Scope::After(..)) => {}
        (Expression::Input(name), _) => {
            if !all.inputs.contains(name) {
                let help = did_you_mean(name, all.inputs.iter().copied());
                at.say(format!("there is no input `{name}`"), help.unwrap_or_default());
            }
        }
        (Expression::Output { step, name }, _) => output(all, at, (step, name), scope),
    }
}

fn output(
    all: &Workflow<'_, '_>,
    at: &Cursor<'_>,
    (step, name): (&str, &str),
    scope: Scope<'_, '_>,
) {
    let Some(index) = all.index(step) else {
        let help = did_you_mean(step, all.step_ids());
        return at.say(format!("there is no step `{step}`"), help.unwrap_or_default());
    };
    let outputs = all.steps[index].get("outputs");
    let known: Vec<&str> = outputs.iter().flat_map(Cursor::entries).map(|(key, _)| key).collect();
    if !known.contains(&name) {
        let help = did_you_mean(name, known.iter().copied());
        return at
            .say(format!("the step `{step}` has no output `{name}`"), help.unwrap_or_default());
    }
    let comes_before = match scope {
        Scope::Before(own) | Scope::After(own, _) => all.paths.leads(index, own),
        Scope::End => true,
    };
    if !comes_before {
        let message = format!("the step `{step}` does not come before this one");
        at.say(message, "read the outputs of a step before");
    }
}

//! The operations of an OpenAPI document (3.0 and 3.1): what each takes and answers.

use serde_json::Value;

use rebadge_core::diagnostic::did_you_mean;

/// The methods of a path item (OpenAPI 3.1, 4.8.9).
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation<'a> {
    /// Its `operationId`.
    pub(crate) id: &'a str,
    /// The document that it is in.
    pub(super) root: &'a Value,
    /// What it takes, those of its path as well.
    pub(super) parameters: Vec<Parameter<'a>>,
    /// What is sent with it.
    pub(super) body: Option<Body<'a>>,
    /// The schemas of its answers in JSON; none where one of them says nothing of what is in it.
    pub(super) answers: Option<Vec<&'a Value>>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    /// `path`, `query`, `header` or `cookie`.
    pub(super) stands_in: &'a str,
    pub(super) is_required: bool,
    pub(super) schema: Option<&'a Value>,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub(super) struct Body<'a> {
    pub(super) is_required: bool,
    /// The schema of its JSON; none where it takes no JSON.
    pub(super) schema: Option<&'a Value>,
}

/// All operations of a document that have an id.
pub(crate) fn operations(root: &Value) -> Vec<Operation<'_>> {
    let paths = root.get("paths").and_then(Value::as_object).into_iter().flatten();
    let items = paths.map(|(_, item)| resolve(root, item));
    let all = items
        .flat_map(|item| METHODS.iter().filter_map(move |method| Some((item, item.get(method)?))));
    all.filter_map(|(item, operation)| {
        let id = operation.get("operationId")?.as_str()?;
        Some(Operation {
            id,
            root,
            parameters: parameters(root, item, operation),
            body: operation.get("requestBody").map(|body| read_body(root, body)),
            answers: answers(root, operation),
        })
    })
    .collect()
}

/// The operation of an id.
///
/// # Errors
/// Of ids that are alike, the likeliest.
pub(super) fn find<'a>(all: &[Operation<'a>], id: &str) -> Result<Operation<'a>, Option<String>> {
    let found = all.iter().find(|operation| operation.id == id).cloned();
    found.ok_or_else(|| did_you_mean(id, all.iter().map(|operation| operation.id)))
}

/// What a `$ref` within the document leads to, or the value itself.
pub(super) fn resolve<'a>(root: &'a Value, value: &'a Value) -> &'a Value {
    let mut value = value;
    // A circle of references leads nowhere.
    for _ in 0..16 {
        let name = value.get("$ref").and_then(Value::as_str);
        match name.and_then(|name| root.pointer(name.strip_prefix('#')?)) {
            Some(next) => value = next,
            None => break,
        }
    }
    value
}

/// Those of the operation, and those of its path that it does not have itself.
fn parameters<'a>(root: &'a Value, item: &'a Value, operation: &'a Value) -> Vec<Parameter<'a>> {
    let mut all: Vec<Parameter<'a>> = Vec::new();
    for of in [operation, item] {
        for one in of.get("parameters").and_then(Value::as_array).into_iter().flatten() {
            let one = resolve(root, one);
            let text = |key: &str| one.get(key).and_then(Value::as_str).unwrap_or_default();
            let (name, stands_in) = (text("name"), text("in"));
            if all.iter().any(|known| known.name == name && known.stands_in == stands_in) {
                continue;
            }
            let is_required = one.get("required") == Some(&Value::Bool(true));
            all.push(Parameter { name, stands_in, is_required, schema: one.get("schema") });
        }
    }
    all
}

fn read_body<'a>(root: &'a Value, body: &'a Value) -> Body<'a> {
    let body = resolve(root, body);
    let is_required = body.get("required") == Some(&Value::Bool(true));
    Body { is_required, schema: json_of(body) }
}

/// The schema of what is in JSON: `true` where nothing is said of it.
fn json_of(of: &Value) -> Option<&Value> {
    let content = of.get("content")?.as_object()?;
    let (_, media) = content.iter().find(|(name, _)| {
        let name = name.split(';').next().unwrap_or_default().trim();
        name == "application/json" || name.ends_with("+json")
    })?;
    Some(media.get("schema").unwrap_or(&Value::Bool(true)))
}

fn answers<'a>(root: &'a Value, operation: &'a Value) -> Option<Vec<&'a Value>> {
    let all = operation.get("responses")?.as_object()?.values();
    let schemas: Vec<&Value> = all.filter_map(|answer| json_of(resolve(root, answer))).collect();
    schemas.iter().all(|schema| says_what(root, schema)).then_some(schemas)
}

/// Whether a schema names all that a value has, as far as a document says so at all.
fn says_what(root: &Value, schema: &Value) -> bool {
    let schema = resolve(root, schema);
    let is_open = ["allOf", "anyOf", "oneOf", "patternProperties"]
        .iter()
        .any(|key| schema.get(key).is_some());
    let free = schema.get("additionalProperties").is_some_and(|free| *free != Value::Bool(false));
    !is_open && !free && (schema.get("properties").is_some() || schema.get("items").is_some())
}

/// Whether one of the answers has a value at a JSON Pointer, as far as their schemas say.
pub(super) fn may_have(operation: &Operation<'_>, pointer: &str) -> bool {
    let Some(answers) = &operation.answers else { return true };
    let parts: Vec<&str> = pointer.split('/').skip(1).collect();
    answers.iter().any(|schema| reaches(operation.root, schema, &parts))
}

fn reaches(root: &Value, schema: &Value, parts: &[&str]) -> bool {
    let Some((first, rest)) = parts.split_first() else { return true };
    if !says_what(root, schema) {
        return true;
    }
    let schema = resolve(root, schema);
    let key = first.replace("~1", "/").replace("~0", "~");
    let next = match schema.get("properties") {
        Some(properties) => properties.get(&key),
        None => schema.get("items").filter(|_| key.bytes().all(|byte| byte.is_ascii_digit())),
    };
    next.is_some_and(|next| reaches(root, next, rest))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({ "openapi": "3.1.0", "paths": { "/a/{id}": {
            "parameters": [{ "$ref": "#/components/parameters/id" }],
            "get": { "operationId": "getA", "responses": { "200": { "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/a" } } } } } },
            "put": { "operationId": "putA", "requestBody": { "required": true, "content": { "text/plain": {} } },
                "responses": { "default": { "content": { "application/problem+json": {} } } } },
        } }, "components": {
            "parameters": { "id": { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } } },
            "schemas": { "a": { "properties": { "b": { "type": "array", "items": { "properties": { "c": {} } } }, "d": {} } } },
        } })
    }

    #[test]
    fn operations_with_what_they_take() {
        let document = document();
        let all = operations(&document);
        assert_eq!(all.iter().map(|one| one.id).collect::<Vec<_>>(), ["getA", "putA"]);
        let get = find(&all, "getA").unwrap();
        assert_eq!((get.parameters[0].name, get.parameters[0].is_required), ("id", true));
        let put = find(&all, "putA").unwrap();
        assert!(put.body.is_some_and(|body| body.is_required && body.schema.is_none()));
        assert_eq!(find(&all, "gett").unwrap_err(), Some("did you mean `getA`?".to_owned()));
    }

    #[test]
    fn answers_have_what_their_schema_names() {
        let document = document();
        let all = operations(&document);
        let check = |id: &str, pointer: &str, expect: bool| {
            assert_eq!(may_have(&find(&all, id).unwrap(), pointer), expect, "{id} {pointer}");
        };
        check("getA", "", true);
        check("getA", "/b/0/c", true);
        check("getA", "/b/x", false);
        check("getA", "/e", false);
        check("getA", "/d/anything", true);
        check("putA", "/anything", true);
    }
}

//! The keys that a section's JSON Schema allows. References, alternatives and open tables are followed as the standard
//! says.

use serde_json::Value;

/// The key by which items of a list are told apart.
const ID: &str = "id";

/// What a schema's `$ref` leads to within `root`, or the schema itself.
pub fn target<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    // A reference may lead to another; a circle of nothing but references leads nowhere.
    for _ in 0..16 {
        let name = schema.get("$ref").and_then(Value::as_str);
        let next = name.and_then(|name| root.pointer(name.strip_prefix('#')?));
        match next {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema
}

/// Whether a schema describes a list of tables that have an `id`.
pub fn is_by_id(root: &Value, schema: &Value) -> bool {
    let views = views(root, schema);
    let items = views.iter().filter_map(|view| view.get("items"));
    items.flat_map(|items| keys(root, items).known).any(|(key, _)| key == ID)
}

/// The keys that a schema allows.
#[derive(Default)]
pub(crate) struct Keys<'a> {
    /// Keys that are named.
    pub(crate) known: Vec<(&'a str, &'a Value)>,
    /// What a key of any other name takes; none where other keys are not allowed.
    pub(crate) free: Vec<&'a Value>,
}

/// The keys right below a value of this schema. The items of a list with ids are keys as well, of any name.
pub(crate) fn keys<'a>(root: &'a Value, schema: &'a Value) -> Keys<'a> {
    let mut all = Keys::default();
    for view in views(root, schema) {
        let properties = view.get("properties").and_then(Value::as_object);
        all.known.extend(properties.into_iter().flatten().map(|(key, of)| (key.as_str(), of)));
        let patterns = view.get("patternProperties").and_then(Value::as_object);
        all.free.extend(patterns.into_iter().flatten().map(|(_, of)| of));
        match view.get("additionalProperties") {
            Some(Value::Bool(false)) => {}
            Some(open) => all.free.push(open),
            None if may_be_table(view) => all.free.push(&Value::Bool(true)),
            None => {}
        }
        if let Some(items) = view.get("items").filter(|_| is_list_by_id(root, view)) {
            all.free.push(items);
        }
    }
    all
}

/// What the items of a list are.
pub(super) fn items<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    views(root, schema).into_iter().filter_map(|view| view.get("items")).collect()
}

fn is_list_by_id(root: &Value, view: &Value) -> bool {
    let items = view.get("items").map(|items| views(root, items));
    let names = |view: &&Value| view.get("properties").is_some_and(|all| all.get(ID).is_some());
    items.is_some_and(|views| views.iter().any(names))
}

/// Whether a schema that says nothing of other keys allows them: it describes tables, or anything.
fn may_be_table(view: &Value) -> bool {
    /// Words that leave the saying to others, or that say that it is no table.
    const NARROW: [&str; 9] =
        ["$ref", "allOf", "anyOf", "oneOf", "enum", "const", "items", "pattern", "minimum"];
    match (view, view.get("type")) {
        (Value::Bool(open), _) => *open,
        (_, Some(Value::String(name))) => name == "object",
        (_, Some(Value::Array(names))) => names.iter().any(|name| name == "object"),
        _ => !NARROW.iter().any(|word| view.get(*word).is_some()),
    }
}

/// A schema and all that it is made of: what it refers to, and its alternatives.
pub(super) fn views<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let mut all: Vec<&Value> = Vec::new();
    let mut waiting = vec![schema];
    while let Some(schema) = waiting.pop() {
        if all.iter().any(|seen| std::ptr::eq(*seen, schema)) {
            continue;
        }
        all.push(schema);
        let followed = target(root, schema);
        if !std::ptr::eq(followed, schema) {
            waiting.push(followed);
        }
        for word in ["allOf", "anyOf", "oneOf"] {
            waiting.extend(schema.get(word).and_then(Value::as_array).into_iter().flatten().rev());
        }
        waiting.extend(["then", "else"].iter().filter_map(|word| schema.get(*word)));
    }
    all
}

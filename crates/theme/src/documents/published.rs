//! The schemas that the makers of formats publish, each made ready when the first such document is read. `published/README.md`
//! says where each is from.

use std::sync::LazyLock;

use serde_json::Value;

use crate::base::{Checker, Fault};

/// A published schema.
struct Published {
    /// The checker's name in a contract.
    checker: &'static str,
    /// The key of a document that holds its version, and how a version of this schema begins.
    version: (&'static str, &'static [&'static str]),
    schema: LazyLock<Checker>,
}

macro_rules! published {
    ($($checker:literal $key:literal $versions:tt $file:literal;)*) => {
        static PUBLISHED: [Published; [$($file),*].len()] = [$(Published {
            checker: $checker,
            version: ($key, &$versions),
            schema: LazyLock::new(|| compile(include_str!(concat!("published/", $file)))),
        }),*];
    };
}

published! {
    "openapi" "openapi" ["3.0."] "openapi-3.0.json";
    "openapi" "openapi" ["3.1."] "openapi-3.1.json";
    "arazzo" "arazzo" ["1.0."] "arazzo-1.0.json";
    "arazzo" "arazzo" ["1.1."] "arazzo-1.1.json";
    "adaptive-card" "version" ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6"] "adaptive-card-1.5.json";
}

fn compile(text: &str) -> Checker {
    let schema = serde_json::from_str(text).map_err(|error| error.to_string());
    let made = schema.and_then(|schema: Value| Checker::new(&schema));
    made.unwrap_or_else(|error| unreachable!("a test reads it: {error}"))
}

/// What is wrong with a document of a kind whose checker is built in.
pub(crate) fn faults(checker: &str, document: &Value) -> Vec<Fault> {
    if checker == "json-schema" {
        return Checker::new(document).err().map(Fault::at_root).into_iter().collect();
    }
    let known: Vec<&Published> = PUBLISHED.iter().filter(|one| one.checker == checker).collect();
    let Some(first) = known.first() else { return Vec::new() };
    let key = first.version.0;
    let all = || known.iter().flat_map(|one| one.version.1).map(|name| name.trim_end_matches('.'));
    let fits = |one: &&&Published, version: &str| {
        one.version.1.iter().any(|begin| {
            if begin.ends_with('.') { version.starts_with(begin) } else { version == *begin }
        })
    };
    let version = document.get(key).and_then(Value::as_str);
    match version.and_then(|version| known.iter().find(|one| fits(one, version))) {
        Some(one) => one.schema.faults(document),
        None => {
            let names = all().collect::<Vec<_>>().join(", ");
            let what = match version {
                Some(version) => format!("version `{version}` is none of {names}"),
                None => format!("`{key}` is a required property: the version, of {names}"),
            };
            let at = if version.is_some() { vec![key.to_owned()] } else { Vec::new() };
            vec![Fault { at, what }]
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// `expect` is a part of what is wrong first, with where, or empty.
    fn check(checker: &str, value: Value, expect: &str) {
        let found: Vec<String> = faults(checker, &value)
            .iter()
            .map(|fault| format!("{}: {}", fault.at.join("."), fault.what))
            .collect();
        match expect {
            "" => assert_eq!(found, Vec::<String>::new(), "{value}"),
            _ => assert!(found.iter().any(|found| found.contains(expect)), "{value}: {found:#?}"),
        }
    }

    #[test]
    fn every_schema_is_sound() {
        for one in &PUBLISHED {
            assert!(!one.schema.faults(&json!(7)).is_empty(), "{} takes a number", one.checker);
        }
    }

    #[test]
    fn an_openapi_document() {
        for version in ["3.0.3", "3.1.1"] {
            let with = |paths: Value| json!({ "openapi": version, "info": { "title": "t", "version": "1" }, "paths": paths });
            let get = json!({ "operationId": "a", "responses": { "200": { "description": "d" } } });
            check("openapi", with(json!({ "/a": { "get": get } })), "");
            check("openapi", with(json!({ "/a": { "gett": get } })), "gett");
            check("openapi", with(json!({ "a": {} })), "paths");
            let parameter = json!({ "parameters": [{ "name": "n", "schema": {} }], "responses": get["responses"] });
            check(
                "openapi",
                with(json!({ "/a": { "get": parameter } })),
                "paths./a.get.parameters.0",
            );
            let bad = json!({ "responses": { "200": {} } });
            check(
                "openapi",
                with(json!({ "/a": { "get": bad } })),
                "`description` is a required property",
            );
        }
        check("openapi", json!({ "swagger": "2.0" }), "`openapi` is a required property");
        check(
            "openapi",
            json!({ "openapi": "4.0.0" }),
            "openapi: version `4.0.0` is none of 3.0, 3.1",
        );
    }

    #[test]
    fn an_arazzo_document() {
        for version in ["1.0.1", "1.1.0"] {
            let step = json!({ "stepId": "s", "operationId": "a" });
            let with = |steps: Value| {
                json!({
                    "arazzo": version, "info": { "title": "t", "version": "1" },
                    "sourceDescriptions": [{ "name": "n", "url": "a.json", "type": "openapi" }],
                    "workflows": [{ "workflowId": "w", "steps": steps }],
                })
            };
            check("arazzo", with(json!([step])), "");
            check("arazzo", with(json!([])), "workflows.0.steps");
            check("arazzo", with(json!([{ "stepId": "s" }])), "workflows.0.steps.0");
        }
        check("arazzo", json!({ "arazzo": "2.0.0" }), "none of 1.0, 1.1");
    }

    #[test]
    fn an_adaptive_card() {
        let with = |body: Value, actions: Value| json!({ "type": "AdaptiveCard", "version": "1.5", "body": body, "actions": actions });
        let text = json!([{ "type": "TextBlock", "text": "hello" }]);
        check("adaptive-card", with(text.clone(), json!([{ "type": "Action.Submit" }])), "");
        check(
            "adaptive-card",
            with(json!([{ "type": "TextBlock", "txt": "hello" }]), json!([])),
            "body.0: ",
        );
        check(
            "adaptive-card",
            with(json!([{ "type": "TextBlok", "text": "hello" }]), json!([])),
            "body.0.type: ",
        );
        check(
            "adaptive-card",
            with(text, json!([{ "type": "Action.OpenUrl" }])),
            "`url` is a required property",
        );
        check("adaptive-card", json!({ "type": "Card", "version": "1.5" }), "AdaptiveCard");
        check("adaptive-card", json!({ "type": "AdaptiveCard", "version": "2.0" }), "none of 1.0");
    }

    #[test]
    fn a_schema() {
        check("json-schema", json!({ "type": "object" }), "");
        check("json-schema", json!({ "type": "objekt" }), "objekt");
        check("json", json!([1]), "");
    }
}

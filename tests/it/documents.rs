//! Documents that name each other, on the tiny base client: interfaces (OpenAPI), flows that call them (Arazzo), cards that start
//! flows (Adaptive Cards).

use serde_json::{Value, json};

use crate::project::{LOGO, Project, tests_folder};

const THEME: &str = r##"[tenant]
id   = "acme"
name = "Acme"
[brand]
color = "#0a66c2"
logo  = "logo.svg"
[[wires.systems]]
id    = "stock"
api   = "api/stock.json"
probe = "ping"
[[wires.systems]]
id  = "mail"
api = "api/mail.json"
[[wires.flows]]
id      = "hold"
file    = "hold.json"
outcome = "state"
asks    = ["batch"]
shows   = ["reserve"]
[[wires.flows]]
id   = "state"
file = "state.json"
[[wires.cards]]
id    = "due"
file  = "due.json"
data  = "state"
texts = [{ id = "title", text = "Due" }]
hosts = ["https://stock.acme.example"]
"##;

/// Files of a theme that is sound.
struct Files {
    stock: Value,
    mail: Value,
    hold: Value,
    due: Value,
    /// What fills the card in.
    state: Value,
}

fn operation(id: &str, rest: Value) -> Value {
    let mut all = json!({ "operationId": id, "responses": { "200": { "description": "done" } } });
    all.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    all
}

fn api(paths: Value) -> Value {
    json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": paths })
}

fn sound() -> Files {
    let id =
        json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
    let answer = json!({ "description": "a batch", "content": { "application/json": { "schema": {
        "type": "object", "properties": { "id": { "type": "string" }, "state": { "type": "string" } },
    } } } });
    let body = json!({ "required": true, "content": { "application/json": { "schema": {
        "type": "object", "required": ["reason"],
        "properties": { "reason": { "type": "string" }, "hours": { "type": "integer", "minimum": 1 } },
    } } } });
    let stock = api(json!({
        "/ping": { "get": operation("ping", json!({})) },
        "/batches/{id}": { "parameters": [id], "get": operation("getBatch", json!({ "responses": { "200": answer } })) },
        "/batches/{id}/hold": { "parameters": [id],
            "put": operation("reserve", json!({ "requestBody": body, "responses": { "200": answer } })),
            "delete": operation("release", json!({})) },
    }));
    let mail = api(json!({ "/mails": { "post": operation("notify", json!({
        "parameters": [{ "name": "urgent", "in": "query", "schema": { "type": "boolean" } }] })) } }));
    let batch = json!([{ "name": "id", "in": "path", "value": "$inputs.batch" }]);
    let hold = json!({
        "arazzo": "1.0.1", "info": { "title": "Hold a batch", "version": "1" },
        "sourceDescriptions": [
            { "name": "stock", "url": "api/stock.json", "type": "openapi" },
            { "name": "mail", "url": "api/mail.json", "type": "openapi" },
        ],
        "workflows": [{
            "workflowId": "hold",
            "inputs": { "type": "object", "required": ["batch"], "properties": {
                "batch": { "type": "string" }, "why": { "type": "string" } } },
            "steps": [
                { "stepId": "look", "operationId": "getBatch", "parameters": batch,
                  "successCriteria": [{ "condition": "$statusCode == 200 && $response.body#/state == 'free'" }],
                  "outputs": { "batch": "$response.body#/id" } },
                { "stepId": "reserve", "operationId": "reserve", "parameters": batch,
                  "requestBody": { "payload": { "reason": "{$inputs.why} of {$steps.look.outputs.batch}", "hours": 8 } },
                  "onFailure": [{ "name": "again", "type": "retry", "retryAfter": 1, "retryLimit": 2 }],
                  "outputs": { "state": "$response.body#/state" } },
                { "stepId": "notify", "operationId": "$sourceDescriptions.mail.notify",
                  "parameters": [{ "name": "urgent", "in": "query", "value": true }],
                  "onSuccess": [{ "name": "done", "type": "end" }],
                  "onFailure": [{ "name": "undo", "type": "goto", "stepId": "undo" }],
                  "outputs": { "status": "$statusCode" } },
                { "stepId": "undo", "operationId": "release", "parameters": batch },
            ],
            "outputs": { "state": "$steps.notify.outputs.status", "held": "$steps.reserve.outputs.state" },
        }],
    });
    let state = json!({
        "arazzo": "1.1.0", "info": { "title": "Count", "version": "1" },
        "sourceDescriptions": [{ "name": "stock", "url": "api/stock.json" }],
        "workflows": [{ "workflowId": "count",
            "steps": [{ "stepId": "ping", "operationId": "ping", "outputs": { "status": "$statusCode" } }],
            "outputs": { "state": "$steps.ping.outputs.status" } }],
    });
    let due = json!({
        "type": "AdaptiveCard", "version": "1.5",
        "body": [
            { "type": "TextBlock", "text": "${title}: ${state}" },
            { "type": "Input.Text", "id": "batch" },
        ],
        "actions": [
            { "type": "Action.Execute", "title": "Hold", "verb": "hold", "data": { "why": "a card" } },
            { "type": "Action.OpenUrl", "title": "Open", "url": "https://stock.acme.example/batches?n=1" },
        ],
    });
    Files { stock, mail, hold, due, state }
}

fn project(files: &Files, theme: &str) -> Project {
    let tiny = std::fs::read_to_string(tests_folder().join("bases/tiny/client.toml")).unwrap();
    let schema = std::fs::read_to_string(tests_folder().join("data/wires.schema.json")).unwrap();
    let text = |value: &Value| serde_json::to_string_pretty(value).unwrap();
    Project::new()
        .base("client.toml", tiny + "wires = \"wires.schema.json\"\n")
        .base("wires.schema.json", schema)
        .theme("acme", theme)
        .asset("acme/logo.svg", LOGO)
        .asset("acme/api/stock.json", text(&files.stock))
        .asset("acme/api/mail.json", text(&files.mail))
        .asset("acme/hold.json", text(&files.hold))
        .asset("acme/due.json", text(&files.due))
        .asset("acme/state.json", text(&files.state))
}

/// What `check` says of these files: the file and line of each problem, what it is, and what to do.
fn said(files: &Files, theme: &str) -> Vec<String> {
    let run = project(files, theme).run("check --format json themes/acme");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = run.objects("diagnostic");
    all.iter()
        .map(|one| {
            let file = text(&one["file"]);
            let file = file.rsplit('/').next().unwrap_or_default().to_owned();
            format!("{file}:{} {} | {}", one["line"], text(&one["message"]), text(&one["help"]))
        })
        .collect()
}

fn check(change: impl FnOnce(&mut Files), expect: &str) {
    let mut files = sound();
    change(&mut files);
    let said = said(&files, THEME);
    assert!(said.iter().any(|one| one.contains(expect)), "wants {expect}\n{said:#?}");
}

/// A change of the flow's first workflow.
fn flow(change: impl FnOnce(&mut Value), expect: &str) {
    check(|files| change(&mut files.hold["workflows"][0]), expect);
}

fn step(at: usize, change: impl FnOnce(&mut Value), expect: &str) {
    flow(|workflow| change(&mut workflow["steps"][at]), expect);
}

#[test]
fn documents_that_fit_pass() {
    assert_eq!(said(&sound(), THEME), Vec::<String>::new());
}

#[test]
fn names_of_what_is_in_a_document() {
    let check = |from: &str, to: &str, expect: &str| {
        let said = said(&sound(), &THEME.replace(from, to));
        assert!(said.len() == 1 && said[0].contains(expect), "wants {expect}\n{said:#?}");
    };
    check(
        "\"ping\"",
        "\"pingg\"",
        "theme.toml:10 `wires.systems.stock.probe`: the document has no operation `pingg` | did you mean `ping`?",
    );
    check("\"state\"", "\"stat\"", "`wires.flows.hold.outcome`: the document has no output `stat`");
    check(
        "[\"batch\"]",
        "[\"bach\"]",
        "`wires.flows.hold.asks.0`: the document has no input `bach`",
    );
    check(
        "[\"reserve\"]",
        "[\"reserv\"]",
        "`wires.flows.hold.shows.0`: the document has no step `reserv`",
    );
}

#[test]
fn a_problem_is_told_at_its_line() {
    check(
        |files| files.stock["paths"]["/ping"]["get"]["responses"]["200"] = json!({}),
        "stock.json:",
    );
    let mut files = sound();
    files.hold["workflows"][0]["steps"][1]["operationId"] = json!("reserv");
    let text = serde_json::to_string_pretty(&files.hold).unwrap();
    let line = text.lines().position(|line| line.contains("\"reserv\"")).unwrap() + 1;
    let said = said(&files, THEME);
    let start = format!(
        "hold.json:{line} there is no operation `reserv` in `stock`, `mail` | did you mean `reserve`?"
    );
    assert_eq!(said, [start]);
    let project = project(&sound(), THEME);
    let twice = "{\n  \"openapi\": \"3.1.0\",\n  \"openapi\": \"3.1.0\"\n}";
    let run = project.asset("acme/api/mail.json", twice).run("check themes/acme");
    run.status(1).says("`openapi` stands here twice");
}

#[test]
fn sources_are_documents_of_the_theme() {
    let source = |key: &'static str, value: &'static str| {
        move |files: &mut Files| files.hold["sourceDescriptions"][1][key] = json!(value)
    };
    check(source("type", "arazzo"), "a source of the type \"arazzo\" is not run");
    check(
        source("url", "api/post.json"),
        "`api/post.json` is not the document of `mail` | it is `mail.json`",
    );
    let mut files = sound();
    source("name", "mial")(&mut files);
    let said = said(&files, THEME);
    assert!(said[0].contains("there is no source `mial` | did you mean `mail`?"), "{said:#?}");
}

#[test]
fn what_is_sent_fits_the_operation() {
    step(0, |step| step["parameters"] = json!([]), "`getBatch` needs the parameter `id` in path");
    step(0, |step| step["parameters"][0]["in"] = json!("cookie"), "");
    step(
        2,
        |step| step["parameters"][0]["name"] = json!("urgnt"),
        "takes no parameter `urgnt` in query | did you mean `urgent`?",
    );
    step(
        2,
        |step| step["parameters"][0]["value"] = json!("soon"),
        "`notify` does not take \"soon\"",
    );
    step(
        1,
        |step| drop(step.as_object_mut().unwrap().remove("requestBody")),
        "`reserve` needs a body",
    );
    step(
        1,
        |step| step["requestBody"]["payload"]["reson"] = json!(""),
        "`reserve` takes no `reson` here | did you mean `reason`?",
    );
    step(
        1,
        |step| step["requestBody"]["payload"] = json!({ "hours": 8 }),
        "`reserve` needs `reason` here",
    );
    step(1, |step| step["requestBody"]["payload"]["hours"] = json!(0), "`reserve` does not take 0");
    step(
        1,
        |step| step["requestBody"]["contentType"] = json!("text/xml"),
        "a body in `text/xml` is not run",
    );
    step(3, |step| step["requestBody"] = json!({ "payload": {} }), "`release` takes no body");
    let header = json!({ "name": "Authorization", "in": "header", "value": "x" });
    let mut files = sound();
    files.hold["workflows"][0]["steps"][2]["parameters"][0] = header;
    assert!(said(&files, THEME)[0].contains("no page may send the header `Authorization`"));
}

#[test]
fn what_is_read_is_there() {
    step(
        0,
        |step| step["outputs"]["batch"] = json!("$response.body#/idd"),
        "the answers of `getBatch` have no `/idd`",
    );
    step(
        0,
        |step| step["outputs"]["batch"] = json!("$response.bdy"),
        "`$response.bdy` is no expression that is run",
    );
    step(
        0,
        |step| step["parameters"][0]["value"] = json!("$inputs.bach"),
        "there is no input `bach` | did you mean `batch`?",
    );
    step(
        0,
        |step| step["parameters"][0]["value"] = json!("$response.body#/id"),
        "there is no answer here",
    );
    step(
        0,
        |step| step["parameters"][0]["value"] = json!("$steps.reserve.outputs.state"),
        "the step `reserve` does not come before this one",
    );
    step(
        1,
        |step| step["requestBody"]["payload"]["reason"] = json!("$steps.look.outputs.bach"),
        "the step `look` has no output `bach`",
    );
    step(
        1,
        |step| step["requestBody"]["payload"]["reason"] = json!("$steps.lok.outputs.batch"),
        "there is no step `lok`",
    );
    step(
        0,
        |step| step["successCriteria"][0]["condition"] = json!("$statusCode = 200"),
        "`=` is no value",
    );
    flow(
        |workflow| workflow["outputs"]["held"] = json!("$steps.undo.outputs.held"),
        "the step `undo` has no output `held`",
    );
    flow(
        |workflow| workflow["outputs"]["held"] = json!("held"),
        "the output `held` is no expression",
    );
    flow(
        |workflow| workflow["inputs"]["required"] = json!(["batch", "y"]),
        "there is no input `y`",
    );
    flow(
        |workflow| workflow["inputs"]["properties"]["why"]["type"] = json!("array"),
        "has no type that a form can ask for",
    );
}

#[test]
fn ways_lead_somewhere_and_not_in_circles() {
    step(
        3,
        |step| step["onFailure"] = json!([{ "name": "a", "type": "goto", "stepId": "reserve" }]),
        "this leads in a circle",
    );
    step(
        3,
        |step| step["onFailure"] = json!([{ "name": "a", "type": "goto", "stepId": "undo" }]),
        "this leads in a circle",
    );
    step(
        2,
        |step| step["onFailure"] = json!([{ "name": "a", "type": "end" }]),
        "the step `undo` is never reached",
    );
    step(
        2,
        |step| step["onFailure"][0]["stepId"] = json!("unto"),
        "there is no step `unto` | did you mean `undo`?",
    );
    step(1, |step| step["onFailure"][0]["retryLimit"] = json!(1000), "`retryLimit` is 1000");
    step(1, |step| step["stepId"] = json!("look"), "");
}

#[test]
fn what_is_outside_of_the_subset_is_told() {
    check(
        |files| files.hold["components"] = json!({}),
        "`components` is not in the subset of Arazzo that is run",
    );
    check(
        |files| {
            let mut second = files.hold["workflows"][0].clone();
            second["workflowId"] = json!("other");
            files.hold["workflows"].as_array_mut().unwrap().push(second);
        },
        "a document has one workflow",
    );
    flow(|workflow| workflow["dependsOn"] = json!(["other"]), "`dependsOn` is not in the subset");
    flow(|workflow| drop(workflow.as_object_mut().unwrap().remove("outputs")), "");
    step(
        3,
        |step| {
            step.as_object_mut().unwrap().remove("operationId");
            step["operationPath"] = json!("{$sourceDescriptions.stock.url}#/paths/~1ping/get");
        },
        "",
    );
    step(
        0,
        |step| {
            step["successCriteria"][0] =
                json!({ "context": "$response.body", "condition": "$[0]", "type": "jsonpath" })
        },
        "",
    );
    step(
        2,
        |step| step["onFailure"][0] = json!({ "name": "a", "type": "goto", "workflowId": "other" }),
        "",
    );
}

#[test]
fn cards_lead_where_the_theme_says() {
    let action = |change: fn(&mut Value), expect: &str| {
        check(|files| change(&mut files.due["actions"]), expect)
    };
    action(|all| all[1]["url"] = json!("javascript:alert(1)"), "due.json:");
    action(|all| all[1]["url"] = json!("javascript:alert(1)"), "is no `https:` URL");
    action(|all| all[1]["url"] = json!("http://stock.acme.example/"), "is no `https:` URL");
    action(
        |all| all[1]["url"] = json!("https://stock.acme.example@evil.example/"),
        "has a password in a URL",
    );
    action(
        |all| all[1]["url"] = json!("https://evil.example/"),
        "the theme does not name `https://evil.example`",
    );
    action(
        |all| all[1]["iconUrl"] = json!("https://evil.example/a.png"),
        "the theme does not name",
    );
    action(
        |all| all[0]["verb"] = json!("hodl"),
        "there is no `hodl` to be started | did you mean `hold`?",
    );
    action(
        |all| drop(all[0].as_object_mut().unwrap().remove("verb")),
        "this action starts nothing",
    );
    action(
        |all| all[0]["data"] = json!({ "wy": "" }),
        "`hold` has no input `wy` | did you mean `why`?",
    );
    action(|all| all[0]["associatedInputs"] = json!("none"), "`hold` needs the input `batch`");
    let body = |text: &'static str, expect: &str| {
        check(|files| files.due["body"][0]["text"] = json!(text), expect)
    };
    body("${stat}", "nothing fills in `${stat}` | did you mean `state`?");
    body("${1 + 1}", "`${1 + 1}` is more than a name");
    body("${state", "a `${` is not closed");
    let mut files = sound();
    files.state["workflows"][0]["inputs"] =
        json!({ "type": "object", "required": ["n"], "properties": { "n": { "type": "string" } } });
    assert!(said(&files, THEME)[0].contains("what fills this card asks for `n`"));
    check(|files| files.due["body"][0]["size"] = json!("huge"), "`body.0.size`");
    check(|files| files.due["body"][0]["$when"] = json!("${state}"), "$when");
}

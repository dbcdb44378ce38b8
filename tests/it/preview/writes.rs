//! What is tried on the page, and what is written on request.

use serde_json::{Value, json};

use super::client;
use crate::project::{ACME, LOGO, Project};

fn change(key: &str, value: Value) -> Value {
    json!({ "tenant": "acme", "changes": [{ "key": key, "value": value }] })
}

#[test]
fn what_is_tried_is_shown_and_not_written() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let mut events = preview.events();
    let color = || preview.tenant("acme")["brand"]["color"].clone();
    assert_eq!(preview.post("/api/try", &change("brand.color", json!("#b84c00"))).status, 204);
    assert_eq!(events.next()["pictures"], true);
    assert_eq!(color(), "#b84c00");
    assert_eq!(project.read("themes/acme/theme.toml"), ACME.as_bytes());
    // Compared with what is saved.
    let compared = preview.get("/api/compare/acme?source=saved").json();
    let keys: Vec<&str> = compared["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["key"].as_str().unwrap())
        .collect();
    assert!(keys.contains(&"brand.color") && !keys.contains(&"tenant.name"), "{keys:?}");
    assert!(
        compared["outputs"]
            .as_array()
            .unwrap()
            .contains(&json!({ "path": "icons/icon-192.png", "change": "changed" })),
        "{compared}"
    );
    // A save of something else keeps what is tried.
    let project = project.theme("acme", &ACME.replace("\"Acme\"", "\"Acme Two\""));
    events.next();
    assert_eq!((&preview.tenant("acme")["name"], color()), (&json!("Acme Two"), json!("#b84c00")));
    // What is wrong is said, and what was good stays.
    assert_eq!(preview.post("/api/try", &change("brand.color", json!("orangish"))).status, 204);
    let tenant = preview.tenant("acme");
    assert_eq!(
        (&tenant["stale"], &tenant["diagnostics"][0]["code"]),
        (&json!(true), &json!("color"))
    );
    assert_eq!(preview.post("/api/try", &json!({ "tenant": "acme", "changes": [] })).status, 204);
    let tenant = preview.tenant("acme");
    assert_eq!((&tenant["stale"], &tenant["brand"]["color"]), (&json!(false), &json!("#0a66c2")));
    drop(project);
}

/// Contrast that is too low is shown, with what is wrong; it is not written.
#[test]
fn a_color_of_too_low_contrast_is_shown() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let low = change("colors.light.on-surface", json!("#dddddd"));
    assert_eq!(preview.post("/api/try", &low).status, 204);
    let tenant = preview.tenant("acme");
    assert_eq!(
        (&tenant["stale"], &tenant["errors"].as_u64().is_some_and(|n| n > 0)),
        (&json!(false), &true)
    );
    assert!(preview.get("/outputs/acme/web/colors.css").text().contains("#dddddd"));
    assert_eq!(preview.post("/api/write", &low).status, 422);
    assert_eq!(project.read("themes/acme/theme.toml"), ACME.as_bytes());
}

#[test]
fn a_written_color_leaves_the_rest_of_the_file_alone() {
    let theme = "# Acme\r\n[tenant]\r\nid   = \"acme\"   # the id\r\nname = \"Acme\"\r\n[brand]\r\ncolor = \"#0a66c2\"  # ours\r\nlogo  = \"logo.svg\"\r\n";
    let project = Project::new().theme("acme", theme).asset("acme/logo.svg", LOGO);
    let preview = client::start(&project, &["themes/acme"]);
    assert_eq!(preview.post("/api/try", &change("brand.color", json!("#b84c00"))).status, 204);
    assert_eq!(preview.post("/api/write", &change("brand.color", json!("#b84c00"))).status, 204);
    let expect = theme.replace("#0a66c2", "#b84c00");
    assert_eq!(String::from_utf8(project.read("themes/acme/theme.toml")).unwrap(), expect);
    let tenant = preview.tenant("acme");
    assert_eq!((&tenant["brand"]["color"], &tenant["tried"]), (&json!("#b84c00"), &json!([])));
    // A role of one scheme, and away again.
    let key = "colors.light.link";
    assert_eq!(preview.post("/api/write", &change(key, json!("#0a4a8c"))).status, 204);
    let text = String::from_utf8(project.read("themes/acme/theme.toml")).unwrap();
    assert!(text.contains("[colors.light]\r\nlink = \"#0a4a8c\"\r\n"), "{text}");
    assert_eq!(preview.post("/api/write", &change(key, Value::Null)).status, 204);
    assert_eq!(String::from_utf8(project.read("themes/acme/theme.toml")).unwrap(), expect);
}

#[test]
fn what_would_break_the_theme_is_not_written() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let check = |key: &str, value: Value, says: &str| {
        let answer = preview.post("/api/write", &change(key, value));
        assert_eq!(answer.status, 422, "{answer:?}");
        assert!(answer.message().contains(says), "{}", answer.message());
        assert_eq!(project.read("themes/acme/theme.toml"), ACME.as_bytes());
    };
    check("brand.color", json!("orangish"), "orangish");
    check("brand.colour", json!("#000000"), "did you mean `color`?");
    check("colors.*.link", json!("#000000"), "more than one key");
    check("", json!("#000000"), "is no key");
    check("brand.logo", json!("../../secret.svg"), "leaves the folder");
    check("tenant", json!({ "id": "x" }), "");
    check("tenant.name", json!(7), "takes a text");
    let body = |changes: Value| json!({ "tenant": "acme", "changes": changes });
    assert_eq!(preview.post("/api/write", &body(json!("all"))).status, 422);
    assert_eq!(preview.post("/api/write", &body(json!([{ "key": 1 }]))).status, 422);
    let nobody = json!({ "tenant": "nobody", "changes": [] });
    assert_eq!(preview.post("/api/write", &nobody).status, 404);
}

//! Who may ask, and for what: everything that a foreign page, or a slip in a URL, could reach and must not.

use std::net::TcpStream;

use serde_json::json;

use super::client::{self, get_with, send};
use crate::project::{ACME, LOGO, Project};

#[test]
fn a_foreign_page_can_neither_read_nor_write() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let own = format!("Host: {}\r\n", preview.host);
    let check = |fields: &str, expect: u16| {
        for path in ["/", "/api/tenants", "/api/events", "/outputs/acme/web/index.html"] {
            let status = get_with(&preview.host, path, fields).status;
            assert_eq!(status, expect, "{path} with {fields}");
        }
    };
    let port = preview.host.rsplit(':').next().unwrap();
    check("", 403);
    check(&format!("Host: attacker.example:{port}\r\n"), 403);
    check("Host: 127.0.0.1:1\r\n", 403);
    check(&format!("{own}{own}"), 403);
    check(&format!("{own}Origin: http://attacker.example\r\n"), 403);
    check(&format!("{own}Origin: null\r\n"), 403);
    check(&format!("{own}Sec-Fetch-Site: cross-site\r\n"), 403);
    check(&format!("{own}Sec-Fetch-Site: same-site\r\n"), 403);
    let answer = get_with(&preview.host, "/", &format!("Host: localhost:{port}\r\n"));
    assert_eq!(answer.status, 200);
    let field = answer.head.to_lowercase();
    assert!(!field.contains("access-control"), "{field}");
    assert!(field.contains("frame-ancestors 'none'"), "{field}");

    let before = project.read("themes/acme/theme.toml");
    let body =
        json!({ "tenant": "acme", "changes": [{ "key": "brand.color", "value": "#000000" }] });
    let kind = "Content-Type: application/json\r\n";
    let origin = format!("Origin: http://{}\r\n", preview.host);
    let wrong = "X-Rebadge-Token: 00000000000000000000000000000000\r\n";
    for fields in [kind.to_owned(), format!("{kind}{origin}"), format!("{kind}{origin}{wrong}")] {
        for path in ["/api/write", "/api/try", "/api/against", "/api/stages"] {
            let answer = preview.post_with(path, &fields, &body.to_string());
            assert_eq!(answer.status, 403, "{path} with {fields}");
        }
    }
    assert_eq!(project.read("themes/acme/theme.toml"), before);
    assert_eq!(preview.post("/api/nothing", &body).status, 404);
}

#[test]
fn a_stage_is_shown_by_its_page_only() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let stage = preview.stage(&json!({ "tenant": "acme" }));
    let own = format!("Host: {stage}\r\n");
    let status = |fields: &str| get_with(&stage, "/", fields).status;
    assert_eq!(status(&format!("{own}Sec-Fetch-Site: same-site\r\n")), 200);
    assert_eq!(status(&format!("{own}Origin: http://{stage}\r\n")), 200);
    assert_eq!(status(&format!("{own}Sec-Fetch-Site: cross-site\r\n")), 403);
    assert_eq!(status(&format!("{own}Origin: http://{}\r\n", preview.host)), 403);
    assert_eq!(status(&format!("Host: {}\r\n", preview.host)), 403);
    let head = preview.on_stage(&stage, "/").head;
    let port = preview.host.rsplit(':').next().unwrap();
    assert!(head.contains(&format!("frame-ancestors 'self' http://*:{port}")), "{head}");
    // Another slot is another origin, and the same slot the same one.
    assert_ne!(preview.stage(&json!({ "tenant": "acme", "slot": "other" })), stage);
    assert_eq!(preview.stage(&json!({ "tenant": "acme" })), stage);
}

#[test]
fn nothing_outside_the_outputs_is_served() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let stage = preview.stage(&json!({ "tenant": "acme" }));
    for path in [
        "/../../theme.toml",
        "/..%2f..%2ftheme.toml",
        "/%2e%2e/theme.toml",
        "/theme.toml",
        "/%00",
        "/%zz",
        "/a//b",
    ] {
        assert_eq!(preview.on_stage(&stage, path).status, 404, "{path}");
    }
    for path in [
        "/page/../mod.rs",
        "/page/..%2fmod.rs",
        "/page/%2e%2e/routes.rs",
        "/outputs/acme/web/..%2f..%2ftheme.toml",
        "/outputs/acme/web/",
        "/outputs/acme/",
        "/outputs/nobody/web/index.html",
        "/pictures/acme/web/../../theme.toml",
        "/pictures/acme/nothing/icon-512.png",
        "/logos/acme/neither",
        "/themes/acme/theme.toml",
        "/api/tenants/..%2f",
        "/api",
    ] {
        assert_eq!(preview.get(path).status, 404, "{path}");
    }
    let client = preview.get("/outputs/acme/web/index.html");
    assert!(client.head.contains("sandbox"), "{}", client.head);
}

#[test]
fn what_is_too_large_or_no_request_is_refused() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let host = format!("Host: {}\r\n", preview.host);
    let status = |request: String| send(&preview.host, request.as_bytes()).status;
    assert_eq!(status(format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a".repeat(20_000))), 431);
    assert_eq!(status(format!("GET / HTTP/1.1\r\n{host}{}\r\n", "A: b\r\n".repeat(100))), 431);
    assert_eq!(
        status(format!("POST /api/try HTTP/1.1\r\n{host}Content-Length: 9999999\r\n\r\n")),
        413
    );
    assert_eq!(
        status(format!("POST /api/try HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n")),
        501
    );
    assert_eq!(status("\u{7f}\r\n\r\n".to_owned()), 400);
    assert_eq!(status(format!("DELETE / HTTP/1.1\r\n{host}Connection: close\r\n\r\n")), 405);
    let held: Vec<TcpStream> =
        (0..128).map(|_| TcpStream::connect(&preview.host).unwrap()).collect();
    assert_eq!(preview.get("/").status, 503);
    drop(held);
    let mut left = 100;
    while preview.get("/").status != 200 {
        left -= 1;
        assert!(left > 0, "connections that are gone still count");
    }
}

#[test]
fn a_hostile_name_stays_a_name() {
    let name = "</script><script>alert(1)</script>\u{2028}\"'`<!--";
    let theme = ACME.replace("\"Acme\"", &json!(name).to_string());
    let theme = theme.replace("[brand]", "short-name = \"<b>x</b>\"\n[brand]");
    let project = Project::new().theme("acme", &theme).asset("acme/logo.svg", LOGO);
    let preview = client::start(&project, &["themes/acme"]);
    let list = preview.get("/api/tenants");
    assert!(
        list.head.contains("application/json") && list.head.contains("nosniff"),
        "{}",
        list.head
    );
    assert_eq!(list.json()["tenants"][0]["name"], name);
    assert!(!preview.get("/").text().contains("alert(1)"));
    let stage = preview.stage(&json!({ "tenant": "acme" }));
    let page = preview.on_stage(&stage, "/").text();
    assert_eq!(page.matches("/.rebadge/frame.js").count(), 1);
    assert!(!page.contains("<script>alert(1)"), "{page}");
    let missing = preview.get("/api/tenants/%3Cscript%3E");
    assert!(missing.status == 404 && !missing.text().contains("<script>"), "{missing:?}");
}

#[test]
fn two_previews_run_side_by_side() {
    let (one, two) = (Project::acme(), Project::acme());
    let (first, second) =
        (client::start(&one, &["themes/acme"]), client::start(&two, &["themes/acme"]));
    assert_ne!(first.host, second.host);
    let mut events = second.events();
    let two = two.theme("acme", &ACME.replace("#0a66c2", "#b84c00"));
    assert_eq!(events.next()["tenants"], json!(["acme"]));
    let color = |preview: &client::Preview| preview.tenant("acme")["brand"]["color"].clone();
    assert_eq!((color(&first), color(&second)), (json!("#0a66c2"), json!("#b84c00")));
    // What only one of them may have is refused to the other, in words.
    let port = first.host.rsplit(':').next().unwrap();
    two.run(&format!("preview themes/acme --port {port}"))
        .status(2)
        .says(&format!("cannot listen on `127.0.0.1:{port}`"))
        .says("`--port`");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_at_once() {
    let project = Project::acme();
    let mut preview = client::start(&project, &["themes/acme"]);
    let _open = preview.events();
    let id = preview.program.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert!(!preview.program.wait().unwrap().success());
}

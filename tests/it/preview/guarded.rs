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
            let fields = format!("{fields}{}", preview.cookie);
            let status = get_with(&preview.host, path, &fields).status;
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
    let answer =
        get_with(&preview.host, "/", &format!("Host: localhost:{port}\r\n{}", preview.cookie));
    assert_eq!(answer.status, 200);
    let field = answer.head.to_lowercase();
    assert!(!field.contains("access-control"), "{field}");
    assert!(field.contains("frame-ancestors 'none'"), "{field}");

    let before = project.read("themes/acme/theme.toml");
    let body =
        json!({ "tenant": "acme", "changes": [{ "key": "brand.color", "value": "#000000" }] });
    let kind = "Content-Type: application/json\r\n";
    let origin = format!("Origin: http://{}\r\n", preview.host);
    let foreign = "Origin: http://attacker.example\r\n";
    let wrong = format!("Cookie: rebadge-{port}=00000000000000000000000000000000\r\n");
    let cookie = &preview.cookie;
    for fields in [
        kind.to_owned(),
        format!("{kind}{origin}"),
        format!("{kind}{origin}{wrong}"),
        format!("{kind}{cookie}"),
        format!("{kind}{cookie}{foreign}"),
    ] {
        for path in ["/api/write", "/api/try", "/api/against", "/api/stages"] {
            let answer = preview.post_with(path, &fields, &body.to_string());
            assert_eq!(answer.status, 403, "{path} with {fields}");
        }
    }
    assert_eq!(project.read("themes/acme/theme.toml"), before);
    assert_eq!(preview.post("/api/nothing", &body).status, 404);
}

/// Without the cookie every question has the same answer, and that says nothing of the themes.
#[test]
fn nothing_is_served_without_the_link() {
    let project = Project::acme();
    for arguments in [&["themes/acme"][..], &["themes/acme", "--host", "0.0.0.0"]] {
        let preview = client::start(&project, arguments);
        let stage = preview.stage(&json!({ "tenant": "acme" }));
        assert_eq!(preview.on_stage(&stage, "/").status, 200);
        let expect = json!({ "message": "open the link that `rebadge preview` printed" });
        let port = preview.host.rsplit(':').next().unwrap();
        let refused = [
            String::new(),
            format!("Cookie: rebadge-{port}=00000000000000000000000000000000\r\n"),
            preview.cookie.replace("rebadge-", "other-"),
            format!("Cookie: rebadge-{port}={}\r\n", preview.link.split("token=").nth(1).unwrap()),
        ];
        for fields in &refused {
            for path in [
                "/",
                "/?token=00000000000000000000000000000000",
                "/?token=",
                "/page/js/main.js",
                "/page/icon.svg",
                "/api/tenants",
                "/api/tenants/acme",
                "/api/compare/acme",
                "/api/events",
                "/api/store",
                "/outputs/acme/web/index.html",
                "/pictures/acme/web/icon-512.png",
                "/logos/acme/light",
                "/nothing",
            ] {
                let answer =
                    get_with(&preview.host, path, &format!("Host: {}\r\n{fields}", preview.host));
                assert_eq!(
                    (answer.status, answer.json()),
                    (403, expect.clone()),
                    "{path} {fields}"
                );
                assert!(!answer.head.contains("Set-Cookie"), "{answer:?}");
            }
            for path in ["/", "/index.html", "/.rebadge/frame.js", "/nothing"] {
                let answer = get_with(&stage, path, &format!("Host: {stage}\r\n{fields}"));
                assert_eq!(
                    (answer.status, answer.json()),
                    (403, expect.clone()),
                    "{path} {fields}"
                );
            }
            for path in ["/api/try", "/api/write", "/api/against", "/api/stages"] {
                let fields = format!(
                    "Origin: http://{}\r\nContent-Type: application/json\r\n{fields}",
                    preview.host
                );
                let answer = preview.post_with(path, &fields, "{}");
                assert_eq!(
                    (answer.status, answer.json()),
                    (403, expect.clone()),
                    "{path} {fields}"
                );
            }
        }
        // A wrong token is refused to the page's own browser too, and the right one under a foreign name.
        assert_eq!(preview.get("/?token=0").status, 403);
        let path = format!("/?{}", preview.link.split('?').nth(1).unwrap());
        let foreign = get_with(&preview.host, &path, &format!("Host: attacker.example:{port}\r\n"));
        assert!(foreign.status == 403 && !foreign.head.contains("Set-Cookie"), "{foreign:?}");
    }
}

#[test]
fn a_link_leads_to_the_page_that_it_names() {
    let project = Project::acme();
    project.run("build themes/acme").status(0);
    let zip = "dist/acme/acme-web-0.3.0.zip";
    let preview = client::start(&project, &["themes/acme", "--against", zip]);
    let answer = client::exchange(&preview.host, &preview.link);
    let to = "Location: /?surface=compare&compare=other&with=dist%2Facme%2Facme-web-0.3.0.zip";
    assert!(answer.status == 303 && answer.head.contains(to), "{answer:?}");
    // From another site, such as a chat, no redirect would be given the cookie.
    let path = preview.link.strip_prefix(&format!("http://{}", preview.host)).unwrap();
    let from = format!("Host: {}\r\nSec-Fetch-Site: cross-site\r\n", preview.host);
    let answer = get_with(&preview.host, path, &from);
    assert!(answer.status == 200 && answer.text().contains("http-equiv=\"refresh\""), "{answer:?}");
}

/// `--open` hands the browser a file that nobody else can read: all users see the arguments of every program.
#[cfg(target_os = "linux")]
#[test]
fn the_browser_is_given_the_link_in_private() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::acme()
        .file("bin/xdg-open", "#!/bin/sh\nprintf %s \"$1\" > opened.part\nmv opened.part opened\n");
    let program = project.path("bin/xdg-open");
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let preview = client::start_with(&project, &["themes/acme", "--open"], |command| {
        let path = command.get_envs().find(|(name, _)| *name == "PATH").unwrap().1.unwrap();
        let path = format!("{}:{}", project.path("bin").display(), path.display());
        command.env("PATH", path);
    });
    let opened = project.path("opened");
    let mut left = 500;
    while !opened.exists() {
        left -= 1;
        assert!(left > 0, "no browser was started");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let file = std::fs::read_to_string(opened).unwrap();
    assert!(!file.contains("token"), "{file}");
    // The link was used already, by which the file goes.
    let file = std::path::PathBuf::from(file);
    assert!(file.is_absolute() && !file.exists(), "{}", file.display());
    drop(preview);
}

#[test]
fn a_stage_is_shown_by_its_page_only() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let stage = preview.stage(&json!({ "tenant": "acme" }));
    let own = format!("Host: {stage}\r\n");
    let cookie = &preview.cookie;
    let status = |fields: &str| get_with(&stage, "/", &format!("{fields}{cookie}")).status;
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
    let host = format!("Host: {}\r\n{}", preview.host, preview.cookie);
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
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn a_hostile_name_stays_a_name() {
    let name = "</script><script>alert(1)</script>\"'`<!--";
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

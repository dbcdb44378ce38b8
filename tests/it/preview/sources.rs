//! What a tenant is shown beside: what was saved before, another theme, a git revision, a package; and other languages.

use std::path::Path;

use serde_json::{Value, json};

use super::client::{self, Preview};
use crate::project::{ACME, LOGO, Project};

fn git(project: &Project, arguments: &str) {
    let mut command = project.command("git");
    command.args(["-c", "user.name=test", "-c", "user.email=test@acme.example"]);
    let status = command.env("HOME", project.path("")).args(arguments.split(' ')).output().unwrap();
    assert!(status.status.success(), "git {arguments}: {status:?}");
}

fn against(preview: &Preview, what: Value) -> client::Answer {
    preview.post("/api/against", &json!({ "tenant": "acme", "what": what }))
}

fn changed(preview: &Preview, source: &str) -> Vec<String> {
    let all = preview.get(&format!("/api/compare/acme?source={source}")).json();
    let all = all["outputs"].as_array().unwrap();
    all.iter().map(|one| one["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_tenant_is_compared_with_what_was() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    assert_eq!(changed(&preview, "saved"), [""; 0]);
    let mut events = preview.events();
    let project = project.theme("acme", &ACME.replace("\"Acme\"", "\"Acme Two\""));
    events.next();
    assert!(changed(&preview, "saved").contains(&"index.html".to_owned()));
    let page =
        |source: &str| preview.get(&format!("/outputs/acme/web/index.html?source={source}")).text();
    assert!(page("now").contains("Acme Two") && !page("saved").contains("Acme Two"));
    drop(project);
}

#[test]
fn a_tenant_is_compared_with_a_revision() {
    let project = Project::acme();
    git(&project, "init -q");
    git(&project, "add -A");
    git(&project, "commit -q -m first");
    let page = String::from_utf8(project.read("base-client/site/index.html.tera")).unwrap();
    let project = project
        .theme("acme", &ACME.replace("#0a66c2", "#b84c00"))
        .base("site/index.html.tera", page.replace("</body>", "<p>new</p></body>"));
    let before = project.files(".git").len();
    let preview = client::start(&project, &["themes/acme"]);
    assert_eq!(against(&preview, json!("HEAD")).status, 204);
    assert_eq!(preview.tenant("acme")["against"], "HEAD");
    let stage = preview.stage(&json!({ "tenant": "acme", "source": "against" }));
    let then = preview.on_stage(&stage, "/").text();
    assert!(!then.contains("<p>new</p>"), "{then}");
    assert!(changed(&preview, "against").contains(&"icons/icon-192.png".to_owned()));
    let values = preview.get("/api/compare/acme?source=against").json()["values"].clone();
    assert_eq!(values[0]["key"], "brand.color");
    assert_eq!((&values[0]["before"], &values[0]["after"]), (&json!("#0a66c2"), &json!("#b84c00")));
    // The repository is as it was: its index too.
    assert_eq!(project.files(".git").len(), before);
    let status = project.command("git").args(["status", "--porcelain"]).output().unwrap();
    assert_eq!(
        project.plain(&status.stdout),
        " M base-client/site/index.html.tera\n M themes/acme/theme.toml\n"
    );
    for (what, says) in
        [("HEAD~7", "revision `HEAD~7`"), ("--output=x", "`--output=x`"), ("", "``")]
    {
        let answer = against(&preview, json!(what));
        assert_eq!(answer.status, 422, "{what}");
        assert!(answer.message().contains(says), "{}", answer.message());
    }
    assert_eq!(against(&preview, Value::Null).status, 204);
    assert_eq!(preview.get("/api/compare/acme?source=against").status, 404);
    assert!(!Path::new("x").exists());
}

#[test]
fn a_tenant_is_compared_with_a_package_or_another_theme() {
    let other = ACME.replace("\"acme\"", "\"other\"").replace("#0a66c2", "#b84c00");
    let project = Project::acme().theme("other", &other).asset("other/logo.svg", LOGO);
    project.run("build themes/acme").status(0);
    let preview = client::start(&project, &["themes/acme"]);
    let zip = "dist/acme/acme-web-0.3.0.zip";
    assert_eq!(against(&preview, json!(zip)).status, 204);
    assert_eq!(changed(&preview, "against"), [""; 0]);
    let stage = preview.stage(&json!({ "tenant": "acme", "source": "against" }));
    assert_eq!(preview.on_stage(&stage, "/").status, 200);
    let mut events = preview.events();
    let project = project.theme("acme", &ACME.replace("\"Acme\"", "\"Acme Two\""));
    events.next();
    assert!(changed(&preview, "against").contains(&"index.html".to_owned()));
    assert_eq!(against(&preview, json!("themes/other")).status, 204);
    assert!(changed(&preview, "against").contains(&"icons/icon-192.png".to_owned()));
    let project = project.file("dist/acme/damaged.zip", "no zip");
    assert_eq!(against(&preview, json!("dist/acme/damaged.zip")).status, 422);
    assert_eq!(against(&preview, json!("themes/nothing")).status, 422);
    drop(project);
}

#[test]
fn a_stage_shows_any_language() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let tenant = preview.tenant("acme");
    let languages = tenant["languages"].as_array().unwrap().clone();
    let own = preview.stage(&json!({ "tenant": "acme", "slot": "own" }));
    for language in &languages {
        let stage =
            preview.stage(&json!({ "tenant": "acme", "language": language, "slot": language }));
        let page = preview.on_stage(&stage, "/").text();
        assert!(page.contains(&format!("lang=\"{}\"", language.as_str().unwrap())), "{page}");
        let is_own = *language == languages[0];
        assert_eq!(page == preview.on_stage(&own, "/").text(), is_own, "{language}");
    }
    let body = json!({ "tenant": "acme", "target": "web", "language": "xx", "slot": "a" });
    assert_eq!(preview.post("/api/stages", &body).status, 422);
}

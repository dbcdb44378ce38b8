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
    let project = project.theme("acme", &ACME.replace("#0a66c2", "bluish"));
    git(&project, "add -A");
    git(&project, "commit -q -m broken");
    let page = String::from_utf8(project.read("base-client/site/index.html.tera")).unwrap();
    let project = project
        .theme("acme", &ACME.replace("#0a66c2", "#b84c00"))
        .base("site/index.html.tera", page.replace("</body>", "<p>new</p></body>"));
    let before = project.files(".git").len();
    let preview = client::start(&project, &["themes/acme"]);
    // What is wrong with a revision is told in the names of the repository.
    let broken = against(&preview, json!("HEAD")).message();
    assert!(broken.starts_with("`themes/acme` has errors: "), "{broken}");
    assert_eq!(against(&preview, json!("HEAD~1")).status, 204);
    assert_eq!(preview.tenant("acme")["against"], "HEAD~1");
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
    for (what, says) in [("HEAD~7", "`HEAD~7`"), ("--output=x", "`--output=x`"), ("", "``")] {
        let answer = against(&preview, json!(what));
        assert_eq!(answer.status, 422, "{what}");
        assert!(answer.message().contains(says), "{}", answer.message());
    }
    assert_eq!(against(&preview, Value::Null).status, 204);
    assert_eq!(preview.get("/api/compare/acme?source=against").status, 404);
    assert!(!Path::new("x").exists());
}

/// What a repository's settings name is a program of whoever sent it.
#[cfg(unix)]
#[test]
fn no_repository_runs_anything() {
    let mut project = Project::acme();
    git(&project, "init -q");
    git(&project, "add -A");
    git(&project, "commit -q -m first");
    // The repository of the themes is asked, and has been prepared by somebody.
    let trap = project.path("trap.sh");
    let hook = "#!/bin/sh\necho \"$0 $*\" >> \"$TRAP_LOG\"\ncat\n";
    project = project.file("trap.sh", hook);
    executable(&trap);
    let trap = trap.display().to_string();
    for key in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.editor",
        "core.pager",
        "core.askPass",
        "filter.trap.smudge",
        "filter.trap.clean",
        "filter.trap.process",
        "diff.trap.textconv",
        "diff.trap.command",
        "diff.external",
        "alias.ls-tree",
        "alias.cat-file",
        "credential.helper",
        "uploadpack.packObjectsHook",
        "pager.ls-tree",
        "pager.cat-file",
    ] {
        git(&project, &format!("config {key} {trap}"));
    }
    git(&project, "config filter.trap.required true");
    // Objects that are not there would be fetched, by a program that the address names.
    git(&project, "config extensions.partialClone origin");
    git(&project, "config remote.origin.promisor true");
    git(&project, "config protocol.ext.allow always");
    git(&project, &format!("config remote.origin.url ext::{trap}"));
    for hook in
        ["post-checkout", "post-index-change", "fsmonitor-watchman", "reference-transaction"]
    {
        project = project.file(&format!(".git/hooks/{hook}"), hook_of(&trap));
        executable(&project.path(&format!(".git/hooks/{hook}")));
    }
    project = project.file(".git/info/attributes", "* filter=trap diff=trap\n");
    let project = project.theme("acme", &ACME.replace("#0a66c2", "#b84c00"));
    let log = project.path("ran.log");
    let preview = client::start_with(&project, &["themes/acme", "--against", "HEAD"], |command| {
        command.env("TRAP_LOG", &log);
    });
    assert_eq!(preview.tenant("acme")["against"], "HEAD");
    assert!(changed(&preview, "against").contains(&"icons/icon-192.png".to_owned()));
    let logo = "themes/acme/logo.svg";
    let blob =
        project.command("git").args(["rev-parse", &format!("HEAD:{logo}")]).output().unwrap();
    let id = project.plain(&blob.stdout).trim().to_owned();
    std::fs::remove_file(project.path(&format!(".git/objects/{}/{}", &id[..2], &id[2..]))).unwrap();
    let answer = against(&preview, json!("HEAD"));
    assert_eq!(
        (answer.status, answer.message()),
        (422, format!("`{logo}` is missing from the repository"))
    );
    assert!(!log.exists(), "{}", std::fs::read_to_string(&log).unwrap());
}

#[cfg(unix)]
fn hook_of(trap: &str) -> String {
    format!("#!/bin/sh\nexec {trap}\n")
}

#[cfg(unix)]
fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// A theme that brings a repository of its own: it is not asked, and it is an error.
#[test]
fn the_repository_of_a_theme_is_not_asked() {
    let project = Project::acme();
    let mut command = project.command("git");
    let made = command.args(["-C", "themes/acme", "init", "-q"]).status().unwrap();
    assert!(made.success());
    project
        .run("check themes/acme")
        .status(1)
        .says("error[asset-unread]: the theme's folder has a git repository of its own: `.git`");
    project.run("build themes/acme").status(1);
    project.run("preview themes/acme --against HEAD").status(2).says("cannot compare: ");
    // A file leads to a repository elsewhere.
    std::fs::remove_dir_all(project.path("themes/acme/.git")).unwrap();
    let project = project.file("themes/acme/parts/.git", "gitdir: /nowhere\n");
    project.run("check themes/acme").status(1).says("repository of its own: `parts/.git`");
}

/// The page names what is below the folders of the preview; of anything else it does not learn whether it is there.
#[test]
fn only_what_the_preview_was_started_with_is_compared() {
    let other = ACME.replace("\"acme\"", "\"other\"");
    let project = Project::acme()
        .file("private/theme.toml", other.as_str())
        .file("private/logo.svg", LOGO)
        .file("private/secret.txt", "secret");
    project.run("build themes/acme --out elsewhere").status(0);
    let zip = "elsewhere/acme/acme-web-0.3.0.zip";
    let preview = client::start(&project, &["themes/acme"]);
    let root = project.path("").display().to_string();
    for what in [
        "private",
        "private/theme.toml",
        "themes/../private",
        "elsewhere/acme",
        zip,
        "/etc",
        "/nowhere/at/all",
        &format!("{root}/private"),
    ] {
        let answer = against(&preview, json!(what));
        let says = format!(
            "there is no theme or package `{what}` in the folders of this preview, and no git repository"
        );
        assert_eq!((answer.status, answer.message()), (422, says));
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(project.path("private"), project.path("themes/link")).unwrap();
        assert_eq!(against(&preview, json!("themes/link")).status, 422);
    }
    drop(preview);
    let preview = client::start(&project, &["themes/acme", "--packages", "elsewhere"]);
    assert_eq!(against(&preview, json!(zip)).status, 204);
    drop(preview);
    // What the command line names was named by its user.
    let preview = client::start(&project, &["themes/acme", "--against", zip]);
    assert_eq!(against(&preview, json!(null)).status, 204);
    assert_eq!(against(&preview, json!(zip)).status, 204);
    assert_eq!(against(&preview, json!("private")).status, 422);
}

#[test]
fn a_theme_that_is_not_there_is_no_preview() {
    let project = Project::acme();
    project.run("preview themes/nope").status(2).says("cannot read `themes/nope`");
    project.run("preview themes/acme --against themes/nope").status(2).says("`themes/nope`");
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

//! Which tenants a run works on: patterns, what failed, what changed since a git revision.

use super::{broken, tenant, tenants};
use crate::project::{ACME, LOGO, Project};

/// The tenants that a run works on.
#[track_caller]
fn check(project: &Project, arguments: &str, expect: &[&str]) {
    let run = project.run(&format!("{arguments} --format json --jobs 1"));
    assert_ne!(run.code, Some(2), "{arguments}\n{run}");
    let finished = run.objects("tenant-finished");
    let chosen: Vec<&str> =
        finished.iter().map(|event| event["tenant"].as_str().unwrap_or_default()).collect();
    assert_eq!(chosen, expect, "{arguments}\n{run}");
}

/// Two dealers below a platform, a tenant whose id is not its folder's name, and one in a single file.
fn motors() -> Project {
    let project = tenants(&["acme", "motors", "motors/dealer-north", "motors/dealer-south"]);
    let project = ["north", "south"].iter().fold(project, |project, name| {
        tenant(project, &format!("motors/dealer-{name}"), &format!("dealer-{name}"))
    });
    let project = tenant(project, "blue", "azure");
    let single = ACME.replace("\"acme\"", "\"single\"");
    project.asset("single.toml", single).asset("logo.svg", LOGO)
}

#[test]
fn by_id_and_by_path() {
    let project = motors();
    check(&project, "check --only acme", &["acme"]);
    check(&project, "check --only dealer-*", &["dealer-north", "dealer-south"]);
    check(&project, "check --only dealer-*,azure", &["azure", "dealer-north", "dealer-south"]);
    check(&project, "check --only blue", &["azure"]);
    check(&project, "check --only motors/*", &["dealer-north", "dealer-south"]);
    check(&project, "check --only motors/**", &["dealer-north", "dealer-south"]);
    check(&project, "check --except dealer-*,acme", &["azure", "motors", "single"]);
    check(&project, "check --only dealer-* --except dealer-north", &["dealer-south"]);
    check(&project, "icons --for web --only single", &["single"]);
    check(&project, "build --only acme", &["acme"]);
    assert_eq!(project.files("dist").iter().filter(|path| path.ends_with(".zip")).count(), 1);
}

#[test]
fn by_patterns_of_paths() {
    let project = motors();
    check(&project, "check themes/motors/*", &["dealer-north", "dealer-south"]);
    check(&project, "check themes/*", &["acme", "azure", "motors", "single"]);
    check(&project, "check themes/*.toml", &["single"]);
    check(&project, "check themes/**/dealer-n*", &["dealer-north"]);
    check(&project, "check ./themes/mot?rs", &["motors"]);
    check(&project, "check themes/acme themes/b*", &["acme", "azure"]);
    // A folder that has such a name is meant itself.
    let project = tenant(project, "a[1]", "bracket");
    check(&project, "check themes/a[1]", &["bracket"]);
}

#[test]
fn a_template_is_chosen_only_by_its_name() {
    let project = tenants(&["acme", "base"]);
    let toml = format!("abstract = true\n{}", ACME.replace("\"acme\"", "\"base\""));
    let project = project.theme("base", &toml);
    check(&project, "build themes/*", &["acme"]);
    project.run("build --except acme").status(2).says("`--only` and `--except` leave no theme");
    check(&project, "check --only base", &["base"]);
    project.run("build themes/base").status(1).says("is a template for other themes");
}

#[test]
fn a_pattern_that_matches_nothing_is_an_error() {
    let project = motors();
    let slips = [
        ("check --only acmee", "no theme matches `acmee`", "did you mean `acme`?"),
        ("check --only dealr-*", "no theme matches `dealr-*`", "did you mean `dealer-north`?"),
        ("check --except moters", "no theme matches `moters`", "did you mean `motors`?"),
        ("check themes/delr-*", "no theme matches `themes/delr-*`", ""),
        ("check --only acme,[", "`[` is not a pattern", ""),
        ("icons --for web --only acmee", "no theme matches `acmee`", "did you mean `acme`?"),
    ];
    for (arguments, message, help) in slips {
        project.run(arguments).status(2).says(message).says(help);
    }
}

#[test]
fn a_choice_that_leaves_nothing_is_an_error() {
    let project = motors();
    let run = project.run("build --only acme --except acme").status(2);
    run.says("`--only` and `--except` leave no theme").says("write other patterns");
    project.run("check --except **").status(2).says("leave no theme");
}

#[test]
fn spaces_around_ids_do_not_count() {
    let project = motors();
    let mut command = project.command("rebadge");
    let output = command.args(["check", "--only", "acme, single", "--jobs", "1"]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && text.contains("checked 2 themes"), "{text}");
}

#[test]
fn failed_tenants_are_told_apart() {
    let project = broken(broken(tenants(&["a", "b", "c"]), "b"), "c");
    let toml = ACME.replace("\"acme\"", "\"\"");
    let project = tenant(project.theme("c", &toml), "d", "a");
    let run = project.run("build").status(1);
    run.says("failed: themes/a, themes/d, b, themes/c");
}

#[test]
fn what_failed_in_the_last_run() {
    let project = broken(broken(tenants(&["a", "b", "c", "d"]), "b"), "d");
    project.run("build --failed").status(2).says("is no report of an earlier run");
    project.run("build").status(1);
    let project = tenant(project, "b", "b");
    check(&project, "build --dry-run --failed", &["b", "d"]);
    check(&project, "build --failed", &["b", "d"]);
    check(&project, "build --failed", &["d"]);
    let project = tenant(project, "d", "d");
    check(&project, "build --failed", &["d"]);
    check(&project, "build --failed", &[]);
    // A report of one's own, for a verb without an output folder.
    let project = broken(project, "a");
    project.run("check --report r.json").status(1);
    check(&project, "check --failed --report r.json", &["a"]);
    let run = project.run("check --failed").status(2);
    run.says("--report is missing").says("write one with `--report FILE`");
    let project = project.file("r.json", "{}");
    project.run("check --failed --report r.json").status(2).says("is no report");
}

#[test]
fn what_was_skipped_is_tried_again() {
    let project = broken(tenants(&["a", "b", "c"]), "a");
    project.run("build --fail-fast --jobs 1").status(1);
    let project = tenant(project, "a", "a");
    check(&project, "build --failed", &["a", "b", "c"]);
}

fn git(project: &Project, arguments: &[&str]) {
    let identity =
        ["-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "core.autocrlf=false"];
    let output = project.command("git").args(identity).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

/// The motors in a repository with one commit.
fn repository() -> Project {
    let project = motors();
    let toml = ACME.replace("\"acme\"", "\"motors\"");
    let project = project.theme("motors", &format!("extendable = \"below\"\n{toml}"));
    let child = "extends = \"..\"\n[tenant]\nid = \"dealer-north\"\nname = \"North\"\n";
    let project = project.theme("motors/dealer-north", child);
    std::fs::remove_file(project.path("themes/motors/dealer-north/logo.svg")).unwrap();
    git(&project, &["init", "-q"]);
    git(&project, &["add", "."]);
    git(&project, &["commit", "-q", "-m", "first"]);
    project
}

/// The tenants that differ from the one commit.
#[track_caller]
fn changed(project: &Project, expect: &[&str]) {
    check(project, "check --changed-since HEAD", expect);
}

#[test]
fn what_changed_since_a_revision() {
    changed(&repository(), &[]);
    let logo = LOGO.replace("8 56", "9 56");
    changed(&repository().asset("acme/logo.svg", &logo), &["acme"]);
    changed(&repository().asset("acme/new.txt", "x"), &["acme"]);
    // What a parent changes, changes its children; not the other way.
    changed(&repository().asset("motors/logo.svg", &logo), &["dealer-north", "motors"]);
    changed(&repository().asset("motors/dealer-north/x.txt", "x"), &["dealer-north"]);
    // A file beside single themes is of none in a folder.
    changed(&repository().asset("logo.svg", &logo), &["single"]);
    changed(&repository().asset("single.toml", "[tenant]\nid = \"single\"\n"), &["single"]);
    // What nobody would build from.
    changed(&repository().asset("acme/.swp", "x"), &[]);
    changed(&repository().asset("README.md", "x").file("notes.txt", "x"), &["single"]);
}

#[test]
fn what_is_gone_has_changed() {
    let project = repository();
    std::fs::remove_file(project.path("themes/blue/logo.svg")).unwrap();
    changed(&project, &["azure"]);
}

#[test]
fn a_changed_base_client_is_everybodys() {
    let all = ["acme", "azure", "dealer-north", "dealer-south", "motors", "single"];
    let project = repository().base("site/robots.txt", "User-agent: x\n");
    changed(&project, &all);
    check(&project, "icons --for web --changed-since HEAD", &[]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let project = repository();
        let file = project.path("base-client/site/robots.txt");
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
        changed(&project, &all);
    }
}

#[test]
fn an_older_revision() {
    let project = repository().asset("acme/logo.svg", LOGO.replace("8 56", "9 56"));
    git(&project, &["commit", "-q", "-a", "-m", "second"]);
    changed(&project, &[]);
    check(&project, "check --changed-since HEAD~1", &["acme"]);
    check(&project, "check --changed-since HEAD~1 --except acme", &[]);
}

#[test]
fn a_revision_that_is_none() {
    let project = repository();
    project
        .run("check --changed-since nowhere")
        .status(2)
        .says("cannot find what changed since `nowhere`: no such git revision");
    motors().run("check --changed-since HEAD").status(2).says("no git repository");
    let base = crate::project::tests_folder().join("bases/tiny");
    let arguments = format!("check --changed-since HEAD --base {}", base.display());
    project.run(&arguments).status(2).says("is not in the git repository of the themes");
}

#[test]
fn nothing_of_a_theme_is_executed() {
    let project = repository();
    // A repository of its own in a theme's folder, which names a program.
    let config =
        "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = \"touch /tmp/never; false\"\n";
    let script = format!("touch {}", project.path("pwned").display());
    let project = project
        .asset("acme/.git/config", config.replace("touch /tmp/never", &script))
        .asset("acme/.git/HEAD", "ref: refs/heads/main\n")
        .asset("acme/.gitattributes", "* filter=evil\n")
        .asset("acme/logo.svg", LOGO.replace("8 56", "9 56"));
    git(&project, &["config", "filter.evil.clean", &script]);
    changed(&project, &["acme"]);
    assert!(!project.path("pwned").exists());
}

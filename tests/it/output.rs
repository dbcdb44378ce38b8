//! Who reads what: results on stdout, all else on stderr; for people or for machines.

use serde_json::json;

use crate::project::{ACME, Project};

#[test]
fn the_log_goes_to_stderr_and_changes_nothing_else() {
    let project = Project::acme();
    let plain = project.run("check").status(0);
    let logged = project
        .run("check -vv")
        .status(0)
        .says("debug rebadge_theme::theme::load: loading the theme");
    assert_eq!(plain.stdout, logged.stdout);
    let of_one =
        project.run_with("check", &[("REBADGE_LOG", "rebadge_theme::base=debug")]).status(0);
    assert!(!of_one.stderr.contains("loading the theme"), "{}", of_one.stderr);
    of_one.says("scanning the base client");
    let loud = project.run_with("check", &[("REBADGE_LOG", "rebadge=loud")]).status(2);
    loud.says("`REBADGE_LOG` is `rebadge=loud`");
}

#[test]
fn results_are_on_stdout_and_the_summary_on_stderr() {
    let run = Project::acme().run("build").status(0);
    run.stdout("dist/acme/acme-web-0.3.0.zip  21 files, [..]\n").stderr("built 1 theme\n");
    Project::acme().run("build -q").status(0).stdout("").stderr("");
}

#[test]
fn machines_read_objects() {
    let run = Project::acme().run("build --format json").status(0);
    assert_eq!(run.stderr, "");
    let artifact = &run.objects("artifact")[0];
    assert_eq!(artifact["tenant"], json!("acme"));
    assert_eq!(artifact["path"], json!("dist/acme/acme-web-0.3.0.zip"));
    assert_eq!(artifact["manifest"], json!("dist/acme/acme-web-0.3.0.json"));
    assert_eq!(run.objects("build-finished")[0]["success"], json!(true));

    let broken = Project::acme().theme("acme", &ACME.replace("#0a66c2", "0a66c2"));
    let run = broken.run("build --format json").status(1);
    let problem = &run.objects("diagnostic")[0];
    let expect = [
        ("level", json!("error")),
        ("code", json!("color")),
        ("line", json!(5)),
        ("column", json!(9)),
    ];
    for (key, value) in expect {
        assert_eq!(problem[key], value, "{run}");
    }
    assert!(problem["rendered"].as_str().unwrap().contains("themes/acme/theme.toml:5:9"));
    assert_eq!(run.objects("build-finished")[0]["failed"], json!(["acme"]));
}

#[test]
fn color_is_for_terminals() {
    let broken = Project::acme().theme("acme", &ACME.replace("#0a66c2", "0a66c2"));
    let colored = |arguments: &str, environment: &[(&str, &str)]| {
        let run = broken.run_with(arguments, environment);
        assert!(run.stderr.contains("is not a color"), "{run}");
        run.stderr.contains('\u{1b}')
    };
    assert!(!colored("check", &[]));
    assert!(colored("check --color always", &[]));
    assert!(colored("check", &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored("check --color never", &[("CLICOLOR_FORCE", "1")]));
    let json = broken.run("check --format json --color always");
    assert!(!json.stdout.contains("\\u001b"), "no escapes for machines\n{json}");
}

#[test]
fn nothing_is_written_by_check_and_dry_run() {
    let project = Project::acme();
    project.run("check").status(0);
    let run = project.run("build --dry-run").status(0);
    assert!(run.stdout.contains("icons/favicon.ico"), "{run}");
    assert_eq!(project.files("dist"), [""; 0]);
}

#[test]
fn completions_and_the_man_page() {
    let project = Project::empty();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = project.run(&format!("completions {shell}")).status(0);
        assert!(run.stdout.contains("dry-run"), "{shell}");
    }
    let man = project.run("man").status(0);
    assert!(man.stdout.starts_with(".ie"), "{man}");
}

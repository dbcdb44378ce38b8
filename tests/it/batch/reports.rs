//! What is written of a run: report.json, JUnit, annotations of GitHub; and what makes a tenant fail.

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{broken, tenants};
use crate::project::{ACME, Project, root};

/// Adds a warning to a theme: a color outside sRGB.
fn warned(project: Project, id: &str) -> Project {
    let toml = ACME.replace("\"acme\"", &format!("{id:?}"));
    project.theme(id, &toml.replace("\"#0a66c2\"", "\"color(display-p3 0 0.4 0.8)\""))
}

fn report(project: &Project, path: &str) -> Value {
    let report: Value = serde_json::from_slice(&project.read(path)).unwrap();
    let schema = std::fs::read(root().join("docs/events.schema.json")).unwrap();
    let mut schema: Value = serde_json::from_slice(&schema).unwrap();
    // The report is a definition beside the events.
    let definitions = schema["$defs"].take();
    let schema = json!({ "$ref": "#/$defs/report", "$defs": definitions });
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    report
}

#[test]
fn a_report_stands_beside_the_packages() {
    let project = broken(tenants(&["c", "b", "a"]), "b");
    project.run("build").status(1);
    let report = report(&project, "dist/report.json");
    assert_eq!((&report["success"], &report["exit_status"]), (&json!(false), &json!(1)));
    let tenants = report["tenants"].as_array().unwrap();
    let short: Vec<_> = tenants.iter().map(|row| (&row["tenant"], &row["status"])).collect();
    let (a, b, c) = (json!("a"), json!("b"), json!("c"));
    let (ok, failed) = (json!("ok"), json!("failed"));
    assert_eq!(short, [(&a, &ok), (&b, &failed), (&c, &ok)]);
    assert_eq!(tenants[1]["diagnostics"][0]["code"], json!("color"));
    assert_eq!(tenants[0]["artifacts"][0]["path"], json!("dist/a/a-web-0.3.0.zip"));
}

#[test]
fn a_report_goes_where_it_is_asked_for() {
    let project = tenants(&["a"]);
    project.run("check").status(0);
    assert_eq!(project.files("dist"), [""; 0]);
    project.run("check --report out/deep/r.json").status(0);
    report(&project, "out/deep/r.json");
    project.run("build --report r.json").status(0);
    assert!(!project.path("dist/report.json").exists());
    project.run("icons --for web").status(0);
    report(&project, "icons/report.json");
}

#[test]
fn equal_runs_write_equal_reports() {
    let project = broken(tenants(&["a", "b", "c"]), "b");
    project.run("build --jobs 1").status(1);
    let first = project.read("dist/report.json");
    project.run("build --jobs 8").status(1);
    assert!(first == project.read("dist/report.json"), "no time and no order of the run is in it");
}

#[test]
fn a_report_changes_no_package() {
    let project = tenants(&["a"]);
    project.run("build").status(0);
    let files = project.files("dist/a");
    let before: Vec<Vec<u8>> =
        files.iter().map(|path| project.read(&format!("dist/a/{path}"))).collect();
    project.run("build --report elsewhere.json --junit j.xml").status(0);
    let after: Vec<Vec<u8>> =
        files.iter().map(|path| project.read(&format!("dist/a/{path}"))).collect();
    assert!(before == after);
    assert_eq!(project.files("dist/a"), files);
}

#[test]
fn a_report_that_cannot_be_written() {
    let project = tenants(&["a"]).file("r.json/x", "a folder is in the way");
    project.run("build --report r.json").status(2).says("cannot write `r.json`");
    assert!(!project.path("dist/a").exists(), "it is said before anything is built");
    // Where there is no room, another try may help.
    let project = tenants(&["a"]);
    for option in ["--report", "--junit"] {
        let script = format!("trap '' XFSZ; ulimit -f 0; exec rebadge check {option} out");
        let output = project.command("sh").args(["-c", &script]).output().unwrap();
        let stderr = project.plain(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{stderr}");
        assert!(stderr.contains("cannot write `out`: file too large"), "{stderr}");
    }
}

/// A run that ends before any tenant was tried leaves no report of the one before.
#[test]
fn a_report_speaks_of_the_last_run() {
    let project = tenants(&["a", "b"]);
    project.run("build --junit j.xml").status(0);
    let contract = project.read("base-client/client.toml");
    let project = project.base("client.toml", [&contract[..], b"\n[nonsense]\n"].concat());
    project.run("build --junit j.xml").status(1).says("nothing was done");
    let told = report(&project, "dist/report.json");
    assert_eq!((&told["success"], &told["exit_status"]), (&json!(false), &json!(1)));
    assert_eq!(told["tenants"][1]["status"], json!("skipped"));
    assert_eq!(told["between"][0]["code"], json!("unknown-key"));
    let junit = String::from_utf8(project.read("j.xml")).unwrap();
    assert!(junit.contains("failures=\"1\"") && junit.contains("skipped=\"2\""), "{junit}");
    // What was not tried is built by the next run.
    fs::rename(project.path("base-client"), project.path("aside")).unwrap();
    project.run("build --failed").status(2).says("there is no folder `base-client`");
    let told = report(&project, "dist/report.json");
    assert_eq!((&told["success"], &told["exit_status"]), (&json!(false), &json!(null)));
    fs::rename(project.path("aside"), project.path("base-client")).unwrap();
    let project = project.base("client.toml", &contract);
    project.run("build --failed").status(0).says("built 2 themes");
    project.run("build --failed").status(0).says("built 0 themes");
    // A run that does not even find its tenants.
    for verb in ["build", "icons --for web"] {
        project.run(verb).status(0);
        project.run(&format!("{verb} --themes nowhere")).status(2);
        let run = project.run(&format!("{verb} --failed")).status(2);
        run.says("is no report of an earlier run: the run ended before it knew its tenants")
            .says("build once without it");
    }
    assert!(!project.path("nowhere").exists());
    project.run("build --out new --themes nowhere").status(2);
    assert!(!project.path("new").exists(), "there was no report to take back");
}

/// A run that is killed has left a report of tenants that are not made.
#[test]
fn a_report_of_a_killed_run() {
    let project = tenants(&["a", "b"]);
    project.run("build").status(0);
    let logo = project.read("themes/b/logo.svg");
    let hang = String::from_utf8(logo.clone()).unwrap();
    let hang = hang.replace("</svg>", "<!-- rebadge-test-hang --></svg>");
    let project = project.asset("b/logo.svg", hang);
    let mut command = project.command("rebadge");
    command.arg("build").stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let begin = Instant::now();
    while report(&project, "dist/report.json")["success"] == json!(true) {
        assert!(begin.elapsed() < Duration::from_secs(30), "the report is of the earlier run");
        sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(report(&project, "dist/report.json")["exit_status"], json!(null));
    let project = project.asset("b/logo.svg", logo);
    project.run("build --failed --wait").status(0).says("built 2 themes");
    assert_eq!(report(&project, "dist/report.json")["success"], json!(true));
}

#[test]
fn junit_has_a_case_for_each_tenant() {
    let hostile = "[tenant]\nid = \"a\"\nname = \"]]>\\u001b<b>&\\uffff\"\n[brand]\ncolor = \"]]>&<\\u0007\\uffff\"\nlogo = \"logo.svg\"\n";
    let project = broken(tenants(&["a", "b", "c"]), "b").theme("a", hostile);
    project.run("check --junit out/junit.xml --jobs 1").status(1);
    let text = String::from_utf8(project.read("out/junit.xml")).unwrap();
    let document =
        roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let suite = document.root_element();
    assert_eq!(suite.tag_name().name(), "testsuite");
    assert_eq!((suite.attribute("tests"), suite.attribute("failures")), (Some("3"), Some("2")));
    assert_eq!((suite.attribute("errors"), suite.attribute("skipped")), (Some("0"), Some("0")));
    let cases: Vec<_> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
    let names: Vec<_> = cases.iter().map(|case| case.attribute("name").unwrap()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let failure = cases[1].children().find(|node| node.has_tag_name("failure")).unwrap();
    assert_eq!(failure.attribute("type"), Some("color"));
    assert!(failure.text().unwrap().contains("themes/b/theme.toml:5:9"), "{text}");
    assert!(cases[2].children().all(|node| !node.is_element()), "{text}");
}

#[test]
fn junit_tells_what_was_skipped_and_what_the_machine_refused() {
    let project = tenants(&["a", "b"]).file("dist/a", "a file is in the way");
    project.run("build --junit j.xml --fail-fast --jobs 1").status(3);
    let text = String::from_utf8(project.read("j.xml")).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let has = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
    assert_eq!((has("error"), has("skipped"), has("failure")), (1, 1, 0), "{text}");
}

#[test]
fn annotations_of_github() {
    let project = broken(tenants(&["a", "b,c:d%"]), "a");
    let run = project.run("check --format github --jobs 1 --only a").status(1);
    run.stdout(
        "::error file=themes/a/theme.toml,line=5,endLine=5,col=9,endColumn=17,title=color::\
         `0a66c2` is not a color: its `#` is missing%0Ahelp: write `#0a66c2`\n",
    )
    .says("checked 1 theme, 1 with errors: a");
    // A file's name that would begin another property.
    let project = tenants(&[]).theme("b,c:d%", "[tenant]\nid = 7\n");
    let run = project.run("check --format github").status(1);
    assert!(run.stdout.contains("::error file=themes/b%2Cc%3Ad%25/theme.toml,line="), "{run}");
    project.run("explain x --format github").status(2).says("invalid value 'github'");
}

#[test]
fn warnings_can_be_denied() {
    let project = warned(tenants(&["a", "b"]), "b");
    project.run("build").status(0).says("warning[color-gamut]");
    std::fs::remove_dir_all(project.path("dist")).unwrap();
    let run = project.run("build --deny-warnings").status(1);
    run.says("error: b: its warning is denied")
        .says("built 1 of 2 themes, failed: b; because warnings are denied");
    assert!(project.path("dist/a").exists() && !project.path("dist/b").exists());
    let run = project.run("check --deny-warnings").status(1);
    run.says("checked 2 themes, 1 failed: b; because warnings are denied");
    let run = project.run("check --deny-warnings --format github").status(1);
    run.prints("::error title=b::its warning is denied");
    let run = project.run("check --deny-warnings --format json --junit j.xml").status(1);
    assert_eq!(run.objects("error")[0]["message"], "its warning is denied", "{run}");
    let junit = String::from_utf8(project.read("j.xml")).unwrap();
    assert!(junit.contains("failures=\"1\" errors=\"0\""), "{junit}");
    let both = broken(warned(tenants(&["a", "b"]), "b"), "a");
    let run = both.run("check --deny-warnings").status(1);
    run.says("2 failed: a, b; 1 of them because warnings are denied");
    project.run("icons --for web --deny-warnings").status(1);
    assert!(!project.path("icons/b").exists());
    project.run("build --dry-run --deny-warnings").status(1);
    // Who wants to hear of errors only hears of what is one now.
    project.run("check -q --deny-warnings").status(1).says("warning[color-gamut]");
    project.run("check -q").status(0).stderr("");
}

#[test]
fn a_first_failure_can_end_the_run() {
    let project = broken(tenants(&["a", "b", "c", "d"]), "b");
    let run = project.run("build --fail-fast --jobs 1").status(1);
    run.says("built 1 of 4 themes, failed: b; 2 skipped");
    assert!(project.path("dist/a").exists() && !project.path("dist/c").exists());
    let run = project.run("build --fail-fast --jobs 1 --format json").status(1);
    let status: Vec<Value> =
        run.objects("tenant-finished").iter().map(|event| event["status"].clone()).collect();
    assert_eq!(status, ["ok", "failed", "skipped", "skipped"]);
    let end = &run.objects("build-finished")[0];
    assert_eq!((&end["failed"], &end["skipped"]), (&json!(["b"]), &json!(["c", "d"])));
    project.run("build --dry-run --fail-fast").status(2);
    // Without it the others are built.
    project.run("build").status(1).says("built 3 of 4 themes, failed: b");
}

#[test]
fn a_reason_of_the_machine_has_a_status_of_its_own() {
    let project = broken(tenants(&["a", "b", "c"]), "c").file("dist/a", "a file is in the way");
    // Another try may help for one of them.
    let run = project.run("build").status(3);
    run.says("cannot write `dist/a`").says("built 1 of 3 themes, failed: a, c");
    std::fs::remove_file(project.path("dist/a")).unwrap();
    project.run("build --failed").status(1).says("built 1 of 2 themes, failed: c");
}

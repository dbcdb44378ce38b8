//! The lines of each tenant come when it is done, once, and are what the schema of events says.

use std::io::{BufRead, BufReader};

use serde_json::{Value, json};

use super::{ABORTS, HANGS, broken, start, tenant, tenants};
use crate::project::{Project, Run, root};

#[test]
fn lines_come_before_the_last_tenant_is_done() {
    let project = tenants(&["a", "b", "c"]).asset("c/logo.svg", HANGS);
    let mut child = start(&project, "build --jobs 1");
    let stdout = BufReader::new(child.stdout.take().unwrap());
    // If they came at the end, this would wait for as long as the third tenant is drawn.
    let lines: Vec<String> = stdout.lines().take(2).map(Result::unwrap).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(lines[0].starts_with("dist/a/a-web-0.3.0.zip  21 files"), "{lines:?}");
    assert!(lines[1].starts_with("dist/b/b-web-0.3.0.zip  21 files"), "{lines:?}");
}

/// The tenants of events with a reason, in the order in which they came.
fn order(run: &Run, reason: &str) -> Vec<String> {
    let tenant = |event: &Value| event["tenant"].as_str().unwrap_or_default().to_owned();
    run.objects(reason).iter().map(tenant).collect()
}

#[test]
fn one_job_goes_by_the_ids() {
    // The folders are in another order than the ids.
    let all = [("x", "b"), ("y", "d"), ("z", "a"), ("w", "c")];
    let project =
        all.iter().fold(Project::new(), |project, (folder, id)| tenant(project, folder, id));
    let run = project.run("build --jobs 1 --format json").status(0);
    assert_eq!(order(&run, "tenant-finished"), ["a", "b", "c", "d"]);
    let mut many = order(&project.run("build --jobs 4 --format json"), "tenant-finished");
    many.sort();
    assert_eq!(many, ["a", "b", "c", "d"]);
}

#[test]
fn the_events_of_a_tenant_come_together() {
    let ids = ["a", "b", "c", "d", "e", "f"];
    let project = broken(broken(tenants(&ids), "b"), "e");
    let run = project.run("build --jobs 4 --format json").status(1);
    let mut last: Vec<String> = Vec::new();
    for line in run.stdout.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let Some(tenant) = event["tenant"].as_str() else { continue };
        if last.last().is_none_or(|last| last != tenant) {
            last.push(tenant.to_owned());
        }
    }
    last.sort();
    assert_eq!(last, ids, "no tenant's events are torn\n{run}");
}

#[test]
fn a_finished_tenant_is_described() {
    let project = broken(tenants(&["a", "b"]), "b");
    let run = project.run("build --format json --jobs 1").status(1);
    let finished = run.objects("tenant-finished");
    assert_eq!(finished[0]["success"], json!(true));
    assert_eq!(finished[0]["artifacts"], json!(run.objects("artifact")));
    let zip = project.read("dist/a/a-web-0.3.0.zip");
    assert_eq!(finished[0]["artifacts"][0]["sha256"], json!(rebadge::digest::sha256(&zip)));
    assert_eq!(finished[0]["artifacts"][0]["size"], json!(zip.len()));
    let failed = (&finished[1]["status"], &finished[1]["errors"], &finished[1]["artifacts"]);
    assert_eq!(failed, (&json!("failed"), &json!(1), &json!([])));
}

#[test]
fn what_a_dead_worker_printed_is_not_printed_again() {
    let project = tenants(&["a", "b", "c", "d"]).asset("c/logo.svg", ABORTS);
    for jobs in ["1", "4"] {
        let run = project.run(&format!("build --jobs {jobs} --format json")).status(1);
        let mut finished = order(&run, "tenant-finished");
        finished.sort();
        assert_eq!(finished, ["a", "b", "c", "d"], "{run}");
        assert_eq!(run.objects("artifact").len(), 3, "{run}");
        assert_eq!(run.objects("build-finished")[0]["failed"], json!(["c"]));
    }
}

/// Every line of a run is an event of the schema.
#[track_caller]
fn check(run: &Run) {
    let schema = std::fs::read(root().join("docs/events.schema.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(run.stdout.lines().count() > 0, "{run}");
    for line in run.stdout.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&event).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}\n{line}");
        // A schema that takes everything says nothing.
        let mut wrong = event.clone();
        wrong["milliseconds"] = json!("soon");
        assert!(!validator.is_valid(&wrong), "{line}");
        let mut wrong = event;
        wrong.as_object_mut().unwrap().remove("format_version");
        assert!(!validator.is_valid(&wrong), "{line}");
    }
}

#[test]
fn every_event_is_of_the_schema() {
    let project = broken(tenants(&["a", "b"]), "b");
    for run in [
        "build",
        "build --unpacked",
        "build --dry-run",
        "check",
        "check --tree",
        "icons --for web",
        "verify",
        "verify --rebuild",
        "verify themes",
        "build --base nowhere",
        "build --themes nowhere",
        "plan --shards 1",
        "plan --only a --shards 1",
        "build --plan plan.json --shard 1/1",
        "merge --plan plan.json dist",
    ] {
        check(&project.run(&format!("{run} --format json")));
    }
    check(&project.base("client.toml", "[client]\n").run("build --format json"));
    let printed = Project::empty().run("schema events").status(0).stdout;
    assert_eq!(printed.trim_end(), include_str!("../../../docs/events.schema.json").trim_end());
}

#[test]
fn a_tenant_without_an_id_has_its_path() {
    let project = tenants(&["a"]).theme("b", "nonsense");
    let run = project.run("check --format json").status(1);
    check(&run);
    let mut all = order(&run, "tenant-finished");
    all.sort();
    assert_eq!(all, ["a", "themes/b"]);
}

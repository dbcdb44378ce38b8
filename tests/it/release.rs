//! A release that several machines build: `rebadge plan`, `build --plan --shard`, `merge`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::project::{ACME, LOGO, Project, Run, root};

/// A project with these tenants, each in a folder of its own that has its id.
fn tenants(ids: &[&str]) -> Project {
    ids.iter().fold(Project::new(), |project, id| {
        let toml = ACME.replace("\"acme\"", &format!("{id:?}"));
        let toml = toml.replace("\"Acme\"", &format!("\"Tenant {id}\""));
        project.theme(id, &toml).asset(&format!("{id}/logo.svg"), LOGO)
    })
}

const FIVE: [&str; 5] = ["a", "b", "c", "d", "e"];

/// A project of five tenants that is planned in so many shards.
fn planned(shards: u32) -> Project {
    let project = tenants(&FIVE);
    project.run(&format!("plan --shards {shards}")).status(0);
    project
}

fn shard(project: &Project, shard: &str) -> Run {
    project.run(&format!("build --plan plan.json --shard {shard}"))
}

/// A release that three shards have built.
fn built() -> Project {
    let project = planned(3);
    for number in ["1/3", "2/3", "3/3"] {
        shard(&project, number).status(0);
    }
    project
}

fn merge(project: &Project) -> Run {
    project.run("merge --plan plan.json")
}

fn json_of(project: &Project, path: &str) -> Value {
    serde_json::from_slice(&project.read(path)).unwrap()
}

/// Changes a JSON file of a project.
fn edit(project: &Project, path: &str, change: impl FnOnce(&mut Value)) {
    let mut value = json_of(project, path);
    change(&mut value);
    std::fs::write(project.path(path), format!("{value:#}\n")).unwrap();
}

/// The shard of each tenant in a plan.
fn shards(project: &Project) -> Vec<u64> {
    let plan = json_of(project, "plan.json");
    let tenants = plan["tenants"].as_array().unwrap().iter();
    tenants.map(|tenant| tenant["shard"].as_u64().unwrap()).collect()
}

/// `tenant/file` → bytes of all packages and manifests in a folder, or in the folders of its shards.
fn packages(project: &Project, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let is_of_tenant = |path: &&String| {
        let parts = path.trim_start_matches(|letter| letter != '/').matches('/').count();
        (path.starts_with("shard.") && parts == 2) || (!path.starts_with("shard.") && parts == 1)
    };
    let files = project.files(folder);
    let files = files.iter().filter(is_of_tenant);
    let pairs = files.map(|path| {
        let mut parts = path.rsplit('/');
        let (file, tenant) = (parts.next().unwrap(), parts.next().unwrap());
        (format!("{tenant}/{file}"), project.read(&format!("{folder}/{path}")))
    });
    pairs.collect()
}

/// The JSON in a file is as its schema says.
#[track_caller]
fn holds(project: &Project, path: &str, schema: &str) {
    let schema = std::fs::read(root().join(format!("docs/{schema}.schema.json"))).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let value = json_of(project, path);
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn shards_make_the_bytes_of_one_run() {
    let project = built();
    project.run("build --out whole").status(0);
    let whole = packages(&project, "whole");
    assert_eq!(whole.len(), 10, "{:?}", whole.keys());
    assert!(packages(&project, "dist") == whole, "the bytes are not the same");
    merge(&project).status(0).stdout("dist/release.json  5 tenants, 5 packages\n");
    holds(&project, "plan.json", "plan");
    holds(&project, "dist/release.json", "release");
    let index = json_of(&project, "dist/release.json");
    let first = &index["packages"][0];
    assert_eq!(first["path"], json!("shard.1-of-3/a/a-web-0.3.0.zip"));
    assert_eq!(first["manifest"]["path"], json!("shard.1-of-3/a/a-web-0.3.0.json"));
    let manifest = json_of(&project, "whole/a/a-web-0.3.0.json");
    assert_eq!(first["sha256"], manifest["package"]["sha256"]);
    assert_eq!(first["key"], manifest["package"]["key"]);
    let lists = index["lists"].as_array().unwrap();
    assert_eq!(lists.len(), 3, "one for each shard");
    assert!(lists.iter().all(|list| list["sha256"] == manifest["base"]["files"]["sha256"]));
}

#[test]
fn a_plan_is_the_same_twice_and_for_any_jobs() {
    let project = planned(3);
    let first = project.read("plan.json");
    project.run("plan --shards 3 --jobs 1 --out again/plan.json").status(0);
    assert!(first == project.read("again/plan.json"));
    assert!(!project.path("dist").exists(), "a plan builds nothing");
}

#[test]
fn the_release_is_the_same_for_any_shards() {
    let release = |shards: u32| {
        let project = planned(shards);
        for number in 1..=shards {
            shard(&project, &format!("{number}/{shards}")).status(0);
        }
        merge(&project).status(0);
        let index = json_of(&project, "dist/release.json");
        let digests: Vec<Value> = index["packages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|package| {
                json!([package["tenant"], package["sha256"], package["manifest"]["sha256"]])
            })
            .collect();
        (index["release"].clone(), digests)
    };
    let one = release(1);
    assert_eq!(one.1.len(), 5);
    // More shards than tenants: two of them have nothing to build.
    assert_eq!(one, release(7));
}

#[test]
fn options_of_a_plan_are_those_of_its_builds() {
    let project = tenants(&["a", "b"]);
    let environment = [("SOURCE_DATE_EPOCH", "1700000000")];
    project.run_with("plan --optimize --shards 2", &environment).status(0);
    shard(&project, "1/2").status(0);
    let other = [("SOURCE_DATE_EPOCH", "1600000000")];
    project.run_with("build --plan plan.json --shard 2/2", &other).status(0);
    merge(&project).status(0);
    project.run_with("build --optimize --out whole", &environment).status(0);
    assert!(packages(&project, "dist") == packages(&project, "whole"));
}

#[test]
fn shards_take_turns_or_about_as_long() {
    let project = planned(2);
    assert_eq!(shards(&project), [1, 2, 1, 2, 1]);
    let time = |id: &str, time: u32| format!("<testcase name=\"{id}\" time=\"{time}.5\"/>");
    let cases = [time("a", 1), time("b", 9), time("c", 3), time("d", 2), time("e", 2)].concat();
    let project = project.file("junit.xml", format!("<testsuite>{cases}</testsuite>"));
    project.run("plan --shards 2 --times junit.xml").status(0);
    assert_eq!(shards(&project), [2, 1, 2, 2, 2]);
    // What a run of our own writes.
    project.run("build --junit own.xml").status(0);
    project.run("plan --shards 5 --times own.xml").status(0);
    let mut all = shards(&project);
    all.sort_unstable();
    assert_eq!(all, [1, 2, 3, 4, 5]);
    let project = project.file("none.xml", "<testsuite/>");
    project.run("plan --times none.xml").status(2).says("no tenant in it has a time");
    project.run("plan --times plan.json").status(2).says("neither JUnit nor lines");
}

#[test]
fn nothing_is_planned_where_a_theme_has_errors() {
    let broken = ACME.replace("#0a66c2", "0a66c2");
    let project = tenants(&["a"]).theme("acme", &broken).asset("acme/logo.svg", LOGO);
    project.run("plan").status(1).says("error[color]").says("no plan was written");
    assert!(!project.path("plan.json").exists());
    project.run("plan --except acme").status(0);
    assert_eq!(shards(&project), [1]);
}

#[test]
fn themes_that_contradict_each_other_are_not_planned() {
    let project = tenants(&["a", "b"]);
    let project = project.theme("b", &ACME.replace("\"acme\"", "\"a\""));
    project.run("plan").status(1).says("duplicate-tenant").says("no plan was written");
}

#[test]
fn a_theme_outside_of_the_folder_is_not_planned() {
    let project = tenants(&["a"]).file("other/x/theme.toml", ACME).file("other/x/logo.svg", LOGO);
    project.run("plan other/x").status(2).says("is not in");
    assert!(!project.path("plan.json").exists());
}

#[test]
fn a_plan_without_its_folder_of_themes() {
    let project = planned(2);
    let run = project.run("build --plan plan.json --shard 1/2 --themes gone").status(2);
    run.says("no folder `gone`");
}

#[test]
fn a_shard_keeps_no_earlier_packages() {
    let project = planned(1);
    shard(&project, "1/1").status(0);
    let toml = String::from_utf8(project.read("themes/c/theme.toml")).unwrap();
    let toml = toml.replace("[tenant]", "[tenant]\nversion = \"0.4.0\"");
    let project = project.theme("c", &toml);
    project.run("plan").status(0);
    let run = shard(&project, "1/1").status(0);
    run.says("removed `dist/shard.1-of-1/c/c-web-0.3.0.zip`: it is of an earlier build");
    merge(&project).status(0);
    project.run("verify").status(0).says("verified 5 packages");
}

#[test]
fn a_theme_that_changed_since_the_plan_is_refused() {
    let project = planned(2);
    let toml = String::from_utf8(project.read("themes/c/theme.toml")).unwrap();
    let project = project.theme("c", &toml.replace("#0a66c2", "#0a66c3"));
    let run = shard(&project, "1/2").status(1);
    let run = run.says("`c` is not as planned: `theme.toml` was changed");
    run.says("built 2 of 3 themes, failed: c");
    assert!(!project.path("dist/shard.1-of-2/c/c-web-0.3.0.zip").exists());
    assert!(project.path("dist/shard.1-of-2/a/a-web-0.3.0.zip").exists());
    shard(&project, "2/2").status(0);
    merge(&project).status(1).says("`c` was not built: it failed in shard 1");
    assert!(!project.path("dist/release.json").exists());
}

#[test]
fn a_package_of_an_older_plan_is_not_taken_for_the_planned_one() {
    let project = planned(1);
    // Files that were changed just now are in no ledger.
    std::thread::sleep(std::time::Duration::from_millis(2500));
    shard(&project, "1/1").status(0);
    shard(&project, "1/1").status(0);
    // A plan that was made elsewhere, of other files.
    edit(&project, "plan.json", |plan| {
        plan["tenants"][2]["inputs"][0]["sha256"] = json!("0".repeat(64));
    });
    shard(&project, "1/1").status(1).says("`c` is not as planned");
}

#[test]
fn a_file_of_a_theme_that_changed_is_named() {
    let project = planned(5);
    let project = project.asset("b/logo.svg", LOGO.replace("24 48", "24 47"));
    shard(&project, "2/5").status(1).says("`b` is not as planned: `logo.svg` was changed");
    std::fs::remove_file(project.path("themes/c/theme.toml")).unwrap();
    shard(&project, "3/5").status(1).says("failed: ");
    let toml = String::from_utf8(project.read("themes/d/theme.toml")).unwrap();
    let project = project.theme("d", &toml.replace("id   = \"d\"", "id   = \"other\""));
    shard(&project, "4/5").status(1).says("`other` is not as planned: shard 4 has no such tenant");
}

#[test]
fn another_base_client_is_refused() {
    let project = planned(2);
    let page = String::from_utf8(project.read("base-client/client.toml")).unwrap();
    let project = project.base("client.toml", format!("{page}\n# other\n"));
    shard(&project, "1/2").status(2).says("was changed since");
    assert!(!project.path("dist/shard.1-of-2/a").exists());
}

#[test]
fn a_plan_says_what_packages_are() {
    let project = tenants(&["a"]);
    project.run("plan --container folder").status(2).says("tar.gz");
    project.run("plan --container tar.gz").status(0);
    shard(&project, "1/1 --container zip").status(2).says("--container");
    shard(&project, "1/1").status(0);
    merge(&project).status(0);
    let index = json_of(&project, "dist/release.json");
    let path = &index["packages"][0]["path"];
    assert_eq!(path, "shard.1-of-1/a/a-web-0.3.0.tar.gz", "{index:#}");
    edit(&project, "plan.json", |plan| plan["container"] = json!("rar"));
    shard(&project, "1/1").status(2).says("its packages are of the kind `rar`");
}

#[test]
fn a_plan_that_does_not_fit_is_refused() {
    let project = planned(2);
    shard(&project, "1/3").status(2).says("it has 2 shards, not 3");
    shard(&project, "3/2").status(2).says("the last shard is `2/2`");
    project.run("build --plan plan.json").status(2).says("--shard");
    project.run("build --shard 1/2").status(2).says("--plan");
    project.run("build --plan plan.json --shard 1/2 --optimize").status(2).says("--optimize");
    edit(&project, "plan.json", |plan| plan["tool"]["version"] = json!("0.0.1"));
    shard(&project, "1/2").status(2).says("rebadge 0.0.1 made it");
    edit(&project, "plan.json", |plan| plan["tenants"][0]["theme"] = json!("../a/theme.toml"));
    shard(&project, "1/2").status(2).says("is not a path in the folder of themes");
    let project = project.file("plan.json", "{");
    shard(&project, "1/2").status(2).says("is no plan of a release");
    assert!(!project.path("dist").exists());
}

#[test]
fn a_shard_that_is_missing() {
    let project = built();
    merge(&project).status(0);
    std::fs::remove_dir_all(project.path("dist/shard.2-of-3")).unwrap();
    let run = merge(&project).status(1).says("error[release]: shard 2 of 3 is missing");
    run.says("no index was written");
    assert!(!project.path("dist/release.json").exists(), "an index of what is not there");
}

#[test]
fn a_shard_that_was_run_twice() {
    let project = built();
    // Again in its place is no second time.
    shard(&project, "2/3").status(0);
    merge(&project).status(0);
    project.run("build --plan plan.json --shard 2/3 --out dist/other").status(0);
    let run = merge(&project).status(1).says("shard 2 of 3 is there more than once");
    run.says("`b` was built more than once");
}

#[test]
fn a_tenant_that_another_shard_builds_now() {
    let project = built();
    assert!(project.path("dist/shard.2-of-3/b").exists());
    project.run("plan --shards 3 --except a").status(0);
    let run = shard(&project, "1/3").status(0);
    run.says("removed `dist/shard.1-of-3/a/a-web-0.3.0.zip`: the shard has no tenant `a`");
    shard(&project, "2/3").status(0);
    shard(&project, "3/3").status(0);
    merge(&project).status(0).stdout("dist/release.json  4 tenants, 4 packages\n");
    let built: Vec<String> = packages(&project, "dist").into_keys().collect();
    assert_eq!(built.len(), 8, "each tenant is in one shard: {built:?}");
    assert!(!project.path("dist/shard.2-of-3/b").exists());
}

#[test]
fn two_shards_with_one_tenant() {
    let project = built();
    let row = json_of(&project, "dist/shard.1-of-3/report.json")["tenants"][0].clone();
    edit(&project, "dist/shard.2-of-3/report.json", |report| {
        report["tenants"].as_array_mut().unwrap().push(row);
    });
    let run = merge(&project).status(1);
    let run = run.says("shard 2 has the tenant `a`, which is planned for shard 1");
    run.says("`a` was built more than once");
}

#[test]
fn a_tenant_that_no_report_has() {
    let project = built();
    edit(&project, "dist/shard.1-of-3/report.json", |report| {
        report["tenants"].as_array_mut().unwrap().remove(0);
    });
    merge(&project).status(1).says("`a` is not in the report of shard 1");
}

#[test]
fn a_shard_of_another_plan() {
    let project = built();
    let toml = String::from_utf8(project.read("themes/c/theme.toml")).unwrap();
    let project = project.theme("c", &toml.replace("#0a66c2", "#0a66c3"));
    project.run("plan --shards 3").status(0);
    shard(&project, "3/3").status(0);
    shard(&project, "1/3").status(0);
    let run = merge(&project).status(1).says("`dist/shard.2-of-3/report.json` is of another plan");
    assert!(!run.stderr.contains("shard.1-of-3"), "{run}");
    shard(&project, "2/3").status(0);
    merge(&project).status(0);
    project.run("plan --shards 2").status(0);
    let run = merge(&project).status(1).says("shard 1 of 2 is missing");
    let run = run.says("`dist/shard.1-of-3` is no shard of this plan, which has 2");
    run.says("remove that folder");
}

#[test]
fn a_package_that_was_changed() {
    let check = |change: fn(&Project), says: &str| {
        let project = built();
        change(&project);
        merge(&project).status(1).says(says);
    };
    const ZIP: &str = "dist/shard.1-of-3/a/a-web-0.3.0.zip";
    const MANIFEST: &str = "dist/shard.1-of-3/a/a-web-0.3.0.json";
    check(
        |project| std::fs::remove_file(project.path(ZIP)).unwrap(),
        "a-web-0.3.0.zip` is not there",
    );
    check(
        |project| std::fs::remove_file(project.path(MANIFEST)).unwrap(),
        "has no manifest beside it",
    );
    check(
        |project| {
            let mut bytes = project.read(ZIP);
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            std::fs::write(project.path(ZIP), bytes).unwrap();
        },
        "is not the package of which its manifest speaks",
    );
    check(
        |project| edit(project, MANIFEST, |manifest| manifest["package"]["key"] = json!("0")),
        "was built from other inputs than planned",
    );
    check(
        |project| {
            edit(project, "dist/shard.1-of-3/report.json", |report| {
                report["tenants"][0]["artifacts"][0]["sha256"] = json!("0");
            });
        },
        "is not the package of which the report speaks",
    );
    fn list(project: &Project) -> std::path::PathBuf {
        let is_list = |path: &String| path.starts_with("shard.1") && path.ends_with(".files.json");
        let name = project.files("dist").into_iter().find(is_list).expect("a list");
        project.path(&format!("dist/{name}"))
    }
    check(|project| std::fs::remove_file(list(project)).unwrap(), "which is not there");
    check(|project| std::fs::write(list(project), "{}").unwrap(), "than the one that is there");
    check(
        |project| {
            std::fs::write(project.path("dist/shard.1-of-3/report.json"), "{").unwrap();
        },
        "is no report of a shard",
    );
}

#[test]
fn artifacts_of_jobs_are_found_in_folders_of_their_own() {
    let project = planned(2);
    for number in 1..=2 {
        let to = format!("artifacts/job-{number}");
        project.run(&format!("build --plan plan.json --shard {number}/2 --out {to}")).status(0);
    }
    project.run("merge --plan plan.json artifacts").status(0);
    let index = json_of(&project, "artifacts/release.json");
    let path = &index["packages"][1]["path"];
    assert_eq!(*path, json!("job-2/shard.2-of-2/b/b-web-0.3.0.zip"));
    let run = project.run("merge --plan plan.json artifacts --out x/release.json").status(2);
    run.says("is not in").says("in a folder that all shards are in: `--out FILE`");
    // The index stands for the packages below it, and for no others.
    project.run("verify artifacts").status(0).says("verified 5 packages");
    project.run("build --only a --out artifacts").status(0);
    let run = project.run("verify artifacts").status(1);
    run.says("`artifacts/a/a-web-0.3.0.zip`: the release's index does not name it");
    let run = project.run("verify artifacts --format json").status(1);
    let named = run.objects("verified");
    let faults: Vec<&Value> = named.iter().map(|one| &one["faults"][0]["kind"]).collect();
    assert_eq!(faults[0], "not-in-release", "{run}");
    assert!(faults[1..].iter().all(|kind| kind.is_null()), "{run}");
    project.run("verify artifacts/release.json").status(0).says("verified 5 packages");
    std::fs::remove_dir_all(project.path("artifacts/a")).unwrap();
    // Of several folders, the one above them.
    std::fs::remove_file(project.path("artifacts/release.json")).unwrap();
    let run = project.run("merge --plan plan.json artifacts/job-1 artifacts/job-2").status(0);
    run.stdout("artifacts/release.json  5 tenants, 5 packages\n");
    for ending in ["zip", "json"] {
        let file = format!("artifacts/job-1/shard.1-of-2/a/a-web-0.3.0.{ending}");
        std::fs::remove_file(project.path(&file)).unwrap();
    }
    let run = project.run("verify artifacts").status(1);
    run.says("a-web-0.3.0.zip`: the package is missing, and its manifest too");
    project.run("merge --plan plan.json artifacts").status(1);
    project.run("build --plan plan.json --shard 1/2 --out artifacts/job-1").status(0);
    project.run("merge --plan plan.json artifacts ./artifacts artifacts/job-1").status(0);
    project.run("merge --plan plan.json themes").status(2).says("no shards in `themes`");
}

#[test]
fn shards_run_at_the_same_time() {
    let project = planned(5);
    let run = |number: u32| {
        let mut command = project.command("rebadge");
        let shard = format!("{number}/5");
        command.args(["build", "--plan", "plan.json", "--shard", &shard, "--jobs", "1"]);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        command.spawn().unwrap()
    };
    let children: Vec<_> = (1..=5).map(run).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    merge(&project).status(0);
}

/// What a system sets for the second of three tasks.
const SYSTEMS: &[(&str, &[(&str, &str)])] = &[
    (
        "SLURM_ARRAY_TASK_ID",
        &[
            ("SLURM_ARRAY_TASK_ID", "1"),
            ("SLURM_ARRAY_TASK_COUNT", "3"),
            ("SLURM_ARRAY_TASK_MIN", "0"),
            ("SLURM_ARRAY_TASK_MAX", "2"),
            ("SLURM_ARRAY_TASK_STEP", "1"),
        ],
    ),
    (
        "SLURM_ARRAY_TASK_ID",
        &[
            ("SLURM_ARRAY_TASK_ID", "2"),
            ("SLURM_ARRAY_TASK_COUNT", "3"),
            ("SLURM_ARRAY_TASK_MIN", "1"),
            ("SLURM_ARRAY_TASK_MAX", "3"),
        ],
    ),
    ("JOB_COMPLETION_INDEX", &[("JOB_COMPLETION_INDEX", "1")]),
    (
        "AWS_BATCH_JOB_ARRAY_INDEX",
        &[("AWS_BATCH_JOB_ARRAY_INDEX", "1"), ("AWS_BATCH_JOB_ARRAY_SIZE", "3")],
    ),
    ("CLOUD_RUN_TASK_INDEX", &[("CLOUD_RUN_TASK_INDEX", "1"), ("CLOUD_RUN_TASK_COUNT", "3")]),
    ("BATCH_TASK_INDEX", &[("BATCH_TASK_INDEX", "1"), ("BATCH_TASK_COUNT", "3")]),
    ("CI_NODE_INDEX", &[("GITLAB_CI", "true"), ("CI_NODE_INDEX", "2"), ("CI_NODE_TOTAL", "3")]),
    ("CIRCLE_NODE_INDEX", &[("CIRCLE_NODE_INDEX", "1"), ("CIRCLE_NODE_TOTAL", "3")]),
    (
        "BUILDKITE_PARALLEL_JOB",
        &[("BUILDKITE_PARALLEL_JOB", "1"), ("BUILDKITE_PARALLEL_JOB_COUNT", "3")],
    ),
    (
        "BITBUCKET_PARALLEL_STEP",
        &[("BITBUCKET_PARALLEL_STEP", "1"), ("BITBUCKET_PARALLEL_STEP_COUNT", "3")],
    ),
    ("SEMAPHORE_JOB_INDEX", &[("SEMAPHORE_JOB_INDEX", "2"), ("SEMAPHORE_JOB_COUNT", "3")]),
    (
        "SYSTEM_JOBPOSITIONINPHASE",
        &[("SYSTEM_JOBPOSITIONINPHASE", "2"), ("SYSTEM_TOTALJOBSINPHASE", "3")],
    ),
];

#[test]
fn systems_number_their_tasks() {
    for (name, variables) in SYSTEMS {
        let project = tenants(&["a", "b", "c"]);
        project.run("plan --shards 3").status(0);
        let run = project.run_with("build --plan plan.json --shard auto", variables);
        run.status(0).says("shard 2 of 3: ").says(name);
        let built = packages(&project, "dist");
        let built: Vec<&str> = built.keys().map(String::as_str).collect();
        assert_eq!(built, ["b/b-web-0.3.0.json", "b/b-web-0.3.0.zip"], "{name}");
    }
}

#[test]
fn what_is_not_certain_is_refused() {
    let project = planned(8);
    let check = |variables: &[(&str, &str)], says: &str| {
        let run = project.run_with("build --plan plan.json --shard auto", variables).status(2);
        run.says(says).says("--shard 1/8");
        assert!(!project.path("dist").exists());
    };
    check(&[], "no variable of a batch or CI system");
    // The failed tasks of an array again: neither the count nor the base can be known.
    check(
        &[
            ("SLURM_ARRAY_TASK_ID", "3"),
            ("SLURM_ARRAY_TASK_COUNT", "2"),
            ("SLURM_ARRAY_TASK_MIN", "3"),
            ("SLURM_ARRAY_TASK_MAX", "7"),
        ],
        "may count from 0 or 1",
    );
    check(&[("CI_NODE_INDEX", "1"), ("CI_NODE_TOTAL", "8")], "`GITLAB_CI` is not");
    check(&[("GITLAB_CI", "true"), ("CI_NODE_TOTAL", "1")], "no variable");
    check(&[("CLOUD_RUN_TASK_INDEX", "0")], "`CLOUD_RUN_TASK_COUNT` is not set");
    check(
        &[("CLOUD_RUN_TASK_INDEX", "0"), ("CLOUD_RUN_TASK_COUNT", "4")],
        "is 4, and the plan has 8 shards",
    );
    check(&[("JOB_COMPLETION_INDEX", "8")], "is 8, and the plan has 8 shards");
    check(&[("JOB_COMPLETION_INDEX", "one")], "is not a number");
    check(
        &[("JOB_COMPLETION_INDEX", "1"), ("BATCH_TASK_INDEX", "2"), ("BATCH_TASK_COUNT", "8")],
        "is 1, counted from 0, but `BATCH_TASK_INDEX` of Google Batch is 2, counted from 0",
    );
}

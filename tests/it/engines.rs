//! The recipes of `docs/scale.md` as batch and CI systems take them: read by a reader of YAML, Kubernetes' checked against its
//! schema, and their commands run with the variables that the system sets. Slurm's is run by a real one: `tests/slurm/run`.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::project::{ACME, LOGO, Project, root, tests_folder};

const SHARDS: u32 = 8;

/// A project of ten tenants.
fn project() -> Project {
    (0..10).fold(Project::new(), |project, number| {
        let id = format!("t{number}");
        let toml = ACME.replace("\"acme\"", &format!("{id:?}"));
        project.theme(&id, &toml).asset(&format!("{id}/logo.svg"), LOGO)
    })
}

/// The indented blocks below a heading of `docs/scale.md`, each without its indent.
fn blocks(heading: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join("docs/scale.md")).unwrap();
    let start = format!("\n### {heading}\n");
    let (_, rest) = text.split_once(&start).unwrap_or_else(|| panic!("no recipe for {heading}"));
    let section = rest.split("\n#").next().unwrap();
    let mut blocks = vec![String::new()];
    for line in section.lines() {
        match line.strip_prefix("    ") {
            Some(code) => *blocks.last_mut().unwrap() += &format!("{code}\n"),
            None if line.is_empty() => {}
            None => blocks.push(String::new()),
        }
    }
    blocks.retain(|block| !block.is_empty());
    assert!(!blocks.is_empty(), "no code for {heading}");
    blocks
}

/// YAML as JSON, read by PyYAML.
fn yaml(text: &str, arguments: &[&str]) -> Value {
    let mut command = Command::new("/usr/bin/python3");
    command.arg(tests_folder().join("tools/recipe.py")).args(arguments);
    command.env("KUBERNETES", root().join("target/test-tools/kubernetes"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("Python starts");
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "is everything there (tests/setup)? {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Runs lines of a shell in a project. Buildkite's agent is there and does nothing.
fn shell(project: &Project, lines: &str, variables: &[(&str, String)]) {
    let bin = project.path("bin");
    std::fs::create_dir_all(&bin).unwrap();
    let agent = bin.join("buildkite-agent");
    std::fs::write(&agent, "#!/bin/sh\n").unwrap();
    std::fs::set_permissions(&agent, PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = project.command("bash");
    let path = command.get_envs().find(|(name, _)| *name == "PATH").unwrap().1.unwrap();
    let path = format!("{}:{}", path.to_str().unwrap(), bin.to_str().unwrap());
    command.args(["-euo", "pipefail", "-c", lines]).env("PATH", path);
    command.env("HOME", project.path("home"));
    let output = command.envs(variables.iter().cloned()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{lines}\n{said}");
}

/// The lines of a script, which is a text or a list.
fn lines(script: &Value) -> String {
    match script {
        Value::String(line) => line.clone(),
        Value::Array(all) => all.iter().map(lines).collect::<Vec<_>>().join("\n"),
        other => panic!("no script: {other}"),
    }
}

/// The release is whole, and its packages are those of one run.
#[track_caller]
fn is_whole(project: &Project) {
    let index: Value = serde_json::from_slice(&project.read("dist/release.json")).unwrap();
    let packages = index["packages"].as_array().unwrap();
    assert_eq!(packages.len(), 10);
    project.run("build --out whole").status(0);
    for package in packages {
        let path = package["path"].as_str().unwrap();
        let (_, name) = path.split_once('/').unwrap();
        assert!(project.read(&format!("dist/{path}")) == project.read(&format!("whole/{name}")));
    }
}

#[test]
fn kubernetes_takes_its_job() {
    let job = yaml(&blocks("Kubernetes")[0], &["kubernetes"]);
    let container = &job["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(job["spec"]["completions"], SHARDS);
    let words: Vec<&str> = container["command"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect();
    let project = project();
    project.run(&format!("plan --shards {SHARDS}")).status(0);
    for index in 0..SHARDS {
        let variables = [("JOB_COMPLETION_INDEX", index.to_string())];
        shell(&project, &words.join(" "), &variables);
    }
    project.run("merge --plan plan.json").status(0);
    is_whole(&project);
}

#[test]
fn a_slip_in_a_job_is_found() {
    let job = blocks("Kubernetes")[0].replace("completionMode", "completionsMode");
    let found = std::panic::catch_unwind(|| yaml(&job, &["kubernetes"]));
    assert!(found.is_err(), "the schema is not asked");
}

#[test]
fn gitlab_runs_its_jobs() {
    let jobs = yaml(&blocks("GitLab")[0], &[]);
    let project = project();
    shell(&project, &lines(&jobs["plan"]["script"]), &[]);
    assert_eq!(jobs["build"]["parallel"], SHARDS);
    for index in 1..=SHARDS {
        let variables = [
            ("GITLAB_CI", "true".to_owned()),
            ("CI_NODE_INDEX", index.to_string()),
            ("CI_NODE_TOTAL", SHARDS.to_string()),
        ];
        shell(&project, &lines(&jobs["build"]["script"]), &variables);
    }
    shell(&project, &lines(&jobs["merge"]["script"]), &[]);
    is_whole(&project);
}

#[test]
fn github_runs_its_steps() {
    let jobs = &yaml(&blocks("GitHub Actions")[0], &[])["jobs"];
    let project = project();
    let run = |job: &str, shard: &str| {
        let steps = jobs[job]["steps"].as_array().unwrap().iter();
        let scripts = steps.filter_map(|step| step["run"].as_str());
        let scripts = scripts.map(|script| script.replace("${{ matrix.shard }}", shard));
        shell(&project, &scripts.collect::<Vec<_>>().join("\n"), &[]);
    };
    run("plan", "");
    let shards = jobs["build"]["strategy"]["matrix"]["shard"].as_array().unwrap();
    assert_eq!(shards.len(), SHARDS as usize);
    shards.iter().for_each(|shard| run("build", &shard.to_string()));
    run("merge", "");
    is_whole(&project);
}

#[test]
fn buildkite_runs_its_steps() {
    let steps = yaml(&blocks("Buildkite")[0], &[]);
    let commands = steps["steps"].as_array().unwrap().iter();
    let commands: Vec<&Value> = commands.filter(|step| !step["command"].is_null()).collect();
    let [plan, build, merge] = commands[..] else { panic!("{steps}") };
    let project = project();
    shell(&project, &lines(&plan["command"]), &[]);
    assert_eq!(build["parallelism"], SHARDS);
    for index in 0..SHARDS {
        let variables = [
            ("BUILDKITE_PARALLEL_JOB", index.to_string()),
            ("BUILDKITE_PARALLEL_JOB_COUNT", SHARDS.to_string()),
        ];
        shell(&project, &lines(&build["command"]), &variables);
    }
    shell(&project, &lines(&merge["command"]), &[]);
    is_whole(&project);
}

#[test]
fn gnu_parallel_runs_its_lines() {
    let project = project();
    shell(&project, &blocks("GNU parallel")[0], &[]);
    is_whole(&project);
    let log = String::from_utf8(project.read("log")).unwrap();
    assert_eq!(log.lines().count(), 1 + SHARDS as usize, "{log}");
    // Nothing has failed, so nothing runs again; then one has.
    let again = "parallel --resume-failed --joblog log rebadge build --plan plan.json --shard {}/8 ::: $(seq 8)";
    std::fs::remove_dir_all(project.path("dist/shard.3-of-8")).unwrap();
    shell(&project, again, &[]);
    assert!(!project.path("dist/shard.3-of-8").exists());
    let failed: Vec<String> = log
        .lines()
        .map(|line| {
            if line.contains("--shard 3/8") {
                let mut fields: Vec<&str> = line.split('\t').collect();
                fields[6] = "3";
                fields.join("\t")
            } else {
                line.to_owned()
            }
        })
        .collect();
    std::fs::write(project.path("log"), failed.join("\n") + "\n").unwrap();
    shell(&project, again, &[]);
    project.run("merge --plan plan.json").status(0);
}

#[test]
fn aws_batch_takes_its_command() {
    let project = project();
    let told = project.path("told");
    let lines = format!(
        "aws() {{ printf '%s\\n' \"$@\" >{}; }}\n{}",
        told.display(),
        blocks("AWS Batch")[0]
    );
    shell(&project, &lines, &[]);
    let told = std::fs::read_to_string(told).unwrap();
    let (_, rest) = told.split_once("--container-overrides\n").unwrap();
    let overrides: Value = serde_json::from_str(rest).unwrap();
    let words: Vec<&str> = overrides["command"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect();
    assert!(told.contains(&format!("size={SHARDS}\n")), "{told}");
    project.run(&format!("plan --shards {SHARDS}")).status(0);
    let own = words.join(" ").replace("/mnt/release", project.path("").to_str().unwrap());
    for index in 0..SHARDS {
        let variables = [
            ("AWS_BATCH_JOB_ARRAY_INDEX", index.to_string()),
            ("AWS_BATCH_JOB_ARRAY_SIZE", SHARDS.to_string()),
        ];
        shell(&project, &own, &variables);
    }
    project.run("merge --plan plan.json").status(0);
    is_whole(&project);
}

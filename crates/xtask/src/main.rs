//! The usual commands of this repository: `cargo xtask NAME`, and `cargo xtask --help` for what there is.
//!
//! Each is a list of programs that run in the root of the repository, one after another; the first that fails ends it.

use std::path::Path;
use std::process::{Command, ExitCode};

use clap::{Arg, ArgMatches};

/// A command: its name, what it does, and the programs that it runs.
struct Task {
    name: &'static str,
    about: &'static str,
    runs: &'static [&'static str],
}

/// Arguments after the task's name go to its last program.
const TASKS: &[Task] = &[
    Task { name: "ci", about: "All checks, as CI runs them", runs: &["tests/run"] },
    Task {
        name: "lint",
        about: "Formatting, lints and documentation",
        runs: &[
            "cargo fmt --all --check",
            "cargo clippy --workspace --all-targets -- -D warnings",
            "env RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps",
        ],
    },
    Task { name: "unit", about: "Unit tests", runs: &["cargo test --workspace --lib"] },
    Task {
        name: "it",
        about: "Tests of the program, of one area if named",
        runs: &["cargo test --test it --"],
    },
    Task {
        name: "bless",
        about: "Take what came as what is expected; look at the diff",
        runs: &["env SNAPSHOTS=overwrite cargo test --test it -- sessions cases notices golden"],
    },
    Task {
        name: "deny",
        about: "Licenses, sources and bans of dependencies (needs cargo-deny)",
        runs: &["cargo deny check licenses bans sources"],
    },
    Task {
        name: "fuzz",
        about: "Fuzz targets: SECONDS for each, then names",
        runs: &["tests/fuzz/run"],
    },
    Task { name: "bench", about: "One benchmark, by its name", runs: &["cargo bench --bench"] },
];

fn main() -> ExitCode {
    let matches = command().get_matches();
    let Some((name, rest)) = matches.subcommand() else { return ExitCode::FAILURE };
    let rest = arguments(rest);
    let task = TASKS.iter().find(|task| task.name == name);
    let is_done = task.is_some_and(|task| {
        let last = task.runs.len() - 1;
        task.runs
            .iter()
            .enumerate()
            .all(|(at, line)| run(line, if at == last { &rest } else { &[] }))
    });
    if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn command() -> clap::Command {
    let rest = Arg::new("rest").num_args(0..).trailing_var_arg(true).allow_hyphen_values(true);
    let task = |task: &Task| clap::Command::new(task.name).about(task.about).arg(rest.clone());
    clap::Command::new("cargo xtask")
        .about("The usual commands of this repository")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(TASKS.iter().map(task))
}

fn arguments(matches: &ArgMatches) -> Vec<String> {
    matches.get_many::<String>("rest").into_iter().flatten().cloned().collect()
}

/// Runs one program in the root of the repository. Its parts are separated by spaces.
fn run(line: &str, rest: &[String]) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut parts = line.split(' ');
    let status = Command::new(parts.next().unwrap_or_default())
        .args(parts)
        .args(rest)
        .current_dir(root)
        .status();
    status.is_ok_and(|status| status.success())
}

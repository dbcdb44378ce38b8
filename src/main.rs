//! The `rebadge` program: parse, run, print the one failure, exit code.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use rebadge::cli::{self, Cli};
use rebadge::cmd::{self, End};
use rebadge::error::Error;
use rebadge::report::Report;
use rebadge::supervise::{self, Place};

fn main() -> ExitCode {
    // A panic is caught, and printed as an error: of the tenant that caused it, or of the run.
    std::panic::set_hook(Box::new(|_| ()));
    let cli = cli::parse();
    let report = Report::new(cli.output);
    match supervise::place(&cli.command) {
        Place::Above => supervise::run(&cli.command, &report).unwrap_or_else(|| run(&cli, &report)),
        Place::Below => run(&cli, &report),
        Place::Trying(files) => {
            supervise::read_files(files);
            ExitCode::SUCCESS
        }
    }
}

fn run(cli: &Cli, report: &Report) -> ExitCode {
    let ended = catch_unwind(AssertUnwindSafe(|| cmd::run(cli, report)));
    match ended.unwrap_or_else(|panic| Err(Error::defect(&*panic))) {
        Ok(End::Clean) => ExitCode::SUCCESS,
        Ok(End::Problems) => ExitCode::from(1),
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            // If this cannot be printed either, the exit code says it.
            let _ = report.error(None, &error);
            ExitCode::from(2)
        }
    }
}

//! The `rebadge` program: parse, run, print the one failure, exit code.

use std::process::ExitCode;

use clap::Parser;
use rebadge::cli::Cli;
use rebadge::cmd::{self, End};
use rebadge::report::Report;

fn main() -> ExitCode {
    // A panic stays with the tenant that caused it and is reported there, as an error of that tenant.
    std::panic::set_hook(Box::new(|_| ()));
    let cli = Cli::parse();
    let report = Report::new(cli.output);
    match cmd::run(&cli, &report) {
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

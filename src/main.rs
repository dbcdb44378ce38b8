//! The `rebadge` program: parse, run, print the one failure, exit code.

use std::env;
use std::process::ExitCode;

use rebadge::cli::{self, Cli};
use rebadge::cmd::{self, End};
use rebadge::error::Error;
use rebadge::interrupt;
use rebadge::limits;
use rebadge::logger;
use rebadge::panics;
use rebadge::places;
use rebadge::report::{self, Report};
use rebadge::supervise;
use rebadge::worker::{self, Kind, Task};

/// Names the log records that go to stderr, as `env_logger` writes it.
const LOG: &str = "REBADGE_LOG";

fn main() -> ExitCode {
    panics::print_uncaught(report::uncaught, worker::end_followed);
    let cli = cli::parse();
    let report = Report::new(cli.output);
    let fit = start_log(&cli).and_then(|()| limits::check());
    if let Err(error) = fit.and_then(|()| places::check(&cli.command)) {
        return fail(&report, &error);
    }
    match worker::task() {
        Some(Task::Run) => run(&cli, &report),
        Some(Task::Read(files)) => {
            worker::read_files(files);
            ExitCode::SUCCESS
        }
        None => match supervise::run(&cli.command) {
            Some(Ok(code)) => ExitCode::from(code),
            Some(Err(error)) => fail(&report, &error),
            None => run(&cli, &report),
        },
    }
}

fn run(cli: &Cli, report: &Report) -> ExitCode {
    if supervise::kind(&cli.command) == Some(Kind::Whole) {
        interrupt::listen();
    }
    // Where it gives no threads, work that is shared by all cores would panic.
    if let Err(error) = rayon::ThreadPoolBuilder::new().build_global() {
        return fail(report, &Error::NoThreads(error.to_string()));
    }
    let ended = panics::caught(|| cmd::run(cli, report));
    match ended.unwrap_or_else(|message| Err(Error::Defect { message })) {
        Ok(end) => ExitCode::from(end.code()),
        Err(Error::Defect { .. }) if interrupt::signal().is_some() => cut_off(),
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => fail(report, &error),
    }
}

/// The exit status of a run that a signal ended before there was anything to report.
fn cut_off() -> ExitCode {
    interrupt::signal().map_or(ExitCode::FAILURE, |signal| ExitCode::from(End::Cut(signal).code()))
}

/// Starts the log that `REBADGE_LOG` or `-vv` asks for.
fn start_log(cli: &Cli) -> Result<(), Error> {
    let wanted = env::var(LOG).ok().filter(|filter| !filter.is_empty());
    let Some(filter) = wanted.or_else(|| cli.output.log_filter().map(str::to_owned)) else {
        return Ok(());
    };
    logger::print(&filter, report::log).map_err(|reason| Error::LogFilter(filter, reason))
}

fn fail(report: &Report, error: &Error) -> ExitCode {
    // If this cannot be printed, the exit code says it.
    let _ = report.error(None, error);
    if error.may_pass() { ExitCode::from(End::Machine.code()) } else { ExitCode::from(2) }
}

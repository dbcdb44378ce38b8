//! The options of verbs that work on many tenants: which of them, how the run goes on, and what is reported.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// Which of the themes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Choice of tenants")]
pub struct Choice {
    /// Only these: ids, or paths in the themes folder; `*` and `?` stand for letters, `**` for folders
    #[arg(long, value_name = "TENANT", value_delimiter = ',')]
    pub only: Vec<String>,
    /// All but these
    #[arg(long, value_name = "TENANT", value_delimiter = ',')]
    pub except: Vec<String>,
    /// Only those that differ from a git revision: in a file of the theme or of one that it extends, or in the base client
    #[arg(long, value_name = "REV")]
    pub changed_since: Option<String>,
}

/// How a run over many tenants goes on.
#[derive(Clone, Debug, Args)]
pub struct Course {
    /// Only those that failed or were skipped in the last run, as its report has it; `check` needs `--report` for that
    #[arg(long, help_heading = "Choice of tenants")]
    pub failed: bool,
    /// Begin no other tenant once one has failed
    #[arg(long)]
    pub fail_fast: bool,
    /// Let a tenant with warnings fail
    #[arg(long)]
    pub deny_warnings: bool,
    /// The report of the run, as JSON [default: report.json in the output folder; `check` writes none]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub report: Option<PathBuf>,
    /// Write a report as JUnit has it, for CI systems
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub junit: Option<PathBuf>,
}

//! The verbs, one file each. Only here is decided what is printed and how a run ends.

mod access;
#[cfg(feature = "book")]
mod book;
mod build;
mod cache;
mod cached;
mod check;
mod choice;
mod chromium;
mod claim;
mod diff;
mod dry_run;
mod explain;
mod gone;
mod icons;
mod inputs;
mod merge;
mod new;
mod one;
mod outcomes;
mod pages;
mod people;
mod plan;
mod planned;
#[cfg(feature = "preview")]
mod preview;
mod released;
mod schema;
mod screenshots;
mod sides;
mod sign;
#[cfg(feature = "tokens")]
mod tokens;
mod tree;
mod verify;
mod why;

#[cfg(feature = "tokens")]
use crate::cli::Tokens;
use crate::cli::{self, Cli, Command, Format};
use crate::error::Error;
use crate::report::Report;

/// The definitions of the program, or of one command under its full name.
fn documented(command: Option<&str>) -> clap::Command {
    let mut all = cli::command();
    all.build();
    let Some(name) = command else { return all };
    let mut one = &all;
    // The name of a command may have hyphens of its own.
    let mut rest = name;
    while !rest.is_empty() {
        let is_next = |inner: &&clap::Command| {
            let rest = rest.strip_prefix(inner.get_name());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        let Some(inner) = one.get_subcommands().find(is_next) else { break };
        rest = rest[inner.get_name().len()..].trim_start_matches('-');
        one = inner;
    }
    one.clone().name(format!("rebadge-{name}"))
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing is wrong.
    Clean,
    /// A theme has errors, a tenant failed, or two sides are not equal.
    Problems,
    /// A tenant failed for a reason of the machine, such as its disk: another try may succeed.
    Machine,
    /// A signal cut the run off; its number.
    Cut(u8),
}

impl End {
    /// The exit status that says so.
    pub fn code(self) -> u8 {
        match self {
            End::Clean => 0,
            End::Problems => 1,
            End::Machine => 3,
            End::Cut(signal) => 128 + signal,
        }
    }
}

/// Does what the command line says.
///
/// # Errors
/// Why the run could not go on.
pub fn run(cli: &Cli, report: &Report) -> Result<End, Error> {
    if cli.output.format == Format::Markdown && !matches!(cli.command, Command::Diff(_)) {
        return Err(Error::NoPage);
    }
    match &cli.command {
        #[cfg(feature = "book")]
        Command::Book(options) => book::run(options, report),
        #[cfg(not(feature = "book"))]
        Command::Book(_) => Err(Error::NoFeature { feature: "book" }),
        Command::Build(options) if options.dry_run => dry_run::run(options, report),
        Command::Build(options) => build::run(options, report),
        Command::Cache { task } => cache::run(task, report),
        Command::Check(options) => check::run(options, report),
        Command::Diff(options) => diff::run(options, report),
        #[cfg(feature = "tokens")]
        Command::Tokens { way: Tokens::Export(options) } => tokens::export(options, report),
        #[cfg(feature = "tokens")]
        Command::Tokens { way: Tokens::Import(options) } => tokens::import(options, report),
        #[cfg(not(feature = "tokens"))]
        Command::Tokens { .. } => Err(Error::NoFeature { feature: "tokens" }),
        Command::Icons(options) => icons::run(options, report),
        Command::Merge(options) => merge::run(options, report),
        Command::Plan(options) => plan::run(options, report),
        Command::Explain(options) => explain::run(options, report),
        #[cfg(feature = "preview")]
        Command::Preview(options) => preview::run(options, report),
        #[cfg(not(feature = "preview"))]
        Command::Preview(_) => Err(Error::NoFeature { feature: "preview" }),
        Command::Screenshots(options) => screenshots::run(options, report),
        Command::Sign(options) => sign::run(options, report),
        Command::Schema(options) => schema::run(options, report),
        Command::New(options) => new::run(options, report),
        Command::Verify(options) => verify::run(options, report),
        Command::Why(options) => why::run(options, report),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut cli::command(), "rebadge", &mut text);
            report.raw(&text).map(|()| End::Clean)
        }
        Command::Man { command } => {
            let mut text = Vec::new();
            clap_mangen::Man::new(documented(command.as_deref())).render(&mut text)?;
            report.raw(&text).map(|()| End::Clean)
        }
    }
}

/// So many of a thing, as people write it: "1 entry", "2 entries", "3 tenants".
fn count(number: usize, one: &str) -> String {
    match (number, one.strip_suffix('y')) {
        (1, _) => format!("1 {one}"),
        (number, Some(stem)) => format!("{number} {stem}ies"),
        (number, None) => format!("{number} {one}s"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(not(all(feature = "book", feature = "preview", feature = "tokens")))]
    fn a_command_without_its_feature_names_it() {
        use clap::Parser;

        use super::*;

        let check = |line: &[&str], expect: &str| {
            let cli = Cli::try_parse_from([&["rebadge"], line].concat()).expect("a command line");
            let end = run(&cli, &Report::new(cli.output)).map_err(|error| error.to_string());
            let expect = format!("this `rebadge` was built without the feature `{expect}`");
            assert_eq!(end, Err(expect), "{line:?}");
        };
        #[cfg(not(feature = "book"))]
        check(&["book", "acme"], "book");
        #[cfg(not(feature = "preview"))]
        check(&["preview"], "preview");
        #[cfg(not(feature = "tokens"))]
        check(&["tokens", "export"], "tokens");
    }
}

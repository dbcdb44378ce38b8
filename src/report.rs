//! All printing. Results go to stdout, everything else to stderr; with `--format json` everything goes to stdout, one
//! object per line. Each message has one form for people and one for machines.

mod ask;
mod github;
mod json;
mod junit;
mod progress;
mod row;

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use serde_json::Value;

use crate::cli::{Color, Format, Output};
use crate::diagnostic::{Diagnostic, Level};
use crate::error::Error;
use crate::human;
use crate::printable::{self, styled};

pub use json::location;
pub use junit::junit;
pub use progress::Progress;
pub use row::{Row, Status};

/// No more diagnostics are printed per tenant: the first ones say enough, and the rest would take minutes.
const MOST: usize = 100;

/// A diagnostic that is of no tenant, as a report has it.
pub fn entry(diagnostic: &Diagnostic) -> Value {
    json::diagnostic(None, diagnostic)
}

/// Prints a record of the log on stderr.
pub fn log(line: &str) {
    // Ignore the error: stderr is gone, so there is nowhere to report it.
    let _ = writeln!(io::stderr(), "{}", printable::line(line));
}

/// Prints a panic that nobody caught, on stderr.
pub fn uncaught(message: &str) {
    let error = Error::Defect { message: message.to_owned() };
    let _ = writeln!(AutoStream::auto(io::stderr()), "{}", human::error(None, &error));
}

/// What the user wants to be printed, and how.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    output: Output,
}

impl Report {
    /// Reports as the command line says.
    pub fn new(output: Output) -> Report {
        let choice = match output.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        choice.write_global();
        Report { output }
    }

    /// Whether it is for machines.
    pub fn is_json(&self) -> bool {
        self.output.format == Format::Json
    }

    /// Whether the result is to be a page.
    pub fn is_markdown(&self) -> bool {
        self.output.format == Format::Markdown
    }

    /// Whether what goes to stdout may have colors.
    pub fn has_color(&self) -> bool {
        AutoStream::choice(&io::stdout()) != ColorChoice::Never
    }

    /// Whether the user wants to hear more.
    pub fn is_verbose(&self) -> bool {
        self.output.verbose > 0
    }

    /// A progress line, where one is wanted: on a terminal, for people.
    pub fn progress(&self, count: usize) -> Progress {
        Progress::new(count, self.has_progress() && count > 1)
    }

    /// A progress line for work that takes seconds even for one tenant.
    pub fn long_progress(&self, count: usize) -> Progress {
        Progress::new(count, self.has_progress())
    }

    /// Whether a progress line may be shown: it would be torn by the lines of a log.
    fn has_progress(&self) -> bool {
        !self.is_json() && !self.output.quiet && self.output.log_filter().is_none()
    }

    /// What is wrong in the files of one tenant, or of the base client where there is none.
    ///
    /// # Errors
    /// [`Error::Print`].
    pub fn diagnostics(&self, tenant: Option<&str>, all: &[Diagnostic]) -> Result<(), Error> {
        self.diagnostics_from(Level::Error, tenant, all)
    }

    /// The same, but diagnostics down to a level are printed with `--quiet` too.
    ///
    /// # Errors
    /// [`Error::Print`].
    pub fn diagnostics_from(
        &self,
        mildest: Level,
        tenant: Option<&str>,
        all: &[Diagnostic],
    ) -> Result<(), Error> {
        let is_wanted = |one: &&Diagnostic| !self.output.quiet || one.code.level() <= mildest;
        let all: Vec<&Diagnostic> = all.iter().filter(is_wanted).collect();
        for diagnostic in all.iter().take(MOST) {
            match self.output.format {
                Format::Human | Format::Markdown => {
                    self.note(&human::diagnostic(diagnostic))?;
                    self.details(diagnostic)?;
                }
                Format::Json => self.json(&json::diagnostic(tenant, diagnostic))?,
                Format::Github => {
                    self.note(&human::diagnostic(diagnostic))?;
                    self.command(&github::diagnostic(diagnostic))?;
                }
            }
        }
        match all.len().saturating_sub(MOST) {
            0 => Ok(()),
            count if self.is_json() => self.json(&json::omitted(tenant, count)),
            count => self.note(&format!("… and {count} more problems\n")),
        }
    }

    /// What else belongs to a diagnostic, for who wants to hear more.
    fn details(&self, diagnostic: &Diagnostic) -> Result<(), Error> {
        let wanted: &[String] = if self.is_verbose() { &diagnostic.details } else { &[] };
        let lines: String =
            wanted.iter().map(|one| format!("   {}\n", printable::line(one))).collect();
        if lines.is_empty() { Ok(()) } else { self.note(&lines) }
    }

    /// Why one tenant, or the run, failed.
    ///
    /// # Errors
    /// [`Error::Print`].
    pub fn error(&self, tenant: Option<&str>, error: &Error) -> Result<(), Error> {
        match self.output.format {
            Format::Human | Format::Markdown => self.note(&human::error(tenant, error)),
            Format::Json => self.json(&json::error(tenant, error)),
            Format::Github => {
                self.note(&human::error(tenant, error))?;
                self.command(&github::error(tenant, error))
            }
        }
    }

    /// A result for people, on stdout: one line, whatever the text holds.
    ///
    /// # Errors
    /// [`Error::Print`].
    pub fn line(&self, text: &str) -> Result<(), Error> {
        self.lines(&printable::line(text))
    }

    /// A result for people of several lines with styles, on stdout; names and values in it were made printable.
    ///
    /// # Errors
    /// [`Error::Print`].
    pub fn lines(&self, text: &str) -> Result<(), Error> {
        if !self.is_json() && !self.output.quiet {
            writeln!(AutoStream::auto(io::stdout()), "{}", styled(text))?;
        }
        Ok(())
    }

    /// What a command prints as its very result, whatever the options.
    ///
    /// # Errors
    /// [`Error::Print`].
    pub fn raw(&self, bytes: &[u8]) -> Result<(), Error> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()?;
        Ok(())
    }

    /// A result for machines.
    ///
    /// # Errors
    /// [`Error::Print`].
    pub fn json(&self, value: &Value) -> Result<(), Error> {
        self.events(std::slice::from_ref(value))
    }

    /// Results for machines that belong together, written as one piece: a process that dies leaves all of them or none.
    ///
    /// # Errors
    /// [`Error::Print`].
    pub fn events(&self, values: &[Value]) -> Result<(), Error> {
        if self.is_json() {
            let lines: String =
                values.iter().map(|value| format!("{}\n", printable::json(value))).collect();
            let mut out = io::stdout().lock();
            out.write_all(lines.as_bytes())?;
            out.flush()?;
        }
        Ok(())
    }

    /// A line for the CI system that runs this.
    fn command(&self, text: &str) -> Result<(), Error> {
        Ok(writeln!(io::stdout().lock(), "{text}")?)
    }

    /// A closing line for people.
    ///
    /// # Errors
    /// [`Error::Print`].
    pub fn summary(&self, text: &str) -> Result<(), Error> {
        if self.is_json() || self.output.quiet { Ok(()) } else { self.note(&printable::line(text)) }
    }

    /// What a user should know of the run itself, and what does not change its result.
    ///
    /// # Errors
    /// [`Error::Print`].
    pub fn warning(&self, text: &str) -> Result<(), Error> {
        self.summary(&format!("warning: {text}"))?;
        self.json(&json::warning(text))
    }

    fn note(&self, text: &str) -> Result<(), Error> {
        if !self.is_json() {
            // Ignore the error: stderr is gone, so there is nowhere to report it.
            let _ = writeln!(AutoStream::auto(io::stderr()), "{text}");
        }
        Ok(())
    }
}

//! How a verb that works on many themes reports them: each tenant's lines as soon as it is done, the summary in the order
//! of their ids.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{End, choice};
use crate::batch::{self, Outcome, Reach};
use crate::cli;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::error::Error;
use crate::inherit::{Library, ThemeFile};
use crate::interrupt;
use crate::package;
use crate::remote;
use crate::report::{self, Progress, Report, Row, Status};
use crate::trail::{self, Told};

/// How a run goes on after a failure, what is one, and where its reports go.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// The mildest level of a diagnostic that fails its tenant.
    pub(super) fails_at: Level,
    after_failure: AfterFailure,
    /// The report of this run, and of the last one.
    report: Option<PathBuf>,
    junit: Option<PathBuf>,
    /// The shard of a plan that the run builds, as its report names it.
    pub(super) shard: Option<Value>,
    /// The folder in which earlier runs may have left packages.
    pub(super) packages: Option<PathBuf>,
}

impl Settings {
    /// As the command line says; the report is in the output folder where no other place is named.
    pub(super) fn new(course: &cli::Course, out: Option<&Path>) -> Settings {
        Settings {
            fails_at: if course.deny_warnings { Level::Warning } else { Level::Error },
            after_failure: if course.fail_fast { AfterFailure::Stop } else { AfterFailure::GoOn },
            report: course.report.clone().or_else(|| Some(out?.join("report.json"))),
            junit: course.junit.clone(),
            shard: None,
            packages: None,
        }
    }

    /// The tenants that were not tried.
    fn skipped<T>(&self, outcomes: &[Outcome<T>]) -> Vec<Row> {
        let skipped = outcomes.iter().filter(|outcome| outcome.reach == Reach::Skipped);
        skipped.map(|outcome| self.row(outcome, Vec::new())).collect()
    }

    /// What came of a tenant, with what earlier runs left of one that was not made.
    fn row<T>(&self, outcome: &Outcome<T>, artifacts: Vec<Value>) -> Row {
        let mut row = Row::new(outcome, artifacts);
        if let (Some(folder), false) = (&self.packages, outcome.is_ok()) {
            row.earlier = package::earlier(folder, &row.tenant);
        }
        row
    }

    /// Writes reports of a run that has not ended, with tenants that are not tried yet: whatever ends it, they do not speak
    /// of an earlier one, and `--failed` makes the rest.
    pub(super) fn begin(&self, verb: Verb, rows: &[Row]) -> Result<(), Error> {
        self.record(verb, None, (rows, &[]))
    }

    /// The same for a run that ended before it knew its tenants, if there are reports of an earlier one.
    pub(super) fn renounce(&self, verb: Verb) -> Result<(), Error> {
        let there = |path: &Option<PathBuf>| -> Result<Option<PathBuf>, Error> {
            match path {
                Some(path) if remote::is_file(path)? => Ok(Some(path.clone())),
                _ => Ok(None),
            }
        };
        let (report, junit) = (there(&self.report)?, there(&self.junit)?);
        Settings { report, junit, ..self.clone() }.begin(verb, &[])
    }

    /// Writes reports of a run whose base client has errors.
    pub(super) fn base_failed(
        &self,
        verb: Verb,
        rows: &[Row],
        problems: &[Diagnostic],
    ) -> Result<(), Error> {
        self.record(verb, Some(End::Problems), (rows, problems))
    }

    fn record(
        &self,
        verb: Verb,
        end: Option<End>,
        (rows, between): (&[Row], &[Diagnostic]),
    ) -> Result<(), Error> {
        let time = Duration::ZERO;
        Record { command: verb.name(), end, time, rows, between }.write(self)
    }

    /// Keeps the themes that were not made in the last run.
    pub(super) fn keep_failed(
        &self,
        themes: &mut Vec<ThemeFile>,
        library: &Library,
    ) -> Result<(), Error> {
        match &self.report {
            Some(report) => choice::keep_failed(themes, library, report),
            None => Err(Error::NotGiven { option: "--report" }),
        }
    }
}

/// What a failed tenant means for those that have not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AfterFailure {
    GoOn,
    Stop,
}

/// Something that was made of a tenant.
pub(super) struct Artifact {
    /// Its lines for people.
    pub(super) lines: Vec<String>,
    /// Its event.
    pub(super) event: Value,
}

/// Prints tenants as they end, one at a time.
pub(super) struct Telling<'a> {
    report: &'a Report,
    verb: Verb,
    settings: Settings,
    began: Instant,
    progress: Progress,
    told: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What is wrong in a parent is wrong in each of its children; people need to read it once.
    problems: BTreeSet<Identity>,
    rows: Vec<Row>,
    /// Why nothing more can be printed. The work goes on all the same.
    broken: Option<Error>,
}

/// What makes two diagnostics the same for a reader.
type Identity = (Option<(PathBuf, usize)>, Code, String);

impl<'a> Telling<'a> {
    /// Nothing reported yet, of so many tenants.
    pub(super) fn new(
        report: &'a Report,
        verb: Verb,
        settings: Settings,
        count: usize,
    ) -> Telling<'a> {
        let (progress, began) = (report.progress(count), Instant::now());
        Telling { report, verb, settings, began, progress, told: Mutex::default() }
    }

    /// Prints a tenant that is done, with what was `made`.
    pub(super) fn tell<T>(
        &self,
        outcome: &Outcome<T>,
        made: impl FnOnce(&str, &T) -> Vec<Artifact>,
    ) -> ControlFlow<()> {
        let artifacts = match &outcome.result {
            Some(Ok(result)) => made(&outcome.id, result),
            _ => Vec::new(),
        };
        let mut state = self.state();
        // A worker process that died may have printed it.
        let is_told = trail::told(&outcome.file) == Some(outcome.is_ok());
        let fresh = self.fresh(&mut state, outcome);
        let events = artifacts.iter().map(|artifact| artifact.event.clone()).collect();
        let row = self.settings.row(outcome, events);
        if state.broken.is_none() && !is_told {
            let print = || self.print(outcome, &fresh, &artifacts, &row);
            state.broken = self.progress.suspend(print).err();
        }
        trail::tell(&outcome.file, if outcome.is_ok() { Told::Made } else { Told::Failed }, &row);
        state.rows.push(row);
        drop(state);
        if outcome.is_failed() {
            self.progress.fail();
        }
        self.progress.step(&outcome.id);
        match self.settings.after_failure {
            AfterFailure::Stop if outcome.is_failed() => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }

    /// Takes the progress line away: no other tenant is worked on.
    pub(super) fn finish_progress(&self) {
        self.progress.finish();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The diagnostics that were not printed yet; for machines all of them.
    fn fresh<T>(&self, state: &mut State, outcome: &Outcome<T>) -> Vec<Diagnostic> {
        let mut problems = outcome.diagnostics.clone();
        problems
            .retain(|problem| self.report.is_json() || state.problems.insert(identity(problem)));
        problems
    }

    fn print<T>(
        &self,
        outcome: &Outcome<T>,
        problems: &[Diagnostic],
        artifacts: &[Artifact],
        row: &Row,
    ) -> Result<(), Error> {
        let report = self.report;
        report.diagnostics_from(self.settings.fails_at, Some(&outcome.id), problems)?;
        if let Some(Err(error)) = &outcome.result {
            report.error(Some(&outcome.id), error)?;
        }
        for path in &row.earlier {
            report.summary(&format!("note: `{}` stays, of an earlier build", path.display()))?;
        }
        let mut lines = artifacts.iter().flat_map(|artifact| &artifact.lines);
        lines.try_for_each(|line| report.line(line))?;
        let events = artifacts.iter().map(|artifact| artifact.event.clone());
        report.events(&events.chain([row.event()]).collect::<Vec<_>>())
    }

    /// Prints what is wrong `between` the tenants, writes the reports, then prints the summary.
    pub(super) fn end<T>(
        self,
        outcomes: &[Outcome<T>],
        between: &[Diagnostic],
    ) -> Result<End, Error> {
        self.progress.finish();
        let State { mut rows, broken, .. } =
            self.told.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (mut skipped, before) = (self.settings.skipped(outcomes), told_before());
        let told: BTreeSet<&PathBuf> = before.iter().map(|row| &row.theme).collect();
        skipped.retain(|row| !told.contains(&row.theme));
        rows.extend(skipped.iter().cloned().chain(before));
        rows.sort_by(|a, b| (&a.tenant, &a.theme).cmp(&(&b.tenant, &b.theme)));
        let totals = Totals::new(&rows, is_of_machine(outcomes), between, self.settings.fails_at);
        let record = Record {
            command: self.verb.name(),
            end: Some(totals.end),
            time: self.began.elapsed(),
            rows: &rows,
            between,
        };
        match record.write(&self.settings) {
            // The disk that failed tenants fails the report too: which of them failed is said all the same.
            Err(error) if totals.end == End::Machine => self.report.error(None, &error)?,
            written => written?,
        }
        if let Some(error) = broken {
            return Err(error);
        }
        skipped.iter().try_for_each(|row| self.report.json(&row.event()))?;
        self.report.diagnostics_from(self.settings.fails_at, None, between)?;
        self.report.summary(&summary(self.verb, &totals))?;
        finished(self.report, self.verb, &totals)?;
        Ok(totals.end)
    }
}

/// Tenants of which none was tried yet.
pub(super) fn untried(themes: &[ThemeFile], library: &Library) -> Vec<Row> {
    let outcomes = batch::not_begun::<()>(themes, library);
    outcomes.iter().map(|outcome| Row::new(outcome, Vec::new())).collect()
}

/// What came of tenants in a run that was cut off, which this process only reports.
fn told_before() -> Vec<Row> {
    let rows = trail::cut().into_iter().flat_map(|cut| &cut.rows);
    rows.filter_map(|row| Row::deserialize(row).ok()).collect()
}

/// Whether a tenant failed for a reason of the machine.
fn is_of_machine<T>(outcomes: &[Outcome<T>]) -> bool {
    outcomes
        .iter()
        .any(|outcome| matches!(&outcome.result, Some(Err(error)) if error.is_of_machine()))
}

/// What a report is made of.
struct Record<'a> {
    command: &'static str,
    /// None as long as the run goes on.
    end: Option<End>,
    time: Duration,
    rows: &'a [Row],
    between: &'a [Diagnostic],
}

impl Record<'_> {
    /// Writes the reports that are asked for. Nobody reads that of a run which only looks for what ends it.
    fn write(&self, settings: &Settings) -> Result<(), Error> {
        if trail::is_trial() {
            return Ok(());
        }
        if let Some(path) = &settings.report {
            let text = format!("{:#}\n", self.json(settings.shard.as_ref()));
            remote::put(path, text.as_bytes())?;
        }
        if let Some(path) = &settings.junit {
            let text = report::junit(self.command, self.rows, self.between, self.time)?;
            remote::put(path, text.as_bytes())?;
        }
        Ok(())
    }

    /// The report, without times: equal runs write equal ones.
    fn json(&self, shard: Option<&Value>) -> Value {
        let mut value = json!({
            "format_version": 1,
            "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
            "command": self.command,
            "success": self.end == Some(End::Clean),
            "exit_status": self.end.map(End::code),
            "tenants": self.rows.iter().map(Row::entry).collect::<Vec<_>>(),
            "between": self.between.iter().map(report::entry).collect::<Vec<_>>(),
        });
        if let Some(shard) = shard {
            value["plan"] = shard.clone();
        }
        value
    }
}

/// Reports every tenant in order, what came out by `made`, then how many and which failed.
pub(super) fn tell<T>(
    report: &Report,
    verb: Verb,
    outcomes: &[Outcome<T>],
    made: impl Fn(&str, &T) -> Result<(), Error>,
) -> Result<End, Error> {
    let (mut told, mut rows) = (BTreeSet::new(), Vec::new());
    for outcome in outcomes {
        let mut problems = outcome.diagnostics.clone();
        problems.retain(|problem| report.is_json() || told.insert(identity(problem)));
        report.diagnostics(Some(&outcome.id), &problems)?;
        match &outcome.result {
            Some(Ok(result)) => made(&outcome.id, result)?,
            Some(Err(error)) => report.error(Some(&outcome.id), error)?,
            None => {}
        }
        rows.push(Row::new(outcome, Vec::new()));
        rows.last().map_or(Ok(()), |row| report.json(&row.event()))?;
    }
    let totals = Totals::new(&rows, is_of_machine(outcomes), &[], Level::Error);
    report.summary(&summary(verb, &totals))?;
    finished(report, verb, &totals)?;
    Ok(totals.end)
}

fn identity(problem: &Diagnostic) -> Identity {
    let place = problem.place.as_ref();
    let place = place.map(|place| (place.source.path.clone(), place.span.start));
    (place, problem.code, problem.message.clone())
}

/// What was done with the themes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    #[cfg_attr(not(feature = "book"), expect(dead_code, reason = "the command is not there"))]
    Book,
    Build,
    Check,
    Diff,
    Icons,
    Plan,
    Schema,
    Screenshots,
    CompareScreenshots,
    Verify,
}

impl Verb {
    fn past(self) -> &'static str {
        match self {
            Verb::Book => "wrote the book of",
            Verb::Build => "built",
            Verb::Check => "checked",
            Verb::Diff => "compared",
            Verb::Icons => "drew the icons of",
            Verb::Plan => "planned",
            Verb::Schema => "described",
            Verb::CompareScreenshots => "compared the screenshots of",
            Verb::Screenshots => "took the screenshots of",
            Verb::Verify => "verified",
        }
    }

    /// The command, as reports name it.
    fn name(self) -> &'static str {
        self.reason().trim_end_matches("-finished")
    }

    fn reason(self) -> &'static str {
        match self {
            Verb::Book => "book-finished",
            Verb::Build => "build-finished",
            Verb::Check => "check-finished",
            Verb::Diff => "diff-finished",
            Verb::Icons => "icons-finished",
            Verb::Plan => "plan-finished",
            Verb::Schema => "schema-finished",
            Verb::Screenshots | Verb::CompareScreenshots => "screenshots-finished",
            Verb::Verify => "verify-finished",
        }
    }
}

/// The last words of a run that a base client with problems ended.
pub(super) fn base_failed(report: &Report, verb: Verb) -> Result<(), Error> {
    report.summary("nothing was done: the base client has errors")?;
    let (failed, skipped) = (Vec::new(), Vec::new());
    let totals = Totals {
        end: End::Problems,
        signal: None,
        themes: 0,
        failed,
        denied: 0,
        skipped,
        unchanged: 0,
        warned: 0,
        between: 0,
    };
    finished(report, verb, &totals)
}

/// What a run came to.
struct Totals<'a> {
    end: End,
    /// What cut it off.
    signal: Option<u8>,
    themes: usize,
    failed: Vec<&'a Row>,
    /// How many of them fail only because warnings are denied.
    denied: usize,
    skipped: Vec<&'a Row>,
    /// How many tenants have nothing but packages that were there already.
    unchanged: usize,
    /// How many were made in spite of warnings.
    warned: usize,
    /// How many problems between the tenants fail the run.
    between: usize,
}

impl<'a> Totals<'a> {
    fn new(
        rows: &'a [Row],
        is_of_machine: bool,
        between: &[Diagnostic],
        fails_at: Level,
    ) -> Totals<'a> {
        let of = |status: Status| rows.iter().filter(move |row| row.status == status).collect();
        let (failed, skipped): (Vec<&Row>, Vec<&Row>) = (of(Status::Failed), of(Status::Skipped));
        let fails = |problem: &&Diagnostic| problem.code.level() <= fails_at;
        let between = between.iter().filter(fails).count();
        let signal = interrupt::signal().or(trail::cut().map(|cut| cut.signal));
        let signal = signal.filter(|_| !skipped.is_empty());
        let end = match signal {
            // Nobody asked for the end: something of the machine did it.
            Some(interrupt::KILL) => End::Machine,
            Some(signal) => End::Cut(signal),
            None if is_of_machine => End::Machine,
            None if failed.is_empty() && between == 0 => End::Clean,
            None if trail::is_starved() => End::Machine,
            None => End::Problems,
        };
        let count = |is: fn(&&Row) -> bool| rows.iter().filter(is).count();
        Totals {
            end,
            signal,
            themes: rows.len(),
            failed,
            denied: count(|row| row.is_denied),
            skipped,
            unchanged: count(|row| row.is_unchanged()),
            warned: count(|row| row.status == Status::Ok && row.count(Level::Warning) > 0),
            between,
        }
    }
}

fn summary(verb: Verb, totals: &Totals<'_>) -> String {
    let Totals { themes: all, failed, denied, skipped, between, .. } = totals;
    let themes = if *all == 1 { "theme" } else { "themes" };
    let past = verb.past();
    let (done, names) = (all - skipped.len(), names(failed).join(", "));
    let mut text = match (failed.len(), verb) {
        (0, _) if skipped.is_empty() => format!("{past} {all} {themes}"),
        (0, _) => format!("{past} {done} of {all} {themes}"),
        (count, Verb::Check | Verb::CompareScreenshots) => {
            let of = if skipped.is_empty() { String::new() } else { format!("{done} of ") };
            let what = if *denied == 0 { "with errors" } else { "failed" };
            format!("{past} {of}{all} {themes}, {count} {what}: {names}")
        }
        (count, _) => format!("{past} {} of {all} {themes}, failed: {names}", done - count),
    };
    if *denied > 0 {
        let only = if *denied == failed.len() { "" } else { &format!("{denied} of them ") };
        text.push_str(&format!("; {only}because warnings are denied"));
    }
    if !skipped.is_empty() {
        text.push_str(&format!("; {} skipped", skipped.len()));
    }
    match between {
        0 => {}
        1 => text.push_str("; 1 error between them"),
        count => text.push_str(&format!("; {count} errors between them")),
    }
    if let Some(signal) = totals.signal {
        text.push_str(&format!("; cut off by {}", interrupt::name(signal)));
    }
    for (count, what) in [(totals.unchanged, "unchanged"), (totals.warned, "with warnings")] {
        if count > 0 {
            text.push_str(&format!("; {count} {what}"));
        }
    }
    text
}

/// The ids of tenants; the themes of those that share one.
fn names(rows: &[&Row]) -> Vec<String> {
    let name = |row: &&Row| {
        let is_shared = rows.iter().filter(|other| other.tenant == row.tenant).count() > 1;
        if is_shared { ThemeFile::at(&row.theme).name() } else { row.tenant.clone() }
    };
    rows.iter().map(name).collect()
}

fn ids<'a>(rows: &[&'a Row]) -> Vec<&'a str> {
    rows.iter().map(|row| row.tenant.as_str()).collect()
}

fn finished(report: &Report, verb: Verb, totals: &Totals<'_>) -> Result<(), Error> {
    report.json(&json!({
        "reason": verb.reason(),
        "format_version": 1,
        "success": totals.end == End::Clean,
        "themes": totals.themes,
        "failed": ids(&totals.failed),
        "skipped": ids(&totals.skipped),
        "signal": totals.signal.map(interrupt::name),
    }))
}

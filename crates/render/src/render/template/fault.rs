//! Turns what Tera reports into faults: one place, one message, one hint.

use crate::render::template::load::Source;
use rebadge_core::diagnostic::nearest;
use std::collections::BTreeMap;
use std::ops::Range;
use tera::{Error, ErrorKind, ReportError};

/// What is wrong with a template of the base client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    /// The name of the template: of an included one, if the fault is there.
    pub template: String,
    /// Where, in bytes of the template's text; `None` if the fault is not at one place.
    pub span: Option<Range<usize>>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// A fault whose template is known from where it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// Begins and divides a problem that travels through Tera as a text.
const MARK: char = '\u{1f}';

impl Problem {
    pub(crate) fn new(span: Range<usize>, message: String) -> Problem {
        Problem { span, message, help: None }
    }

    pub(crate) fn with_help(self, help: String) -> Problem {
        Problem { help: Some(help), ..self }
    }

    /// Adds the nearest of the names that exist, if one is near.
    pub(crate) fn did_you_mean<'a>(
        self,
        name: &str,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Problem {
        Problem { help: did_you_mean(name, names), ..self }
    }

    pub(crate) fn of(self, template: &str) -> TemplateFault {
        TemplateFault {
            template: template.to_owned(),
            span: Some(self.span),
            message: self.message,
            help: self.help,
        }
    }

    /// Tera carries a filter's error as a text only.
    pub(crate) fn encode(&self) -> String {
        let help = self.help.as_deref().unwrap_or_default();
        format!(
            "{MARK}{}{MARK}{}{MARK}{}{MARK}{help}",
            self.span.start, self.span.end, self.message
        )
    }

    fn decode(message: &str) -> Option<Problem> {
        let mut fields = message.strip_prefix(MARK)?.splitn(4, MARK);
        let span = fields.next()?.parse().ok()?..fields.next()?.parse().ok()?;
        let message = fields.next()?.to_owned();
        let help = fields.next().filter(|help| !help.is_empty()).map(str::to_owned);
        Some(Problem { span, message, help })
    }
}

/// The hint with the nearest of the names. A single letter is near to every other one, which says nothing.
pub(crate) fn did_you_mean<'a>(
    name: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let near = nearest(name, names).filter(|_| name.chars().count() > 1);
    near.map(|other| format!("did you mean `{other}`?"))
}

/// What Tera says about the template `name`, as a fault at its place in the text as it was written.
pub(crate) fn from_tera(
    error: &Error,
    name: &str,
    sources: &BTreeMap<String, Source>,
) -> TemplateFault {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            from_report(report, sources)
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            circle(tpl, include_chain, "includes", sources)
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            let chain: Vec<String> =
                std::iter::once(tpl).chain(inheritance_chain).cloned().collect();
            circle(tpl, &chain, "extends", sources)
        }
        ErrorKind::Msg(report) if report.starts_with("error: ") => from_text(report, name, sources),
        _ => TemplateFault {
            template: name.to_owned(),
            span: None,
            message: plain(&source_message(error).unwrap_or_else(|| error.to_string())),
            help: None,
        },
    }
}

/// A report that Tera has already made a text of: `error: …`, then `--> name:line:column`.
fn from_text(report: &str, name: &str, sources: &BTreeMap<String, Source>) -> TemplateFault {
    let place = report.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
    let mut fields = place.unwrap_or_default().rsplitn(3, ':');
    let (column, line) = (fields.next(), fields.next());
    let template = fields.next().unwrap_or(name);
    let span = sources.get(template).and_then(|source| {
        let (line, column): (usize, usize) = (line?.parse().ok()?, column?.parse().ok()?);
        let before: usize =
            source.prepared.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let in_line =
            source.prepared[before..].chars().take(column - 1).map(char::len_utf8).sum::<usize>();
        Some(source.as_written(before + in_line..before + in_line))
    });
    TemplateFault { template: template.to_owned(), span, message: plain(report), help: None }
}

/// What a writer or an escape function said, which Tera keeps as the cause.
fn source_message(error: &Error) -> Option<String> {
    std::error::Error::source(error).map(ToString::to_string)
}

fn from_report(report: &ReportError, sources: &BTreeMap<String, Source>) -> TemplateFault {
    if let Some(problem) = Problem::decode(report.message()) {
        return problem.of(report.filename());
    }
    let source = sources.get(report.filename());
    let span = report.span().range.clone();
    let span = source.map_or(span.clone(), |source| source.as_written(span));
    let (message, help) =
        undefined(report.message()).unwrap_or_else(|| (plain(report.message()), None));
    Problem { span, message, help }.of(report.filename())
}

/// Tera lists all the names that it knows; the nearest one says more.
fn undefined(message: &str) -> Option<(String, Option<String>)> {
    let (said, list) = message.split_once(" is not defined")?;
    let name = said.split('`').nth(1)?;
    let names = list.split_once(": ").map_or("", |(_, names)| names);
    Some((format!("`{name}` is not defined"), did_you_mean(name, names.split(", "))))
}

fn circle(
    name: &str,
    chain: &[String],
    verb: &str,
    sources: &BTreeMap<String, Source>,
) -> TemplateFault {
    let next = chain.get(1).map_or(name, String::as_str);
    let span = sources.get(name).and_then(|source| source.place_of_link(next));
    let message = format!("`{name}` {verb} itself: {}", chain.join(" → "));
    TemplateFault { template: name.to_owned(), span, message, help: None }
}

/// The first line of Tera's text, in the form of our messages.
pub(crate) fn plain(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error: ").unwrap_or(line).trim_end_matches('.');
    let mut chars = line.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

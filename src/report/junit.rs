//! The report of a run as JUnit writes it: a test suite with a test case for each tenant. The form is that of the schema
//! of Jenkins (`jenkins-junit.xsd`), which GitLab, Azure and others read too.

use std::io::{self, Write};
use std::time::Duration;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Row, Status};
use crate::diagnostic::{Diagnostic, Level};
use crate::error::Error;
use crate::human;
use crate::printable::{line, styled};

/// The text of the report.
///
/// # Errors
/// [`Error::Print`]; writing into memory does not fail.
pub fn junit(
    command: &str,
    rows: &[Row],
    between: &[Diagnostic],
    time: Duration,
) -> Result<String, Error> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let is = |status: Status| move |row: &&Row| row.status == status;
    let stopped = |row: &&Row| row.error.is_some() && !row.is_denied;
    let errors = rows.iter().filter(stopped).count();
    let failures = rows.iter().filter(is(Status::Failed)).count() - errors;
    let counts = [
        ("tests", rows.len() + usize::from(!between.is_empty())),
        ("failures", failures + usize::from(fails(between))),
        ("errors", errors),
        ("skipped", rows.iter().filter(is(Status::Skipped)).count()),
    ];
    let counts = counts.map(|(name, count)| (name, count.to_string()));
    let mut suite = writer.create_element("testsuite");
    suite = suite.with_attribute(("name", format!("rebadge {command}").as_str()));
    for (name, count) in &counts {
        suite = suite.with_attribute((*name, count.as_str()));
    }
    suite.with_attribute(("time", seconds(time).as_str())).write_inner_content(|writer| {
        rows.iter().try_for_each(|row| case(writer, command, row))?;
        if between.is_empty() { Ok(()) } else { between_them(writer, command, between) }
    })?;
    let mut text = String::from_utf8(writer.into_inner()).map_err(io::Error::other)?;
    text.push('\n');
    Ok(text)
}

fn seconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64())
}

fn fails(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|problem| problem.code.level() == Level::Error)
}

/// A tenant.
fn case(writer: &mut Writer<impl Write>, command: &str, row: &Row) -> io::Result<()> {
    let theme = text(&row.theme.display().to_string());
    let element = writer
        .create_element("testcase")
        .with_attribute(("classname", format!("rebadge.{command}").as_str()))
        .with_attribute(("name", text(&row.tenant).as_str()))
        .with_attribute(("file", theme.as_str()))
        .with_attribute(("time", seconds(row.time).as_str()));
    let is_failed = row.status == Status::Failed;
    if row.status == Status::Ok && row.diagnostics.is_empty() {
        return element.write_empty().map(drop);
    }
    element.write_inner_content(|writer| match &row.error {
        Some(error) if !row.is_denied => {
            let message = text(error["message"].as_str().unwrap_or_default());
            let error =
                writer.create_element("error").with_attribute(("message", message.as_str()));
            error.write_empty().map(drop)
        }
        _ if row.status == Status::Skipped => {
            writer.create_element("skipped").write_empty().map(drop)
        }
        _ if is_failed => failure(writer, &row.diagnostics),
        _ => output(writer, &row.diagnostics),
    })?;
    Ok(())
}

/// What no single tenant shows, as a test case of its own.
fn between_them(
    writer: &mut Writer<impl Write>,
    command: &str,
    between: &[Diagnostic],
) -> io::Result<()> {
    let element = writer
        .create_element("testcase")
        .with_attribute(("classname", format!("rebadge.{command}").as_str()))
        .with_attribute(("name", "(between tenants)"));
    element.write_inner_content(|writer| {
        if fails(between) { failure(writer, between) } else { output(writer, between) }
    })?;
    Ok(())
}

fn failure(writer: &mut Writer<impl Write>, all: &[Diagnostic]) -> io::Result<()> {
    // The first error; where warnings are denied, there may be none.
    let first = all.iter().min_by_key(|problem| problem.code.level());
    let message = first.map(|first| text(&first.message)).unwrap_or_default();
    let code = first.map(|first| first.code.name()).unwrap_or_default();
    let element = writer.create_element("failure");
    let element =
        element.with_attribute(("message", message.as_str())).with_attribute(("type", code));
    element.write_text_content(BytesText::new(&everything(all))).map(drop)
}

fn output(writer: &mut Writer<impl Write>, all: &[Diagnostic]) -> io::Result<()> {
    let element = writer.create_element("system-out");
    element.write_text_content(BytesText::new(&everything(all))).map(drop)
}

/// All diagnostics as a terminal shows them.
fn everything(all: &[Diagnostic]) -> String {
    let all: Vec<String> = all.iter().take(super::MOST).map(human::plain).collect();
    legal(&styled(&all.join("\n")))
}

/// One line that XML 1.0 can hold.
fn text(raw: &str) -> String {
    legal(&line(raw))
}

/// Text without the two characters that are no control characters, and that XML 1.0 cannot hold all the same (section
/// 2.2).
fn legal(raw: &str) -> String {
    raw.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

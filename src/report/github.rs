//! Diagnostics and errors as annotations of GitHub's runner: it shows them at their lines in a pull request.

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::printable::github;

/// An annotation at the place of a diagnostic.
pub(super) fn diagnostic(diagnostic: &Diagnostic) -> String {
    let mut properties = Vec::new();
    if let Some(place) = &diagnostic.place {
        let source = &place.source;
        let (line, column) = source.line_column(place.span.start);
        let (end_line, end_column) = source.line_column(place.span.end);
        properties.push(("file", source.path.display().to_string()));
        properties.push(("line", line.to_string()));
        properties.push(("endLine", end_line.to_string()));
        // GitHub takes columns only within one line.
        if line == end_line {
            properties.push(("col", column.to_string()));
            properties.push(("endColumn", end_column.to_string()));
        }
    }
    properties.push(("title", diagnostic.code.name().to_owned()));
    let help = diagnostic.help.iter().map(|help| format!("\nhelp: {help}"));
    let message = diagnostic.message.clone() + &help.collect::<String>();
    github::command(diagnostic.code.level().name(), &properties, &message)
}

/// An annotation without a place.
pub(super) fn error(tenant: Option<&str>, error: &Error) -> String {
    let title = tenant.map(|tenant| ("title", tenant.to_owned()));
    let properties: Vec<_> = title.into_iter().collect();
    github::command("error", &properties, &error.to_string())
}

//! Diagnostics and errors for machines. `format_version` counts changes that readers must know of.

use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::human;
use crate::source::Place;

/// A diagnostic with everything that people see, and the same as they see it in `rendered`.
pub(super) fn diagnostic(tenant: Option<&str>, diagnostic: &Diagnostic) -> Value {
    let mut value = json!({
        "reason": "diagnostic",
        "format_version": 1,
        "tenant": tenant,
        "level": diagnostic.code.level().name(),
        "code": diagnostic.code.name(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "related": diagnostic.related.iter().map(related).collect::<Vec<_>>(),
        "rendered": human::plain(diagnostic),
    });
    if !diagnostic.details.is_empty() {
        value["details"] = json!(diagnostic.details);
    }
    if let (Some(place), Value::Object(value)) = (&diagnostic.place, &mut value) {
        value.extend(location(place));
    }
    value
}

fn related((place, text): &(Place, String)) -> Value {
    let mut value = location(place);
    value.insert("text".into(), text.as_str().into());
    value.into()
}

/// File, line, column and span of a place.
pub fn location(place: &Place) -> serde_json::Map<String, Value> {
    let (line, column) = place.source.line_column(place.span.start);
    let pairs: [(&str, Value); 4] = [
        ("file", place.source.path.display().to_string().into()),
        ("line", line.into()),
        ("column", column.into()),
        ("span", json!({ "start": place.span.start, "end": place.span.end })),
    ];
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// How many diagnostics of a tenant are left out.
pub(super) fn omitted(tenant: Option<&str>, count: usize) -> Value {
    json!({
        "reason": "diagnostics-omitted",
        "format_version": 1,
        "tenant": tenant,
        "count": count,
    })
}

/// A warning of the run.
pub(super) fn warning(message: &str) -> Value {
    json!({ "reason": "warning", "format_version": 1, "message": message })
}

/// An error of the run.
pub(super) fn error(tenant: Option<&str>, error: &Error) -> Value {
    json!({
        "reason": "error",
        "format_version": 1,
        "tenant": tenant,
        "message": error.to_string(),
        "help": error.help(),
    })
}

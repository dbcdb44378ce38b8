//! Prints the changes of an import, for people and machines.

use serde_json::{Value, json};

use crate::error::Error;
use crate::report::Report;
use crate::tokens::{Change, Contrast};

/// One line for each change, its columns aligned; for machines one object each.
pub(super) fn tell(report: &Report, changes: &[Change]) -> Result<(), Error> {
    let width = |text: fn(&Change) -> String| {
        changes.iter().map(|change| text(change).chars().count()).max().unwrap_or(0)
    };
    let (key, value) = (width(|change| change.key.name()), width(values));
    for change in changes {
        let contrast = change.contrast.map(shown).unwrap_or_default();
        let line = format!("  {:key$}  {:value$}  {contrast}", change.key.name(), values(change));
        report.line(line.trim_end())?;
        report.json(&object(change))?;
    }
    Ok(())
}

fn values(change: &Change) -> String {
    format!("{} → {}", change.old, change.new)
}

fn shown(contrast: Contrast) -> String {
    let Contrast { text, on, old, new, minimum } = contrast;
    let verdict = if new < minimum { format!(", {minimum}:1 is needed") } else { String::new() };
    format!("{text} on {on} {}:1, was {}:1{verdict}", ratio(new), ratio(old))
}

/// With one decimal, cut and not rounded: 4.47 is not 4.5.
fn ratio(ratio: f64) -> String {
    format!("{:.1}", (ratio * 10.0).floor() / 10.0)
}

fn object(change: &Change) -> Value {
    let (line, column) = change.place.source.line_column(change.place.span.start);
    json!({
        "reason": "change",
        "format_version": 1,
        "key": change.key.name(),
        "old": change.old,
        "new": change.new.to_string(),
        "token": change.token,
        "file": change.place.source.path.display().to_string(),
        "line": line,
        "column": column,
        "contrast": change.contrast.map(|contrast| json!({
            "text": contrast.text.name(),
            "on": contrast.on.name(),
            "old": contrast.old,
            "new": contrast.new,
            "needed": contrast.minimum,
        })),
    })
}

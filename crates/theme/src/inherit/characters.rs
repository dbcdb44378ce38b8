//! Characters that no value of a theme may hold: those that act on a terminal, a log or a reader instead of being read.

use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::{Kind, Node, Table};
use rebadge_core::fields::Findings;
use rebadge_core::printable::{is_unsafe, turns};
use rebadge_core::source::Place;

/// Reports every key and value of a file that has such a character. Line breaks and tabs in values are left to the
/// keys: some take several lines.
pub(super) fn check(table: &Table, findings: &Findings) {
    for entry in &table.entries {
        report("a key", &entry.key, &entry.key_place, findings);
        check_value(&entry.key, &entry.value, findings);
    }
}

fn check_value(key: &str, node: &Node, findings: &Findings) {
    match &node.kind {
        Kind::String(text) => {
            let rest = text.replace(['\n', '\t'], " ");
            report(&format!("`{key}`"), &rest, &node.place, findings);
        }
        Kind::Array(items) => items.iter().for_each(|item| check_value(key, item, findings)),
        Kind::Table(table) => check(table, findings),
        _ => {}
    }
}

fn report(what: &str, text: &str, place: &Place, findings: &Findings) {
    let Some(found) = text.chars().find(|letter| is_unsafe(*letter)) else { return };
    let code = u32::from(found);
    let (kind, help) = if turns(found) {
        (
            "character that overrides the direction of text",
            "remove it; right-to-left scripts need none",
        )
    } else {
        ("control character", "remove it")
    };
    let message = format!("{what} has a {kind}, U+{code:04X}");
    findings.add(Diagnostic::at(Code::Text, place, message).help(help));
}

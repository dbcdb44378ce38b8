//! `--map`: token-to-key mappings, on the command line or in a TOML file of such lines.

use std::path::Path;

use crate::artwork;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{self, Kind, Table};
use crate::source::Source;
use crate::tokens::Mapping;

/// The largest file of mappings, in bytes.
const LIMIT: u64 = 4 << 20;

/// Reads every `--map`.
pub(super) fn mappings(options: &[String], problems: &mut Vec<Diagnostic>) -> Vec<Mapping> {
    let mut mappings = Vec::new();
    for option in options {
        match option.split_once('=') {
            Some((token, key)) => mappings.push(Mapping {
                token: token.trim().to_owned(),
                key: key.trim().to_owned(),
                place: None,
            }),
            None => read(Path::new(option), &mut mappings, problems),
        }
    }
    mappings
}

fn read(path: &Path, mappings: &mut Vec<Mapping>, problems: &mut Vec<Diagnostic>) {
    let text = match artwork::read_text(path, LIMIT, None) {
        Ok(text) => text,
        Err(problem) => {
            let help = "write `--map TOKEN=KEY`, or name a TOML file of such lines";
            return problems.push(problem.help(help));
        }
    };
    let source = Source::new(path, text);
    let (table, errors) = document::parse(&source);
    problems.extend(errors);
    collect(&table, "", mappings, problems);
}

/// Unquoted dots make tables; their names are joined again.
fn collect(
    table: &Table,
    above: &str,
    mappings: &mut Vec<Mapping>,
    problems: &mut Vec<Diagnostic>,
) {
    for entry in &table.entries {
        let token = match above {
            "" => entry.key.clone(),
            above => format!("{above}.{}", entry.key),
        };
        match &entry.value.kind {
            Kind::String(key) => mappings.push(Mapping {
                token,
                key: key.clone(),
                place: Some(entry.value.place.clone()),
            }),
            Kind::Table(table) => collect(table, &token, mappings, problems),
            other => {
                let message = format!("`{token}` takes the name of a key, not {}", other.name());
                let problem = Diagnostic::at(Code::WrongType, &entry.value.place, message);
                problems.push(problem.help("write `\"brand.color\"` or the like"));
            }
        }
    }
}

//! Locks as written: keys that descendants may not set, and why. Contracts and themes use the same form.

use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::{Kind, Node};
use rebadge_core::fields::{Fields, Findings, as_text, wrong_type};
use rebadge_core::pattern::Pattern;
use rebadge_core::source::{Place, Sourced};

/// Keys that those below may not set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Which.
    pub pattern: Pattern,
    /// Where the pattern is written.
    pub place: Place,
    /// Why, if that is said.
    pub reason: Option<String>,
    /// Who locked: a theme's name, or the base client.
    pub by: String,
}

/// Reads `lock`: a list of patterns, and of tables with `keys` and `reason`.
pub fn read(fields: &Fields<'_>, by: &str) -> Vec<Lock> {
    let findings = fields.findings();
    match fields.node("lock") {
        None => Vec::new(),
        Some(Node { kind: Kind::Array(items), .. }) => {
            items.iter().flat_map(|item| locks(item, by, findings)).collect()
        }
        Some(node) => {
            let problem = wrong_type(node, "lock", "a list of keys");
            findings.add(problem.help("write `lock = [\"legal.*\"]`"));
            Vec::new()
        }
    }
}

fn locks(item: &Node, by: &str, findings: &Findings) -> Vec<Lock> {
    let Kind::Table(table) = &item.kind else {
        let text = as_text(item, "lock", findings);
        return text.and_then(|text| lock(&text, None, by, findings)).into_iter().collect();
    };
    let fields = Fields::new(table, "lock", findings);
    let keys = match fields.node("keys") {
        Some(Node { kind: Kind::Array(_), .. }) => fields.texts("keys").unwrap_or_default(),
        Some(_) => fields.text("keys").into_iter().collect(),
        None => {
            fields.missing("keys");
            Vec::new()
        }
    };
    let reason = fields.required_text("reason").map(|text| text.value);
    fields.finish();
    keys.iter().filter_map(|text| lock(text, reason.clone(), by, findings)).collect()
}

fn lock(
    text: &Sourced<String>,
    reason: Option<String>,
    by: &str,
    findings: &Findings,
) -> Option<Lock> {
    let pattern = pattern(text, findings)?.value;
    Some(Lock { pattern, place: text.place()?.clone(), reason, by: by.to_owned() })
}

/// Reads a pattern of keys.
pub fn pattern(text: &Sourced<String>, findings: &Findings) -> Option<Sourced<Pattern>> {
    match Pattern::parse(&text.value) {
        Ok(pattern) => Some(text.clone().map(|_| pattern)),
        Err(error) => {
            let problem = Diagnostic::at(Code::Value, text.place()?, error.to_string());
            findings.add(problem.help(error.help()));
            None
        }
    }
}

impl Lock {
    /// What to say of a key that was set although it is locked.
    pub fn broken(&self, key: &str, place: &Place) -> Diagnostic {
        let why = match &self.reason {
            Some(reason) => format!("locked here: {reason}"),
            None => "locked here".to_owned(),
        };
        Diagnostic::at(Code::Locked, place, format!("`{key}` is locked by {}", self.by))
            .related(&self.place, why)
            .help(format!("remove it; only {} can open the lock", self.by))
    }
}

//! What came of one tenant, as events and reports have it.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{MOST, json as objects};
use crate::batch::{Outcome, Reach};
use crate::diagnostic::{Diagnostic, Level};
use crate::error::Error;

/// What came of one tenant. It can be written down for another process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The tenant's id, or its file's path where it has none.
    pub tenant: String,
    /// The theme's file.
    pub theme: PathBuf,
    /// What it came to.
    pub status: Status,
    /// How long it took.
    pub time: Duration,
    /// What is wrong with the theme, in order.
    #[serde(with = "diagnostics")]
    pub diagnostics: Vec<Diagnostic>,
    /// Why the run could not make it: the event of the error.
    pub error: Option<Value>,
    /// Whether it failed only because warnings are denied.
    pub is_denied: bool,
    /// What was made: the events of the artifacts.
    pub artifacts: Vec<Value>,
    /// The packages of earlier builds that stay because it was not made.
    pub earlier: Vec<PathBuf>,
}

/// What a tenant came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// It was made.
    Ok,
    /// It was tried and not made.
    Failed,
    /// It was not tried, or cut off.
    Skipped,
}

impl Status {
    /// As events name it.
    pub fn name(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Failed => "failed",
            Status::Skipped => "skipped",
        }
    }
}

impl Row {
    /// The row of an outcome.
    pub fn new<T>(outcome: &Outcome<T>, artifacts: Vec<Value>) -> Row {
        let status = match (outcome.reach, outcome.is_ok()) {
            (Reach::Skipped, _) => Status::Skipped,
            (Reach::Done, true) => Status::Ok,
            (Reach::Done, false) => Status::Failed,
        };
        let error = outcome.result.as_ref().and_then(|result| result.as_ref().err());
        Row {
            tenant: outcome.id.clone(),
            theme: outcome.file.clone(),
            status,
            time: outcome.time,
            diagnostics: outcome.diagnostics.clone(),
            error: error.map(|error| objects::error(Some(&outcome.id), error)),
            is_denied: matches!(error, Some(Error::WarningsDenied { .. })),
            artifacts,
            earlier: Vec::new(),
        }
    }

    /// How many diagnostics are of a level.
    pub fn count(&self, level: Level) -> usize {
        self.diagnostics.iter().filter(|problem| problem.code.level() == level).count()
    }

    /// Whether all that it was to be made into was there already.
    pub fn is_unchanged(&self) -> bool {
        let mut artifacts = self.artifacts.iter();
        !self.artifacts.is_empty() && artifacts.all(|artifact| artifact["unchanged"] == true)
    }

    /// The event that ends a tenant.
    pub fn event(&self) -> Value {
        json!({
            "reason": "tenant-finished",
            "format_version": 1,
            "tenant": self.tenant,
            "theme": self.theme.display().to_string(),
            "status": self.status.name(),
            "success": self.status == Status::Ok,
            "milliseconds": milliseconds(self.time),
            "errors": self.count(Level::Error),
            "warnings": self.count(Level::Warning),
            "artifacts": self.artifacts,
            "earlier": self.earlier.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
        })
    }

    /// The entry of a report: the event without its time, so that equal runs write equal reports, with what is wrong.
    pub fn entry(&self) -> Value {
        let mut entry = self.event();
        if let Value::Object(entry) = &mut entry {
            entry.shift_remove("milliseconds");
            let artifacts = entry.get_mut("artifacts").and_then(Value::as_array_mut);
            for artifact in artifacts.into_iter().flatten().filter_map(Value::as_object_mut) {
                // Whether it was made now depends on what was there before.
                artifact.shift_remove("unchanged");
            }
        }
        let told = self.diagnostics.iter().take(MOST);
        entry["diagnostics"] =
            told.map(|problem| objects::diagnostic(Some(&self.tenant), problem)).collect();
        entry["error"] = self.error.clone().unwrap_or_default();
        entry
    }
}

/// A duration as events have it.
fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Diagnostics within a row, without the texts that they point into.
mod diagnostics {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::diagnostic::Diagnostic;
    use crate::kept::Kept;

    pub(super) fn serialize<S: Serializer>(
        all: &[Diagnostic],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        all.iter().map(Kept::new).collect::<Vec<_>>().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Diagnostic>, D::Error> {
        let all = Vec::<Kept>::deserialize(deserializer)?;
        Ok(all.iter().filter_map(Kept::restored_roughly).collect())
    }
}

//! The browser of the verbs that draw with one.

use serde_json::json;

use crate::browser::{self, Browser, Sandbox};
use crate::error::Error;
use crate::report::Report;

/// Finds it, and says so where it runs without a sandbox although nobody asked for that.
pub(super) fn find(no_sandbox: bool, report: &Report) -> Result<Option<Browser>, Error> {
    let browser = browser::find(if no_sandbox { Sandbox::Off } else { Sandbox::On });
    if let Some(note) = browser.as_ref().and_then(Browser::note) {
        report.summary(&format!("warning: {note}"))?;
        report.json(&json!({ "reason": "warning", "format_version": 1, "message": note }))?;
    }
    Ok(browser)
}

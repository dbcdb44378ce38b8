//! What the page does to a theme: edits that are tried in memory, or written into its file. The preview writes nowhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::desk::Desk;
use super::edits::{Edit, Refusal, edited};
use super::load::{absolute, survey};
use super::refresh::{Draft, draft, trial};
use super::show::show;
use rebadge_core::diagnostic::{Diagnostic, Level};
use rebadge_core::fs;

/// Shows the theme as if its file said so; no edits end it.
///
/// # Errors
/// Why the edits cannot be tried; then those before stay.
pub(super) fn attempt(desk: &mut Desk, id: &str, edits: Vec<Edit>) -> Result<(), Refusal> {
    let state = Arc::clone(&desk.state);
    let tenant = state.tenant(id).ok_or(Refusal::NoTenant)?;
    let file = tenant.location.file.clone();
    let made = trial(desk, tenant, &edits)?;
    desk.change().tenant_mut(&file).ok_or(Refusal::NoTenant)?.tried = edits;
    let trials = BTreeMap::from([(file, made)]);
    show(desk, Draft { trials, ..Draft::default() });
    Ok(())
}

/// Writes edits into the theme's file, and shows what comes of it.
///
/// # Errors
/// Why nothing was written.
pub(super) fn write(desk: &mut Desk, id: &str, edits: &[Edit]) -> Result<(), Refusal> {
    let state = Arc::clone(&desk.state);
    let tenant = state.tenant(id).ok_or(Refusal::NoTenant)?;
    let location = &tenant.location;
    let known =
        desk.library.document(location).map_err(|problem| Refusal::Breaks(vec![problem]))?;
    let path = fs::real(&location.file).unwrap_or_else(|| location.file.clone());
    let now = fs::read(&path, 1 << 20).map_err(|error| Refusal::Unfit(error.to_string()))?;
    if now != known.source.text.as_bytes() {
        return Err(Refusal::Overtaken);
    }
    let client = state.client.as_ref().ok_or(Refusal::NoTenant)?;
    let text = edited(&desk.library, location, edits, &client.base)?;
    let library = desk.library.fork();
    library.put(location, text.clone());
    let found = survey(location, desk.with(client, &library)).diagnostics;
    let breaks = new_errors(found, &tenant.found);
    if !breaks.is_empty() {
        return Err(Refusal::Breaks(breaks));
    }
    fs::write(&[(&path, text.as_bytes())]).map_err(|error| Refusal::Unfit(error.to_string()))?;
    if let Some(tenant) = desk.change().tenant_mut(&location.file) {
        tenant.tried.retain(|tried| !edits.iter().any(|edit| edit.key == tried.key));
    }
    let draft = draft(desk, &BTreeSet::from([absolute(&path)]));
    show(desk, draft);
    Ok(())
}

/// The errors that were not there before.
fn new_errors(found: Vec<Diagnostic>, before: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_new = |found: &Diagnostic| {
        let is_known = |old: &Diagnostic| (old.code, &old.message) == (found.code, &found.message);
        found.code.level() == Level::Error && !before.iter().any(is_known)
    };
    found.into_iter().filter(is_new).collect()
}

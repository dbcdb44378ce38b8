//! What a tenant is compared with: another theme, its own at a git revision, or a package.
//!
//! The page may name what lies below the folders that the preview was started with, and nothing else of the disk; an
//! answer does not tell whether anything else is there.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::desk::Desk;
use super::load::{absolute, load};
use super::state::{Against, Shown};
use rebadge_core::diagnostic::{Diagnostic, Level};
use rebadge_core::fs;
use rebadge_core::git;
use rebadge_package::package::{self, Named};
use rebadge_plan::client::{self, Client};
use rebadge_plan::prepare::Gate;
use rebadge_theme::inherit::{Library, ThemeFile};

/// Finds what is named and keeps it with the tenant; none ends the comparison.
///
/// # Errors
/// What keeps it from being shown, in a sentence.
pub(super) fn compare_with(desk: &mut Desk, id: &str, what: Option<&str>) -> Result<(), String> {
    let state = Arc::clone(&desk.state);
    let tenant = state.tenant(id).ok_or("there is no such tenant")?;
    let client = state.client.as_ref().ok_or("the base client has errors")?;
    let location = &tenant.location;
    let against = match what {
        None => None,
        Some(name) => {
            Some(Against { name: name.to_owned(), shown: named(desk, name, location, client)? })
        }
    };
    if let Some(tenant) = desk.change().tenant_mut(&location.file) {
        tenant.against = against;
    }
    Ok(())
}

fn named(
    desk: &Desk,
    name: &str,
    location: &ThemeFile,
    client: &Arc<Client>,
) -> Result<Shown, String> {
    let path = Path::new(name);
    if !may_show(desk, path) {
        return revision(desk, name, location, client);
    }
    // Not in the error's words, which hold paths of this machine.
    let unreadable = |_| format!("`{name}` is not a theme or a package that can be read");
    match package::named(path).map_err(unreadable)? {
        Named::Theme(path) => theme(desk, &ThemeFile::at(&path), client, &desk.library),
        Named::Package(opened) => match opened.faults.first() {
            Some(fault) => Err(format!("`{name}`: {fault}")),
            None => Ok(Shown::Package(Arc::new(Mutex::new(*opened)))),
        },
    }
}

/// Whether a path is there, and is what the preview was started with or lies below it.
fn may_show(desk: &Desk, path: &Path) -> bool {
    let Some(real) = fs::real(path) else { return false };
    desk.places.roots.iter().filter_map(|root| fs::real(root)).any(|root| real.starts_with(root))
}

fn theme(
    desk: &Desk,
    location: &ThemeFile,
    client: &Arc<Client>,
    library: &Library,
) -> Result<Shown, String> {
    let loaded = load(location, desk.with(client, library), Gate::Every, None);
    match loaded.generation {
        Some(generation) => Ok(Shown::Theme(Arc::new(generation))),
        None => Err(said(&location.name(), &loaded.diagnostics)),
    }
}

/// The theme, and the base client if it is in the same repository, as they were at a revision.
fn revision(
    desk: &Desk,
    name: &str,
    location: &ThemeFile,
    client: &Arc<Client>,
) -> Result<Shown, String> {
    let none = |reason| {
        format!(
            "there is no theme or package `{name}` in the folders of this preview, and {reason}"
        )
    };
    // Never a repository inside a theme's folder: its settings come from whoever sent the theme.
    let revision = git::revision(&absolute(&desk.places.themes), name).map_err(none)?;
    let within = |path: &Path| absolute(path).strip_prefix(&revision.top).map(Path::to_owned).ok();
    let file = within(&location.file).ok_or("the theme is not in the repository of the themes")?;
    let roots = [within(&desk.places.themes), within(&location.folder), within(&desk.places.base)];
    let roots: Vec<PathBuf> = roots.into_iter().flatten().collect();
    let scratch = fs::Scratch::new().map_err(|error| error.to_string())?;
    let tree = scratch.path();
    revision.write(&roots, tree)?;
    let at = |path: &Path| tree.join(path);
    let then = within(&desk.places.base)
        .map(|base| at(&base))
        .filter(|base| fs::is_file(&base.join("client.toml")));
    let client = match then {
        None => Arc::clone(client),
        Some(base) => match client::read(&base).map_err(|_| "the base client cannot be read")? {
            Ok(client) => Arc::new(client),
            Err(problems) => return Err(said("the base client", &problems)),
        },
    };
    let themes = within(&desk.places.themes).map_or_else(|| tree.to_owned(), |themes| at(&themes));
    let path = at(&file);
    let path = if location.owns_folder { path.parent().unwrap_or(&path).to_owned() } else { path };
    let location = ThemeFile::at(&path);
    if !fs::exists(&location.file) {
        return Err(format!("the theme was not there at `{name}`"));
    }
    let scratch = format!("{}/", tree.display());
    let shown = theme(desk, &location, &client, &Library::of_demos(&themes));
    shown.map_err(|message| message.replace(&scratch, ""))
}

fn said(name: &str, problems: &[Diagnostic]) -> String {
    let first = problems.iter().find(|problem| problem.code.level() == Level::Error);
    match first {
        Some(problem) => format!("`{name}` has errors: {}", problem.message),
        None => format!("`{name}` is a template for other themes"),
    }
}

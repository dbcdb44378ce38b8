//! What a tenant is compared with: another theme, its own at a git revision, or a package. Apart from the comparison
//! itself, and the only place that runs another program: git.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use super::generation::Generation;
use super::load::{absolute, load};
use super::studio::Studio;
use crate::diagnostic::Diagnostic;
use crate::fs;
use crate::inherit::{Library, ThemeFile};
use crate::package::{self, Named, Opened};
use crate::render::{self, Client};

/// What a tenant is compared with.
#[derive(Clone, Debug)]
pub(super) struct Against {
    /// As it was named.
    pub(super) name: String,
    pub(super) shown: Shown,
}

/// Where the files to compare with come from.
#[derive(Clone, Debug)]
pub(super) enum Shown {
    /// A theme, made as any other.
    Theme(Arc<Generation>),
    /// A package that was built before.
    Package(Arc<Mutex<Opened>>),
}

impl Studio {
    /// Finds what is named and keeps it with the tenant; none ends the comparison.
    ///
    /// # Errors
    /// What keeps it from being shown, in a sentence.
    pub(super) fn compare_with(&self, id: &str, what: Option<&str>) -> Result<(), String> {
        let state = self.read();
        let tenant = state.tenant(id).ok_or("there is no such tenant")?;
        let (location, client) = (tenant.location.clone(), state.client.clone());
        drop(state);
        let client = client.ok_or("the base client has errors")?;
        let against = match what {
            None => None,
            Some(name) => Some(Against {
                name: name.to_owned(),
                shown: self.named(name, &location, &client)?,
            }),
        };
        if let Some(tenant) = self.write().tenants.get_mut(&location.file) {
            tenant.against = against;
        }
        Ok(())
    }

    /// Reads the one theme that is shown, and keeps with it what it is compared with from the beginning.
    ///
    /// # Errors
    /// As [`Studio::compare_with`].
    pub(super) fn set_against(&self, what: &str) -> Result<(), String> {
        while self.read_more() {}
        let id = self.read().tenants.values().next().map(|tenant| tenant.id.clone());
        self.compare_with(&id.unwrap_or_default(), Some(what))
    }

    fn named(
        &self,
        name: &str,
        location: &ThemeFile,
        client: &Arc<Client>,
    ) -> Result<Shown, String> {
        let path = Path::new(name);
        if !ThemeFile::is_named(path) && !fs::exists(path) {
            return self.revision(name, location, client);
        }
        match package::named(path).map_err(|error| error.to_string())? {
            Named::Theme(path) => self.theme(&ThemeFile::at(&path), client, &self.library),
            Named::Package(opened) => match opened.faults.first() {
                Some(fault) => Err(format!("`{name}`: {fault}")),
                None => Ok(Shown::Package(Arc::new(Mutex::new(*opened)))),
            },
        }
    }

    fn theme(
        &self,
        location: &ThemeFile,
        client: &Arc<Client>,
        library: &Library,
    ) -> Result<Shown, String> {
        let loaded = load(location, client, library, None, &self.store);
        match loaded.generation {
            Some(generation) => Ok(Shown::Theme(Arc::new(generation))),
            None => Err(said(&location.name(), &loaded.diagnostics)),
        }
    }

    /// The theme, and the base client if it is in the same repository, as they were at a revision.
    fn revision(
        &self,
        name: &str,
        location: &ThemeFile,
        client: &Arc<Client>,
    ) -> Result<Shown, String> {
        let folder = absolute(&location.folder);
        let top = git(&folder, &["rev-parse", "--show-toplevel"], None)
            .map_err(|_| format!("there is no theme or package `{name}`, and no git repository"))?;
        let top = absolute(Path::new(top.trim_end_matches(['\r', '\n'])));
        let commit = format!("{name}^{{commit}}");
        let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
        let commit = git(&folder, &asked, None)
            .map_err(|_| format!("there is no theme, package or git revision `{name}`"))?;
        let within = |path: &Path| absolute(path).strip_prefix(&top).map(Path::to_owned).ok();
        let file = within(&location.file).ok_or("the theme is not in the repository")?;
        let roots = [within(&self.themes), within(&location.folder), within(&self.base)];
        let roots: Vec<PathBuf> = roots.into_iter().flatten().collect();
        let scratch = fs::Scratch::new().map_err(|error| error.to_string())?;
        let tree = scratch.path();
        check_out(&top, commit.trim(), &roots, tree)?;
        let at = |path: &Path| tree.join(path);
        let then = within(&self.base)
            .map(|base| at(&base))
            .filter(|base| fs::is_file(&base.join("client.toml")));
        let client = match then {
            None => Arc::clone(client),
            Some(base) => match render::client(&base).map_err(|error| error.to_string())? {
                Ok(client) => Arc::new(client),
                Err(problems) => return Err(said("the base client", &problems)),
            },
        };
        let themes = within(&self.themes).map_or_else(|| tree.to_owned(), |themes| at(&themes));
        let path = at(&file);
        let path =
            if location.owns_folder { path.parent().unwrap_or(&path).to_owned() } else { path };
        let location = ThemeFile::at(&path);
        if !fs::exists(&location.file) {
            return Err(format!("the theme was not there at `{name}`"));
        }
        self.theme(&location, &client, &Library::new(&themes))
    }
}

fn said(name: &str, problems: &[Diagnostic]) -> String {
    let first =
        problems.iter().find(|problem| problem.code.level() == crate::diagnostic::Level::Error);
    match first {
        Some(problem) => format!("`{name}` has errors: {}", problem.message),
        None => format!("`{name}` is a template for other themes"),
    }
}

/// Writes the files of a commit below some folders into an empty one. The repository is not touched: the index is one
/// of our own, and links are written as the texts that they are.
fn check_out(top: &Path, commit: &str, roots: &[PathBuf], tree: &Path) -> Result<(), String> {
    let index = tree.join(".rebadge-index");
    git(top, &["read-tree", commit], Some(&index))?;
    let mut list: Vec<&OsStr> = ["ls-files", "-z", "--"].map(OsStr::new).to_vec();
    // A folder's name is a name, whatever git's patterns would make of it.
    let literal = [OsStr::new("--literal-pathspecs")];
    list.extend(
        roots.iter().map(|root| {
            if root.as_os_str().is_empty() { OsStr::new(".") } else { root.as_os_str() }
        }),
    );
    let names = run(top, &[&literal[..], &list].concat(), Some(&index), &[])?;
    let prefix = format!("--prefix={}/", tree.display());
    let out = ["-c", "core.symlinks=false", "checkout-index", "-z", "--stdin", "--force", &prefix];
    run(top, &out.map(OsStr::new), Some(&index), &names).map(drop)
}

fn git(folder: &Path, arguments: &[&str], index: Option<&Path>) -> Result<String, String> {
    let arguments: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
    let bytes = run(folder, &arguments, index, &[])?;
    String::from_utf8(bytes).map_err(|_| "git speaks no UTF-8".to_owned())
}

/// What git prints.
fn run(
    folder: &Path,
    arguments: &[&OsStr],
    index: Option<&Path>,
    input: &[u8],
) -> Result<Vec<u8>, String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if let Some(index) = index {
        command.env("GIT_INDEX_FILE", index);
    }
    let failed = |error: std::io::Error| format!("git cannot be run: {error}");
    let mut child = command.spawn().map_err(failed)?;
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        // Written beside the reading: neither side waits for the other for ever.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    });
    let output = output.map_err(failed)?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(format!("git: {}", String::from_utf8_lossy(&output.stderr).trim())),
    }
}

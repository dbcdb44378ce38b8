//! Headless Chromium: takes screenshots of pages, prints them, and records what they ask for.

mod sandbox;
mod visit;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rebadge_art::color::Scheme;
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Scratch};
use rebadge_core::trail;
use rebadge_core::uri;

pub use self::sandbox::Sandbox;
pub use self::visit::{Visit, host};

/// The names that Chromium and its kin go by.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// How long it may take for one picture; a loaded machine of two cores took 20 seconds.
const PATIENCE: Duration = Duration::from_secs(90);

/// The option that prints.
const PRINT: &str = "--print-to-pdf=";

/// No picture or document is larger, in bytes.
const LIMIT: u64 = 256 << 20;

/// Quiet, without a network of its own, and without a trace on the machine.
const FLAGS: [&str; 14] = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    // It asks its maker's server about the fields of forms, which is no request of the page.
    "--disable-features=AutofillServerCommunication",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--no-default-browser-check",
    "--no-first-run",
];

/// A browser that is there.
#[derive(Debug)]
pub struct Browser {
    program: PathBuf,
    sandbox: Sandbox,
}

/// What is taken a picture of.
#[derive(Clone, Debug)]
pub struct Shot {
    /// The page.
    pub url: String,
    /// Width and height of the window, in CSS pixels.
    pub size: (u32, u32),
    /// How many pixels of the picture each of them has, in a row.
    pub scale: u32,
    /// The scheme that the page is asked for.
    pub scheme: Scheme,
    /// The language that pages are asked for in; none for the machine's.
    pub language: Option<String>,
}

/// Finds the browser: what `$CHROMIUM` names, or else the first of the usual names on the path. It runs with its sandbox
/// if that is wanted and the system has one.
pub fn find(wanted: Sandbox) -> Option<Browser> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&folders).collect();
    let on_path =
        |name: &Path| folders.iter().map(|folder| folder.join(name)).find(|file| fs::is_file(file));
    let program = match std::env::var_os("CHROMIUM").filter(|named| !named.is_empty()) {
        // A name alone is looked for on the path, as a shell does.
        Some(named) => Some(PathBuf::from(&named))
            .filter(|file| fs::is_file(file))
            .or_else(|| on_path(Path::new(&named))),
        None => NAMES.iter().find_map(|name| on_path(Path::new(name))),
    };
    let sandbox = if wanted == Sandbox::On { Sandbox::of_system() } else { wanted };
    program.map(|program| Browser { program, sandbox })
}

impl Browser {
    /// What to tell the user if it runs without a sandbox that was wanted.
    pub fn note(&self) -> Option<String> {
        let program = self.program.display();
        (self.sandbox == Sandbox::Impossible).then(|| {
            format!("`{program}` runs without its sandbox: it has none for root in a container")
        })
    }

    /// A picture of what the window shows, as a PNG.
    ///
    /// # Errors
    /// [`Error::Drawing`].
    pub fn picture(&self, shot: &Shot) -> Result<Vec<u8>, Error> {
        let scheme = match shot.scheme {
            Scheme::Dark => 0,
            Scheme::Light => 1,
        };
        let (width, height) = shot.size;
        let mut options = vec![
            format!("--window-size={width},{height}"),
            format!("--blink-settings=preferredColorScheme={scheme}"),
            format!("--force-device-scale-factor={}", shot.scale),
            // Time runs ahead while nothing is loaded, so that what moves has come to rest.
            "--virtual-time-budget=8000".to_owned(),
        ];
        for option in ["--lang", "--accept-lang"] {
            options.extend(shot.language.iter().map(|language| format!("{option}={language}")));
        }
        self.run(&options, "--screenshot=", &shot.url)
    }

    /// A page of the disk as a PDF, on paper of the size that its style says.
    ///
    /// # Errors
    /// [`Error::Drawing`].
    pub fn pdf(&self, page: &Path) -> Result<Vec<u8>, Error> {
        self.run(&["--no-pdf-header-footer".to_owned()], PRINT, &uri::of_file(page))
    }

    /// Runs the browser for one file that it writes.
    fn run(&self, options: &[String], output: &str, url: &str) -> Result<Vec<u8>, Error> {
        let scratch = Scratch::new()?;
        // The format of a picture follows from the ending of its name.
        let made = if output == PRINT { "made.pdf" } else { "made.png" };
        let file = scratch.path().join(made);
        let mut command = self.command(&scratch);
        command.args(options).arg(joined(output, &file)).arg(url);
        self.wait(command)?;
        match fs::is_file(&file) {
            true => fs::read(&file, LIMIT),
            // Its own words are for its makers, and a missing sandbox is the usual cause.
            false if self.sandbox == Sandbox::On && sandbox::is_root() => {
                Err(self.failed("it has no sandbox for root, add `--no-sandbox` to run it without"))
            }
            false if self.sandbox == Sandbox::On => {
                let reason =
                    "it made nothing; if this system has no sandbox for it, add `--no-sandbox`";
                Err(self.failed(reason))
            }
            false => Err(self.failed("it made nothing")),
        }
    }

    /// The browser with a profile of its own in a folder.
    fn command(&self, scratch: &Scratch) -> Command {
        let mut command = Command::new(&self.program);
        command.args(FLAGS);
        command.args((self.sandbox != Sandbox::On).then_some("--no-sandbox"));
        command.arg(joined("--user-data-dir=", &scratch.path().join("profile")));
        // What time a page says is not to differ with the place.
        command.env("TZ", "UTC");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Waits until it ends, and ends it when that takes too long.
    fn wait(&self, mut command: Command) -> Result<(), Error> {
        let start = Instant::now();
        log::debug!("starting {command:?}");
        let mut child = command.spawn().map_err(|error| self.failed(&error.to_string()))?;
        while start.elapsed() < PATIENCE {
            trail::pulse();
            match child.try_wait() {
                Ok(None) => sleep(Duration::from_millis(15)),
                Ok(Some(_)) => return Ok(()),
                Err(error) => return Err(self.failed(&error.to_string())),
            }
        }
        // It may have ended on its own just now; then there is nothing to end.
        let _ = child.kill();
        let _ = child.wait();
        Err(self.failed(&format!("it took longer than {} seconds", PATIENCE.as_secs())))
    }

    fn failed(&self, reason: &str) -> Error {
        Error::Drawing { program: self.program.clone(), reason: reason.to_owned() }
    }
}

fn joined(option: &str, path: &Path) -> OsString {
    let mut text = OsString::from(option);
    text.push(path);
    text
}

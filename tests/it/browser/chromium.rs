//! Starts and stops headless Chromium.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long a browser may take to say where it listens; a loaded machine of two cores took six seconds.
const START: Duration = Duration::from_secs(60);

/// Quiet, without a network of its own, and without a trace on the machine.
const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    // The host of the tests' own issuer, as themes write hosts: by a name.
    "--host-resolver-rules=MAP id.acme.test 127.0.0.1",
    "--lang=en-US",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--remote-debugging-port=0",
];

/// A running Chromium, its profile, and the address of its debugger. It ends with this value.
pub(crate) struct Chromium {
    child: Child,
    profile: TempDir,
    /// Where the debugger listens, on the loopback address.
    pub(crate) port: u16,
    /// The path of the debugger's web socket.
    pub(crate) path: String,
}

/// Starts Chromium with an empty profile and waits until its debugger listens; `more` are flags besides the usual ones.
pub(crate) fn launch(more: &[String]) -> Chromium {
    let profile = tempfile::Builder::new().prefix("rebadge-chromium-").tempdir().unwrap();
    let log = File::create(profile.path().join("stderr.log")).unwrap();
    let mut user_data = std::ffi::OsString::from("--user-data-dir=");
    user_data.push(profile.path());
    let child = Command::new(program())
        .args(FLAGS)
        .args(more)
        .arg(user_data)
        .arg("about:blank")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("Chromium starts");
    let mut chromium = Chromium { child, profile, port: 0, path: String::new() };
    (chromium.port, chromium.path) = chromium.wait_for_port();
    chromium
}

impl Chromium {
    /// Chromium writes the port that it chose, and the path of the socket, into its profile.
    fn wait_for_port(&mut self) -> (u16, String) {
        let file = self.profile.path().join("DevToolsActivePort");
        let start = Instant::now();
        while start.elapsed() < START {
            if let Ok(Some(status)) = self.child.try_wait() {
                panic!("Chromium ended at once with {status}:\n{}", self.log());
            }
            let text = fs::read_to_string(&file).unwrap_or_default();
            if let Some((port, path)) = text.trim_end().split_once('\n') {
                return (port.parse().expect("a port"), path.to_owned());
            }
            sleep(Duration::from_millis(20));
        }
        panic!("Chromium opened no debugger within {START:?}:\n{}", self.log());
    }

    /// What Chromium wrote to stderr.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.profile.path().join("stderr.log")).unwrap_or_default()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It may have ended on its own; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Its own children end a moment later, and write into the profile until then.
        let gone =
            || fs::remove_dir_all(self.profile.path()).is_ok() || !self.profile.path().exists();
        let _ = (0..100).any(|_| gone() || (sleep(Duration::from_millis(20)), false).1);
    }
}

/// `$CHROMIUM`, or the first of the usual names on the path.
pub(crate) fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return named.into();
    }
    let names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let found = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    found.into_iter().find(|file| file.is_file()).unwrap_or_else(|| {
        panic!(
            "no Chromium on this machine: `tests/setup` installs it, or set CHROMIUM to its program"
        )
    })
}

//! Starts and stops headless Chromium.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

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

/// Runs a program with what follows the folder of its profile. When its input ends, also because the tests were killed, the
/// program is killed and its profile removed; its own children end a moment later, and write into it until then.
const WRAPPER: &str = "exec 3<&0; profile=$1; shift; \"$@\" 3<&- & program=$!
{
    read -r _ <&3
    kill -9 $program 2>/dev/null
    for _ in 1 2 3 4 5 6; do rm -rf \"$profile\" 2>/dev/null; sleep 0.3; done
} >/dev/null 2>&1 &
exec 3<&-
wait $program";

/// A running Chromium, its profile, and the address of its debugger. It ends with this value, or with the tests.
pub(crate) struct Chromium {
    wrapper: Child,
    profile: PathBuf,
    /// Where the debugger listens, on the loopback address.
    pub(crate) port: u16,
    /// The path of the debugger's web socket.
    pub(crate) path: String,
}

/// Starts Chromium with an empty profile and waits until its debugger listens; `more` are flags besides the usual ones.
pub(crate) fn launch(more: &[String]) -> Chromium {
    let profile = tempfile::Builder::new().prefix("rebadge-chromium-").tempdir().unwrap().keep();
    let log = File::create(profile.join("stderr.log")).unwrap();
    let mut user_data = OsString::from("--user-data-dir=");
    user_data.push(&profile);
    let wrapper = Command::new("sh")
        .args(["-c", WRAPPER, "sh"])
        .arg(&profile)
        .arg(program())
        .args(FLAGS)
        .args(more)
        .arg(user_data)
        .arg("about:blank")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("a shell starts");
    let mut chromium = Chromium { wrapper, profile, port: 0, path: String::new() };
    (chromium.port, chromium.path) = chromium.wait_for_port();
    chromium
}

impl Chromium {
    /// Chromium writes the port that it chose, and the path of the socket, into its profile.
    fn wait_for_port(&mut self) -> (u16, String) {
        let file = self.profile.join("DevToolsActivePort");
        let start = Instant::now();
        while start.elapsed() < START {
            if let Ok(Some(status)) = self.wrapper.try_wait() {
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
        fs::read_to_string(self.profile.join("stderr.log")).unwrap_or_default()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        drop(self.wrapper.stdin.take());
        // It ends since its input did; one that ended on its own is gone already.
        let _ = self.wrapper.wait();
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

//! A release day: every mark of simple-icons as a tenant, built cold, again with nothing changed, with one color changed,
//! with one file of the base client changed; the memory of few tenants and of many; and what a copy of the packages costs.
//!
//! `tests/setup && cargo bench --bench release -- [TENANTS] [BASE…]`: 1,000 tenants unless a number says otherwise, on
//! `workbench` and `home-assistant` (`pip download` gets the latter), or on those that are named. The themes are made by
//! `rebadge new` and kept in `target/release-themes` for the next time. Each row is a run of its own process.

#[path = "../icons/measure.rs"]
mod measure;
#[path = "../marks/sources.rs"]
mod sources;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use measure::Cost;
use sources::Logo;

/// The program that is measured.
const REBADGE: &str = env!("CARGO_BIN_EXE_rebadge");
/// The base clients.
const BASES: [&str; 2] = ["workbench", "home-assistant"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    if arguments.first().is_some_and(|first| first == "measure") {
        let cost = measure::measure(&arguments[1..]);
        return writeln!(std::io::stdout(), "{cost}").expect("stdout");
    }
    let tenants = arguments.iter().find_map(|one| one.parse().ok()).unwrap_or(1000);
    let named: Vec<&str> =
        BASES.into_iter().filter(|base| arguments.iter().any(|one| one == base)).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let [_, (_, mut marks)] = sources::all(root);
    marks.truncate(tenants);
    let themes = root.join("target/release-themes");
    make(&marks, &themes);
    for base in if named.is_empty() { BASES.to_vec() } else { named } {
        let day = Day::new(base, &themes, &marks, root);
        day.run();
    }
}

/// Makes the themes that are not there yet.
fn make(marks: &[Logo], themes: &Path) {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(mark) = marks.get(next.fetch_add(1, Ordering::Relaxed)) {
            let id = format!("t-{}", mark.id);
            if themes.join(&id).join("theme.toml").exists() {
                continue;
            }
            let folder = tempfile::tempdir().expect("a folder");
            let logo = folder.path().join("logo.svg");
            fs::write(&logo, &mark.svg).expect("the logo");
            let mut command = Command::new(REBADGE);
            command.args(["new", &id, "--name", &mark.name, "--keep-colors", "--logo"]);
            command.arg(&logo).arg("--themes").arg(themes).stdin(Stdio::null());
            let output = command.output().expect("rebadge starts");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
}

/// A folder for the day: themes, the base client, packages, a cache.
struct Day {
    folder: tempfile::TempDir,
    base: &'static str,
    tenants: usize,
    first: String,
}

impl Day {
    fn new(base: &'static str, themes: &Path, marks: &[Logo], root: &Path) -> Day {
        let folder = tempfile::tempdir_in(root.join("target")).expect("a folder");
        for mark in marks {
            let id = format!("t-{}", mark.id);
            copy(&themes.join(&id), &folder.path().join("themes").join(&id));
        }
        copy(&base_client(base, root), &folder.path().join("base-client"));
        let first = format!("t-{}", marks[0].id);
        let day = Day { folder, base, tenants: marks.len(), first };
        // What was changed within the last seconds is read again.
        std::thread::sleep(std::time::Duration::from_secs(3));
        day
    }

    fn run(&self) {
        let all = "rebadge build --quiet --cache cache";
        let title = format!("{} tenants on {}", self.tenants, self.base);
        say(&format!("\n{title}\n{:42} {:>8} {:>8} {:>8}", "", "cpu s", "wall s", "MB"));
        let few = (self.tenants / 10).max(1);
        let some = self.first_ids(few);
        self.row(
            &format!("{few} of them, without a cache"),
            &format!("rebadge build --quiet --no-cache --out few --only {some}"),
        );
        self.row("all, without a cache", "rebadge build --quiet --no-cache --out none");
        self.row("all, cold", all);
        std::thread::sleep(std::time::Duration::from_secs(3));
        self.row("again (fills the ledger)", all);
        self.row("again, nothing changed", all);
        self.recolor();
        self.row("one color changed", all);
        let web = self.path("base-client");
        let page = first_file(&web);
        let mut bytes = fs::read(&page).expect("a file of the base client");
        bytes.extend(b"\n");
        fs::write(&page, bytes).expect("a file of the base client");
        self.row("one file of the base client changed", all);
        self.row(
            "all, cold, into folders",
            "rebadge build --quiet --no-cache --unpacked --out folders",
        );
        self.row("cp of all packages", "cp -r dist copied");
        self.row(
            "one more tenant, base client in the cache",
            &format!("rebadge build --quiet --cache cache --out one --only {}", self.first),
        );
        self.row("cp of its package", "cp -r one one-copied");
    }

    fn row(&self, what: &str, command: &str) -> Cost {
        let words: Vec<String> = command
            .split(' ')
            .map(|word| match word {
                "rebadge" => REBADGE.to_owned(),
                word => word.to_owned(),
            })
            .collect();
        let cost =
            measure::run(&words, self.folder.path(), &[]).unwrap_or_else(|why| panic!("{why}"));
        let Cost { cpu, wall, memory } = cost;
        say(&format!("{what:42} {cpu:8.2} {wall:8.2} {:8.0}", memory as f64 / 1e6));
        cost
    }

    fn first_ids(&self, count: usize) -> String {
        let entries = fs::read_dir(self.path("themes")).expect("themes").flatten();
        let mut ids: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        ids.sort();
        ids.truncate(count);
        ids.join(",")
    }

    /// Gives the first tenant another brand color.
    fn recolor(&self) {
        let file = self.path("themes").join(&self.first).join("theme.toml");
        let text = fs::read_to_string(&file).expect("a theme");
        let line = text.lines().find(|line| line.starts_with("color")).expect("a brand color");
        let other = "color = \"#1a5fb4\"";
        fs::write(&file, text.replacen(line, other, 1)).expect("a theme");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// The folder of a base client.
fn base_client(name: &str, root: &Path) -> PathBuf {
    if name == "workbench" {
        return root.join("base-client");
    }
    let folder = root.join("target/test-tools").join(name);
    if !folder.join("web").exists() {
        let script = format!(
            "set -e; rm -rf '{0}'; mkdir -p '{0}'; cd '{0}'; pip download -q --no-deps home-assistant-frontend==20250109.2; \
             python3 -m zipfile -e *.whl . ; mv hass_frontend web; rm -rf *.whl *.dist-info",
            folder.display()
        );
        let status = Command::new("sh").args(["-c", &script]).status().expect("a shell");
        assert!(status.success(), "the base client cannot be downloaded");
    }
    let contract = root.join("benches/release").join(format!("{name}.toml"));
    fs::copy(contract, folder.join("client.toml")).expect("a contract");
    folder
}

/// The first file of a base client that no theme changes.
fn first_file(base: &Path) -> PathBuf {
    let files = walkdir::WalkDir::new(base).sort_by_file_name().into_iter().flatten();
    let mut files =
        files.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    files.find(|path| path.extension().is_some_and(|ending| ending == "js")).expect("a script")
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().flatten() {
        let target = to.join(entry.path().strip_prefix(from).expect("a path below"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("a folder");
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").expect("stdout");
}

//! A release day: every mark of simple-icons as a tenant, built cold, again with nothing changed, with one color changed,
//! with one file of the base client changed; how time and memory grow with tenants and with files of the base client; and
//! what the same costs by `cp`, and by the script that people write.
//!
//! `tests/setup large && cargo bench --bench release -- [TENANTS] [BASE…]`: 1,000 tenants unless a number says otherwise, on
//! `workbench` and `home-assistant`, or on those that are named. The themes are made by `rebadge new` and kept in
//! `target/release-themes` for the next time. Each row is a run of its own process. The script needs `rsvg-convert` and `zip`.

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
/// How many tenants are built to know what a further one costs.
const FURTHER: usize = 10;
/// How many files are added to a base client to know what one costs.
const FILES: usize = 10_000;
/// The tenants that the script makes.
const SCRIPTED: usize = 20;
/// The sides of the icons that the script makes.
const SIDES: [u32; 10] = [16, 32, 48, 96, 144, 152, 180, 192, 384, 512];
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
    fs::create_dir_all(themes).expect("a folder for themes");
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
        for some in [self.tenants / 10, self.tenants * 3 / 10].map(|some| some.max(1)) {
            let only = self.first_ids(some);
            let command = format!("rebadge build --quiet --no-cache --out some --only {only}");
            self.row(&format!("{some} of them, without a cache"), &command);
            self.remove("some");
        }
        let ours = self.row("all, without a cache", "rebadge build --quiet --no-cache --out none");
        self.remove("none");
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
        self.remove("folders");
        self.row("cp of all packages", "cp -r dist copied");
        self.remove("copied");
        self.against_script(ours);
        let before = self.further();
        self.add_files();
        let after = self.further();
        let each = (after.cpu - before.cpu) * 1e6 / FILES as f64;
        say(&format!("each file of the base client costs a further tenant {each:.2} µs"));
    }

    /// What each further tenant costs, in turn with a copy of its package, which has the same bytes.
    fn further(&self) -> Cost {
        self.remove("further-cache");
        let build = |count: usize| {
            self.remove("further");
            let only = self.first_ids(count);
            let build = "rebadge build --quiet --cache further-cache --jobs 1 --out further --only";
            self.cost(&format!("{build} {only}"))
        };
        // The first one leaves the compressed base client and its own pictures in the cache.
        build(1);
        let (one, many) = (build(1), build(1 + FURTHER));
        let each = |of: fn(&Cost) -> f64| (of(&many) - of(&one)) / FURTHER as f64;
        let own = Cost { cpu: each(|cost| cost.cpu), wall: each(|cost| cost.wall), ..many };
        self.print("each further tenant, one thread", &own);
        let copy = self.cost("cp -r further further-copied");
        self.remove("further-copied");
        let tenants = (1 + FURTHER) as f64;
        let copy = Cost { cpu: copy.cpu / tenants, wall: copy.wall / tenants, ..copy };
        self.print("cp of its package", &copy);
        say(&format!(
            "against cp: {:.1} times the CPU, {:.1} times the wall time",
            own.cpu / copy.cpu,
            own.wall / copy.wall
        ));
        own
    }

    /// Adds files to the base client that no theme changes.
    fn add_files(&self) {
        let contract =
            fs::read_to_string(self.path("base-client/client.toml")).expect("a contract");
        let root = contract.lines().find_map(|line| line.strip_prefix("root")).expect("a root");
        let root = root.trim_matches([' ', '=', '"']);
        let folder = self.path("base-client").join(root).join("more");
        for number in 0..FILES {
            let folder = folder.join(format!("{}", number / 1000));
            fs::create_dir_all(&folder).expect("a folder");
            let text = format!("export const number = {number};\n").repeat(20);
            fs::write(folder.join(format!("{number}.js")), text).expect("a file");
        }
        say(&format!("with {FILES} files more in the base client:"));
    }

    /// What people do without a tool: a copy of the client, its name replaced in every text, icons drawn one by one, a zip.
    fn against_script(&self, ours: Cost) {
        let ids = self.first_ids(SCRIPTED.min(self.tenants));
        let sides = SIDES.map(|side| side.to_string()).join(" ");
        let script = format!(
            "set -e; mkdir scripted; for id in {}; do cp -r base-client scripted/$id; \
             grep -rlI Workbench scripted/$id | xargs -r sed -i \"s/Workbench/$id/g\"; \
             for side in {sides}; do rsvg-convert -w $side -h $side \
             -o scripted/$id/icon-$side.png themes/$id/logo.svg; done; \
             (cd scripted/$id && zip -qr ../$id.zip .); rm -r scripted/$id; done",
            ids.replace(',', " ")
        );
        fs::write(self.path("script"), script).expect("a script");
        let cost = self.cost("sh script");
        let (theirs, own) =
            (cost.cpu / SCRIPTED.min(self.tenants) as f64, ours.cpu / self.tenants as f64);
        self.print(&format!("cp, sed, rsvg-convert and zip, {SCRIPTED} tenants"), &cost);
        say(&format!("a tenant by that script costs {:.1} times as much CPU", theirs / own));
        self.remove("scripted");
    }

    fn remove(&self, folder: &str) {
        // One that is not there is as good.
        let _ = fs::remove_dir_all(self.path(folder));
    }

    fn row(&self, what: &str, command: &str) -> Cost {
        let cost = self.cost(command);
        self.print(what, &cost);
        cost
    }

    fn print(&self, what: &str, Cost { cpu, wall, memory }: &Cost) {
        say(&format!("{what:42} {cpu:8.3} {wall:8.3} {:8.0}", *memory as f64 / 1e6));
    }

    fn cost(&self, command: &str) -> Cost {
        let words: Vec<String> = command
            .split(' ')
            .map(|word| match word {
                "rebadge" => REBADGE.to_owned(),
                word => word.to_owned(),
            })
            .collect();
        measure::run(&words, self.folder.path(), &[]).unwrap_or_else(|why| panic!("{why}"))
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
        // A drawing with classes of colors is recolored, and the one that is removed moves.
        let script = format!(
            "set -e; rm -rf '{0}'; mkdir -p '{0}'; cd '{0}'; \
             python3 -m zipfile -e ../bundles/home_assistant_frontend-*.whl . ; mv hass_frontend web; rm -rf *.dist-info; \
             rm web/static/images/home-assistant-logo-loading.svg",
            folder.display()
        );
        let status = Command::new("sh").args(["-c", &script]).status().expect("a shell");
        assert!(status.success(), "the base client is not there; run tests/setup large");
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

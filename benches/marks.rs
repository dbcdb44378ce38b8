//! A theme from every mark of simple-icons: how many pass `check` with no hand on them, and what each costs.
//!
//! `tests/setup && cargo bench --bench marks` for all; `cargo bench --bench marks -- NAME…` for some. Every theme goes
//! through `rebadge new` and then `rebadge check`, as a person's does, with the base client read anew each time. What
//! fails says why on stderr. `KEEP=folder` keeps the themes there, to be looked at.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Parser;
use cpu_time::ThreadTime;
use rebadge::cli::Cli;
use rebadge::cmd::{self, End};
use rebadge::report::Report;
use serde_json::Value;

/// One mark: its file name without ending, its name, its color, its drawing.
struct Mark {
    id: String,
    name: String,
    svg: String,
}

/// What came of one.
struct Came {
    id: String,
    is_good: bool,
    seconds: f64,
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let icons = root.join("target/test-tools/simple-icons");
    let mut out = std::io::stdout();
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let marks = marks(&icons, &wanted);
    let temporary = tempfile::tempdir().expect("a folder for themes");
    let folder = std::env::var_os("KEEP").map_or(temporary.path().to_owned(), PathBuf::from);
    let base = root.join("base-client");
    let came = try_all(&marks, |mark| try_one(mark, &folder, &base));
    let good: Vec<&Came> = came.iter().filter(|came| came.is_good).collect();
    let bad: Vec<&str> =
        came.iter().filter(|came| !came.is_good).map(|came| came.id.as_str()).collect();
    let mut times: Vec<f64> = came.iter().map(|came| came.seconds * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(0.0);
    let total: f64 = times.iter().sum();
    writeln!(
        out,
        "{} of {} marks give a theme that passes `check`\n\
         cpu: {:.1} s in all, {:.1} ms each, half below {:.1} ms, 99 % below {:.1} ms, at most {:.1} ms",
        good.len(),
        came.len(),
        total / 1000.0,
        total / times.len().max(1) as f64,
        at(0.5),
        at(0.99),
        at(1.0 - 1e-9)
    )
    .expect("stdout");
    if !bad.is_empty() {
        writeln!(out, "these do not: {}", bad.join(", ")).expect("stdout");
    }
}

/// Tries all marks on every core. On plain threads: a worker of a pool that waits for a run of its own would begin the
/// next mark meanwhile, on the same stack and on the same clock.
fn try_all(marks: &[Mark], try_one: impl Fn(&Mark) -> Came + Sync) -> Vec<Came> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut came = Vec::new();
        while let Some(mark) = marks.get(next.fetch_add(1, Ordering::Relaxed)) {
            came.push(try_one(mark));
        }
        came
    };
    let mut came: Vec<Came> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        all.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    came.sort_by(|a, b| a.id.cmp(&b.id));
    came
}

/// `rebadge new`, then `rebadge check`; the time is that of `new`.
fn try_one(mark: &Mark, folder: &Path, base: &Path) -> Came {
    let themes = folder.join(&mark.id);
    fs::create_dir_all(&themes).expect("a folder");
    let logo = folder.join(format!("{}.svg", mark.id));
    fs::write(&logo, &mark.svg).expect("a logo");
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let (base, themes) = (text(base), text(&themes));
    let start = ThreadTime::now();
    let made = run(&[
        "new",
        &mark.id,
        "--logo",
        &text(&logo),
        "--name",
        &mark.name,
        "--themes",
        &themes,
        "--base",
        &base,
    ]);
    let seconds = start.elapsed().as_secs_f64();
    let theme = format!("{themes}/{}", mark.id);
    let is_good =
        made && run(&["check", &theme, "--themes", &themes, "--base", &base, "--jobs", "1"]);
    Came { id: mark.id.clone(), is_good, seconds }
}

fn run(arguments: &[&str]) -> bool {
    let all = ["rebadge", "--quiet"].iter().chain(arguments);
    let cli = Cli::try_parse_from(all).expect("arguments that rebadge takes");
    let report = Report::new(cli.output);
    match cmd::run(&cli, &report) {
        Ok(end) => end == End::Clean,
        Err(error) => {
            report.error(None, &error).expect("stderr");
            false
        }
    }
}

/// The marks, in their brands' colors: the files have one black path each, the colors are in a list beside them.
fn marks(package: &Path, wanted: &[String]) -> Vec<Mark> {
    let data =
        fs::read(package.join("data/simple-icons.json")).expect("simple-icons: run tests/setup");
    let data: Vec<Value> = serde_json::from_slice(&data).expect("a list of icons");
    let text = |entry: &Value, key: &str| entry[key].as_str().map(str::to_owned);
    let by = |key: &str| -> BTreeMap<String, &Value> {
        data.iter().filter_map(|entry| Some((text(entry, key)?, entry))).collect()
    };
    let (slugs, titles) = (by("slug"), by("title"));
    let mut files: Vec<PathBuf> = fs::read_dir(package.join("icons"))
        .expect("icons")
        .map(|entry| entry.expect("an icon").path())
        .collect();
    files.sort();
    let mark = |file: &PathBuf| {
        let slug = file.file_stem()?.to_str()?.to_owned();
        let svg = fs::read_to_string(file).expect("an icon");
        let name = title(&svg);
        let entry = slugs.get(&slug).or_else(|| titles.get(&name));
        let hex = entry.map(|entry| entry["hex"].as_str().expect("a color"));
        let hex = hex.unwrap_or_else(|| panic!("`{slug}` has no color"));
        let svg = svg.replacen("<svg", &format!("<svg fill=\"#{hex}\""), 1);
        Some(Mark { id: slug.replace('_', "-"), name, svg })
    };
    let all = files.iter().filter_map(mark);
    all.filter(|mark| wanted.is_empty() || wanted.contains(&mark.id)).collect()
}

/// What an icon calls itself.
fn title(svg: &str) -> String {
    let document = roxmltree::Document::parse(svg).expect("an SVG");
    let title = document.descendants().find(|node| node.tag_name().name() == "title");
    title.and_then(|title| title.text()).expect("a title").to_owned()
}

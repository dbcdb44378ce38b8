//! From a save to what is seen: how long `rebadge preview` takes until Chromium has painted a color, a string and a logo that
//! were saved in a theme of the real client, what its frames ask for, and how many are loaded anew. Colors go once around
//! the circle of hues.
//!
//! `cargo bench --bench preview`. Needs Chromium, as the tests do. With `-- pictures FOLDER` it takes the pictures of the
//! documentation instead.

#![allow(clippy::unwrap_used, reason = "a benchmark that fails shall fail at once, at its line")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

#[path = "../tests/it/browser"]
#[allow(dead_code, reason = "the tests use more of it")]
mod browser {
    pub(crate) mod cdp;
    pub(crate) mod chromium;
    pub(crate) mod page;
}

use browser::page::{Browser, Page};

/// Saves of each kind.
const SAVES: u32 = 20;

/// How long one may take until the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(20);

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("pictures"), Some(folder)) => pictures(Path::new(&folder)),
        _ => measure(),
    }
}

/// A preview of copies of the themes and the client that ship. It ends with this value.
struct Preview {
    child: Child,
    folder: tempfile::TempDir,
    link: String,
}

impl Preview {
    fn start() -> Preview {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for part in ["themes", "base-client"] {
            copy(&root.join(part), &folder.path().join(part));
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_rebadge"))
            .args(["preview", "--port", "0", "--no-cache"])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut link = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut link).unwrap();
        Preview { child, folder, link: link.trim().to_owned() }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

fn window(page: &mut Page<'_>, width: u32, height: u32) {
    let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    page.call("Emulation.setDeviceMetricsOverride", size);
}

/// Waits until every frame on the page has a client.
fn settle(page: &mut Page<'_>) {
    page.wait_for("document.querySelector('#stage > *')", "the page shows something");
    let frames = "[...document.querySelectorAll('.screen')].every(screen => screen.querySelector('iframe:not([data-waiting])'))";
    page.wait_for(frames, "every frame shows a client");
    let pictures =
        "[...document.images].every(image => image.complete || image.loading === 'lazy')";
    page.wait_for(pictures, "every picture is there");
    std::thread::sleep(Duration::from_millis(900));
}

/// One kind of save: a file, what is replaced in it, and by what in the nth save.
struct Save {
    name: &'static str,
    goal: f64,
    file: &'static str,
    from: &'static str,
    to: fn(u32) -> String,
}

const KINDS: [Save; 3] = [
    Save {
        name: "color",
        goal: 100.0,
        file: "themes/orange/theme.toml",
        from: "color = \"#ff6a00\"",
        to: |n| format!("color = \"{}\"", hue(n * 360 / SAVES)),
    },
    Save {
        name: "string",
        goal: 100.0,
        file: "themes/orange/theme.toml",
        from: "\"Tour 14, north\"",
        to: |n| format!("\"Tour {n}, south\""),
    },
    Save {
        name: "logo",
        goal: 300.0,
        file: "themes/orange/logo.svg",
        from: "#c24a00",
        to: |n| format!("#c2{:02x}00", 0x40 + n % 24),
    },
];

/// A full color of a hue in degrees, by the hexagon of HSL.
fn hue(degrees: u32) -> String {
    let (part, within) = (degrees / 60 % 6, degrees % 60 * 255 / 60);
    let (rise, fall) = (within, 255 - within);
    let (r, g, b) = match part {
        0 => (255, rise, 0),
        1 => (fall, 255, 0),
        2 => (0, 255, rise),
        3 => (0, fall, 255),
        4 => (rise, 0, 255),
        _ => (255, 0, fall),
    };
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Marks each frame's document, with how much it has asked for.
const MARK: &str = "performance.setResourceTimingBufferSize(20000);
    document.documentElement.dataset.asked = performance.getEntriesByType('resource').length";

/// The paths that a frame has asked for since; null where its document is another one.
const ASKED: &str = "document.documentElement.dataset.asked === undefined ? null
    : performance.getEntriesByType('resource').slice(Number(document.documentElement.dataset.asked)).map(({ name }) => new URL(name).pathname)";

/// The selectors of all frames.
fn frames(page: &mut Page<'_>) -> Vec<String> {
    let boxes = "[...document.querySelectorAll('.device-box')].map(({ dataset }) => `[data-kind=${dataset.kind}][data-scheme=${dataset.scheme}] iframe:not([data-waiting])`)";
    let all = page.eval(boxes);
    all.as_array().unwrap().iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Counts the frames that have painted a revision, and when the last of them has.
const LISTEN: &str = "window.painted = []; addEventListener('message', ({ data }) =>
    data?.rebadge === 'painted' && painted.push(performance.timeOrigin + performance.now()))";

fn measure() {
    for query in ["&devices=phone&scheme=light", ""] {
        saves(query);
    }
}

/// All kinds of saves, with the frames that the page's address asks for.
fn saves(query: &str) {
    let preview = Preview::start();
    let mut browser = Browser::start();
    let mut page = browser.page("http://127.0.0.1:");
    window(&mut page, 1280, 800);
    page.open(&format!("{}&tenant=orange{query}", preview.link));
    settle(&mut page);
    page.eval(LISTEN);
    let frames = page.eval("document.querySelectorAll('iframe').length").as_u64().unwrap();
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "from a save until frames are painted, {frames} of them, {SAVES} saves each, in ms\n"
    )
    .unwrap();
    writeln!(
        out,
        "{:8} {:>7} {:>7} {:>7} {:>7} {:>9} {:>6}  asked for",
        "saved", "best", "median", "worst", "goal", "requests", "anew"
    )
    .unwrap();
    let selectors = self::frames(&mut page);
    for kind in &KINDS {
        let original = std::fs::read_to_string(preview.path(kind.file)).unwrap();
        assert!(original.contains(kind.from), "{}", kind.file);
        for selector in &selectors {
            page.eval_in_frame(selector, MARK).unwrap();
        }
        let mut times: Vec<f64> = (1..=SAVES)
            .map(|n| {
                let text = original.replace(kind.from, &(kind.to)(n));
                one(&mut page, &preview.path(kind.file), &text, frames)
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let (best, median, worst) = (times[0], times[times.len() / 2], times[times.len() - 1]);
        let (mut asked, mut anew, mut paths) = (0, 0, BTreeSet::new());
        for selector in &selectors {
            match page.eval_in_frame(selector, ASKED).unwrap() {
                Value::Array(all) => {
                    asked += all.len();
                    paths.extend(all.iter().filter_map(Value::as_str).map(str::to_owned));
                }
                _ => anew += 1,
            }
        }
        let each = asked as f64 / f64::from(SAVES);
        let paths = paths.into_iter().collect::<Vec<_>>().join(" ");
        writeln!(
            out,
            "{:8} {best:7.0} {median:7.0} {worst:7.0} {:7.0} {each:9.1} {anew:6}  {paths}",
            kind.name, kind.goal
        )
        .unwrap();
    }
    writeln!(out).unwrap();
}

/// Saves, and gives the milliseconds until the last frame has painted.
fn one(page: &mut Page<'_>, file: &Path, text: &str, frames: u64) -> f64 {
    page.eval("painted.length = 0");
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    std::fs::write(file, text).unwrap();
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        let painted = page.eval("painted");
        let painted: Vec<f64> =
            painted.as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        if painted.len() as u64 >= frames {
            // A moment of rest, so that one save does not meet the end of another.
            std::thread::sleep(Duration::from_millis(150));
            return painted.iter().copied().fold(0.0, f64::max) - since.as_secs_f64() * 1000.0;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("not painted within {PATIENCE:?}");
}

/// Name, address, width, height.
const PICTURES: [(&str, &str, u32, u32); 4] = [
    ("preview", "tenant=pink&page=calendar", 1600, 900),
    ("preview-icons", "tenant=blue&surface=icons", 1600, 1180),
    ("preview-palette", "tenant=motors&surface=palette", 1600, 900),
    ("preview-gallery", "surface=gallery", 1600, 900),
];

fn pictures(folder: &Path) {
    let preview = Preview::start();
    let mut browser = Browser::start();
    // The clock of all frames stands still, so that a picture changes only when what it shows does.
    let still = include_str!("../docs/pictures/still.js");
    for (name, query, width, height) in PICTURES {
        let mut page = browser.page("http://127.0.0.1:");
        window(&mut page, width, height);
        page.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": still }));
        page.open(&format!("{}&{query}", preview.link));
        settle(&mut page);
        std::thread::sleep(Duration::from_secs(2));
        page.picture(&folder.join(format!("{name}.png")));
    }
}

//! From a save to the changed file, as the preview's page sees it but for the browser: the file is written, `changed`
//! comes over the stream, and what changed is asked for and arrives.
//!
//! `cargo bench --bench follow`. One theme that ships, then a thousand. Wall time in milliseconds, the median and the
//! slowest of twenty saves; the quiet time for which a save is waited out is a part of it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 20;
const TENANTS: usize = 1000;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&root.join("base-client"), &folder.path().join("base-client"));
    copy(&root.join("themes/orange"), &folder.path().join("themes/orange"));
    say(&format!("{:<34} {:>8} {:>8}", "", "median", "slowest"));
    let one = Preview::start(folder.path(), &["themes/orange"]);
    one.wait_for(1);
    saves(&one, folder.path(), "one theme");
    drop(one);
    for at in 0..TENANTS {
        tenant(folder.path(), at);
    }
    let begun = Instant::now();
    let all = Preview::start(folder.path(), &[]);
    say(&format!("{:<34} {:>8.1}", "a thousand: the page answers", millis(begun.elapsed())));
    all.wait_for(TENANTS + 1);
    say(&format!("{:<34} {:>8.1}", "a thousand: all are read", millis(begun.elapsed())));
    saves(&all, folder.path(), "one of a thousand");
    let begun = Instant::now();
    let list = all.get("/api/tenants").len();
    say(&format!("{:<34} {:>8.1}  {list} bytes", "a thousand: the list", millis(begun.elapsed())));
}

/// Saves a color, a text and a logo again and again.
fn saves(preview: &Preview, folder: &Path, what: &str) {
    let theme = folder.join("themes/orange/theme.toml");
    let text = fs::read_to_string(&theme).expect("a theme");
    let logo = folder.join("themes/orange/logo.svg");
    let drawing = fs::read_to_string(&logo).expect("a logo");
    let color = |round: usize| text.replace("#ff6a00", &format!("#ff6a{:02x}", round + 1));
    let name =
        |round: usize| text.replace("Orange Logistics", &format!("Orange Logistics {round}"));
    let shape = |round: usize| drawing.replace("</svg>", &format!("<!-- {round} --></svg>"));
    let outputs = "/outputs/orange/web";
    let sheet = [format!("{outputs}/theme.css")];
    let page = [format!("{outputs}/index.html")];
    let pictures = [
        format!("{outputs}/brand/logo.svg"),
        format!("{outputs}/icons/icon-192.png"),
        format!("{outputs}/icons/favicon.svg"),
    ];
    for path in sheet.iter().chain(&page).chain(&pictures) {
        preview.get(path);
    }
    let mut events = preview.events();
    let mut measure = |kind: &str, file: &Path, write: &dyn Fn(usize) -> String, ask: &[String]| {
        let mut times: Vec<Duration> = (0..ROUNDS)
            .map(|round| {
                let begun = Instant::now();
                fs::write(file, write(round)).expect("a file");
                next(&mut events);
                ask.iter().for_each(|path| drop(preview.get(path)));
                begun.elapsed()
            })
            .collect();
        times.sort();
        let (median, slowest) = (times[ROUNDS / 2], times[ROUNDS - 1]);
        let label = format!("{what}: {kind}");
        say(&format!("{label:<34} {:>8.1} {:>8.1}", millis(median), millis(slowest)));
    };
    measure("a color", &theme, &color, &sheet);
    measure("a text", &theme, &name, &page);
    measure("a logo", &logo, &shape, &pictures);
    fs::write(&theme, text).expect("a theme");
    next(&mut events);
}

fn say(line: &str) {
    // Who reads no more needs no more lines.
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// A tenant of a thousand: a name, a color and a logo of its own.
fn tenant(folder: &Path, at: usize) {
    let own = folder.join(format!("themes/tenant-{at:04}"));
    fs::create_dir_all(&own).expect("a folder");
    let (red, green) = (at % 256, at / 256 * 60);
    let theme = format!(
        "[tenant]\nid = \"tenant-{at:04}\"\nname = \"Tenant {at}\"\n[brand]\n\
         color = \"#{red:02x}{green:02x}c2\"\nlogo = \"logo.svg\"\n"
    );
    let logo = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\">\
         <path fill=\"#{red:02x}{green:02x}c2\" d=\"M8 56 32 8l24 48z\"/></svg>"
    );
    fs::write(own.join("theme.toml"), theme).expect("a theme");
    fs::write(own.join("logo.svg"), logo).expect("a logo");
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().flatten() {
        let target = to.join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).expect("a folder")
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}

struct Preview {
    program: Child,
    host: String,
    /// `Cookie: …`, which the link was exchanged for.
    cookie: String,
}

impl Preview {
    fn start(folder: &Path, arguments: &[&str]) -> Preview {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rebadge"));
        // What is measured is drawing, not what was drawn in an earlier run.
        command.args(["preview", "--no-cache"]).args(arguments).current_dir(folder);
        let mut program = command.stdout(Stdio::piped()).spawn().expect("rebadge starts");
        let mut line = String::new();
        let stdout = program.stdout.as_mut().expect("a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let link = line.trim().trim_start_matches("http://");
        let (host, query) = link.split_once('/').expect("a link");
        let mut preview = Preview { program, host: host.to_owned(), cookie: String::new() };
        let mut answer = String::new();
        let mut stream = preview.ask(&format!("/{query}"), "Connection: close\r\n");
        stream.read_to_string(&mut answer).expect("an answer");
        let cookie = answer.lines().find_map(|line| line.strip_prefix("Set-Cookie: "));
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).expect("a cookie");
        preview.cookie = format!("Cookie: {cookie}\r\n");
        preview
    }

    fn ask(&self, path: &str, more: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        let host = &self.host;
        let cookie = &self.cookie;
        let head = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{cookie}{more}\r\n");
        stream.write_all(head.as_bytes()).expect("it reads");
        stream
    }

    fn get(&self, path: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.ask(path, "Connection: close\r\n").read_to_end(&mut bytes).expect("an answer");
        assert!(bytes.starts_with(b"HTTP/1.1 200"), "{path}");
        bytes
    }

    fn events(&self) -> BufReader<TcpStream> {
        let mut events = BufReader::new(self.ask("/api/events", ""));
        line(&mut events, "event: hello");
        events
    }

    /// Waits until so many themes are read.
    fn wait_for(&self, count: usize) {
        let mut events = self.events();
        loop {
            let list = String::from_utf8_lossy(&self.get("/api/tenants")).into_owned();
            if list.matches("\"loaded\":true").count() >= count {
                return;
            }
            next(&mut events);
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn next(events: &mut BufReader<TcpStream>) {
    line(events, "event: changed");
}

fn line(events: &mut BufReader<TcpStream>, wanted: &str) {
    let mut line = String::new();
    while line.trim_end() != wanted {
        line.clear();
        assert_ne!(events.read_line(&mut line).expect("the stream"), 0, "the stream ended");
    }
}

//! How the time to read a theme grows with what it holds: each kind of content is doubled three times.
//!
//! `cargo bench --bench growth`. Prints the time for each count and the factor of the last doubling: 2 is linear, 4 is
//! square. What is refused beyond a bound costs the same from there on.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use rebadge::base::{self, Base};
use rebadge::inherit::{Library, ThemeFile};
use rebadge::package;
use rebadge::theme;

/// The counts: the last two are compared.
const COUNTS: [usize; 4] = [1250, 2500, 5000, 10_000];

/// A kind of content: its name, and what stands at a number.
type Kind = (&'static str, fn(usize) -> String);

/// What is written at the end of a theme, below a header.
const TOML: &[(&str, Kind)] = &[
    ("", ("unknown tables", |n| format!("[t{n}]\nx = 1\n"))),
    ("", ("unknown dotted tables", |n| format!("[a{n}.b.c]\nx = 1\n"))),
    ("[strings.en]\n", ("unknown texts", |n| format!("unknown-key-{n} = \"x\"\n"))),
    ("[colors.light]\n", ("unknown colors", |n| format!("role-{n} = \"#123456\"\n"))),
    ("[features]\n", ("unknown features", |n| format!("feature-{n} = true\n"))),
    ("", ("languages", |n| format!("[strings.a{n}]\nx = \"y\"\n"))),
    (
        "",
        ("fonts", |n| {
            format!("[[fonts]]\nfamily = \"F{n}\"\nlicense = \"MIT\"\nfiles = [\"{n}\"]\n")
        }),
    ),
    ("", ("menu entries", |n| format!("[[menu.entries]]\nid = \"e{n}\"\nicon = \"box\"\n"))),
    ("", ("connectors", |n| format!("[[connectors]]\nid = \"c{n}\"\nname = \"C\"\n"))),
    ("[menu]\nlayout.workbench = [\n", ("places of a menu", |n| format!("\"e{n}\",\n"))),
    ("", ("lines that are no TOML", |n| format!("= {n}\n"))),
];

/// What is written into a drawing, or into its first tag.
const SVG: &[Kind] = &[
    ("elements", |n| format!("<g id='i{n}'/>")),
    ("unknown elements", |n| format!("<rectt{n}/>")),
    ("references to nothing", |n| format!("<g id='i{n}'/><use href='#x{n}'/>")),
    ("ids given twice", |n| format!("<g id='i{}'/><use href='#i{n}'/>", n / 2)),
    ("unknown classes", |n| format!("<g class='fill-c{n}'/>")),
    ("variables", |n| format!("<g fill='var(--a{n})'/>")),
    ("event handlers", |n| format!("<g onclick='x{n}'/>")),
    ("fonts that are not there", |n| format!("<text font-family='F{n}'>a</text>")),
    ("style sheets", |n| format!("<style>.c{n}{{fill:red}}</style>")),
    ("nested namespaces", |n| format!("<g xmlns:n{n}='urn:{n}'>")),
];

/// Attributes of one element.
const ATTRIBUTES: &[Kind] = &[
    ("attributes", |n| format!(" a{n}='1'")),
    ("namespaces of one element", |n| format!(" xmlns:n{n}='urn:{n}'")),
];

const THEME: &str =
    "[tenant]\nid = \"t\"\nname = \"T\"\n[brand]\ncolor = \"#b85c1e\"\nlogo = \"logo.svg\"\n";
const OPEN: &str =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0h9v9z'/>";

fn many(kind: fn(usize) -> String, count: usize) -> String {
    (0..count).map(kind).collect()
}

/// How long it takes to read a theme with this text and logo.
fn time(folder: &Path, base: &Base, toml: &str, svg: &str) -> Duration {
    fs::write(folder.join("theme.toml"), toml).expect("a theme");
    fs::write(folder.join("logo.svg"), svg).expect("a logo");
    let start = Instant::now();
    theme::load(&ThemeFile::at(folder), base, &Library::new(folder));
    start.elapsed()
}

fn row(name: &str, times: [Duration; COUNTS.len()]) {
    let shown: Vec<String> = times.iter().map(|time| format!("{time:>10.1?}")).collect();
    let [.., before, last] = times.map(|time| time.as_secs_f64());
    let line = format!("{name:<28}{}  × {:.1}\n", shown.concat(), last / before);
    std::io::stdout().write_all(line.as_bytes()).expect("a terminal");
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("base-client");
    let base = base::scan(&base).expect("a folder").expect("a base client");
    let logo = format!("{OPEN}</svg>");
    for (head, (name, kind)) in TOML {
        let text = |count| format!("{THEME}{head}{}", many(*kind, count));
        row(name, COUNTS.map(|count| time(folder, &base, &text(count), &logo)));
    }
    for (name, kind) in SVG {
        let text = |count| format!("{OPEN}{}</svg>", many(*kind, count));
        row(name, COUNTS.map(|count| time(folder, &base, THEME, &text(count))));
    }
    for (name, kind) in ATTRIBUTES {
        let text = |count| format!("{OPEN}<g{}/></svg>", many(*kind, count));
        row(name, COUNTS.map(|count| time(folder, &base, THEME, &text(count))));
    }
    row("files in a manifest", COUNTS.map(|count| manifest(folder, count)));
}

/// How long it takes to open a package whose manifest names so many files.
fn manifest(folder: &Path, count: usize) -> Duration {
    let package = folder.join("package");
    fs::create_dir_all(&package).expect("a package");
    let files = (0..count).map(|n| format!("{{\"path\": \"f{n}\", \"sha256\": \"{n:064}\"}}"));
    let files = files.collect::<Vec<_>>().join(",");
    let text = format!(
        "{{\"tenant\": {{\"name\": \"T\"}}, \"base\": {{\"id\": \"b\", \"version\": \"1\"}}, \
         \"target\": \"web\", \"files\": [{files}]}}"
    );
    fs::write(folder.join("package.unpacked.json"), text).expect("a manifest");
    let start = Instant::now();
    let opened = package::open(&package).expect("a package");
    assert_eq!(opened.faults.len(), 6, "five files that are not there, and how many more");
    start.elapsed()
}

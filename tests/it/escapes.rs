//! Every language in which values are written: what is escaped for it is read back the same by a reader of its own. Values are
//! drawn at random from the characters that mean something somewhere.

use std::io::Write;
use std::process::{Command, Stdio};

use rebadge::render::escape::{Escape, escape};
use serde_json::{Value, json};

use crate::project::tests_folder;

/// What ends, begins or hides something in one of the languages, and what is only hard to write.
const PARTS: &[&str] = &[
    "\\",
    "\\\\",
    "\"",
    "'",
    "`",
    "$",
    "${",
    "$(",
    "{",
    "}",
    "{{",
    "%",
    "%>",
    "#",
    "!",
    ";",
    ":",
    "=",
    ",",
    "[",
    "]",
    "<",
    ">",
    "</",
    "-->",
    "<!--",
    "]]>",
    "/*",
    "*/",
    "//",
    "&",
    "&amp;",
    "&#65;",
    "@",
    "?",
    "|",
    "~",
    "^",
    " ",
    "  ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\\n",
    "\\u0041",
    "\\x41",
    "\\s",
    "a",
    "n",
    "u",
    "0",
    "Ä",
    "ß",
    "示例",
    "🐑",
    "é",
    "\u{301}",
    "\u{a0}",
    "\u{85}",
    "\u{feff}",
    "\u{200b}",
    "\u{202e}",
    "\u{2028}",
    "\u{2029}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{1fffe}",
    "\0",
    "\u{1}",
    "\u{8}",
    "\u{c}",
    "\u{1b}",
    "\u{7f}",
    "\u{9f}",
];

/// Values of up to seven parts, the same in every run (Knuth, MMIX).
fn values() -> Vec<String> {
    let mut state = 2026u64;
    let mut next = move |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    let one = PARTS.iter().map(|part| (*part).to_owned());
    let mixed = (0..1000).map(|_| (0..=next(7)).map(|_| PARTS[next(PARTS.len())]).collect());
    let names = ["", "A\\o B", "Smith & Sons", " Acme ", "C:\\new\\table", "It's 5 o'clock"]
        .map(str::to_owned);
    one.chain(names).chain(mixed.collect::<Vec<_>>()).collect()
}

/// Writes each value that a language can hold into a document, and reads the document. `item` writes one value, whose number
/// it is given.
fn check(
    language: Escape,
    reader: &str,
    (start, end): (&str, &str),
    item: impl Fn(usize, &str) -> String,
) {
    let all = values();
    let (held, refused): (Vec<String>, Vec<String>) =
        all.into_iter().partition(|value| language.cannot_hold(value).is_none());
    assert!(refused.iter().all(|value| escape(language, value).is_err()), "{reader}");
    assert!(held.len() > 300, "{reader}: {}", held.len());
    let items = held.iter().enumerate();
    let items: String =
        items.map(|(n, value)| item(n, &escape(language, value).expect("it holds it"))).collect();
    let text = format!("{start}{items}{end}");
    let read = read(reader, &text);
    assert_eq!(read.len(), held.len(), "{reader}");
    for (read, held) in read.iter().zip(&held) {
        assert_eq!(read.as_str(), Some(held.as_str()), "{reader}: {:?}", escape(language, held));
    }
}

/// The values of a document, as another program reads them.
fn read(reader: &str, text: &str) -> Vec<Value> {
    let script = tests_folder().join("tools/unescape.py");
    let mut command = match reader {
        "js" => Command::new("node"),
        // The system's own, which has Debian's PyYAML.
        _ => Command::new("/usr/bin/python3"),
    };
    match reader {
        "js" => command.args(["-e", JS]),
        _ => command.arg(script).env("LC_ALL", "C.UTF-8"),
    };
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{reader}: {error}; run tests/setup"));
    let input = match reader {
        "js" => text.to_owned(),
        _ => json!({ "language": reader, "text": text }).to_string(),
    };
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads the document");
    assert!(output.status.success(), "{reader} does not read the document");
    serde_json::from_slice(&output.stdout).expect("a list")
}

const JS: &str = "const s = require('fs').readFileSync(0, 'utf8'); console.log(JSON.stringify(new Function(s)()))";

#[test]
fn markup_reads_back() {
    check(Escape::Html, "html", ("", ""), |_, value| format!("<p title=\"{value}\">"));
    check(Escape::Html, "html", ("", ""), |_, value| format!("<p title='{value}'>"));
    check(Escape::Xml, "xml", ("<a>", "</a>"), |_, value| format!("<b v=\"{value}\"/>"));
    check(Escape::Xml, "xml", ("<a>", "</a>"), |_, value| format!("<b v='{value}'/>"));
    let plist = ("<plist version=\"1.0\"><array>", "</array></plist>");
    check(Escape::Xml, "plist", plist, |_, value| format!("<string>{value}</string>"));
}

#[test]
fn data_reads_back() {
    let comma = |n: usize| if n == 0 { "" } else { ",\n" };
    check(Escape::Json, "json", ("[", "]"), |n, value| format!("{}\"{value}\"", comma(n)));
    check(Escape::Toml, "toml", ("v = [", "]"), |n, value| format!("{}\"{value}\"", comma(n)));
    check(Escape::Yaml, "yaml", ("", ""), |_, value| format!("- \"{value}\"\n"));
    let table = |n: usize, value: &str| format!("Name{n}={value}\n");
    check(Escape::Desktop, "desktop", ("[Desktop Entry]\n", ""), table);
    check(Escape::Properties, "properties", ("", ""), |n, value| format!("v{n}={value}\n"));
    check(Escape::Strings, "strings", ("", ""), |n, value| format!("\"k{n}\" = \"{value}\";\n"));
    check(Escape::Rc, "rc", ("STRINGTABLE\nBEGIN\n", "END\n"), |n, value| {
        format!("{n} \"{value}\"\n")
    });
}

#[test]
fn programs_read_back() {
    for quote in ["\"", "'", "`"] {
        let item = |_: usize, value: &str| format!("{quote}{value}{quote},\n");
        check(Escape::Js, "js", ("return [", "]"), item);
    }
    check(Escape::Shell, "shell", ("", ""), |_, value| format!("printf '%s\\0' \"{value}\"\n"));
    check(Escape::Gradle, "gradle", ("", ""), |_, value| format!("v = \"{value}\"\n"));
}

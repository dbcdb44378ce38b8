//! The page of `rebadge preview` in Chromium: a preview of a project, and the page's frames in the words of the tests.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::browser::page::{Browser, PATIENCE, Page, Scheme};
use crate::project::{ACME, LOGO, Project};

/// A client with a long page, whose colors are in a stylesheet and whose text is in the document.
const INDEX: &str = r##"<!doctype html>
<html lang="{{ tenant.language }}">
<head>
<meta charset="utf-8">
<title>{{ tenant.name }}</title>
<link rel="stylesheet" href="colors.css">
<link rel="stylesheet" href="page.css">
</head>
<body>
<h1>{{ tenant.name }}</h1>
<img id="logo" src="{{ logo.light }}" alt="">
<p id="calm">{{ strings[tenant.language]["page.calm"] }}</p>
<main id="far"></main>
</body>
</html>
"##;

const STYLE: &str = "body { margin: 0; background: var(--surface); color: var(--on-surface); }
h1 { background: var(--primary); color: var(--on-primary); }
main { height: 4000px; }
";

/// The smallest theme on a client that shows enough.
pub(super) fn project() -> Project {
    with_client(Project::acme())
}

/// Puts that client in place of the tiny one's page.
pub(super) fn with_client(project: Project) -> Project {
    project.base("site/index.html.tera", INDEX).base("site/page.css", STYLE)
}

/// A second theme, by its id, name and color.
pub(super) fn theme(id: &str, name: &str, color: &str) -> String {
    ACME.replace("acme", id).replace("Acme", name).replace("#0a66c2", color)
}

/// The logo of all of them.
pub(super) const MARK: &str = LOGO;

/// A running preview. It ends with this value.
pub(super) struct Preview {
    child: Child,
    /// The link to the page, which ends in its secret.
    link: String,
}

impl Preview {
    /// Starts it upon a project; the system chooses the port.
    pub(super) fn start(project: &Project, arguments: &str) -> Preview {
        let mut command = project.command("rebadge");
        command.args(["preview", "--port", "0"]).args(arguments.split_whitespace());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).unwrap();
        let link = line.trim().to_owned();
        assert!(link.starts_with("http://127.0.0.1:"), "where the preview listens: {line:?}");
        Preview { child, link }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // It may have been ended by the test.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Preview {
    /// The link to a view of the page.
    pub(super) fn link(&self, query: &str) -> String {
        self.link.clone() + &query.replacen('?', "&", 1)
    }

    /// Ends it, as Ctrl-C would.
    pub(super) fn end(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A page of the preview in a window; all that it and its frames ask for must be on this machine.
pub(super) fn open<'a>(browser: &'a mut Browser, preview: &Preview, query: &str) -> Page<'a> {
    let mut page = browser.page("http://127.0.0.1:");
    page.call("Emulation.setDeviceMetricsOverride", window(1280, 800));
    // Without motion there is no moment between two states that a test could meet.
    let still = serde_json::json!({ "name": "prefers-reduced-motion", "value": "reduce" });
    page.call("Emulation.setEmulatedMedia", serde_json::json!({ "features": [still] }));
    page.open(&preview.link(query));
    page.wait_for("document.querySelector('#stage > *')", "the page shows something");
    page
}

pub(super) fn window(width: u32, height: u32) -> Value {
    serde_json::json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false })
}

/// The selector of a device's frame.
pub(super) fn frame(kind: &str, scheme: &str) -> String {
    format!("[data-kind={kind}][data-scheme={scheme}] iframe:not([data-waiting])")
}

/// Waits until a frame shows its client.
pub(super) fn wait_for_frame(page: &mut Page<'_>, selector: &str) {
    page.wait_for(
        &format!("document.querySelector('{selector}')"),
        &format!("there is a frame {selector}"),
    );
    wait_in(page, selector, "document.readyState === 'complete' && document.querySelector('h1')");
}

/// Evaluates JavaScript in a frame's own document.
pub(super) fn eval_in(page: &mut Page<'_>, selector: &str, code: &str) -> Value {
    page.eval_in_frame(selector, code).unwrap_or_else(|why| panic!("{why}\nin: {code}"))
}

/// Waits until JavaScript in a frame gives something that is true.
pub(super) fn wait_in(page: &mut Page<'_>, selector: &str, code: &str) {
    let code = format!("Boolean({code})");
    let mut last = String::new();
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        match page.eval_in_frame(selector, &code) {
            Ok(Value::Bool(true)) => return,
            Ok(_) => last.clear(),
            // While a document is replaced there is none to ask.
            Err(why) => last = why,
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("never in {selector}: {code}\n{last}\n{}", page.troubles().join("\n"));
}

/// Changes a file as an editor does, and fails where that changes nothing.
pub(super) fn edit(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    let new = text.replace(from, to);
    assert_ne!(text, new, "{from:?} is in {}", file.display());
    std::fs::write(file, new).unwrap();
}

/// What the page complained of, without what the browser says of a server that has ended.
pub(super) fn clean(page: &mut Page<'_>) {
    assert_eq!(page.troubles(), Vec::<String>::new());
}

/// Both schemes of the page itself, through the system's setting.
pub(super) fn prefer(page: &mut Page<'_>, scheme: Scheme) {
    let feature = serde_json::json!({ "name": "prefers-color-scheme", "value": scheme.name() });
    let still = serde_json::json!({ "name": "prefers-reduced-motion", "value": "reduce" });
    page.call("Emulation.setEmulatedMedia", serde_json::json!({ "features": [feature, still] }));
}

//! axe-core in a page: the accessibility rules that a program can check. The library is a test tool that `tests/setup`
//! installs; without it the tests fail and say so.

use std::fs;
use std::path::Path;

use super::page::{Page, text};

/// Runs axe-core on the page as it stands; each finding is one line, with the elements it is about.
pub(crate) fn findings(page: &mut Page<'_>) -> Vec<String> {
    if page.eval("typeof axe").as_str() == Some("undefined") {
        page.eval(&source());
    }
    page.wait_for("!document.querySelector('#launch.leaving')", "the launch screen has left");
    // A scheme or a size that has just changed is drawn by the second frame.
    page.eval(
        "Promise.race([new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))), new Promise((done) => setTimeout(done, 500))]).then(() => null)",
    );
    // What is not visible for lack of time to fade in would not be looked at.
    let run = "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(v =>
        v.id + ' (' + v.impact + '): ' + v.help + v.nodes.map(n =>
            '\\n    ' + n.target.join(' ') + ' ' + n.failureSummary.replaceAll('\\n', ' ')).join('')))";
    let found = page.eval(run);
    found.as_array().expect("a list").iter().map(text).collect()
}

fn source() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-tools/axe-core/axe.min.js");
    fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}; `tests/setup` installs it", file.display()))
}

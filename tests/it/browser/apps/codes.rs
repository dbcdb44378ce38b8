//! Bar codes: seen by a camera, printed, and what GS1 content says.

use std::process::Command;

use serde_json::{Value, json};

use super::{go, start};
use crate::browser::page::{Browser, Scheme, text};
use crate::browser::server::serve;
use crate::browser::themes::screens;
use crate::package::shipped;
use crate::project::root;

#[test]
fn a_code_before_the_camera_leads_to_its_batch() {
    let package = shipped("dairy");
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("code.y4m");
    let output = Command::new("node")
        .arg(root().join("tests/tools/camera.mjs"))
        .arg(root().join("target/test-tools/apps"))
        .args(["gs1datamatrix", "(01)09521234543213(10)L20261128-01"])
        .output()
        .expect("Node.js starts: `tests/setup` installs it");
    assert!(
        output.status.success(),
        "{}\n`tests/setup` installs what it needs",
        String::from_utf8_lossy(&output.stderr)
    );
    std::fs::write(&film, output.stdout).unwrap();
    let server = serve(&package.folder);
    let mut browser =
        Browser::alone(&[format!("--use-file-for-fake-video-capture={}", film.display())]);
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&format!("{}#/app/trace", server.url()));
    page.wait_for("document.querySelector('.finder [data-key=scan]')", "the button is there");
    page.click(".finder [data-key=scan]");
    page.wait_for("document.querySelector('.traced')", "the batch is there");
    assert_eq!(
        page.eval("[location.hash, document.querySelector('.traced-name').innerText]"),
        json!(["#/app/trace/find/L20261128-01", "L20261128-01"])
    );
    page.becomes("document.querySelector('.scan-dialog')", &Value::Null, "the camera has gone");
    // In a form the code fills in each field that takes a part of it.
    go(&mut page, "trace/step/p01", ".form");
    page.click(".form [data-key=scan]");
    page.wait_for("document.getElementById('f-batch').value", "the batch is filled in");
    page.becomes(
        "['batch', 'model'].map(id => document.getElementById(`f-${id}`).value)",
        &json!(["L20261128-01", "09521234543213"]),
        "all parts are filled in",
    );
    assert_eq!(
        page.troubles(),
        Vec::<String>::new(),
        "nothing leaves the package, and nothing is against the policy"
    );
}

#[test]
fn codes_that_are_printed_can_be_read() {
    let package = shipped("dairy");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&server.url());
    // Every letter of the code, by the reader that the client ships.
    let unread = page.eval(
        "(async () => {
            const { bars } = await import('./js/apps/code128.js');
            const { BarcodeDetector, prepareZXingModule } = await import('./js/scan/barcode-detector.js');
            prepareZXingModule({ overrides: { locateFile: (name) => new URL(`js/scan/${name}`, location.href).href } });
            const reader = new BarcodeDetector({ formats: ['code_128'] });
            const letters = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
            const numbers = Array.from({ length: 100 }, (_, index) => String(index).padStart(2, '0')).join('');
            const unread = [];
            for (const text of ['L20261128-01', ...letters.match(/.{1,24}/g), ...numbers.match(/.{1,24}/g)]) {
                const widths = bars(text);
                const canvas = document.createElement('canvas');
                canvas.width = 3 * (20 + widths.reduce((sum, width) => sum + width, 0));
                canvas.height = 120;
                const pen = canvas.getContext('2d');
                pen.fillStyle = '#fff';
                pen.fillRect(0, 0, canvas.width, 120);
                pen.fillStyle = '#000';
                let at = 10;
                widths.forEach((width, index) => {
                    if (index % 2 === 0) pen.fillRect(at * 3, 0, width * 3, 120);
                    at += width;
                });
                const [found] = await reader.detect(canvas);
                if (found?.rawValue !== text) unread.push([text, found?.rawValue]);
            }
            return unread;
        })()",
    );
    assert_eq!(unread, json!([]));
    // What is printed is the label alone.
    start(&mut page, &server.url());
    page.eval("window.print = () => { window.printed = document.querySelector('.print-label').textContent; }");
    go(&mut page, "trace/record/sample-trace-5", "[data-key=label]");
    page.click("[data-key=label]");
    page.wait_for("window.printed", "it is printed");
    let printed = text(&page.eval("window.printed"));
    assert!(printed.contains("L20261129-03") && printed.contains("M250-PURE"), "{printed}");
    page.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    let seen = page.eval("[...document.body.children].filter(element => element.checkVisibility()).map(({ className }) => className)");
    assert_eq!(seen, json!(["watermark", "print-label"]));
    page.picture(&screens().join("apps-label.png"));
}

#[test]
fn what_gs1_says_is_taken_apart() {
    let package = shipped("dairy");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.open(&server.url());
    let said = page.eval(
        r"import('./js/apps/gs1.js').then(({ partsOf, dayOf }) => [
            ...['010952123454321310L2026000777', ']C1010952123454321317261130' + '10L1\x1d21S2', '(01)09521234543213(10)L-1(21)77',
                ']d210AB\x1d3103001250', '01095212345432141', 'L20261128-01', '6901234567892', '10L1', '](C1', ']d29', ''].map(partsOf),
            dayOf('261130'), dayOf('270200'), dayOf('x')])",
    );
    let article = "09521234543213";
    assert_eq!(
        said,
        json!([
            { "01": article, "10": "L2026000777" },
            { "01": article, "17": "261130", "10": "L1", "21": "S2" },
            { "01": article, "10": "L-1", "21": "77" },
            { "10": "AB", "3103": "001250" },
            null, null, null, null, null, null, null,
            "2026-11-30", "2027-02-28", ""
        ])
    );
}

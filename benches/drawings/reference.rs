//! What Chromium draws of the same files: many `<img>` on one page, taken in one screenshot.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rebadge::vector::{Pixels, read_png};
use serde_json::{Value, json};

use crate::cdp::{self, Cdp};
use crate::chromium;

/// Images in a row of a page, and rows.
const COLUMNS: usize = 8;
/// Where an image lies in its square: left, top, width, height, in whole pixels; Chromium would round them.
pub(crate) type Frame = [u32; 4];

/// Each file on a transparent square of `side` pixels; a file that is no image for Chromium leaves it empty.
pub(crate) fn draw(files: &[(&Path, Frame)], side: u32) -> Vec<Pixels> {
    let chromium = chromium::launch(&[]);
    let mut browser = cdp::connect(&chromium);
    let folder = tempfile::tempdir().expect("a folder for pages");
    let page = folder.path().join("page.html");
    let session = open(&mut browser, side * COLUMNS as u32);
    let mut pictures = Vec::new();
    for batch in files.chunks(COLUMNS * COLUMNS) {
        fs::write(&page, html(batch, side)).expect("a page");
        let sheet = shoot(&mut browser, &session, &page);
        pictures.extend((0..batch.len()).map(|n| tile(&sheet, n, side)));
    }
    pictures
}

/// A page of that width and height, without a background.
fn open(browser: &mut Cdp, size: u32) -> String {
    let created = browser.call("", "Target.createTarget", json!({ "url": "about:blank" }));
    let target = created.expect("a page")["targetId"].take();
    let attach = json!({ "targetId": target, "flatten": true });
    let attached = browser.call("", "Target.attachToTarget", attach).expect("a session");
    let session = attached["sessionId"].as_str().expect("a session").to_owned();
    let metrics = json!({ "width": size, "height": size, "deviceScaleFactor": 1, "mobile": false });
    browser.call(&session, "Emulation.setDeviceMetricsOverride", metrics).expect("a size");
    let clear = json!({ "color": { "r": 0, "g": 0, "b": 0, "a": 0 } });
    let color = "Emulation.setDefaultBackgroundColorOverride";
    browser.call(&session, color, clear).expect("no background");
    session
}

fn html(files: &[(&Path, Frame)], side: u32) -> String {
    let mut html = String::from(
        "<!doctype html><meta charset=utf-8><style>img{position:absolute}</style><body>",
    );
    for (n, (file, [x, y, width, height])) in files.iter().enumerate() {
        let (left, top) = (n % COLUMNS * side as usize, n / COLUMNS * side as usize);
        let (left, top) = (left as u32 + x, top as u32 + y);
        let url = rebadge::uri::of_file(file);
        let _ = write!(
            html,
            "<img src=\"{url}\" style=\"left:{left}px;top:{top}px;width:{width}px;height:{height}px\">"
        );
    }
    html
}

fn shoot(browser: &mut Cdp, session: &str, page: &Path) -> Pixels {
    let mut call = |method: &str, params: Value| {
        browser.call(session, method, params).expect("Chromium answers")
    };
    call("Page.navigate", json!({ "url": rebadge::uri::of_file(page) }));
    let code = "new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))\
        .then(() => Promise.all([...document.images].map(image => image.decode().catch(() => image.remove()))))\
        .then(() => 1)";
    call("Runtime.evaluate", json!({ "expression": code, "awaitPromise": true }));
    let shot = call("Page.captureScreenshot", json!({ "format": "png" }));
    let bytes = base64(shot["data"].as_str().expect("data"));
    read_png(&bytes).expect("a screenshot is a PNG")
}

fn tile(sheet: &Pixels, n: usize, side: u32) -> Pixels {
    let side = side as usize;
    let (left, top) = (n % COLUMNS * side, n / COLUMNS * side);
    let row = |y: usize| {
        let start = ((top + y) * sheet.width as usize + left) * 4;
        &sheet.rgba[start..start + side * 4]
    };
    let rgba = (0..side).flat_map(|y| row(y).iter().copied()).collect();
    Pixels { width: side as u32, height: side as u32, rgba }
}

/// The bytes of a text in base64, as the protocol writes it.
fn base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b'=').map(digit).collect();
    let quad = |digits: &[u8]| {
        let bits = digits.iter().fold(0_u32, |bits, digit| bits << 6 | u32::from(*digit));
        let bits = bits << (6 * (4 - digits.len()));
        bits.to_be_bytes()[1..digits.len()].to_vec()
    };
    digits.chunks(4).flat_map(quad).collect()
}

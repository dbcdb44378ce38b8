//! Apps in the client, from packages as built: the thirteen inspection points of a dairy by keyboard and by camera, limits, rules,
//! records that are wrong, old or written twice, and all of it on a device that keeps nothing.

use std::process::Command;

use serde_json::{Value, json};

use super::axe;
use super::page::{Browser, Page, Scheme, text};
use super::server::serve;
use super::themes::screens;
use crate::package::{Package, open, shipped};
use crate::project::{ACME, LOGO, Project, root};

/// Visits of a lift company: records that somebody holds until they are done.
const VISITS: &str = r#"
[[apps]]
id      = "visits"
version = 2
title   = { en = "Visits", zh-CN = "维保" }
search  = ["lift"]
label   = ["lift"]
due     = "day"
done    = "state"
done-if = ["done"]
list    = { columns = ["lift", "holder"], filters = ["state"] }
fields  = [
  { id = "lift", label = { en = "Lift", zh-CN = "电梯" }, kind = "scan", gs1 = "21", required = true },
  { id = "day", label = { en = "Day", zh-CN = "日期" }, kind = "date" },
  { id = "state", label = { en = "State", zh-CN = "状态" }, kind = "choice", choices = [
    { id = "planned", label = { en = "Planned", zh-CN = "计划" } }, { id = "done", label = { en = "Done", zh-CN = "完成" } } ] },
  { id = "rope", label = { en = "Rope", zh-CN = "钢丝绳" }, kind = "number", unit = "mm", min = 0, max = 40, low = 10, high = 13 },
  { id = "wage", label = { en = "Wage", zh-CN = "工资" }, kind = "number" },
  { id = "holder", label = { en = "Mechanic", zh-CN = "维保员" }, kind = "person", holder = true },
  { id = "note", label = { en = "Note", zh-CN = "备注" }, kind = "text", max = 4000 },
  { id = "picture", label = { en = "Picture", zh-CN = "照片" }, kind = "photo" },
  { id = "before", label = { en = "Visit before", zh-CN = "上次维保" }, kind = "reference", of = "visits" },
]

[[menu.entries]]
id     = "visits"
label  = { en = "Visits", zh-CN = "维保" }
icon   = "tasks"
target = "app:visits"

[menu.layout]
tabs = ["visits", "workbench", "profile"]
"#;

/// Workbench for the smallest theme with these words, `head` before all tables.
fn build(head: &str, words: &str) -> (Project, Package) {
    let project = Project::empty().copy(&root().join("base-client"), "base-client");
    let theme = format!("{head}{ACME}{words}");
    let project = project.theme("acme", &theme).asset("acme/logo.svg", LOGO);
    project.run("build").status(0);
    let package = open(&project.path("dist"), "acme");
    (project, package)
}

/// Shows a view, and waits until something of it is there.
fn go(page: &mut Page<'_>, path: &str, selector: &str) {
    page.eval(&format!("location.hash = {}", json!(format!("#/app/{path}"))));
    page.wait_for(&format!("document.querySelector({})", json!(selector)), path);
}

fn start(page: &mut Page<'_>, url: &str) {
    page.open("about:blank");
    page.open(url);
    page.wait_for("!document.getElementById('launch')", "the client is there");
}

/// Runs code with the log of records at hand.
fn with_log(page: &mut Page<'_>, code: &str) -> Value {
    page.eval(&format!(
        "(async () => {{
            const {{ openLog }} = await import('./js/records/log.js');
            const {{ range }} = await import('./js/records/shape.js');
            const {{ nameOf }} = await import('./js/records/event.js');
            const log = await openLog('');
            {code}
        }})()"
    ))
}

/// Writes into a field of a form as somebody who types.
fn fill(page: &mut Page<'_>, id: &str, words: &str) {
    page.eval(&format!(
        "(field => {{ field.value = {}; field.dispatchEvent(new Event('input', {{ bubbles: true }})); }})(document.getElementById('f-{id}'))",
        json!(words)
    ));
}

fn looks_right(page: &mut Page<'_>, name: &str) {
    let findings = axe::findings(page);
    assert!(findings.is_empty(), "{name}:\n{}", findings.join("\n"));
    page.picture(&screens().join(format!("apps-{name}.png")));
}

/// Fills in what has the focus, by keys alone; returns whether it is the button that saves.
fn type_here(page: &mut Page<'_>) -> bool {
    let now = page.eval(
        "(({ dataset, type, tagName, value }) => [dataset.key ?? '', type ?? '', tagName, value])(document.activeElement)",
    );
    let (key, kind, tag, value) = (text(&now[0]), text(&now[1]), text(&now[2]), text(&now[3]));
    if key == "save" {
        return true;
    }
    let Some(id) = key.strip_prefix("f-") else { return false };
    match (tag.as_str(), kind.as_str()) {
        ("SELECT", _) => page.press("ArrowDown", ""),
        (_, "radio") => page.press(" ", " "),
        (_, "date") => {
            "12312027".chars().for_each(|digit| page.press(&digit.to_string(), &digit.to_string()))
        }
        (_, "file" | "datetime-local") => {}
        _ if value.is_empty() => {
            let words = page.eval(&format!(
                "import('./config.js').then(({{ apps }}) => {{
                    const {{ kind, low, high, min, max }} = apps[0].fields.find(({{ id }}) => id === {});
                    const [from, to] = [low ?? min ?? 0, high ?? max ?? 10];
                    return kind === 'number' ? String(Math.round((from + to) * 50) / 100) : 'L-KEYS';
                }})",
                json!(id)
            ));
            page.call("Input.insertText", json!({ "text": words }));
        }
        _ => {}
    }
    false
}

#[test]
fn thirteen_points_are_filled_in_by_keyboard() {
    let package = shipped("dairy");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&server.url());
    page.eval("localStorage.setItem('dairy:settings', JSON.stringify({ language: 'en' }))");
    start(&mut page, &server.url());
    go(&mut page, "trace/step/p01", ".form");
    for point in 1..=13 {
        page.wait_for(
            &format!(
                "location.hash.endsWith('step/p{point:02}') && document.querySelector('.form')"
            ),
            "the form is there",
        );
        page.eval("document.querySelector('#main h1').focus()");
        // A date is several places of its own.
        (0..60)
            .find(|_| {
                page.press("Tab", "");
                type_here(&mut page)
            })
            .expect("the button is reached");
        page.press("Enter", "\r");
        page.wait_for(
            "location.hash.includes('/record/') && document.querySelector('.record')",
            "the record is there",
        );
        if point < 13 {
            (0..60)
                .find(|_| {
                    page.press("Tab", "");
                    page.eval("document.activeElement.dataset.key") == json!("next-step")
                })
                .expect("the next step is reached");
            page.press("Enter", "\r");
        }
    }
    go(&mut page, "trace/find/l-keys", ".traced");
    assert_eq!(page.eval("document.querySelectorAll('.point').length"), json!(13));
    let sum = text(&page.eval("document.querySelector('.traced-sum').innerText"));
    assert_eq!(sum, "13 of 13 steps", "all are done, and none is out of its limits");
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn every_view_of_an_app_is_accessible() {
    let package = shipped("dairy");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.open(&server.url());
    for (scheme, width, language) in [(Scheme::Light, 390, "en"), (Scheme::Dark, 1280, "zh-CN")] {
        page.eval(&format!(
            "localStorage.setItem('dairy:settings', JSON.stringify({{ language: '{language}' }}))"
        ));
        page.show_as(scheme, width, 844);
        start(&mut page, &server.url());
        let look = |page: &mut Page<'_>, name: &str| {
            looks_right(page, &format!("{name}-{}-{width}", scheme.name()))
        };
        go(&mut page, "trace", ".record-row");
        look(&mut page, "home");
        let small = page.eval(
            "[...document.querySelectorAll('#main :is(a, button, select, summary, input:not(.visually-hidden, [type=radio]))')]
                .filter(element => element.checkVisibility() && element.getBoundingClientRect().height < 44).map(element => element.outerHTML)",
        );
        assert_eq!(small, json!([]), "too small to be touched");
        let note = page.eval("document.querySelector('.note-demo')?.checkVisibility()");
        assert_eq!(note, json!(true), "sample records are said to be such");
        go(&mut page, "trace/find/L20261128-01", ".traced");
        look(&mut page, "find");
        go(&mut page, "trace/find/nothing-of-the-kind", ".empty");
        look(&mut page, "none");
        go(&mut page, "trace/step/p06", ".form");
        page.click("[data-key=save]");
        page.wait_for("document.querySelector('[aria-invalid]')", "what is missing is said");
        fill(&mut page, "fat", "2.5");
        look(&mut page, "form");
        go(&mut page, "trace/record/sample-trace-5", ".record");
        page.wait_for("document.querySelector('.history')", "its history is there");
        page.eval("document.querySelector('.history').open = true");
        look(&mut page, "record");
        go(&mut page, "trace/edit/sample-trace-5", ".form");
        look(&mut page, "edit");
        let words = text(&page.eval("document.body.innerText"));
        assert!(
            !words.contains("apps.") && !words.contains("undefined") && !words.contains("NaN"),
            "{words}"
        );
    }
    assert_eq!(page.troubles(), Vec::<String>::new());
}

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
        Browser::start_with(&[format!("--use-file-for-fake-video-capture={}", film.display())]);
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
    assert_eq!(
        page.eval("document.querySelector('.scan-dialog')"),
        Value::Null,
        "the camera has gone"
    );
    // In a form the code fills in each field that takes a part of it.
    go(&mut page, "trace/step/p01", ".form");
    page.click(".form [data-key=scan]");
    page.wait_for("document.getElementById('f-batch').value", "the batch is filled in");
    assert_eq!(
        page.eval("['batch', 'model'].map(id => document.getElementById(`f-${id}`).value)"),
        json!(["L20261128-01", "09521234543213"])
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

#[test]
fn what_is_out_of_its_limits_needs_a_reason() {
    let (_project, package) = build("", VISITS);
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    start(&mut page, &server.url());
    go(&mut page, "visits/step/", ".form");
    let errors = |page: &mut Page<'_>| {
        page.eval("[...document.querySelectorAll('.form-error:not([hidden])')].map(error => error.innerText)")
    };
    page.click("[data-key=save]");
    assert_eq!(errors(&mut page), json!(["Fill this in."]));
    assert_eq!(
        page.eval("document.activeElement.id"),
        json!("f-lift"),
        "the focus is on the first"
    );
    fill(&mut page, "lift", "E-1");
    fill(&mut page, "rope", "41");
    page.click("[data-key=save]");
    assert_eq!(
        errors(&mut page),
        json!(["At most 40 mm", "Say why the value is out of its limits."])
    );
    fill(&mut page, "rope", "9.5");
    assert_eq!(errors(&mut page), json!(["Say why the value is out of its limits."]));
    fill(&mut page, "rope-reason", "worn");
    // Half a form outlives what is drawn again, and a reload.
    page.reload();
    page.wait_for(
        "document.getElementById('f-rope-reason')?.value === 'worn'",
        "the draft is there",
    );
    page.click("[data-key=save]");
    page.wait_for("document.querySelector('.record .out-text')", "it stands out");
    let seen = text(&page.eval("document.querySelector('.record').innerText"));
    assert!(
        seen.contains("9.5 mm") && seen.contains("Below 10 mm") && seen.contains("Reason: worn"),
        "{seen}"
    );
    let counted = page.eval(
        "import('./js/apps/counters.js').then(async ({ counters, clear }) => {
        counters('visits');
        const settled = () => new Promise(done => setTimeout(done, 300));
        await settled();
        const before = counters('visits');
        const undo = await clear('visits');
        const after = counters('visits');
        await undo();
        return [before, after, counters('visits')];
    })",
    );
    let (some, none) =
        (json!({ "due": 0, "out": 1, "unread": 0 }), json!({ "due": 0, "out": 0, "unread": 0 }));
    assert_eq!(counted, json!([some, none, some]));
    // Back within: the reason goes.
    page.click("[data-key=edit]");
    page.wait_for("document.getElementById('f-rope')", "the form is there");
    fill(&mut page, "rope", "11");
    page.click("[data-key=save]");
    page.wait_for(
        "document.querySelector('.record') && !document.querySelector('.record .out-text')",
        "it is within",
    );
    let left = with_log(
        &mut page,
        "return (await log.find(range('visits', 'all'))).map(({ fields }) => fields);",
    );
    assert_eq!(left, json!([{ "lift": "E-1", "rope": 11 }]));
    assert_eq!(page.troubles(), Vec::<String>::new());
}

/// Who may see and write what.
const RULES: &str = r#"
[[apps]]
id     = "audit"
title  = "Audit"
fields = [{ id = "a", label = "A" }]

[security.login]
issuer    = "https://id.acme.example"
client-id = "client"

[[security.rules]]
id  = "all"
may = ["*"]
on  = ["*"]

[[security.rules]]
id       = "wages"
must-not = ["see"]
on       = ["app-field:visits.wage", "app:audit"]
except   = [{ role = "admin" }]

[[security.rules]]
id       = "ropes"
must-not = ["edit"]
on       = ["app-field:visits.rope"]
except   = [{ role = "admin" }]
"#;

/// Evaluates code with the document and the window of a frame, in which rules hold for a role.
fn in_frame(page: &mut Page<'_>, code: &str) -> Value {
    page.eval(&format!(
        "(async (w, d) => {{ {code} }})(document.querySelector('iframe').contentWindow, document.querySelector('iframe').contentDocument)"
    ))
}

fn frame_as(page: &mut Page<'_>, url: &str, role: &str, path: &str, selector: &str) {
    page.open("about:blank");
    page.open(url);
    let settings = json!({ "language": "en", "role": role }).to_string();
    page.eval(&format!("localStorage.setItem('acme:settings', {})", json!(settings)));
    page.eval(&format!(
        "document.body.innerHTML = '<iframe width=400 height=800 src=\"./#/app/{path}\"></iframe>'"
    ));
    let there = format!(
        "document.querySelector('iframe').contentDocument?.querySelector({})",
        json!(selector)
    );
    page.wait_for(&there, selector);
}

/// Gives a file to the field that takes one in, and waits for what is said of it.
const TAKE: &str = "
    const take = async (w, d, name, text) => {
        const files = new w.DataTransfer();
        files.items.add(new w.File([text], name));
        const input = d.querySelector('[data-key=take]');
        d.querySelector('.transfer').open = true;
        input.files = files.files;
        input.dispatchEvent(new w.Event('change'));
        for (let n = 0; n < 500 && d.querySelector('.transfer-state[aria-busy]'); n += 1) await new Promise(done => setTimeout(done, 20));
        return d.querySelector('.transfer-state').innerText;
    };
    const saved = async (w, d, key) => {
        let blob = null;
        w.URL.createObjectURL = (made) => { blob = made; return 'about:blank#saved'; };
        w.HTMLAnchorElement.prototype.click = () => {};
        d.querySelector(`[data-key=${key}]`).click();
        for (let n = 0; n < 200 && !blob; n += 1) await new Promise(done => setTimeout(done, 20));
        return blob.text();
    };";

#[test]
fn what_a_rule_denies_is_not_seen_not_written_and_not_saved() {
    let (_project, package) = build("demo = true\n", &format!("{VISITS}{RULES}"));
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 800, 900);
    page.open(&server.url());
    with_log(&mut page, "await log.append({ kind: 'visits', record: 'r1', version: 2, change: { lift: 'E-7', wage: 4711, rope: 11 } });
        await log.append({ kind: 'visits', record: 'r1', version: 2, change: { wage: 4712 } });");
    let url = server.url();
    frame_as(&mut page, &url, "member", "visits/record/r1", ".history");
    in_frame(&mut page, "d.querySelector('.history').open = true;");
    let seen = text(&in_frame(&mut page, "return d.body.innerText;"));
    assert!(seen.contains("E-7") && seen.contains("11 mm"), "{seen}");
    assert!(!seen.contains("Wage") && !seen.contains("471"), "{seen}");
    frame_as(&mut page, &url, "member", "visits/edit/r1", ".form");
    let form = in_frame(
        &mut page,
        "return [d.getElementById('f-wage'), d.getElementById('f-rope').disabled];",
    );
    assert_eq!(form, json!([Value::Null, true]));
    // Neither is written, also not by who puts the field back.
    in_frame(
        &mut page,
        "const rope = d.getElementById('f-rope');
        rope.disabled = false;
        for (const [id, value] of [['lift', 'E-8'], ['rope', '12']]) {
            d.getElementById(`f-${id}`).value = value;
            d.getElementById(`f-${id}`).dispatchEvent(new w.Event('input'));
        }
        d.querySelector('[data-key=save]').click();",
    );
    page.wait_for(
        "document.querySelector('iframe').contentWindow.location.hash.includes('/record/')",
        "it is saved",
    );
    let changes =
        with_log(&mut page, "return (await log.history('r1')).map(({ change }) => change);");
    assert_eq!(changes[2], json!({ "lift": "E-8" }));
    frame_as(&mut page, &url, "member", "visits", ".transfer");
    let said = in_frame(&mut page, &format!("{TAKE}
        return [await saved(w, d, 'save-csv'), await saved(w, d, 'save-json'), await take(w, d, 'a.csv', 'Lift,Wage\\r\\nE-9,5\\r\\n'),
            await take(w, d, 'a.json', JSON.stringify([{{ fields: {{ lift: 'E-9', wage: 5 }} }}])), await take(w, d, 'b.csv', 'Lift,Rope\\r\\nE-9,12\\r\\n')];"));
    for saved in [&said[0], &said[1]] {
        let saved = text(saved);
        assert!(
            saved.contains("E-8")
                && !saved.to_lowercase().contains("wage")
                && !saved.contains("471"),
            "{saved}"
        );
    }
    for refused in [&said[2], &said[3], &said[4]] {
        assert!(text(refused).contains("is no field that you may write"), "{refused}");
    }
    assert_eq!(
        with_log(&mut page, "return log.count(range('visits', 'key lift', 'E-9'));"),
        json!(0)
    );
    frame_as(&mut page, &url, "member", "audit", "#main h1");
    assert_eq!(
        in_frame(&mut page, "return d.querySelector('#main h1').innerText;"),
        json!("Not part of your role")
    );
    // Who is excepted sees and writes all of it.
    frame_as(&mut page, &url, "admin", "visits/edit/r1", ".form");
    let form = in_frame(
        &mut page,
        "return [d.getElementById('f-wage').value, d.getElementById('f-rope').disabled];",
    );
    assert_eq!(form, json!(["4712", false]));
    frame_as(&mut page, &url, "admin", "audit", ".record-row");
}

#[test]
fn records_that_are_wrong_are_kept_shown_and_harmless() {
    let (_project, package) = build("", VISITS);
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    start(&mut page, &server.url());
    let said = with_log(&mut page, "
        const event = (n, more) => { const event = { name: '', device: 'elsewhere', n, at: 1800000000000 + n, by: '<b>x</b>', kind: 'visits', record: `w${n}`, version: 2, base: [], change: {}, blobs: {}, ...more };
            return { ...event, name: more.name ?? nameOf(event) }; };
        const markup = '<img src=x onerror=\"window.hurt = 1\"><script>window.hurt = 1</' + 'script>';
        const good = [
            event(1, { change: { lift: markup, rope: 'long', state: markup, day: 'tomorrow', picture: markup, before: markup, note: markup, gone: markup } }),
            event(2, { change: { lift: 'x'.repeat(20000), note: 'y '.repeat(9000), rope: 1e308 } }),
            event(3, { change: { lift: true, rope: null, state: 5, day: -1, picture: '0'.repeat(64), $step: 'nowhere' } }),
            event(4, { version: 1, change: { lift: 'E-4', color: 'red' } }),
            event(5, { version: 1, change: { lift: 'E-5' } }),
            event(6, { change: {}, base: ['1800000000000-elsewhere-00000099'] }),
        ];
        const bad = [
            null, 7, 'x', [], {}, event(11, { name: '../../etc' }), event(12, { n: -1 }), event(13, { device: 'A/B' }), event(14, { change: { 'a b': 1 } }),
            event(15, { change: { lift: { $ne: 1 } } }), event(16, { change: { lift: 'x'.repeat(20001) } }), event(17, { change: { lift: NaN } }), event(18, { record: '../r' }),
            event(19, { version: '1' }), event(20, { base: 'x' }), event(21, { blobs: { picture: 'javascript:1' } }), event(22, { more: 1 }), event(23, { by: 5 }),
            event(24, { change: Object.fromEntries(Array.from({ length: 401 }, (_, n) => [`f${n}`, 1])) }), event(25, { at: 1e14 }),
        ];
        const first = await log.take([...good, ...bad]);
        const again = await log.take([...good, { ...good[4], change: { lift: 'E-6' } }]);
        return [first.taken, first.refused.length, again.taken, again.refused.map(({ why }) => why), bad.length];");
    assert_eq!(said, json!([6, 20, 0, ["another event has its name"], 20]));
    for record in 1..=6 {
        go(&mut page, &format!("visits/record/w{record}"), ".record");
        page.wait_for("document.querySelector('.history')", "its history is there");
        page.eval("document.querySelector('.history').open = true");
        let findings = axe::findings(&mut page);
        assert!(findings.is_empty(), "w{record}: {}", findings.join("\n"));
        let wide = page.eval("document.querySelector('.scroll').scrollWidth <= 390");
        assert_eq!(wide, json!(true), "w{record} is wider than the screen");
    }
    go(&mut page, "visits/record/w1", ".record");
    let seen = text(&page.eval("document.querySelector('.record').innerText"));
    assert!(
        seen.contains("<img src=x") && seen.contains("gone") && seen.contains("tomorrow"),
        "{seen}"
    );
    page.picture(&screens().join("apps-hostile.png"));
    // What another version of the app made is shown whole, and what is changed of it takes nothing away.
    go(&mut page, "visits/record/w4", ".record");
    let seen = text(&page.eval("document.getElementById('main').innerText"));
    assert!(
        seen.contains("Made with version 1") && seen.contains("color") && seen.contains("red"),
        "{seen}"
    );
    go(&mut page, "visits/edit/w4", ".form");
    fill(&mut page, "rope", "12");
    page.click("[data-key=save]");
    page.wait_for("location.hash.includes('/record/w4')", "it is saved");
    let kept = with_log(
        &mut page,
        "const { fields, version } = await log.get('w4'); return [fields, version];",
    );
    assert_eq!(kept, json!([{ "lift": "E-4", "color": "red", "rope": 12 }, 2]));
    go(&mut page, "visits", ".record-row");
    assert_eq!(page.eval("document.querySelectorAll('.record-row').length"), json!(6));
    for path in [
        "__proto__",
        "visits/record/__proto__",
        "visits/step/constructor",
        "visits/find/%00",
        "visits/find/__proto__",
        "nothing",
    ] {
        go(&mut page, path, "#main h1");
    }
    assert_eq!(page.eval("window.hurt"), Value::Null);
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn two_who_write_at_once_lose_nothing() {
    let (_project, package) = build("", VISITS);
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    start(&mut page, &server.url());
    // Another module of the same address is what another tab is: it shares nothing but the device.
    let written = with_log(&mut page, "
        const other = await (await import('./js/records/log.js?tab')).openLog('');
        const change = (change, base) => ({ kind: 'visits', record: 'r1', version: 2, change, base });
        const first = await log.append(change({ lift: 'E-1', rope: 11, note: 'a' }));
        await Promise.all([log.append(change({ rope: 12, note: 'b' }, [first.name])), other.append(change({ rope: 10.5, lift: 'E-2' }, [first.name]))]);
        await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? log : other).append({ kind: 'visits', record: `many${n}`, version: 2, change: { lift: `M-${n}` } })));
        const events = await log.pending('anywhere', 1000);
        const { fields, conflicts } = await other.get('r1');
        return [fields.lift, fields.note, Object.keys(conflicts), conflicts.rope.map(({ value }) => value).sort(), events.length,
            new Set(events.map(({ name }) => name)).size, events.every(({ at, n }, index) => index === 0 || (at > events[index - 1].at && n === events[index - 1].n + 1))];");
    assert_eq!(written, json!(["E-2", "b", ["rope"], [10.5, 12], 43, 43, true]));
    go(&mut page, "visits/record/r1", ".conflict");
    looks_right(&mut page, "conflict");
    page.eval("[...document.querySelectorAll('.conflict-row')].find(row => row.innerText.includes('10.5')).querySelector('button').click()");
    page.wait_for(
        "document.querySelector('.record') && !document.querySelector('.conflict')",
        "one is chosen",
    );
    assert_eq!(
        with_log(
            &mut page,
            "const { fields, conflicts } = await log.get('r1'); return [fields.rope, conflicts];"
        ),
        json!([10.5, {}])
    );
    // What another tab writes is seen here.
    with_log(&mut page, "const other = await (await import('./js/records/log.js?tab')).openLog('');
        await other.append({ kind: 'visits', record: 'r1', version: 2, change: { note: 'from the other tab' } });");
    page.wait_for(
        "document.querySelector('.record').innerText.includes('from the other tab')",
        "it is drawn",
    );
    // In whatever order events come, they make the same records.
    let same = page.eval("import('./js/records/merge.js').then(({ merge }) => {
        const event = (at, device, base, change) => ({ name: `${at}-${device}-00000001`, device, n: 1, at, by: '', kind: 'k', record: 'r', version: 1, base, change, blobs: {} });
        const a = event(1800000000001, 'aaaa', [], { x: 1, y: 1 });
        const b = event(1800000000005, 'bbbb', [a.name], { x: 2 });
        const c = event(1800000000003, 'cccc', [a.name], { x: 3 });
        const d = event(1700000000000, 'dddd', [b.name, c.name], { y: 2 }); // its clock is years behind
        const orders = [[a, b, c, d], [d, c, b, a], [c, a, d, b]].map((events) => JSON.stringify(merge(events)));
        const { fields, conflicts } = merge([d, c, b, a]);
        return [new Set(orders).size, fields, Object.keys(conflicts)];
    })");
    assert_eq!(same, json!([1, { "x": 2, "y": 2 }, ["x"]]));
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn a_clock_that_jumps_changes_no_order() {
    let (_project, package) = build("", VISITS);
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    start(&mut page, &server.url());
    let order = with_log(&mut page, "
        const now = Date.now;
        const events = [];
        for (const jump of [0, -86400000 * 400, 3600000, -1000, 0]) {
            Date.now = () => now() + jump;
            events.push(await log.append({ kind: 'visits', record: 'r1', version: 2, change: { lift: `${jump}` } }));
        }
        Date.now = now;
        const history = await log.history('r1');
        return [history.map(({ n }) => n), events.every(({ at }, index) => index === 0 || at > events[index - 1].at), (await log.get('r1')).conflicts];");
    assert_eq!(order, json!([[1, 2, 3, 4, 5], true, {}]));
}

#[test]
fn a_device_that_keeps_no_records_says_so() {
    let (_project, package) = build("", VISITS);
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    let source =
        "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); };";
    page.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }));
    start(&mut page, &server.url());
    for path in ["visits", "visits/step/", "visits/record/x", "visits/edit/x", "visits/hand-over"] {
        go(&mut page, path, "#main .hint");
        let said = text(&page.eval("document.querySelector('#main .hint').innerText"));
        assert!(said.contains("This browser keeps nothing"), "{path}: {said}");
    }
    go(&mut page, "visits/step/", ".form");
    fill(&mut page, "lift", "E-1");
    page.click("[data-key=save]");
    page.wait_for("document.querySelector('.toast')?.innerText.includes('not kept')", "it is told");
    assert_eq!(
        page.eval("[location.hash, document.getElementById('f-lift').value]"),
        json!(["#/app/visits/step/", "E-1"]),
        "what was written stays in the field"
    );
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn all_open_records_go_to_another_and_back() {
    let (_project, package) = build("", VISITS);
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    start(&mut page, &server.url());
    with_log(&mut page, "await log.appendAll(Array.from({ length: 9 }, (_, n) => ({ kind: 'visits', record: `r${n}`, version: 2,
        change: { lift: `E-${n}`, holder: n < 6 ? 'Robin' : 'Kim', state: n < 2 ? 'done' : 'planned', day: '2026-01-01' } })));");
    let held = "const all = await log.find(range('visits', 'all')); return Object.fromEntries(['Robin', 'Kim', 'Sam'].map(name =>
        [name, all.filter(({ fields }) => fields.holder === name).map(({ id }) => id).sort().join(' ')]));";
    let before = with_log(&mut page, held);
    go(&mut page, "visits/hand-over", "#from");
    assert_eq!(
        page.eval("[...document.querySelectorAll('#from option')].map(option => option.innerText)"),
        json!(["Robin · 4", "Kim · 3"])
    );
    looks_right(&mut page, "hand-over");
    page.eval("document.getElementById('to').value = 'Sam'");
    page.click("[data-key=hand-over]");
    page.wait_for("document.querySelector('[data-key=undo-hand-over]')", "it is done");
    assert_eq!(
        with_log(&mut page, held),
        json!({ "Robin": "r0 r1", "Kim": "r6 r7 r8", "Sam": "r2 r3 r4 r5" }),
        "what is done stays"
    );
    assert_eq!(page.eval("document.activeElement.dataset.key"), json!("undo-hand-over"));
    looks_right(&mut page, "handed-over");
    page.press("Enter", "\r");
    page.wait_for("!document.querySelector('[data-key=undo-hand-over]')", "it is undone");
    assert_eq!(with_log(&mut page, held), before);
    let due = page.eval("import('./js/apps/counters.js').then(async ({ counters }) => { counters('visits'); await new Promise(done => setTimeout(done, 300)); return counters('visits').due; })");
    assert_eq!(due, json!(7));
    // Lists are narrowed by state and by choices.
    go(&mut page, "visits", ".record-row");
    page.click("[data-key=state-open]");
    page.wait_for("document.querySelectorAll('.record-row').length === 7", "the open ones");
    page.eval("(select => { select.value = 'done'; select.dispatchEvent(new Event('change')); })(document.querySelector('[data-key=filter-state]'))");
    page.wait_for("document.querySelector('#main .empty')", "none is open and done");
    page.click("[data-key=state-all]");
    page.wait_for("document.querySelectorAll('.record-row').length === 2", "two are done");
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn tables_and_json_go_out_and_come_back() {
    let (_project, package) = build("", VISITS);
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    start(&mut page, &server.url());
    with_log(
        &mut page,
        r#"await log.append({ kind: 'visits', record: 'r1', version: 2, by: 'Kim', change: { lift: '=HYPERLINK("x")', rope: 9.5, 'rope.reason': '-worn, "very"', note: 'two\nlines', state: 'done' } });
        await log.append({ kind: 'visits', record: 'r2', version: 2, change: { lift: 'E-2', wage: -5 } });"#,
    );
    go(&mut page, "visits", ".transfer");
    let frame = format!("{TAKE} const [w, d] = [window, document];");
    let csv =
        text(&page.eval(&format!("(async () => {{ {frame} return saved(w, d, 'save-csv'); }})()")));
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert_eq!(
        lines[0],
        "record,at,by,Lift,Day,State,Rope,Rope: Reason,Wage,Mechanic,Note,Picture,Visit before"
    );
    assert!(lines[1].starts_with("r2,") && lines[1].ends_with(",E-2,,,,,-5,,,,"), "{csv}");
    assert!(
        lines[2].ends_with(
            ",Kim,\"'=HYPERLINK(\"\"x\"\")\",,Done,9.5,\"'-worn, \"\"very\"\"\",,,\"two\nlines\",,"
        ),
        "{csv}"
    );
    let said = page.eval(&format!("(async () => {{ {frame}
        const {{ openLog }} = await import('./js/records/log.js');
        const log = await openLog('');
        const all = [await saved(w, d, 'save-csv'), await saved(w, d, 'save-json')];
        const before = [await log.get('r1'), await log.get('r2')].map(({{ fields }}) => fields);
        const found = [];
        for (const [name, text] of [['a.csv', all[0]], ['a.json', all[1]]]) {{
            await log.clear();
            const said = [await take(w, d, name, text), await take(w, d, name, text)];
            const after = [await log.get('r1'), await log.get('r2')].map(({{ fields }}) => fields);
            found.push(JSON.stringify(after.map((fields) => Object.entries(fields).sort())) === JSON.stringify(before.map((fields) => Object.entries(fields).sort())), ...said);
        }}
        return found;
    }})()"));
    let (first, again) = (
        "Taken in: 2. Already here: 0. Not taken: 0.",
        "Taken in: 0. Already here: 2. Not taken: 0.",
    );
    assert_eq!(said, json!([true, first, again, true, first, again]));
    // Each line that does not fit is told; a column that nobody knows refuses all of it.
    let wrong = page.eval(&format!("(async () => {{ {frame}
        const bytes = new Uint8Array([0x4c, 0x69, 0x66, 0x74, 0x0a, 0xff, 0xfe]);
        return [
            await take(w, d, 'a.csv', 'Lift,Rope,Rope: Reason\\nE-10,12,\\nE-11,99,\\nE-12,9,\\nE-13,9,worn\\n,12,\\nE-14,x,\\nE-15,1,2,3\\n'),
            await take(w, d, 'a.csv', 'Lift,Colour\\nE-16,red\\n'), await take(w, d, 'a.csv', ''), await take(w, d, 'a.csv', 'Lift\\n\"E-17'),
            await take(w, d, 'a.json', '[{{\"fields\": {{\"lift\": \"E-18\"}}}}, {{\"fields\": 5}}, {{\"fields\": {{\"lift\": [1]}}}}]'), await take(w, d, 'a.json', '<html>'), await take(w, d, 'a.csv', bytes),
        ];
    }})()"));
    let lines = text(&wrong[0]);
    assert!(lines.starts_with("Taken in: 2. Already here: 0. Not taken: 5."), "{lines}");
    for line in [
        "Line 3: Rope does not fit",
        "Line 4: Rope: Reason does not fit",
        "Line 6: Lift does not fit",
        "Line 7: Rope does not fit",
        "Line 8: “…” is no field",
    ] {
        assert!(lines.contains(line), "{line}: {lines}");
    }
    assert!(text(&wrong[1]).contains("“Colour” is no field"), "{wrong}");
    assert!(text(&wrong[4]).starts_with("Taken in: 1. Already here: 0. Not taken: 2."), "{wrong}");
    for index in [2, 3, 5, 6] {
        assert!(text(&wrong[index]).contains("This file cannot be read"), "{index}: {wrong}");
    }
    let kept = with_log(
        &mut page,
        "return (await log.find(range('visits', 'all'))).map(({ fields }) => fields.lift).sort();",
    );
    assert_eq!(kept, json!(["=HYPERLINK(\"x\")", "E-10", "E-13", "E-18", "E-2"]));
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn photos_are_kept_small_and_shown() {
    let (_project, package) = build("", VISITS);
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    start(&mut page, &server.url());
    go(&mut page, "visits/step/", ".form");
    fill(&mut page, "lift", "E-1");
    let take = |page: &mut Page<'_>, code: &str| {
        page.eval(&format!(
            "(async () => {{
            const files = new DataTransfer();
            files.items.add(new File([{code}], 'a.png'));
            const input = document.getElementById('f-picture');
            input.files = files.files;
            input.dispatchEvent(new Event('change'));
        }})()"
        ));
    };
    take(&mut page, "'<html>'");
    page.wait_for(
        "document.getElementById('f-picture-error').innerText.includes('no picture')",
        "it is said",
    );
    take(
        &mut page,
        "await new Promise(done => { const canvas = document.createElement('canvas'); canvas.width = 4000; canvas.height = 3000; canvas.getContext('2d').fillRect(9, 9, 900, 900); canvas.toBlob(done); })",
    );
    page.wait_for("document.querySelector('canvas.photo')?.width > 1", "it is shown");
    looks_right(&mut page, "photo");
    page.click("[data-key=save]");
    page.wait_for(
        "location.hash.includes('/record/') && document.querySelector('canvas.photo')?.width > 1",
        "the record shows it",
    );
    let kept = with_log(&mut page, "
        const [event] = await log.pending('anywhere');
        const blob = await log.blob(event.blobs.picture);
        const { width, height } = await createImageBitmap(blob);
        const waiting = await log.pendingBlobs('anywhere');
        await log.stored('anywhere', [event.name, ...waiting]);
        return [width, height, blob.type, event.change.picture === event.blobs.picture, waiting.length, (await log.pendingBlobs('anywhere')).length, (await log.pending('anywhere')).length,
            await log.takeBlob('0'.repeat(64), blob)];");
    assert_eq!(kept, json!([1600, 1200, "image/jpeg", true, 1, 0, 0, false]));
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn a_package_without_apps_holds_nothing_of_them() {
    let (_project, package) = build("", "");
    let has = |part: &str| {
        package.paths().into_iter().filter(|path| path.contains(part)).collect::<Vec<_>>()
    };
    for part in ["apps", "forms", "records", "scan", "wasm"] {
        assert_eq!(has(part), Vec::<String>::new());
    }
    let config = std::fs::read_to_string(package.folder.join("config.js")).unwrap();
    assert!(config.contains("export const apps = [];") && !config.contains("\"apps."), "{config}");
    // An app without a field that is scanned brings no reader, and no right for it.
    let words = "[[apps]]\nid = \"a\"\ntitle = \"A\"\nfields = [{ id = \"b\", label = \"B\" }]\n";
    let (_project, package) = build("", words);
    let page = std::fs::read_to_string(package.folder.join("index.html")).unwrap();
    assert!(!page.contains("wasm-unsafe-eval") && page.contains("css/apps.css"), "{page}");
    assert_eq!(
        package
            .paths()
            .into_iter()
            .filter(|path| path.contains("scan/") || path.contains("wasm"))
            .collect::<Vec<_>>(),
        Vec::<String>::new()
    );
    let dairy = std::fs::read_to_string(shipped("dairy").folder.join("index.html")).unwrap();
    assert!(dairy.contains("wasm-unsafe-eval"), "{dairy}");
}

/// How long it takes until a click or a key is answered on the screen, and the client is there.
#[test]
#[ignore = "some minutes; tests/README.md says how to run it"]
fn a_hundred_thousand_records() {
    let package = shipped("dairy");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    let source = "new MutationObserver(() => { if ('started' in document.documentElement.dataset) window.startedAt ??= performance.now(); })
        .observe(document, { subtree: true, attributes: true, attributeFilter: ['data-started'] });";
    page.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }));
    let empty = starts(&mut page, &server.url());
    let inserting = with_log(&mut page, "
        const { apps } = await import('./config.js');
        const [app] = apps;
        const start = performance.now();
        let made = [];
        for (let batch = 0; batch < 7693; batch += 1) {
            for (const { id, fields } of app.steps) {
                const change = { $step: id, batch: `L2026${String(batch).padStart(5, '0')}`, model: `M-${batch % 40}` };
                for (const name of fields) {
                    const { kind, low, high, min, max, choices } = app.fields.find((field) => field.id === name);
                    if (kind === 'number') change[name] = Math.round(((low ?? min ?? 0) + (high ?? max ?? 10)) * 50) / 100;
                    else if (kind === 'choice') change[name] = choices[batch % choices.length].id;
                    else if (kind === 'text' || kind === 'scan') change[name] = `${name} ${batch}`;
                }
                made.push({ kind: 'trace', record: `b${batch}-${id}`, version: 1, change });
            }
            if (made.length >= 1300) { await log.appendAll(made); made = []; }
        }
        await log.appendAll(made);
        return [await log.count(range('trace', 'all')), Math.round((performance.now() - start) / 1000)];");
    let full = starts(&mut page, &server.url());
    go(&mut page, "trace", ".record-row");
    let nodes = page.eval("document.querySelectorAll('*').length").as_u64().expect("a number");
    let found = page.eval("(async () => {
        const input = document.getElementById('find');
        const times = [];
        for (let n = 0; n < 100; n += 1) {
            const batch = `L2026${String(n * 7717 % 7693).padStart(5, '0')}`;
            const start = performance.now();
            input.value = batch;
            input.dispatchEvent(new Event('input'));
            while (document.querySelector('.traced-name')?.textContent !== batch) await new Promise(done => new MutationObserver((_, all) => { all.disconnect(); done(); }).observe(document.querySelector('[data-found]'), { childList: true }));
            await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
            times.push(performance.now() - start);
            if (document.querySelectorAll('.point').length !== 13) throw new Error(batch);
        }
        return times.sort((a, b) => a - b);
    })()");
    let at = |index: usize| found[index].as_f64().expect("a time");
    let models = page.eval("(async () => {
        const input = document.getElementById('find');
        const times = [];
        for (let n = 0; n < 40; n += 1) {
            const start = performance.now();
            const before = document.querySelector('.traced');
            input.value = `M-${n}`;
            input.dispatchEvent(new Event('input'));
            while (document.querySelector('.traced') === before) await new Promise(done => new MutationObserver((_, all) => { all.disconnect(); done(); }).observe(document.querySelector('[data-found]'), { childList: true }));
            await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
            times.push(performance.now() - start);
            if (document.querySelectorAll('.point').length !== 13) throw new Error(`M-${n}`);
        }
        return times.sort((a, b) => a - b);
    })()");
    println!(
        "{} records in {} s; start {empty:.0} ms empty, {full:.0} ms full; {nodes} nodes",
        inserting[0], inserting[1]
    );
    println!(
        "a batch: median {:.0} ms, 95 of 100 within {:.0} ms; a model: median {:.0} ms, most {:.0} ms",
        at(50),
        at(94),
        models[20].as_f64().unwrap_or(f64::NAN),
        models[39].as_f64().unwrap_or(f64::NAN)
    );
    assert_eq!(inserting[0].as_u64().map(|count| count >= 100_000), Some(true));
    assert!(at(94) <= 100.0, "{found}");
    assert!(full <= 1.3 * empty, "{full} ms is more than 1.3 times {empty} ms");
    assert!(nodes < 1_500, "{nodes}");
    let list = page.eval("Math.max(...[...document.querySelectorAll('ul, ol')].map(list => list.querySelectorAll('*').length))");
    println!("the longest list has {list} nodes");
}

/// The median of five starts, in milliseconds.
fn starts(page: &mut Page<'_>, url: &str) -> f64 {
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            start(page, url);
            page.eval("window.startedAt").as_f64().expect("a time")
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[2]
}

#[test]
#[ignore = "some minutes; tests/README.md says how to run it"]
fn a_large_file_is_taken_in_without_holding_up_the_page() {
    let (_project, package) = build("", VISITS);
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    start(&mut page, &server.url());
    go(&mut page, "visits", ".transfer");
    page.eval(
        "(() => {
            const line = (n) => `E-${n},${'one word after the other '.repeat(80)}\r\n`;
            const file = new File(['Lift,Note\r\n', ...Array.from({ length: 26000 }, (_, n) => line(n))], 'large.csv');
            window.size = file.size;
            window.long = [];
            new PerformanceObserver((list) => window.long.push(...list.getEntries().map(({ duration }) => Math.round(duration)))).observe({ type: 'longtask' });
            const files = new DataTransfer();
            files.items.add(file);
            const input = document.querySelector('[data-key=take]');
            input.files = files.files;
            input.dispatchEvent(new Event('change'));
            window.begun = performance.now();
        })()",
    );
    let until = std::time::Instant::now() + std::time::Duration::from_secs(500);
    while page.eval("Boolean(document.querySelector('.transfer-state[aria-busy]'))") == json!(true)
    {
        assert!(std::time::Instant::now() < until, "it does not end");
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
    let said = page.eval("[document.querySelector('.transfer-state').textContent, window.size, Math.round((performance.now() - window.begun) / 1000), window.long]");
    println!("{} of {} bytes in {} s; tasks over 50 ms: {}", said[0], said[1], said[2], said[3]);
    assert_eq!(said[0], json!("Taken in: 26,000. Already here: 0. Not taken: 0."));
    let longest = said[3].as_array().expect("a list").iter().filter_map(Value::as_u64).max();
    assert!(longest.unwrap_or(0) <= 100, "{said}");
}

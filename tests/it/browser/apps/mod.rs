//! Apps in the client, from packages as built: the thirteen inspection points of a dairy by keyboard and by camera, limits, rules,
//! records that are wrong, old or written twice, and all of it on a device that keeps nothing.

mod codes;
mod records;
mod tables;
mod volume;

use serde_json::{Value, json};

use crate::browser::axe;
use crate::browser::page::{Browser, Page, Scheme, text};
use crate::browser::server::serve;
use crate::browser::themes::screens;
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
    page.go(&format!("#/app/{path}"));
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
        go(&mut page, "trace/find/L202611", "[href='#/app/trace/find/L20261124-01']");
        assert_eq!(
            page.eval("document.querySelectorAll('[data-found] .row').length"),
            json!(6),
            "six batches begin so"
        );
        page.go("#/search");
        page.wait_for("document.getElementById('query')", "the search is there");
        page.eval("(field => { field.value = 'l20261124'; field.dispatchEvent(new Event('input')); })(document.getElementById('query'))");
        page.wait_for(
            "document.querySelector('#main [href=\"#/app/trace/find/L20261124-01\"]')",
            "the search over everything finds the batch",
        );
        look(&mut page, "search");
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
fn what_is_out_of_its_limits_needs_a_reason() {
    let (_project, package) = build("", VISITS);
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    start(&mut page, &server.url());
    go(&mut page, "visits/step/", ".form");
    let errors = |page: &mut Page<'_>, expect: &[&str]| {
        let code = "[...document.querySelectorAll('.form-error:not([hidden])')].map(error => error.innerText)";
        page.becomes(code, &json!(expect), "what is wrong is said");
    };
    page.click("[data-key=save]");
    errors(&mut page, &["Fill this in."]);
    page.becomes("document.activeElement.id", &json!("f-lift"), "the focus is on the first");
    fill(&mut page, "lift", "E-1");
    fill(&mut page, "rope", "41");
    page.click("[data-key=save]");
    errors(&mut page, &["At most 40 mm"]);
    fill(&mut page, "rope", "9.5");
    errors(&mut page, &["Say why the value is out of its limits."]);
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
        "import('./js/apps/counters.js').then(async ({ counters, clear, restore }) => {
        for (let n = 0; n < 1000 && counters('visits').out !== 1; n += 1) await new Promise(done => setTimeout(done, 20));
        const before = counters('visits');
        const kept = await clear('visits');
        const after = counters('visits');
        await restore('visits', kept);
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
    page.becomes(
        "document.activeElement.dataset.key",
        &json!("undo-hand-over"),
        "the focus is there",
    );
    looks_right(&mut page, "handed-over");
    page.press("Enter", "\r");
    page.wait_for("!document.querySelector('[data-key=undo-hand-over]')", "it is undone");
    assert_eq!(with_log(&mut page, held), before);
    let due = "import('./js/apps/counters.js').then(({ counters }) => counters('visits').due)";
    page.becomes(due, &json!(7), "what is due is counted");
    // Also when the view was drawn once more, the focus is where somebody goes on.
    page.eval("dispatchEvent(new StorageEvent('storage', { key: 'acme:work' }))");
    assert_eq!(page.eval("document.activeElement.tagName"), json!("H1"));
    assert_eq!(page.eval("document.getElementById('to').value"), json!(""));
    // Lists are narrowed by state and by choices.
    go(&mut page, "visits", ".record-row");
    page.click("[data-key=state-open]");
    page.wait_for("document.querySelectorAll('.record-row').length === 7", "the open ones");
    page.eval("(select => { select.value = 'done'; select.dispatchEvent(new Event('change')); })(document.querySelector('[data-key=filter-state]'))");
    page.wait_for("document.querySelector('#main .empty')", "none is open and done");
    assert!(
        text(&page.eval("document.querySelector('#main').innerText")).contains("No record fits")
    );
    page.click("[data-key=state-all]");
    page.wait_for("document.querySelectorAll('.record-row').length === 2", "two are done");
    // Who removes what is on this device is told of records, and that they are nowhere else.
    page.go("#/settings");
    page.click("[data-key=reset]");
    page.wait_for("document.querySelector('dialog[open]')", "the question is asked");
    let asked = text(&page.eval("document.querySelector('dialog').innerText"));
    assert!(
        asked.contains("all records on this device") && asked.contains("in no other place"),
        "{asked}"
    );
    page.click("dialog .quiet");
    assert_eq!(with_log(&mut page, held), before);
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

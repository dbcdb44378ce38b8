//! Records that are saved and taken in, and what rules keep out of both.

use serde_json::{Value, json};

use super::{VISITS, build, go, start, with_log};
use crate::browser::page::{Browser, Page, Scheme, text};
use crate::browser::server::serve;

/// Everybody may do everything that nothing forbids.
const ALL: &str = r#"
[security.login]
issuer    = "https://id.acme.example"
client-id = "client"

[[security.rules]]
id  = "all"
may = ["*"]
on  = ["*"]
"#;

/// Who may see and write what.
const RULES: &str = r#"
[[apps]]
id     = "audit"
title  = "Audit"
fields = [{ id = "a", label = "A" }]

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
        d.querySelector('.transfer-state').textContent = '';
        input.dispatchEvent(new w.Event('change'));
        // Its text counts also where the view was drawn anew, with this part closed.
        const waits = () => d.querySelector('.transfer-state[aria-busy]') || !d.querySelector('.transfer-state').textContent;
        for (let n = 0; n < 2000 && waits(); n += 1) await new Promise(done => setTimeout(done, 20));
        return d.querySelector('.transfer-state').textContent;
    };
    const saved = async (w, d, key) => {
        let blob = null;
        w.URL.createObjectURL = (made) => { blob = made; return 'about:blank#saved'; };
        w.HTMLAnchorElement.prototype.click = () => {};
        d.querySelector(`[data-key=${key}]`).click();
        for (let n = 0; n < 2000 && !blob; n += 1) await new Promise(done => setTimeout(done, 20));
        return blob.text();
    };";

#[test]
fn what_a_rule_denies_is_not_seen_not_written_and_not_saved() {
    let (_project, package) = build("demo = true\n", &format!("{VISITS}{ALL}{RULES}"));
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

/// Who is no admin deals with their own visits, adds no photo, and no table over 1 kB.
const OWN: &str = r#"
[[security.rules]]
id       = "own"
must-not = ["see", "edit"]
on       = ["app:visits"]
own      = false
except   = [{ role = "admin" }]

[[security.rules]]
id          = "large"
must-not    = ["upload"]
on          = ["file:csv"]
larger-than = "1 kB"
except      = [{ role = "admin" }]
"#;

/// What the counter of the app says is due, how many records of one's own are, and how many of all.
const DUE: &str = "(async () => {
    const { counters } = await import('./js/apps/counters.js');
    const { log } = await import('./js/apps/records.js');
    const { isOpen, ownersOf, range } = await import('./js/records/shape.js');
    const { today } = await import('./js/apps/format.js');
    const { apps: [app] } = await import('./config.js');
    const all = await (await log()).find(range('visits', 'all'));
    const due = all.filter((record) => isOpen(app, record) && record.fields.day <= today(false));
    for (let n = 0; n < 2000 && counters('visits').due === 0; n += 1) await new Promise((done) => setTimeout(done, 20));
    return [counters('visits').due, due.filter((record) => ownersOf(app, record).includes('alex')).length, due.length];
})()";

/// Who looks at a demo in a frame is Alex Morgan, `alex`: made a record, deals with one that another made, and has nothing to do with two.
#[test]
fn ones_own_records_are_all_that_is_seen_and_written() {
    let (_project, package) = build("demo = true\n", &format!("{VISITS}{ALL}{OWN}"));
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 800, 900);
    page.open(&server.url());
    with_log(&mut page, "const write = (record, by, holder) => log.append({ kind: 'visits', record, version: 2, by, change: { lift: `T-${record}`, holder, day: '2020-01-01' } });
        await write('made', 'Alex Morgan <alex>', 'Lin <lin>');
        await write('held', 'Lin <lin>', 'Alex Morgan <alex>');
        await write('others', 'Lin <lin>', 'Lin <lin>');
        await write('typed', 'Lin <lin>', 'Alex Morgan');");
    let url = server.url();
    let lists = |page: &mut Page<'_>| {
        let rows = "return [...d.querySelectorAll('.record-row .row-title')].map(one => one.innerText).filter(one => one.startsWith('T-')).sort();";
        in_frame(page, rows)
    };
    frame_as(&mut page, &url, "member", "visits", ".record-row");
    assert_eq!(lists(&mut page), json!(["T-held", "T-made"]));
    // What is counted is what is listed.
    let counted = in_frame(
        &mut page,
        "return [d.querySelector('#records').innerText.split('· ')[1], d.querySelectorAll('.record-row').length];",
    );
    assert_eq!(text(&counted[0]), counted[1].to_string());
    let saved = text(&in_frame(&mut page, &format!("{TAKE} return saved(w, d, 'save-csv');")));
    assert!(
        saved.contains("T-made") && !saved.contains("T-others") && !saved.contains("T-typed"),
        "{saved}"
    );
    let large =
        format!("{TAKE} return take(w, d, 'a.csv', 'Lift\\r\\n' + 'E-9\\r\\n'.repeat(300));");
    assert!(text(&in_frame(&mut page, &large)).contains("may not add a file"));
    in_frame(
        &mut page,
        "const find = d.querySelector('#find'); find.value = 'T-'; find.dispatchEvent(new w.Event('input'));",
    );
    page.wait_for("document.querySelector('iframe').contentDocument.querySelector('[data-found] .record-row') && document.querySelector('iframe').contentWindow.location.hash.includes('find')", "records are found");
    page.wait_for("document.querySelector('iframe').contentDocument.querySelectorAll('[data-found] .record-row').length === 2", "two are found");
    frame_as(&mut page, &url, "member", "visits/record/others", "#main h1");
    page.wait_for("document.querySelector('iframe').contentDocument.querySelector('#main h1').innerText === 'Not part of your role'", "it is refused");
    frame_as(&mut page, &url, "member", "visits/edit/others", "#main h1");
    page.wait_for("document.querySelector('iframe').contentDocument.querySelector('#main h1').innerText === 'Not part of your role'", "it is refused");
    frame_as(&mut page, &url, "member", "visits/hand-over", "#from");
    let holders = in_frame(
        &mut page,
        "return [...d.querySelectorAll('#from option')].map(one => one.value).sort();",
    );
    assert!(!holders.as_array().unwrap().contains(&json!("Alex Morgan")), "{holders}");
    assert!(holders.as_array().unwrap().contains(&json!("lin")), "{holders}");
    // A new record is of who made it, and shows names.
    frame_as(&mut page, &url, "member", "visits/step/", ".form");
    in_frame(&mut page, "const set = (id, value) => { const field = d.getElementById(`f-${id}`); field.value = value; field.dispatchEvent(new w.Event('input')); };
        set('lift', 'T-new');
        if (d.getElementById('f-holder').value !== 'Alex Morgan') throw new Error(d.getElementById('f-holder').value);
        set('holder', 'Sam Rivera');
        d.querySelector('[data-key=save]').click();");
    page.wait_for(
        "document.querySelector('iframe').contentWindow.location.hash.includes('/record/')",
        "it is saved",
    );
    page.wait_for("document.querySelector('iframe').contentDocument.querySelector('.record')?.innerText.includes('Sam Rivera')", "it is shown");
    let made = with_log(
        &mut page,
        "const [{ by, fields }] = await log.find(range('visits', 'key lift', 'T-new')); return [by, fields.holder];",
    );
    assert_eq!(made, json!(["Alex Morgan <alex>", "Sam Rivera <sam>"]));
    assert!(
        !in_frame(&mut page, "return d.querySelector('#main').innerText;")
            .to_string()
            .contains('<')
    );
    let due = page.eval_in_frame("iframe", DUE).unwrap();
    assert_eq!(due[0], due[1]);
    assert!(due[1].as_u64() < due[2].as_u64(), "{due}");
    frame_as(&mut page, &url, "admin", "visits", ".record-row");
    assert_eq!(lists(&mut page).as_array().unwrap().len(), 5);
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
        "Taken in: 2. Already here, and left as they are: 0. Not taken: 0.",
        "Taken in: 0. Already here, and left as they are: 2. Not taken: 0.",
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
    assert!(
        lines.starts_with("Taken in: 2. Already here, and left as they are: 0. Not taken: 5."),
        "{lines}"
    );
    for line in [
        "Line 3: Rope does not fit",
        "Line 4: Rope: Reason does not fit",
        "Line 6: Lift does not fit",
        "Line 7: Rope does not fit",
        "Line 8: it is not as a record",
    ] {
        assert!(lines.contains(line), "{line}: {lines}");
    }
    assert!(text(&wrong[1]).contains("There is no field “Colour”"), "{wrong}");
    assert!(
        text(&wrong[4])
            .starts_with("Taken in: 1. Already here, and left as they are: 0. Not taken: 2."),
        "{wrong}"
    );
    for index in [2, 3, 5, 6] {
        assert!(text(&wrong[index]).contains("This file cannot be read"), "{index}: {wrong}");
    }
    assert!(text(&wrong[4]).contains("Line 2: it is not as a record"), "{wrong}");
    let kept = with_log(
        &mut page,
        "return (await log.find(range('visits', 'all'))).map(({ fields }) => fields.lift).sort();",
    );
    assert_eq!(kept, json!(["=HYPERLINK(\"x\")", "E-10", "E-13", "E-18", "E-2"]));
    // What a record has of a field that the app had once is saved too, and no reason to refuse the file that was saved.
    with_log(
        &mut page,
        "await log.append({ kind: 'visits', record: 'r9', version: 1, change: { lift: 'E-9', color: 'red' } });",
    );
    let said = page.eval(&format!(
        "(async () => {{ {frame}
        const all = [await saved(w, d, 'save-csv'), await saved(w, d, 'save-json')];
        return [...all, await take(w, d, 'a.csv', all[0]), await take(w, d, 'a.json', all[1]),
            await take(w, d, 'b.csv', 'Lift;Note\\r\\nE-20;\"a; b, c\"\\r\\n')];
    }})()"
    ));
    let csv = text(&said[0]);
    assert!(csv.split("\r\n").next().unwrap().ends_with(",Visit before,color"), "{csv}");
    assert!(csv.contains(",E-9,") && csv.contains(",red\r\n"), "{csv}");
    assert!(text(&said[1]).contains("\"color\":\"red\""), "{said}");
    let again = "Taken in: 0. Already here, and left as they are: 6. Not taken: 0.";
    assert_eq!([&said[2], &said[3]], [&json!(again), &json!(again)]);
    assert!(text(&said[4]).starts_with("Taken in: 1."), "{said}");
    let note = with_log(
        &mut page,
        "return (await log.find(range('visits', 'key lift', 'E-20')))[0].fields.note;",
    );
    assert_eq!(note, json!("a; b, c"));
    assert_eq!(page.troubles(), Vec::<String>::new());
}

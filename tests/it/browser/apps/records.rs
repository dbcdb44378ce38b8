//! Records that are wrong, old, or written twice; a clock that jumps; a device that keeps nothing, or nothing more.

use serde_json::{Value, json};

use super::{VISITS, build, fill, go, looks_right, start, with_log};
use crate::browser::axe;
use crate::browser::page::{Browser, Scheme, text};
use crate::browser::server::serve;
use crate::browser::themes::screens;

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
    // What was begun before another changed the record takes nothing of that back.
    go(&mut page, "visits/edit/r1", ".form");
    fill(&mut page, "lift", "E-3");
    page.eval("document.querySelector('.form').isBefore = true");
    with_log(
        &mut page,
        "await log.append({ kind: 'visits', record: 'r1', version: 2, change: { note: 'meanwhile' } });",
    );
    page.wait_for("!document.querySelector('.form').isBefore", "the form is drawn again");
    page.click("[data-key=save]");
    page.wait_for("location.hash.includes('/record/r1')", "it is saved");
    let fields = with_log(
        &mut page,
        "const { fields, conflicts } = await log.get('r1'); return [fields.lift, fields.note, conflicts];",
    );
    assert_eq!(fields, json!(["E-3", "meanwhile", {}]));
    // Where an app is searched by something else than before, what is there is found by it too.
    let found = with_log(
        &mut page,
        "const record = await log.get('r1');
        const database = await new Promise(done => { const request = indexedDB.open('acme:records'); request.onsuccess = () => done(request.result); });
        const transaction = database.transaction(['meta', 'records'], 'readwrite');
        transaction.objectStore('meta').put('another', 'shape');
        transaction.objectStore('records').put({ ...record, tags: [] });
        await new Promise(done => { transaction.oncomplete = done; });
        const before = await log.count(range('visits', 'key lift', 'E-3'));
        const other = await (await import('./js/records/log.js?later')).openLog('');
        await other.shaped;
        return [before, await log.count(range('visits', 'key lift', 'E-3'))];",
    );
    assert_eq!(found, json!([0, 1]));
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
fn a_full_device_loses_nothing_that_was_written() {
    let (_project, package) = build("", VISITS);
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    start(&mut page, &server.url());
    go(&mut page, "visits/step/", "#main .empty");
    fill(&mut page, "lift", "E-1");
    page.eval(
        "window.put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function () { throw new DOMException('', 'QuotaExceededError'); };",
    );
    page.click("[data-key=save]");
    page.wait_for("document.querySelector('.toast')?.innerText.includes('is full')", "it is told");
    assert_eq!(
        page.eval("document.getElementById('f-lift').value"),
        json!("E-1"),
        "it stays in the field"
    );
    assert_eq!(with_log(&mut page, "return log.count(range('visits', 'all'));"), json!(0));
    page.eval("IDBObjectStore.prototype.put = window.put");
    page.click("[data-key=save]");
    page.wait_for("document.querySelector('.record')", "with room again the same is kept");
    let numbers = with_log(&mut page, "return (await log.pending('anywhere')).map(({ n }) => n);");
    assert_eq!(numbers, json!([1]), "no number was used up");
    assert_eq!(page.troubles(), Vec::<String>::new());
}

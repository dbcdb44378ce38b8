//! A hundred thousand records, and a file of fifty megabytes: some minutes each.

use serde_json::{Value, json};

use super::{VISITS, build, go, start, with_log};
use crate::browser::page::{Browser, Page, Scheme};
use crate::browser::server::serve;
use crate::package::shipped;

/// How long it takes until a click or a key is answered on the screen, and the client is there.
#[test]
#[ignore = "some minutes; tests/README.md says how to run it"]
#[expect(clippy::print_stdout, reason = "the figures, for who asks by --nocapture")]
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
    // Longer than one call to the browser may take.
    with_log(&mut page, "window.filling = (async () => {
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
        return [await log.count(range('trace', 'all')), Math.round((performance.now() - start) / 1000)];
        })().then((counted) => { window.filled = counted; });");
    let inserting = waited(&mut page, "window.filled");
    let full = starts(&mut page, &server.url());
    go(&mut page, "trace", ".record-row");
    let nodes = page.eval("document.querySelectorAll('*').length").as_u64().expect("a number");
    // The view may be drawn anew meanwhile, as when what is due is counted.
    page.eval("window.changed = () => new Promise(done => new MutationObserver((_, all) => { all.disconnect(); done(); })
        .observe(document.body, { childList: true, subtree: true })); 0");
    let found = page.eval(
        "(async () => {
        const times = [];
        for (let n = 0; n < 100; n += 1) {
            const input = document.getElementById('find');
            const batch = `L2026${String(n * 7717 % 7693).padStart(5, '0')}`;
            const start = performance.now();
            input.value = batch;
            input.dispatchEvent(new Event('input'));
            while (document.querySelector('.traced-name')?.textContent !== batch) await changed();
            await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
            times.push(performance.now() - start);
            if (document.querySelectorAll('.point').length !== 13) throw new Error(batch);
        }
        return times.sort((a, b) => a - b);
    })()",
    );
    let at = |index: usize| found[index].as_f64().expect("a time");
    let models = page.eval(
        "(async () => {
        const times = [];
        for (let n = 0; n < 40; n += 1) {
            const input = document.getElementById('find');
            const start = performance.now();
            const before = document.querySelector('.traced');
            input.value = `M-${n}`;
            input.dispatchEvent(new Event('input'));
            while ((document.querySelector('.traced') ?? before) === before) await changed();
            await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
            times.push(performance.now() - start);
            if (document.querySelectorAll('.point').length !== 13) throw new Error(`M-${n}`);
        }
        return times.sort((a, b) => a - b);
    })()",
    );
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

/// What code gives once it is true, for what takes minutes.
fn waited(page: &mut Page<'_>, code: &str) -> Value {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(540);
    loop {
        let found = page.eval(&format!("{code} || null"));
        if found != Value::Null {
            return found;
        }
        assert!(std::time::Instant::now() < until, "it does not end: {code}");
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
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
#[expect(clippy::print_stdout, reason = "the figures, for who asks by --nocapture")]
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
            const line = (n) => `E-${n},${'one word after the other '.repeat(80)}\\r\\n`;
            const file = new File(['Lift,Note\\r\\n', ...Array.from({ length: 26000 }, (_, n) => line(n))], 'large.csv');
            window.file = file;
        })()",
    );
    std::thread::sleep(std::time::Duration::from_secs(3));
    page.eval(
        "(() => {
            const { file } = window;
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
    waited(&mut page, "!document.querySelector('.transfer-state[aria-busy]')");
    let said = page.eval("[document.querySelector('.transfer-state').textContent, window.size, Math.round((performance.now() - window.begun) / 1000), window.long]");
    println!("{} of {} bytes in {} s; tasks over 50 ms: {}", said[0], said[1], said[2], said[3]);
    assert_eq!(
        said[0],
        json!("Taken in: 26,000. Already here, and left as they are: 0. Not taken: 0.")
    );
    let longest = said[3].as_array().expect("a list").iter().filter_map(Value::as_u64).max();
    assert!(longest.unwrap_or(0) <= 100, "{said}");
}

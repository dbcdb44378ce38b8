//! A device: a browser with a profile of its own, in which somebody writes records.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::super::page::{Browser, Page, Scheme, text};

/// How long records may be on their way.
const PATIENCE: Duration = Duration::from_secs(60);

/// Opens the client, and waits until it runs.
pub(super) fn open<'a>(browser: &'a mut Browser, url: &str) -> Page<'a> {
    let mut page = browser.page(url);
    page.show_as(Scheme::Light, 390, 844);
    page.open(&format!("{url}#/about"));
    page.wait_for("document.querySelector('.places')", "the places are shown");
    page
}

/// The log that the page writes into.
const LOG: &str =
    "const { openLog } = await import('/js/records/log.js'); const log = await openLog('');";

/// Evaluates code with the log of whoever is in.
pub(super) fn in_log(page: &mut Page<'_>, code: &str) -> Value {
    page.eval(&format!("(async () => {{ {LOG} {code} }})()"))
}

/// Writes so many new records, `word 1` and so on, each by an event of its own.
pub(super) fn write(page: &mut Page<'_>, word: &str, count: usize) {
    in_log(
        page,
        &format!(
            "for (let n = 1; n <= {count}; n += 1) {{
                await log.append({{ kind: 'complaints', record: '{word}-' + n, version: 1, change: {{ what: '{word} ' + n }}, by: '{word}' }});
            }}"
        ),
    );
}

/// Writes a record of another app, to which no route leads.
pub(super) fn write_private(page: &mut Page<'_>, record: &str) {
    let event = json!({ "kind": "private", "record": record, "version": 1, "change": { "what": "private" } });
    in_log(page, &format!("await log.append({event});"));
}

/// How many events a record has on this device.
pub(super) fn history(page: &mut Page<'_>, record: &str) -> Value {
    in_log(page, &format!("return (await log.history('{record}')).length;"))
}

/// Writes one change of one record.
pub(super) fn change(page: &mut Page<'_>, record: &str, what: &str) {
    let change =
        json!({ "kind": "complaints", "record": record, "version": 1, "change": { "what": what } });
    in_log(page, &format!("await log.append({change});"));
}

/// Writes a record with a photo of so many bytes; its digest.
pub(super) fn photo(page: &mut Page<'_>, record: &str, bytes: usize) -> String {
    text(&in_log(
        page,
        &format!(
            "const bytes = new Uint8Array({bytes});
             for (let at = 0; at < bytes.length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
             const digest = await log.putBlob(new Blob([bytes], {{ type: 'image/jpeg' }}));
             await log.append({{ kind: 'complaints', record: '{record}', version: 1, change: {{ what: 'a photo' }}, blobs: {{ picture: digest }} }});
             return digest;"
        ),
    ))
}

/// The size of a photo, wherever it is; -1 where there is none.
pub(super) fn photo_size(page: &mut Page<'_>, digest: &str) -> Value {
    in_log(page, &format!("return (await log.blob('{digest}'))?.size ?? -1;"))
}

/// What records say, by their ids, of those that begin so: sorted, with what is in conflict as a list.
pub(super) fn records(page: &mut Page<'_>, start: &str) -> Value {
    in_log(page, &format!("return ({FIND})('{start}', log);"))
}

const FIND: &str = "async (start, log) => {
    const found = {};
    for await (const part of log.each(IDBKeyRange.bound('complaints\\tall\\t', 'complaints\\tall\\t\\uffff'))) {
        for (const { id, fields, conflicts } of part) {
            if (id.startsWith(start)) found[id] = conflicts.what ? conflicts.what.map(({ value }) => value).sort() : fields.what;
        }
    }
    return Object.fromEntries(Object.entries(found).sort());
}";

/// Waits until there are so many records that begin so.
pub(super) fn wait_for_records(page: &mut Page<'_>, start: &str, count: usize) {
    let begun = Instant::now();
    loop {
        let found = records(page, start).as_object().map_or(0, serde_json::Map::len);
        if found == count {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{found} records `{start}`, not {count}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// What the about page says of a place: `done`, `waits`, `new`, or why it failed.
pub(super) fn state(page: &mut Page<'_>, place: &str) -> String {
    text(&page.eval(&format!("document.querySelector('[data-place={place}]').dataset.state")))
}

/// Waits until it says this.
pub(super) fn wait_for_state(page: &mut Page<'_>, place: &str, state: &str) {
    page.wait_for(
        &format!("document.querySelector('[data-place={place}]')?.dataset.state === '{state}'"),
        &format!("the place `{place}` is `{state}`"),
    );
}

/// Asks for an exchange, and waits until one is over that began after that.
pub(super) fn exchange(page: &mut Page<'_>, place: &str) {
    // The first that ends may have begun before.
    let enabled = format!("document.querySelector('[data-key=place-{place}]:enabled')");
    for _ in 0..2 {
        page.wait_for(&enabled, "it can be asked for");
        page.eval(&format!(
            "window.asked = Date.now(); document.querySelector('[data-key=place-{place}]').click();"
        ));
        let begun = Instant::now();
        let ended = format!(
            "const {{ last = 0, failed }} = (await log.note('place {place}')) ?? {{}}; return Math.max(last, failed?.at ?? 0) >= window.asked;"
        );
        while in_log(page, &ended) != json!(true) {
            assert!(begun.elapsed() < PATIENCE, "no exchange with `{place}`");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    page.wait_for(&enabled, "the exchange is over");
    // It is shown a moment after it is noted.
    let is_shown = format!(
        "const {{ waits, last, failed }} = await log.note('place {place}');
         const waiting = waits.records + waits.photos > 0;
         const state = failed ? failed.why : waiting ? 'waits' : last ? 'done' : 'new';
         return document.querySelector('[data-place={place}]').dataset.state === state;"
    );
    let begun = Instant::now();
    while in_log(page, &is_shown) != json!(true) {
        assert!(begun.elapsed() < PATIENCE, "it is not shown how it went with `{place}`");
        std::thread::sleep(Duration::from_millis(50));
    }
}

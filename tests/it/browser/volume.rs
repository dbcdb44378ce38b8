//! Long lists: twenty thousand messages, of which the page holds only those near what is seen.

use serde_json::json;

use super::axe;
use super::page::{Browser, Page, Scheme, text};
use super::server::serve;
use crate::package::shipped;

const COUNT: u32 = 20_000;

/// Puts so many notes on the device before the client starts; each begins with its number.
fn fill(page: &mut Page<'_>) {
    let source = format!(
        "if (!localStorage.getItem('blue:work')) {{
            const now = Date.now();
            const me = Array.from({{ length: {COUNT} }}, (_, index) =>
                ({{ at: now - ({COUNT} - index) * 60000, text: `${{index}} ` + 'word '.repeat(index * 7 % 40) }}));
            localStorage.setItem('blue:work', JSON.stringify({{ sent: {{ me }} }}));
        }}"
    );
    page.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }));
}

/// The numbers of the messages that are in the page: first, last, and how many.
fn drawn(page: &mut Page<'_>) -> (u64, u64, u64) {
    let code = "(() => {
        const all = [...document.querySelectorAll('.bubble')].map(bubble => parseInt(bubble.textContent, 10));
        if (all.some((number, index) => index && number !== all[index - 1] + 1)) throw new Error(all.join());
        return [all[0], all.at(-1), all.length];
    })()";
    let numbers = page.eval(code);
    let number = |index: usize| numbers[index].as_u64().expect("a number");
    (number(0), number(1), number(2))
}

/// The number of the first message that is seen.
fn seen(page: &mut Page<'_>) -> u64 {
    let code = "(() => {
        const top = document.querySelector('[role=log]').getBoundingClientRect().top;
        const first = [...document.querySelectorAll('.bubble')].find(bubble => bubble.getBoundingClientRect().bottom > top);
        return parseInt(first.textContent, 10);
    })()";
    page.eval(code).as_u64().expect("a number")
}

fn scroll(page: &mut Page<'_>, code: &str) {
    page.eval(&format!(
        "(async () => {{
            const log = document.querySelector('[role=log]');
            {code};
            for (let n = 0; n < 4; n += 1) await new Promise(done => requestAnimationFrame(done));
        }})()"
    ));
}

#[test]
fn a_long_conversation_opens_and_scrolls() {
    let package = shipped("blue");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    fill(&mut page);
    page.open(&format!("{}#/messages/me", server.url()));
    page.wait_for("document.querySelector('.bubble')", "the conversation is there");
    let (_, last, count) = drawn(&mut page);
    assert_eq!(last, u64::from(COUNT) - 1);
    assert!(count <= 200, "{count} messages are drawn");
    let nodes = page.eval("document.querySelectorAll('*').length").as_u64().expect("a number");
    assert!(nodes < 1500, "{nodes} nodes");
    let end = "Math.abs(log.scrollHeight - log.scrollTop - log.clientHeight) < 2";
    let code =
        format!("(() => {{ const log = document.querySelector('[role=log]'); return {end}; }})()");
    assert_eq!(page.eval(&code), json!(true), "it begins at its end");
    // Upwards, page by page: nothing is left out, and nothing jumps.
    let mut before = seen(&mut page);
    for _ in 0..40 {
        scroll(&mut page, "log.scrollTop -= 300");
        let now = seen(&mut page);
        assert!(now < before && before - now < 20, "from {before} to {now}");
        assert!(drawn(&mut page).2 <= 200);
        before = now;
    }
    scroll(&mut page, "log.scrollTop = log.scrollHeight / 2");
    let middle = seen(&mut page);
    assert!((5_000..15_000).contains(&middle), "{middle}");
    scroll(&mut page, "log.scrollTop = 0");
    assert_eq!(drawn(&mut page).0, 0);
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn search_leads_to_the_message() {
    let package = shipped("blue");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 1280, 800);
    fill(&mut page);
    page.open(&format!("{}#/search", server.url()));
    page.wait_for("document.querySelector('#query')", "the search is there");
    let search = |page: &mut Page<'_>, words: &str| {
        page.eval(&format!(
            "(() => {{
                const field = document.querySelector('#query');
                field.value = {};
                field.dispatchEvent(new Event('input'));
            }})()",
            json!(words)
        ));
    };
    search(&mut page, "word");
    let nodes = page.eval("document.querySelectorAll('*').length").as_u64().expect("a number");
    assert!(nodes < 1500, "{nodes} nodes");
    search(&mut page, "4711 ");
    page.click("#main a[href*='messages/me/4711']");
    page.wait_for("document.querySelector('.wanted')", "the message is there");
    assert!(text(&page.eval("document.querySelector('.wanted').textContent")).starts_with("4711 "));
    let (first, last, _) = drawn(&mut page);
    assert!((first..=last).contains(&4711));
    // What is written there stands at the end, and is seen.
    page.eval(
        "(() => {
            document.querySelector('#write').value = 'the newest';
            document.querySelector('.composer').requestSubmit();
        })()",
    );
    page.wait_for(
        "[...document.querySelectorAll('.bubble')].at(-1)?.textContent === 'the newest'",
        "it is there",
    );
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn a_decision_takes_microseconds() {
    let package = shipped("blue");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.call("Emulation.setCPUThrottlingRate", json!({ "rate": 1 }));
    page.open(&server.url());
    let code = "(async () => {
        const { decide, tags } = await import('./js/policy.js');
        const rules = Array.from({ length: 200 }, (_, n) => ({
            id: `r${n}`, line: 'theme.toml:1', effect: n % 3 ? 'permit' : 'forbid', do: [n % 2 ? 'see' : 'edit'],
            on: [`entry:e${n % 40}`, 'file:pdf'], who: [[`role:r${n % 7}`, `department:d${n % 5}`]], except: [[`person:p${n}`]],
        }));
        const table = { kinds: { entry: null, file: null }, roles: { r1: ['r1', 'r2'] }, rules };
        const has = tags(table, { person: 'p9', roles: ['r1'], departments: ['d1/a'] });
        const run = (count) => {
            const start = performance.now();
            for (let n = 0; n < count; n += 1) decide(table, has, 'see', `entry:e${n % 40}`);
            return (performance.now() - start) * 1000 / count;
        };
        run(2000);
        // So short that most of them have the processor for themselves, however busy it is.
        return Math.min(...Array.from({ length: 200 }, () => run(100)));
    })()";
    let microseconds = page.eval(code).as_f64().expect("a number");
    // Ten are promised; a loaded machine and a debug run have more.
    assert!(microseconds < 40.0, "{microseconds} µs");
}

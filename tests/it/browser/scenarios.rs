//! Scenarios and cards in Chromium, against a server that stands in for the gateway and the systems behind it: what is called, in
//! which order, what is undone, and what a person reads of it. The same document is run by another program.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::axe;
use super::page::{Browser, Page, Scheme, text};
use super::server::{Asked, Reply, Server, serve, serve_with};
use super::themes::screens;
use crate::package::{Package, open, shipped};
use crate::project::{Project, root};

/// The dairy's client in English, whose stock system has three seconds to answer. Its systems are asked: their documents give no examples.
static DAIRY: LazyLock<(Project, Package)> = LazyLock::new(|| {
    let theme = std::fs::read_to_string(root().join("themes/dairy/theme.toml")).unwrap();
    let theme = theme
        .replace("language    = \"zh-CN\"", "language    = \"en\"")
        .replace("timeout  = \"20 s\"", "timeout  = \"3 s\"");
    assert!(theme.contains("\"en\"\n") && theme.contains("\"3 s\""));
    let project = Project::empty()
        .copy(&root().join("base-client"), "base-client")
        .copy(&root().join("themes/dairy"), "themes/dairy")
        .theme("dairy", &theme)
        .asset("dairy/connect/lims.json", without_examples("lims.json"))
        .asset("dairy/connect/erp.json", without_examples("erp.json"));
    project.run("build").status(0);
    let package = open(&project.path("dist"), "dairy");
    (project, package)
});

fn without_examples(name: &str) -> String {
    let text = std::fs::read_to_string(root().join("themes/dairy/connect").join(name)).unwrap();
    let mut document = serde_json::from_str(&text).unwrap();
    remove_examples(&mut document);
    document.to_string()
}

fn remove_examples(value: &mut Value) {
    match value {
        Value::Object(table) => {
            table.remove("example");
            table.values_mut().for_each(remove_examples);
        }
        Value::Array(list) => list.iter_mut().for_each(remove_examples),
        _ => {}
    }
}

/// What a system does with a call, in place of what it should.
#[derive(Clone, Copy)]
enum Fault {
    /// It answers so, with JSON.
    Status(&'static str),
    /// It answers with a page, as a network does that wants a log-in.
    Page,
    /// It answers with JSON of another kind.
    List,
    /// It answers late.
    Late,
}

/// The systems: what they were asked, and what goes wrong next.
#[derive(Default)]
struct Systems {
    calls: Vec<String>,
    /// Call → what happens to it, the next first.
    faults: BTreeMap<&'static str, Vec<Fault>>,
    oldest: String,
}

type Shared = Arc<Mutex<Systems>>;
/// Calls, each with what happens to it, the next first.
type Faults<'a> = &'a [(&'static str, &'a [Fault])];

fn start(faults: Faults<'_>) -> (Server, Shared) {
    let faults = faults.iter().map(|(call, all)| (*call, all.to_vec())).collect();
    let oldest = "L2026-0764".to_owned();
    let systems = Arc::new(Mutex::new(Systems { calls: Vec::new(), faults, oldest }));
    let shared = Arc::clone(&systems);
    (serve_with(&DAIRY.1.folder, move |asked| answer(asked, &shared)), systems)
}

fn answer(asked: &Asked, systems: &Shared) -> Reply {
    let path = asked.path.trim_start_matches("/connect");
    let call = format!("{} {path}", asked.method);
    let (fault, oldest) = {
        let mut systems = systems.lock().unwrap();
        // What the client asks by itself is no part of a scenario.
        if !path.ends_with("/health") && !path.ends_with("/due") {
            let body =
                if asked.body.is_empty() { String::new() } else { format!(" {}", asked.body) };
            systems.calls.push(format!("{call}{body}"));
        }
        let waiting = systems.faults.get_mut(call.as_str()).filter(|all| !all.is_empty());
        (waiting.map(|all| all.remove(0)), systems.oldest.clone())
    };
    let json =
        |status, value: Value| Reply { status, mime: "application/json", body: value.to_string() };
    match fault {
        Some(Fault::Status(status)) => return json(status, json!({ "reason": "no" })),
        Some(Fault::Page) => {
            let body = "<!doctype html><title>Sign in to this network</title>".to_owned();
            return Reply { status: "200 OK", mime: "text/html", body };
        }
        Some(Fault::List) => return json("200 OK", json!(["free"])),
        Some(Fault::Late) => std::thread::sleep(Duration::from_millis(4000)),
        None => {}
    }
    let batch = |state: &str| json!({ "batch": "L2026-0777", "product": "Milk", "state": state });
    match (asked.method.as_str(), path.split('/').nth(2).unwrap_or_default()) {
        ("GET", "health") if path.starts_with("/lims") => json("204 No Content", json!("")),
        ("GET", "due") => json("200 OK", json!({ "count": 4, "oldest": oldest })),
        ("GET", "batches") => json("200 OK", batch("free")),
        ("PUT", "batches") => json("200 OK", batch("held")),
        ("POST", "reservations") => json("201 Created", json!({ "id": "r/1", "cartons": 840 })),
        ("POST", "notices") => json("202 Accepted", json!({ "dealers": 37 })),
        ("DELETE", _) => json("204 No Content", json!("")),
        _ => json("404 Not Found", json!({ "reason": "unknown" })),
    }
}

const LOOK: &str = "GET /lims/batches/L2026-0777";
const HOLD: &str = "PUT /lims/batches/L2026-0777/hold";
const RESERVE: &str = "POST /erp/reservations";
const NOTIFY: &str = "POST /erp/notices";
const RETURN: &str = "DELETE /erp/reservations/r%2F1";
const FREE: &str = "DELETE /lims/batches/L2026-0777/hold";

fn open_scenario<'a>(browser: &'a mut Browser, server: &Server) -> Page<'a> {
    let mut page = browser.page(&server.origin());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&format!("{}#/scenario/hold", server.url()));
    page.wait_for("document.querySelector('#input-batch')", "the form is there");
    page
}

/// Fills the form in by keyboard and starts.
fn fill(page: &mut Page<'_>, batch: &str, reason: &str) {
    page.eval("document.querySelector('#input-batch').focus()");
    page.call("Input.insertText", json!({ "text": batch }));
    page.press("Tab", "");
    page.call("Input.insertText", json!({ "text": reason }));
    page.press("Enter", "\r");
}

fn finish(page: &mut Page<'_>) {
    page.wait_for("document.querySelector('[data-key=again]')", "the run is over");
}

/// The steps of the run: which sign and words each has.
fn steps(page: &mut Page<'_>) -> Vec<String> {
    let code = "[...document.querySelectorAll('.run-step')].map(step =>
        step.className.replace('run-step ', '').trim() + ': ' + step.innerText.replaceAll('\\n', ' | '))";
    let all = page.eval(code);
    all.as_array().unwrap().iter().map(text).collect()
}

/// Shows the page in a scheme, and waits until all of it is painted so.
fn repaint(page: &mut Page<'_>, scheme: Scheme) {
    page.show_as(scheme, 390, 844);
    page.eval("new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 300))");
}

fn main_text(page: &mut Page<'_>) -> String {
    text(&page.eval("document.getElementById('main').innerText"))
}

/// The calls without their bodies.
fn calls(systems: &Shared) -> Vec<String> {
    let systems = systems.lock().unwrap();
    let names = systems.calls.iter().map(|call| call.split(" {").next().unwrap_or_default());
    names.map(str::to_owned).collect()
}

/// What other troubles a page had than answers that are meant to be bad.
fn others(page: &mut Page<'_>) -> Vec<String> {
    let expected = |line: &String| line.contains("/connect/");
    page.troubles().into_iter().filter(|line| !expected(line)).collect()
}

#[test]
fn a_scenario_runs_to_its_end() {
    let (server, systems) = start(&[]);
    let mut browser = Browser::start();
    let mut page = open_scenario(&mut browser, &server);
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
    fill(&mut page, "L2026-0777", "Off taste");
    finish(&mut page);
    assert_eq!(calls(&systems), [LOOK, HOLD, RESERVE, NOTIFY]);
    let bodies = systems.lock().unwrap().calls.clone();
    assert!(bodies[1].ends_with(r#"{"reason":"Off taste"}"#), "{bodies:?}");
    assert!(
        bodies[2].ends_with(r#"{"batch":"L2026-0777","note":"Milk: Off taste"}"#),
        "{bodies:?}"
    );
    assert!(bodies[3].contains(r#""urgent":false"#), "{bodies:?}");
    let seen = main_text(&mut page);
    assert!(
        seen.contains("Done") && seen.contains("Dealers told") && seen.contains("37"),
        "{seen}"
    );
    for scheme in Scheme::ALL {
        repaint(&mut page, scheme);
        assert_eq!(axe::findings(&mut page), Vec::<String>::new());
        page.picture(&screens().join(format!("scenario-done-{}.png", scheme.name())));
    }
    assert_eq!(others(&mut page), Vec::<String>::new());
}

#[test]
fn what_was_begun_is_undone() {
    let (server, systems) =
        start(&[("POST /erp/notices", &[Fault::Status("503 Service Unavailable")])]);
    let mut browser = Browser::start();
    let mut page = open_scenario(&mut browser, &server);
    fill(&mut page, "L2026-0777", "Off taste");
    finish(&mut page);
    assert_eq!(calls(&systems), [LOOK, HOLD, RESERVE, NOTIFY, RETURN, FREE]);
    let seen = main_text(&mut page);
    assert!(
        seen.contains("It did not work") && seen.contains("What had been changed was undone."),
        "{seen}"
    );
    assert!(!seen.contains("Cartons set aside"), "what was undone is shown as a result: {seen}");
    let steps = steps(&mut page);
    assert_eq!(steps[3], "failed: Tell the dealers | The system refused it (503)");
    assert_eq!(
        steps[4..],
        ["done undo: Give the stock back | Undone", "done undo: Take the hold back | Undone"]
    );
    for scheme in Scheme::ALL {
        repaint(&mut page, scheme);
        assert_eq!(axe::findings(&mut page), Vec::<String>::new());
        page.picture(&screens().join(format!("scenario-undone-{}.png", scheme.name())));
    }
    // The form still has what was filled in.
    page.click("[data-key=again]");
    assert_eq!(page.eval("document.querySelector('#input-batch').value"), json!("L2026-0777"));
    assert_eq!(others(&mut page), Vec::<String>::new());
}

#[test]
fn an_undo_that_fails_is_told() {
    let gone = [Fault::Status("500 Internal Server Error"); 9];
    let (server, systems) = start(&[(NOTIFY, &[Fault::Page]), (RETURN, &gone)]);
    let mut browser = Browser::start();
    let mut page = open_scenario(&mut browser, &server);
    fill(&mut page, "L2026-0777", "Off taste");
    finish(&mut page);
    assert_eq!(calls(&systems), [LOOK, HOLD, RESERVE, NOTIFY, RETURN]);
    let seen = main_text(&mut page);
    assert!(seen.contains("could be undone. Check it"), "{seen}");
}

#[test]
fn a_call_is_tried_again_as_the_document_says() {
    let busy = Fault::Status("503 Service Unavailable");
    let (server, systems) = start(&[(HOLD, &[busy, busy])]);
    let mut browser = Browser::start();
    let mut page = open_scenario(&mut browser, &server);
    fill(&mut page, "L2026-0777", "Off taste");
    finish(&mut page);
    assert_eq!(calls(&systems), [LOOK, HOLD, HOLD, HOLD, RESERVE, NOTIFY]);
    assert!(steps(&mut page)[1].ends_with("attempt 3"), "{:?}", steps(&mut page));
    drop(page);
    // Not where the criteria of the retry do not hold, and at most as often as it says.
    let mut check = |faults: &[Fault], expect: &[&str]| {
        let (server, systems) = start(&[(HOLD, faults)]);
        let mut page = open_scenario(&mut browser, &server);
        fill(&mut page, "L2026-0777", "Off taste");
        finish(&mut page);
        assert_eq!(calls(&systems), expect);
    };
    check(&[Fault::Status("409 Conflict")], &[LOOK, HOLD, FREE]);
    check(&[busy; 9], &[LOOK, HOLD, HOLD, HOLD, FREE]);
}

#[test]
fn a_late_answer_is_no_answer() {
    let (server, systems) = start(&[(NOTIFY, &[Fault::Late])]);
    let mut browser = Browser::start();
    let mut page = open_scenario(&mut browser, &server);
    fill(&mut page, "L2026-0777", "Off taste");
    finish(&mut page);
    assert_eq!(calls(&systems), [LOOK, HOLD, RESERVE, NOTIFY, RETURN, FREE]);
    assert!(steps(&mut page)[3].ends_with("The system did not answer in time"));
}

#[test]
fn an_answer_of_another_kind_is_a_failure() {
    for fault in [Fault::Page, Fault::List, Fault::Status("201 Created")] {
        let (server, systems) = start(&[(LOOK, &[fault])]);
        let mut browser = Browser::start();
        let mut page = open_scenario(&mut browser, &server);
        fill(&mut page, "L2026-0777", "Off taste");
        finish(&mut page);
        assert_eq!(calls(&systems), [LOOK]);
        assert_eq!(steps(&mut page), ["failed: Look the batch up | The answer makes no sense"]);
        assert!(main_text(&mut page).contains("Nothing was changed."));
    }
}

#[test]
fn a_run_can_be_stopped_and_is_then_undone() {
    let (server, systems) = start(&[(RESERVE, &[Fault::Late])]);
    let mut browser = Browser::start();
    let mut page = open_scenario(&mut browser, &server);
    fill(&mut page, "L2026-0777", "Off taste");
    page.wait_for("document.querySelectorAll('.run-step').length === 3", "the third step runs");
    page.picture(&screens().join("scenario-running.png"));
    page.click("[data-key=stop]");
    finish(&mut page);
    assert_eq!(calls(&systems), [LOOK, HOLD, RESERVE, FREE]);
    assert!(main_text(&mut page).contains("Stopped"));
}

#[test]
fn what_does_not_fit_is_not_sent() {
    let (server, systems) = start(&[]);
    let mut browser = Browser::start();
    let mut page = open_scenario(&mut browser, &server);
    for (batch, reason) in [("", ""), ("../../erp", "Off taste"), ("L2026-0777", "x")] {
        page.eval(
            "for (const field of document.querySelectorAll('#main .field')) {
            field.value = ''; field.dispatchEvent(new Event('input')); }",
        );
        fill(&mut page, batch, reason);
        let wrong = page.eval("document.querySelectorAll('[aria-invalid=true]').length");
        assert_ne!(wrong, json!(0), "{batch} {reason}");
    }
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
    page.picture(&screens().join("scenario-unfit.png"));
    assert_eq!(calls(&systems), Vec::<String>::new());
    // Values stay within their part of an address, whatever the document's schema lets through.
    let code = "import('./js/scenarios/operation.js').then(async ({ call }) => {
        const operation = { root: {}, method: 'get', path: '/batches/{batch}', parameters: [], responses: {} };
        const connector = { path: '/connect/lims/', timeout: 5 };
        const tried = [];
        for (const value of ['..', '.', '', '../../x', 'a/b?c#d']) {
            const sent = { parameters: [{ name: 'batch', in: 'path', value }] };
            tried.push(await call(connector, operation, sent).then(() => 'sent', ({ kind }) => kind));
        }
        return tried;
    })";
    assert_eq!(page.eval(code), json!(["input", "input", "input", "type", "type"]));
    assert_eq!(
        calls(&systems),
        ["GET /lims/batches/..%2F..%2Fx", "GET /lims/batches/a%2Fb%3Fc%23d"]
    );
}

#[test]
fn a_page_that_was_closed_in_a_run_says_so() {
    let (server, _systems) = start(&[(RESERVE, &[Fault::Late])]);
    let mut browser = Browser::start();
    let mut page = open_scenario(&mut browser, &server);
    fill(&mut page, "L2026-0777", "Off taste");
    page.wait_for("document.querySelectorAll('.run-step').length === 3", "the third step runs");
    page.reload();
    page.wait_for("document.querySelector('[data-key=seen]')", "the run before is told");
    assert!(main_text(&mut page).contains("The last run was interrupted"));
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
    page.click("[data-key=seen]");
    page.wait_for("!document.querySelector('[data-key=seen]')", "it is told once");
}

#[test]
fn a_demo_shows_the_answers_that_documents_give_as_examples() {
    let server = serve(&shipped("dairy").folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.origin());
    page.show_as(Scheme::Light, 390, 844);
    for (language, words) in [("zh-CN", "示例应答"), ("en", "Example answer")] {
        page.open("about:blank");
        page.open(&server.url());
        let settings = json!({ "language": language }).to_string();
        page.eval(&format!("localStorage.setItem('dairy:settings', {})", json!(settings)));
        page.open("about:blank");
        page.open(&format!("{}#/workbench", server.url()));
        page.wait_for("document.querySelector('.ac-pushButton')", "the card is there");
        let seen = main_text(&mut page);
        assert!(seen.contains("L20261128-02") && seen.contains(words), "{seen}");
        assert_eq!(axe::findings(&mut page), Vec::<String>::new());
        page.picture(&screens().join(format!("card-demo-{language}.png")));
        page.eval("location.hash = '#/scenario/hold'");
        page.wait_for("document.querySelector('#input-batch')", "the form is there");
        assert_eq!(axe::findings(&mut page), Vec::<String>::new());
        fill(&mut page, "L20261129-03", "Off taste");
        finish(&mut page);
        let steps = steps(&mut page);
        assert_eq!(steps.len(), 4, "{steps:#?}");
        for step in steps {
            assert!(step.starts_with("done") && step.contains(words), "{step}");
        }
        for scheme in [Scheme::Dark, Scheme::Light] {
            repaint(&mut page, scheme);
            assert_eq!(axe::findings(&mut page), Vec::<String>::new());
            let name = format!("scenario-demo-{language}-{}.png", scheme.name());
            page.picture(&screens().join(name));
        }
    }
    page.eval("location.hash = '#/about'");
    page.wait_for(
        "document.getElementById('main').innerText.includes('Example answer')",
        "a system that would be asked gives an example",
    );
    // Nothing was asked of a gateway, which is not there.
    assert_eq!(page.troubles(), Vec::<String>::new());
}

/// A field of the card, filled in by keyboard, while the view is drawn again in the middle of it.
fn fill_card(page: &mut Page<'_>, at: usize, words: &str) {
    page.eval(&format!("document.querySelectorAll('.ac-place input')[{at}].focus()"));
    for part in words.split_inclusive(' ') {
        page.call("Input.insertText", json!({ "text": part }));
        page.eval("dispatchEvent(new StorageEvent('storage', { key: 'dairy:work' }))");
    }
    let code = format!("document.querySelectorAll('.ac-place input')[{at}].value");
    assert_eq!(page.eval(&code), json!(words));
    assert_eq!(
        page.eval(&format!(
            "document.querySelectorAll('.ac-place input')[{at}] === document.activeElement"
        )),
        json!(true)
    );
}

#[test]
fn a_card_starts_a_scenario() {
    let (server, systems) = start(&[]);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.origin());
    for (scheme, width) in [(Scheme::Dark, 390), (Scheme::Light, 1280)] {
        page.show_as(scheme, width, 844);
        for view in ["workbench", "messages/team"] {
            page.open("about:blank");
            page.open(&format!("{}#/{view}", server.url()));
            if view == "messages/team" {
                page.wait_for("document.querySelector('.pinned summary')", "the card is pinned");
                assert_eq!(axe::findings(&mut page), Vec::<String>::new());
                page.click(".pinned summary");
            }
            page.wait_for("document.querySelector('.ac-pushButton')", "the card is there");
            let seen = main_text(&mut page);
            assert!(seen.contains("L2026-0764") && seen.contains("Batches waiting"), "{seen}");
            assert_eq!(axe::findings(&mut page), Vec::<String>::new());
            let small = page.eval(
                "[...document.querySelectorAll('.ac-place :is(button, input)')]
                .filter(one => one.getBoundingClientRect().height < 44).length",
            );
            assert_eq!(small, json!(0), "what is touched is at least 44 pixels high");
            let name = view.replace('/', "-");
            page.picture(&screens().join(format!("card-{name}-{}-{width}.png", scheme.name())));
        }
    }
    page.eval("location.hash = '#/workbench'");
    page.wait_for(
        "document.querySelector('.hero') && document.querySelector('.ac-pushButton')",
        "the card is there",
    );
    // Without what it asks for nothing starts.
    page.click(".ac-pushButton");
    assert_eq!(page.eval("location.hash"), json!("#/workbench"));
    fill_card(&mut page, 0, "L2026-0777");
    fill_card(&mut page, 1, "Off taste");
    page.click(".ac-pushButton");
    finish(&mut page);
    assert_eq!(calls(&systems), [LOOK, HOLD, RESERVE, NOTIFY]);
    assert_eq!(others(&mut page), Vec::<String>::new());
}

#[test]
fn a_record_of_an_app_starts_a_scenario_with_what_it_has() {
    let (server, systems) = start(&[]);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.origin());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&format!("{}#/app/trace/find/L20261129-03", server.url()));
    page.wait_for("document.querySelector('a[data-key^=record-]')", "the records are there");
    page.click("a[data-key^=record-]");
    page.wait_for("document.querySelector('[data-key=start-hold]')", "the record is open");
    page.click("[data-key=start-hold]");
    page.wait_for("document.querySelector('#input-batch')", "the form is there");
    assert_eq!(page.eval("document.querySelector('#input-batch').value"), json!("L20261129-03"));
    assert_eq!(calls(&systems), Vec::<String>::new(), "a reason is missing, so nothing was sent");
    assert_eq!(others(&mut page), Vec::<String>::new());
}

#[test]
fn what_fills_a_card_in_stays_text_and_leads_nowhere() {
    let (server, systems) = start(&[]);
    let hostile = "<img src=x onerror=window.hurt=1>[x](javascript:window.hurt=1)${batch}";
    systems.lock().unwrap().oldest = hostile.to_owned();
    let mut browser = Browser::start();
    let mut page = browser.page(&server.origin());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&format!("{}#/workbench", server.url()));
    page.wait_for("document.querySelector('.ac-pushButton')", "the card is there");
    let seen = text(&page.eval("document.querySelector('.ac-card').innerText"));
    assert!(seen.contains(hostile), "{seen}");
    assert_eq!(page.eval("document.querySelectorAll('.ac-card :is(img, a)').length"), json!(0));
    assert_eq!(page.eval("window.hurt"), Value::Null);
    let code = "import('./js/cards/cards.js').then(({ allowed }) => [
        'https://lims.dairy.example/due?x=1', 'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'http://lims.dairy.example/',
        'https://lims.dairy.example@evil.example/', 'https://lims.dairy.example.evil.example/', 'https://u:p@lims.dairy.example/',
        '//lims.dairy.example/', '', 'https://lims.dairy.example:8443/',
    ].map(url => allowed(['https://lims.dairy.example'], url)))";
    let expect: Vec<bool> = (0..11).map(|at| at == 0).collect();
    assert_eq!(page.eval(code), json!(expect));
    assert_eq!(others(&mut page), Vec::<String>::new());
    // What gives no data shows no card that looks as if it had some.
    systems.lock().unwrap().faults.insert("GET /lims/due", vec![Fault::Page; 9]);
    page.reload();
    page.wait_for("document.querySelector('.card-problem')", "the card says that it has no data");
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
}

#[test]
fn a_system_that_is_not_reached_is_told() {
    let (server, _systems) = start(&[]);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.origin());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&format!("{}#/about", server.url()));
    page.wait_for(
        "document.getElementById('main').innerText.includes('Not reached')",
        "the system is asked",
    );
    assert!(main_text(&mut page).contains("Connected"));
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
}

#[test]
fn where_a_system_is_stays_with_the_servers() {
    let package = &DAIRY.1;
    let config = std::fs::read_to_string(package.folder.join("config.js")).unwrap();
    for word in ["LIMS_AUTH", "lims.dairy.example/api", "upstream"] {
        assert!(!config.contains(word), "{word} is in the client");
    }
    for file in ["server/gateway/nginx.conf", "server/gateway/Caddyfile"] {
        let text = std::fs::read_to_string(package.folder.join(file)).unwrap();
        assert!(text.contains("https://lims.dairy.example"), "{file} has no gateway:\n{text}");
        assert!(text.contains("LIMS_AUTH") && text.contains("X-Erp-Auth"), "{file}:\n{text}");
    }
}

/// The calls of `arazzo-runner`, from PyPI, for the same document and systems that behave the same. Without retries: after
/// one, version 0.9.6 goes on to the next step.
fn second_opinion(faults: Faults<'_>) -> Vec<String> {
    let (server, systems) = start(faults);
    let output = Command::new("/usr/bin/python3")
        .arg(root().join("tests/tools/arazzo.py"))
        .arg(root().join("themes/dairy/connect/hold.json"))
        .arg(format!("{}/connect", server.origin()))
        .arg(r#"{"batch":"L2026-0777","reason":"Off taste","urgent":false}"#)
        .env("PYTHONPATH", root().join("target/test-tools/arazzo"))
        .output()
        .expect("Python starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n`tests/setup` installs arazzo-runner");
    calls(&systems)
}

#[test]
fn another_runner_makes_the_same_calls() {
    let busy = Fault::Status("503 Service Unavailable");
    let matrix: [(&str, Faults<'_>); 4] = [
        ("sound", &[]),
        ("the first fails", &[(LOOK, &[Fault::Status("404 Not Found")])]),
        ("the third fails", &[(RESERVE, &[busy])]),
        ("the fourth fails", &[(NOTIFY, &[busy])]),
    ];
    let mut browser = Browser::start();
    for (name, faults) in matrix {
        let (server, systems) = start(faults);
        let mut page = open_scenario(&mut browser, &server);
        fill(&mut page, "L2026-0777", "Off taste");
        finish(&mut page);
        // Which of the characters of an address are escaped is up to the one who writes it.
        let plain = |all: Vec<String>| -> Vec<String> {
            all.iter().map(|call| call.replace("%2F", "/")).collect()
        };
        assert_eq!(plain(calls(&systems)), plain(second_opinion(faults)), "{name}");
    }
}

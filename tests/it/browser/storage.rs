//! A device that keeps nothing more: the person is told before anything looks as if it was kept, and nothing is lost.

use serde_json::{Value, json};

use super::axe;
use super::page::{Browser, Page, Scheme, text};
use super::server::serve;
use super::themes::screens;
use crate::package::shipped;

/// Sends a message; what the person is told of it, which is there for some seconds only.
fn send(page: &mut Page<'_>, words: &str) -> String {
    let told = page.eval(&format!(
        "(() => {{
            document.querySelector('#write').value = {};
            document.querySelector('.composer').requestSubmit();
            return document.querySelector('.toast')?.innerText ?? '';
        }})()",
        json!(words)
    ));
    text(&told)
}

/// What the conversation shows, and what the device has.
fn shown(page: &mut Page<'_>) -> Value {
    page.eval("[...document.querySelectorAll('.bubble')].map(bubble => bubble.textContent)")
}

fn on_disk(page: &mut Page<'_>) -> Value {
    page.eval(
        "(JSON.parse(localStorage.getItem('blue:work')).sent.me ?? []).map(({ text }) => text)",
    )
}

/// Fills the storage of the page's origin to its last byte.
const FILL: &str = "(() => {
    for (let size = 1 << 20, n = 0; size >= 1;) {
        try {
            localStorage.setItem(`fill-${n}`, 'x'.repeat(size));
            n += 1;
        } catch {
            size >>= 1;
        }
    }
})()";

#[test]
fn a_full_storage_is_told_before_a_message_is_shown_as_sent() {
    let package = shipped("blue");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&format!("{}#/messages/me", server.url()));
    page.wait_for("document.querySelector('#write')", "the conversation is there");
    send(&mut page, "first");
    assert_eq!(shown(&mut page), json!(["first"]));
    page.eval(FILL);
    let refused = |page: &mut Page<'_>, words: &str, message: &str| {
        page.eval("document.querySelector('.toast')?.remove()");
        let told = send(page, words);
        assert_eq!(shown(page), json!(["first"]), "{message}");
        assert_eq!(on_disk(page), json!(["first"]), "{message}");
        assert_eq!(page.eval("document.querySelector('#write').value"), json!(words));
        assert!(told.starts_with(message), "{told}");
        assert_eq!(text(&page.eval("document.getElementById('live').textContent")), told);
    };
    refused(&mut page, "important", "The storage of this device is full");
    page.picture(&screens().join("storage-full.png"));
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
    // Tasks and appointments the same.
    page.go("#/tasks");
    page.wait_for("document.querySelector('[data-key=add-task]')", "the tasks are there");
    let tasks = "document.querySelectorAll('.check-row').length";
    let before = page.eval(tasks);
    page.eval(
        "(() => {
            const field = document.querySelector('[data-key=add-task]');
            field.value = 'x'.repeat(200);
            field.form.requestSubmit();
        })()",
    );
    assert_eq!(page.eval(tasks), before);
    assert_eq!(page.eval("document.querySelector('[data-key=add-task]').value.length"), json!(200));
    // With room again, the same words go.
    page.eval("Object.keys(localStorage).filter(key => key.startsWith('fill-')).forEach(key => localStorage.removeItem(key))");
    page.go("#/messages/me");
    page.wait_for("document.querySelector('#write')", "the conversation is there");
    send(&mut page, "important");
    assert_eq!(shown(&mut page), json!(["first", "important"]));
    assert_eq!(on_disk(&mut page), json!(["first", "important"]));
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn every_kind_of_refusal_is_told() {
    let package = shipped("blue");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 390, 844);
    page.open(&format!("{}#/messages/me", server.url()));
    page.wait_for("document.querySelector('#write')", "the conversation is there");
    let kinds = [
        ("new DOMException('', 'QuotaExceededError')", "The storage of this device is full"),
        (
            "Object.assign(new Error(), { name: 'NS_ERROR_DOM_QUOTA_REACHED' })",
            "The storage of this device is full",
        ),
        ("Object.assign(new Error(), { code: 22 })", "The storage of this device is full"),
        ("new DOMException('', 'SecurityError')", "This browser keeps nothing for this app"),
        ("new TypeError('null')", "This browser keeps nothing for this app"),
    ];
    for (error, message) in kinds {
        page.eval(&format!("Storage.prototype.setItem = () => {{ throw {error}; }}"));
        page.eval("document.querySelector('.toast')?.remove()");
        let told = send(&mut page, "words");
        assert_eq!(shown(&mut page), json!([]), "{error}");
        assert!(told.starts_with(message), "{error}: {told}");
    }
    // A disk that is full: the request succeeds and the transaction is aborted. A voice note is then not sent.
    page.reload();
    page.wait_for("document.querySelector('[data-key=record]')", "the conversation is there");
    page.eval(
        "IDBObjectStore.prototype.put = ((put) => function (...all) {
            const request = put.apply(this, all);
            request.addEventListener('success', () => this.transaction.abort());
            return request;
        })(IDBObjectStore.prototype.put)",
    );
    page.click("[data-key=record]");
    page.wait_for(
        "(document.querySelector('.recording-time')?.textContent ?? '0:00') !== '0:00'",
        "it is recorded",
    );
    page.click("[data-key=finish]");
    page.wait_for(
        "document.querySelector('.toast')?.innerText.startsWith('The storage of this device is full')",
        "the person is told",
    );
    assert_eq!(page.eval("document.querySelectorAll('.voice').length"), json!(0));
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn a_browser_that_keeps_nothing_is_told_on_every_view() {
    let package = shipped("blue");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Dark, 390, 844);
    let source = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })";
    page.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }));
    page.open(&server.url());
    page.wait_for("document.querySelector('.note-unkept')", "the note is there");
    for view in ["tasks", "workbench", "settings"] {
        page.go(&format!("#/{view}"));
        page.wait_for(
            "document.querySelector('.note-unkept')?.checkVisibility()",
            "the note is there",
        );
    }
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
}

#[test]
fn what_is_stored_in_another_shape_does_not_count() {
    let package = shipped("blue");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.open(&server.url());
    page.wait_for("!document.getElementById('launch')", "the launch screen has gone");
    let wrong = [
        "5",
        "[]",
        r#"{"sent":5,"tasks":7,"read":[],"events":{}}"#,
        r#"{"sent":{"me":[null,3,{"at":"x"},{"at":1}],"__proto__":[1],"constructor":{}},"tasks":{"added":[null],"done":5},"events":[null]}"#,
    ];
    for stored in wrong {
        for view in ["tasks", "calendar", "messages/me", "messages/__proto__", "contacts/toString"]
        {
            page.eval(&format!("localStorage.setItem('blue:work', {})", json!(stored)));
            page.open("about:blank");
            page.open(&format!("{}#/{view}", server.url()));
            page.wait_for("!document.getElementById('launch')", "the client starts");
            page.wait_for("document.querySelector('#main h1')?.textContent", "the view is there");
        }
    }
    assert_eq!(page.troubles(), Vec::<String>::new());
}

#[test]
fn what_is_being_written_outlives_what_is_drawn_again() {
    let package = shipped("blue");
    let server = serve(&package.folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    page.show_as(Scheme::Light, 1280, 800);
    page.open(&format!("{}#/messages/me", server.url()));
    page.wait_for("document.querySelector('#write')", "the conversation is there");
    let field = "(({ value, selectionStart }) => [value, selectionStart])(document.querySelector('#write'))";
    let write = |page: &mut Page<'_>, selector: &str, words: &str| {
        page.eval(&format!(
            "(field => {{
                field.focus();
                field.value = {};
                field.setSelectionRange(2, 2);
                field.dispatchEvent(new Event('input'));
            }})(document.querySelector('{selector}'))",
            json!(words)
        ));
    };
    // Another tab of the same client writes something: this one draws its view again.
    let elsewhere = "dispatchEvent(new StorageEvent('storage', { key: 'blue:work' }))";
    write(&mut page, "#write", "half a sentence");
    page.eval(elsewhere);
    assert_eq!(page.eval(field), json!(["half a sentence", 2]));
    assert_eq!(page.eval("document.activeElement.id"), json!("write"));
    // Another view, and a reload such as after a new sign-in.
    page.go("#/tasks");
    page.wait_for("document.querySelector('[data-key=add-task]')", "the tasks are there");
    write(&mut page, "[data-key=add-task]", "half a task");
    page.eval(elsewhere);
    assert_eq!(page.eval("document.activeElement.value"), json!("half a task"));
    page.go("#/messages/me");
    page.reload();
    page.wait_for("document.querySelector('#write')", "the conversation is there");
    assert_eq!(page.eval("document.querySelector('#write').value"), json!("half a sentence"));
    write(&mut page, "#write", "a whole sentence");
    // A button that is pressed while the view would be drawn again is not taken away from below the finger.
    page.click_while(".composer [type=submit]", elsewhere);
    page.becomes("document.querySelector('#write').value", &json!(""), "it is sent");
    assert_eq!(shown(&mut page), json!(["a whole sentence"]));
    page.reload();
    page.wait_for("document.querySelector('#write')", "the conversation is there");
    assert_eq!(
        page.eval("document.querySelector('#write').value"),
        json!(""),
        "what is sent is no draft"
    );
    assert_eq!(page.troubles(), Vec::<String>::new());
}

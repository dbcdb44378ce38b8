//! Who is let into Workbench, by a real OpenID Connect issuer: oidc-provider, with two people whose claims differ.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::axe;
use super::page::{Browser, Page, Scheme, text};
use super::server::{Server, serve};
use super::themes::screens;
use crate::package::{sha256, shipped};
use crate::project::root;

/// A running issuer. It ends with this value.
struct Issuer {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    url: String,
}

impl Drop for Issuer {
    fn drop(&mut self) {
        // It may have ended on its own; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Issuer {
    /// Starts one for the client at `home`, whose tokens last so many seconds.
    fn start(home: &str, seconds: u32) -> Issuer {
        let tools = root().join("target/test-tools/login");
        assert!(tools.is_dir(), "{} is missing: `tests/setup` installs it", tools.display());
        let mut child = Command::new("node")
            .arg(root().join("tests/tools/issuer.mjs"))
            .args([tools.to_str().expect("a path in UTF-8"), home, &seconds.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Node.js starts: `tests/setup` installs it");
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut issuer = Issuer { child, input, output, url: String::new() };
        issuer.url = issuer.line();
        issuer
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// From now on it does this wrong: a word of `tests/tools/issuer.mjs`.
    fn fault(&mut self, name: &str) {
        writeln!(self.input, "{name}").unwrap();
        assert_eq!(self.line(), name);
    }
}

/// A client with an issuer: a copy of a shipped package in which people sign in and these rules hold.
struct Client {
    _folder: TempDir,
    server: Server,
    issuer: Issuer,
}

/// What a person may do: all but what is forbidden here.
fn rules() -> Value {
    let forbid = |on: Value, who: Value, except: Value| json!({ "id": "r", "line": "theme.toml:1", "effect": "forbid", "do": ["see"], "on": on, "who": who, "except": except });
    json!({
        "format": 1,
        "actions": ["see", "edit", "download", "print", "copy", "share"],
        "kinds": { "entry": null, "view": null, "file": null, "people": null, "field": null },
        "roles": { "inspector": ["inspector", "member"], "manager": ["manager", "member"], "member": ["member"] },
        "rules": [
            { "id": "all", "line": "theme.toml:1", "effect": "permit", "do": ["*"], "on": ["*"], "who": [], "except": [] },
            forbid(json!(["view:approvals", "entry:approvals"]), json!([]), json!([["role:manager"]])),
            forbid(json!(["entry:calendar"]), json!([["role:manager"]]), json!([])),
            forbid(json!(["field:people.title"]), json!([["department:dairy"]]), json!([])),
        ],
    })
}

impl Client {
    fn start(seconds: u32, more: &[(&str, Value)]) -> Client {
        let folder = tempfile::tempdir().unwrap();
        copy(&shipped("blue").folder, folder.path());
        let server = serve(folder.path());
        let issuer = Issuer::start(&server.url(), seconds);
        change(folder.path(), "config.js", |text| configured(text, &issuer.url, more));
        let connect = format!("default-src 'self'; connect-src 'self' {};", issuer.url);
        change(folder.path(), "index.html", |html| {
            assert!(html.contains("default-src 'self';"));
            html.replacen("default-src 'self';", &connect, 1)
        });
        Client { _folder: folder, server, issuer }
    }

    fn open<'a>(&self, browser: &'a mut Browser, hash: &str) -> Page<'a> {
        let mut page = browser.page(&self.server.url());
        page.call("Security.setIgnoreCertificateErrors", json!({ "ignore": true }));
        page.show_as(Scheme::Light, 1280, 800);
        let clock = "Date.now = ((now) => () => now() + Number(sessionStorage.getItem('ahead') ?? 0))(Date.now)";
        page.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": clock }));
        page.open(&format!("{}{hash}", self.server.url()));
        page.wait_for(SETTLED, "somebody is in, or asked to sign in");
        page
    }
}

/// Changes a file of a package, and its digest in the service worker's list.
fn change(folder: &Path, path: &str, edit: impl FnOnce(&str) -> String) {
    let (file, worker) = (folder.join(path), folder.join("sw.js"));
    let before = std::fs::read_to_string(&file).unwrap();
    let after = edit(&before);
    let list = std::fs::read_to_string(&worker).unwrap();
    let digest = sha256(before.as_bytes());
    assert!(list.contains(&digest), "{path} is not in the list");
    std::fs::write(&worker, list.replace(&digest, &sha256(after.as_bytes()))).unwrap();
    std::fs::write(&file, after).unwrap();
}

/// The configuration with an issuer, and with these keys of `security` or, with a dot before them, of its log-in.
fn configured(config: &str, issuer: &str, more: &[(&str, Value)]) -> String {
    let mut login = json!({
        "issuer": issuer, "client-id": "client", "scopes": "openid profile email", "session": 28_800, "grace": 0,
        "claims": { "person": "sub", "name": "name", "roles": "roles", "department": "department" },
    });
    let start = "export const sections = ";
    let lines = config.lines().map(|line| {
        if line.starts_with("export const security = ") {
            return format!(
                "export const security = {};",
                json!({ "open": false, "table": rules() })
            );
        }
        let Some(written) = line.strip_prefix(start) else {
            return line.to_owned();
        };
        let mut sections: Value = serde_json::from_str(written.trim_end_matches(';')).unwrap();
        for (key, value) in more {
            match key.strip_prefix('.') {
                Some(key) => login[key] = value.clone(),
                None => sections["security"][*key] = value.clone(),
            }
        }
        sections["security"]["login"] = login.clone();
        format!("{start}{sections};")
    });
    let lines: Vec<String> = lines.collect();
    assert!(lines.iter().any(|line| line.contains("\"client-id\"")), "{config}");
    lines.join("\n")
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        match entry.file_type().is_dir() {
            true => std::fs::create_dir_all(target).unwrap(),
            false => drop(std::fs::copy(entry.path(), target).unwrap()),
        }
    }
}

const SETTLED: &str = "!document.getElementById('launch') && document.querySelector('#main h1')";
const IN: &str = "!document.getElementById('launch') && document.querySelector('.sidebar')";
const WHY: &str = "document.querySelector('.gate-why')";

/// Follows the button to the issuer, and says who one is if it asks.
fn sign_in(page: &mut Page<'_>, name: &str) {
    page.click("[data-key=sign-in]");
    page.wait_for("document.querySelector('input[name=login]')", "the issuer asks who it is");
    name_oneself(page, name);
}

fn name_oneself(page: &mut Page<'_>, name: &str) {
    page.eval(&format!(
        "(() => {{
            document.querySelector('input[name=login]').value = {};
            document.querySelector('input[name=password]').value = 'any';
            document.querySelector('button[type=submit]').click();
        }})()",
        json!(name)
    ));
}

fn heading(page: &mut Page<'_>) -> String {
    text(&page.eval("document.querySelector('#main h1').innerText"))
}

fn menu(page: &mut Page<'_>) -> Vec<String> {
    let code =
        "[...document.querySelectorAll('.sidebar .item-label')].map(label => label.textContent)";
    page.eval(code).as_array().expect("a list").iter().map(text).collect()
}

/// Sets the page's clock ahead, and lets it look at it.
fn later(page: &mut Page<'_>, seconds: u32) {
    page.eval(&format!(
        "(() => {{
            sessionStorage.setItem('ahead', {seconds} * 1000);
            document.dispatchEvent(new Event('visibilitychange'));
        }})()"
    ));
}

fn go(page: &mut Page<'_>, hash: &str) {
    page.eval(&format!("location.hash = {}", json!(hash)));
    page.wait_for(SETTLED, "a view is there");
}

/// What a page complains of, without what is the issuer's own page.
fn troubles(page: &mut Page<'_>, issuer: &str) -> Vec<String> {
    let all = page.troubles().into_iter();
    all.filter(|trouble| {
        !trouble.contains(issuer)
            && !trouble.contains("fonts.googleapis")
            && !trouble.contains("ERR_")
    })
    .collect()
}

#[test]
fn two_people_see_different_menus_and_the_same_link_is_refused_to_one() {
    let client = Client::start(3600, &[]);
    let mut browser = Browser::start();
    let mut page = client.open(&mut browser, "#/approvals");
    assert_eq!(heading(&mut page), "Sign in");
    assert_eq!(page.eval("document.querySelector('.sidebar')"), Value::Null);
    for scheme in Scheme::ALL {
        for width in [390, 1280] {
            page.show_as(scheme, width, 844);
            assert_eq!(axe::findings(&mut page), Vec::<String>::new());
            page.picture(&screens().join(format!("gate-{}-{width}.png", scheme.name())));
        }
    }
    sign_in(&mut page, "ina");
    page.wait_for(IN, "she is in");
    assert_eq!(heading(&mut page), "Not part of your role");
    assert_eq!(text(&page.eval("location.hash")), "#/approvals", "she comes back to where she was");
    assert_eq!(text(&page.eval("location.search")), "", "no code is left in the address");
    let hers = menu(&mut page);
    assert!(hers.contains(&"Calendar".into()) && !hers.contains(&"Approvals".into()), "{hers:?}");
    go(&mut page, "#/profile");
    let me = text(&page.eval("document.querySelector('.me').innerText"));
    assert!(me.contains("Ina Field") && me.contains("dairy/north"), "{me}");
    let stored = text(&page.eval("JSON.stringify(localStorage)"));
    assert!(!stored.contains("inspector") && !stored.contains("eyJ"), "{stored}");

    page.click("[data-key=logout]");
    page.wait_for("document.querySelector('[name=logout]')", "the issuer asks whether to leave");
    page.eval("document.querySelector('[name=logout][value=yes]').click()");
    page.wait_for(SETTLED, "she is back");
    assert_eq!(heading(&mut page), "You have signed out");
    sign_in(&mut page, "max");
    page.wait_for(IN, "he is in");
    go(&mut page, "#/approvals");
    assert_eq!(heading(&mut page), "Approvals");
    let his = menu(&mut page);
    assert!(!his.contains(&"Calendar".into()) && his.contains(&"Approvals".into()), "{his:?}");
    assert_eq!(troubles(&mut page, &client.issuer.url), Vec::<String>::new());
}

#[test]
fn what_is_edited_by_hand_changes_nothing() {
    let client = Client::start(3600, &[]);
    let mut browser = Browser::start();
    let mut page = client.open(&mut browser, "#/profile");
    sign_in(&mut page, "ina");
    page.wait_for(IN, "she is in");
    let before = menu(&mut page);
    let settings = json!({ "role": "manager", "roles": ["manager"], "person": { "roles": ["manager"] }, "chosen": {} });
    page.eval(&format!(
        "(() => {{
            for (const key of ['blue:settings', 'blue:session', 'blue:login', ...Object.keys(localStorage)]) {{
                localStorage.setItem(key, {0});
                sessionStorage.setItem(key, {0});
            }}
        }})()",
        json!(settings.to_string())
    ));
    page.reload();
    page.wait_for(IN, "she is in");
    assert_eq!(menu(&mut page), before);
    go(&mut page, "#/approvals");
    assert_eq!(heading(&mut page), "Not part of your role");
    // What is sealed no longer opens.
    page.eval(
        "new Promise(resolve => {
            const request = indexedDB.open('blue:session');
            request.onsuccess = () => {
                const transaction = request.result.transaction('sealed', 'readwrite');
                const store = transaction.objectStore('sealed');
                store.get('session').onsuccess = ({ target: { result } }) => {
                    new Uint8Array(result.data)[9] ^= 1;
                    store.put(result, 'session');
                };
                transaction.oncomplete = () => { request.result.close(); resolve(); };
            };
        })",
    );
    page.reload();
    page.wait_for(SETTLED, "the client has looked");
    assert_eq!(heading(&mut page), "Sign in");
}

#[test]
fn a_session_is_renewed_and_ends_with_the_issuer() {
    let mut client = Client::start(8, &[]);
    let mut browser = Browser::start();
    let mut page = client.open(&mut browser, "#/files");
    sign_in(&mut page, "ina");
    page.wait_for(IN, "she is in");
    let tokens = "performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('/token')).length";
    let look = "document.dispatchEvent(new Event('visibilitychange'))";
    let before = page.eval(tokens);
    page.eval(look);
    assert_eq!(page.eval(tokens), before, "a session that is young is not renewed");
    std::thread::sleep(std::time::Duration::from_secs(7));
    page.eval(look);
    page.wait_for(&format!("{tokens} === 2"), "the session is renewed");
    assert_eq!(heading(&mut page), "Files");

    // The issuer is away, and there is no time of grace.
    client.issuer.fault("away");
    std::thread::sleep(std::time::Duration::from_secs(9));
    page.eval(look);
    page.wait_for(WHY, "nobody is in any more");
    assert!(text(&page.eval(&format!("{WHY}.innerText"))).ends_with("cannot be reached."));
    assert_eq!(page.eval("document.querySelector('.sidebar')"), Value::Null);
    client.issuer.fault("none");
    page.click("[data-key=sign-in]");
    page.wait_for(IN, "the session is taken up again");

    // Somebody else's token is not taken for hers.
    client.issuer.fault("subject");
    std::thread::sleep(std::time::Duration::from_secs(7));
    page.eval(look);
    page.wait_for("document.querySelector('.gate')", "she is out");
    assert_eq!(heading(&mut page), "Your session has ended");
    client.issuer.fault("none");
    page.reload();
    page.wait_for(SETTLED, "the client has looked");
    assert_eq!(heading(&mut page), "Sign in");
}

#[test]
fn without_a_network_the_last_person_stays_for_the_time_of_grace() {
    let mut client = Client::start(8, &[(".grace", json!(600)), ("idle-lock-minutes", json!(0))]);
    let mut browser = Browser::start();
    let mut page = client.open(&mut browser, "#/files");
    sign_in(&mut page, "ina");
    page.wait_for(IN, "she is in");
    client.issuer.fault("away");
    std::thread::sleep(std::time::Duration::from_secs(9));
    later(&mut page, 0);
    let note = "document.querySelector('.note-late')?.innerText";
    page.wait_for(note, "the client says that she is still known");
    let told = text(&page.eval(note));
    assert!(told.contains("still known as Ina Field"), "{told}");
    for scheme in Scheme::ALL {
        page.show_as(scheme, 390, 844);
        assert_eq!(axe::findings(&mut page), Vec::<String>::new());
        page.picture(&screens().join(format!("grace-{}.png", scheme.name())));
    }
    page.reload();
    page.wait_for(note, "it says so after a reload too");
    later(&mut page, 601);
    page.wait_for(WHY, "then she is out");
    client.issuer.fault("none");
}

#[test]
fn a_lock_needs_a_new_log_in() {
    let client = Client::start(3600, &[("idle-lock-minutes", json!(5))]);
    let mut browser = Browser::start();
    let mut page = client.open(&mut browser, "#/files");
    sign_in(&mut page, "ina");
    page.wait_for(IN, "she is in");
    later(&mut page, 299);
    assert_eq!(heading(&mut page), "Files");
    later(&mut page, 301);
    page.wait_for("document.querySelector('.gate')", "the content is gone");
    assert_eq!(heading(&mut page), "Covered for safety");
    page.eval("sessionStorage.removeItem('ahead')");
    page.reload();
    page.wait_for(SETTLED, "the client has looked");
    assert_eq!(heading(&mut page), "Covered for safety", "a reload does not help");
    // The issuer still knows her, and is told to ask all the same.
    sign_in(&mut page, "ina");
    page.wait_for(IN, "she is in again");
    assert_eq!(heading(&mut page), "Files");
}

#[test]
fn after_its_time_a_session_needs_a_new_log_in() {
    let client = Client::start(3600, &[(".session", json!(1800)), ("idle-lock-minutes", json!(0))]);
    let mut browser = Browser::start();
    let mut page = client.open(&mut browser, "#/files");
    sign_in(&mut page, "ina");
    page.wait_for(IN, "she is in");
    later(&mut page, 1801);
    page.wait_for("document.querySelector('.gate')", "the time is over");
    assert_eq!(heading(&mut page), "Please sign in again");
}

/// Signs in while the issuer does something wrong; gives the message.
fn refused(client: &mut Client, page: &mut Page<'_>, fault: &str, name: &str) -> String {
    page.call("Network.clearBrowserCookies", json!({}));
    page.open("about:blank");
    page.open(&format!("{}#/files", client.server.url()));
    page.wait_for(SETTLED, "the client has looked");
    if ["html", "metadata", "script", "away"].contains(&fault) {
        client.issuer.fault(fault);
        page.click("[data-key=sign-in]");
    } else {
        page.click("[data-key=sign-in]");
        page.wait_for("document.querySelector('input[name=login]')", "the issuer asks who it is");
        client.issuer.fault(fault);
        name_oneself(page, name);
    }
    page.wait_for(WHY, "the client says why");
    client.issuer.fault("none");
    assert_eq!(page.eval("document.querySelector('.sidebar')"), Value::Null, "{fault}");
    let keys = text(&page.eval("Object.keys(localStorage).join()"));
    assert!(!keys.contains("work"), "{fault}: {keys}");
    text(&page.eval(&format!("{WHY}.innerText")))
}

#[test]
fn a_wrong_answer_lets_nobody_in() {
    let mut client = Client::start(3600, &[]);
    let mut browser = Browser::start();
    let mut page = client.open(&mut browser, "");
    page.show_as(Scheme::Dark, 390, 844);
    let expect = [
        ("nonce", "ina", "The answer was not made for this sign-in"),
        ("audience", "ina", "The answer was not made for this sign-in"),
        ("issuer", "ina", "The answer was not made for this sign-in"),
        ("late", "ina", "The clock of this device is wrong by about 60 minutes"),
        ("early", "ina", "The clock of this device is wrong by about 60 minutes"),
        ("numbers", "ina", "Your account lacks “roles”"),
        ("none", "bare", "Your account lacks “roles”"),
        ("html", "ina", "gave an answer that is not understood"),
        ("script", "ina", "gave an answer that is not understood"),
        ("metadata", "ina", "says that it is another service"),
        ("away", "ina", "cannot be reached"),
    ];
    for (fault, name, message) in expect {
        let told = refused(&mut client, &mut page, fault, name);
        assert!(told.contains(message), "{fault}: {told}");
    }
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
    page.picture(&screens().join("gate-refused.png"));
    // An answer to what nobody asked.
    for query in ["?code=abc&state=xyz", "?error=access_denied&state=xyz"] {
        page.open(&format!("{}{query}#/files", client.server.url()));
        page.wait_for(WHY, "the client says why");
        let told = text(&page.eval(&format!("{WHY}.innerText")));
        assert!(told.contains("was not begun here"), "{told}");
        assert_eq!(text(&page.eval("location.search + location.hash")), "#/files");
    }
}

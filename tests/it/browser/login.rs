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
use crate::package::open;
use crate::project::{ACME, LOGO, Project, root};

/// A running issuer. It ends with this value.
pub(super) struct Issuer {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    pub(super) url: String,
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
    pub(super) fn start(home: &str, seconds: u32) -> Issuer {
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

/// A client that was built for an issuer, and is served.
struct Client {
    folder: TempDir,
    server: Server,
    issuer: Issuer,
}

/// Who may do what: all but what is forbidden here.
const RULES: &str = r#"
[[security.roles]]
id    = "inspector"
label = "Inspector"

[[security.rules]]
id  = "all"
may = ["*"]
on  = ["*"]

[[security.rules]]
id       = "approvals"
must-not = ["see"]
on       = ["view:approvals", "entry:approvals"]
except   = [{ role = "manager" }]
reason   = "an inspector decides nothing"

[[security.rules]]
id       = "calendar"
must-not = ["see"]
on       = ["entry:calendar"]
who      = [{ role = "manager" }]

[[security.rules]]
id       = "titles"
must-not = ["see"]
on       = ["field:people.title"]
who      = [{ department = "dairy" }]

[[security.rules]]
id       = "notes"
must-not = ["edit", "copy"]
on       = ["view:tasks"]
who      = [{ person = "ina" }]

[menu.layout]
sidebar = ["messages", "workbench", "contacts", "calendar", "approvals", "profile"]
"#;

impl Client {
    /// Builds and serves a client whose issuer's tokens last so many seconds; `security` and `login` are more lines of the
    /// theme's tables.
    fn start(seconds: u32, security: &str, login: &str) -> Client {
        let login = format!("{login}\n{RULES}");
        Client::with(seconds, ACME, security, &login)
    }

    /// The same for a theme that begins with other words and has its own rules after those of the log-in.
    fn with(seconds: u32, head: &str, security: &str, login: &str) -> Client {
        let folder = tempfile::tempdir().unwrap();
        let server = serve(folder.path());
        let issuer = Issuer::start(&server.url(), seconds);
        let theme = format!(
            "{head}[security]\n{security}\n[security.login]\nissuer = \"{}\"\nclient-id = \"client\"\n\
             scopes = \"openid profile email\"\n{login}",
            issuer.url
        );
        let project = Project::empty().copy(&root().join("base-client"), "base-client");
        let project = project.theme("acme", &theme).asset("acme/logo.svg", LOGO);
        project.run("build").status(0);
        copy(&open(&project.path("dist"), "acme").folder, folder.path());
        Client { folder, server, issuer }
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

/// Copies a folder.
pub(super) fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).unwrap()
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

const SETTLED: &str = "!document.getElementById('launch') && document.querySelector('#main h1')";
const IN: &str = "!document.getElementById('launch') && document.querySelector('.sidebar')";
const WHY: &str = "document.querySelector('.gate-why')";

/// Follows the button to the issuer, and says who one is if it asks.
pub(super) fn sign_in(page: &mut Page<'_>, name: &str) {
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
    page.go(hash);
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
    let client = Client::start(3600, "", "");
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
    let adder = "document.querySelectorAll('[data-key=add-task]').length";
    go(&mut page, "#/tasks");
    assert_eq!(page.eval(adder), json!(0), "she may not write there");
    let copied = "(event => { document.querySelector('h1').dispatchEvent(event); return event.defaultPrevented; })
        (new ClipboardEvent('copy', { bubbles: true, cancelable: true }))";
    assert_eq!(page.eval(copied), json!(true), "nor copy from there");
    go(&mut page, "#/contacts/me");
    let card = text(&page.eval("document.querySelector('.detail-pane').innerText"));
    assert!(card.contains("Hidden by your organization") && !card.contains("Inspector"), "{card}");
    let stored = text(&page.eval("JSON.stringify(localStorage)"));
    assert!(!stored.contains("inspector") && !stored.contains("eyJ"), "{stored}");

    go(&mut page, "#/profile");
    page.click("[data-key=logout]");
    page.wait_for("document.querySelector('[name=logout]')", "the issuer asks whether to leave");
    page.eval("document.querySelector('[name=logout][value=yes]').click()");
    page.wait_for(SETTLED, "she is back");
    assert_eq!(heading(&mut page), "You have signed out");
    sign_in(&mut page, "max");
    page.wait_for(IN, "he is in");
    go(&mut page, "#/approvals");
    assert_eq!(heading(&mut page), "Approvals");
    go(&mut page, "#/tasks");
    assert_eq!(page.eval(adder), json!(1));
    assert_eq!(page.eval(copied), json!(false));
    go(&mut page, "#/contacts/me");
    let card = text(&page.eval("document.querySelector('.detail-pane').innerText"));
    assert!(card.contains("Head of sales"), "{card}");
    let his = menu(&mut page);
    assert!(!his.contains(&"Calendar".into()) && his.contains(&"Approvals".into()), "{his:?}");
    assert_eq!(troubles(&mut page, &client.issuer.url), Vec::<String>::new());
}

#[test]
fn what_is_edited_by_hand_changes_nothing() {
    let client = Client::start(3600, "", "");
    let mut browser = Browser::start();
    let mut page = client.open(&mut browser, "#/profile");
    sign_in(&mut page, "ina");
    page.wait_for(IN, "she is in");
    let before = menu(&mut page);
    let settings = json!({ "role": "manager", "roles": ["manager"], "person": { "roles": ["manager"] }, "chosen": {} });
    page.eval(&format!(
        "(() => {{
            for (const key of ['acme:settings', 'acme:session', 'acme:login', ...Object.keys(localStorage)]) {{
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
            const request = indexedDB.open('acme:session');
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
    let mut client = Client::start(8, "", "");
    let mut browser = Browser::start();
    let mut page = client.open(&mut browser, "#/files");
    sign_in(&mut page, "ina");
    page.wait_for(IN, "she is in");
    let tokens = "performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('/token')).length";
    let look = "document.dispatchEvent(new Event('visibilitychange'))";
    // On a slow machine it would not be young any more.
    page.eval("sessionStorage.setItem('ahead', -40_000)");
    let before = page.eval(tokens);
    page.eval(look);
    assert_eq!(page.eval(tokens), before, "a session that is young is not renewed");
    later(&mut page, 7);
    page.wait_for(&format!("{tokens} > {before}"), "the session is renewed");
    assert_eq!(heading(&mut page), "Files");

    // The issuer is away, and there is no time of grace.
    client.issuer.fault("away");
    later(&mut page, 17);
    page.wait_for(WHY, "nobody is in any more");
    assert!(text(&page.eval(&format!("{WHY}.innerText"))).ends_with("cannot be reached."));
    assert_eq!(page.eval("document.querySelector('.sidebar')"), Value::Null);
    client.issuer.fault("none");
    page.click("[data-key=sign-in]");
    page.wait_for(IN, "the session is taken up again");

    // Somebody else's token is not taken for hers.
    client.issuer.fault("subject");
    later(&mut page, 25);
    page.wait_for("document.querySelector('.gate')", "she is out");
    assert_eq!(heading(&mut page), "Your session has ended");
    client.issuer.fault("none");
    page.reload();
    page.wait_for(SETTLED, "the client has looked");
    assert_eq!(heading(&mut page), "Sign in");
}

#[test]
fn without_a_network_the_last_person_stays_for_the_time_of_grace() {
    let mut client = Client::start(8, "", "grace = \"10 min\"");
    let mut browser = Browser::start();
    let mut page = client.open(&mut browser, "#/files");
    sign_in(&mut page, "ina");
    page.wait_for(IN, "she is in");
    client.issuer.fault("away");
    later(&mut page, 9);
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
    later(&mut page, 610);
    page.wait_for(WHY, "then she is out");
    client.issuer.fault("none");
}

#[test]
fn a_lock_needs_a_new_log_in() {
    let client = Client::start(3600, "idle-lock-minutes = 5", "");
    let mut browser = Browser::start();
    let mut page = client.open(&mut browser, "#/files");
    sign_in(&mut page, "ina");
    page.wait_for(IN, "she is in");
    // On a slow machine she has been idle for some of it already.
    later(&mut page, 240);
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
    let client = Client::start(3600, "", "session = \"30 min\"");
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
    text(&page.eval("document.querySelector('.gate').innerText"))
}

#[test]
fn a_wrong_answer_lets_nobody_in() {
    let mut client = Client::start(3600, "", "");
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
        ("signature", "ina", "gave an answer that is not understood"),
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

/// The same client for two people, one of whom may see less: people, their conversations, files and fields.
#[test]
fn rules_hold_for_people_files_and_fields() {
    let rules = r#"
[[apps]]
id     = "notes"
title  = "Notes"
fields = [{ id = "a", label = "A" }, { id = "for", label = "For", kind = "person", holder = true }]

[[security.rules]]
id  = "all"
may = ["*"]
on  = ["*"]

[[security.rules]]
id       = "own"
must-not = ["see"]
on       = ["app:notes"]
own      = false

[[security.rules]]
id       = "finance"
must-not = ["see"]
on       = ["people:finance", "file:pdf", "field:people.phone"]
except   = [{ role = "manager" }]

[[security.rules]]
id       = "sheets"
must-not = ["download"]
on       = ["file:xlsx"]
except   = [{ role = "manager" }]

[[security.rules]]
id          = "large"
must-not    = ["download"]
on          = ["file:docx"]
larger-than = "80 kB"
except      = [{ role = "manager" }]
"#;
    let client = Client::with(3600, &format!("demo = true\n{ACME}"), "", rules);
    let mut browser = Browser::start();
    let mut page = client.open(&mut browser, "#/contacts");
    let texts = |page: &mut Page<'_>, selector: &str| {
        let code = format!(
            "[...document.querySelectorAll({})].map(one => one.innerText)",
            json!(selector)
        );
        page.eval(&code).as_array().expect("a list").iter().map(text).collect::<Vec<_>>()
    };
    for (name, sees_all) in [("ina", false), ("max", true)] {
        sign_in(&mut page, name);
        page.wait_for(IN, "somebody is in");
        go(&mut page, "#/contacts");
        let people = texts(&mut page, ".list-pane .row-title");
        assert_eq!(people.contains(&"Robin Meyer".to_owned()), sees_all, "{people:?}");
        assert!(people.contains(&"Sam Rivera".to_owned()), "{people:?}");
        go(&mut page, "#/contacts/sam");
        assert_eq!(page.eval("Boolean(document.querySelector('a[href^=tel]'))"), json!(sees_all));
        assert_eq!(text(&page.eval("document.body.innerText")).contains("555 01"), sees_all);
        go(&mut page, "#/contacts/robin");
        assert_eq!(page.eval("Boolean(document.querySelector('.person-head'))"), json!(sees_all));
        go(&mut page, "#/messages/casey");
        assert_eq!(page.eval("Boolean(document.querySelector('.bubble'))"), json!(sees_all));
        go(&mut page, "#/files");
        assert_eq!(texts(&mut page, ".list-pane .row-title").len(), if sees_all { 6 } else { 4 });
        let mut saved = Vec::new();
        for file in ["plan", "handover", "report", "budget", "minutes", "welcome"] {
            go(&mut page, &format!("#/files/{file}"));
            let can_be_saved = page.eval("Boolean(document.querySelector('[data-key=download]'))");
            saved.extend((can_be_saved == json!(true)).then_some(file));
            let is_refused =
                page.eval("document.body.innerText.includes('Not allowed here: Save.')");
            // Two sheets, and a document of 84 kB.
            let is_kept = ["handover", "budget", "plan"].contains(&file);
            assert_eq!(is_refused, json!(is_kept && !sees_all), "{file}");
        }
        let all = ["plan", "handover", "report", "budget", "minutes", "welcome"];
        let expect = if sees_all { all.to_vec() } else { vec!["minutes"] };
        assert_eq!(saved, expect);
        go(&mut page, "#/search");
        page.eval("(field => { field.value = 'Robin'; field.dispatchEvent(new Event('input')); })(document.querySelector('#query'))");
        assert_eq!(
            texts(&mut page, "#main .row-title").contains(&"Robin Meyer".to_owned()),
            sees_all
        );
        assert_eq!(notes(&mut page), if sees_all { MAX } else { INA });
        go(&mut page, "#/profile");
        page.click("[data-key=logout]");
        page.wait_for(
            "document.querySelector('[name=logout]')",
            "the issuer asks whether to leave",
        );
        page.eval("document.querySelector('[name=logout][value=yes]').click()");
        page.wait_for("document.querySelector('.gate')", "nobody is in");
    }
}

const INA: [&str; 4] =
    ["Ina Field <ina>", "Ina Field <ina>", "By Ina Field", "Not part of your role"];
const MAX: [&str; 4] = ["Max Hill <max>", "Max Hill <max>", "By Max Hill", "Not part of your role"];

/// Makes a record: who made it and who deals with it as it is kept, how both are shown, and what is said of a record of somebody else.
fn notes(page: &mut Page<'_>) -> [String; 4] {
    go(page, "#/app/notes/step/");
    page.wait_for("document.querySelector('.form')", "the form");
    page.eval(
        "(field => { field.value = 'x'; field.dispatchEvent(new Event('input')); })(document.getElementById('f-a'))",
    );
    page.click("[data-key=save]");
    page.wait_for("document.querySelector('.record-made')", "the record");
    let shown = text(&page.eval("document.querySelector('.record-made').innerText.split(',')[0]"));
    let code = "(async () => {
        const { openLog } = await import('./js/records/log.js');
        const log = await openLog('');
        const { by, fields } = await log.get(location.hash.split('/').at(-1));
        await log.append({ kind: 'notes', record: 'others', version: 1, by: 'Bo <bo>', change: { a: 'y', for: 'Ina Field' } });
        return [by, fields.for];
    })()";
    let kept = page.eval(code);
    go(page, "#/app/notes/record/others");
    let refused = "document.querySelector('#main h1').innerText === 'Not part of your role'";
    page.wait_for(refused, "a record of another is refused");
    [text(&kept[0]), text(&kept[1]), shown, heading(page)]
}

/// In a frame on the machine itself, where nobody can sign in, a demo is looked at as one role or another.
#[test]
fn a_demo_in_a_frame_is_looked_at_as_a_role() {
    for (head, is_demo) in [(format!("demo = true\n{ACME}"), true), (ACME.to_owned(), false)] {
        let client = Client::with(3600, &head, "", RULES);
        let frame = "<!doctype html><title>A frame</title><iframe src='./' width='1200' height='700'></iframe>";
        std::fs::write(client.folder.path().join("frame.html"), frame).unwrap();
        let mut browser = Browser::start();
        let mut page = browser.page(&client.server.url());
        page.show_as(Scheme::Light, 1280, 800);
        page.open(&format!("{}frame.html", client.server.url()));
        let code =
            format!("(document => {SETTLED})(document.querySelector('iframe').contentDocument)");
        page.wait_for(&code, "the client in the frame has started");
        let inside = |page: &mut Page<'_>, code: &str| page.eval_in_frame("iframe", code).unwrap();
        let is_in = inside(&mut page, "Boolean(document.querySelector('.sidebar'))");
        assert_eq!(is_in, json!(is_demo), "only a demo can be looked at without signing in");
        if !is_demo {
            continue;
        }
        let labels = "[...document.querySelectorAll('.sidebar .item-label')].map(label => label.textContent)";
        assert!(!inside(&mut page, labels).to_string().contains("Approvals"));
        inside(&mut page, "location.hash = '#/settings'");
        page.wait_for(
            "document.querySelector('iframe').contentDocument.querySelector('#role')",
            "a role can be chosen",
        );
        inside(
            &mut page,
            "(list => { list.value = 'manager'; list.dispatchEvent(new Event('change')); })(document.querySelector('#role'))",
        );
        assert!(inside(&mut page, labels).to_string().contains("Approvals"));
    }
}

//! Places of records, from packages as they are built, behind a gateway as it is generated: real stores, which are stopped, filled,
//! cut off and lied to. `tests/places` runs each kind of store through all of it.

mod device;
mod doors;
mod gateway;
mod kinds;
mod stores;
mod wire;

use serde_json::{Value, json};

use self::device::{
    change, exchange, history, in_log, open, photo, photo_size, records, state, wait_for_records,
    wait_for_state, write, write_private,
};
use self::gateway::{Gateway, build, credentials, theme};
use self::stores::{Kind, Store, free};
use self::wire::{Mode, Wire};
use super::axe;
use super::login::{Issuer, sign_in};
use super::page::{Browser, Page, Scheme, text};
use super::themes::screens;
use crate::package::sha256;

/// One place, to which all goes.
fn one_place(kind: Kind, at: &str) -> String {
    format!(
        "[[storage.places]]\nid = \"store\"\nkind = \"{}\"\ntitle = {{ en = \"Group store\", zh-CN = \"集团存储\" }}\nat = \"{at}\"\n\
         [[storage.routes]]\nid = \"all\"\nwhat = [\"records\", \"photos\"]\nto = \"store\"\n",
        kind.word()
    )
}

/// A store, the network to it, and a client that keeps its records there.
struct Kept {
    store: Store,
    wire: Wire,
    gateway: Gateway,
}

impl Kept {
    fn start(kind: Kind) -> Kept {
        Kept::with(Store::start(kind), kind)
    }

    fn with(store: Store, kind: Kind) -> Kept {
        let wire = Wire::to(store.port);
        let theme = theme("acme", &one_place(kind, &store.address(wire.port)));
        let (_project, package) = build("acme", &theme);
        let gateway = Gateway::start(&[&package], &[("acme", "store", &credentials(&store))]);
        Kept { store, wire, gateway }
    }

    fn url(&self) -> String {
        self.gateway.url(0)
    }
}

impl Drop for Kept {
    /// Of a test that fails, what the servers have to say of it.
    #[expect(clippy::print_stderr, reason = "it belongs to what the test says")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            let (store, gateway) = (self.store.said(), self.gateway.said());
            let requests = self.gateway.requests();
            let last = requests.iter().rev().take(40).rev().cloned().collect::<Vec<_>>().join("\n");
            eprintln!("the store:\n{store}\nthe gateway:\n{gateway}\nrequests:\n{last}");
        }
    }
}

/// What a page complains of, but for the first look at a folder that is not there yet.
fn troubles(page: &mut Page<'_>) -> Vec<String> {
    let all = page.troubles();
    all.into_iter().filter(|line| !(line.contains("404") && line.contains("/acme/"))).collect()
}

#[test]
fn two_devices_have_the_same_records() {
    let kept = Kept::start(Kind::Apache);
    let (mut first, mut second) = (Browser::start(), Browser::start());
    let mut one = open(&mut first, &kept.url());
    write(&mut one, "one", 3);
    let digest = photo(&mut one, "one-photo", 300_000);
    wait_for_state(&mut one, "store", "done");
    let mut two = open(&mut second, &kept.url());
    wait_for_records(&mut two, "one", 4);
    assert_eq!(records(&mut two, "one-2"), json!({ "one-2": "one 2" }));
    assert_eq!(photo_size(&mut two, &digest), json!(300_000));
    assert_eq!(troubles(&mut one), Vec::<String>::new());
    assert_eq!(troubles(&mut two), Vec::<String>::new());

    // Without a network both go on, and both change one record: both changes are kept, on both devices.
    kept.wire.set(Mode::Refuse);
    change(&mut one, "one-1", "changed by one");
    change(&mut two, "one-1", "changed by two");
    change(&mut two, "one-2", "changed by two alone");
    for page in [&mut one, &mut two] {
        exchange(page, "store");
        assert_eq!(state(page, "store"), "unreachable");
    }
    kept.wire.set(Mode::Open);
    exchange(&mut one, "store");
    exchange(&mut two, "store");
    exchange(&mut one, "store");
    let expect = json!({
        "one-1": ["changed by one", "changed by two"], "one-2": "changed by two alone", "one-3": "one 3", "one-photo": "a photo",
    });
    for page in [&mut one, &mut two] {
        assert_eq!(state(page, "store"), "done");
        assert_eq!(records(page, "one"), expect);
    }
}

#[test]
fn of_two_tabs_one_sends() {
    let kept = Kept::start(Kind::Apache);
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &kept.url());
    // A frame of the same client is what another tab is: a page of its own on the same storage.
    page.eval(
        "new Promise((done) => {
            const frame = document.createElement('iframe');
            frame.src = location.href;
            frame.id = 'tab';
            frame.addEventListener('load', done);
            document.body.append(frame);
        })",
    );
    page.wait_for(
        "document.getElementById('tab').contentDocument.querySelector('.places')",
        "the other tab runs",
    );
    write(&mut page, "tab", 30);
    wait_for_state(&mut page, "store", "done");
    page.wait_for(
        "document.getElementById('tab').contentDocument.querySelector('[data-place=store]').dataset.state === 'done'",
        "the other tab knows",
    );
    let puts = kept.gateway.requests().iter().filter(|line| line.starts_with("PUT ")).count();
    assert_eq!(puts, kept.store.events("acme").len(), "no file was sent twice");
    let events: usize = kept.store.events("acme").iter().map(|path| count_in(path)).sum();
    assert_eq!(events, 30, "no event is in two files");
}

/// How many events a file says it has.
fn count_in(path: &str) -> usize {
    path.rsplit('-').nth(1).and_then(|count| count.parse().ok()).expect("a number of events")
}

/// The note that stands on every view.
fn note(page: &mut Page<'_>) -> Value {
    page.eval("document.querySelector('.note-place-store')?.textContent ?? ''")
}

#[test]
fn a_place_that_fails_loses_nothing_and_is_told() {
    let mut kept = Kept::start(Kind::Apache);
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &kept.url());
    write(&mut page, "first", 1);
    wait_for_state(&mut page, "store", "done");
    let mut written = 1;
    let mut fails = |page: &mut Page<'_>, word: &str, why: &str, told: Option<&str>| {
        write(page, word, 2);
        written += 2;
        exchange(page, "store");
        assert_eq!(state(page, "store"), why, "{word}");
        let said = text(&page.eval("document.querySelector('[data-place=store]').innerText"));
        assert!(said.contains("Waiting on this device: "), "{word}: {said}");
        let note = text(&note(page));
        assert!(told.is_none_or(|told| note.starts_with(told)), "{word}: {note}");
    };
    let modes = [
        (Mode::Refuse, "refuse", "unreachable", None),
        (
            Mode::Portal,
            "portal",
            "answer",
            Some("Group store: Something else answers in its place"),
        ),
        (
            Mode::Full,
            "full",
            "full",
            Some("Group store: It is full. Please tell your administrator."),
        ),
    ];
    for (mode, word, why, told) in modes {
        kept.wire.set(mode);
        fails(&mut page, word, why, told);
    }
    // As it looks, on each view and in full; in both schemes and languages.
    let folder = screens();
    for scheme in Scheme::ALL {
        page.show_as(scheme, 390, 844);
        page.eval("document.querySelector('.places').scrollIntoView({ block: 'center' })");
        page.picture(&folder.join(format!("places-full-{}.png", scheme.name())));
        assert_eq!(axe::findings(&mut page), Vec::<String>::new());
    }
    page.go("#/messages");
    page.wait_for("document.querySelector('.note-place-store')?.checkVisibility()", "it is told");
    page.go("#/about");
    page.wait_for("document.querySelector('.places')", "the places are shown");
    page.show_as(Scheme::Light, 390, 844);

    kept.wire.set(Mode::Open);
    kept.gateway.set("acme", "store", "deny all;");
    fails(&mut page, "denied", "denied", Some("Group store: It lets nobody in from here."));
    kept.gateway.set("acme", "store", "");
    kept.store.kill();
    // What waited went while the door was open again, or waits on.
    write(&mut page, "killed", 2);
    exchange(&mut page, "store");
    assert_eq!(state(&mut page, "store"), "unreachable");
    // Closed and opened in between, as phones do.
    page.reload();
    page.wait_for("document.querySelector('.places')", "the places are shown");
    kept.store.again();
    exchange(&mut page, "store");
    wait_for_state(&mut page, "store", "done");
    assert_eq!(note(&mut page), json!(""));
    let events: usize = kept.store.events("acme").iter().map(|path| count_in(path)).sum();
    assert_eq!(events, 11);
    assert_eq!(records(&mut page, "").as_object().map(serde_json::Map::len), Some(11));
}

/// An event as a device writes it.
fn event(device: &str, n: u32, record: &str) -> Value {
    let name = format!("{:013}-{device}-{n:08}", 1_796_000_000_000_u64);
    json!({
        "name": name, "device": device, "n": n, "at": 1_796_000_000_000_u64, "by": "somebody", "kind": "complaints", "record": record,
        "version": 1, "base": [], "change": { "what": "from elsewhere" }, "blobs": {},
    })
}

/// A file of events, by its right name; `change` may spoil it after.
fn file(events: &[Value]) -> (String, Vec<u8>) {
    file_of(&json!({ "format": 1, "events": events }), &events[0], events.len())
}

fn file_of(content: &Value, first: &Value, count: usize) -> (String, Vec<u8>) {
    let bytes = content.to_string().into_bytes();
    let name = format!("{}-{count}-{}.json", text(&first["name"]), &sha256(&bytes)[..32]);
    (name, bytes)
}

#[test]
fn what_is_not_what_its_name_says_is_refused_and_said() {
    let kept = Kept::start(Kind::Apache);
    let mut browser = Browser::start();
    let mut page = open(&mut browser, &kept.url());
    write(&mut page, "own", 1);
    wait_for_state(&mut page, "store", "done");
    let own = kept.store.events("acme").remove(0);
    let folder = own.rsplit_once('/').expect("a folder").0.to_owned();
    let device = own.rsplit('/').next().and_then(|name| name.split('-').nth(1)).expect("a device");

    let (good, bytes) = file(&[event("elsewhere", 1, "good-1"), event("elsewhere", 2, "good-2")]);
    let put = |name: &str, bytes: &[u8]| kept.store.write(&format!("{folder}/{name}"), bytes);
    put(&good, &bytes);
    let mut refused = Vec::new();
    let mut bad = |why: &str, name: &str, bytes: &[u8]| {
        put(name, bytes);
        refused.push(why.to_owned());
    };
    bad("Another file", "notes.txt", b"hello");
    bad("Another file", "..%2f..%2fescape.json", b"{}");
    let (name, mut bytes) = file(&[event("elsewhere", 3, "bad-damaged")]);
    let last = bytes.len() - 40;
    bytes[last] ^= 1;
    bad("Damaged", &name, &bytes);
    let (name, bytes) = file(&[event("elsewhere", 4, "bad-cut")]);
    bad("Damaged", &name, &bytes[..bytes.len() / 2]);
    let (name, bytes) = file(&[event(device, 77, "bad-stranger")]);
    bad("Made by another", &name, &bytes);
    let mut other = event("elsewhere", 5, "bad-name");
    other["device"] = json!("another");
    let (name, bytes) = file(&[other]);
    bad("Its content", &name, &bytes);
    let mut markup = event("elsewhere", 6, "bad-field");
    markup["change"] = json!({ "__proto__": "x", "<img>": "y" });
    let (name, bytes) = file(&[markup]);
    bad("Its content", &name, &bytes);
    let mut huge = event("elsewhere", 7, "bad-huge");
    huge["change"] = json!({ "what": "x".repeat(5_000_000) });
    let (name, bytes) = file(&[huge]);
    bad("Too large", &name, &bytes);
    let first = event("elsewhere", 8, "bad-newer");
    let (name, bytes) = file_of(&json!({ "format": 2, "events": [first] }), &first, 1);
    bad("Written by a newer", &name, &bytes);
    let (name, bytes) = file_of(&json!({ "format": 1, "events": [first] }), &first, 3);
    bad("Its content", &name, &bytes);
    let (name, bytes) = file_of(&json!([null]), &first, 1);
    bad("Its content", &name, &bytes);
    let mixed = [event("elsewhere", 9, "bad-order"), event("elsewhere", 2, "bad-order")];
    let (name, bytes) = file(&mixed);
    bad("Its content", &name, &bytes);

    exchange(&mut page, "store");
    assert_eq!(records(&mut page, "good").as_object().map(serde_json::Map::len), Some(2));
    assert_eq!(records(&mut page, "bad"), json!({}));
    page.eval("document.querySelector('.places details').open = true");
    let told = page.eval(
        "[...document.querySelectorAll('.places details li')].map(({ innerText }) => innerText)",
    );
    let told: Vec<String> = told.as_array().expect("a list").iter().map(text).collect();
    assert_eq!(told.len(), refused.len(), "{told:#?}");
    for why in [
        "Another file",
        "Damaged",
        "Made by another",
        "Its content",
        "Too large",
        "Written by a newer",
    ] {
        let expect = refused.iter().filter(|one| *one == why).count();
        let found = told.iter().filter(|line| line.starts_with(why)).count();
        assert_eq!(found, expect, "{why}: {told:#?}");
    }
    page.eval("document.querySelector('.places').scrollIntoView()");
    page.picture(&screens().join("places-refused.png"));
    assert_eq!(axe::findings(&mut page), Vec::<String>::new());
    // A file that was still on its way is looked at again, here at once.
    let (name, bytes) = file(&[event("elsewhere", 4, "bad-cut")]);
    put(&name, &bytes);
    page.eval("Date.now = ((now) => () => now() + 660_000)(Date.now)");
    exchange(&mut page, "store");
    assert_eq!(records(&mut page, "bad"), json!({ "bad-cut": "from elsewhere" }));
}

/// The text of a record's own view, once its history says this.
fn shown(page: &mut Page<'_>, record: &str, words: &str) -> String {
    page.go(&format!("#/app/complaints/record/{record}"));
    // It may be drawn again meanwhile, and its history is folded then.
    let opened = format!(
        "[...document.querySelectorAll('.history')].some((list) => {{ list.open = true; return list.innerText.includes('{words}'); }})"
    );
    page.wait_for(&opened, words);
    text(&page.eval("document.getElementById('main').innerText"))
}

fn show_places(page: &mut Page<'_>) {
    page.go("#/about");
    page.wait_for("document.querySelector('.places')", "the places are shown");
}

/// Three tenants on one store in the maker's hands.
#[test]
fn a_dealer_s_complaint_is_seen_and_answered_by_the_maker_and_seen_by_no_other_dealer() {
    let store = Store::start(Kind::S3);
    let at = store.address(store.port);
    let storage = format!(
        "{}of = \"maker\"\n",
        one_place(Kind::S3, &at).split("[[storage.routes]]").next().unwrap_or_default()
    ) + "[[storage.routes]]\nid = \"all\"\nwhat = [\"records\", \"photos\"]\napps = [\"complaints\"]\nto = \"store\"\n";
    let tenants = ["maker", "north", "south"];
    let named = |id: &str| theme(id, &storage).replace("\"Acme\"", &format!("\"The {id}\""));
    let built = tenants.map(|id| build(id, &named(id)));
    let own = credentials(&store);
    let settings = tenants.map(|id| (id, "store", own.as_str()));
    let packages: Vec<_> = built.iter().map(|(_, package)| package).collect();
    let gateway = Gateway::start(&packages, &settings);
    let mut browsers = tenants.map(|_| Browser::start());
    let mut other = Browser::start();
    let [maker, north, south] = &mut browsers;
    let mut north = open(north, &gateway.url(1));
    write_private(&mut north, "diary");
    write(&mut north, "north", 2);
    let digest = photo(&mut north, "north-photo", 50_000);
    wait_for_state(&mut north, "store", "done");
    let mut maker = open(maker, &gateway.url(0));
    wait_for_records(&mut maker, "north", 3);
    assert_eq!(photo_size(&mut maker, &digest), json!(50_000));
    write(&mut maker, "maker", 1);
    wait_for_state(&mut maker, "store", "done");
    let mut south = open(south, &gateway.url(2));
    write(&mut south, "south", 1);
    wait_for_state(&mut south, "store", "done");
    exchange(&mut maker, "store");
    wait_for_records(&mut maker, "", 5);
    for (page, own, count) in [(&mut north, "north", 3), (&mut south, "south", 1)] {
        exchange(page, "store");
        wait_for_records(page, own, count);
        wait_for_records(page, "", count);
        assert_eq!(photo_size(page, &digest), json!(if own == "north" { 50_000 } else { -1 }));
    }
    // The maker sees whose it is, and answers.
    shown(&mut maker, "north-1", "The north");
    maker.picture(&screens().join("record-of-a-dealer.png"));
    assert_eq!(axe::findings(&mut maker), Vec::<String>::new());
    show_places(&mut maker);
    change(&mut maker, "north-1", "We pay.");
    let answer = photo(&mut maker, "north-2", 40_000);
    // Another dealer that writes into the same record is refused.
    change(&mut south, "north-1", "written by south");
    exchange(&mut south, "store");
    exchange(&mut maker, "store");
    exchange(&mut north, "store");
    assert_eq!(records(&mut north, "north-1"), json!({ "north-1": "We pay." }));
    assert_eq!(photo_size(&mut north, &answer), json!(40_000));
    let seen = shown(&mut north, "north-1", "The maker");
    assert!(!seen.contains("The north"), "{seen}");
    show_places(&mut north);
    assert_eq!(records(&mut maker, "north-1"), json!({ "north-1": "We pay." }));
    exchange(&mut south, "store");
    assert_eq!(records(&mut south, "north-1"), json!({ "north-1": "written by south" }));
    // And it goes on: what the dealer says to it the maker sees, also on a device that is new.
    change(&mut north, "north-1", "Thank you.");
    exchange(&mut north, "store");
    exchange(&mut maker, "store");
    let mut fresh = open(&mut other, &gateway.url(0));
    wait_for_records(&mut fresh, "", 5);
    wait_for_state(&mut fresh, "store", "done");
    for page in [&mut maker, &mut fresh] {
        assert_eq!(records(page, "north-1"), json!({ "north-1": "Thank you." }));
        let from = in_log(page, "return (await log.get('north-1')).from;");
        assert_eq!(from, json!({ "id": "north", "name": "The north" }));
    }
    // What no route names stays on its device.
    assert_eq!([&mut north, &mut maker].map(|page| history(page, "diary")), [json!(1), json!(0)]);
    // A photo is looked for in the maker's own folder first.
    let troubles = maker.troubles().into_iter().filter(|line| !line.contains("/maker/photos/"));
    assert_eq!(troubles.collect::<Vec<_>>(), Vec::<String>::new());
}

/// Signs somebody in on a device of theirs.
fn enter<'a>(browser: &'a mut Browser, url: &str, name: &str) -> Page<'a> {
    let mut page = browser.page(url);
    page.call("Security.setIgnoreCertificateErrors", json!({ "ignore": true }));
    page.show_as(Scheme::Light, 390, 844);
    page.open(&format!("{url}#/about"));
    page.wait_for("document.querySelector('[data-key=sign-in]')", "somebody is asked to sign in");
    sign_in(&mut page, name);
    page.wait_for("document.querySelector('.places')", "the places are shown");
    page
}

/// Chooses on a device, and has it sent.
fn choose(page: &mut Page<'_>, key: &str, value: &str) {
    page.eval(&format!(
        "import('/js/presets.js').then(({{ choose }}) => choose('{key}', {value}))"
    ));
    page.wait_for(
        &format!("JSON.parse(localStorage.getItem('acme:settings')).chosen['{key}'] === {value}"),
        "it is chosen",
    );
    exchange(page, "store");
}

#[test]
fn what_somebody_chose_and_saw_follows_them_to_another_device() {
    let store = Store::start(Kind::Apache);
    let port = free();
    let issuer = Issuer::start(&format!("http://127.0.0.1:{port}/"), 3600);
    let places = one_place(Kind::Apache, &store.address(store.port));
    let places = places.replace("\"photos\"", "\"settings\"");
    let login = format!(
        "[security.login]\nissuer = \"{}\"\nclient-id = \"client\"\nscopes = \"openid profile email\"\n",
        issuer.url
    );
    let (_project, package) = build("acme", &theme("acme", &format!("{places}{login}")));
    let own = credentials(&store);
    let gateway = Gateway::start_at(vec![port], &[&package], &[("acme", "store", &own)]);
    let mut browsers = [Browser::start(), Browser::start(), Browser::start()];
    let [first, second, third] = &mut browsers;

    let mut one = enter(first, &gateway.url(0), "ina");
    let said = text(&one.eval("document.querySelector('[data-place=store]').innerText"));
    assert!(said.contains("Holds records and what you have chosen and seen"), "{said}");
    one.eval("import('/js/apps/counters.js').then(({ clear }) => clear('complaints'))");
    choose(&mut one, "appearance.scheme", "'dark'");
    let seen = in_log(&mut one, "return log.note('seen complaints');");
    assert!(seen.is_number(), "{seen}");

    let mut two = enter(second, &gateway.url(0), "ina");
    let dark = "document.documentElement.dataset.scheme === 'dark'";
    two.wait_for(dark, "it is dark here as well");
    assert_eq!(in_log(&mut two, "return log.note('seen complaints');"), seen);
    // And back: the later choice holds on both.
    choose(&mut two, "appearance.scheme", "'light'");
    exchange(&mut one, "store");
    one.wait_for("document.documentElement.dataset.scheme === 'light'", "it is light again");

    // Somebody else finds their files in the same folder, and takes none of them.
    choose(&mut one, "appearance.scheme", "'dark'");
    let mut three = enter(third, &gateway.url(0), "max");
    exchange(&mut three, "store");
    assert_ne!(three.eval("document.documentElement.dataset.scheme"), json!("dark"));
    let all =
        "return log.count(IDBKeyRange.bound('Settings\\tall\\t', 'Settings\\tall\\t\\uffff'));";
    assert_eq!(in_log(&mut three, all), json!(0));
    assert_eq!(in_log(&mut two, all), json!(1));
    assert_eq!(three.eval("document.querySelectorAll('.places details li').length"), json!(0));
}

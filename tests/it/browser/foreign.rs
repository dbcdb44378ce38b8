//! Finished clients of other makers, branded by the contracts of `tests/bases/`, in Chromium: title, name, icons, colors, service
//! workers that install, go from the old brand to the new one and work offline, and a console as quiet as before.
//!
//! The two that are large, and the one whose page waits for a network, are in `tests/foreign`, not in every run.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::page::{Browser, PATIENCE, Page, Scheme, text};
use crate::project::{Project, root, tests_folder};

/// A client, and what is looked at in it.
struct Client {
    /// The folder of its contract.
    id: &'static str,
    /// JavaScript that is done first.
    prepare: &'static str,
    /// JavaScript that is true when the first screen is there.
    ready: &'static str,
    /// JavaScript that gives a color which the brand paints.
    painted: &'static str,
    /// The schemes that it is shown in, each with the one of the theme whose main color is this color then.
    schemes: &'static [(Scheme, Scheme)],
    /// How the web manifest is named, where a page names one that is the client's.
    manifest: Option<&'static str>,
    /// Its service worker, if it has one.
    worker: Worker,
    /// JavaScript that puts the client into Chinese before it is loaded again; the text that is seen then.
    chinese: Option<(&'static str, &'static str)>,
}

const LIGHT: [(Scheme, Scheme); 1] = [(Scheme::Light, Scheme::Light)];

const BOTH: [(Scheme, Scheme); 2] = [(Scheme::Light, Scheme::Light), (Scheme::Dark, Scheme::Dark)];

/// What a client's service worker keeps.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Worker {
    /// There is none.
    None,
    /// The files that it lists, before it is asked.
    Precache,
    /// What was asked for.
    AsAsked,
}

const ACTUAL: Client = Client {
    id: "actual",
    prepare: "",
    ready: "[...document.querySelectorAll('button')].length >= 3",
    painted: "getComputedStyle(document.documentElement).getPropertyValue('--palette-purple500').trim()",
    // One palette is for both.
    schemes: &[(Scheme::Light, Scheme::Light), (Scheme::Dark, Scheme::Light)],
    manifest: Some("site.webmanifest"),
    worker: Worker::Precache,
    chinese: None,
};

const THELOUNGE: Client = Client {
    id: "thelounge",
    prepare: "",
    ready: "document.querySelector('#sign-in button')",
    painted: "getComputedStyle(document.querySelector('#sign-in button')).borderTopColor",
    schemes: &LIGHT,
    manifest: Some("thelounge.webmanifest"),
    worker: Worker::AsAsked,
    chinese: None,
};

const SWAGGER_UI: Client = Client {
    id: "swagger-ui",
    // The API of its maker is not there.
    prepare: "(async () => {
        for (let n = 0; n < 40 && !document.querySelector('.opblock, .errors-wrapper'); n += 1) {
            await new Promise((done) => setTimeout(done, 100));
        }
        ui.errActions.clear({});
        ui.specActions.updateUrl('./openapi.json');
        ui.specActions.download('./openapi.json');
    })()",
    ready: "document.querySelectorAll('.opblock').length === 4",
    painted: "getComputedStyle(document.querySelector('.download-url-button')).backgroundColor",
    schemes: &BOTH,
    manifest: None,
    worker: Worker::None,
    chinese: None,
};

const CONVERSE: Client = Client {
    id: "converse",
    prepare: "",
    // The name beside the mark is as large as the old one was: the link that holds both has its class still.
    ready: "document.querySelector('input[type=submit], button[type=submit]')
        && parseFloat(getComputedStyle(document.querySelector('a.brand-heading[href] .brand-name__text')).fontSize) > 30",
    painted: "getComputedStyle(document.querySelector('.conversejs')).getPropertyValue('--primary-color').trim()",
    schemes: &BOTH,
    manifest: Some("manifest.json"),
    worker: Worker::None,
    chinese: Some(("", "密码")),
};

const FLET: Client = Client {
    id: "flet",
    prepare: "",
    ready: "document.querySelector('#loading img')?.complete",
    painted: "document.querySelector('meta[name=theme-color]')?.content ?? ''",
    schemes: &LIGHT,
    manifest: Some("manifest.json"),
    worker: Worker::Precache,
    chinese: None,
};

const LANGFLOW: Client = Client {
    id: "langflow",
    prepare: "",
    ready: "document.querySelector('button[type=submit]')",
    painted: "getComputedStyle(document.querySelector('button[type=submit]')).backgroundColor",
    schemes: &BOTH,
    manifest: Some("manifest.json"),
    worker: Worker::None,
    chinese: Some(("localStorage.setItem('languagePreference', 'zh-Hans')", "登录")),
};

const HOME_ASSISTANT: Client = Client {
    id: "home-assistant",
    prepare: "",
    ready: "document.querySelector('ha-authorize ha-auth-flow, ha-authorize form')",
    painted: "getComputedStyle(document.querySelector('ha-authorize')).getPropertyValue('--primary-color').trim()",
    schemes: &LIGHT,
    manifest: None,
    worker: Worker::None,
    chinese: Some(("localStorage.setItem('selectedLanguage', JSON.stringify('zh-Hans'))", "登录")),
};

/// What a tenant's theme says.
struct Tenant {
    id: &'static str,
    name: &'static str,
    short_name: &'static str,
}

const TENANTS: [Tenant; 2] = [
    Tenant { id: "nordwind", name: "Nordwind Werke", short_name: "Nordwind" },
    Tenant { id: "guangming", name: "光明科技", short_name: "光明" },
];

#[test]
fn actual() {
    check(&ACTUAL);
}

#[test]
fn thelounge() {
    check(&THELOUNGE);
}

#[test]
fn swagger_ui() {
    check(&SWAGGER_UI);
}

#[test]
fn converse() {
    check(&CONVERSE);
}

#[test]
#[ignore = "its page waits for a network: `tests/foreign` runs it"]
fn flet() {
    check(&FLET);
}

#[test]
#[ignore = "large: `tests/foreign` runs it"]
fn langflow() {
    check(&LANGFLOW);
}

#[test]
#[ignore = "large: `tests/foreign` runs it"]
fn home_assistant() {
    check(&HOME_ASSISTANT);
}

/// All that must hold of a client and of both tenants' packages of it.
fn check(client: &Client) {
    let built = Built::new(client);
    let before = visit(client, &built.old, "before", &[]);
    for tenant in &TENANTS {
        let colors = painted(client, tenant);
        let after = visit(client, &built.package(tenant), tenant.id, &colors);
        assert_branded(client, tenant, &before, &after, &colors);
        let new: Vec<&String> = after.troubles.difference(&before.troubles).collect();
        assert!(new.is_empty(), "{} of {}: {new:#?}", client.id, tenant.id);
    }
    assert_update(client, &built);
}

/// The packages of a client, and the folder that is served.
struct Built {
    project: Project,
    served: PathBuf,
    old: PathBuf,
}

impl Built {
    /// Builds both tenants' packages, and unpacks the bundle as it is.
    fn new(client: &Client) -> Built {
        let folder = tests_folder().join("bases").join(client.id);
        let contract = fs::read_to_string(folder.join("client.toml")).unwrap();
        let bundle = contract.lines().find_map(|line| line.strip_prefix("bundle  = ")).unwrap();
        let bundle = bundle.trim_matches('"');
        let archive = root().join("target/test-tools/bundles").join(bundle);
        assert!(archive.exists(), "{bundle} is not there: run tests/setup");
        let project = Project::empty()
            .copy(&folder, "base-client")
            .copy(&tests_folder().join("bases/tenants"), "themes");
        fs::hard_link(&archive, project.path("base-client").join(bundle))
            .or_else(|_| fs::copy(&archive, project.path("base-client").join(bundle)).map(drop))
            .unwrap();
        project.run("build --unpacked").status(0);
        let unpacked: Vec<PathBuf> = fs::read_dir(project.cache().join("bundles"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            // Beside them is what is known of them.
            .filter(|path| path.file_name().is_some_and(|name| name.len() == 64))
            .collect();
        assert_eq!(unpacked.len(), 1, "{unpacked:?}");
        let served = project.path("served");
        Built { project, served, old: unpacked[0].clone() }
    }

    /// The unpacked package of a tenant.
    fn package(&self, tenant: &Tenant) -> PathBuf {
        let folder = self.project.path("dist").join(tenant.id);
        let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        entries.into_iter().find(|path| path.is_dir()).expect("a package")
    }

    /// Serves another folder from now on.
    fn show(&self, folder: &Path) {
        let new = self.project.path("next");
        std::os::unix::fs::symlink(folder, &new).unwrap();
        fs::rename(&new, &self.served).unwrap();
    }
}

/// Serves a folder as a client's server does.
fn serve(client: &Client, folder: &Path) -> Server {
    let mut command = Command::new("python3");
    command.arg(tests_folder().join("tools/client_server.py")).arg(client.id).arg(folder);
    // It ends when its input does, so also when this process is killed.
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("Python starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    Server { child, url: format!("http://127.0.0.1:{}/", line.trim()) }
}

/// A server of a client's files. It ends with this value.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn stop(&mut self) {
        // It may have ended on its own; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What was seen of a client.
struct Seen {
    title: String,
    words: String,
    manifest: Value,
    /// Path → the digest of its pixels.
    icons: Vec<(String, String)>,
    theme_color: String,
    /// In each scheme.
    painted: Vec<String>,
    /// Without what differs from visit to visit.
    troubles: BTreeSet<String>,
}

/// Opens a client in each scheme, in a browser of its own: a worker of the visit before would go on for a while.
/// `expect` is what it is to paint in each of its schemes, if that is known.
fn visit(client: &Client, folder: &Path, name: &str, expect: &[String]) -> Seen {
    let server = &serve(client, folder);
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url);
    let mut painted = Vec::new();
    for (scheme, _) in client.schemes {
        page.show_as(*scheme, 900, 600);
        page.open(&start(client, server));
        page.eval(client.prepare);
        page.wait_for(client.ready, "the first screen");
        painted.push(painted_now(client, &mut page, expect.get(painted.len())));
        // Fonts, and what fades in.
        std::thread::sleep(Duration::from_millis(1200));
        let file = format!("target/screens/foreign/{}-{name}-{}.png", client.id, scheme.name());
        page.picture(&root().join(file));
    }
    let manifest = match client.manifest {
        // Not by `fetch`, which a client may have changed.
        Some(path) => page.eval(&format!(
            "(request => {{ request.open('GET', '/{path}', false); request.send();
                return JSON.parse(request.responseText); }})(new XMLHttpRequest())"
        )),
        None => Value::Null,
    };
    let seen = Seen {
        title: text(&page.eval("document.title")),
        words: text(&page.eval("document.documentElement.innerText")),
        manifest,
        icons: icons(&mut page),
        theme_color: text(
            &page.eval("document.querySelector('meta[name=theme-color]')?.content ?? ''"),
        ),
        painted,
        troubles: page
            .troubles()
            .iter()
            .filter(|trouble| is_bad(trouble))
            .map(|trouble| plain(trouble, server))
            .collect(),
    };
    if let (Some((code, words)), true) = (client.chinese, name == "guangming") {
        page.eval(code);
        page.reload();
        page.wait_for(client.ready, "the first screen");
        let code = format!("document.documentElement.innerText.includes({})", json!(words));
        page.wait_for(&code, "the client in Chinese");
        std::thread::sleep(Duration::from_millis(1200));
        let file = format!("target/screens/foreign/{}-{name}-chinese.png", client.id);
        page.picture(&root().join(file));
    }
    seen
}

/// The color that the brand paints, once it stays what it is and is the one that is expected, if any: clients go softly from one
/// to another, and not at once.
fn painted_now(client: &Client, page: &mut Page<'_>, expect: Option<&String>) -> String {
    let mut last = String::new();
    for _ in 0..150 {
        let color = text(&page.eval(client.painted));
        if color == last && expect.is_none_or(|expect| *expect == hex(&color)) {
            break;
        }
        last = color;
        std::thread::sleep(Duration::from_millis(200));
    }
    last
}

/// The address of the first screen.
fn start(client: &Client, server: &Server) -> String {
    let home = &server.url;
    match client.id {
        "home-assistant" => {
            format!("{home}auth/authorize?client_id={home}&redirect_uri={home}&auth_callback=1")
        }
        _ => home.clone(),
    }
}

/// The icons that the page and its manifest name, drawn.
fn icons(page: &mut Page<'_>) -> Vec<(String, String)> {
    let code = "(async () => {
        const found = [];
        for (const link of document.querySelectorAll('link[rel~=icon], link[rel=apple-touch-icon]')) {
            const image = new Image();
            image.src = link.href;
            await image.decode();
            const canvas = document.createElement('canvas');
            canvas.width = canvas.height = 16;
            canvas.getContext('2d').drawImage(image, 0, 0, 16, 16);
            found.push([new URL(link.href).pathname, canvas.toDataURL()]);
        }
        return found;
    })()";
    let found = page.eval(code);
    let pair = |icon: &Value| (text(&icon[0]), text(&icon[1]));
    found.as_array().expect("a list").iter().map(pair).collect()
}

/// Whether a page complains, and does not only tell.
fn is_bad(trouble: &str) -> bool {
    let quiet = ["console.log", "console.info", "console.debug"];
    let is_told = trouble.split_once(": ").is_some_and(|(kind, _)| {
        kind.ends_with(" info") || kind.ends_with(" verbose") || quiet.contains(&kind)
    });
    !is_told
}

/// What a page complains of, without ports, times and the hashes of names.
fn plain(trouble: &str, server: &Server) -> String {
    let mut words = trouble.replace(&server.url, "/");
    if let Some(at) = words.find("/assets/") {
        words.truncate(at);
    }
    let cut = words.find("blob:").unwrap_or(words.len());
    words.truncate(cut);
    for tenant in &TENANTS {
        words = words.replace(tenant.short_name, "[NAME]");
    }
    words.replace("Actual", "[NAME]").chars().filter(|letter| !letter.is_ascii_digit()).collect()
}

/// A tenant's package shows the tenant, and nothing of the brand before.
fn assert_branded(
    client: &Client,
    tenant: &Tenant,
    before: &Seen,
    after: &Seen,
    expect: &[String],
) {
    let at = format!("{} of {}", client.id, tenant.id);
    assert!(after.title.contains(tenant.short_name), "{at}: the title is {:?}", after.title);
    for old in old_names(client) {
        assert!(
            !after.title.contains(&old) && !after.words.contains(&old),
            "{at}: {old} is left in {}",
            after.words
        );
    }
    if client.manifest.is_some() {
        assert_eq!(after.manifest["name"], json!(tenant.name), "{at}");
        assert_eq!(after.manifest["short_name"], json!(tenant.short_name), "{at}");
        assert_ne!(before.manifest["name"], after.manifest["name"], "{at}");
    }
    assert!(!before.icons.is_empty(), "{at}: no icon");
    assert_eq!(before.icons.len(), after.icons.len(), "{at}");
    for (old, new) in before.icons.iter().zip(&after.icons) {
        assert_eq!(old.0, new.0, "{at}: icons keep their places");
        assert_ne!(old.1, new.1, "{at}: {} is the old one", new.0);
    }
    assert_eq!(after.theme_color, primary(tenant)[0], "{at}: the theme color");
    let found: Vec<String> = after.painted.iter().map(|color| hex(color)).collect();
    assert_eq!(found, expect, "{at}");
    for (old, new) in before.painted.iter().zip(&after.painted) {
        assert_ne!(old, new, "{at}");
    }
}

/// What the brand paints in each scheme of a client.
fn painted(client: &Client, tenant: &Tenant) -> Vec<String> {
    let primary = primary(tenant);
    let schemes = client.schemes.iter();
    schemes.map(|(_, scheme)| primary[usize::from(*scheme == Scheme::Dark)].clone()).collect()
}

/// The old names, as the contract has them.
fn old_names(client: &Client) -> Vec<String> {
    let file = tests_folder().join("bases").join(client.id).join("client.toml");
    let contract = fs::read_to_string(file).unwrap();
    let names = contract.lines().find_map(|line| line.strip_prefix("names   = ")).unwrap();
    serde_json::from_str(names).expect("a list of texts, as JSON has it too")
}

/// The tenant's main color in the light and in the dark scheme.
fn primary(tenant: &Tenant) -> [String; 2] {
    let themes = tests_folder().join("bases/tenants");
    let base = rebadge::base::scan(&root().join("base-client")).unwrap().expect("a base client");
    let files = rebadge::inherit::find(&[themes.join(tenant.id)], &themes).unwrap();
    let library = rebadge::inherit::Library::new(&themes);
    let theme = rebadge::theme::load(&files[0], &base, &library).theme.expect("a good theme");
    let role = rebadge::color::Role::Primary;
    [theme.palettes.light.get(role).to_string(), theme.palettes.dark.get(role).to_string()]
}

/// A color as `#rrggbb`.
fn hex(color: &str) -> String {
    rebadge::color::Color::parse(color).map_or(color.to_owned(), |color| color.to_string())
}

/// Waits until the promise of a page gives `true`.
fn wait(page: &mut Page<'_>, promise: &str, what: &str) {
    let start = Instant::now();
    while page.eval(promise) != json!(true) {
        assert!(
            start.elapsed() < PATIENCE,
            "not within {PATIENCE:?}: {what}\n{:#?}",
            page.troubles()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Who used the client before gets the new brand with the next visits, and it works without a network.
fn assert_update(client: &Client, built: &Built) {
    let least = match client.worker {
        Worker::None => return,
        Worker::Precache => 15,
        Worker::AsAsked => 5,
    };
    let tenant = &TENANTS[0];
    let mut browser = Browser::start();
    built.show(&built.old);
    let mut server = serve(client, &built.served);
    let mut page = browser.page(&server.url);
    page.open(&start(client, &server));
    page.wait_for(client.ready, "the first screen");
    let active = "navigator.serviceWorker.getRegistration().then(own => Boolean(own?.active))";
    wait(&mut page, active, "the old service worker");
    built.show(&built.package(tenant));
    let code = format!("document.title.includes({})", json!(tenant.short_name));
    for _ in 0..4 {
        page.eval(
            "navigator.serviceWorker.getRegistration().then(own => own.update().then(() => true))",
        );
        let idle = "navigator.serviceWorker.getRegistration().then(own => Boolean(own && !own.installing))";
        wait(&mut page, idle, "the new service worker");
        drop(page);
        page = browser.page(&server.url);
        page.open(&start(client, &server));
        page.wait_for(client.ready, "the first screen");
        if page.eval(&code) == json!(true) {
            break;
        }
    }
    assert_eq!(page.eval(&code), json!(true), "{}: the old brand stays", client.id);
    let kept = format!(
        "caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(cache => cache.keys()))))
            .then(lists => lists.flat().length >= {least})"
    );
    wait(&mut page, &kept, "the files that the worker keeps");
    server.stop();
    page.go_offline();
    page.open(&start(client, &server));
    page.wait_for(&code, "the title, without a network");
}

//! The files for servers that Workbench ships, in the servers that they are for: nginx, Caddy and Apache take them, send the
//! headers, and the client works under them.

use std::fs::{self, File, Permissions};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use super::page::{Browser, PATIENCE, Scheme, text};
use super::sample::VIEWS;
use crate::package::{Package, open, shipped};
use crate::project::{ACME, LOGO, Project, root};

/// The policy of the page, and of all that is no drawing.
const PAGE: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'; style-src 'self' 'unsafe-inline'";
/// The policy of a drawing.
const DRAWING: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";
/// A drawing that runs code where nothing forbids it.
const HOSTILE: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'>\
    <script>document.documentElement.setAttribute('class', 'ran')</script><path d='M0 0h8v8H0z'/></svg>";

/// A server that runs until this value is gone.
struct Running {
    child: Child,
    port: u16,
    /// Its settings, its scratch files, and the package that it serves, in `site`.
    folder: TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        // With its workers, which outlive their parent. It may have ended on its own; then there is nothing to stop.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-9", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.child.wait();
    }
}

/// Starts a program that serves a copy of a package with a hostile drawing in it; `settings` is what is written into its
/// settings file, with `{port}` and `{site}`.
fn start(program: &str, arguments: &[&str], settings: &str, package: &Package) -> Running {
    let mut builder = tempfile::Builder::new();
    // Apache does not serve as root.
    builder.prefix("rebadge-server-").permissions(Permissions::from_mode(0o755));
    let folder = builder.tempdir().unwrap();
    let site = folder.path().join("site");
    copy(&package.folder, &site);
    fs::write(site.join("art/hostile.svg"), HOSTILE).unwrap();
    let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let settings = settings
        .replace("{port}", &port.to_string())
        .replace("{site}", site.to_str().expect("a path in UTF-8"));
    fs::write(folder.path().join("settings"), settings).unwrap();
    let log = File::create(folder.path().join("log")).unwrap();
    // Not every user has the system's servers on the path.
    let system = Path::new("/usr/sbin").join(program);
    let child = Command::new(if system.exists() { &system } else { Path::new(program) })
        .args(arguments)
        .current_dir(folder.path())
        .process_group(0)
        .envs(["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"].map(|name| (name, folder.path())))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}; `tests/setup` installs it"));
    let mut running = Running { child, port, folder };
    running.wait();
    running
}

impl Running {
    /// Waits until it takes connections.
    fn wait(&mut self) {
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.child.try_wait().unwrap();
            let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(ended.is_none(), "the server ended at once: {ended:?}\n{log}");
            assert!(start.elapsed() < PATIENCE, "nobody listens\n{log}");
            sleep(Duration::from_millis(20));
        }
    }

    /// The status of an answer, and its headers in lower case.
    fn get(&self, path: &str) -> (u16, Vec<(String, String)>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let answer = String::from_utf8_lossy(&bytes);
        let (head, _) = answer.split_once("\r\n\r\n").expect("a head");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
        let fields = lines.filter_map(|line| line.split_once(": "));
        let fields = fields.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
        (status.parse().expect("a number"), fields.collect())
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target)
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// All headers of one name.
fn all<'a>(headers: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    headers.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str()).collect()
}

/// Every file has one policy, that of its kind; what is for the server is for nobody else.
fn assert_headers(server: &Running, package: &Package) {
    let is_for_servers = |path: &String| path.starts_with("server/") || path == "_headers";
    let files = package.paths().into_iter().filter(|path| !is_for_servers(path));
    let files: Vec<String> = files.map(|path| format!("/{path}")).collect();
    assert!(files.iter().filter(|path| path.ends_with(".svg")).count() > 10);
    let others = ["/", "/nowhere", "/art/nowhere.svg"].map(str::to_owned);
    for path in files.into_iter().chain(others) {
        let (status, headers) = server.get(&path);
        assert_eq!(status, if path.contains("nowhere") { 404 } else { 200 }, "{path}");
        let is_drawing = path.ends_with(".svg");
        let policy = if is_drawing { DRAWING } else { PAGE };
        assert_eq!(all(&headers, "content-security-policy"), [policy], "{path}");
        assert_eq!(all(&headers, "x-content-type-options"), ["nosniff"], "{path}");
        assert_eq!(all(&headers, "referrer-policy"), ["no-referrer"], "{path}");
        if is_drawing && status == 200 {
            assert_eq!(all(&headers, "content-type"), ["image/svg+xml"], "{path}");
        }
    }
    for path in [
        "/_headers",
        "/server",
        "/server/",
        "/server/nginx.conf",
        "/server/Caddyfile",
        "/server/apache.conf",
        "//server/nginx.conf",
        "/%73erver/nginx.conf",
        "/art/../server/nginx.conf",
    ] {
        assert_eq!(server.get(path).0, 404, "{path}");
    }
}

/// The client starts, keeps itself for later, and nothing that it does is against its policy; a drawing runs nothing.
fn assert_works(server: &Running) {
    let home = format!("http://127.0.0.1:{}/", server.port);
    let mut browser = Browser::start();
    let mut page = browser.page(&home);
    page.show_as(Scheme::Light, 1280, 800);
    page.open(&home);
    page.wait_for("!document.getElementById('launch')", "the launch screen has gone");
    page.wait_for("navigator.serviceWorker.controller", "the service worker has taken over");
    assert_eq!(page.troubles(), Vec::<String>::new());
    page.open(&format!("{home}icons/favicon.svg"));
    assert_eq!(page.troubles(), Vec::<String>::new());
    page.open(&format!("{home}art/hostile.svg"));
    let ran = page.eval("document.documentElement.getAttribute('class')");
    assert_eq!(ran, json!(null), "the drawing's script ran");
    page.troubles_with(&["script"]);
}

/// Where it is started by root, its workers must be able to read what is root's alone.
const NGINX: &str = "user root;\npid pid;\ndaemon off;\nerror_log stderr;\nevents {}\nhttp {\n\
        include /etc/nginx/mime.types;\naccess_log off;\nclient_body_temp_path body;\nproxy_temp_path proxy;\n\
        fastcgi_temp_path fastcgi;\nuwsgi_temp_path uwsgi;\nscgi_temp_path scgi;\n\
        server {\nlisten 127.0.0.1:{port};\nroot {site};\ninclude {site}/server/nginx.conf;\n}\n}\n";

fn nginx(package: &Package) -> Running {
    start("nginx", &["-p", ".", "-c", "settings", "-e", "stderr"], NGINX, package)
}

#[test]
fn nginx_sends_the_headers_and_the_client_works_under_them() {
    let package = shipped("blue");
    let server = nginx(&package);
    assert_headers(&server, &package);
    assert_works(&server);
}

/// On no view does the client do what its policy forbids: a tenant with apps that scan, scenarios, cards and a conversation, and one
/// without.
#[test]
fn every_view_works_under_the_headers() {
    let dairy = ["app/trace", "app/trace/step/p01", "scenario/hold", "messages/team"];
    for (id, more) in [("dairy", dairy.as_slice()), ("blue", &[])] {
        let package = shipped(id);
        let server = nginx(&package);
        let home = format!("http://127.0.0.1:{}/", server.port);
        let mut browser = Browser::start();
        let mut page = browser.page(&home);
        page.show_as(Scheme::Light, 1280, 800);
        page.open(&home);
        page.wait_for("!document.getElementById('launch')", "the launch screen has gone");
        for view in VIEWS.into_iter().chain(more.iter().copied()) {
            page.go(&format!("#/{view}"));
            page.wait_for("document.querySelector('#main h1')?.textContent", "the view is there");
            let heading = text(&page.eval("document.querySelector('#main h1').textContent"));
            assert!(
                !heading.contains("does not exist") && !heading.contains("不存在"),
                "{view}: {heading}"
            );
        }
        assert_eq!(page.troubles(), Vec::<String>::new(), "{id}");
    }
}

/// By the header, and by the page itself on a server without one.
#[test]
fn a_host_that_the_theme_does_not_name_is_blocked() {
    let project = |rest: &str| {
        let base = root().join("base-client");
        let theme = format!("{ACME}{rest}");
        let project = Project::empty().copy(&base, "base-client").theme("acme", &theme);
        let project = project.asset("acme/logo.svg", LOGO);
        project.run("build").status(0);
        project
    };
    // Which directive a request offends; none of one that only finds nobody.
    let asks = "(host) => new Promise((done) => {
        addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective), { once: true });
        fetch(host).catch(() => setTimeout(() => done('none'), 300));
    })";
    let mut browser = Browser::start();
    let mut check = |rest: &str, expect: [&str; 2]| {
        let project = project(rest);
        let package = open(&project.path("dist"), "acme");
        let server = nginx(&package);
        let bare = start(
            "nginx",
            &["-p", ".", "-c", "settings", "-e", "stderr"],
            &NGINX.replace("include {site}/server/nginx.conf;", ""),
            &package,
        );
        for port in [server.port, bare.port] {
            let home = format!("http://127.0.0.1:{port}/index.html");
            let mut page = browser.page(&home);
            page.open(&home);
            let hosts = ["https://id.acme.invalid/keys", "https://other.acme.invalid/"];
            let found = hosts.map(|host| page.eval(&format!("({asks})('{host}')")));
            assert_eq!(found, expect.map(|name| json!(name)), "{rest}");
        }
    };
    let issuer = "[security.login]\nissuer = \"https://id.acme.invalid\"\nclient-id = \"acme\"\n";
    check(issuer, ["none", "connect-src"]);
    check("", ["connect-src", "connect-src"]);
}

#[test]
fn caddy_sends_the_headers_and_the_client_works_under_them() {
    let settings = "{\n\tadmin off\n\tauto_https off\n}\nhttp://127.0.0.1:{port} {\n\
        \troot * {site}\n\timport {site}/server/Caddyfile\n\tfile_server\n}\n";
    let package = shipped("blue");
    let arguments = ["run", "--config", "settings", "--adapter", "caddyfile"];
    let server = start("caddy", &arguments, settings, &package);
    assert_headers(&server, &package);
    assert_works(&server);
}

#[test]
fn apache_sends_the_headers_and_the_client_works_under_them() {
    let modules = ["mpm_event", "authz_core", "mime", "dir", "headers", "alias"];
    let modules = modules
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"));
    // Where it is started by root, it serves as another user.
    let settings = "User nobody\nGroup nogroup\nServerName localhost\nPidFile pid\nErrorLog /dev/stderr\nListen 127.0.0.1:{port}\n\
        TypesConfig /etc/mime.types\nDocumentRoot {site}\nDirectoryIndex index.html\n\
        <Directory {site}>\nRequire all granted\n</Directory>\nInclude {site}/server/apache.conf\n";
    let package = shipped("blue");
    let arguments = ["-D", "FOREGROUND", "-d", ".", "-f", "settings"];
    let server = start("apache2", &arguments, &(modules.concat() + settings), &package);
    assert_headers(&server, &package);
    assert_works(&server);
}

/// The rules of `_headers` that match a path: `*` is the rest of it.
fn policies<'a>(rules: &'a str, path: &str) -> Vec<&'a str> {
    let mut matches = false;
    let mut found = Vec::new();
    for line in rules.lines() {
        if line.starts_with('/') {
            matches = match line.split_once('*') {
                Some((start, _)) => path.starts_with(start),
                None => path == line,
            };
        } else if let Some(policy) = line.trim().strip_prefix("Content-Security-Policy: ") {
            found.extend(matches.then_some(policy));
        }
    }
    found
}

#[test]
fn every_drawing_has_a_rule_of_the_headers_for_hosts() {
    for id in ["blue", "mono"] {
        let package = shipped(id);
        let rules = fs::read_to_string(package.folder.join("_headers")).unwrap();
        for path in package.paths().iter().map(|path| format!("/{path}")) {
            let expect: &[&str] = match path.ends_with(".svg") {
                true => &[PAGE, DRAWING],
                false if path.ends_with(".html") || path.ends_with(".js") => &[PAGE],
                false => continue,
            };
            assert_eq!(policies(&rules, &path), expect, "{path}");
        }
    }
}

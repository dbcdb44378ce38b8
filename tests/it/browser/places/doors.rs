//! What the gateway lets through, asked by hand: for nginx and for Caddy, for both kinds of places, and for a tenant whose place it is
//! as for one who has a folder in it.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use super::gateway::{Gateway, build, build_with, credentials, theme};
use super::stores::{Kind, Running, Store, free, open_folder, run};
use crate::package::Package;
use crate::project::{ACME, LOGO, Project, root};

/// The status of an answer, and the whole of it. A server that refuses a body without reading it closes the connection, which may
/// take its answer with it: then it is asked again.
fn ask(port: u16, method: &str, path: &str, body: &str) -> (u16, String) {
    let answer = (0..9).find_map(|_| answer(port, method, path, body));
    let answer = answer.expect("an answer before the connection is reset");
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_else(|| panic!("{method} {path}: {answer}")), answer)
}

/// The answer; none where the connection was reset before.
fn answer(port: u16, method: &str, path: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let depth = if method == "PROPFIND" { "Depth: 1\r\n" } else { "" };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{depth}Authorization: Basic dmlzaXRvcg==\r\nCookie: a=b\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    if let Err(error) = stream.read_to_end(&mut bytes) {
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{method} {path}: {error}");
    }
    (!bytes.is_empty()).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// Places of the tenant `maker`, where `acme` has a folder.
fn storage(dav: &Store, s3: &Store) -> String {
    let place = |id: &str, kind: &str, store: &Store| {
        let at = store.address(store.port);
        format!(
            "[[storage.places]]\nid = \"{id}\"\nkind = \"{kind}\"\nat = \"{at}\"\nof = \"maker\"\n"
        )
    };
    place("group", "webdav", dav)
        + &place("cloud", "s3", s3)
        + "[[storage.routes]]\nid = \"all\"\nwhat = [\"records\"]\nto = \"group\"\ncopies = [\"cloud\"]\n"
}

/// What is asked of a gateway, at the port of `acme` and at that of `maker`.
fn assert_doors(acme: u16, maker: u16, name: &str) {
    let check = |port: u16, method: &str, path: &str, expect: &[u16]| {
        let (status, answer) = ask(port, method, path, if method == "PUT" { "hello" } else { "" });
        assert!(expect.contains(&status), "{name}: {method} {path}: {status}\n{answer}");
        answer
    };
    let refused = [403, 404, 405, 400];
    let none = |port: u16, method: &str, path: &str| {
        let answer = check(port, method, path, &refused);
        assert!(!answer.contains("hello"), "{name}: {method} {path}\n{answer}");
    };
    check(maker, "MKCOL", "/places/group/maker/", &[201]);
    check(maker, "PUT", "/places/group/maker/secret", &[201]);
    check(acme, "MKCOL", "/places/group/acme/", &[201]);
    check(acme, "PUT", "/places/group/acme/a", &[201]);
    let answer = check(acme, "GET", "/places/group/acme/a", &[200]).to_ascii_lowercase();
    assert!(answer.ends_with("hello"), "{name}: {answer}");
    // What lies in a store runs nothing on the client's origin.
    for line in [
        "content-security-policy: default-src 'none'; sandbox\r\n",
        "x-content-type-options: nosniff\r\n",
        "content-disposition: attachment\r\n",
    ] {
        assert_eq!(answer.matches(line).count(), 1, "{name}: {line}{answer}");
    }
    assert_eq!(answer.matches("content-security-policy").count(), 1, "{name}: {answer}");
    check(acme, "PROPFIND", "/places/group/acme/", &[207]);
    for method in ["DELETE", "MOVE", "COPY", "PROPPATCH", "LOCK", "POST", "PATCH"] {
        none(acme, method, "/places/group/acme/a");
        none(acme, method, "/places/cloud/acme/a");
    }
    // Another tenant's folder, and ways to it.
    for path in [
        "/places/group/maker/secret",
        "/places/group/",
        "/places/group/acme/../maker/secret",
        "/places/group/acme/%2e%2e/maker/secret",
        "/places/group/acme/..%2fmaker/secret",
        "/places/group/acme/x/../../maker/secret",
        "/places/group/acme//../maker/secret",
        "/places/group/acme%2f..%2fmaker/secret",
        "/places/other/acme/a",
    ] {
        for method in ["GET", "PUT", "PROPFIND"] {
            none(acme, method, path);
        }
    }
    for path in ["/places/group/acme/..;/maker/secret", "/places/group/acme\\..\\maker\\secret"] {
        none(acme, "GET", path);
    }
    // A connected system, by what the operator knows.
    assert!(check(acme, "GET", "/systems/lims/acme/a", &[200]).ends_with("hello"));
    // Whose place it is reads what others write, and does not change it.
    check(maker, "GET", "/places/group/acme/a", &[200]);
    check(maker, "PROPFIND", "/places/group/", &[207]);
    none(maker, "PUT", "/places/group/acme/b");
    none(maker, "MKCOL", "/places/group/other/");
    none(maker, "DELETE", "/places/group/acme/a");
    // What it answers to one of them that one reads, and no other's.
    for folder in ["to/", "to/acme/", "to/other/"] {
        check(maker, "MKCOL", &format!("/places/group/maker/{folder}"), &[201]);
    }
    check(maker, "PUT", "/places/group/maker/to/acme/a", &[201]);
    check(maker, "PUT", "/places/group/maker/to/other/a", &[201]);
    assert!(check(acme, "GET", "/places/group/maker/to/acme/a", &[200]).ends_with("hello"));
    check(acme, "PROPFIND", "/places/group/maker/to/acme/", &[207]);
    none(acme, "PUT", "/places/group/maker/to/acme/b");
    none(acme, "MKCOL", "/places/group/maker/to/acme/x/");
    none(acme, "DELETE", "/places/group/maker/to/acme/a");
    for path in [
        "/places/group/maker/to/",
        "/places/group/maker/to/other/a",
        "/places/group/maker/to/acme/../other/a",
        "/places/group/maker/to/acme/%2e%2e/%2e%2e/secret",
        "/places/group/maker/to/acme/..%2fother/a",
    ] {
        for method in ["GET", "PROPFIND"] {
            none(acme, method, path);
        }
    }

    check(maker, "PUT", "/places/cloud/maker/secret", &[200]);
    check(acme, "PUT", "/places/cloud/acme/events/a", &[200]);
    assert!(check(acme, "GET", "/places/cloud/acme/events/a", &[200]).ends_with("hello"));
    let listed = check(acme, "GET", "/places/cloud/acme/?prefix=events%2F&after=", &[200]);
    assert!(listed.contains("<Key>acme/events/a</Key>"), "{name}: {listed}");
    check(maker, "PUT", "/places/cloud/maker/to/acme/events/a", &[200]);
    check(maker, "PUT", "/places/cloud/maker/to/other/events/a", &[200]);
    let to_acme = "/places/cloud/maker/to/acme/events/a";
    assert!(check(acme, "GET", to_acme, &[200]).ends_with("hello"));
    let listed = check(acme, "GET", "/places/cloud/maker/to/acme/?prefix=events%2F&after=", &[200]);
    assert!(listed.contains("<Key>maker/to/acme/events/a</Key>"), "{name}: {listed}");
    none(acme, "PUT", to_acme);
    for path in [
        "/places/cloud/maker/to/other/events/a",
        "/places/cloud/maker/to/other/?prefix=&after=",
        "/places/cloud/maker/to/acme/../other/events/a",
        "/places/cloud/maker/secret",
        "/places/cloud/maker/?prefix=&after=",
        "/places/cloud/?tenants",
    ] {
        none(acme, "GET", path);
    }
    // No parameter leads to another folder's names.
    for query in [
        "prefix=&prefix=maker%2F&after=",
        "prefix=%26prefix%3Dmaker%2F&after=",
        "prefix=x&after=%26prefix%3Dmaker%2F",
        "prefix=..%2Fmaker%2F&after=",
        "list-type=2&prefix=maker%2F",
        "delimiter=%2F",
        "",
    ] {
        for folder in ["acme", "maker/to/acme"] {
            let (_, answer) = ask(acme, "GET", &format!("/places/cloud/{folder}/?{query}"), "");
            let other = answer.contains("secret") || answer.contains("to/other");
            assert!(!other, "{name}: {query}: {answer}");
        }
    }
    let tenants = check(maker, "GET", "/places/cloud/?tenants", &[200]);
    assert!(tenants.contains("acme/") && tenants.contains("maker/"), "{name}: {tenants}");
    let listed = check(maker, "GET", "/places/cloud/acme/?prefix=events%2F&after=", &[200]);
    assert!(listed.contains("<Key>acme/events/a</Key>"), "{name}: {listed}");
    check(maker, "GET", "/places/cloud/acme/events/a", &[200]);
    none(maker, "PUT", "/places/cloud/acme/events/b");
}

/// Packages of both tenants, each with a system that is connected: the WebDAV store again.
fn packages(dav: &Store, s3: &Store) -> [(Project, Package); 2] {
    let at = dav.address(dav.port);
    let system = format!(
        "[[connectors]]\nid = \"lims\"\nname = \"Laboratory\"\npath = \"/systems/lims/\"\nupstream = \"{at}/\"\napi = \"api.json\"\n\
         auth = {{ from = \"LIMS_AUTH\" }}\n"
    );
    let text = format!("{}{system}", storage(dav, s3));
    ["acme", "maker"].map(|id| build_with(id, &theme(id, &text), &[("api.json", API)]))
}

/// The least that describes an interface.
const API: &str = r#"{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{}}"#;
/// What the WebDAV store lets the gateway in by.
const BASIC: &str = "Basic Z2F0ZXdheTpvcGVu";

#[test]
fn nginx_lets_a_tenant_into_its_own_folder() {
    let (dav, s3) = (Store::start_closed_dav(), Store::start(Kind::S3));
    let [acme, maker] = packages(&dav, &s3);
    let own = credentials(&s3);
    let basic = format!("set $place_authorization \"{BASIC}\";\n");
    let lims = format!("set $LIMS_AUTH \"{BASIC}\";\n");
    let settings = ["acme", "maker"].map(|id| {
        [
            (id, "group", basic.as_str()),
            (id, "cloud", own.as_str()),
            (id, "connector-lims", lims.as_str()),
        ]
    });
    let gateway = Gateway::start(&[&acme.1, &maker.1], settings.as_flattened());
    assert_doors(gateway.port(0), gateway.port(1), "nginx");
    // A key that is not right lets nobody in.
    gateway.set("acme", "cloud", "set $s3_key \"nobody\";\nset $s3_secret \"wrong\";\n");
    let (status, answer) = ask(gateway.port(0), "GET", "/places/cloud/acme/events/a", "");
    assert!(status >= 400 && !answer.ends_with("hello"), "{answer}");
}

/// Caddy signs nothing: its S3 store lets in who is on this machine.
#[test]
fn caddy_lets_a_tenant_into_its_own_folder() {
    let (dav, s3) = (Store::start_closed_dav(), Store::start_open_s3());
    let [acme, maker] = packages(&dav, &s3);
    let (running, ports) = caddy(&[&acme.1, &maker.1]);
    assert_doors(ports[0], ports[1], "Caddy");
    drop(running);
}

fn caddy(packages: &[&Package]) -> (Running, Vec<u16>) {
    let folder = open_folder("rebadge-caddy-");
    let ports: Vec<u16> = packages.iter().map(|_| free()).collect();
    let snippets = ["acme", "maker"].map(|id| {
        ["group", "cloud", "connector-lims"]
            .map(|name| format!("(rebadge-{id}-{name}) {{\n}}\n"))
            .concat()
    });
    let sites = packages.iter().zip(&ports).map(|(package, port)| {
        let site = package.folder.display();
        format!(
            "http://127.0.0.1:{port} {{\n\troot * {site}\n\timport {site}/server/Caddyfile\n\timport {site}/server/gateway/Caddyfile\n\tfile_server\n}}\n"
        )
    });
    let settings = format!(
        "{{\n\tadmin off\n\tauto_https off\n}}\n{}{}",
        snippets.concat(),
        sites.collect::<String>()
    );
    fs::write(folder.path().join("settings"), settings).unwrap();
    let mut command = Command::new("caddy");
    command.args(["run", "--config", "settings", "--adapter", "caddyfile"]);
    command
        .envs(["REBADGE_ACME_GROUP", "REBADGE_MAKER_GROUP", "LIMS_AUTH"].map(|name| (name, BASIC)));
    let running = run(&mut command, folder.path(), ports[0]);
    // Its settings are read; nothing else of the folder is needed.
    drop(folder);
    (running, ports)
}

#[test]
fn a_package_holds_no_more_of_places_than_it_needs() {
    let at = "https://dav.acme-internal.example/rebadge";
    let place = format!("[[storage.places]]\nid = \"store\"\nkind = \"webdav\"\nat = \"{at}\"\n");
    let route = "[[storage.routes]]\nid = \"all\"\nwhat = [\"records\"]\nto = \"store\"\n";
    let (_project, package) = build("acme", &theme("acme", &format!("{place}{route}")));
    let config = fs::read_to_string(package.folder.join("config.js")).unwrap();
    assert!(!config.contains("acme-internal"), "where the store is, only the gateway knows");
    let policy = fs::read_to_string(package.folder.join("server/nginx.conf")).unwrap();
    assert!(!policy.contains("acme-internal") && !policy.contains("connect-src"), "{policy}");
    let (_project, package) = build("acme", &theme("acme", ""));
    let paths = package.paths();
    let of_places =
        paths.iter().filter(|path| path.contains("storage/") || path.contains("gateway"));
    assert_eq!(of_places.collect::<Vec<_>>(), Vec::<&String>::new());
    let config = fs::read_to_string(package.folder.join("config.js")).unwrap();
    assert!(!config.contains("\"places."), "no texts of what is not there");
}

/// What a theme may not say of places.
#[test]
fn a_place_is_an_address_and_no_key() {
    let check = |lines: &str, expect: &str| {
        let theme = format!("{ACME}[[storage.places]]\nid = \"store\"\n{lines}\n");
        let project = Project::empty().copy(&root().join("base-client"), "base-client");
        let project = project.theme("acme", &theme).asset("acme/logo.svg", LOGO);
        project.run("check").status(1).says(expect);
    };
    let dav = "kind = \"webdav\"\n";
    check(dav, "at");
    check(&format!("{dav}at = \"ftp://a.example/x\""), "storage.places.store.at");
    check(&format!("{dav}at = \"https://bob:hunter2@a.example/x\""), "secret");
    check(&format!("{dav}at = \"https://a.example/?key=x\""), "storage.places.store.at");
    check(&format!("{dav}at = \"https://a.example/../x\""), "storage.places.store.at");
    check(&format!("{dav}at = \"https://a.example/x; deny all\""), "storage.places.store.at");
    check(&format!("{dav}at = \"https://a.example/x\"\npassword = \"hunter2hunter2\""), "secret");
    check(
        &format!(
            "{dav}at = \"https://a.example/x\"\n[[storage.routes]]\nid = \"r\"\nwhat = [\"records\"]\nto = \"stroe\""
        ),
        "store",
    );
    check(
        &format!(
            "{dav}at = \"https://a.example/x\"\n[[storage.routes]]\nid = \"r\"\nwhat = [\"chats\"]\nto = \"store\""
        ),
        "what",
    );
}

//! A tenant whose name is an attack on every kind of file at once. It must come out right, and inert.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::package::entries;
use crate::project::{ACME, LOGO, Project};

/// Ends a string, a script, an attribute, a comment; begins a template, an entity, a style.
pub(crate) const NAME: &str = "Smith & Sons \"</script>{{ 7*7 }}'`${x}--><!--\\%>*/";

/// The theme of that tenant.
pub(crate) fn theme() -> String {
    let name = NAME.replace('\\', "\\\\").replace('"', "\\\"");
    ACME.replace("\"Acme\"", &format!("\"{name}\"\nshort-name = \"S&S\""))
}

fn built() -> Vec<(String, String)> {
    let project = Project::new().theme("acme", &theme()).asset("acme/logo.svg", LOGO);
    project.run("build").status(0);
    let zip = project.read("dist/acme/acme-web-0.3.0.zip");
    let texts = entries(&zip)
        .into_iter()
        .filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?)));
    texts.collect()
}

fn file(files: &[(String, String)], path: &str) -> String {
    files.iter().find(|(name, _)| name == path).expect(path).1.clone()
}

#[test]
fn nothing_is_rendered_twice() {
    for (path, text) in built() {
        assert!(!text.contains("Sons \"</script>49"), "{path} has run the name as a template");
    }
}

/// A logo with all that an editor, or somebody who means harm, may put into a file.
const STRANGE: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE svg SYSTEM "x>y" [
<!ATTLIST svg onload CDATA "alert(document.domain)">
<!ENTITY ns_svg "http://www.w3.org/2000/svg">
]>
<!-- saved as /srv/me/logo.svg -->
<svg xmlns="&ns_svg;" xmlns:inkscape="urn:inkscape" viewBox="0 0 64 64" overflow="visible"
  inkscape:export-filename="/srv/me/logo.png" data-secret="me"><metadata><x:rdf xmlns:x="urn:rdf">me</x:rdf></metadata>
<inkscape:path-effect id="me"/><desc>made by me</desc><script/>
<path id="me" fill="#0a66c2" d="M-40 24 104 8l24 48z"/><a href="https://me.example"><path fill="#0a66c2" d="M4 4h9v9z"/></a>
</svg>"##;

#[test]
fn drawings_are_written_anew() {
    let theme = "[tenant]\nid = \"acme\"\nname = \"Acme\"\n[brand]\ncolor = \"#0a66c2\"\nlogo = \"logo.svg\"\n";
    let project = Project::new().theme("acme", theme).asset("acme/logo.svg", STRANGE);
    project.run("build").status(0);
    let zip = project.read("dist/acme/acme-web-0.3.0.zip");
    let mut count = 0;
    for (path, bytes) in entries(&zip).into_iter().filter(|(path, _)| path.ends_with(".svg")) {
        let text = String::from_utf8(bytes).unwrap();
        let lower = text.to_lowercase();
        for word in [
            "<!",
            "<?",
            "onload",
            "inkscape",
            "me.example",
            "/home",
            "secret",
            "rdf",
            "desc",
            "script",
            "overflow",
        ] {
            assert!(!lower.contains(word), "{path} holds {word}: {text}");
        }
        let document = roxmltree::Document::parse(&text).unwrap();
        let is_svg = |node: &roxmltree::Node<'_, '_>| {
            node.tag_name().namespace() == Some("http://www.w3.org/2000/svg")
        };
        assert!(document.descendants().filter(|n| n.is_element()).all(|n| is_svg(&n)), "{text}");
        count += usize::from(text.contains("#0a66c2"));
    }
    assert!(count >= 2, "logo and favicon");
}

#[test]
fn headers_of_the_usual_servers_let_no_drawing_run() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("base-client/web");
    for file in [
        "_headers.tera",
        "server/nginx.conf.tera",
        "server/Caddyfile.tera",
        "server/apache.conf.tera",
    ] {
        let text = fs::read_to_string(web.join(file)).unwrap();
        assert!(text.contains("nosniff"), "{file}");
        let policies = |start: &str| text.lines().filter(|line| line.contains(start)).count();
        assert!(policies("Content-Security-Policy") >= 2, "{file}");
        let drawing = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";
        let page = "{{ policy.header }}";
        assert_eq!(
            policies(drawing) + policies(page),
            policies("Content-Security-Policy"),
            "{file}"
        );
        assert!(policies(drawing) > 0 && policies(page) == 1, "{file}");
    }
}

#[test]
fn json_reads_back() {
    let json: Value = serde_json::from_str(&file(&built(), "tenant.json")).unwrap();
    assert_eq!(json["name"], NAME);
}

#[test]
fn xml_reads_back() {
    let files = built();
    let text = file(&files, "feed.xml");
    let document = roxmltree::Document::parse(&text).unwrap();
    let title =
        document.descendants().find(|node| node.has_tag_name((ATOM, "title"))).expect("a title");
    assert_eq!(title.text(), Some(NAME));
}

const ATOM: &str = "http://www.w3.org/2005/Atom";

//! A tenant whose name is an attack on every kind of file at once. It must come out right, and inert.

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

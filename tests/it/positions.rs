//! Names that break a file, in every position of a template: `check` says of each what rendering says, and no more.

use serde_json::Value;

use rebadge::checks;
use rebadge::client;
use rebadge::diagnostic::{self, Diagnostic};
use rebadge::inherit::{Library, ThemeFile};
use rebadge::plan;
use rebadge::prepare::{Depth, Gate, Run, prepare};
use rebadge::recipes::Store;

use crate::project::{ACME, LOGO, Project};

/// What breaks some of the templates, next to what is much like it and does not.
const NAMES: &[&str] = &[
    "Acme",
    "acme two",
    "id",
    "ib",
    "true",
    "trux",
    "12",
    "1e",
    "a--b",
    "a-b-",
    "-",
    "A & B",
    "<b>",
    "\"q\"",
    "it's",
    "amp",
    "anp",
    "url",
    "urn",
    "hidden",
    "button",
    "#fff",
    "/*",
    "*/",
    "a;b",
    "a:b",
    "日本",
    "{name}",
    "\\u12",
    "A\u{fdd0}",
    "math",
    "application/json",
    "text/plain",
    "]]>",
    "?>",
    "</title>",
];

/// What stands before the body of a page.
const HEAD: &str = "<!DOCTYPE html><html lang=\"en\"><head><title>x</title></head><body>";

/// Bodies of pages, with the name in all kinds of positions.
const PAGES: &[&str] = &[
    "<p>{{ tenant.name }}</p>",
    "<p title=\"{{ tenant.name }}\" class='{{ tenant.name }}'>x</p>",
    "<p title={{ tenant.name }}>x</p>",
    "<p {{ tenant.name }}=\"\" id=\"\">x</p>",
    "<p {% if tenant.domain %}title{% else %}class{% endif %}=\"{{ tenant.name }}\">x</p>",
    "<{{ tenant.name }}></{{ tenant.name }}>",
    "<!-- {{ tenant.name }} --><!--{{ tenant.name }}-->",
    "<p>&{{ tenant.name }};</p>",
    "<p>&{% if tenant.name %}{{ tenant.name }}{% endif %};</p>",
    "<table><tr><td>x</td></tr><input type=\"{{ tenant.name }}\"></table>",
    "<table>{{ tenant.domain }}<tr><td>x</td></tr></table>",
    "<textarea>{{ tenant.name }}</textarea><noscript><p>{{ tenant.name }}</p></noscript>",
    "<style>a { content: \"{{ tenant.name | css }}\" }</style>",
    "<script>const a = {{ tenant.name | json }};</script>",
    "<script type=\"{{ tenant.name }}\">const a = 1;</script>",
    "<script type=\"application/json\">{ {{ tenant.name | json }}: 1, \"id\": 2 }</script>",
    "<svg><title>{{ tenant.name }}</title></svg><p>{{ tenant.name }}</p>",
    "<p>{{ tenant.name | upper }}{{ tenant.name | url }}</p>",
    "{% set a = tenant.name %}<{{ a }}></{{ a }}>",
    "{% for language, texts in strings %}<p title=\"{{ texts['page.title'] }}\">{{ language }}</p>{% endfor %}",
    "{% if tenant.name == \"id\" %}</b>{% endif %}",
    "{% if tenant.name is containing(pat=\"-\") %}</b>{% endif %}",
    "<p>{{ strings[tenant.language][\"page.title\"] | replace(from=\"{name}\", to=tenant.name) }}</p>",
    "<p>{{ colors[tenant.name] | default(value=\"none\") }}</p>",
    "{# <p> #}{% raw %}<p>{{ x }}</p>{% endraw %}<p>{{ tenant.name }}</p>",
    "{% for c in tenant.languages %}<p {{- c }}=\"{{ tenant.name -}}\">x</p>{% endfor %}",
];

/// Whole files.
const FILES: &[(&str, &str)] = &[
    ("a.json", "{ \"name\": \"{{ tenant.name }}\", \"id\": 2 }"),
    ("b.json", "{ \"{{ tenant.name }}\": 1, \"id\": 2 }"),
    ("c.json", "{ \"a\": {{ tenant.name }} }"),
    ("d.json", "[\"{{ tenant.name }}\", \"a\"]"),
    ("e.json", "{ \"a\": \"\\u00{{ tenant.name }}\" }"),
    ("f.json", "{ \"a\": {{ tenant.name | json }}, \"b\": {{ tenant | json }} }"),
    ("g.json", "{ \"a\": \"{{ tenant.name | json }}\" }"),
    (
        "h.json",
        "{ \"a\": {% if tenant.domain %}\"{{ tenant.name }}\"{% else %}{{ tenant.name }}{% endif %} }",
    ),
    ("a.css", "a { content: \"{{ tenant.name }}\"; color: {{ tenant.name }}; }"),
    ("b.css", "a { color: {{ tenant.name }}(a b); }"),
    ("c.css", "a { color: {{ tenant.name }}l(a b); }"),
    ("d.css", "a { background: url({{ tenant.name }}); }"),
    ("e.css", "{{ tenant.name }}: {{ tenant.name }}"),
    ("f.css", "a { --{{ tenant.name }}: {{ tenant.name }}; {{ tenant.name }}: 1px }"),
    ("g.css", "a { color: /{{ tenant.name }}* x; }"),
    ("h.css", "@media {{ tenant.name }} { a { color: red } } /* {{ tenant.name }} */"),
    ("a.xml", "<a b=\"{{ tenant.name }}\">{{ tenant.name }}</a>"),
    ("b.xml", "<a><!-- {{ tenant.name }} --></a>"),
    ("c.xml", "<a><{{ tenant.name }}/></a>"),
    ("d.xml", "<a><![CDATA[{{ tenant.name }}]]></a>"),
    ("e.xml", "<a><?x {{ tenant.name }} ?></a>"),
    ("f.xml", "<a xmlns:b=\"{{ tenant.name }}\" {{ tenant.name }}=\"\" id=\"\"/>"),
    (
        "a.txt",
        "{% if tenant.name == \"12\" %}{{ throw(message=\"no\") }}{% endif %}{{ tenant.name }}",
    ),
    ("b.mjs", "{% for a in [tenant.name] %}{% if a == \"id\" %}{{ a.b }}{% endif %}{% endfor %}"),
];

/// A tenant of each name, with the path of its theme.
fn project() -> (Project, Vec<String>) {
    let mut project = Project::new();
    for (at, page) in PAGES.iter().enumerate() {
        let text = format!("{HEAD}{page}</body></html>");
        project = project.base(&format!("site/page-{at:02}.html.tera"), text);
    }
    for (name, text) in FILES {
        project = project.base(&format!("site/file-{name}.tera"), text);
    }
    let mut themes = Vec::new();
    for (at, name) in NAMES.iter().enumerate() {
        let id = format!("tenant-{at:02}");
        let name = Value::from(*name).to_string();
        let toml = ACME.replace("\"acme\"", &format!("{id:?}"));
        let toml = toml.replace("\"Acme\"", &format!("{name}\nshort-name = \"x\""));
        project = project.theme(&id, &toml).asset(&format!("{id}/logo.svg"), LOGO);
        themes.push(format!("themes/{id}"));
    }
    (project, themes)
}

fn sorted(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostic::sort(&mut found);
    found
}

#[test]
fn check_says_of_a_template_what_rendering_says() {
    let (project, themes) = project();
    let client = client::read(&project.path("base-client")).unwrap().unwrap();
    let (library, store) = (Library::new(&project.path("themes")), Store::new());
    let run = Run::new(&client.base, &client.templates, &library, &store);
    let run = Run { depth: Depth::Plans, ..run };
    let (mut broken, mut sound) = (0, 0);
    for (name, theme) in NAMES.iter().zip(&themes) {
        let prepared = prepare(&run, &ThemeFile::at(&project.path(theme)), Vec::new());
        let (ready, _) = prepared.ready(Gate::Every).unwrap();
        for job in run.jobs(&ready) {
            let checked = sorted(checks::of_texts(&job, &Store::new()));
            let rendered = sorted(plan::render(&job, &store).err().unwrap_or_default());
            assert_eq!(checked, rendered, "{name}");
            broken += checked.len();
            sound += PAGES.len() + FILES.len() - checked.len();
        }
    }
    assert!(broken > 400 && sound > 400, "{broken} are broken, {sound} are sound");
}

//! What a template reads, and how: found without a value.

use crate::render::escape::Escape;
use crate::render::template::load::Source;
use crate::render::template::reads::{Detail, Mode, Reads, Step, reads};
use std::collections::BTreeMap;

#[track_caller]
fn check(file: &str, text: &str, expect: &str) {
    let source = Source::new(text.to_owned(), &mut Vec::new());
    let sources = BTreeMap::from([(file.to_owned(), source)]);
    let language = Escape::for_file_name(file).expect("a known ending");
    let shown = reads(&sources, file, language).map(|reads| show(&reads));
    assert_eq!(shown.as_deref().unwrap_or("unknown"), expect, "{text}");
}

fn show(reads: &Reads) -> String {
    let step = |step: &Step| match step {
        Step::Field(name) => name.clone(),
        Step::Each => "*".to_owned(),
    };
    let path = |path: &[Step]| path.iter().map(step).collect::<Vec<_>>().join("/");
    let mode = |mode: &Mode| match mode {
        Mode::Exact => "=",
        Mode::Keys => "#",
        Mode::Truth => "?",
        Mode::Written(Detail::Size) => "~",
        Mode::Written(Detail::Signs) => "",
    };
    let shown = reads.iter().map(|(steps, how)| format!("{}{}", mode(how), path(steps)));
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_only_written_counts_by_its_signs() {
    check("a.html", "<p title=\"{{ a.b }}\">{{ a['c'] }}</p>", "a/b a/c");
    check("a.html", "{{ a | url }}{{ b | upper }}", "a =b");
    check("a.js", "{{ a }}{{ b | json }}{{ c | css }}", "~a ~b c");
    check("a.html", "{{ a[b.c].d }}", "a/*/d =b/c");
    check(
        "a.html",
        "{{ a | replace(from='x', to=b) }}{{ a | replace(from=c, to=b) }}",
        "=a =b b =c",
    );
}

#[test]
fn what_decides_counts_as_it_is() {
    check(
        "a.html",
        "{% if a %}{{ a }}{% elif not b.c %}{% elif d == 1 %}{% endif %}",
        "?a a ?b/c =d",
    );
    check("a.html", "{% for a, b in c.d %}{{ a }}{{ b.e }}{% endfor %}", "#c/d c/d/*/e");
    check("a.html", "{% for a in b | sort %}{{ a }}{% else %}{{ a }}{% endfor %}", "a =b");
    check("a.html", "{% set a = b.c %}{{ a }}", "a =b/c");
    check("a.html", "{{ [x.y for x in b] | json }}", "=b =x =x/y");
}

#[test]
fn where_a_text_is_more_than_a_text_it_counts_as_it_is() {
    for text in [
        "<p {{ a }}=\"\">",
        "<!-- {{ a }} -->",
        "&{{ a }};",
        "<input type=\"{{ a }}\">",
        "<svg><g id=\"{{ a }}\"></g></svg>",
        "<script>{{ a | json }}</script>",
        "<p {% if 1 %}ty{% endif %}pe=\"{{ a }}\">",
    ] {
        check("a.html", text, "=a");
    }
    check("a.html", "<style>a { b: {{ a | css }} }</style><title>{{ b }}</title>{{ c }}", "a b c");
    check("a.xml", "<a xmlns=\"{{ a }}\" b=\"{{ b }}\"><!-- {{ c }} -->{{ d }}</a>", "=a b =c d");
    check(
        "a.json",
        "{ \"{{ a }}\": \"{{ b }}\", \"x\": {{ c }}, \"y\": {{ d | json }} }",
        "=a b =c d",
    );
    check("a.json", "[\"{{ a }}\", {{ b | json }}, \"{{ c | json }}\"]", "=a =b =c");
    check(
        "a.css",
        "{{ a }} { {{ b }}: {{ c }}; d: calc({{ d }}) \"{{ e }}\" {{ f }}(); }",
        "=a =b c =d e =f",
    );
}

#[test]
fn a_template_that_is_not_understood() {
    for text in [
        "<p title={{ a }}>",
        "<{{ a }}>",
        "{% raw %}{% endraw %}",
        "<script><!--</script>",
        "{% if a %}<p title=\"{% endif %}{{ a }}\">",
        "{% block a %}{% endblock %}",
        "<svg><style>",
        "{% filter upper %}{{ a }}{% endfilter %}",
        "<p {%- if a %} b{% endif %}>",
        "<![CDATA[",
    ] {
        check("a.html", text, "unknown");
    }
    check("a.json", "{ \"a\": \"\\u00{{ a }}\" }", "unknown");
    check("a.css", "a { b: c\\{{ a }}; }", "unknown");
}

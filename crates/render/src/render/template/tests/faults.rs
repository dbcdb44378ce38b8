//! What is wrong with a template: the place that is underlined, the message, the hint.

use crate::render::template::tests::{check_load, check_render, check_render_of, engine, show};
use tera::Context;

#[test]
fn maps_and_lists_are_not_written_as_they_are() {
    let help = "write one of its values, or all of it with `| json`";
    check_render(
        "{{ colors.light }}",
        &format!("a.html:colors.light: a map cannot be written as it is; {help}"),
    );
    check_render(
        "<i>{{- menu.places | keys -}}",
        &format!("a.html:menu.places | keys: a list cannot be written as it is; {help}"),
    );
    check_render(
        "{% for t in menu.places.tabs %}{{ t.label }}{% endfor %}",
        &format!("a.html:t.label: a map cannot be written as it is; {help}"),
    );
}

#[test]
fn undefined_names_when_rendered() {
    check_render(
        "x {{ tenant.nmae }}",
        "a.html:nmae: `nmae` is not defined in `tenant`; did you mean `name`?",
    );
    check_render("{{ tenent }}", "a.html:tenent: `tenent` is not defined; did you mean `tenant`?");
    check_render(
        "{{ 1 }}{{ tenent.name }}",
        "a.html:tenent: `tenent` is not defined; did you mean `tenant`?",
    );
    check_render(
        "{{ colors[\"light\"][\"on-primry\"] }}",
        "a.html:\"on-primry\": `on-primry` is not defined in `colors.light`; did you mean `on-primary`?",
    );
    check_render(
        "{% for t in menu.places.tabs %}{{ t.lable.en }}{% endfor %}",
        "a.html:lable: `lable` is not defined; did you mean `label`?",
    );
    check_render(
        "{% for t in menu.places.tabs %}{{ t.lable }}{% endfor %}",
        "a.html:lable: `lable` is not defined in `t`; did you mean `label`?",
    );
    check_render(
        "{{ 1 }}{% for t in menu.place.tabs %}{{ t }}{% endfor %}",
        "a.html:place: `place` is not defined; did you mean `places`?",
    );
    check_render(
        "{{ tenant.name.first }}",
        "a.html:first: `tenant.name` has no fields, it is a string",
    );
    check_render_of(
        &[("a.html", "{{ 1 }}{% include \"b.html\" %}"), ("b.html", "{{ 1 }} {{ tenant.nmae }}")],
        "b.html:nmae: `nmae` is not defined in `tenant`; did you mean `name`?",
    );
}

#[test]
fn faults_while_rendering() {
    check_render(
        "{{ 1 }}{{ tenant.name + 1 }}",
        "a.html:tenant.name + 1: `+` requires both operands to be numbers, found `string` and `i64`",
    );
    check_render("{{ throw(message='no luck') }}", "a.html:throw(message='no luck'): no luck");
    check_render(
        "{{ {\"__proto__\": 1} | json }}",
        "a.html:json: a map with the key `__proto__` cannot be written as JSON",
    );
    check_render(
        "{{ colors | css }}",
        "a.html:colors: invalid type for the value, expected `a text or a number` but got `map/struct`",
    );
    let step = "{% for j in range(end=100000) %}".to_owned() + &"x".repeat(1000) + "{% endfor %}";
    let endless = format!("{{% for i in range(end=100000) %}}{step}{{% endfor %}}");
    check_render(&endless, "a.html:-: the file grows beyond 16 MiB (`REBADGE_OUTPUT_LIMIT`)");
}

#[test]
fn unknown_templates_are_faults() {
    let engine = engine(&[("index.html", "")]).expect("loads");
    let fault = engine.render("indx.html", &Context::new()).expect_err("unknown");
    assert_eq!(
        show(&[fault], &[]),
        "indx.html:-: there is no template of this name; did you mean `index.html`?"
    );
}

#[test]
fn all_syntax_faults_come_at_once() {
    check_load(
        &[
            ("a.html", "x {{ a. }}"),
            ("b.html", "{% if x %}"),
            ("c.html", "{{ 1 }}"),
            ("d.js", "`${{ \"x }}`"),
        ],
        "a.html:}}: found `}}` but expected identifier\n\
         b.html:%}: unexpected end of input\n\
         d.js:: string opened with `\"` is missing its closing `\"`",
    );
}

#[test]
fn references_that_do_not_exist() {
    check_load(
        &[
            (
                "a.html",
                "{{ x | jsn }}{{ x | safe }}{% if x is defned %}{% endif %}{{ rang(end=1) }}",
            ),
            (
                "b.html",
                "{% include \"c.html\" %}{{ <Crd /> }}{% filter uper %}{% endfilter %}{{ __tera_context | json }}",
            ),
            ("cc.html", "{% component Card() %}{% endcomponent %}"),
        ],
        "a.html:jsn: there is no filter `jsn`; did you mean `json`?\n\
         a.html:safe: the filter `safe` is not available; values are escaped for the kind of file by themselves\n\
         a.html:defned: there is no test `defned`; did you mean `defined`?\n\
         a.html:rang: there is no function `rang`; did you mean `range`?\n\
         b.html:\"c.html\": there is no template `c.html`; did you mean `a.html`?\n\
         b.html:Crd: there is no component `Crd`; did you mean `Card`?\n\
         b.html:uper: there is no filter `uper`; did you mean `upper`?\n\
         b.html:__tera_context: `__tera_context` is not available",
    );
}

#[test]
fn templates_that_do_not_link() {
    check_load(
        &[("a.html", "{% include \"b.html\" %}"), ("b.html", "x {% include 'a.html' %}")],
        "a.html:\"b.html\": `a.html` includes itself: a.html → b.html → a.html",
    );
    check_load(
        &[("a.html", "{% extends \"a.html\" %}")],
        "a.html:\"a.html\": `a.html` extends itself: a.html → a.html",
    );
    check_load(
        &[("a.html", "{% extends \"b.html\" %}\n{% block x %}{% endblock %}"), ("b.html", "")],
        "a.html:: block `x` is not defined in any parent template",
    );
    check_load(&[("a.html", ""), ("a.html", "")], "a.html:-: two templates have this name");
}

#[test]
fn scripts_and_styles_need_their_filter() {
    check_load(
        &[(
            "a.html",
            "<script src=\"{{ x }}\">a = {{ tenant.name }};\nb = {{ x | json }}</script><style>a{color:{{ x }}}</style>{{ y }}",
        )],
        "a.html:{{ tenant.name }}: a value within `<script>` is not escaped for it; write it with `| json`\n\
         a.html:{{ x }}: a value within `<style>` is not escaped for it; write it with `| css`",
    );
}

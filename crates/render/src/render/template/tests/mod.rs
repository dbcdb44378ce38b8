//! Tests of the whole engine, from templates to text.

mod faults;
mod hostile;
mod names;

use crate::render::escape::Escape;
use crate::render::template::{Engine, Template, TemplateFault};
use serde_json::json;
use tera::Context;

fn context(name: &str) -> Context {
    Context::from_serialize(&json!({
        "tenant": { "id": "orange", "name": name, "short_name": "Orange", "n": 3, "f": 1.5, "none": null },
        "colors": { "light": { "primary": "#ff6a00", "on-primary": "#000000" } },
        "menu": { "places": { "tabs": [{ "id": "chat", "label": { "en": "Chat" } }] } },
        "features": { "calls": false },
    }))
    .expect("a map")
}

fn template(name: &str, text: &str) -> Template {
    let escape = Escape::for_file_name(name).expect("a known ending");
    Template { name: name.to_owned(), text: text.to_owned(), escape }
}

fn engine(templates: &[(&str, &str)]) -> Result<Engine, Vec<TemplateFault>> {
    Engine::new(templates.iter().map(|(name, text)| template(name, text)).collect())
}

/// Faults as `template:place: message; help`, where the place is the text that is underlined.
fn show(faults: &[TemplateFault], templates: &[(&str, &str)]) -> String {
    let show = |fault: &TemplateFault| {
        let text =
            templates.iter().find(|(name, _)| *name == fault.template).map_or("", |(_, text)| text);
        let place = fault.span.clone().map_or("-", |span| &text[span]);
        let help = fault.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        format!("{}:{place}: {}{help}", fault.template, fault.message)
    };
    faults.iter().map(show).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check_load(templates: &[(&str, &str)], expect: &str) {
    let faults = engine(templates).err().unwrap_or_default();
    assert_eq!(show(&faults, templates), expect);
}

#[track_caller]
fn check_render(text: &str, expect: &str) {
    check_render_of(&[("a.html", text)], expect);
}

#[track_caller]
fn check_render_of(templates: &[(&str, &str)], expect: &str) {
    let engine = engine(templates).unwrap_or_else(|faults| panic!("{}", show(&faults, templates)));
    let result = engine.render(templates[0].0, &context("x"));
    let shown = result.unwrap_or_else(|fault| show(&[fault], templates));
    assert_eq!(shown, expect);
}

#[track_caller]
fn check_names(templates: &[(&str, &str)], expect: &str) {
    let engine = engine(templates).unwrap_or_else(|faults| panic!("{}", show(&faults, templates)));
    assert_eq!(show(&engine.unknown_names(templates[0].0, &context("x")), templates), expect);
}

#[test]
fn values_have_one_plain_form() {
    check_render(
        "{{ tenant.n }} {{ tenant.f }} {{ features.calls }} [{{ tenant.none }}] {{- 1 -}} x",
        "3 1.5 false []1x",
    );
    check_render(
        "{{ \"<\" }}{{ 'a' if features.calls else 'b' }}{{ tenant.id ~ '&' }}",
        "&lt;borange&amp;",
    );
    check_render(
        "{% for k, v in colors.light %}{{ k }}={{ v }};{% endfor %}",
        "primary=#ff6a00;on-primary=#000000;",
    );
    check_render("{{ colors.light[\"on-primary\"] }}", "#000000");
    check_render(
        "{{ menu.places.tabs | length }} {{ menu.places | keys | join(sep=\", \") }}",
        "1 tabs",
    );
    check_render("{% raw %}{{ x }}{% endraw %}{# {{ y }} #}{{ '}}' }}", "{{ x }}}}");
}

#[test]
fn templates_of_the_same_base_can_be_used() {
    check_render_of(
        &[
            (
                "a.html",
                "{% extends \"base.html\" %}{% block b %}{{ super() }}{{ tenant.id }}{% include \"c.txt\" %}{% endblock %}",
            ),
            ("base.html", "<{% block b %}p{{ tenant.n }}{% endblock %}>"),
            ("c.txt", "{{ \"&\" }}"),
        ],
        "<p3orange&amp;>",
    );
    check_render(
        "{% component Card(label: String) %}<b>{{ label }}</b>{% endcomponent %}{{ <Card label={tenant.id} /> }}",
        "<b>orange</b>",
    );
}

#[test]
fn one_engine_serves_many_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let engine = engine(&[("a.html", "{{ tenant.name }}")]).expect("loads");
    shared(&engine);
    std::thread::scope(|scope| {
        for n in 0..4 {
            let engine = &engine;
            scope.spawn(move || {
                assert_eq!(
                    engine.render("a.html", &context(&n.to_string())).expect("renders"),
                    n.to_string()
                )
            });
        }
    });
}

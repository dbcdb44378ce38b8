//! Names that a context does not define, found without rendering.

use crate::render::template::tests::check_names;

#[test]
fn unknown_names_are_found_without_rendering() {
    check_names(
        &[(
            "a.html",
            "{% if features.cals %}{{ tenant.nmae }}{% elif legl %}{% else %}{{ colors.light.primry }}{% endif %}",
        )],
        "a.html:cals: `cals` is not defined in `features`; did you mean `calls`?\n\
         a.html:nmae: `nmae` is not defined in `tenant`; did you mean `name`?\n\
         a.html:legl: `legl` is not defined\n\
         a.html:primry: `primry` is not defined in `colors.light`; did you mean `primary`?",
    );
    check_names(
        &[(
            "a.html",
            "{% for t in menu.places.tabs %}{{ t.id }}{{ loop.index }}{{ t.labl.en }}{% endfor %}{{ t }}",
        )],
        "a.html:labl: `labl` is not defined in `t`; did you mean `label`?\na.html:t: `t` is not defined",
    );
    check_names(
        &[("a.html", "{{ colors }}{{ tenant.id | replace(from='a', to=tenant.x) }}")],
        "a.html:colors: a map cannot be written as it is; write one of its values, or all of it with `| json`\n\
         a.html:x: `x` is not defined in `tenant`",
    );
}

#[test]
fn names_that_may_be_missing() {
    check_names(
        &[(
            "a.html",
            "{% if legal is defined %}{{ legal.terms }}{% endif %}{{ foo | default(value=1) }}",
        )],
        "",
    );
    check_names(
        &[(
            "a.html",
            "{% if legal is not defined and not features.calls %}{% endif %}{{ tenant?.x }}",
        )],
        "",
    );
    check_names(
        &[(
            "a.html",
            "{% set x = tenant %}{{ x.name }}{% set y %}{{ tenant.id }}{% endset %}{{ y }}{{ none }}",
        )],
        "",
    );
    check_names(
        &[(
            "a.html",
            "{{ [x.id for x in menu.places.tabs] | join(sep='') }}{{ menu.places[tenant.id] }}",
        )],
        "",
    );
    check_names(
        &[
            ("a.html", "{% for t in menu.places.tabs %}{% include 'b.html' %}{% endfor %}"),
            ("b.html", "{{ t.id }}{{ t.ix }}"),
        ],
        "b.html:ix: `ix` is not defined in `t`; did you mean `id`?",
    );
    check_names(
        &[(
            "a.html",
            "{% component card(label, n=1) %}{{ label }}{{ n }}{{ body }}{% endcomponent %}{{ <card label=\"x\" n={tenant.n} /> }}",
        )],
        "",
    );
}

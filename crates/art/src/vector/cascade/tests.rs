//! Tests of the cascade as a whole: a drawing in, the style of one element out.

use resvg::usvg::roxmltree::Node;

use super::cascade;
use crate::vector::source::{self, SVG};

/// The style of the element of id `t` as `name:value;…`, and the findings as `message [text at the span]`.
#[track_caller]
fn check(body: &str, expect: &str) {
    check_root("viewBox='0 0 100 100'", body, expect);
}

#[track_caller]
fn check_root(root: &str, body: &str, expect: &str) {
    let text = format!("<svg xmlns='{SVG}' {root}>{body}</svg>");
    let document = source::document(&text).unwrap();
    let cascade = cascade(&document);
    let has_id = |node: &Node<'_, '_>| node.attribute("id") == Some("t");
    let node = document.descendants().find(has_id).unwrap();
    let style = cascade.style(node).iter().map(|(name, value)| format!("{name}:{value}"));
    let findings = cascade
        .findings
        .iter()
        .map(|found| format!("{} [{}]", found.message, &text[found.span.clone()]));
    assert_eq!(style.chain(findings).collect::<Vec<_>>().join(";"), expect, "{body}");
}

#[test]
fn names_are_of_any_case() {
    check("<rect id='t' style='FILL:#d22'/>", "fill:#d22");
    check(
        "<style>.a{Fill:#fc0;Stroke:#d22;Stroke-Width:12}</style><rect id='t' class='a'/>",
        "fill:#fc0;stroke:#d22;stroke-width:12",
    );
    check("<style>/* c */ RECT, rect { FILL : #D22 /* x */ ; }</style><rect id='t'/>", "fill:#D22");
}

#[test]
fn the_strongest_declaration_wins() {
    let body = |css: &str, element: &str| format!("<style>{css}</style>{element}");
    let t = "<rect id='t' class='a b' fill='gold'/>";
    check(t, "fill:gold");
    check(&body("*{fill:red}", t), "fill:red");
    check(&body("#t{fill:red}.a.b{fill:blue}", t), "fill:red");
    check(&body(".a{fill:red}.b{fill:blue}", t), "fill:blue");
    check(&body(".b{fill:blue!important}#t{fill:red}", t), "fill:blue");
    check(&body("#t{fill:red!important}", "<rect id='t' style='fill:blue'/>"), "fill:red");
    check(
        &body("#t{fill:red!important}", "<rect id='t' style='fill:blue ! IMPORTANT'/>"),
        "fill:blue",
    );
    check(&body("rect{fill:red}</style><style>rect{fill:blue}", t), "fill:blue");
    check(&body("<![CDATA[g>rect{fill:red}]]>", "<g><rect id='t'/></g>"), "fill:red");
}

#[test]
fn layers_are_in_their_order() {
    let t = "<rect id='t' class='a'/>";
    let layers = |css: &str, expect: &str| check(&format!("<style>{css}</style>{t}"), expect);
    layers("@layer x{.a{fill:#d22}}", "fill:#d22");
    layers("@layer x{#t{fill:red}}.a{fill:blue}", "fill:blue");
    layers("@layer x{.a{fill:red}}@layer y{.a{fill:blue}}", "fill:blue");
    layers("@layer y,x;@layer x{.a{fill:red}}@layer y{.a{fill:blue}}", "fill:red");
    layers("@layer x{.a{fill:red!important}}@layer y{.a{fill:blue!important}}", "fill:red");
    layers("@layer x{.a{fill:red!important}}.a{fill:blue!important}", "fill:red");
    layers("@layer x{.a{fill:red}@layer y{.a{fill:blue}}}", "fill:red");
    layers("@layer x.y{.a{fill:red}}@layer x{.a{fill:blue}}", "fill:blue");
    layers("@layer{.a{fill:red}}@layer{.a{fill:blue}}", "fill:blue");
    layers("@layer x{.a{fill:red}}@layer y{.a{fill:blue}.a{fill:revert-layer}}", "fill:red");
}

#[test]
fn rules_may_be_nested() {
    let t = "<g class='g'><rect id='t' class='a'/></g>";
    let nested =
        |css: &str, expect: &str| check(&format!("<style><![CDATA[{css}]]></style>{t}"), expect);
    nested("g{.a{fill:#d22}}", "fill:#d22");
    nested("g{& .a{fill:red}}", "fill:red");
    nested("g{> rect{fill:red}}", "fill:red");
    nested(".a{.g &{fill:red}}", "fill:red");
    nested("rect{&.a{fill:red}}", "fill:red");
    nested("rect{fill:blue;&.a{fill:red}fill:gold}", "fill:red");
    nested("rect{&{fill:red}fill:blue}", "fill:blue");
    nested("g{@media screen{rect{fill:red}}}", "fill:red");
    nested("rect{@media all{fill:red}}", "fill:red");
    nested("g{rect{&.a{fill:red}}}", "fill:red");
    nested("g{a:hover{}rect{fill:red}}", "fill:red");
}

#[test]
fn conditions_are_those_of_a_still_picture() {
    let t = "<rect id='t' class='a'/>";
    let rule = |css: &str, expect: &str| check(&format!("<style>{css}</style>{t}"), expect);
    rule("@media all{.a{fill:#d22}}", "fill:#d22");
    rule("@media print{.a{fill:red}}", "");
    rule(
        "@media (prefers-color-scheme:light){.a{fill:#d22}}@media (prefers-color-scheme:dark){.a{fill:red}}",
        "fill:#d22",
    );
    rule("@media (min-width:1px){.a{fill:#d22}}", "fill:#d22");
    rule("@media (width > 150px){.a{fill:#d22}}", "");
    rule("@supports (fill: oklch(0 0 0)){.a{fill:red}}", "fill:red");
    rule("@supports not (fill: nonsense){.a{fill:red}}", "fill:red");
    rule("@supports (fill: nonsense) or (--a: b){.a{fill:red}}", "fill:red");
    rule("@charset 'x';@namespace 'http://www.w3.org/2000/svg';.a{fill:red}", "fill:red");
    rule("@namespace s 'http://www.w3.org/2000/svg';s|rect{fill:red}", "fill:red");
    rule(
        "@font-face{font-family:Foo;src:url(data:font/woff2;base64,d09GMg==)} .a{fill:#d22}",
        "fill:#d22",
    );
    rule("@keyframes x{from{fill:red}}.a{fill:#d22}", "fill:#d22");
    check("<style media='print'>.a{fill:red}</style><rect id='t' class='a'/>", "");
    check(
        "<style media='(prefers-color-scheme:dark)'>.a{fill:red}</style><rect id='t' class='a'/>",
        "",
    );
    check(
        "<style media='screen' type='text/css'>.a{fill:red}</style><rect id='t' class='a'/>",
        "fill:red",
    );
    check("<style type='text/less'>.a{fill:red}</style><rect id='t' class='a'/>", "");
    check_root(
        "width='40' height='20'",
        "<style>@media (width: 40px) and (orientation: landscape){.a{fill:red}}</style><rect id='t' class='a'/>",
        "fill:red",
    );
}

#[test]
fn a_mistake_drops_no_more_than_itself() {
    check("<rect id='t' style=';fill:#d22'/>", "fill:#d22");
    check("<rect id='t' style='stroke:none;foo;fill:#d22'/>", "fill:#d22;stroke:none");
    check("<rect id='t' style='stroke:;fill:#d22'/>", "fill:#d22");
    check("<rect id='t' style='--x:1;fill:#d22'/>", "fill:#d22");
    check("<rect id='t' style='fill:#d22;fill:nonsense'/>", "fill:#d22");
    check(
        "<rect id='t' style='fill:#d22;stroke:a(;fill:red'/>",
        "fill:#d22;`a(;fill:red` is no value of `stroke` [stroke:a(;fill:red]",
    );
    check("<rect id='t' style='{fill:red};fill:#d22'/>", "fill:#d22");
    let rule = |css: &str, expect: &str| {
        check(&format!("<style>{css}</style><rect id='t' class='a'/>"), expect);
    };
    rule(".a{foo;fill:#d22}", "fill:#d22");
    rule(
        ".a{fill:#d22;@foo{x:y}stroke:red}",
        "fill:#d22;stroke:red;no browser reads `@foo` [@foo]",
    );
    rule("foo;.a{fill:#d22}", "");
    rule("a,,b{fill:red}.a{fill:#d22}", "fill:#d22");
    rule(".a:nonsense{fill:red}.a{fill:#d22}", "fill:#d22");
    rule(
        "@nonsense x{.a{fill:red}}.a{fill:#d22}",
        "fill:#d22;no browser reads `@nonsense` [@nonsense]",
    );
    rule("}.a{fill:#d22}", "");
    rule(".a{fill:#d22", "fill:#d22");
    rule("&lt;!-- .a{fill:#d22} -->", "fill:#d22");
}

#[test]
fn key_words_of_all_properties() {
    let inner = |style: &str, expect: &str| {
        let body = format!(
            "<g fill='red' opacity='.5'><rect id='t' style='{style}' fill='blue' opacity='1'/></g>"
        );
        check(&body, expect);
    };
    inner("fill:inherit", "opacity:1");
    inner("fill:unset;opacity:unset", "");
    inner("fill:initial;opacity:initial", "fill:black");
    inner("opacity:inherit", "fill:blue;opacity:0.5");
    inner("fill:revert", "opacity:1");
    inner("all:unset", "");
}

#[test]
fn variables_have_their_values() {
    check("<rect id='t' style='fill:var(--fill-0, #d22)'/>", "fill:#d22");
    check("<style>:root{--brand:#d22}</style><rect id='t' fill='var(--brand)'/>", "fill:#d22");
    check(
        "<g style='--a:red'><g style='--b:var(--a)'><rect id='t' style='--a:blue;fill:var(--b)'/></g></g>",
        "fill:red",
    );
    check(
        "<rect id='t' fill='gold' style='fill:blue;fill:var(--none)'/>",
        "`var(--none)` has no value in the file [fill:var(--none)]",
    );
    check(
        "<rect id='t' fill='gold' style='--a:nonsense;fill:var(--a)'/>",
        "`nonsense` is no value of `fill` [fill:var(--a)]",
    );
    check("<rect id='t' style='--a:2px;stroke-width:calc(var(--a)*3)'/>", "stroke-width:6");
}

#[test]
fn colors_are_those_around() {
    check("<g color='#d22'><rect id='t' fill='CURRENTCOLOR'/></g>", "fill:currentColor");
    check(
        "<g color='#d22'><rect id='t' style='fill:color-mix(in srgb, currentColor, #000)'/></g>",
        "fill:#6f1111",
    );
    check(
        "<g color='#d22'><feFlood id='t' flood-color='currentColor'/></g>",
        "flood-color:#dd2222",
    );
    check("<feFlood id='t' flood-color='currentColor'/>", "flood-color:black");
    check(
        "<rect id='t' style='color-scheme:light dark;fill:light-dark(#d22,#0f0)'/>",
        "fill:#dd2222",
    );
    check("<rect id='t' style='color-scheme:dark;fill:light-dark(#d22,#0f0)'/>", "fill:#00ff00");
    check(
        "<rect id='t' fill='#DD2222' style='fill:#DD2222;fill:color(display-p3 0.8667 0.1333 0.1333);fill-opacity:1;'/>",
        "fill:#f10007;fill-opacity:1",
    );
    check("<rect id='t' style='fill:oklch(from #d22 l 0 h)'/>", "fill:#797979");
}

#[test]
fn geometry_goes_over_attributes() {
    check("<style>rect{rx:40px;y:50%}</style><rect id='t' rx='1' y='2' x='3'/>", "rx:40;y:50%");
    check("<style>circle{r:40px;x:1px}</style><circle id='t'/>", "r:40");
    check("<path id='t' style='d:path(\"M0 0h8\")'/>", "d:M0 0h8");
    check("<rect id='t' style='x:10;y:10px;width:auto'/>", "width:0;x:10;y:10");
}

#[test]
fn transforms_become_a_matrix() {
    check("<rect id='t' transform='rotate(45 1 2)'/>", "transform:rotate(45 1 2)");
    check(
        "<rect id='t' transform='scale(2)' style='transform:translate(10,10)'/>",
        "transform:scale(2)",
    );
    check("<rect id='t' transform='scale(2)' style='transform:none'/>", "");
    check(
        "<g id='t' style='transform:translateX(10px) scaleY(.5)'/>",
        "transform:matrix(1 0 0 0.5 10 0)",
    );
    check(
        "<rect id='t' style='rotate:90deg;transform-origin:50px 50px'/>",
        "transform:matrix(0 1 -1 0 100 0)",
    );
    check(
        "<rect id='t' style='scale:2;transform-origin:center'/>",
        "transform:matrix(2 0 0 2 -50 -50)",
    );
    check(
        "<rect id='t' style='transform-box:fill-box;transform-origin:center;transform:scale(2)' x='30' y='30' width='40' height='20'/>",
        "transform:matrix(2 0 0 2 -50 -40)",
    );
    check(
        "<rect id='t' transform='scale(2)' transform-origin='10 10'/>",
        "transform:matrix(2 0 0 2 -10 -10)",
    );
    check(
        "<linearGradient id='t' style='transform:translate(1px)'/>",
        "gradientTransform:matrix(1 0 0 1 1 0)",
    );
    check("<linearGradient id='t' gradientTransform='scale(2)'/>", "gradientTransform:scale(2)");
    check_root("id='t' style='width:100%;transform:translate3d(0px,0px,0px)'", "", "width:100%");
    check_root(
        "id='t' style='transform:rotate(45deg)'",
        "",
        "the transform of this element cannot be drawn [transform:rotate(45deg)]",
    );
}

#[test]
fn shorthands_are_taken_apart() {
    check(
        "<path id='t' style='marker:url(#m)'/>",
        "marker-end:url(#m);marker-mid:url(#m);marker-start:url(#m)",
    );
    check(
        "<text id='t' style='font:bold 12px serif'/>",
        "font-family:serif;font-kerning:auto;font-size:12;font-size-adjust:none;font-stretch:normal;\
         font-style:normal;font-variant:normal;font-weight:bold",
    );
}

/// Chromium's values, for an `<img>` of 100 by 100 pixels.
#[test]
fn registered_properties_have_a_value() {
    let t = "<rect id='t' class='a'/>";
    let rule = |css: &str, expect: &str| {
        check(&format!("<style><![CDATA[{css}]]></style>{t}"), expect);
    };
    let red = "@property --x{syntax:'*';inherits:false;initial-value:red}";
    let typed = "@property --x{syntax:'<color>';inherits:false;initial-value:red}";
    let handed = "@property --x{syntax:'<color>';inherits:true;initial-value:red}";
    rule(&format!("{red}.a{{fill:var(--x,blue)}}"), "fill:red");
    rule(&format!("{red}.a{{--x:gold;fill:var(--x)}}"), "fill:gold");
    rule(&format!("{red}.a{{--x:gold;--x:initial;fill:var(--x)}}"), "fill:red");
    rule(&format!("{typed}.a{{--x:10px;fill:var(--x,blue)}}"), "fill:red");
    rule(&format!("{typed}svg{{--x:green}}.a{{fill:var(--x,blue)}}"), "fill:red");
    rule(&format!("{typed}svg{{--x:green}}.a{{--x:inherit;fill:var(--x)}}"), "fill:green");
    rule(&format!("{typed}svg{{--x:green}}.a{{--x:unset;fill:var(--x)}}"), "fill:red");
    rule(&format!("{handed}svg{{--x:green}}.a{{fill:var(--x)}}"), "fill:green");
    rule(&format!("{handed}svg{{--x:green}}.a{{--x:1px;fill:var(--x)}}"), "fill:green");
    rule(&format!("{handed}.a{{--x:var(--x);fill:var(--x)}}"), "fill:red");
    rule(&format!("{handed}{red}svg{{--x:green}}.a{{fill:var(--x)}}"), "fill:red");
    rule(&format!("@media all{{{red}}}.a{{fill:var(--x,blue)}}"), "fill:red");
    rule(&format!("@media print{{{red}}}.a{{fill:var(--x,blue)}}"), "fill:blue");
    let ignored = "fill:blue;browsers ignore this `@property` [@property]";
    rule(&format!(".a{{{red}fill:var(--x,blue)}}"), ignored);
    rule("@property --x{syntax:'<color>';inherits:false}.a{fill:var(--x,blue)}", ignored);
    rule("@property x{syntax:'*';inherits:false}.a{fill:var(--x,blue)}", ignored);
    rule("@property --x;.a{fill:var(--x,blue)}", ignored);
}

/// Chromium's values, for an `<img>` of 100 by 100 pixels.
#[test]
fn the_root_is_a_container() {
    let root = "id='r' width='100' height='100'";
    let rule = |css: &str, expect: &str| {
        let body = format!("<style><![CDATA[{css}]]></style><rect id='t' class='a'/>");
        check_root(root, &body, expect);
    };
    let size = |query: &str, expect: &str| {
        rule(&format!("svg{{container-type:size}}@container {query}{{.a{{fill:red}}}}"), expect);
    };
    size("(min-width:10px)", "fill:red");
    size("(min-width:500px)", "");
    size("not (min-width:500px)", "fill:red");
    size("(aspect-ratio: 1)", "fill:red");
    size("(99px < inline-size) and (max-block-size: 100px)", "fill:red");
    size("(orientation: landscape)", "");
    size("(prefers-color-scheme: light)", "");
    size("(scroll-state(stuck: top))", "");
    size("other (min-width:10px)", "");
    size("style(--t: dark)", "`@container` cannot be drawn [@container]");
    let query = "@container (min-width:10px){.a{fill:red}}";
    rule(query, "");
    rule("@container not (min-width:500px){.a{fill:red}}", "");
    rule(&format!("svg{{container-type:inline-size}}{query}"), "fill:red");
    rule("svg{container-type:inline-size}@container (min-height:10px){.a{fill:red}}", "");
    rule("svg{container:box/size}@container box (min-width:10px){.a{fill:red}}", "fill:red");
    rule("svg{container:box/size}@container box{.a{fill:red}}", "fill:red");
    rule("svg{container:box/size;container-type:normal}@container (width){.a{fill:red}}", "");
    rule(&format!("svg{{container-type:size}}g{{{query}}}"), "");
    rule(
        "svg{container-type:size}@container (width>1px){@container (width>999px){.a{fill:red}}}",
        "",
    );
    rule("svg{container-type:size}@container (width>1px){svg{color:red}}.a{fill:inherit}", "");
    rule(".a{stroke-width:50cqw}", "stroke-width:50");
}

#[test]
fn at_rules_are_applied_or_said() {
    let rule = |css: &str, expect: &str| {
        let body = format!("<style>{css}</style><rect id='t' class='a'/>");
        check(&body, expect);
    };
    for name in [
        "@color-profile --p",
        "@counter-style x",
        "@font-feature-values x",
        "@font-palette-values --x",
        "@page",
        "@position-try --x",
        "@starting-style",
        "@view-transition",
    ] {
        let word = name.split(' ').next().unwrap();
        let said = format!("fill:#d22;`{word}` has no effect on a still picture [{word}]");
        rule(&format!("{name}{{.a{{fill:red}}}}.a{{fill:#d22}}"), &said);
    }
    for name in ["@scope (svg)", "@function --f()", "@SCOPE"] {
        let word = name.split(' ').next().unwrap();
        let lower = word.to_ascii_lowercase();
        let said = format!("fill:#d22;`{lower}` cannot be drawn [{word}]");
        rule(&format!("{name}{{.a{{fill:red}}}}.a{{fill:#d22}}"), &said);
    }
    for (word, name) in [
        ("@-moz-document", "@-moz-document"),
        ("@tailwind", "@tailwind"),
        ("@v\\69 ewport", "@viewport"),
    ] {
        let found = format!("fill:#d22;no browser reads `{name}` [{word}]");
        rule(&format!("{word} x{{}}.a{{fill:#d22}}"), &found);
    }
    rule(
        ".a{fill:#d22}@namespace 'http://www.w3.org/2000/svg';@charset 'x';",
        "fill:#d22;browsers ignore this `@namespace` [@namespace];browsers ignore this `@charset` [@charset]",
    );
    rule(
        "@layer x,y{.a{fill:red}}.a{fill:#d22}",
        "fill:#d22;browsers ignore this `@layer` [@layer]",
    );
    // What is said where it takes effect: an animation that starts, text in a family.
    rule("@keyframes x{}@font-face{font-family:x;src:url(x)}.a{fill:#d22}", "fill:#d22");
    // Within what does not hold nothing takes effect.
    rule("@media print{@scope{}@import 'x';@foo;}.a{fill:#d22}", "fill:#d22");
}

#[test]
fn what_is_not_drawable_is_said_once() {
    check(
        "<style>rect{clip-path:circle(40%)}</style><rect/><rect id='t'/>",
        "`clip-path: circle(40%)` cannot be drawn [clip-path:circle(40%)]",
    );
    check(
        "<rect id='t' style='fill:url(http://x/y#z)'/>",
        "`http://x/y#z` is outside of the file [fill:url(http://x/y#z)]",
    );
    check(
        "<style>@import 'x.css';</style><rect id='t'/>",
        "`@import` is outside of the file [@import]",
    );
    check(
        "<style>@keyframes spin{}rect{animation:spin 1s}</style><rect id='t'/>",
        "`animation` animates the drawing [animation:spin 1s]",
    );
    check(
        "<rect id='t' style='animation:spin 1s;transition:fill 1s;cursor:pointer;-inkscape-stroke:none'/>",
        "",
    );
}

#[test]
fn hostile_sheets_end() {
    let rules: String = (0..20).map(|_| "x g g g *~*{fill:red}").collect();
    let groups = "<g>".repeat(180);
    let body =
        format!("<style>{rules}</style>{groups}{}{}", "<a/>".repeat(100), "</g>".repeat(180));
    let text = format!("<svg xmlns='{SVG}'>{body}</svg>");
    let document = source::document(&text).unwrap();
    let found = cascade(&document).findings;
    assert_eq!(found.last().unwrap().message, "too many style rules for so many elements");
    // Each element with a property of its own has a copy of all properties around it.
    let sheets: String = (0..20)
        .map(|sheet| {
            let rule = |n: u32| format!("--v{sheet}-{n}:1;");
            format!("<style>svg{{{}}}</style>", (0..1_500).map(rule).collect::<String>())
        })
        .collect();
    let body = "<g style='--a:b'/>".repeat(5_000);
    let text = format!("<svg xmlns='{SVG}'>{sheets}{body}</svg>");
    let found = cascade(&source::document(&text).unwrap()).findings;
    assert_eq!(found.last().unwrap().message, "too many style rules for so many elements");
    // A registered property costs nothing where it is not declared.
    let rule = |n: u32| format!("@property --p{n}{{syntax:'*';inherits:false;initial-value:1}}");
    let sheets: String = (0..40)
        .map(|sheet| {
            let rules: String = (sheet * 250..sheet * 250 + 250).map(rule).collect();
            format!("<style>{rules}</style>")
        })
        .collect();
    let text = format!("<svg xmlns='{SVG}'>{sheets}{}</svg>", "<g/>".repeat(100_000));
    assert_eq!(cascade(&source::document(&text).unwrap()).findings, []);
    for hostile in ["{", "(", "[", "a{b:", "@media (", ":not(", ":is(*", "a{", "var(", "\\"] {
        let css = hostile.repeat(2_000);
        let text = format!("<svg xmlns='{SVG}'><style>{css}</style><g style='fill:{css}'/></svg>");
        let document = source::document(&text).unwrap();
        cascade(&document);
    }
}

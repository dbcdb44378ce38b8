//! Tests with malicious and undrawable drawings, each with the messages that it is refused with. They cover all modules
//! of the lint together.
//!
//! No test here measures time. A drawing is refused by what it would cost, so one that a slow machine would pass is
//! refused on a fast one, too.

use std::collections::BTreeSet;

use crate::color::{Color, Seed, derive};
use crate::vector::read::BYTES;
use crate::vector::{
    Canvas, Fault, Finding, Fonts, Paint, Placement, Vector, allow, as_written, draw, isolate,
    recolor, source,
};

fn svg(body: &str) -> String {
    format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>{body}</svg>")
}

fn read(text: &str) -> Result<Vector, Vec<Finding>> {
    Vector::read(text, &Fonts::none())
}

/// The findings as `Fault: message [start of the text at the span]`; nothing for a vector that passes.
fn check(text: &str, expect: &[&str]) {
    let shown = |f: &Finding| {
        let at: String = text[f.span.clone()].chars().take(24).collect();
        format!("{:?}: {} [{at}]", f.fault, f.message)
    };
    let found = read(text).err().unwrap_or_default();
    assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expect);
}

const ROOT: &str = "[<svg xmlns='http://www.w]";

#[test]
fn a_plain_drawing_passes() {
    let text = svg("<path class='fill-primary stroke-outline' d='M9 9h9v9z' fill='CurrentColor'/>");
    let vector = read(&text).unwrap();
    assert_eq!(vector.size(), (100.0, 100.0));
    assert_eq!(
        vector.text(),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 100\">\
         <path class=\"fill-primary stroke-outline\" d=\"M9 9h9v9z\" fill=\"currentColor\"/></svg>"
    );
    let classes: Vec<String> = vector.paints().map(Paint::class).collect();
    assert_eq!(classes, ["fill-primary", "stroke-outline"]);
    assert!(vector.uses_current_color() && vector.is_recolored() && !vector.has_text());
}

#[test]
fn what_is_read_can_be_read_again_as_it_ships() {
    let mut counts = [0, 0];
    for (opacity, step) in [".1", ".2"].into_iter().flat_map(|of| (1..40).map(move |n| (of, n))) {
        // Half of the line lies beyond the left edge, which does not fall between two pixels.
        let text = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 33'>\
             <path d='M0 0v33' stroke='#000' stroke-opacity='{opacity}' stroke-width='{}'/></svg>",
            f64::from(step) / 16.0
        );
        let Ok(vector) = read(&text) else {
            counts[0] += 1;
            continue;
        };
        counts[1] += 1;
        assert!(read(vector.text()).is_ok(), "{text} ships as {}", vector.text());
    }
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
}

#[test]
fn all_faults_come_at_once_in_order() {
    check(
        &svg(
            "<script>x</script><g onclick='x'/><use href='a.svg'/><path class='fill-primry' d='M9 9h9v9z'/>",
        ),
        &[
            "Unsafe: `script` is not allowed in a vector [<script>]",
            "Unsafe: `onclick` is an event handler [onclick='x']",
            "External: `a.svg` is outside of the file [a.svg]",
            "UnknownClass: class `fill-primry` names no color role [fill-primry]",
        ],
    );
}

#[test]
fn what_is_no_drawing_is_refused() {
    let xml = "the file is not well-formed XML:";
    check("", &[&format!("Broken: {xml} the file is empty []")]);
    check("<html/>", &["Broken: the file is not an SVG, its root is `html` [<html/>]"]);
    check("<svg/>", &["Broken: the root has no SVG namespace: no browser would draw it [<svg/>]"]);
    check(&svg(""), &[&format!("Empty: the drawing paints nothing {ROOT}")]);
    check(
        &svg("<path d='M200 200h9v9z'/>"),
        &[&format!("Empty: the drawing paints nothing {ROOT}")],
    );
    check(
        "<svg xmlns='http://www.w3.org/2000/svg' width='0' height='9'><path d='M0 0h9v9z'/></svg>",
        &["Empty: the drawing has no size [<svg xmlns='http://www.w]"],
    );
    check(
        "<svg xmlns='http://www.w3.org/2000/svg' width='1e9' height='1e9'><path d='M0 0h9v9z'/></svg>",
        &[
            "TooLarge: the drawing is 1000000000 × 1000000000 units large, at most 100000 are drawn [<svg xmlns='http://www.w]",
        ],
    );
    let huge = " ".repeat(BYTES + 1);
    check(&huge, &["TooLarge: the file has 2097153 bytes, at most 2097152 are read []"]);
    let many = svg(&"<g/>".repeat(200_001));
    check(&many, &["TooLarge: the file has more than 200000 nodes (`REBADGE_ELEMENT_LIMIT`) []"]);
}

#[test]
fn entities_do_not_grow_or_reach_out() {
    let entity = |n: u32| format!("<!ENTITY e{n} '{}'>", format!("&e{};", n - 1).repeat(10));
    let bomb: String = (1..10).map(entity).collect();
    let text = format!("<!DOCTYPE svg [<!ENTITY e0 'ha'>{bomb}]>{}", svg("<text>&e9;</text>"));
    let grows = "TooLarge: the entities of the document type expand to more than 2 MiB [&e9;]";
    check(&text, &[grows]);
    let outer = format!("<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{}", svg("&x;"));
    check(&outer, &["External: `file:///etc/passwd` is outside of the file [&x;]"]);
}

/// What a file becomes; all of it is drawn, but for what the file says of itself.
fn check_written(text: &str, expect: &str) {
    let vector = read(text).unwrap_or_else(|found| panic!("{text}: {found:?}"));
    let root = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 100\">";
    assert_eq!(vector.text(), format!("{root}{expect}</svg>"), "{text}");
}

#[test]
fn nothing_of_a_file_is_passed_on_as_it_came() {
    let path = "<path d=\"M0 0H100V100H0z\"/>";
    let root = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'";
    for prolog in [
        "<!DOCTYPE svg SYSTEM \"x>y\" [<!ATTLIST svg onload CDATA \"alert(1)\">]>",
        "<!DOCTYPE svg [<!ATTLIST svg onload CDATA #FIXED 'alert(1)'> <!ENTITY a SYSTEM 'x'>]>",
        "\u{feff}<?xml version='1.0' standalone='no'?><?other x?><!-- /srv/me/logo.svg -->",
    ] {
        check_written(&format!("{prolog}{root}>{SHAPE}</svg><!-- end --><?end?>"), path);
    }
    for attribute in [
        "x:href='http://x' xmlns:x='urn:x'",
        "data-x='/srv/me'",
        "version='1.1'",
        "contentScriptType='x'",
        "enable-background='new'",
        "xml:space='preserve'",
        "tabindex='1' lang='en'",
    ] {
        check_written(&format!("{root} {attribute}>{SHAPE}</svg>"), path);
    }
    for body in [
        "<!-- x --><metadata><x/>secret</metadata><?php x?>",
        "<x:g xmlns:x='urn:x'><x:script>x()</x:script><path d='M0 0h1v1z'/></x:g>",
        "<g xmlns='urn:x'><path d='M0 0h1v1z'/></g>",
        "<desc>Created by me</desc>stray &amp; text<![CDATA[<script>x()</script>]]>",
        "<view id='v'/><defs><image href='http://x'/><use href='http://x'/></defs>",
    ] {
        check_written(&svg(&format!("{body}{SHAPE}")), path);
    }
    check_written(
        &svg(&format!("<title>A &lt;b></title>{SHAPE}")),
        &format!("<title>A &lt;b&gt;</title>{path}"),
    );
    check_written(&svg(&format!("<a href='https://x'>{SHAPE}</a>")), &format!("<g>{path}</g>"));
}

/// Where a drawing paints, in its own units, when it is drawn with as much room around it.
fn painted(text: &str) -> [u32; 4] {
    let drawing = as_written(&read(text).unwrap()).unwrap();
    let (width, height) = drawing.size();
    let canvas = Canvas { width: 3 * width as u32, height: 3 * height as u32 };
    let pixels = draw(&drawing, canvas, Placement { scale: 1.0, x: width, y: height }).unwrap();
    let painted = pixels.painted().unwrap();
    let side = |share: f32, all: f32| (share * 3.0 * all).round() as u32;
    [
        side(painted.left, width) - width as u32,
        side(painted.top, height) - height as u32,
        side(painted.right, width) - width as u32,
        side(painted.bottom, height) - height as u32,
    ]
}

#[test]
fn what_lies_outside_of_the_view_is_cut() {
    let wide = "<rect x='-60' y='30' width='140' height='40'/>";
    assert_eq!(painted(&svg(wide)), [0, 30, 80, 70]);
    let root = "viewBox='0 0 100 100' overflow='visible'";
    assert_eq!(painted(&svg(wide).replace("viewBox='0 0 100 100'", root)), [0, 30, 80, 70]);
    let root =
        "width='200' height='100' viewBox='0 0 100 100' preserveAspectRatio='xMidYMid slice'";
    let tall = svg("<rect x='10' y='10' width='80' height='80'/>");
    assert_eq!(painted(&tall.replace("viewBox='0 0 100 100'", root)), [20, 0, 180, 100]);
    let stroke = "<rect width='100' height='100' fill='none' stroke='red' stroke-width='20'/>";
    assert_eq!(painted(&svg(stroke)), [0, 0, 100, 100]);
    // The box of a turned shape is larger than what it paints.
    let turned = "<rect x='30' y='30' width='40' height='40' transform='rotate(45 50 50) scale(1.2) translate(-8 -8)'/>";
    assert!(!read(&svg(turned)).unwrap().text().contains("clipPath"));
}

#[test]
fn references_out_of_the_file_are_found_in_any_dress() {
    let outside =
        |what: &str, at: &str| format!("External: `{what}` is outside of the file [{at}]");
    for (attribute, at) in [
        ("fill='Url( \"http://x\" )'", "Url( \"http://x\" )"),
        ("mask='u\\72l(http://x)'", "u\\72l(http://x)"),
        ("style='fill:\\75 rl(http://x)'", "fill:\\75 rl(http://x)"),
    ] {
        let text = svg(&format!("<g {attribute}>{SHAPE}</g>"));
        let found = read(&text).err().unwrap_or_default();
        let [finding] = &found[..] else { panic!("{attribute}: {found:?}") };
        assert_eq!(
            (finding.fault, &text[finding.span.clone()]),
            (Fault::External, at),
            "{attribute}"
        );
    }
    // What no browser draws is not written.
    for attribute in ["cursor='URL(http://x)'", "filter='src(\"http://x\")'"] {
        let vector = read(&svg(&format!("<g {attribute}>{SHAPE}</g>"))).unwrap();
        assert!(!vector.text().contains("http://x"), "{}", vector.text());
    }
    let linked = |href: &str| {
        svg(&format!("<use xmlns:q='http://www.w3.org/1999/xlink' q:href='{href}'/>{SHAPE}"))
    };
    check(&linked("HTTP://x"), &[&outside("HTTP://x", "HTTP://x")]);
    check(
        &linked("&#32;data:image/svg+xml,x"),
        &[&outside("data:image/svg+xml,x", "&#32;data:image/svg+xml,")],
    );
    check(
        &svg("<a href='java&#10;script:x()'><g/></a>"),
        &["Unsafe: the link runs code [java&#10;script:x()]"],
    );
    let sheet = format!(
        "<?xml version='1.0'?><!DOCTYPE svg SYSTEM 'x>y'><?xml-stylesheet href='http://x'?>{}",
        svg(SHAPE)
    );
    check(&sheet, &["External: the file loads a style sheet [<?xml-stylesheet href='h]"]);
}

/// The names of all elements and attributes of a text, each once.
fn names(text: &str) -> BTreeSet<String> {
    let document = source::document(text).unwrap();
    let elements = document.descendants().filter(|node| node.is_element());
    elements
        .flat_map(|node| {
            assert!(source::is_svg(node), "{text}");
            let attributes = node.attributes().map(|attribute| format!("@{}", attribute.name()));
            attributes.chain([node.tag_name().name().to_owned()]).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn what_is_written_is_allowed_and_stays_as_it_is() {
    let bodies = [
        RICH.to_owned(),
        format!("<rect width='300' height='9'/>{SHAPE}"),
        "<symbol id='a b'><path id='é' d='M0 0h9v9z'/></symbol><use href='#a b'/><use href='#é'/>".to_owned(),
        "<title id='t'>T</title><g aria-labelledby='t q' role='img'><path d='M0 0h9v9z' clip-path='url(#no)'/></g>".to_owned(),
        "<switch><g systemLanguage='de'><linearGradient id='g'/></g><path fill='url(&quot;#g&quot;) red' d='M0 0h9v9z'/></switch>".to_owned(),
    ];
    for body in bodies {
        for text in [svg(&body), svg(&body).replace("viewBox='0 0 100 100'", "viewBox='1 2 90 80' width='20mm' height='9em' preserveAspectRatio='xMinYMax slice' overflow='visible'"), svg(&body).replace("viewBox='0 0 100 100'", "viewBox='0 0 100 100' width='9' height='4' preserveAspectRatio='none'")] {
            let once = read(&text).unwrap_or_else(|found| panic!("{text}: {found:?}"));
            let twice = read(once.text()).unwrap_or_else(|found| panic!("{}: {found:?}", once.text()));
            assert_eq!(once.text(), twice.text(), "{text}");
            assert_eq!(once.size(), twice.size(), "{text}");
            for name in names(once.text()) {
                let is_known = match name.strip_prefix('@') {
                    Some(name) => allow::attribute(name).is_some() || ["id", "class", "style", "href", "role", "aria-labelledby"].contains(&name),
                    None => allow::is_element(&name) || name == "style" || name == "title",
                };
                assert!(is_known, "{name} in {}", once.text());
            }
        }
    }
}

const SHAPE: &str = "<path d='M0 0H100V100H0z'/>";
const COSTS: &str = "TooComplex: the drawing costs more to draw than 500 canvases (`REBADGE_DRAWING_LIMIT`), most of it";

fn filtered(primitive: &str) -> String {
    svg(&format!("<filter id='f'>{primitive}</filter><g filter='url(#f)'>{SHAPE}</g>"))
}

#[test]
fn costly_filters_are_refused() {
    let costs = |name: &str| format!("{COSTS} `{name}` in the filter `f` [<filter id='f'>]");
    check(&filtered("<feGaussianBlur stdDeviation='4'/>"), &[]);
    check(&filtered("<feMorphology radius='1'/>"), &[]);
    check(&filtered("<feMorphology radius='100000'/>"), &[&costs("feMorphology")]);
    check(&filtered("<feTurbulence baseFrequency='.1' numOctaves='4'/>"), &[]);
    check(
        &filtered("<feTurbulence baseFrequency='.1' numOctaves='1000000'/>"),
        &[&costs("feTurbulence")],
    );
    let matrix = |order: usize| {
        let values = "1 ".repeat(order * order);
        format!("<feConvolveMatrix order='{order}' kernelMatrix='{values}'/>")
    };
    check(&filtered(&matrix(3)), &[]);
    check(&filtered(&matrix(100)), &[&costs("feConvolveMatrix")]);
    check(
        &filtered(&"<feGaussianBlur stdDeviation='4'/>".repeat(200)),
        &[&costs("feGaussianBlur")],
    );
    let region = "filterUnits='userSpaceOnUse' x='-1e7' y='-1e7' width='2e7' height='2e7'";
    let filter = format!("<filter id='f' {region}><feFlood/></filter>");
    check(&svg(&format!("{filter}<g filter='url(#f)'>{SHAPE}</g>")), &[]);
}

#[test]
fn tangled_paths_are_refused() {
    let costs = format!("{COSTS} a path with very many lines, or lines that cross {ROOT}");
    let path = |count: u32| {
        let points = (0..count).map(|i| format!("L{} {}", i * 79 % 100, i * 104_729 % 100));
        svg(&format!("<path d='M0 0{}'/>", points.collect::<String>()))
    };
    check(&path(2_000), &[]);
    check(&path(40_000), &[&costs]);
}

#[test]
fn layers_dashes_and_patterns_are_bounded() {
    let layers = "its layers: groups with opacity, blending, masks or clips";
    check(&svg(&format!("<g opacity='.5'>{SHAPE}{SHAPE}</g>").repeat(20)), &[]);
    check(
        &svg(&format!("<g opacity='.5'>{SHAPE}{SHAPE}</g>").repeat(2000)),
        &[&format!("{COSTS} {layers} {ROOT}")],
    );
    let dashed = "<path d='M0 50H100' stroke='red' stroke-dasharray='.0001'/>";
    check(&svg(&format!("{SHAPE}{dashed}")), &[]);
    check(&svg(&dashed.repeat(20)), &[&format!("{COSTS} the dashes of a line {ROOT}")]);
    let tile = |side: &str| {
        let size = format!("width='{side}' height='{side}' patternUnits='userSpaceOnUse'");
        svg(&format!("<pattern id='p' {size}>{SHAPE}</pattern><g fill='url(#p)'>{SHAPE}</g>"))
    };
    check(&tile("10"), &[]);
    let pattern = "the pattern `p` [<pattern id='p' width='1]";
    check(&tile("10000"), &[&format!("{COSTS} {pattern}")]);
}

#[test]
fn chains_and_copies_are_refused_before_they_are_followed() {
    let nested = "patterns, masks, clip paths or filters are nested more than 4 deep";
    let link = |n: u32| {
        let next = n + 1;
        format!(
            "<pattern id='p{n}' width='1' height='1'><path fill='url(#p{next})' d='M0 0h1v1z'/></pattern>"
        )
    };
    let chain: String = (0..12).map(link).collect();
    let last = "<pattern id='p12' width='1' height='1'/>";
    check(
        &svg(&format!("{chain}{last}<g fill='url(#p0)'>{SHAPE}</g>")),
        &[&format!("TooComplex: {nested} [<path fill='url(#p8)' d=]")],
    );
    let clip = |n: u32| {
        let next = n + 1;
        format!(
            "<clipPath id='c{n}' clip-path='url(#c{next})'><path clip-path='url(#c{next})' d='M0 0h9v9z'/></clipPath>"
        )
    };
    let chain: String = (0..29).map(clip).collect();
    let all = svg(&format!("{chain}<clipPath id='c29'/><g clip-path='url(#c0)'>{SHAPE}</g>"));
    let many = "the drawing has more than 200000 nodes (`REBADGE_ELEMENT_LIMIT`), copies by `use` and markers included";
    let found = read(&all).err().unwrap_or_default();
    let mut messages: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
    messages.sort_unstable();
    assert_eq!(messages, [nested, many]);
    check(
        &svg("<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>"),
        &["TooComplex: `#a` refers to itself [#a]"],
    );
    let deep = svg(&format!("{}{}", "<g>".repeat(50_000), "</g>".repeat(50_000)));
    check(&deep, &["TooComplex: elements are nested more than 200 deep [<g>]"]);
}

#[test]
fn depth_that_passes_fits_into_a_small_stack() {
    let open = "<g opacity='.99' transform='scale(1)'>";
    let deep = svg(&format!("{}{SHAPE}{}", open.repeat(120), "</g>".repeat(120)));
    let read = move || read(&deep).is_ok();
    let small = std::thread::Builder::new().stack_size(1024 * 1024);
    assert!(small.spawn(read).unwrap().join().unwrap());
}

#[test]
fn losses_are_findings() {
    check(
        &svg(&format!("{SHAPE}<text font-family='Acme Sans' y='50'>Hi</text>")),
        &["MissingFont: text in the family `Acme Sans`, which no font brings [Acme Sans]"],
    );
    check(
        &svg("<path fill='none' stroke='#12' d='M0 0h9v9z'/>"),
        &["Broken: `#12` is no value of `stroke` [#12]"],
    );
    check(
        &svg("<path d='M0 0h9v9z' fill='url(#g)'/>"),
        &["Broken: `#g` is not in the file [url(#g)]"],
    );
}

/// A drawing with one of each: sheets, references, layers, effects.
const RICH: &str = "<style>@media print{.a{fill:url(#g)}} rect,.a>b{mask:url('#m')}</style>\
    <linearGradient id='g'><stop class='stop-primary' offset='1'/></linearGradient>\
    <mask id='m'><path d='M0 0h9v9z' fill='#fff'/></mask>\
    <pattern id='p' width='.5' height='.5'><circle r='3' fill='currentColor'/></pattern>\
    <g class='a fill-primary' style='stroke:url(#g)'><path d='M0 0C1 2 3 4 5 6A4 4 0 0 1 9 9z'/>\
    <use href='#r'/><rect id='r' width='20' height='9' fill='url(#p)'/></g>\
    <filter id='f'><feGaussianBlur stdDeviation='2'/></filter><g filter='url(#f)'><path d='M1 1h40v40z'/></g>";

/// One or two bytes of the text are changed, always in the same way for the same round.
fn damaged(text: &str, round: u64) -> String {
    let mut seed = round.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |limit: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % limit as u64) as usize
    };
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=next(2) {
        let at = next(bytes.len());
        match next(3) {
            0 => drop(bytes.remove(at)),
            1 => bytes[at] = b"<>\"'#/&;:{}()0123456789-.eurl "[next(30)],
            _ => drop(bytes.splice(at..at, "é-1e9\u{2028}".bytes())),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn damage_is_found_or_does_no_harm() {
    let palettes = derive(&Seed::new(Color::WHITE));
    let whole = svg(RICH);
    assert_eq!(read(&whole).err(), None);
    let mut passed = 0;
    for round in 0..1000 {
        let text = damaged(&whole, round);
        match read(&text) {
            Err(found) => {
                assert!(found.iter().all(|f| text.get(f.span.clone()).is_some()), "{text}")
            }
            Ok(vector) => {
                passed += 1;
                let again = recolor(&vector, &palettes);
                assert_eq!(read(&again).err(), None, "{text}");
                let inner = isolate(vector.text(), "m", "x='0'", vector.size());
                assert!(source::document(&inner).is_ok(), "{text}");
            }
        }
    }
    assert!(passed > 50, "{passed}");
}

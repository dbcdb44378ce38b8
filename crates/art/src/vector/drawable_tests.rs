//! Tests that translate drawables back to SVG and draw them: they must look like the drawing that they were made from.

use crate::vector::drawable::drawable;
use crate::vector::{Canvas, Drawing, Fonts, Pixels, Placement, Vector, as_written, draw};
use resvg::usvg::roxmltree::{Document, Node};

fn read(head: &str, body: &str) -> Drawing {
    let text = format!("<svg xmlns='http://www.w3.org/2000/svg' {head}>{body}</svg>");
    as_written(&Vector::read(&text, &Fonts::none()).unwrap()).unwrap()
}

/// The drawable as SVG again.
fn back(xml: &str) -> String {
    const ANDROID: &str = "http://schemas.android.com/apk/res/android";
    let document = Document::parse(xml).unwrap();
    let root = document.root_element();
    let side = root.attribute((ANDROID, "viewportWidth")).unwrap();
    let get = |node: Node<'_, '_>, name| node.attribute((ANDROID, name)).unwrap_or("").to_owned();
    let paint = |color: &str| format!("#{}{}", &color[3..], &color[1..3]);
    let (mut body, mut count) = (String::new(), 0);
    for node in root.descendants().filter(|node| node.has_tag_name("path")) {
        let mut attributes = format!("d='{}'", get(node, "pathData"));
        let gradient = node.descendants().find(|node| node.has_tag_name("gradient"));
        let is_line = !get(node, "strokeWidth").is_empty();
        let mut color = if is_line {
            paint_or_none(&get(node, "strokeColor"), paint)
        } else {
            paint_or_none(&get(node, "fillColor"), paint)
        };
        if let Some(gradient) = gradient {
            count += 1;
            color = format!("url(#g{count})");
            body += &shader(gradient, count, &|node, name| get(node, name), &paint);
        }
        attributes += &if is_line {
            format!(" fill='none' stroke='{color}' stroke-width='{}'", get(node, "strokeWidth"))
        } else {
            format!(" fill='{color}'")
        };
        for (from, to) in [
            ("fillAlpha", "fill-opacity"),
            ("strokeAlpha", "stroke-opacity"),
            ("strokeLineCap", "stroke-linecap"),
            ("strokeLineJoin", "stroke-linejoin"),
            ("fillType", "fill-rule"),
        ] {
            let value = get(node, from).replace("evenOdd", "evenodd");
            attributes += &if value.is_empty() { value } else { format!(" {to}='{value}'") };
        }
        let mut shape = format!("<path {attributes}/>");
        for group in node.ancestors().filter(|node| node.has_tag_name("group")) {
            count += 1;
            let clip = group.children().find(|node| node.has_tag_name("clip-path")).unwrap();
            let data = get(clip, "pathData");
            shape = format!(
                "<clipPath id='c{count}'><path d='{data}'/></clipPath><g clip-path='url(#c{count})'>{shape}</g>"
            );
        }
        body += &shape;
    }
    format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {side} {side}'>{body}</svg>")
}

fn paint_or_none(color: &str, paint: impl Fn(&str) -> String) -> String {
    if color.is_empty() { "none".into() } else { paint(color) }
}

type Get<'a> = &'a dyn Fn(Node<'_, '_>, &'static str) -> String;

fn shader(node: Node<'_, '_>, id: usize, get: Get<'_>, paint: &dyn Fn(&str) -> String) -> String {
    let spread = match get(node, "tileMode").as_str() {
        "mirror" => "reflect",
        "repeat" => "repeat",
        _ => "pad",
    };
    let stop = |item: Node<'_, '_>| {
        format!(
            "<stop offset='{}' stop-color='{}'/>",
            get(item, "offset"),
            paint(&get(item, "color"))
        )
    };
    let stops: String = node.children().filter(Node::is_element).map(stop).collect();
    let head = format!("id='g{id}' gradientUnits='userSpaceOnUse' spreadMethod='{spread}'");
    match get(node, "type").as_str() {
        "linear" => format!(
            "<linearGradient {head} x1='{}' y1='{}' x2='{}' y2='{}'>{stops}</linearGradient>",
            get(node, "startX"),
            get(node, "startY"),
            get(node, "endX"),
            get(node, "endY")
        ),
        _ => format!(
            "<radialGradient {head} cx='{}' cy='{}' r='{}'>{stops}</radialGradient>",
            get(node, "centerX"),
            get(node, "centerY"),
            get(node, "gradientRadius")
        ),
    }
}

const CANVAS: Canvas = Canvas { width: 216, height: 216 };

/// The drawable, drawn, looks as the drawing does at the same place.
fn check(head: &str, body: &str) {
    check_within(24, head, body);
}

fn check_within(most: u32, head: &str, body: &str) {
    let drawing = read(head, body);
    let at = Placement::contain(drawing.size(), Canvas { width: 72, height: 72 });
    let at = Placement { x: at.x + 18.0, y: at.y + 18.0, ..at };
    let xml = drawable(&drawing, at, 108.0).unwrap();
    let again = Vector::read(&back(&xml), &Fonts::none()).unwrap_or_else(|e| panic!("{e:?} {xml}"));
    let whole = Placement { scale: 2.0, x: 0.0, y: 0.0 };
    let again = draw(&as_written(&again).unwrap(), CANVAS, whole).unwrap();
    let twice = Placement { scale: 2.0 * at.scale, x: 2.0 * at.x, y: 2.0 * at.y };
    let expect = draw(&drawing, CANVAS, twice).unwrap();
    let worst = worst(&expect, &again);
    assert!(worst <= most, "{worst} {body} {xml}");
}

/// The largest difference of a channel over white.
fn worst(a: &Pixels, b: &Pixels) -> u32 {
    let over = |p: &[u8], n: usize| {
        (u32::from(p[n]) * u32::from(p[3]) + 255 * (255 - u32::from(p[3]))) / 255
    };
    let pairs = a.rgba.chunks_exact(4).zip(b.rgba.chunks_exact(4));
    pairs.flat_map(|(p, q)| [0, 1, 2].map(|n| over(p, n).abs_diff(over(q, n)))).max().unwrap()
}

const BOX: &str = "viewBox='0 0 24 24'";

#[test]
fn a_drawable_looks_as_the_drawing() {
    check(
        BOX,
        "<path fill='#0a66c2' d='M2 2h20v9Q12 30 2 11z'/><circle cx='12' cy='9' r='4.5' fill='#fff' opacity='.7'/>",
    );
    check(BOX, "<path fill='red' fill-rule='evenodd' d='M1 1h22v22H1zM6 6h12v12H6z'/>");
    check(
        BOX,
        "<path fill='none' stroke='#123' stroke-width='2.5' stroke-linecap='round' stroke-linejoin='round' d='M4 20C4 4 12 4 20 18L12 9'/>",
    );
    check(
        "viewBox='0 0 48 24'",
        "<g transform='translate(3 -2) rotate(20) scale(1.5)'><rect x='2' y='2' width='9' height='6' rx='2' fill='#080' stroke='#fa0'/></g>",
    );
    // A stretched line is no line any more, nor is one with dashes.
    check(
        BOX,
        "<g transform='scale(2 1)'><path fill='none' stroke='navy' stroke-width='2' d='M2 4L10 20'/></g>",
    );
    check(
        BOX,
        "<path fill='none' stroke='navy' stroke-width='2' stroke-dasharray='4 2' d='M2 4L22 20'/>",
    );
    check(
        BOX,
        "<path stroke='red' stroke-width='4' paint-order='stroke' fill='#fd0' d='M6 6h12v12H6z'/>",
    );
}

#[test]
fn gradients_run_as_they_ran() {
    let stops = "<stop stop-color='#f00'/><stop offset='.4' stop-color='#0f0' stop-opacity='.6'/><stop offset='1' stop-color='#00f'/>";
    let filled = |gradient: &str| format!("{gradient}<path fill='url(#g)' d='M2 4h20v15H2z'/>");
    check(BOX, &filled(&format!("<linearGradient id='g' x2='1' y2='1'>{stops}</linearGradient>")));
    check(
        BOX,
        &filled(&format!(
            "<linearGradient id='g' gradientUnits='userSpaceOnUse' x1='4' x2='9' y2='3' spreadMethod='reflect' gradientTransform='skewX(30) scale(1 2)'>{stops}</linearGradient>"
        )),
    );
    check(
        BOX,
        &filled(&format!(
            "<radialGradient id='g' gradientUnits='userSpaceOnUse' cx='12' cy='9' r='11' gradientTransform='rotate(9)'>{stops}</radialGradient>"
        )),
    );
    check(
        BOX,
        &format!(
            "<linearGradient id='g'>{stops}</linearGradient><path fill='none' stroke='url(#g)' stroke-width='5' d='M2 4L22 20'/>"
        ),
    );
}

#[test]
fn clips_are_groups() {
    let clip = "<clipPath id='c'><circle cx='12' cy='12' r='9'/></clipPath>";
    // Each path is clipped on its own: at the edge of the clip, one shows through the other.
    check_within(
        64,
        BOX,
        &format!(
            "{clip}<g clip-path='url(#c)'><path fill='#0a66c2' d='M0 0h24v14H0z'/><path fill='red' d='M5 10h4v14H5z'/></g>"
        ),
    );
    let nested = "<clipPath id='d' clip-path='url(#c)'><path d='M3 3h9v20H3z'/></clipPath>";
    check(BOX, &format!("{clip}{nested}<path clip-path='url(#d)' d='M0 0h24v24H0z'/>"));
    // What editors put around everything is no clip.
    let around = "<clipPath id='c'><rect width='24' height='24'/></clipPath><g clip-path='url(#c)'><path d='M4 4h9v9z'/></g>";
    let drawing = read(BOX, around);
    let at = Placement { scale: 1.0, x: 0.0, y: 0.0 };
    assert!(!drawable(&drawing, at, 24.0).unwrap().contains("clip"));
}

fn refused(body: &str, why: &str) {
    let at = Placement { scale: 1.0, x: 0.0, y: 0.0 };
    assert_eq!(drawable(&read(BOX, body), at, 24.0).unwrap_err().0, why, "{body}");
}

#[test]
fn what_the_format_does_not_know_is_said() {
    const SHAPE: &str = "<path d='M4 4h9v9z'/>";
    refused(
        &format!(
            "<mask id='m'><path fill='#fff' d='M0 0h9v9H0z'/></mask><g mask='url(#m)'>{SHAPE}</g>"
        ),
        "it has a mask",
    );
    refused(
        &format!(
            "<filter id='f'><feGaussianBlur stdDeviation='1'/></filter><g filter='url(#f)'>{SHAPE}</g>"
        ),
        "it has a filter",
    );
    refused(&format!("<g style='mix-blend-mode:multiply'>{SHAPE}</g>"), "it blends colors");
    refused(
        &format!("<g opacity='.5'>{SHAPE}{SHAPE}</g>"),
        "shapes that overlap are transparent as one",
    );
    refused(
        "<pattern id='p' width='.5' height='.5'><path d='M0 0h2v2z'/></pattern><path fill='url(#p)' d='M0 0h9v9z'/>",
        "it has a pattern",
    );
    refused(
        "<radialGradient id='g' fx='.2'><stop stop-color='red'/><stop offset='1'/></radialGradient><path fill='url(#g)' d='M0 0h9v9H0z'/>",
        "a radial gradient begins off its middle",
    );
    refused(
        "<radialGradient id='g'><stop stop-color='red'/><stop offset='1'/></radialGradient><path fill='url(#g)' d='M0 0h19v9H0z'/>",
        "a radial gradient is an ellipse",
    );
    let rings =
        "<clipPath id='c'><path clip-rule='evenodd' d='M0 0h24v24H0zM6 6h12v12H6z'/></clipPath>";
    refused(
        &format!("{rings}<g clip-path='url(#c)'>{SHAPE}</g>"),
        "a clip path has the even-odd rule",
    );
    refused(
        &format!(
            "<clipPath id='c'>{SHAPE}<circle r='9'/></clipPath><g clip-path='url(#c)'>{SHAPE}</g>"
        ),
        "a clip path is more than one path",
    );
    refused(&SHAPE.repeat(501), "it has too many paths");
    let long = format!("<path d='M0 0{}'/>", "l.123 .456-.3-.2".repeat(2000));
    refused(&long, "a path is too long for a resource");
}

#[test]
fn a_drawable_is_short_and_plain() {
    let drawing = read(BOX, "<g opacity='.5'><path fill='#0a66c2' d='M4 4h16v16H4z'/></g>");
    let at = Placement { scale: 3.0, x: 18.0, y: 18.0 };
    assert_eq!(
        drawable(&drawing, at, 108.0).unwrap(),
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <vector xmlns:android=\"http://schemas.android.com/apk/res/android\"\n    \
         android:width=\"108dp\"\n    android:height=\"108dp\"\n    \
         android:viewportWidth=\"108\"\n    android:viewportHeight=\"108\">\n    \
         <path android:fillColor=\"#FF0A66C2\" android:fillAlpha=\"0.5\" android:pathData=\"M30 30H78V78H30z\"/>\n\
         </vector>\n"
    );
}

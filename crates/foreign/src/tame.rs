//! A drawing of a bundle without what moves or runs in it: what a browser shows of it first. Drawings of themes are refused for
//! such parts; those of a bundle are only looked at.

use std::cell::RefCell;
use std::rc::Rc;

use lol_html::html_content::{ContentType, Element, TextChunk};
use lol_html::{RewriteStrSettings, element, rewrite_str, text};

/// Elements that move, run or hold other documents, or say something of the drawing.
const REMOVED: &str = "script,foreignobject,animate,animatetransform,animatemotion,animatecolor,set,discard,mpath,\
    iframe,audio,video,canvas,title,desc,metadata";

/// The drawing without them; none if it cannot be read.
pub(crate) fn tame(svg: &str) -> Option<String> {
    let sheet: Rc<RefCell<String>> = Rc::default();
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!(REMOVED, |element| {
            element.remove();
            Ok(())
        }))
        .append_element_content_handler(element!("*", |element| {
            still(element)?;
            Ok(())
        }))
        .append_element_content_handler(text!("style", move |chunk: &mut TextChunk<'_>| {
            sheet.borrow_mut().push_str(chunk.as_str());
            if chunk.last_in_text_node() {
                let css = without_motion(&sheet.take());
                chunk.replace(&css, ContentType::Html);
            } else {
                chunk.remove();
            }
            Ok(())
        }));
    rewrite_str(svg, settings).ok()
}

/// Takes handlers and motion from the attributes of an element.
fn still(element: &mut Element<'_, '_>) -> Result<(), lol_html::errors::AttributeNameError> {
    let names: Vec<(String, String)> =
        element.attributes().iter().map(|own| (own.name(), own.value())).collect();
    for (name, value) in names {
        if name.starts_with("on")
            || name.starts_with("data-")
            || name.contains([':', '@']) && !name.starts_with("x")
        {
            element.remove_attribute(&name);
        } else if name == "style" && value.contains("animation") {
            element.set_attribute(&name, &without_motion(&value))?;
        }
    }
    Ok(())
}

/// A style sheet, or a list of declarations, without animations.
fn without_motion(css: &str) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some(at) = rest.find("@keyframes").or_else(|| rest.find("@-webkit-keyframes")) {
        out.push_str(&rest[..at]);
        rest = &rest[at + block(&rest[at..])..];
    }
    out.push_str(rest);
    let parts = out.split_inclusive([';', '{', '}']).map(|part| {
        let name = part.trim_start();
        let is_motion = name.starts_with("animation")
            || name.starts_with("-webkit-animation")
            || name.starts_with("transition");
        match (is_motion, part.ends_with('}')) {
            (false, _) => part,
            (true, true) => "}",
            (true, false) => "",
        }
    });
    parts.collect()
}

/// The length of a rule with its block.
fn block(css: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in css.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return at + 1,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    css.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(svg: &str, expect: &str) {
        assert_eq!(tame(svg).as_deref(), Some(expect));
    }

    #[test]
    fn what_moves_is_left_out() {
        check(
            "<svg><style>.a { animation: x 1s; fill: red }@keyframes x { 0% { fill: blue } }</style></svg>",
            "<svg><style>.a { fill: red }</style></svg>",
        );
        check(
            "<svg><g onclick='x()' style=\"animation:x;fill:red\"><animate a='b'/></g></svg>",
            "<svg><g style=\"fill:red\"></g></svg>",
        );
        check("<svg><script>x</script><path d='M0'/></svg>", "<svg><path d='M0'/></svg>");
        check("<svg><style>@keyframes x {", "<svg><style>");
    }
}

//! Is the text XML, and is the XML an SVG? Apart from the lint's rules: these come first, and some of them before any
//! parser sees the text.

use resvg::usvg::roxmltree::{Document, Error};

use crate::vector::finding::{Fault, Finding, quote};
use crate::vector::source::{self, SVG, Span};

/// The fault of a text that is no XML.
pub(crate) fn broken(text: &str, error: &Error) -> Finding {
    let span = match error {
        Error::NoRootNode | Error::UnclosedRootNode | Error::UnexpectedEndOfStream => end(text),
        Error::NodesLimitReached
        | Error::AttributesLimitReached
        | Error::NamespacesLimitReached => {
            let help = "simplify the drawing";
            return Finding::new(
                Fault::TooLarge,
                0..0,
                "the file has more than 200000 nodes",
                help,
            );
        }
        _ => position(text, error.pos().row, error.pos().col),
    };
    let message = error.to_string();
    // The place is in the span already.
    let message = message.split(" at ").next().unwrap_or_default().replace('\'', "`");
    let mut message = message.trim_end_matches('.').to_owned();
    if message.starts_with(|c: char| c.is_ascii_uppercase()) {
        message[..1].make_ascii_lowercase();
    }
    let message = format!("the file is not well-formed XML: {message}");
    Finding::new(Fault::Broken, span, message, "export the drawing again as SVG")
}

fn end(text: &str) -> Span {
    let trimmed = text.trim_end();
    let last = trimmed.chars().next_back().map_or(0, char::len_utf8);
    trimmed.len() - last..trimmed.len()
}

/// One character at a line and column, both from 1, columns in characters.
fn position(text: &str, row: u32, column: u32) -> Span {
    let mut start = 0;
    for line in text.split_inclusive('\n').take(row as usize - 1) {
        start += line.len();
    }
    let line = text[start..].split('\n').next().unwrap_or_default();
    let mut rest = line.char_indices().skip(column as usize - 1);
    match rest.next() {
        Some((at, c)) => start + at..start + at + c.len_utf8(),
        None => start + line.len()..start + line.len(),
    }
}

/// Faults before the root: entities, another encoding. They are found without an XML parser, which entities could
/// lead astray.
pub(crate) fn prolog(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at..];
        let closing = match rest {
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!DOCTYPE") => ">",
            _ => return found,
        };
        let Some(end) = rest.find(closing) else {
            return found;
        };
        let span = at..at + end + closing.len();
        let piece = &text[span.clone()];
        if piece.starts_with("<!DOCTYPE") && piece.contains('[') {
            let (message, help) = (
                "the document type declares entities",
                "export it as plain SVG (in Illustrator: Export As, not Save As), or remove the entities",
            );
            found.push(Finding::new(Fault::Unsafe, span, message, help));
            return found;
        }
        if piece.starts_with("<?xml-stylesheet") {
            let (message, help) = ("the file loads a style sheet", "write the style into the file");
            found.push(Finding::new(Fault::External, span.clone(), message, help));
        } else if let Some(name) = encoding(piece) {
            let message =
                format!("the file says that its encoding is {}, but it is UTF-8", quote(name));
            let help = "save it as UTF-8 and say so";
            found.push(Finding::new(Fault::Broken, span.clone(), message, help));
        }
        at = span.end;
    }
}

/// The encoding that an XML declaration names, if it is not one that UTF-8 can pass for.
fn encoding(declaration: &str) -> Option<&str> {
    let rest = declaration.strip_prefix("<?xml ")?.split_once("encoding")?.1;
    let name = rest.trim_start().strip_prefix('=')?.trim_start();
    let name = name.get(1..)?.split(['"', '\'']).next()?;
    let fine = ["utf-8", "utf8", "us-ascii", "ascii"].contains(&name.to_ascii_lowercase().as_str());
    (!fine).then_some(name)
}

/// Faults of the root: what stands in the way of every browser.
pub(crate) fn root(document: &Document<'_>) -> Option<Finding> {
    let root = document.root_element();
    let span = source::tag(root);
    if root.tag_name().name() != "svg" {
        let message =
            format!("the file is not an SVG, its root is {}", quote(root.tag_name().name()));
        return Some(Finding::new(Fault::Broken, span, message, "export the drawing as SVG"));
    }
    if root.tag_name().namespace() != Some(SVG) {
        let help = format!("write `xmlns=\"{SVG}\"` into the `svg` tag");
        let message = "the root has no SVG namespace: no browser would draw it";
        return Some(Finding::new(Fault::Broken, span, message, help));
    }
    let is_length = |name: &str| {
        root.attribute(name).is_some_and(|length| {
            let digits = length.trim().trim_end_matches("px");
            digits.parse::<f32>().is_ok_and(|length| length > 0.0)
        })
    };
    if root.attribute("viewBox").is_none() && !(is_length("width") && is_length("height")) {
        let help = "give it a `viewBox`, such as `viewBox=\"0 0 64 64\"`";
        return Some(Finding::new(Fault::Empty, span, "the drawing has no size", help));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_prolog(text: &str, expect: &[&str]) {
        let shown = |f: &Finding| format!("{} [{}]", f.message, &text[f.span.clone()]);
        assert_eq!(prolog(text).iter().map(shown).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn the_prolog_declares_no_entities() {
        check_prolog(
            "<?xml version='1.0' encoding='UTF-8'?><!-- <!ENTITY --><!DOCTYPE svg PUBLIC 'a' 'b'><svg/>",
            &[],
        );
        check_prolog(
            "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
            &["the document type declares entities [<!DOCTYPE svg [<!ENTITY a 'b'>]"],
        );
        check_prolog(
            "<?xml version='1.0' encoding='latin1'?><svg/>",
            &[
                "the file says that its encoding is `latin1`, but it is UTF-8 [<?xml version='1.0' encoding='latin1'?>]",
            ],
        );
        check_prolog(
            "<?xml-stylesheet href='x'?><svg/>",
            &["the file loads a style sheet [<?xml-stylesheet href='x'?>]"],
        );
    }

    #[test]
    fn broken_xml_is_shown_at_its_place() {
        let check = |text: &str, message: &str, at: &str| {
            let finding = broken(text, &source::document(text).unwrap_err());
            let prefix = "the file is not well-formed XML: ";
            assert_eq!(finding.message.strip_prefix(prefix), Some(message), "{text}");
            assert_eq!(&text[finding.span], at, "{text}");
        };
        check("<svg>\n <g></svg>", "expected `g` tag, not `svg`", "<");
        check("<svg a='1' a='2'/>", "attribute `a`", "a");
        check("<svg>", "the root node was opened but never closed", ">");
        check("", "the document does not have a root node", "");
        check("<svg>ü<x &/></svg>", "invalid name token", "&");
    }
}
